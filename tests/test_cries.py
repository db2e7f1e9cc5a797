"""A request that is refused for its form, its size or a fault of ours still gets the card if it is a cry."""

import json
from urllib.parse import quote_plus

import pytest
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.api.guard import MAX_BODY
from bot.safety import detect
from knowledge.settings import load_settings
from tests.fake_check import CheckingAssistant
from tests.fakes import HOTLINES, failing

CRY = "我爸天天打我，我不敢回家"
CALM = "留守儿童怎么认定"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# Twenty thousand characters, the cry in the middle.
LONG = "我家里的事说来话长。" * 900 + CRY + "我家里的事说来话长。" * 900


@pytest.fixture(scope="module")
def client():
    return TestClient(create_app(CheckingAssistant(), load_settings(), hotlines=HOTLINES))


def sent(client, path, content, content_type):
    return client.post(path, content=content, headers={"Content-Type": content_type})


def broken_in_many_ways(words):
    """Bodies for `/api/v1/ask` that are refused, each with the words in it."""
    whole = json.dumps({"question": words}, ensure_ascii=False)
    yield "cut off", whole[:-1].encode(), JSON
    yield "no quotation mark at the end", whole[:-2].encode(), JSON
    yield "single quotation marks", whole.replace('"', "'").encode(), JSON
    yield "escapes in broken JSON", json.dumps({"question": words})[:-1].encode(), JSON
    yield "bare words", words.encode(), JSON
    yield "a list", json.dumps([words]).encode(), JSON
    yield "a string", json.dumps(words).encode(), JSON
    yield "another field", json.dumps({"q": words}).encode(), JSON
    yield "a list in the field", json.dumps({"question": [words]}).encode(), JSON
    yield "an object in the field", json.dumps({"question": {"text": words}}).encode(), JSON
    yield "no content type", whole.encode(), ""
    yield "plain text", words.encode(), "text/plain"
    yield "JSON as text", whole.encode(), "text/plain"
    yield "a form", f"question={quote_plus(words)}".encode(), FORM
    yield "a form in GBK", f"question={quote_plus(words, encoding='gbk')}".encode(), FORM
    yield "JSON in GBK", whole.encode("gbk"), JSON
    yield "JSON in UTF-8 with a bad byte", whole.encode() + b"\xff", JSON
    yield "UTF-16", words.encode("utf-16"), JSON
    yield "a wrong date", json.dumps({"question": words, "as_of": "昨天"}).encode(), JSON
    yield "a wrong audience", json.dumps({"question": words, "audience": "king"}).encode(), JSON
    yield "too long an id", json.dumps({"question": words, "id": "9" * 300}).encode(), JSON
    yield "half a character in the id", json.dumps({"question": words, "id": "\ud83d"}).encode(), JSON
    yield "too large", json.dumps({"question": words, "x": "9" * MAX_BODY}).encode(), JSON
    yield (
        "multipart",
        (f'--b\r\nContent-Disposition: form-data; name="question"\r\n\r\n{words}\r\n--b--'.encode()),
        "multipart/form-data; boundary=b",
    )


@pytest.mark.parametrize("way", [way for way, *_ in broken_in_many_ways("")])
def test_a_cry_in_a_broken_request_gets_the_card(client, way):
    content, content_type = next(rest for name, *rest in broken_in_many_ways(CRY) if name == way)
    response = sent(client, "/api/v1/ask", content, content_type)
    assert response.status_code == 200
    assert response.json()["status"] == "emergency"
    assert response.json()["emergency"]["contacts"][0]["number"] == "110"
    assert "110" in response.json()["answer"]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("way", [way for way, *_ in broken_in_many_ways("")])
def test_a_calm_question_in_a_broken_request_is_refused_with_whom_to_call(client, way):
    content, content_type = next(rest for name, *rest in broken_in_many_ways(CALM) if name == way)
    response = sent(client, "/api/v1/ask", content, content_type)
    assert response.status_code in (400, 413, 422)
    assert list(response.json()) == ["error"]
    assert "请马上拨打 110" in response.json()["error"]["message"]
    assert CALM not in response.text


def test_a_stream_that_is_refused_begins_and_ends_with_the_card(client):
    response = client.post("/api/v1/ask/stream", json={"question": CRY, "as_of": "昨天"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/event-stream")
    names = [line.removeprefix("event: ") for line in response.text.splitlines() if line.startswith("event")]
    data = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: ")]
    assert names == ["evidence", "done"]
    assert data[0]["emergency"]["contacts"][0]["number"] == "110"
    assert data[1]["record"] == data[0]


def test_what_could_be_read_of_the_request_comes_back_with_the_card(client):
    asked = {"question": CRY, "id": "H-7", "audience": "family", "as_of": "昨天"}
    body = client.post("/api/v1/ask", json=asked).json()
    assert (body["id"], body["question"]) == ("H-7", CRY)
    assert "这不是你的错" in body["answer"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (json.dumps({"text": CRY, "as_of": "昨天"}).encode(), JSON),
        (json.dumps({"text": CRY, "facts": []}).encode(), JSON),
        (CRY.encode(), "text/plain"),
        (json.dumps({"text": CRY, "facts": {"没有这项": 1}}).encode(), JSON),
    ],
)
def test_a_check_that_is_refused_gets_the_card_in_its_own_shape(client, content, content_type):
    body = sent(client, "/api/v1/check", content, content_type).json()
    assert body["emergency"]["contacts"][0]["number"] == "110"
    assert len(body["verdicts"]) == 5


@pytest.mark.parametrize("path", ["/", "/check"])
@pytest.mark.parametrize("part", [True, False])
def test_a_form_that_cannot_be_read_gets_the_card_as_a_page(client, path, part):
    flood = "&".join(f"x{i}=1" for i in range(700)) + f"&text={quote_plus(CRY)}"
    headers = {"Content-Type": FORM} | ({"X-Part": "answer"} if part else {})
    response = client.post(path, content=flood.encode(), headers=headers)
    assert response.status_code == 200
    assert response.text.index('role="alert"') < response.text.index('href="tel:110"', 900 if not part else 0)
    assert response.text.startswith("<!doctype html>") is not part


def test_a_fault_of_ours_does_not_stand_before_a_cry():
    client = TestClient(create_app(failing(RuntimeError()), load_settings(), hotlines=HOTLINES))
    assert client.post("/check", data={"text": CRY}).status_code == 200
    assert client.post("/api/v1/check", json={"text": CRY}).status_code == 200


@pytest.mark.parametrize("ascii_only", [True, False])
def test_twenty_thousand_characters_are_no_reason_not_to_listen(client, ascii_only):
    content = json.dumps({"question": LONG}, ensure_ascii=ascii_only).encode()
    assert sent(client, "/api/v1/ask", content, JSON).json()["status"] == "emergency"
    page = client.post("/", data={"question": LONG})
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_only_what_was_posted_to_an_address_that_answers_is_a_cry(client):
    assert client.post("/api/v1/documents", content=CRY.encode()).status_code == 405
    assert client.put("/api/v1/ask", content=CRY.encode()).status_code == 405
    assert client.post("/static/page.css", content=CRY.encode()).status_code == 405
    assert client.get(f"/documents/{CRY}").status_code == 404


def test_words_in_a_field_that_holds_no_words_are_heard_all_the_same(client):
    assert detect(CRY).takes_over
    response = client.post("/api/v1/ask", json={"question": 1, "id": CRY})
    assert response.json()["status"] == "emergency"
