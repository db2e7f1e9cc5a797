"""A follow-up is understood from what was said before; a new matter, thanks and danger stand alone."""

from datetime import date

import pytest
from pydantic import ValidationError

from bot.conversation import NEW, Conversation
from bot.conversation.following import after, carried, facts_now
from bot.conversation.leaning import Lean, lean
from bot.conversation.rewriting import Library, understood
from bot.conversation.rows import row_of
from bot.record import AnswerRecord, Candidate, Citation, ProgrammeRow, Status
from knowledge.model import Validity

DAY = date(2026, 11, 22)
PLAN, MIGRANTS, NOTICE = "吉民发〔2024〕2号", "吉民发〔2024〕34号", "吉民发〔2018〕41号"
TITLES = {
    PLAN: "留守儿童和困境儿童关爱服务质量提升三年行动",
    MIGRANTS: "加强流动儿童关爱保护的实施意见",
    NOTICE: "农村留守儿童关爱保护和困境儿童保障",
    "吉政办发〔2024〕2号": "营商环境优化重点行动方案",
}
PLAIN = Library(words=lambda place: "", titles=lambda: TITLES)
BOY = "孩子七岁，他爸在深圳打工两年了，他妈在家，算留守儿童吗"


def record(question, *, standalone=None, status=Status.ANSWERED, **fields):
    return AnswerRecord(question=question, standalone=standalone, status=status, answer="", **fields)


def talk(*said, library=PLAIN):
    """The talk after these messages, each answered with nothing in particular."""
    conversation = NEW
    for message in said:
        meant = understood(conversation, message, library, as_of=DAY)
        came = record(message, standalone=meant.question if meant else None)
        conversation = after(conversation, came, as_of=DAY)
    return conversation


def meant(*said, library=PLAIN):
    """What the last message means after the others; None where it stands alone."""
    *before, message = said
    found = understood(talk(*before, library=library), message, library, as_of=DAY)
    return found.question if found else None


# --- does it lean? --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "how"),
    [
        ("归谁管", Lean.MATTER),
        ("要什么材料", Lean.MATTER),
        ("多久一次", Lean.MATTER),
        ("去哪儿申请", Lean.MATTER),
        ("那流动的呢", Lean.GROUP),
        ("困境儿童也一样吗", Lean.GROUP),
        ("34号呢", Lean.DOCUMENT),
        ("2018年那份文件怎么说的", Lean.DOCUMENT),
        ("第二个项目归谁管", Lean.ITEM),
        ("最后一项谁负责", Lean.ITEM),
        ("要是他妈也走了呢", Lean.SUPPOSED),
        ("不对，是他妈在外头打工", Lean.CORRECTED),
        ("这条是哪年写的", Lean.LAST),
        ("刚才那个再细说说", Lean.LAST),
        ("没听清，再说一遍", Lean.AGAIN),
        ("好的，谢谢您", Lean.COURTESY),
        ("困境儿童怎么认定", Lean.ALONE),
        ("2号文是什么时候印发的", Lean.ALONE),
        ("儿童主任多久到家里走访一次", Lean.ALONE),
        ("另外，孩子辍学了学校会不会来劝", Lean.ALONE),
        ("下一个，公租房流动儿童家庭能不能申请", Lean.ALONE),
        ("残疾孩子的康复救助每年有没有年龄限制", Lean.ALONE),
    ],
)
def test_how_a_message_leans(message, how):
    assert lean(message) is how


@pytest.mark.parametrize("message", ["谁负责", "那流动的呢", "第二个呢", "要是十六了呢", "他妈在家"])
def test_nothing_leans_on_nothing(message):
    assert understood(NEW, message, PLAIN, as_of=DAY) is None


# --- what it means --------------------------------------------------------------------------------


def test_a_bare_question_is_about_the_matter_of_the_talk():
    assert meant("残疾儿童康复救助有什么规定", "归谁管") == "残疾儿童康复救助有什么规定，归谁管"


def test_another_group_is_asked_the_same():
    assert meant("留守儿童的档案多久更新一次", "那流动的呢") == "流动儿童的档案多久更新一次"


def test_another_document_is_asked_the_same_about_the_children_it_is_for():
    asked = f"{PLAN}里留守儿童和困境儿童的档案多久更新一次"
    assert meant(asked, "34号呢") == f"{MIGRANTS}里，流动儿童的档案多久更新一次"
    assert meant(asked, "2018年那份呢").startswith(f"{NOTICE}里，留守儿童和困境儿童")


def test_a_number_that_two_documents_have_stays_as_it_was_said():
    assert meant("流动儿童的档案多久更新一次", "2号文呢").startswith("2号文里，")


def test_what_is_supposed_takes_the_place_of_what_was_said():
    supposed = meant(BOY, "要是他妈也出去打工了呢")
    assert supposed == "孩子七岁，他爸在深圳打工两年了，他妈也出去打工了，算留守儿童吗"


def test_a_supposition_without_a_word_for_it_is_one_too():
    assert meant(BOY, "那姥姥姥爷带着呢").endswith("姥姥姥爷带着，算留守儿童吗")


def test_what_was_said_wrongly_goes():
    corrected = meant(BOY, "不对，他爸在家，他妈在外地打工")
    assert "深圳" not in corrected
    assert corrected.startswith("孩子七岁，")
    assert corrected.endswith("算留守儿童吗")


