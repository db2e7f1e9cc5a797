"""From what somebody says of a child to the check record: candidates, verdicts, question, card."""

import json
import subprocess
import sys
from datetime import date

import pytest
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.api.examples import CHECK, CHECK_RECORD
from bot.assistant import open_assistant
from bot.command.checking import check_batch, check_one, readable
from bot.eligibility import CheckRecord, gather, portraits
from bot.eligibility.proposing import Proposer
from bot.eligibility.record import FactRow
from bot.eligibility.rulebook import Rulebook
from knowledge.errors import BadFacts, BadLibrary, BadQuestion, RulesUnavailable
from knowledge.facts import Facts, parse_facts, vocabulary
from knowledge.facts.extraction import Found, Trust
from knowledge.model import ClauseRef
from knowledge.rules import Standing, Verdict
from knowledge.rules.reading import FIVE
from knowledge.settings import load_settings
from knowledge.text.squeeze import squeeze
from tests.fakes import HOTLINES, FakeAssistant

DAY = date(2026, 11, 22)
AWAY = "孩子八岁，他爸在沈阳打工十个月了，他妈在家，精神残疾二级"
POOR = {"儿童.周岁": 12, "家庭.低保或特困": "是"}


def verdicts(record):
    return {row.category: row.verdict for row in record.verdicts}


# --- the record -----------------------------------------------------------------------------------


def test_a_check_has_one_row_for_each_of_the_five_whatever_is_said(assistant):
    for text, facts in ((AWAY, None), ("你好", None), (None, {}), (None, POOR)):
        record = assistant.check(text, facts, as_of=DAY)
        assert tuple(row.category for row in record.verdicts) == FIVE


def test_the_record_has_the_contracts_keys(assistant):
    record = assistant.check(AWAY, id="HC-001", as_of=DAY).model_dump(mode="json")
    assert record["id"] == "HC-001"
    assert set(record) >= {
        "id", "facts", "verdicts", "next_question", "programmes", "emergency", "notices",
    }  # fmt: skip
    assert set(record["facts"][0]) >= {"fact", "value", "span", "source"}
    row = record["verdicts"][0]
    assert set(row) >= {"category", "sub_kind", "verdict", "because", "person_points"}
    assert set(row["because"][0]) >= {"condition", "state", "doc_no", "clause", "quote"}
    assert set(record["next_question"]) >= {"fact", "text"}


def test_facts_are_shown_with_their_words_and_where_they_came_from(assistant):
    record = assistant.check(AWAY, {"父.务工户籍同核心城区": "否", "母.重病": "不清楚"}, as_of=DAY)
    rows = {row.fact: row for row in record.facts}
    assert rows["父.外出连续月数"].source == "text"
    start, end = rows["母.残疾类别"].span
    assert AWAY[start:end] == "精神"
    assert (rows["父.务工户籍同核心城区"].source, rows["父.务工户籍同核心城区"].span) == ("given", None)
    assert rows["母.重病"].value == "不清楚"


def test_what_was_given_stands_above_the_text(assistant):
    record = assistant.check("孩子八岁，家里吃低保", {"家庭.低保或特困": "否"}, as_of=DAY)
    assert [row.source for row in record.facts if row.fact == "家庭.低保或特困"] == ["given"]
    assert verdicts(record)["家庭困境儿童"] is not Verdict.CONFIRMED


def test_every_line_of_a_reason_quotes_its_clause(assistant):
    record = assistant.check(AWAY, POOR, as_of=DAY)
    lines = [line for row in record.verdicts for line in (*row.because, *row.person_points)]
    assert len(lines) > 10
    for line in lines:
        _, clause = assistant.clause(ClauseRef(line.doc_no, line.clause))
        assert squeeze(line.quote) in squeeze(clause.text)


def test_no_verdict_comes_without_a_reason(assistant):
    for facts in ({}, POOR, {"父.现状": "死亡", "母.现状": "服刑在押"}):
        assert all(row.because for row in assistant.check(None, facts, as_of=DAY).verdicts)


