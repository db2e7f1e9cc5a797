"""The stream: the extractive record at once, whatever the model does; a closed tab leaves nothing running."""

import http.client
import json
import threading
import time

import pytest
import uvicorn
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.wording import Wording
from bot.wording.checking import Support
from bot.wording.client import Client
from bot.wording.endpoint import Endpoint
from knowledge.settings import load_settings
from knowledge.text.words import bigrams
from tests.fake_endpoint import FakeEndpoint
from tests.fakes import HOTLINES, FakeAssistant

QUESTION = "监护状况一般的多久走访一次"
CRY = "我爸天天打我，我不敢回家"


class WordingAssistant(FakeAssistant):
    """Answers as the fake does, and words through a real room."""

    has_wording = True

    def __init__(self, url, *, seconds=5.0):
        super().__init__()
        self.room = Wording(Client(Endpoint(url, "fake", seconds)), Support(bigrams, None), numbers=["110"])
        self.room.client.warm().result()

    def word(self, record, *, audience="operator", stop=None):
        yield from self.room.word(record, audience=audience, stop=stop)


@pytest.fixture(scope="module")
def fake():
    served = FakeEndpoint()
    yield served
    served.close()


@pytest.fixture
def wording(fake):
    made = []

    def make(mode, **more):
        made.append(WordingAssistant(fake.url(mode), **more))
        return made[-1]

    yield make
    for assistant in made:
        assistant.room.close()


def app_of(assistant):
    return create_app(assistant, load_settings(asks_per_minute=2), hotlines=HOTLINES)


def ask(assistant, question=QUESTION, **more):
    client = TestClient(app_of(assistant))
    response = client.post("/api/v1/ask/stream", json={"question": question, **more})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith("text/event-stream")
    return [read(block) for block in response.text.strip().split("\n\n")]


def read(block):
    name, data = block.split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_evidence_then_sentences_then_the_worded_record(wording):
    events = ask(wording("well"), id="7")
    assert [name for name, _ in events] == ["evidence", "sentence", "done"]
    evidence, sentence, done = (data for _, data in events)
    assert (evidence["mode"], evidence["id"]) == ("extractive", "7")
    assert sentence["citations"] == [0]
    assert done["why"] is None
    assert done["record"]["mode"] == "llm"
    assert done["record"]["answer"].startswith(sentence["text"])
    assert done["record"]["citations"] == evidence["citations"]


def test_without_a_model_the_same_answer_comes_twice():
    events = ask(FakeAssistant())
    assert [name for name, _ in events] == ["evidence", "done"]
    assert events[1][1]["record"] == events[0][1]
    assert events[1][1]["why"] == "no_model"


def test_a_dishonest_model_leaves_the_extractive_record_and_says_why_to_operators_only(wording):
    done = ask(wording("promise"))[-1][1]
    assert (done["record"]["mode"], done["why"]) == ("extractive", "promise")
    assert done["dropped"] == [{"why": "promise", "detail": "", "text": ""}]
    done = ask(wording("off_topic"), audience="family")[-1][1]
    assert (done["dropped"], done["explained"]) == ([], "")


def test_a_child_in_danger_gets_the_card_and_no_model_is_asked(fake, wording):
    fake.bodies.clear()
    events = ask(wording("well"), "监护状况一般的孩子失踪了，多久走访一次")
    assert events[0][1]["status"] == "emergency"
    assert events[0][1]["emergency"]["contacts"][0]["number"] == "110"
    assert [name for name, _ in events] == ["evidence", "done"]
    assert fake.bodies == []


def test_what_cannot_be_asked_is_told_as_everywhere():
    client = TestClient(app_of(FakeAssistant()))
    response = client.post("/api/v1/ask/stream", json={"question": ""})
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "BadQuestion"
    cried = client.post("/api/v1/ask/stream", content=CRY.encode())  # no JSON at all
    assert read(cried.text.split("\n\n")[0])[1]["status"] == "emergency"


def test_asking_too_often_counts_here_too():
    client = TestClient(app_of(FakeAssistant()), client=("203.0.113.7", 50000))
    codes = [client.post("/api/v1/ask/stream", json={"question": QUESTION}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_evidence_waits_for_no_model_and_a_closed_tab_leaves_nothing_running(fake, wording):
    assistant = wording("stall", seconds=30.0)
    server = uvicorn.Server(uvicorn.Config(app_of(assistant), port=0, log_level="error", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert at_most(10, lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        began = time.monotonic()
        body = json.dumps({"question": QUESTION})
        connection.request("POST", "/api/v1/ask/stream", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        assert response.readline() == b"event: evidence\n"
        assert time.monotonic() - began < 1
        assert at_most(3, lambda: fake.open > 0)
        response.close()
        connection.close()
        assert at_most(3, lambda: fake.open == 0)
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def at_most(wait, what):
    until = time.monotonic() + wait
    while not what() and time.monotonic() < until:
        time.sleep(0.01)
    return what()
