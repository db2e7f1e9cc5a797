"""Private data through every door, at DEBUG, also where it fails: nothing of it stays behind.

Searched are the logs, the files of the home, stderr and the bodies of errors. An answer that gives a
caller back what the same caller said is no leak, nor is the form that a page keeps filled in.
"""

import base64
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from itertools import cycle
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.api.guard import MAX_BODY
from bot.command.asking import ask_batch
from bot.command.checking import check_batch
from bot.logs import configure
from knowledge.errors import CatalogueUnavailable
from knowledge.settings import load_settings
from tests.canaries import Search, messages
from tests.fakes import HOTLINES, FakeAssistant

API = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PART = {**FORM, "X-Part": "1"}


def as_json(**fields):
    return json.dumps(fields, ensure_ascii=False).encode()


def as_form(**fields):
    return urlencode(fields).encode()


# Where a message goes in: path, headers, and the body made of it.
GOOD = [
    ("/api/v1/ask", API, lambda words: as_json(question=words)),
    ("/api/v1/ask", API, lambda words: as_json(question=words, audience="family")),
    ("/api/v1/check", API, lambda words: as_json(text=words)),
    ("/", FORM, lambda words: as_form(question=words)),
    ("/", PART, lambda words: as_form(question=words)),
    ("/check", FORM, lambda words: as_form(text=words)),
    ("/check", PART, lambda words: as_form(text=words)),
]
BAD = [
    ("/api/v1/ask", API, lambda words: as_json(question=words)[:-4]),
    ("/api/v1/ask", API, lambda words: words.encode()),
    ("/api/v1/ask", API, lambda words: words.encode("gb18030")),
    ("/api/v1/ask", API, lambda words: as_json(question=[words])),
    ("/api/v1/ask", API, lambda words: as_json(asked=words)),
    ("/api/v1/ask", API, lambda words: as_json(question="问", as_of=words)),
    ("/api/v1/ask", API, lambda words: as_json(question="问", audience=words)),
    ("/api/v1/ask", API, lambda words: as_json(question="问", id=words * 9)),
    ("/api/v1/ask", API, lambda words: as_json(question=words * 60)),
    ("/api/v1/ask", API, lambda words: as_json(question=words * 6000)),
    ("/api/v1/ask", API, lambda words: as_json(question=words + "\0")),
    ("/api/v1/ask", FORM, lambda words: as_form(question=words)),
    ("/api/v1/check", API, lambda words: as_json(facts={"父.现状": words})),
    ("/api/v1/check", API, lambda words: as_json(facts={words: "是"})),
    ("/api/v1/check", API, lambda words: as_json(facts={"父.务工地": words})),
    ("/api/v1/check", API, lambda words: as_json(text="孩子八岁", focus=[words])),
    ("/api/v1/check", API, lambda words: as_json(text="孩子八岁", asked=[words])),
    ("/api/v1/check", API, lambda words: as_json(text=words * 60)),
    ("/", PART, lambda words: as_form(question=words * 60)),
    ("/", FORM, lambda words: as_form(question=words * 60)),
    ("/", PART, lambda words: b"&".join([as_form(question=words)] * 40)),
    ("/check", PART, lambda words: as_form(text=words * 60)),
    ("/check", FORM, lambda words: as_form(text="孩子八岁", **{"set.父.现状": words})),
    ("/nowhere", API, lambda words: as_json(question=words)),
]


def told_apart(body):
    """An error's body without the form in which the page keeps what was typed."""
    return re.sub(r"<textarea.*?</textarea>|<input[^>]*>", "", body, flags=re.DOTALL)


@pytest.fixture
def everything_logged(caplog):
    """The logs as the service sets them, at DEBUG, and every logger of every library with them."""
    factory = logging.getLogRecordFactory()
    configure(load_settings(log_level="DEBUG"))
    caplog.set_level(logging.DEBUG)
    yield caplog
    logging.setLogRecordFactory(factory)


def client_of(assistant, settings):
    return TestClient(create_app(assistant, settings, hotlines=HOTLINES), raise_server_exceptions=False)


def failures(words):
    """What an assistant may raise that repeats a message: a defect, and a failure with a name."""
    return RuntimeError(f"boom: {words}"), CatalogueUnavailable(f"打不开 {words}", "请稍后再试")


@pytest.mark.parametrize("many", [93, pytest.param(2000, marks=pytest.mark.nightly)])
def test_nothing_private_stays_behind_of_what_comes_in_over_http(
    many, library, assistant, everything_logged, capfd
):
    sent = list(messages(many, seed=many))
    search = Search(value for message in sent for value in message.values)
    assert len({value for message in sent for value in message.values}) > 3 * many
    began = time.time()
    settings = library.model_copy(update={"asks_per_minute": 0})
    client, broken = client_of(assistant, settings), FakeAssistant()
    failing_client = client_of(broken, settings)
    statuses: Counter[int] = Counter()
    errors, named = [], []
    for message, (path, headers, body) in zip(sent, cycle([*GOOD, *BAD]), strict=False):
        response = client.post(path, headers=headers, content=body(message.words))
        statuses[response.status_code] += 1
        if response.status_code >= 400:
            errors.append(told_apart(response.text))
    for message, (path, headers, body) in zip(sent, cycle(GOOD), strict=False):
        for broken.fails, told in zip(failures(message.words), (errors, named), strict=True):
            response = failing_client.post(path, headers=headers, content=body(message.words))
            statuses[response.status_code] += 1
            if response.status_code >= 400:
                told.append(told_apart(response.text))
    assert statuses[200] > many / 4
    assert statuses[422] > many / 4
    assert statuses[500] > many / 4
    assert statuses[503] > many / 4
    assert search.found("\n".join(errors)) == set()
    # A message of ours that repeats somebody's words is a defect; the mask still takes what has a form.
    assert Search(value for message in sent for value in message.formed).found("\n".join(named)) == set()
    assert search.found(everything_logged.text) == set()
    assert search.found("".join(capfd.readouterr())) == set()
    assert search.found_in(library.home, since=began) == set()