def test_listed_situations_stand_among_the_reasons_with_their_own_state(assistant):
    record = assistant.check(None, {"父.现状": "服刑在押", "母.现状": "强制隔离戒毒"}, as_of=DAY)
    custody = record.verdicts[FIVE.index("监护困境儿童")]
    states = {line.sub_kind: line.state for line in custody.because if line.sub_kind}
    assert custody.sub_kind == "双方服刑或戒毒"
    assert states["双方服刑或戒毒"] is Standing.MET
    assert states["失去父母或查找不到"] is Standing.NOT_MET


def test_nobody_is_told_not_to_belong(assistant):
    healthy = {
        "儿童.周岁": 9, "父.现状": "在家", "母.现状": "在家", "父.残疾类别": "无", "母.残疾类别": "无",
        "父.重病": "否", "母.重病": "否", "家庭.低保或特困": "否", "家庭.建档立卡": "否",
        "家庭.贫困致困难": "否",
    }  # fmt: skip
    record = assistant.check(None, healthy, as_of=DAY)
    home = record.verdicts[FIVE.index("家庭困境儿童")]
    assert home.verdict is Verdict.EXCLUDED
    assert "列明的情形均不符合；是否属于“其他”由民政部门认定" in home.words
    assert "不属于" not in readable(record)


def test_the_ended_plan_is_told_in_the_words_of_an_answer(assistant):
    said = [notice for notice in assistant.check(None, POOR, as_of=DAY).notices if "结束" in notice]
    answered = assistant.ask("留守儿童怎么认定", as_of=DAY).notices
    assert len(said) == 1
    assert said[0] in answered
    assert not any("结束" in notice for notice in assistant.check(None, POOR, as_of=date(2026, 3, 1)).notices)


def test_programmes_are_never_more_than_worth_asking_about(assistant):
    offers = assistant.check(None, POOR, as_of=DAY).programmes
    assert offers
    assert {offer.strength for offer in offers} == {"可咨询申报"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": " "}, BadQuestion),
        ({}, BadQuestion),
        ({"text": "孩" * 2001}, BadQuestion),
        ({"facts": {"儿童.年纪": 8}}, BadFacts),
        ({"facts": {"儿童.周岁": "八"}}, BadFacts),
        ({"facts": {}, "focus": ["农村儿童"]}, BadFacts),
        ({"facts": {}, "asked": ["儿童.年纪"]}, BadFacts),
    ],
)
def test_what_cannot_be_checked_is_said(assistant, arguments, error):
    with pytest.raises(error):
        assistant.check(**arguments, as_of=DAY)


def test_what_was_asked_before_is_not_asked_again(assistant):
    first = assistant.check(AWAY, as_of=DAY).next_question.fact
    again = assistant.check(AWAY, asked=(first,), as_of=DAY).next_question
    assert again is None or again.fact != first


# --- what was only half said ----------------------------------------------------------------------


def hearing(monkeypatch, *found):
    monkeypatch.setattr("bot.eligibility.gathering.extract", lambda text, as_of: found)


def half(fact, value, trust=Trust.LOW):
    spec = vocabulary()[fact]
    return Found(fact, spec.read(value), (0, 1), trust)


def test_what_was_only_half_said_is_shown_and_confirms_nothing(assistant, monkeypatch):
    hearing(monkeypatch, half("家庭.低保或特困", "是"))
    record = assistant.check("听说家里有低保", as_of=DAY)
    assert [(row.fact, row.trust) for row in record.facts] == [("家庭.低保或特困", Trust.LOW)]
    assert verdicts(record)["家庭困境儿童"] is Verdict.NEEDS_FACTS


def test_what_was_only_half_said_excludes_nothing(assistant, monkeypatch):
    hearing(monkeypatch, half("儿童.周岁", 17))
    assert verdicts(assistant.check("好像十七了", as_of=DAY))["留守儿童"] is Verdict.NEEDS_FACTS


