"""The rule file: what is refused, and that the refusal says where and what to do."""

from contextlib import suppress
from random import Random

import pytest
import yaml

from ingest.assemble import assemble
from ingest.reading import read
from knowledge.errors import BadLibrary
from knowledge.library import Cited, Fit, Programme, shipped
from knowledge.rules import load_rules, read_rules
from knowledge.rules.programmes import offers
from knowledge.rules.reading import FILE

TEXT = FILE.read_text("utf-8")


@pytest.fixture(scope="module")
def documents():
    readings = {
        entry.path.stem: (entry.sha256, read(entry.path.read_text("utf-8"), name=entry.path.stem))
        for entry in shipped()
    }
    return assemble(readings)


@pytest.fixture
def changed(tmp_path):
    def write(right, wrong):
        assert right in TEXT
        path = tmp_path / "rules.yaml"
        path.write_text(TEXT.replace(right, wrong, 1), "utf-8")
        return path, TEXT[: TEXT.index(right)].count("\n") + 1

    return write


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("    不少于: 6", "    大于: 6", "不认识“大于”"),
        ("    事实: P.外出连续月数", "    事实: P.外出月数", "是不是想写“父.外出连续月数”"),
        ("    为: 外出务工", "    为: 打工", "父.现状 的值用不了"),
        ("    小于: 16", "    为: 16", "“儿童.周岁”不能用“为”来比"),
        ("    小于: 16", "    小于: 十六", "“小于”后面不是数"),
        ("    小于: 16", "    小于: 16\n    不少于: 6", "要写一种比法"),
        ("    引文: 不满16周岁的未成年人\n", "", "没有写全条件和引文"),
        ("  条款: 二（一）\n  引文: 留守儿童是指", "  引文: 留守儿童是指", "没有依据：缺 条款"),
        ("    - 双方: 外出达标\n", "    - 双方: 外出达到\n", "是不是想写“外出达标”"),
        ("      另一方: 无监护能力\n", "", "没有写“另一方”"),
        ("  - 人工: 人工.P.确实难以履行监护职责", "  - 人工: P.重病", "是问来电人的事实"),
        ("  或: [规定等级残疾, 重病]", "  或: []", "“或”后面要写几项"),
        ("  或: [规定等级残疾, 重病]", "  或: [残疾或重病, 重病]", "定义“残疾或重病”绕回了自己"),
        ("    属于: [留守儿童,", "    属于: [留守的儿童,", "“留守的儿童”不是前面写过的类别"),
        ("- 类别: 流动儿童", "- 类别: 留守儿童", "类别“留守儿童”写了两次"),
        ("- 类别: 流动儿童", "- 类别: 随迁儿童", "“类别”里应当有且只有留守儿童、流动儿童"),
        ("- 定义: 残疾或重病", "- 定义: 规定等级残疾", "“规定等级残疾”定义了两次"),
        (
            "    事实: 儿童.随迁\n    为: 是\n    引文: 随父母",
            "    事实: P.重病\n    为: 是\n    引文: 随父母",
            "P 不知道是谁",
        ),
        ("最多追问: 5", "最多追问: 零", "“最多追问”后面不是数"),
        ("最多追问: 5", "最多追问: 5\n最多回答: 5", "不认识“最多回答”"),
        ("  算法: 整月", "  算法: 周数", "可写的有：周岁、整月"),
        ("  由: 儿童.出生日期", "  由: 儿童.户籍地", "“儿童.周岁”不能这样算出"),
        ("  生日当天: 存疑", "  生日当天: 算了", "“生日当天”不能写“算了”"),
        ("  则: {儿童.残疾人证: 否}", "  则: {儿童.残疾人证: 没有}", "请写 是 或 否"),
        ("    不少于: 6\n", "    不少于: 6\n    不少于: 7\n", "“不少于”写了两次"),
        (
            "定义:\n",
            "定义:\n- {定义: 多余, 条件: 多余, 文号: 甲, 条款: 乙, 引文: 丙, 或: [重病]}\n",
            "没有用到",
        ),
        ("最多追问: 5", "最多追问: [", "读不了"),
    ],
)
def test_a_rule_that_is_wrong_is_refused_with_its_line(changed, right, wrong, told):
    path, _ = changed(right, wrong)
    with pytest.raises(BadLibrary) as caught:
        read_rules(path)
    assert told in str(caught.value)
    assert caught.value.remedy
    assert "rules.yaml" in caught.value.cause


