"""The emergency card comes through every door, first, whatever else is broken."""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from starlette.testclient import TestClient

from bot.answering import STEPS
from bot.api import in_time
from bot.api.app import create_app
from bot.assistant import open_assistant
from bot.command.asking import readable
from bot.record import Status
from bot.safety import detect
from knowledge.errors import BadQuestion, CatalogueUnavailable, IndexUnavailable, StorageFull
from knowledge.settings import load_settings
from tests.fakes import HOTLINES, FakeAssistant, failing

CRY = "我爸天天打我，我不敢回家"
CALM = "留守儿童怎么认定"
AUTUMN = date(2026, 11, 22)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An assistant over nothing at all."""
    home = tmp_path_factory.mktemp("danger") / "home"
    with open_assistant(load_settings(home=home, encoder="none")) as opened:
        yield opened


@pytest.fixture
def broken(empty, monkeypatch):
    """An assistant whose every look into catalogue and index fails with the given error."""

    def fails(error):
        monkeypatch.setattr(empty, "_current", lambda: (_ for _ in ()).throw(error))
        return empty

    return fails


def client_of(assistant):
    return TestClient(create_app(assistant, load_settings(as_of=AUTUMN), hotlines=HOTLINES))


def asked(assistant, question):
    return client_of(assistant).post("/api/v1/ask", json={"question": question, "id": "7"})


# --- the answer -------------------------------------------------------------------------------------


def test_danger_is_the_first_thing_looked_for():
    assert STEPS[0].__name__ == "watch_for_danger"


def test_the_card_comes_first_and_the_question_is_answered_under_it(assistant):
    record = assistant.ask("我爸天天打我，强制报告是怎么规定的", as_of=AUTUMN, audience="family")
    assert record.status is Status.EMERGENCY
    assert record.emergency.level == "E1"
    assert "110" in record.answer.splitlines()[0]
    assert record.citations[0].clause == "三（三）8"
    assert "第一时间向公安机关报告" in record.citations[0].quote
    document = assistant.document(record.citations[0].doc_no)
    assert document.text[record.citations[0].start : record.citations[0].end] == record.citations[0].quote
    assert any("月底结束" in notice for notice in record.notices)
    assert len(record.hits) >= 10
    assert record.follow_up is None


def test_a_question_that_only_holds_the_words_is_answered_with_a_line_of_help(assistant):
    record = assistant.ask("发现孩子可能被打、被虐待，应该向谁报告？", as_of=AUTUMN)
    assert record.status is Status.ANSWERED
    assert record.emergency.level == "E2"
    assert "110" in readable(record)


def test_nothing_is_added_to_a_question_without_danger(assistant):
    assert assistant.ask(CALM, as_of=AUTUMN).emergency is None


def test_an_operator_and_a_family_are_told_differently(assistant):
    operator, family = (assistant.ask(CRY, audience=who).answer for who in ("operator", "family"))
    assert "不让孩子复述" in operator
    assert "这不是你的错" in family


@pytest.mark.parametrize(
    "error",
    [
        CatalogueUnavailable("目录库被锁住了"),
        IndexUnavailable("还没有可用的索引"),
        StorageFull("磁盘满了"),
        RuntimeError("a defect"),
        MemoryError(),
    ],
)
def test_whatever_fails_the_card_comes_alone(broken, error):
    record = broken(error).ask(CRY, id="7")
    assert record.id == "7"
    assert record.status is Status.EMERGENCY
    assert [contact.number for contact in record.emergency.contacts][:1] == ["110"]
    assert not record.citations
    assert record.timings_ms["total"] < 300
    with pytest.raises(type(error)):
        broken(error).ask(CALM)


def test_too_long_a_cry_is_still_a_cry(empty):
    assert empty.ask(CRY + "真的" * 9000).status is Status.EMERGENCY
    with pytest.raises(BadQuestion):
        empty.ask("问" * 9000)


def test_without_a_library_a_cry_is_heard(empty):
    assert empty.ask(CRY).status is Status.EMERGENCY
    with pytest.raises(IndexUnavailable):
        empty.ask(CALM)


def test_the_first_cry_waits_for_no_file(empty, monkeypatch):
    def no_reading(path, *_, **__):
        raise AssertionError(path)

    monkeypatch.setattr("pathlib.Path.read_text", no_reading)
    assert detect(CRY)


# --- the doors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [CatalogueUnavailable("锁住了"), StorageFull("满了"), RuntimeError("defect")]
)
def test_the_api_gives_the_card_whatever_the_assistant_raises(error):
    response = asked(failing(error), CRY)
    body = response.json()
    assert response.status_code == 200
    assert (body["id"], body["status"]) == ("7", "emergency")
    assert body["emergency"]["contacts"][0] == {"name": "报警", "number": "110"}
    assert asked(failing(error), CALM).status_code >= 500


def test_while_everything_hangs_the_card_comes_in_time(monkeypatch):
    monkeypatch.setattr(in_time, "PATIENCE", 0.2)
    release = threading.Event()

    class Hanging(FakeAssistant):
        def ask(self, question, **_):
            release.wait(10)
            raise RuntimeError

    client = client_of(Hanging())
    try:
        began = time.monotonic()
        record = client.post("/api/v1/ask", json={"question": CRY}).json()
        page = client.post("/", data={"question": CRY}).text
        assert time.monotonic() - began < 5
        assert record["status"] == "emergency"
        assert "tel:110" in page[page.index('role="alert"') :]
    finally:
        release.set()


def test_a_cry_that_cannot_be_read_whole_is_read_as_far_as_it_goes():
    response = client_of(failing(RuntimeError())).post(
        "/api/v1/ask",
        content='{"question": "我不想活了\\ud83d\\u0000"}'.encode(),
        headers={"Content-Type": "application/json"},
    )
    assert response.json()["status"] == "emergency"
    assert response.json()["question"] == "我不想活了"


def test_on_the_page_the_card_is_an_alert_with_numbers_to_tap():
    html = client_of(failing(CatalogueUnavailable("锁住了"))).post("/", data={"question": CRY})
    card = html.text[html.text.index('<article class="answer emergency"') :]
    assert html.status_code == 200
    assert card.index('role="alert"') < card.index('href="tel:110"') < card.index(CRY)
    assert "不会替您报警" in card


def test_the_pages_script_gets_the_card_alone_too():
    part = client_of(failing(RuntimeError())).post("/", data={"question": CRY}, headers={"X-Part": "answer"})
    assert part.text.startswith('<article class="answer emergency"')


def hotline(*words, home):
    return subprocess.run(
        [sys.executable, "-m", "bot.command", *words],
        env={**os.environ, "HOTLINE_HOME": str(home), "HOTLINE_ENCODER": "none"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_command_line_shows_the_card_without_a_library(tmp_path):
    done = hotline("ask", CRY, home=tmp_path / "home")
    assert done.returncode == 0
    assert done.stdout.startswith("【报警 110")
    assert json.loads(hotline("ask", CRY, "--json", home=tmp_path / "home").stdout)["status"] == "emergency"


def test_the_command_line_shows_the_card_where_nothing_can_be_written(tmp_path):
    (tmp_path / "home").write_text("not a folder")
    done = hotline("ask", CRY, home=tmp_path / "home")
    assert done.returncode == 0
    assert "110" in done.stdout
    assert hotline("ask", CALM, home=tmp_path / "home").returncode == 1