def test_what_was_half_said_against_a_verdict_puts_it_in_doubt(assistant, monkeypatch):
    away = {
        f"{parent}.{name}": value
        for parent in "父母"
        for name, value in (
            ("现状", "外出务工"), ("外出连续月数", 8), ("务工跨县域", "是"), ("务工户籍同核心城区", "否"),
        )
    }  # fmt: skip
    hearing(monkeypatch)
    sure = assistant.check("话", {"儿童.周岁": 8, **away}, as_of=DAY)
    hearing(monkeypatch, half("儿童.随迁", "是"))
    unsure = assistant.check("话", {"儿童.周岁": 8, **away}, as_of=DAY)
    assert verdicts(sure)["留守儿童"] is Verdict.CONFIRMED
    assert verdicts(unsure)["留守儿童"] is Verdict.NEEDS_PERSON


def test_a_half_said_fact_that_was_given_is_certain(monkeypatch):
    hearing(monkeypatch, half("家庭.低保或特困", "是"))
    gathered = gather("话", {"家庭.低保或特困": "是"}, as_of=DAY)
    assert not gathered.doubted
    assert gathered.rows == (FactRow(fact="家庭.低保或特困", value="是", span=None, source="given"),)


# --- danger ---------------------------------------------------------------------------------------


def test_a_situation_that_must_be_reported_is_a_card_to_call_the_police(assistant):
    record = assistant.check(None, {"儿童.单独居住或失踪": "是"}, as_of=DAY)
    assert record.emergency.level == "E1"
    assert record.emergency.classes == ("alone",)
    assert record.emergency.contacts[0].number == "110"


def test_danger_in_the_words_is_a_card_and_comes_first(assistant):
    record = assistant.check("孩子在家被他后爸往死里打，浑身是血", as_of=DAY)
    assert record.emergency.level in ("E0", "E1")
    assert readable(record).startswith("【报警 110")


def test_no_failure_stands_before_the_card(assistant, monkeypatch):
    def broken():
        raise RuntimeError("坏了")

    monkeypatch.setattr(assistant._rulebook, "rules", broken)
    record = assistant.check("孩子在家被他后爸往死里打，浑身是血", as_of=DAY)
    assert record.emergency.contacts[0].number == "110"
    assert len(record.verdicts) == 5
    with pytest.raises(RuntimeError):
        assistant.check("孩子八岁", as_of=DAY)


# --- the classifier -------------------------------------------------------------------------------


def test_each_category_has_a_dozen_sentences_that_rest_on_its_clause(assistant):
    for portrait in portraits():
        assert len(set(portrait.told)) >= 12
        for situation in portrait.situations:
            _, clause = assistant.clause(ClauseRef(portrait.doc_no, situation.clause))
            assert squeeze(situation.quote) in squeeze(clause.text)
    assert tuple(portrait.category for portrait in portraits()) == FIVE


def test_a_wrong_table_is_refused_with_its_place(tmp_path):
    path = tmp_path / "situations.yaml"
    path.write_text("- {类别: 留守儿童, 文号: x, 叫法: [], 事实: {父.心情: 2}, 情形: []}", encoding="utf-8")
    with pytest.raises(BadLibrary, match=r"第 1 类.*父\.心情"):
        portraits(path)


# Written for this test, with other words than the table's.
SPOKEN = [
    ("俩大人全上广东电子厂了，丫头留给姥姥看着", "留守儿童"),
    ("老公老婆都去韩国挣钱，儿子托给舅舅家", "留守儿童"),
    ("从乡下把孩子领到省城来，我在这边蹬三轮，他在附近读小学", "流动儿童"),
    ("户口还在老家县里，人已经跟我在这边租房子一年半了", "流动儿童"),
    ("家里揭不开锅，吃着低保，娃的书本费都凑不齐", "家庭困境儿童"),
    ("他爸截瘫有证，他妈也是二级智力残疾", "家庭困境儿童"),
    ("小孙女得了白血病，一直在化疗", "自身困境儿童"),
    ("孩子聋哑，残疾证办了，康复学校太贵", "自身困境儿童"),
    ("爹死了，妈在牢里，孩子跟大伯", "监护困境儿童"),
    ("双亲都过世了，就剩孩子一个", "监护困境儿童"),
]


