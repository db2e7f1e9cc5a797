"""Which numbers open a heading, and which only speak of one."""

import pytest

from ingest.numbering import Level, leading


@pytest.mark.parametrize(
    ("text", "level", "label"),
    [
        ("一、总体要求", Level.CHAPTER, "一"),
        ("十二、附则", Level.CHAPTER, "十二"),
        ("（一）留守儿童", Level.SECTION, "（一）"),
        ("(五) 实施固本强基行动。", Level.SECTION, "（五）"),
        ("（一)首尾宽窄不一的括号", Level.SECTION, "（一）"),
        ("(二十八) 提升金融服务质效", Level.SECTION, "（二十八）"),
        ("1.家庭困境儿童。主要指", Level.ITEM, "1"),
        ("10. 提升教育帮扶能力。", Level.ITEM, "10"),
        ("14.加强安全风险防范。", Level.ITEM, "14"),
        ("（1）申请表", Level.SUBITEM, "（1）"),
        ("第一章 总则", Level.PART, "第一章"),
        ("第十二条 未成年人享有", Level.ARTICLE, "第十二条"),
        ("第一百二十条之一 以本条论处", Level.ARTICLE, "第一百二十条之一"),
    ],
)
def test_a_number_opens_a_heading(text, level, label):
    number = leading(text)
    assert (number.level, number.label) == (level, label)


@pytest.mark.parametrize(
    "text",
    [
        "2024年6月底前完成",
        "12345 政务服务便民热线",
        "1.5 倍的补助",
        "第十条规定的情形，由民政部门处理。",
        "第三条、第五条所称的监护人",
        "第三条第二款的规定",
        "（一）项所列的儿童",
        "留守儿童是指父母双方外出务工",
    ],
)
def test_words_that_look_like_a_number_open_none(text):
    assert leading(text) is None
