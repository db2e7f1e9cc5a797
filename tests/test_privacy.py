"""What leads to a person is found and masked, however it is written; what is everybody's stays."""

import ast
import re
import sys
import time
import unicodedata
from itertools import cycle
from pathlib import Path

import pytest
import yaml

from bot import privacy
from bot.keeping import public
from bot.privacy import Kind, Masker, find, mask, public_contacts
from bot.privacy.lists import surnames
from knowledge.library import hotlines, shipped
from tests.synthetic import MOBILE_SPELLINGS, SPELLINGS, Synthetic

SAID = yaml.safe_load((Path(__file__).parent / "privacy_said.yaml").read_text(encoding="utf-8"))
QUESTIONS = Path(__file__).parents[1] / "knowledge" / "library" / "questions"
MANY = 400


def digits_left(masked):
    """The characters of numbers that a mask has left, however they are written; the masks' own aside."""
    rest = re.sub("【[^】]+】", "", masked)
    plain = unicodedata.normalize("NFKC", rest).translate(
        str.maketrans("零一二三四五六七八九幺", "01234567891")
    )
    return len(re.findall(r"\d", plain.replace("+86", "").replace("86", "")))


# --- recall on what a generator makes ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "kind", "spellings", "least"),
    [
        (Synthetic(1).id_card, Kind.ID_CARD, SPELLINGS, 0.995),
        (Synthetic(2).mobile, Kind.MOBILE, MOBILE_SPELLINGS, 0.995),
        (Synthetic(3).card, Kind.BANK_CARD, SPELLINGS, 0.995),
        (Synthetic(4).passport, Kind.PASSPORT, (str, str.lower, lambda v: f"护照{v}"), 0.995),
        (
            Synthetic(5).landline,
            Kind.LANDLINE,
            (str, lambda v: v.replace("-", ""), lambda v: f"（{v.replace('-', '）')}"),
            0.98,
        ),
        (Synthetic(6).email, Kind.EMAIL, (str, str.upper, lambda v: v.replace("@", "＠")), 0.995),
    ],
    ids=["identity", "mobile", "card", "passport", "landline", "mail"],
)
def test_a_number_is_masked_however_it_is_written(make, kind, spellings, least):
    missed = []
    for spelling, _ in zip(cycle(spellings), range(MANY), strict=False):
        value = spelling(make())
        text = f"孩子的{value}请帮忙看看"
        if digits_left(mask(text)):
            missed.append((value, mask(text)))
    assert 1 - len(missed) / MANY >= least, missed[:5]


def test_what_has_digits_only_is_called_by_its_kind():
    made = Synthetic(9)
    for make, kind in (
        (made.id_card, Kind.ID_CARD),
        (made.mobile, Kind.MOBILE),
        (made.card, Kind.BANK_CARD),
        (made.passport, Kind.PASSPORT),
    ):
        assert [one.kind for _ in range(50) for one in find(make())] == [kind] * 50


@pytest.mark.parametrize(
    ("what", "part", "least"),
    [
        ("names", "studied", 0.95),
        ("names", "kept_back", 0.90),
        ("addresses", "studied", 0.95),
        ("addresses", "kept_back", 0.85),
    ],
)
def test_names_and_houses_are_masked_where_people_tell_them(what, part, least):
    total, missed = 0, []
    for sentence in SAID[what][part]:
        masked = mask(re.sub(r"[\[\]]", "", sentence))
        for hidden in re.findall(r"\[([^\]]+)\]", sentence):
            total += 1
            if hidden in masked or hidden[-2:] in masked:
                missed.append(sentence)
    assert 1 - len(missed) / total >= least, missed


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证220101198001011234有一位抄错了", "身份证【身份证号1】有一位抄错了"),
        ("残疾证22010119800101123143", "残疾证【证件号1】"),
        ("学籍号G220101201501011234", "学籍号【证件号1】"),
        ("户口本号：002345671", "户口本号：【证件号1】"),
        ("卡号2008 1234 5678 901", "卡号【银行卡号1】"),
        ("回乡证H1234567890", "回乡证【通行证号1】"),
        ("港澳通行证C12345678", "港澳通行证【通行证号1】"),
        ("车牌吉A·D12345", "车牌【车牌号1】"),
        ("微信号abc_12345，QQ：123456789", "微信号【社交账号1】，QQ：【社交账号2】"),
        ("从 8.8.8.8 来", "从 【网络地址1】 来"),
        ("家里电话 2345678", "家里电话 【电话1】"),
        ("0431-88904751转803", "【电话1】"),
        ("在农安县合隆镇中心小学三年级二班", "在农安县【学校1】【班级1】"),
        ("他在第二实验小学读四年一班", "他在【学校1】读【班级1】"),
        ("住农安县合隆镇陈家村3组", "住农安县合隆镇【住址1】"),
        ("王思雨没来。王思雨的妈妈说她病了", "【姓名1】没来。【姓名1】的妈妈说她病了"),
        ("学生王思雨、李浩宇和赵雅静", "学生【姓名1】、【姓名2】和【姓名3】"),
        ("姓名：王思\n雨\n性别：女", "姓名：【姓名1】\n性别：女"),
    ],
)
def test_each_kind_has_its_mask(text, masked):
    assert mask(text) == masked


