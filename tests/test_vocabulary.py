"""The facts by name, and how values from outside are read."""

from datetime import date

import pytest

from knowledge.errors import BadFacts, BadLibrary
from knowledge.facts import Interval, Kind, Unasked, parse_facts, vocabulary
from knowledge.facts.vocabulary import FILE, read_vocabulary


@pytest.mark.parametrize(
    ("fact", "written", "kept"),
    [
        ("父.重病", "是", "是"),
        ("父.重病", True, "是"),
        ("人工.母.无力抚养", False, "否"),
        ("母.现状", "失联", "失联"),
        ("儿童.周岁", 8, Interval(8, 8)),
        ("父.外出连续月数", [10, 12], Interval(10, 12)),
        ("父.外出连续月数", [24, None], Interval(24, 720)),
        ("儿童.异地居住月数", 5.5, Interval(5.5, 5.5)),
        ("儿童.出生日期", "2010-11-23", date(2010, 11, 23)),
        ("儿童.出生日期", date(2010, 11, 23), date(2010, 11, 23)),
        ("父.务工地", " 沈阳 ", "沈阳"),
    ],
)
def test_a_value_is_read_as_its_kind_says(fact, written, kept):
    facts = parse_facts({fact: written})
    assert facts.get(fact) == kept
    assert parse_facts(facts.as_json()) == facts


@pytest.mark.parametrize(
    ("fact", "written", "told"),
    [
        ("父.现况", "在家", "是不是想写“父.现状”"),
        ("爷爷.现状", "在家", "没有“爷爷.现状”这项事实"),
        ("父.现状", "坐牢", "可选的有：在家、外出务工"),
        ("父.重病", "有", "请写 是 或 否"),
        ("父.重病", ["是"], "请写 是 或 否"),
        ("儿童.周岁", "八", "请写数字（岁）"),
        ("儿童.周岁", True, "请写数字（岁）"),
        ("儿童.周岁", [9, 8], "小的写在前面"),
        ("儿童.周岁", [1, 2, 3], "请写数字（岁）"),
        ("儿童.周岁", float("nan"), "请写数字（岁）"),
        ("父.残疾等级", 5, "1 到 4"),
        ("儿童.出生日期", "去年", "2016-05-22 这样的日期"),
        ("儿童.出生日期", 20100101, "2016-05-22 这样的日期"),
        ("父.务工地", "", "县（市、区）"),
        ("父.务工地", "很" * 41, "不超过 40 个字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(fact, written, told):
    with pytest.raises(BadFacts) as caught:
        parse_facts({fact: written})
    assert told in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("answer", ["不清楚", None])
def test_asked_in_vain_is_a_state_of_its_own(answer):
    facts = parse_facts({"父.现状": answer, "儿童.周岁": 8})
    assert facts.unclear == {"父.现状"}
    assert "父.现状" not in facts
    assert parse_facts(facts.as_json()) == facts


def test_the_order_in_which_facts_are_told_is_lost():
    one = parse_facts({"母.现状": "在家", "父.现状": "死亡"})
    two = parse_facts({"父.现状": "死亡", "母.现状": "在家"})
    assert one == two
    assert list(one) == list(two) == ["父.现状", "母.现状"]


def test_father_and_mother_are_asked_the_same():
    names = {spec.name for spec in vocabulary()}
    assert {name.replace("父", "母") for name in names if "父." in name} <= names
    for spec in vocabulary():
        assert "{" not in spec.question
        assert ("爸爸" in spec.question) == ("父" in spec.name.split("."))


def test_every_question_says_why_and_has_answers_that_take_one_key():
    for spec in vocabulary():
        assert spec.question.endswith(("？", "）"))
        assert spec.why
        assert spec.quick or spec.kind in (Kind.DATE, Kind.PLACE) or spec.unasked


def test_what_is_private_and_what_the_office_decides_is_never_asked():
    assert vocabulary()["儿童.艾滋病病毒感染"].unasked is Unasked.SENSITIVE
    assert all(spec.unasked is Unasked.OFFICE for spec in vocabulary() if spec.name.startswith("人工"))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("型: 日期", "型: 钟点", "第 5 项不对"),
        ("单位: 岁", "单位们: 岁", "不认识 单位们"),
        ("- 名: 儿童.重病", "- 名: 儿童.残疾", "“儿童.残疾”写了两次"),
        ("{是的: 是, 没有: 否}", "{是的: 对, 没有: 否}", "第 1 项不对"),
        ("- 名: 儿童.出生日期", "- 名: [", "读不了"),
    ],
)
def test_a_list_of_facts_that_is_wrong_is_refused(tmp_path, right, wrong, told):
    path = tmp_path / "vocabulary.yaml"
    path.write_text(FILE.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    with pytest.raises(BadLibrary) as caught:
        read_vocabulary(path)
    assert told in str(caught.value)
