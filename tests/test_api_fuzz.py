"""Whatever is sent, the service answers as its description says, and never fails.

Requests are made from the API's own description by schemathesis, in the right shape and in wrong ones; the
pages, which are in no description, get forms of any kind.
"""

from collections import Counter
from datetime import date
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.assistant import open_assistant
from ingest.run import ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.facts import vocabulary
from knowledge.index.refresh import refresh
from knowledge.settings import load_settings
from tests.fake_check import CheckingAssistant
from tests.fake_encoder import FakeEncoder
from tests.fakes import HOTLINES, TEXTS

# A question of spaces has the right shape and is refused; an unknown field is passed over and is not.
_OF_MEANING = [positive_data_acceptance, negative_data_rejection]
_SHAPES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
_ANY = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.generate),  # a failure is told, not shrunk for minutes
}

# Answers that hardly anything random would get.
_WORDS = st.sampled_from(
    ("留守儿童", "孩子八岁", "爸爸在外地打工一年", "我爸天天打我", "110", "=", "&", "%", "\x00", "\ud800")
) | st.text(max_size=40)
_FACTS = st.sampled_from([spec.name for spec in vocabulary()]) | st.text(max_size=10)


def app_of(assistant):
    return create_app(assistant, load_settings(as_of=date(2026, 11, 24)), hotlines=HOTLINES)


def fuzz(app, *, examples):
    """So many requests in each shape to each operation that takes anything; how they were answered."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    statuses: Counter[int] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()
        for shape in _SHAPES if operation.body else _SHAPES[:1]:  # a path takes any text

            @settings(max_examples=examples, **_ANY)
            @given(operation.as_strategy(generation_mode=shape))
            def one(case):
                response = case.call()
                statuses[response.status_code] += 1
                assert response.status_code < 500, case.as_curl_command()
                case.validate_response(response, excluded_checks=_OF_MEANING)

            one()
    return statuses


def test_the_api_answers_as_it_is_described():
    statuses = fuzz(app_of(CheckingAssistant()), examples=25)
    assert statuses[200] > 20
    assert statuses[422] > 20


def any_form(app, *, examples):
    client = TestClient(app)
    names = st.sampled_from(
        ("question", "text", "given", "heard", "answer", "asked", "drop", "set.儿童.周岁")
    )
    pairs = st.tuples(names, _WORDS | st.builds("{}={}".format, _FACTS, _WORDS))
    bodies = st.lists(pairs, max_size=12).map(lambda fields: urlencode(fields, errors="replace").encode())

    @settings(max_examples=examples, **_ANY)
    @given(
        st.sampled_from(("/", "/check")),
        bodies | st.binary(max_size=200),
        st.sampled_from(("application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "")),
        st.booleans(),
    )
    def one(path, body, content_type, part):
        headers = {"Content-Type": content_type} | ({"X-Part": "answer"} if part else {})
        response = client.post(path, content=body, headers=headers)
        assert response.status_code in (200, 413, 422), (path, body)
        assert response.headers["Content-Type"].startswith("text/html")

    one()


def test_a_page_answers_any_form():
    any_form(app_of(CheckingAssistant()), examples=60)


@pytest.fixture
def real(tmp_path):
    """The real assistant over the shipped notices, with vectors of a fake encoder."""
    home = load_settings(home=tmp_path / "home", as_of=date(2026, 11, 24))
    with writer_lock(home.home), Catalogue.open(home.database_url) as catalogue:
        paths = sorted(TEXTS.glob("*.txt"))
        ingest(paths, catalogue=catalogue, settings=home, progress=lambda _: None)
        refresh(catalogue, home, encoder=FakeEncoder(), progress=lambda _: None).close()
    with open_assistant(home, encoder=FakeEncoder()) as assistant:
        yield assistant


@pytest.mark.nightly
def test_ten_thousand_requests_bring_no_failure(real):
    statuses = fuzz(app_of(real), examples=1700)
    assert sum(statuses.values()) >= 10_000, statuses
    any_form(app_of(real), examples=2000)
