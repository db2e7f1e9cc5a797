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
        ("（二）及时报告。发现后立即报告。", Level.SECTION, "（二）"),
        ("（一）目标任务。", Level.SECTION, "（一）"),
        ("（三）项目管理", Level.SECTION, "（三）"),
        ("（四）与社会力量合作", Level.SECTION, "（四）"),
        ("第三条 项目资金由财政拨付", Level.ARTICLE, "第三条"),
        ("一．总体要求", Level.CHAPTER, "一"),
        ("( 二 ) 主动发现", Level.SECTION, "（二）"),
        ("２．发放物资", Level.ITEM, "2"),
        ("1.2024年底前完成", Level.ITEM, "1"),
        ("1）压实责任", Level.SUBITEM, "（1）"),
        ("㈠建立台账", Level.SECTION, "（一）"),
        ("⒈入户走访", Level.ITEM, "1"),
        ("⑵每月两次", Level.SUBITEM, "（2）"),
        ("**（一）建立台账**。", Level.SECTION, "（一）"),
        (r"1\. Markdown 里的第一项", Level.ITEM, "1"),
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
        "（一）、（二）项规定的情形",
        "（一）至（三）项",
        "三、四级智力残疾儿童",
        "第五条至第八条",
        "第二章的规定",
        "12345）",
        "留守儿童是指父母双方外出务工",
    ],
)
def test_words_that_look_like_a_number_open_none(text):
    assert leading(text) is None
