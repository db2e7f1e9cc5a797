"""What a question takes for granted and the quoted words say otherwise."""

import pytest

from bot.answering.groups import groups, own_first
from bot.answering.premises import correction, frequencies
from knowledge.model import Clause, ClauseRef, Duty, Span
from knowledge.retrieval import Hit
from knowledge.text.normalise import fold

VISITS = "对于监护状况较好的，每三个月入户走访一次；对于监护状况一般的，每个月入户走访一次。"
LEFT_BEHIND = "留守儿童是指父母双方外出务工或一方外出务工另一方无监护能力、不满16周岁的未成年人。"
BOARD = "统一命名为“XX村（社区）儿童之家”，不得出现“留守儿童”、“困境儿童”等具有标签化的标识。"
POSTS = "在乡镇（街道）设立儿童督导员，村（社区）设立儿童主任。"
CARE = "医保部门要持续推动流动儿童持居住证在居住地参加居民医保工作。"
PRISON = "省监狱管理局通过开展“情暖高墙”等品牌项目，帮扶服刑人员未成年子女。"


def corrected(question, quote, *, duties=(), named=False, doc_no="吉民发〔2024〕34号", contrary=False):
    best = Clause("二（一）", (), (Span(0, len(quote)),), quote, tuple(Duty(each, "lead") for each in duties))
    title = "吉林省流动儿童关爱保护行动实施方案"
    return correction(
        fold(question), [quote], best, title=title, doc_no=doc_no, named=named, contrary=contrary
    )


@pytest.mark.parametrize(
    ("question", "quote", "words"),
    [
        ("听说满十四就不算留守儿童了", LEFT_BEHIND, "不满16周岁"),
        ("留守儿童是十八岁以下，对吧", LEFT_BEHIND, "不满16周岁"),
        ("监护较好的也是每个月走访一次，对吗", VISITS, "每三个月入户走访一次"),
        ("儿童督导员是村里设的吧", POSTS, "在乡镇（街道）设立儿童督导员"),
        ("流动儿童参加医保得拿户口本，是吧", CARE, "持居住证"),
        ("“情暖高墙”是妇联办的吧", PRISON, "省监狱管理局"),
        ("儿童之家都得挂留守儿童的标识，是吗", BOARD, "不得出现"),
    ],
)
def test_a_wrong_premise_is_put_right_in_the_words_of_the_quote(question, quote, words):
    sentence = corrected(question, quote)
    assert sentence is not None
    assert words in sentence


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("留守儿童是不满十六岁，对吧", LEFT_BEHIND),
        ("监护一般的每个月走访一次，对吗", VISITS),
        ("儿童主任是村里设的吧", POSTS),
        ("孩子十四岁，爸妈都出去打工了，算留守儿童吗", LEFT_BEHIND),
        ("多大以下算留守儿童", LEFT_BEHIND),
        ("“情暖高墙”是监狱管理局办的吧", PRISON),
    ],
)
def test_what_is_right_or_only_told_is_left_alone(question, quote):
    assert corrected(question, quote) is None


def test_a_department_that_is_not_responsible_is_put_right_from_the_brackets():
    sentence = corrected("完善委托照护制度由妇联牵头负责，对吗", "5.完善委托照护制度。", duties=("省民政厅",))
    assert sentence == "这个说法和文件写的不一样，文件写明负责的是省民政厅。"


def test_a_programme_that_the_named_document_does_not_have_is_told_so():
    sentence = corrected("34号文里也有佑苗吧", CARE, named=True)
    assert sentence is not None
    assert "没有写佑苗" in sentence


def test_what_the_rules_say_of_the_child_puts_a_claim_right():
    assert corrected("光爸爸出去打工也算留守儿童，没错吧", LEFT_BEHIND, contrary=True) is not None


def test_one_frequency_is_the_same_in_other_words():
    assert frequencies("每季度更新数据") == frequencies("每三个月走访一次") != frequencies("每半年更新一次")


def test_the_clause_of_the_group_that_is_asked_about_comes_first():
    plan, twin = (Hit(ClauseRef(doc, "二（一）"), score, ()) for doc, score in (("甲", 1.0), ("乙", 0.9)))
    titles = {"甲": "留守儿童和困境儿童方案", "乙": "流动儿童方案"}

    def title(hit):
        return titles[hit.ref.doc_no]

    assert own_first("流动儿童信息多久更新", (plan, twin), title) == (twin, plan)
    assert own_first("信息多久更新", (plan, twin), title) == (plan, twin)
    assert own_first("困境儿童信息多久更新", (plan, twin), title) == (plan, twin)


def test_a_group_is_known_by_its_name():
    assert groups("流动儿童和留守儿童") == {"流动儿童", "留守儿童"}
