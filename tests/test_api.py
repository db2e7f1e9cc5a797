import asyncio
import inspect
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

import knowledge.errors
from bot.api.app import create_app
from bot.api.errors import TABLE, problem_of
from bot.api.examples import ASK, ASK_ANSWER
from bot.api.guard import MAX_BODY, SECURITY_HEADERS
from bot.api.health import readiness
from bot.api.ports import AssistantLike
from bot.conversation.following import TalkRecord
from bot.record import AnswerRecord
from knowledge.errors import (
    BadLibrary,
    CatalogueUnavailable,
    HotlineError,
    IndexUnavailable,
    StorageFull,
)
from knowledge.settings import load_settings
from tests.fakes import HOTLINES, MIGRANTS, NOTICE, PLAN, TEXTS, WELL, FakeAssistant, failing

QUESTION = "监护状况一般的多久走访一次"


def client_of(assistant: FakeAssistant) -> TestClient:
    app = create_app(assistant, load_settings(as_of=date(2026, 11, 24)), hotlines=HOTLINES)
    return TestClient(app)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of(FakeAssistant())


# --- asking -----------------------------------------------------------------------------------------


def test_a_question_comes_back_as_the_whole_answer_record(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"id": "H-001", "question": QUESTION})
    body = response.json()
    assert response.status_code == 200
    assert list(body) == list(TalkRecord.model_fields)
    assert body["id"] == "H-001"
    assert body["status"] == "answered"
    assert body["citations"][0]["clause"] == "三（三）8"
    assert response.headers["Cache-Control"] == "no-store"


def test_what_was_asked_reaches_the_assistant_as_it_was_sent() -> None:
    assistant = FakeAssistant()
    body = {"question": QUESTION, "id": "7", "as_of": "2024-02-29", "audience": "family"}
    client_of(assistant).post("/api/v1/ask", json=body)
    assert assistant.asked == [(QUESTION, "7", date(2024, 2, 29), "family")]


def test_a_program_asks_as_an_operator_unless_it_says_otherwise() -> None:
    assistant = FakeAssistant()
    client_of(assistant).post("/api/v1/ask", json={"question": QUESTION, "voice": "unknown field"})
    assert assistant.asked == [(QUESTION, None, None, "operator")]


# --- documents and clauses --------------------------------------------------------------------------


def test_a_clause_is_found_by_its_id(client: TestClient) -> None:
    ref = f"{PLAN}#三（三）8"
    body = client.get(f"/api/v1/clauses/{quote(ref, safe='')}").json()
    assert body["id"] == ref
    assert body["headings"][-1] == "8.开展摸底走访建档"
    assert body["duties"] == [{"department": "省民政厅", "role": "lead"}]
    text = client.get(f"/api/v1/documents/{PLAN}").json()["text"]
    assert body["text"] == "\n".join(text[s["start"] : s["end"]] for s in body["spans"])


def test_a_clause_that_its_children_interrupt_has_two_spans(client: TestClient) -> None:
    body = client.get(f"/api/v1/clauses/{PLAN}%23二（二）").json()
    assert len(body["spans"]) == 2
    assert "农村单亲家庭儿童" in body["text"]


def test_documents_are_listed_without_their_texts(client: TestClient) -> None:
    rows = client.get("/api/v1/documents").json()
    assert {row["doc_no"] for row in rows} == {PLAN, MIGRANTS, NOTICE}
    assert rows[0]["period"] == {"first": "2024-01-01", "last": "2026-10-31"}
    assert rows[0]["clause_count"] > 10
    assert all("text" not in row for row in rows)


def test_a_document_comes_with_its_text_sources_and_differences(client: TestClient) -> None:
    body = client.get(f"/api/v1/documents/{quote(PLAN)}").json()
    assert body["text"] == (TEXTS / "jilin-minzheng-2024-02-plan-web.txt").read_text("utf-8")
    assert [source["origin"] for source in body["sources"]] == ["web", "gazette", "newspaper"]
    assert body["differences"][0]["clause"] == "三（三）8"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/documents/吉民发〔2030〕1号",
        "/api/v1/clauses/吉民发〔2024〕2号%23九（九）9",
        "/api/v1/clauses/没有井号",
        "/api/v1/clauses/%23",
        "/api/v1/nowhere",
    ],
)
def test_what_is_not_there_is_said_in_words(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["error"]["type"] == "NotFound"


# --- errors -----------------------------------------------------------------------------------------


def test_every_named_error_has_its_own_row_in_the_table() -> None:
    named = {
        kind
        for kind in vars(knowledge.errors).values()
        if isinstance(kind, type) and issubclass(kind, HotlineError)
    }
    assert set(TABLE) == named


def test_an_error_without_a_row_takes_its_nearest_ancestors() -> None:
    class Locked(CatalogueUnavailable):
        pass

    assert problem_of(Locked("目录库正忙")).status == 503


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (CatalogueUnavailable("目录库打不开", "请稍后再试"), 503, "5"),
        (IndexUnavailable("没有索引", "请运行 hotline ingest --rebuild"), 503, "30"),
        (StorageFull("磁盘满了", "请腾出空间"), 507, None),
    ],
)
def test_a_failure_names_itself_and_says_when_to_come_back(
    error: HotlineError, status: int, retry_after: str | None
) -> None:
    response = client_of(failing(error)).post("/api/v1/ask", json={"question": QUESTION})
    assert response.status_code == status
    assert response.headers.get("Retry-After") == retry_after
    assert response.json() == {"error": {"type": type(error).__name__, "message": str(error)}}