# --- what stays ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "打110、120、12345、12355、12356或12338",
        "微信 12345 政务热线",
        "吉民发〔2024〕2号 三（三）9",
        "2024年1月9日至2026-10-31，13:45:22",
        "每人每月1360元，共27600户，占13.80%",
        "小明和小红，王老师，老李，李某、王某某",
        "孩子高中毕业，爸爸常年在外，妈妈单独带着",
        "农村小学、寄宿制学校、普惠性幼儿园和特殊教育学校",
        "乡镇（街道）、村（社区），回家的路上",
        "http://127.0.0.1:8000 和 192.168.1.5",
        "a3f2138001380001 0.13800138000",
        "【手机号1】已经遮住，【姓名2】也是",
    ],
)
def test_what_is_everybodys_stays(text):
    assert mask(text, public=public()) == text


def test_no_number_in_an_official_text_is_masked_and_no_word_of_a_policy():
    offices = public_contacts(file.path.read_text(encoding="utf-8") for file in shipped())
    assert "043188904752" in offices
    for file in shipped():
        text = file.path.read_text(encoding="utf-8")
        findings = find(text, public=public())
        # The gazette's masthead and its list of appointments name officials.
        assert {one.kind for one in findings} <= {Kind.NAME}
        if "gazette" not in file.file:
            assert findings == ()


def test_a_public_number_stays_in_every_spelling_and_a_private_one_beside_it_goes():
    text = "办公室电话0431-88904752，（0431）88904752，88904752；我的是0431-88904751"
    assert mask(text, public=public()) == text.replace("0431-88904751", "【电话1】")


def test_hotline_numbers_stay_whatever_stands_around_them():
    for row in hotlines():
        text = f"电话：{row.number}，QQ{row.number}，微信号{row.number}"
        assert mask(text, public=public()) == text


def test_the_questions_people_ask_hold_nobodys_data():
    asked = [
        question
        for file in QUESTIONS.glob("*.yaml")
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))["rows"]
        for question in row["asked"]
    ]
    assert len(asked) > 1000
    taken = [question for question in asked if find(question, public=public())]
    assert len(taken) <= len(asked) / 500, taken


# --- masks --------------------------------------------------------------------------------------------


def test_one_number_has_one_mask_through_a_conversation():
    masker = Masker()
    assert masker.mask("打13800138000或13900139000") == "打【手机号1】或【手机号2】"
    assert masker.mask("再说一遍，一三九零零一三九零零零") == "再说一遍，【手机号2】"
    assert "13800138000" not in repr(vars(masker))


def test_another_conversation_counts_anew():
    assert Masker().mask("13900139000") == Masker().mask("13800138000") == "【手机号1】"


def test_nothing_but_the_findings_changes():
    made = Synthetic(11)
    for _ in range(100):
        before, behind = "我家\u3000孩子 ", "，\r\n①请\u200b回电！"
        assert mask(f"{before}{made.mobile()}{behind}") == f"{before}【手机号1】{behind}"


def test_masking_twice_is_masking_once():
    made = Synthetic(12)
    for _ in range(50):
        once = mask(f"我叫{made.name()}，{made.id_card()}，电话{made.mobile()}，住陈家村3组")
        assert mask(once) == once


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "13", "我叫", "王", "村", " ", "a@", "小学", "路1号", "%E7", "1\n", "a:", "·买提"]
)
def test_a_flood_of_one_thing_takes_no_time(unit):
    began = time.perf_counter()
    mask(unit * (8_000 // len(unit)))
    assert time.perf_counter() - began < 3


def test_the_package_needs_nothing_but_the_standard_library():
    for file in Path(privacy.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.startswith("bot.privacy") or name.split(".")[0] in sys.stdlib_module_names


def test_there_are_about_five_hundred_family_names_each_once():
    listed = [name for block, names in surnames().items() if block != "traditional" for name in names]
    assert 450 <= len(listed) == len(set(listed)) <= 650
