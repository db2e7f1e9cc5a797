"""No number to call leaves the program unless it stands in the reviewed table or in the words it cites."""

import re
from datetime import date
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.safety import card, detect
from knowledge.catalogue import Catalogue
from knowledge.library import hotlines
from knowledge.settings import load_settings
from knowledge.text.squeeze import squeeze
from tests.fakes import HOTLINES

AUTUMN = date(2026, 11, 22)
TABLE = frozenset(row.number for row in hotlines())
# Whatever a person could take for a number to dial: emergency and service numbers, mobiles, landlines, 400s.
_DIALLED = re.compile(
    r"(?<![\d.〔第])(?:1[0-2]\d(?!\d|[年月日条个名元万岁.%〕])|12\d{3}|9[56]\d{3}|100\d{2}"
    r"|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"
)
_TEL = re.compile(r'href="tel:([^"]*)"')

_STRANGERS = st.sampled_from(
    ("13812345678", "0431-88901234", "400-820-8820", "12349", "12348", "119", "95588", "96111", "10086")
)
_SUBJECTS = st.sampled_from(
    (
        "留守儿童", "困境儿童", "流动儿童", "孤儿", "儿童主任", "心理咨询", "法律援助", "救助项目", "走访",
        "学籍", "残疾儿童康复", "监护人", "民政局", "妇联", "团委", "青少年", "报告", "入户", "助学金",
    )
)  # fmt: skip
_ASKED = st.sampled_from(
    (
        "{}的联系电话是多少", "{}打哪个电话", "{}的热线是{}吗", "听说{}打{}就行，对吗", "{}有什么政策",
        "{}找谁办，给个号码", "{}归哪个部门管", "{}，请回拨{}", "{}，{}是骗子电话吗", "我要投诉{}，号码{}",
        "孩子心里难受，{}打{}有用吗", "我爸打我，{}", "{}不见了，{}是他的手机",
    )
)  # fmt: skip


def _question(words, subject, stranger):
    return words.format(subject, stranger) if words.count("{}") == 2 else words.format(subject)


_ANY = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
QUESTIONS = st.builds(_question, _ASKED, _SUBJECTS, _STRANGERS) | st.builds(
    "{}{}{}".format, _SUBJECTS, st.text(max_size=12), _STRANGERS
)


def dialled(text):
    return {re.sub("[- ]", "", found) for found in _DIALLED.findall(text)}


def test_what_looks_like_a_number_to_dial_is_told_from_what_does_not():
    assert dialled("打110，12345或0431-88901234，手机138 1234 5678") == {
        "110",
        "12345",
        "043188901234",
        "13812345678",
    }
    assert not dialled("2024年1月，100名，120元，吉民发〔2024〕2号，第110条，2000字，12.5%，三年 600 个")
    assert dialled("拨打 12349、400-820-8820 或 10086") == {"12349", "4008208820", "10086"}


def said(record):
    """Everything of an answer that is ours, save what repeats the caller's words."""
    rows = (*record.departments, *record.programmes)
    return "\n".join((record.answer, record.follow_up or "", *record.notices, *map(str, rows)))


def no_strange_number(record):
    cited = dialled(" ".join(citation.quote for citation in record.citations))
    assert dialled(said(record)) <= TABLE | cited, record.question
    if record.emergency:
        assert {contact.number for contact in record.emergency.contacts} <= TABLE


@settings(max_examples=60, **_ANY)
@given(question=QUESTIONS, audience=st.sampled_from(("operator", "family")))
def test_an_answer_gives_no_other_number(assistant, question, audience):
    no_strange_number(assistant.ask(question, as_of=AUTUMN, audience=audience))


@pytest.mark.nightly
@settings(max_examples=10_000, **_ANY)
@given(question=QUESTIONS)
def test_ten_thousand_answers_give_no_other_number(assistant, question):
    no_strange_number(assistant.ask(question, as_of=AUTUMN))


@settings(max_examples=30, **_ANY)
@given(text=QUESTIONS)
def test_a_check_gives_no_other_number(assistant, text):
    record = assistant.check(text, as_of=AUTUMN)
    quotes = {row.quote for verdict in record.verdicts for row in verdict.because}
    ours = [record.next_question.text if record.next_question else "", *record.notices]
    ours += [verdict.words for verdict in record.verdicts]
    assert dialled("\n".join(ours)) <= TABLE | dialled(" ".join(quotes))
    if record.emergency:
        assert {contact.number for contact in record.emergency.contacts} <= TABLE


@pytest.fixture(scope="module")
def written(library):
    """The numbers that stand in the texts; a page shows clauses beside the answer, as they are."""
    with Catalogue.open(library.database_url) as catalogue:
        texts = [catalogue.document(summary.doc_no).text for summary in catalogue.documents()]
    return dialled(squeeze(" ".join(texts)))


@settings(max_examples=15, **_ANY)
@given(question=QUESTIONS, form=st.sampled_from((("/", "question"), ("/check", "text"))))
def test_a_page_lets_nobody_tap_another_number(assistant, written, question, form):
    client = TestClient(create_app(assistant, load_settings(as_of=AUTUMN), hotlines=HOTLINES))
    page = client.post(form[0], data={form[1]: question}).text
    assert set(_TEL.findall(page)) <= TABLE
    shown = unescape(re.sub(r"<[^>]*>", " ", page))
    assert dialled(shown) <= TABLE | written | dialled(question)


def test_errors_and_refusals_give_no_other_number(assistant):
    settings_ = load_settings(as_of=AUTUMN, asks_per_minute=1)
    client = TestClient(
        create_app(assistant, settings_, hotlines=HOTLINES),
        client=("203.0.113.7", 1),
        raise_server_exceptions=False,
    )
    for body in (
        "{",
        '{"question": ""}',
        '{"question": "打12349"}',
        '{"question": "打12349"}',
        "打13812345678",
    ):
        for path in ("/api/v1/ask", "/api/v1/check", "/", "/check"):
            response = client.post(path, content=body.encode(), headers={"Content-Type": "application/json"})
            if response.status_code >= 400 and path.startswith("/api"):
                assert dialled(response.text) <= TABLE


@pytest.mark.parametrize("audience", ["operator", "family"])
@pytest.mark.parametrize(
    "cry", ["我爸天天打我", "孩子不见了", "我不想活了", "娃喝了老鼠药", "纸箱里有个刚出生的婴儿"]
)
def test_a_card_gives_numbers_of_the_table_only(cry, audience):
    alarm = detect(cry)
    assert alarm
    words = card.words(alarm, audience=audience) if alarm.takes_over else ""
    assert dialled(words) <= TABLE
    assert {contact.number for contact in card.emergency(alarm).contacts} <= TABLE