@pytest.mark.parametrize(("text", "about"), SPOKEN)
def test_what_a_text_is_about_is_among_the_first_two_candidates(assistant, text, about):
    candidates = assistant.check(text, as_of=DAY).candidates
    assert about in [candidate.category for candidate in candidates[:2]]
    assert [one.score for one in candidates] == sorted((one.score for one in candidates), reverse=True)


def test_without_an_encoder_names_and_facts_propose_alone():
    proposer = Proposer(portraits(), None)
    told = parse_facts({"儿童.随迁": "是", "儿童.异地居住月数": 8})
    assert proposer.encode("话") is None
    assert proposer.propose("孩子跟着我们", told, None)[0].category == "流动儿童"
    assert proposer.propose("这算留守吗", Facts(), None)[0].category == "留守儿童"


def test_a_score_moves_no_verdict_and_a_category_nobody_proposed_is_checked(assistant, monkeypatch):
    text = "想问留守儿童的事，家里吃低保"
    record = assistant.check(text, as_of=DAY)
    monkeypatch.setattr(assistant._proposer, "propose", lambda *_: ())
    silent = assistant.check(text, as_of=DAY)
    assert verdicts(record) == verdicts(silent)
    assert verdicts(silent)["家庭困境儿童"] is Verdict.CONFIRMED
    assert "留守儿童" in [candidate.category for candidate in record.candidates[:2]]
    assert silent.candidates == ()


# --- asking ---------------------------------------------------------------------------------------


def test_a_question_about_a_described_child_shows_candidates_and_the_next_question(assistant):
    record = assistant.ask("孩子八岁，爸爸在外打工一年，妈妈在家种地，算留守儿童吗", as_of=DAY)
    assert record.status == "answered"
    assert record.citations
    assert record.candidates[0].category == "留守儿童"
    assert record.candidates[0].verdict in set(Verdict)
    assert record.follow_up is not None


def test_a_question_about_policy_is_answered_as_it_was(assistant):
    record = assistant.ask("流动儿童的信息多久更新一次", as_of=DAY)
    assert (record.candidates, record.follow_up) == ((), None)


def test_no_follow_up_holds_a_figure_of_ours():
    assert not any(letter.isdecimal() for spec in vocabulary() for letter in spec.question)


# --- rules that do not hold -----------------------------------------------------------------------


@pytest.fixture
def without_rules(library, monkeypatch):
    def broken(*_, **__):
        raise BadLibrary("rules.yaml 第 9 行：引文不对", "请改正引文")

    monkeypatch.setattr("bot.eligibility.rulebook.compare", broken)
    with open_assistant(library) as opened:
        yield opened


def test_rules_that_do_not_hold_stop_the_check_and_nothing_else(without_rules):
    with pytest.raises(RulesUnavailable, match="第 9 行"):
        without_rules.check(AWAY, as_of=DAY)
    record = without_rules.ask("孩子爸妈都在外地打工，算留守儿童吗", as_of=DAY)
    assert (record.status, record.candidates) == ("answered", ())
    assert any("第 9 行" in problem for problem in without_rules.health().problems)


def test_the_rules_are_read_once_for_a_library(assistant):
    book = Rulebook(assistant._catalogue)
    assert book.rules() is book.rules()


# --- the command ----------------------------------------------------------------------------------