def test_an_unforeseen_failure_tells_neither_its_trace_nor_the_question() -> None:
    client = client_of(failing(RuntimeError(f"crash on {QUESTION}")))
    with capture_logs() as logs:
        response = client.post("/api/v1/ask", json={"question": QUESTION})
    assert response.status_code == 500
    assert response.json()["error"]["type"] == "Unexpected"
    assert "Traceback" not in response.text
    assert [entry["error"] for entry in logs] == ["RuntimeError"]
    assert QUESTION not in str(logs)


JSON = "application/json"
HOSTILE = [
    # content, content type, status, words in the message
    (b"", JSON, 422, "JSON"),
    (b"{", JSON, 422, "JSON"),
    (b"[]", JSON, 422, "JSON"),
    (b"null", JSON, 422, "JSON"),
    (b"\xff\xfe\x00", JSON, 400, "UTF-8"),
    (b'{"question": "\xd6\xd0\xb9\xfa"}', JSON, 400, "UTF-8"),
    (b"[" * 60_000, JSON, 400, "UTF-8"),
    (b'{"question": ' + b"9" * 5_000 + b"}", JSON, 400, "UTF-8"),
    (b"{}", JSON, 422, "缺少 question"),
    (b'{"question": null}', JSON, 422, "question 要写成一段文字"),
    (b'{"question": NaN}', JSON, 422, "question 要写成一段文字"),
    (b'{"question": ["x"]}', JSON, 422, "question 要写成一段文字"),
    (b'{"question": "\\ud83d"}', JSON, 422, "不成对"),
    (b'{"question": "\\u0000"}', JSON, 422, "NUL"),
    (b'{"question": "x", "id": "\\udfff"}', JSON, 422, "不成对"),
    (b'{"question": "x", "id": "' + b"9" * 300 + b'"}', JSON, 422, "id 太长了"),
    (b'{"question": "x", "as_of": "2026-02-30"}', JSON, 422, "as_of 要写成"),
    (b'{"question": "x", "as_of": 1e999}', JSON, 422, "as_of 要写成"),
    (b'{"question": "x", "audience": "king"}', JSON, 422, "operator、family"),
    (b'{"question": ""}', JSON, 422, "问题"),
    (b'{"question": " \\n\\t"}', JSON, 422, "问题"),
    (json.dumps({"question": "长" * 3_000}).encode(), JSON, 422, "太长"),
    (b'{"question": "' + b"x" * MAX_BODY + b'"}', JSON, 413, "256 KB"),
    (b'{"question": "x"}', "text/plain", 422, "Content-Type"),
    (b'{"question": "x"}', "nonsense", 422, "Content-Type"),
    (b"question=x", "application/x-www-form-urlencoded", 422, "Content-Type"),
    (b"--b\r\n\r\n--b--", "multipart/form-data; boundary=b", 422, "Content-Type"),
]


@pytest.mark.parametrize(("content", "content_type", "status", "words"), HOSTILE)
def test_a_hostile_request_is_refused_in_words(
    client: TestClient, content: bytes, content_type: str, status: int, words: str
) -> None:
    response = client.post("/api/v1/ask", content=content, headers={"Content-Type": content_type})
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert list(response.json()["error"]) == ["type", "message"]
    assert words in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/ask", 405),
        ("DELETE", "/api/v1/documents", 405),
        ("GET", "/api/v1/documents/%00", 404),
        ("GET", "/api/v1/documents/%ed%a0%80", 404),
        ("GET", "/api/v1/documents/" + "x" * 5_000, 404),
        ("GET", "/api/v1/documents/../../etc/passwd", 404),
        ("GET", "/static/../routes.py", 404),
        ("GET", "/static/%2e%2e/routes.py", 404),
        ("GET", "/static/%00", 404),
        ("GET", "/static/" + "x" * 5_000, 404),
        ("POST", "/static/page.css", 405),
        ("PUT", "/", 405),
    ],
)
def test_a_hostile_address_is_refused(client: TestClient, method: str, path: str, status: int) -> None:
    assert client.request(method, path).status_code == status