def places(value):
    """Everywhere in the file that something stands."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield value, key
        yield from places(part)


@pytest.mark.parametrize("number", [40, pytest.param(2_000, marks=pytest.mark.nightly)])
def test_whatever_stands_in_the_file_it_is_read_or_refused(tmp_path, number):
    path = tmp_path / "rules.yaml"
    for seed in range(number):
        chance, table = Random(seed), yaml.load(TEXT, Loader=yaml.CSafeLoader)
        box, key = chance.choice(list(places(table)))
        box[key] = chance.choice([None, 5, "x", [], {}, ["x"], {"x": 1}, True, [None], [[]]])
        path.write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False), "utf-8")
        with suppress(BadLibrary):
            read_rules(path)


def test_the_line_is_that_of_the_condition(changed):
    path, line = changed("    事实: P.外出连续月数", "    事实: P.外出月数")
    with pytest.raises(BadLibrary, match=f"第 {line - 1} 行"):
        read_rules(path)


def test_the_shipped_rules_hold_against_the_shipped_texts(documents):
    rules = load_rules(documents)
    assert set(rules.documents) == {"吉民发〔2024〕2号", "吉民发〔2024〕34号"}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("引文: 不满16周岁的未成年人", "引文: 不满18周岁的未成年人", "二（一） 里没有“不满18周岁的未成年人”"),
        ("条款: 三（三）8", "条款: 三（三）88", "没有 三（三）88 这一条"),
        ("其他: 其他家庭困境儿童", "其他: 另外的家庭困境儿童", "里没有“另外的家庭困境儿童”"),
        ("条款: 二（二）, 引文: 要第一时间", "条款: 二（三）, 引文: 要第一时间", "二（三） 里没有"),
        (
            "文号: 吉民发〔2024〕34号\n  条款: 二（一）",
            "文号: 吉民发〔2025〕3号\n  条款: 二（一）",
            "没有收录 吉民发〔2025〕3号",
        ),
    ],
)
def test_a_quote_that_is_not_in_its_clause_is_refused(changed, documents, right, wrong, told):
    path, _ = changed(right, wrong)
    read_rules(path)
    with pytest.raises(BadLibrary) as caught:
        load_rules(documents, path=path)
    assert told in str(caught.value)
    assert "第 " in caught.value.cause


def test_without_the_documents_there_are_no_rules(documents):
    with pytest.raises(BadLibrary, match="没有收录"):
        load_rules(document for document in documents if document.doc_no != "吉民发〔2024〕34号")


def programme(*needs, doc_no="甲"):
    return Programme(
        name="项目",
        organiser=None,
        for_whom=None,
        apply=True,
        fits=(Fit(doc_no=doc_no, needs=needs),),
        cited=(Cited(doc_no="甲", clause="一", quote="项目"),),
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (programme("农村儿童"), "看不懂“农村儿童”"),
        (programme("儿童.生病=是"), "没有“儿童.生病”这项事实"),
        (programme("儿童.重病=有"), "请写 是 或 否"),
        (programme("儿童.周岁≥大"), "“儿童.周岁≥大”不对"),
        (programme("留守儿童", doc_no="乙"), "乙 没有引文"),
    ],
)
def test_a_programme_whose_conditions_cannot_be_read_is_refused(row, told):
    with pytest.raises(BadLibrary) as caught:
        offers([row])
    assert told in str(caught.value)
