"""Whatever is kept goes through one mask: log lines, traces, errors. What is answered does not."""

import json
import logging
import threading
from contextlib import nullcontext

import pytest
import structlog
from starlette.testclient import TestClient

from bot import keeping
from bot.api.app import create_app
from bot.command.batches import BadLine, run_batch
from bot.keeping import kept, kept_value
from bot.logs import KeptRecord, configure, keep, trace_of
from knowledge.errors import BadFacts, NotFound
from knowledge.facts import parse_facts
from knowledge.settings import load_settings
from tests.fakes import HOTLINES, FakeAssistant, failing

PHONE = "13800138000"
TOLD = f"我叫王思雨，电话{PHONE}"
MASKED = "我叫【姓名1】，电话【手机号1】"


@pytest.fixture
def configured():
    """The process's logs as a command sets them, and as they were afterwards."""
    factory, hook = logging.getLogRecordFactory(), threading.excepthook
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure(load_settings(log_level="DEBUG"))
    yield
    logging.setLogRecordFactory(factory)
    threading.excepthook = hook
    root.handlers[:], root.level = handlers, level


def test_a_text_is_kept_masked():
    assert kept(TOLD) == MASKED


def test_an_office_number_and_a_hotline_are_kept_as_they_are():
    assert kept("请拨打12345或0431-88904752") == "请拨打12345或0431-88904752"


def test_the_contacts_of_an_ingested_text_are_public_from_then_on(monkeypatch):
    monkeypatch.setattr(keeping, "_learnt", set())
    assert kept("请打0437-3221234") == "请打【电话1】"
    keeping.learn(["联系电话：0437-3221234，地址：仁爱路12号"])
    assert kept("请打0437-3221234，仁爱路12号") == "请打0437-3221234，仁爱路12号"


def test_what_is_percent_encoded_is_masked_too_and_other_addresses_stay():
    assert kept("GET /?q=%E6%88%91%E5%8F%AB%E7%8E%8B%E6%80%9D%E9%9B%A8") == "GET /?q=我叫【姓名1】"
    assert kept("/documents/%E5%90%89%E6%B0%91%E5%8F%91") == "/documents/%E5%90%89%E6%B0%91%E5%8F%91"


def test_a_password_in_an_address_is_left_out():
    assert kept("postgresql+psycopg://hotline:secret@db/texts") == "postgresql+psycopg://***@db/texts"


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (TOLD, MASKED),
        (13800138000, "【手机号1】"),
        (42, 42),
        (0.5, 0.5),
        (None, None),
        (True, True),
        ({TOLD: [TOLD, (1, TOLD)]}, {MASKED: [MASKED, [1, MASKED]]}),
        (TOLD.encode(), MASKED),
        (ValueError(TOLD), MASKED),
    ],
)
def test_every_kind_of_value_is_kept_masked(value, left):
    assert kept_value(value) == left


def test_texts_of_one_conversation_share_their_masks():
    one = keeping.conversation()
    assert (one.mask(f"打{PHONE}"), one.mask(f"还是{PHONE}")) == ("打【手机号1】", "还是【手机号1】")


# --- logs -----------------------------------------------------------------------------------------------


def test_a_field_of_a_log_line_is_masked():
    assert keep(None, "info", {"event": "asked", "text": TOLD}) == {"event": "asked", "text": MASKED}


def test_a_log_line_with_an_exception_holds_its_trace_masked_and_no_variables(configured, capsys):
    def fail():
        words = f"{TOLD}，住陈家村3组"
        raise ValueError(words)

    configure(load_settings(log_level="DEBUG"))
    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("failed", asked=TOLD)
    line = json.loads(capsys.readouterr().err)
    assert line["asked"] == MASKED
    assert "ValueError: 我叫【姓名1】" in line["exception"]
    assert PHONE not in str(line)


