"""Families told in their own words: what nobody spoke of may exclude a category, and nothing more."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.eligibility import check_record, gather, portraits
from bot.eligibility.presuming import FILE, presumptions, read_presumptions
from bot.eligibility.proposing import Proposer
from ingest.assemble import assemble
from ingest.reading import read
from knowledge.errors import BadLibrary
from knowledge.library import shipped
from knowledge.rules import Verdict, load_rules
from knowledge.settings import load_settings
from tests.fakes import HOTLINES

AS_OF = date(2026, 11, 22)
CASES = yaml.safe_load((Path(__file__).parent / "check_told.yaml").read_text("utf-8"))
ABLE = "孩子九岁，爸爸在长春的工地干活两年了，妈妈在家种地带孩子"
MOTHERS = {"母.残疾类别", "母.重病"}


@pytest.fixture(scope="module")
def tell():
    readings = {
        entry.path.stem: (entry.sha256, read(entry.path.read_text("utf-8"), name=entry.path.stem))
        for entry in shipped()
    }
    rules, proposer = load_rules(assemble(readings)), Proposer(portraits(), None)

    def told(text, facts=None, **how):
        return check_record(text, facts, rules=rules, proposer=proposer, as_of=AS_OF, **how)

    return told


@pytest.fixture
def without(monkeypatch):
    def presume_nothing():
        monkeypatch.setattr("bot.eligibility.presuming.presumptions", tuple)

    return presume_nothing


def verdicts(record):
    return {row.category: row.verdict for row in record.verdicts}


def presumed(record):
    return {row.fact for row in record.facts if row.source == "presumed"}


@pytest.mark.parametrize("case", CASES, ids=[case["说"][:24] for case in CASES])
def test_a_family_that_is_told_of_comes_out_as_a_careful_reader_would_say(tell, case):
    record = tell(case["说"], case.get("事实"))
    found = verdicts(record)
    assert {name: found[name].value for name in case["应"]} == case["应"]
    assert presumed(record) >= set(case.get("假定了的", ()))
    assert not presumed(record) & set(case.get("不假定", ()))


def test_nothing_is_presumed_of_facts_without_a_text(tell):
    heard = gather(ABLE, None, as_of=AS_OF).firm.as_json()
    record = tell(None, heard)
    assert not presumed(record)
    assert verdicts(record)["留守儿童"] is Verdict.NEEDS_FACTS
    assert verdicts(tell(ABLE))["留守儿童"] is Verdict.EXCLUDED


def test_what_was_presumed_is_a_fact_that_can_be_seen_and_corrected(tell):
    rows = [row for row in tell(ABLE).facts if row.source == "presumed"]
    assert {row.fact for row in rows} >= MOTHERS
    assert all(row.span is None and "可改" in row.note for row in rows)
    ill = tell(ABLE, {"母.重病": "是"})
    assert verdicts(ill)["留守儿童"] is not Verdict.EXCLUDED
    assert "母.重病" not in presumed(ill)
    unclear = tell(ABLE, {"母.重病": "不清楚"})
    assert verdicts(unclear)["留守儿童"] is Verdict.NEEDS_FACTS


@pytest.mark.parametrize("case", CASES, ids=[case["说"][:24] for case in CASES])
def test_to_say_yes_to_every_chip_changes_no_verdict(tell, case):
    first = tell(case["说"], case.get("事实"))
    sure = {row.fact: row.value for row in first.facts if row.trust == "said"}
    again = tell(case["说"], sure)
    assert verdicts(again) == verdicts(first)


def test_a_presumption_confirms_nothing_and_takes_no_confirmation_back(tell, without):
    told = [case["说"] for case in CASES]
    told += [text for portrait in portraits() for text in portrait.told]
    presuming = [verdicts(tell(text)) for text in told]
    without()
    for text, after in zip(told, presuming, strict=True):
        for category, before in verdicts(tell(text)).items():
            if after[category] is not before:
                assert before in (Verdict.NEEDS_FACTS, Verdict.NEEDS_PERSON), text
                assert after[category] in (Verdict.EXCLUDED, Verdict.NEEDS_PERSON), text


def test_no_family_of_a_category_is_sent_away_by_a_presumption(tell, without):
    told = [(portrait.category, text) for portrait in portraits() for text in portrait.told]
    excluded = [pair for pair in told if verdicts(tell(pair[1]))[pair[0]] is Verdict.EXCLUDED]
    without()
    assert all(verdicts(tell(text))[name] is Verdict.EXCLUDED for name, text in excluded)


@pytest.mark.parametrize("text", [case["说"] for case in CASES[:6]])
def test_father_and_mother_may_change_places_in_a_text(tell, text):
    changed = text.translate(str.maketrans("爸妈", "妈爸"))
    assert verdicts(tell(changed)) == verdicts(tell(text))


def test_the_verdict_says_what_was_presumed_and_how_to_correct_it(tell):
    [row] = [row for row in tell(ABLE).verdicts if row.category == "留守儿童"]
    assert "没有说到的，先按没有算：妈妈·残疾类别、妈妈·重病。如有，请告诉我们" in row.words
    assert row.because


def chips(assistant, text):
    client = TestClient(create_app(assistant, load_settings(as_of=AS_OF), hotlines=HOTLINES))
    page = client.post("/check", data={"text": text}).text
    return {fact: stand for stand, fact in re.findall(r'<li class="chip (\w+)" data-fact="([^"]+)"', page)}


def test_the_page_shows_what_was_presumed_save_a_private_matter(assistant):
    shown = chips(assistant, ABLE)
    assert {shown[fact] for fact in MOTHERS} == {"presumed"}
    well = "孩子没有残疾，也没有大病，算自身困境儿童吗"
    assert "儿童.艾滋病病毒感染" in presumed(assistant.check(well, as_of=AS_OF))
    assert "儿童.艾滋病病毒感染" not in chips(assistant, well)


def test_an_answer_presumes_nothing_since_it_could_not_show_it(assistant):
    record = assistant.ask(f"{ABLE}，算留守儿童吗", as_of=AS_OF)
    [row] = [row for row in record.candidates if row.category == "留守儿童"]
    assert row.verdict == "needs_facts"


def test_a_private_matter_is_presumed_without_naming_it(tell):
    record = tell("孩子没有残疾，也没有大病，算自身困境儿童吗")
    [row] = [row for row in record.verdicts if row.category == "自身困境儿童"]
    assert row.verdict is Verdict.EXCLUDED
    assert "隐私" in row.words
    assert "艾滋" not in row.words


@pytest.mark.parametrize(
    ("hint", "never"),
    [
        ("，妈妈总住院", MOTHERS),
        ("，妈妈腿脚不利索", MOTHERS),
        ("，我媳妇脑子受过刺激", MOTHERS),
        ("，妈妈有点缺心眼", MOTHERS),
        ("，孩子妈妈拄着拐", MOTHERS),
        ("，听说妈妈身体不太好", MOTHERS),
        ("，妈妈有残疾证，几级不知道", MOTHERS),
        ("，前阵子孩子身上有伤", {"儿童.受侵害或遗弃", "儿童.打拐解救", "儿童.流浪乞讨"}),
        ("，孩子总说害怕回家", {"儿童.受侵害或遗弃"}),
        ("，孩子是当年买来的", {"儿童.打拐解救"}),
        ("，孩子辍学在外面混", {"儿童.流浪乞讨"}),
        ("，孩子总在大街上晃", {"儿童.流浪乞讨"}),
        ("，孩子好几天没回家了", {"儿童.流浪乞讨", "儿童.受侵害或遗弃"}),
    ],
)
def test_a_hint_forbids_a_presumption(tell, hint, never):
    assert not presumed(tell(ABLE + hint)) & never


def test_of_the_next_question_nothing_asks_for_what_was_presumed(tell):
    for case in CASES:
        record = tell(case["说"], case.get("事实"))
        if record.next_question:
            assert record.next_question.fact not in presumed(record)


def test_every_presumption_takes_something_as_not_so_and_says_why():
    for row in presumptions():
        assert row.reason
        assert set(row.then.values()) <= {"否", "无"}
        assert not any(fact.endswith(("现状", "务工跨县域", "中心城区之间", "核心城区")) for fact in row.then)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("缘由: 少见，属于隐私", "原因: 少见，属于隐私"),
        ("{儿童.艾滋病病毒感染: 否}", "{儿童.感染: 否}"),
        ("{儿童.艾滋病病毒感染: 否}", "{儿童.艾滋病病毒感染: 没有}"),
        ("话里没有: [艾滋]", "话里没有: [爱滋]"),
        ("先按没有算:", "先按有算:"),
        ("艾滋: [艾滋,", "艾滋: ['艾滋(',"),
    ],
)
def test_a_list_that_is_wrong_is_refused(tmp_path, right, wrong):
    text = FILE.read_text("utf-8")
    assert right in text
    path = tmp_path / "presumptions.yaml"
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(BadLibrary, match=r"presumptions\.yaml"):
        read_presumptions(path)
