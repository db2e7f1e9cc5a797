"""A talk through every door: the client holds it, the person sees how a follow-up was understood."""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.command.asking import ask_on
from bot.conversation import NEW
from bot.conversation.following import after
from bot.record import Status
from eval.datasets import BEGINS, FOLLOWS, dialogues
from eval.outcome import Outcome
from eval.scoring import parse
from eval.talking import talked
from knowledge.errors import BadFile
from tests.fakes import HOTLINES

DAY = date(2026, 11, 22)
FIRST = "监护状况一般的留守儿童，多久走访一次"
SECOND = "那流动的呢"
MEANT = "监护状况一般的流动儿童，多久走访一次"


@pytest.fixture(scope="module")
def client(assistant, library):
    return TestClient(create_app(assistant, library, hotlines=HOTLINES))


def ask(client, question, conversation=None):
    sent = {"question": question, "as_of": "2026-11-22"}
    return client.post("/api/v1/ask", json=sent | ({"conversation": conversation} if conversation else {}))


# --- the assistant ----------------------------------------------------------------------------------


def test_a_follow_up_is_answered_as_the_question_it_means(assistant):
    talk = after(NEW, assistant.ask(FIRST, as_of=DAY), as_of=DAY)
    record = assistant.ask(SECOND, as_of=DAY, conversation=talk)
    assert record.question == SECOND
    assert record.standalone == MEANT
    assert (record.hits[0].doc_no, record.hits[0].clause) == ("吉民发〔2024〕34号", "二（二）")


def test_without_a_talk_a_question_is_taken_as_it_is(assistant):
    assert assistant.ask(SECOND, as_of=DAY).standalone is None


def test_danger_is_heard_in_what_was_just_said_whatever_the_talk_was(assistant):
    talk = after(NEW, assistant.ask(FIRST, as_of=DAY), as_of=DAY)
    record = assistant.ask("那孩子现在不见了，找了一宿没找着", as_of=DAY, conversation=talk)
    assert record.status is Status.EMERGENCY
    assert record.emergency.level == "E0"


def test_danger_that_was_told_before_does_not_take_over_what_is_asked_after(assistant):
    talk = after(NEW, assistant.ask("孩子被他爸打得浑身是伤，该向谁报告", as_of=DAY), as_of=DAY)
    assert assistant.ask("归谁管", as_of=DAY, conversation=talk).status is not Status.EMERGENCY


def test_what_was_said_of_the_child_before_counts_for_what_is_supposed_now(assistant):
    said = "孩子七岁，爸妈都在深圳打工两年了，户口在榆树，算留守儿童吗"
    talk = after(NEW, assistant.ask(said, as_of=DAY), as_of=DAY)
    record = assistant.ask("要是十六了呢", as_of=DAY, conversation=talk)
    verdicts = {row.category: row.verdict for row in record.candidates}
    assert verdicts["留守儿童"] == "excluded"


# --- the API ----------------------------------------------------------------------------------------


def test_the_talk_comes_with_the_answer_and_goes_back_with_the_next_question(client):
    first = ask(client, FIRST).json()
    assert first["standalone"] is None
    second = ask(client, SECOND, first["conversation"]).json()
    assert second["standalone"] == MEANT
    assert second["conversation"]["group"] == "流动儿童"


def test_a_talk_that_is_none_is_refused(client):
    assert ask(client, FIRST, {"group": "流浪儿童"}).status_code == 422


def test_a_cry_with_a_talk_that_is_none_gets_the_card(client):
    body = ask(client, "孩子不见了，找了一宿没找着", {"group": "流浪儿童"}).json()
    assert body["status"] == "emergency"


# --- the page ---------------------------------------------------------------------------------------


def test_the_page_carries_the_talk_and_says_how_it_understood(client):
    page = client.post("/", data={"question": FIRST}).text
    (talk,) = re.findall(r'name="talk" form="ask" value="([^"]*)"', page)
    page = client.post("/", data={"question": SECOND, "talk": unescape(talk)}).text
    assert f"<span>接着上一问理解为</span>{MEANT}" in page
    assert "重新开始" in page


def test_a_page_whose_talk_was_tampered_with_answers_all_the_same(client):
    page = client.post("/", data={"question": FIRST, "talk": '{"topic": 7}'})
    assert page.status_code == 200
    assert "接着上一问理解为" not in page.text


# --- the terminal -----------------------------------------------------------------------------------


def test_a_talk_in_the_terminal_goes_line_by_line(library, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{FIRST}\n\n{SECOND}\n重新开始\n{SECOND}\n再见\n不问了\n"))
    options = {"settings": library, "as_of": DAY, "audience": "family", "within": ()}
    assert ask_on(as_json=True, say=lambda _: None, **options) == 0
    lines = capsys.readouterr().out.splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]  # logs are set up elsewhere
    assert [each["standalone"] for each in records] == [None, MEANT, None]


def test_the_terminal_says_how_it_understood(library, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{FIRST}\n{SECOND}\n"))
    options = {"settings": library, "as_of": DAY, "audience": "family", "within": ()}
    ask_on(as_json=False, say=lambda _: None, **options)
    assert f"（接着上一问理解为：{MEANT}）" in capsys.readouterr().out


# --- the evaluation ---------------------------------------------------------------------------------


def turn(question, *, follows, standalone=None):
    gold = [{"doc_no": "吉民发〔2024〕34号", "clause": "二（二）", "must_quote": "每个月入户走访一次"}]
    return {
        "question": question, "standalone": standalone or question, "follows": follows, "gold": gold,
        "gold_mode": "any", "expected": "answer",
    }  # fmt: skip


@pytest.fixture
def set_of_one(tmp_path):
    turns = [
        turn(FIRST, follows=False),
        turn(SECOND, follows=True, standalone=MEANT),
        turn("另外，流动儿童在居住地怎么入学", follows=False),
    ]
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps({"id": "T-1", "turns": turns}, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_dialogue_is_a_question_for_each_later_turn(set_of_one):
    second, third = dialogues(set_of_one)
    assert (second.id, second.kind, second.before) == ("T-1/2", FOLLOWS, (FIRST,))
    assert (third.id, third.kind, third.before) == ("T-1/3", BEGINS, (FIRST, SECOND))


def test_a_dialogue_without_turns_is_named(tmp_path):
    path = tmp_path / "talks.jsonl"
    path.write_text('{"id": "T-1"}\n', encoding="utf-8")
    with pytest.raises(BadFile, match="第 1 行"):
        dialogues(path)


def test_a_turn_is_measured_in_its_talk_and_alone(set_of_one, assistant):
    second, third = dialogues(set_of_one)
    found, reached, alone = parse("FollowUp@1", "Standalone@1", "StandsAlone")
    came = Outcome.of(talked(assistant, second, DAY))
    assert came.record.standalone == MEANT
    assert [measure.score(second, came) for measure in (found, reached, alone)] == [1, 1, None]
    came = Outcome.of(talked(assistant, third, DAY))
    assert [measure.score(third, came) for measure in (found, reached, alone)] == [None, None, 1]