@pytest.mark.parametrize(
    ("message", "arguments"),
    [(TOLD, ()), ("%s", (TOLD,)), ("%(told)s", ({"told": TOLD},)), ("%d", (13800138000,)), ("%d", (TOLD,))],
)
def test_a_record_of_any_logger_has_never_held_the_words(message, arguments):
    record = KeptRecord("uvicorn.error", logging.ERROR, "server.py", 1, message, arguments, None)
    assert PHONE not in str(vars(record))
    assert "王思雨" not in str(vars(record))
    assert "【手机号1】" in record.getMessage()


def test_a_trace_that_the_server_logs_is_masked(configured, caplog):
    try:
        raise RuntimeError(TOLD)
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    assert "RuntimeError: 我叫【姓名1】" in caplog.text
    assert PHONE not in caplog.text


def test_a_thread_that_fails_tells_no_words(configured, caplog):
    thread = threading.Thread(target=lambda: int(TOLD))
    thread.start()
    thread.join()
    assert "thread_failed" in caplog.text
    assert "invalid literal" in caplog.text
    assert PHONE not in caplog.text


def test_a_trace_is_told_with_its_places():
    try:
        int(TOLD)
    except ValueError as problem:
        trace = trace_of(problem)
    assert "test_keeping.py" in trace
    assert PHONE not in trace


# --- errors ---------------------------------------------------------------------------------------------


def client_of(assistant):
    return TestClient(create_app(assistant, load_settings(), hotlines=HOTLINES))


@pytest.mark.parametrize(
    "body",
    [
        {"facts": {"父.现状": TOLD}},
        {"facts": {TOLD: "是"}},
        {"facts": {"儿童.周岁": TOLD}},
        {"facts": {"儿童.出生日期": TOLD}},
        {"facts": {"父.务工地": TOLD * 5}},
        {"facts": {"儿童.周岁": {"a": TOLD}}},
        {"facts": TOLD},
        {"text": [TOLD]},
        {"text": "孩子八岁", "as_of": TOLD},
        {"text": "孩子八岁", "asked": TOLD},
        {"text": "孩子八岁", "id": TOLD * 20},
    ],
)
def test_a_refusal_repeats_nothing_that_was_sent(body):
    response = client_of(FakeAssistant()).post("/api/v1/check", json=body)
    assert response.status_code == 422
    for private in ("王思雨", PHONE):
        assert private not in response.text


def test_a_value_that_is_refused_is_not_repeated_but_a_slip_of_a_name_is():
    with pytest.raises(BadFacts) as value:
        parse_facts({"父.现状": "王思雨"})
    assert "王思雨" not in str(value.value)
    with pytest.raises(BadFacts, match=r"儿童\.年纪"):
        parse_facts({"儿童.年纪": 8})


def test_a_named_failure_is_told_masked():
    response = client_of(failing(NotFound(f"没有{TOLD}", "请核对"))).get("/api/v1/documents")
    assert response.json()["error"]["message"] == f"没有{MASKED}；请核对"


def test_an_error_in_a_batch_is_written_masked(monkeypatch, tmp_path):
    monkeypatch.setattr("bot.command.batches.open_assistant", lambda _: nullcontext())
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    batch.write_text('{"id": "1"}', encoding="utf-8")

    def refuse(assistant, item):
        raise BadLine(TOLD, "请改")

    run_batch(batch, out, refuse, fields="", settings=load_settings(), say=lambda _: None)
    assert json.loads(out.read_text("utf-8"))["error"]["message"] == f"{MASKED}；请改"


# --- answers --------------------------------------------------------------------------------------------


def test_private_data_are_no_reason_to_refuse_and_the_caller_gets_them_back():
    assistant = FakeAssistant()
    response = client_of(assistant).post(
        "/api/v1/ask", json={"question": f"{TOLD}，监护状况一般的多久走访一次"}
    )
    assert response.status_code == 200
    assert response.json()["question"].startswith(TOLD)
    assert assistant.asked[0][0].startswith(TOLD)


def test_the_danger_card_sees_what_was_said():
    question = f"我爸打我，电话{PHONE}救我"
    record = client_of(FakeAssistant()).post("/api/v1/ask", json={"question": question}).json()
    assert record["question"] == question