@pytest.mark.parametrize("many", [40, pytest.param(2000, marks=pytest.mark.nightly)])
def test_nothing_private_stays_behind_of_a_batch_but_its_answers(
    many, library, tmp_path, everything_logged, capfd
):
    sent = list(messages(many, seed=many + 1))
    search = Search(value for message in sent for value in message.values)
    began = time.time()
    asked, checked = tmp_path / "ask.jsonl", tmp_path / "check.jsonl"
    lines = [(as_json(id="1", question=m.words), as_json(id="1", text=m.words)) for m in sent]
    bad = [(m.words.encode(), as_json(id="1", facts={"父.现状": m.words, m.words: 1})) for m in sent[::5]]
    asked.write_bytes(b"\n".join(line for line, _ in [*lines, *bad]))
    checked.write_bytes(b"\n".join(line for _, line in [*lines, *bad]))
    written = [tmp_path / "answers.jsonl", tmp_path / "records.jsonl"]
    say = print
    ask_batch(asked, written[0], settings=library, as_of=None, audience="operator", within=(), say=say)
    check_batch(checked, written[1], settings=library, as_of=None, say=say)
    records = [json.loads(line) for file in written for line in file.read_text("utf-8").splitlines()]
    failed = [json.dumps(record, ensure_ascii=False) for record in records if "error" in record]
    assert len(failed) == 2 * len(bad)
    assert search.found("\n".join(failed)) == set()
    assert search.found(everything_logged.text) == set()
    assert search.found("".join(capfd.readouterr())) == set()
    assert search.found_in(library.home, since=began) == set()


@pytest.mark.parametrize("many", [1, pytest.param(12, marks=pytest.mark.nightly)])
def test_the_command_line_repeats_nothing_private_on_stderr(many, library, tmp_path):
    for message in messages(many, seed=7):
        search = Search(message.formed)
        for words in (["ask", "问", message.words], ["check", "--facts", message.words], [message.words]):
            done = subprocess.run(
                [sys.executable, "-m", "bot.command", *words],
                env={**os.environ, "HOTLINE_HOME": str(library.home), "HOTLINE_LOG_LEVEL": "DEBUG"},
                capture_output=True,
                timeout=120,
            )
            assert done.returncode in (1, 2)
            assert search.found(done.stderr) == set()


@pytest.mark.nightly
def test_a_real_service_keeps_nothing_private(library, tmp_path):
    sent = list(messages(2000, seed=99))
    search = Search(value for message in sent for value in message.values)
    began = time.time()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "stderr"
    with log.open("wb") as stderr:
        service = subprocess.Popen(
            [sys.executable, "-m", "bot.command", "serve", "--port", str(port)],
            env={**os.environ, "HOTLINE_HOME": str(library.home), "HOTLINE_LOG_LEVEL": "DEBUG"},
            stderr=stderr,
            stdout=stderr,
        )
        try:
            _wait(port)
            errors = []
            for message, (path, headers, body) in zip(sent, cycle([*GOOD, *BAD]), strict=False):
                status, said = _post(port, path, headers, body(message.words))
                assert status < 500
                if status >= 400:
                    errors.append(told_apart(said))
        finally:
            service.terminate()
            service.wait(timeout=30)
    assert errors
    assert search.found("\n".join(errors)) == set()
    assert search.found(log.read_bytes()) == set()
    assert search.found_in(library.home, since=began) == set()


def _wait(port):
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the service never answered")


def _post(port, path, headers, body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
    except OSError:  # a body that is too long is refused before its end was sent, which may break the line
        if len(body) <= MAX_BODY:
            raise
        return 413, ""


def test_the_search_finds_what_is_there():
    message = next(iter(messages(1, seed=5)))
    search = Search(message.values)
    assert search.found(message.words) == set(message.values)
    assert search.found(urlencode({"q": message.words})) >= {message.values[0]}
    assert search.found(json.dumps(message.words)) == set(message.values)
    for before in range(3):
        coded = base64.b64encode(b"x" * before + message.words.encode())
        assert search.found(coded) == set(message.values)


def test_private_data_change_nothing_in_what_an_answer_rests_on(assistant):
    asked = "监护状况一般的家庭多久走访一次"
    plain, private = assistant.ask(asked), assistant.ask(f"{asked}，电话13800138000")
    assert private.status == plain.status
    assert private.citations[0] == plain.citations[0]