def test_a_body_that_hides_its_length_is_cut_off_while_it_is_read() -> None:
    app = create_app(FakeAssistant(), load_settings(), hotlines=HOTLINES)
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/ask", "raw_path": b"/api/v1/ask",
        "query_string": b"", "headers": [(b"content-type", b"application/json")],
        "scheme": "http", "server": ("127.0.0.1", 80), "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    read = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 16_384, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 413
    assert read == MAX_BODY // 16_384 + 1


def test_a_caller_who_hangs_up_is_not_answered() -> None:
    app = create_app(FakeAssistant(), load_settings(), hotlines=HOTLINES)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    assert sent == []


# --- headers ----------------------------------------------------------------------------------------


def answers() -> Iterator[Any]:
    client = client_of(FakeAssistant())
    yield client.get("/")
    yield client.get("/static/page.css")
    yield client.get("/openapi.json")
    yield client.get("/api/v1/nowhere")
    yield client.get("/nowhere")
    yield client.post("/api/v1/ask", content=b"x" * (MAX_BODY + 1))
    yield client.post("/", content=b"x" * (MAX_BODY + 1))
    yield client_of(failing(RuntimeError())).get("/api/v1/documents")
    yield client_of(failing(RuntimeError())).get(f"/documents/{PLAN}")


def test_every_answer_carries_the_security_headers() -> None:
    for response in answers():
        assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_the_policy_allows_nothing_inline_and_nothing_from_outside() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


# --- health -----------------------------------------------------------------------------------------


def test_the_process_is_alive_whatever_else_is_down() -> None:
    response = client_of(failing(CatalogueUnavailable("目录库打不开"))).get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "ready"),
        ({"vectors": False, "build": None}, "degraded"),
        ({"encoder": False}, "degraded"),
        ({"words": False}, "unavailable"),
        ({"catalogue": False}, "unavailable"),
        ({"documents": 0, "clauses": 0}, "unavailable"),
    ],
)
def test_readiness_follows_from_what_works(changes: dict[str, Any], status: str) -> None:
    assert readiness(replace(WELL, **changes)).status == status


def test_a_missing_vector_build_is_degraded_and_said_in_words() -> None:
    state = replace(WELL, vectors=False, problems=("没有向量索引；请运行 hotline ingest --rebuild",))
    response = client_of(FakeAssistant(state=state)).get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["problems"] == ["没有向量索引；请运行 hotline ingest --rebuild"]


def test_word_search_alone_is_always_said() -> None:
    assert "只用词语检索" in readiness(replace(WELL, encoder=False)).problems[0]


def test_an_empty_library_is_not_ready_and_says_how_to_fill_it() -> None:
    response = client_of(FakeAssistant(state=replace(WELL, clauses=0))).get("/readyz")
    assert response.status_code == 503
    assert "hotline ingest" in response.json()["problems"][0]


def test_a_catalogue_that_cannot_be_opened_is_not_ready() -> None:
    assert client_of(failing(CatalogueUnavailable("目录库打不开"))).get("/readyz").status_code == 503


# --- the description --------------------------------------------------------------------------------


def test_every_operation_is_summed_up_in_chinese_and_told_with_our_error_shape(
    client: TestClient,
) -> None:
    api = client.get("/openapi.json").json()
    assert set(api["paths"]) == {
        "/api/v1/ask",
        "/api/v1/ask/stream",
        "/api/v1/check",
        "/api/v1/clauses/{id}",
        "/api/v1/documents",
        "/api/v1/documents/{doc_no}",
        "/healthz",
        "/readyz",
    }
    for operations in api["paths"].values():
        for operation in operations.values():
            assert any("\u4e00" <= letter <= "\u9fff" for letter in operation["summary"])
    assert "HTTPValidationError" not in api["components"]["schemas"]


def test_the_example_is_real() -> None:
    record = AnswerRecord.model_validate(ASK_ANSWER)
    citation = record.citations[0]
    assert citation.quote in (TEXTS / f"{citation.source}.txt").read_text("utf-8")
    assert citation.end - citation.start == len(citation.quote)
    assert record.question == ASK["question"]


def test_the_list_of_addresses_is_a_page_of_ours(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "POST /api/v1/ask" in page
    assert "http://" not in page
    assert "https://" not in page


# --- wiring -----------------------------------------------------------------------------------------


def test_no_service_without_the_emergency_numbers() -> None:
    with pytest.raises(BadLibrary, match="110"):
        create_app(FakeAssistant(), load_settings(), hotlines=HOTLINES[1:])


def test_the_fake_assistant_has_the_real_things_signatures() -> None:
    for name, method in vars(AssistantLike).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            real = inspect.signature(method).parameters
            fake = inspect.signature(getattr(FakeAssistant, name)).parameters
            assert list(real.values()) == list(fake.values())