def test_a_check_is_read_in_the_terminal(library, capsys):
    assert check_one(AWAY, None, settings=library, as_of=DAY, as_json=False) == 0
    said = capsys.readouterr().out
    assert "爸爸·外出连续月数：10" in said
    assert "下一句可以问" in said
    assert "吉民发〔2024〕2号 二（一）" in said


def test_facts_come_from_a_file(library, tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(POOR, ensure_ascii=False), encoding="utf-8")
    assert check_one(None, path, settings=library, as_of=DAY, as_json=True) == 0
    record = json.loads(capsys.readouterr().out)
    assert [row["source"] for row in record["facts"]] == ["given", "given"]
    assert record["verdicts"][2]["verdict"] == "confirmed"


@pytest.mark.parametrize("written", ["[1]", "{", '{"儿童.周岁": "八"}'])
def test_a_file_of_wrong_facts_is_named(library, tmp_path, written):
    path = tmp_path / "facts.json"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(BadFacts):
        check_one(None, path, settings=library, as_of=DAY, as_json=True)


def test_a_batch_of_checks_stops_at_no_bad_line(library, tmp_path):
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        '{"id": "1", "text": "孩子八岁，家里吃低保"}',
        '{"id": "2", "facts": {"儿童.周岁": 12}}',
        "not json",
        '{"id": "4", "facts": {"儿童.年纪": 8}}',
        '{"id": "5"}',
        '{"id": "6", "text": 7}',
        '{"id": "7", "text": "\\ud800孩子八岁"}',
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    code = check_batch(batch, out, settings=library, as_of=DAY, say=lambda _: None)
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert code == 1
    assert [record["id"] for record in records] == ["1", "2", None, "4", "5", "6", "7"]
    kinds = [record["error"]["type"] if "error" in record else "" for record in records]
    assert kinds == ["", "", "BadLine", "BadFacts", "BadLine", "BadLine", ""]
    assert all(set(record) == {"id", "error"} for record in records if "error" in record)


def test_a_check_of_nothing_is_wrong_usage(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bot.command", "check", "--out", "o.jsonl"],
        env={"HOTLINE_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "用法" in done.stderr


# --- the API --------------------------------------------------------------------------------------


def client_of(assistant):
    return TestClient(create_app(assistant, load_settings(as_of=DAY), hotlines=HOTLINES))


def test_a_check_over_http_reaches_the_assistant_as_it_was_sent():
    fake = FakeAssistant()
    body = {
        "id": "7", "text": "孩子八岁", "facts": {"儿童.周岁": [8, 9], "父.重病": None}, "asked": ["父.现状"],
        "focus": ["留守儿童"], "as_of": "2024-02-29",
    }  # fmt: skip
    response = client_of(fake).post("/api/v1/check", json=body)
    assert response.status_code == 200
    assert list(response.json()) == list(CheckRecord.model_fields)
    assert response.headers["Cache-Control"] == "no-store"
    assert fake.checked == [
        ("孩子八岁", body["facts"], ("父.现状",), ["留守儿童"], date(2024, 2, 29)),
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"facts": {"儿童.年纪": 8}}, "没有“儿童.年纪”"),
        ({"facts": {"父.现状": "打工"}}, "外出务工"),
        ({"facts": {"儿童.周岁": {"a": 1}}}, "facts"),
        ({"facts": {"儿童.户籍地": "\ud800"}}, "facts"),
        ({"facts": 3}, "facts"),
        ({"text": 3}, "text"),
    ],
)
def test_wrong_facts_over_http_are_told_in_chinese(body, said):
    response = client_of(FakeAssistant()).post(
        "/api/v1/check", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 422
    assert said in response.json()["error"]["message"]


def test_the_example_of_a_check_is_real(assistant):
    example = CheckRecord.model_validate(CHECK_RECORD)
    real = assistant.check(CHECK["text"], CHECK["facts"], as_of=date.fromisoformat(CHECK["as_of"]))
    assert verdicts(example) == verdicts(real)
    assert example.next_question == real.next_question
    assert all(row in real.facts for row in example.facts)