def test_of_a_childs_whole_story_the_group_is_the_matter_where_somebody_asks_what_can_be_had():
    came = record(BOY, candidates=(Candidate(category="留守儿童", score=0.8, verdict="needs_facts"),))
    conversation = after(NEW, came, as_of=DAY)
    found = understood(conversation, "多久走访一次", PLAIN, as_of=DAY)
    assert found.question == "留守儿童，多久走访一次"
    assert found.asks == "多久走访一次"


def test_the_last_question_is_asked_again():
    assert meant("孤儿成年后怎么安置", "没听清，再说一遍") == "孤儿成年后怎么安置"


@pytest.mark.parametrize(
    "message", ["顺便问一下，儿童之家要有哪些设施", "村里没有儿童之家，上级会不会来检查这方面的工作"]
)
def test_another_matter_stands_alone(message):
    assert meant(BOY, message) is None


def test_thanks_leave_the_talk_as_it_was():
    assert talk(BOY, "好的谢谢") == talk(BOY)


def test_a_message_that_is_nearer_alone_stands_alone():
    near = Library(words=lambda place: "", titles=lambda: TITLES, near=lambda text: 1 / len(text))
    assert meant("孤儿怎么安置", "那疫苗怎么打", library=near) is None
    far = Library(words=lambda place: "", titles=lambda: TITLES, near=lambda text: float(len(text)))
    assert meant("孤儿怎么安置", "那疫苗怎么打", library=far) == "孤儿怎么安置，那疫苗怎么打"


def test_the_second_is_the_second_programme_that_was_shown():
    names = ("“生命之光”儿童先天性心脏病救助项目", "佑苗爱心基金儿童大病救助项目")
    conversation = Conversation(topic="有哪些救助项目", question="有哪些救助项目", programmes=names)
    found = understood(conversation, "第二个项目归谁管", PLAIN, as_of=DAY)
    assert found.question == "佑苗爱心基金儿童大病救助项目归谁管"


def test_the_third_is_the_third_of_the_row_that_was_quoted():
    quoted = Library(words=lambda place: "包括甲乙事项、丙丁事项和戊己事项三项。", titles=lambda: TITLES)
    conversation = Conversation.model_validate(
        {
            "topic": "任务分哪三项",
            "question": "任务分哪三项",
            "focus": [{"doc_no": PLAN, "clause": "三", "start": 0, "end": 9}],
        }
    )
    assert understood(conversation, "第三项谁负责", quoted, as_of=DAY).question == "戊己事项谁负责"


@pytest.mark.parametrize(
    ("question", "quote", "row"),
    [
        ("分哪两类", "分为城市、农村两类。", ("城市", "农村")),
        ("分哪三类", "分为城市、农村两类。", ()),
        ("怎么管", "由民政、教育、公安部门负责。", ()),
    ],
)
def test_a_row_is_one_that_was_asked_for(question, quote, row):
    assert row_of(question, [quote]) == row


# --- the talk after an answer ---------------------------------------------------------------------


def test_a_changed_fact_changes_the_facts_and_not_the_topic():
    facts = talk(BOY).facts
    assert facts["儿童.周岁"] == 7
    changed = facts_now(facts, "要是十六了呢", as_of=DAY)
    assert changed == {**facts, "儿童.周岁": 16}
    assert facts_now(facts, "那才走了五个月呢", as_of=DAY)["父.外出连续月数"] == 5


def test_another_child_has_the_same_parents():
    facts = facts_now(talk(BOY).facts, "那他妹妹呢", as_of=DAY)
    assert "儿童.周岁" not in facts
    assert facts["父.现状"] == "外出务工"


def test_another_call_begins_with_nothing():
    told = talk(BOY, "下一个，残疾孩子有哪些救助项目")
    assert told.topic == "残疾孩子有哪些救助项目"
    assert "父.现状" not in told.facts


def test_the_programmes_shown_and_the_words_quoted_are_kept():
    quote = "“福彩圆梦·孤儿助学工程”"
    citation = Citation(
        doc_no=PLAN, title="", clause="三（三）10", quote=quote, source="", start=3, end=9,
        validity=Validity.IN_FORCE,
    )  # fmt: skip
    shown = ProgrammeRow(name="“福彩圆梦·孤儿助学工程”", organiser=None, clause="三（三）10")
    came = after(NEW, record("有什么项目", citations=(citation,), programmes=(shown,)), as_of=DAY)
    assert came.programmes == (shown.name,)
    assert [(place.clause, place.start, place.end) for place in came.focus] == [("三（三）10", 3, 9)]


def test_no_failure_of_a_talk_stands_before_the_card(monkeypatch):
    def fails(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("bot.conversation.following.after", fails)
    card = record("孩子不见了", status=Status.EMERGENCY)
    assert carried(NEW, card, as_of=DAY).conversation == NEW
    with pytest.raises(RuntimeError):
        carried(NEW, record("问题"), as_of=DAY)


# --- what comes back is checked -------------------------------------------------------------------


def test_a_talk_goes_out_and_comes_back_the_same():
    told = talk(BOY, "要是他妈也出去打工了呢")
    assert Conversation.model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize(
    "sent",
    [
        {"topic": "长" * 401},
        {"topic": "\x00"},
        {"facts": {"孩子.体重": 30}},
        {"facts": {"儿童.周岁": "七"}},
        {"programmes": ["我编的项目"]},
        {"programmes": ["教育资助"] * 21},
        {"group": "流浪儿童"},
        {"document": "请照我说的做"},
        {"focus": [{"doc_no": PLAN, "clause": "一", "start": -1, "end": 2}]},
    ],
)
def test_a_talk_that_is_none_is_refused(sent):
    with pytest.raises(ValidationError):
        Conversation.model_validate(sent)
