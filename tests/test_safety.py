"""Whether a child in danger is seen: by class, by who speaks, through tricks, and not where there is none."""

import json
import time
from pathlib import Path

import pytest

from bot.safety import card, detect, seen, words
from bot.safety.clues import clues
from bot.safety.detect import Alarm
from bot.safety.hearing import heard
from bot.safety.signs import CLASSES, signs
from knowledge.errors import BadLibrary
from knowledge.library import curated, hotlines, shipped
from knowledge.text.squeeze import squeeze

SETS = Path(__file__).parents[1] / "eval" / "datasets"


def level_of(text):
    alarm = detect(text)
    return alarm.level if alarm else None


def takes_over(text):
    return level_of(text) in ("E0", "E1")


@pytest.mark.parametrize(
    ("text", "kind", "level"),
    [
        # a child
        ("我不想活了", "self_harm", "E0"),
        ("我爸喝多了就打我", "violence", "E1"),
        ("后爸晚上总来我屋，我害怕", "sexual_abuse", "E1"),
        ("我走丢了，不认识这是哪里", "missing", "E0"),
        ("家里就我和妹妹，妈妈好多天不回来，没吃的了", "alone", "E1"),
        ("奶奶躺地上叫不醒", "medical", "E0"),
        ("妈妈把我扔在车站就走了", "abandonment", "E1"),
        ("他们天天在厕所堵我要钱，不给就打", "bullying", "E1"),
        ("有人在撬门，家里就我一个", "harm", "E0"),
        ("老板不让我走，一天干十几个小时，我才十三岁", "trafficking", "E1"),
        # a parent
        ("孩子不见了，到处找遍了", "missing", "E0"),
        ("闺女手腕上一道一道的，说是猫挠的", "self_harm", "E1"),
        ("娃喝了老鼠药", "medical", "E0"),
        ("他最近老说活着没意思", "self_harm", "E1"),
        # a neighbour
        ("楼上天天打孩子，孩子哭得撕心裂肺", "violence", "E1"),
        ("对门小孩大冬天光着脚在外边站着", "neglect", "E1"),
        ("纸箱里有个刚出生的婴儿", "abandonment", "E0"),
        ("那家孩子是花三万买来的", "trafficking", "E1"),
        # a teacher
        ("学生胳膊上新伤旧伤，问就说摔的", "violence", "E1"),
        ("这孩子脚都冻裂了，中午从来没饭吃", "neglect", "E1"),
        # an operator's note
        ("走失 女童 5岁 粉色外套", "missing", "E0"),
        ("疑似性侵，女童9岁，继父所为", "sexual_abuse", "E1"),
        ("父母失联，两名幼童独居", "alone", "E1"),
    ],
)
def test_each_danger_is_seen_whoever_tells_of_it(text, kind, level):
    alarm = detect(text)
    assert alarm is not None
    assert kind in alarm.classes
    assert alarm.level == level


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("想 自 杀", "想自杀"),
        ("我要自.杀", "我要自杀"),
        ("我想自\u200b杀", "我想自杀"),
        ("我想自殺", "我想自杀"),
        ("我 不 想 活 了", "我不想活了"),
        ("我。想。死", "我想死"),
        ("wo bu xiang huo le", "我不想活了"),
        ("wobuxianghuole", "我不想活了"),
        ("我想zisha", "我想自杀"),
        ("wo ba da wo", "我爸打我"),
        ("我要跳搂", "我要跳楼"),
        ("孩子诗踪了", "孩子失踪了"),
        ("不想火了", "不想活了"),
        ("被人弓虽女干", "被人强奸"),
        ("i want to die", "我想死"),
        ("想4了", "想死了"),
        # and what only looks like it stays as it is
        ("想4点去办", "想4点去办"),
        ("孩子啥时候报名", "孩子啥时候报名"),
        ("大家报名了吗", "大家报名了吗"),
        ("不想获得补助", "不想获得补助"),
        ("去ktv唱歌", "去ktv唱歌"),
    ],
)
def test_tricks_are_undone_and_ordinary_words_are_left_alone(written, meant):
    assert heard(written) == meant


def test_a_cry_in_twenty_thousand_characters_is_found():
    assert takes_over("想问政策。" * 3900 + "我爸天天打我，我不敢回家。")


def test_a_cry_with_private_data_and_odd_characters_is_found():
    assert level_of("我爸拿刀追我，电话13812345678，救我\ud83d\x00") == "E0"


@pytest.mark.parametrize(
    "text",
    [
        "强制报告是什么",
        "虐待儿童会判几年",
        "校园欺凌由哪个部门牵头治理",
        "发现疑似遭受家庭暴力的儿童，儿童主任该怎么做",
        "发现孩子可能被打、被虐待，应该向谁报告？",
        "万一孩子在商场走丢了应该先找谁",
        "父母一方失踪的孩子能领补助吗",
        "孩子妈跑了好几年没音信，能办事实无人抚养吗",
        "去年留守儿童自杀的有多少起",
        "下周搞防拐演练要报备吗",
        "情景题：学生说被继父侵犯，老师应该怎么做",
        "电影里孩子被拐了十五年",
        "王者里我被人杀了十次",
        "笑死我了",
        "作业多得要死",
        "孩子打疫苗去哪儿",
        "爸妈打工去了",
        "申请被打回来了",
        "我老公打我，我要离婚，没有孩子",
        "邻居天天打狗",
        "我家狗丢了",
        "书包丢了在哪找",
        "我小时候也被打过，现在四十了，想当志愿者",
        "孩子上周走丢，已经找回来了，想感谢你们",
        "孩子没有自残行为，就是不爱说话",
        "跳楼机几岁能玩",
        "孩子一个人睡怕黑",
        "楼顶漏水找谁修",
    ],
)
def test_what_only_sounds_like_danger_does_not_take_over(text):
    assert not takes_over(text)


@pytest.mark.parametrize("text", ["强制报告和家暴告诫书有什么区别", "孩子最近厌学，天天哭"])
def test_a_question_about_danger_and_distress_get_a_line_of_help(text):
    assert level_of(text) == "E2"


@pytest.mark.parametrize(
    ("calm", "cry"),
    [
        ("打孩子违法吗", "隔壁天天打孩子，违法吗"),
        ("儿童失踪多久可以立案", "我家孩子丢了，多久可以立案"),
        ("家暴怎么认定", "我爸天天打我，家暴怎么认定"),
        ("如果孩子被打该找谁", "如果我爸再打我该找谁"),
        ("孩子没被打过，就是胆小", "孩子又被打了，胆小得不敢出门"),
        ("培训课上讲虐待儿童的案例", "参加培训课回来，发现我班有个孩子浑身是伤"),
    ],
)
def test_the_same_words_asked_about_and_told_are_told_apart(calm, cry):
    assert not takes_over(calm)
    assert takes_over(cry)


def test_danger_that_is_going_on_is_more_urgent_than_danger_that_was_seen():
    assert level_of("隔壁老打孩子") == "E1"
    assert level_of("隔壁正在打孩子，快来人") == "E0"


def rows_of(name):
    return [json.loads(line) for line in (SETS / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("name", "recall", "taken_over"), [("danger_dev.jsonl", 0.99, 0.01), ("danger_rounds.jsonl", 0.95, 0.01)]
)
def test_the_development_sets_are_seen_and_their_look_alikes_are_left_alone(name, recall, taken_over):
    rows = rows_of(name)
    danger = [row["text"] for row in rows if row["level"] in ("E0", "E1")]
    calm = [row["text"] for row in rows if row["kind"] == "lookalike"]
    missed = [text for text in danger if not takes_over(text)]
    taken = [text for text in calm if takes_over(text)]
    assert len(danger) >= 300
    assert len(calm) >= 500
    assert len(missed) <= (1 - recall) * len(danger), missed
    assert len(taken) <= taken_over * len(calm), taken


def test_distress_is_a_line_of_help_and_no_alarm():
    assert {level_of(row["text"]) for row in rows_of("danger_dev.jsonl") if row["level"] == "E2"} == {"E2"}


def test_questions_about_policy_are_hardly_ever_taken_for_danger():
    asked = [question for row in curated().asked for question in row.questions]
    taken = [question for question in asked if takes_over(question)]
    assert len(taken) <= 0.04 * len(asked)  # most of these do tell of a child in danger


def test_a_text_takes_milliseconds():
    texts = [row["text"] for row in rows_of("danger_dev.jsonl")]
    detect(texts[0])
    began = time.perf_counter()
    for text in texts:
        detect(text)
    assert (time.perf_counter() - began) / len(texts) < 0.01  # 0.9 ms on a quiet machine


@pytest.mark.parametrize("text", ["打我" * 10_000, "xian" * 5_000 + "k", "自." * 10_000, "孩子 " * 7_000])
def test_a_flood_does_not_keep_anybody_waiting(text):
    began = time.perf_counter()
    detect(text)
    assert time.perf_counter() - began < 3  # a third of a second on a quiet machine


# --- the card ---------------------------------------------------------------------------------------

ALARMS = [Alarm(level, (kind,), ()) for level in ("E0", "E1") for kind in CLASSES]


@pytest.mark.parametrize("audience", ["operator", "family"])
@pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: f"{alarm.level}-{alarm.classes[0]}")
def test_a_card_gives_numbers_of_the_table_promises_nothing_and_asks_nothing(alarm, audience):
    said = card.words(alarm, audience=audience)
    numbers = {row.number for row in hotlines()}
    assert "110" in said
    assert set("".join(c if c.isdigit() else " " for c in said).split()) <= numbers
    assert "{" not in said
    assert not any(
        promise in said for promise in ("已为您", "已经报警", "已报警", "我们会派", "已派", "已通知")
    )
    assert "？" not in said
    contacts = card.emergency(alarm).contacts
    assert contacts[0].number == "110"
    assert (contacts[1].number == "120") == (alarm.level == "E0")


def test_whom_to_call_follows_from_what_is_wrong():
    def numbers(level, kind):
        return [contact.number for contact in card.emergency(Alarm(level, (kind,), ())).contacts]

    assert numbers("E0", "self_harm") == ["110", "120", "12356"]
    assert numbers("E1", "violence") == ["110", "12345", "12338"]
    assert numbers("E2", "distress") == ["12356", "12355"]


def test_the_clauses_behind_the_card_stand_in_the_shipped_texts():
    texts = "".join(squeeze(entry.path.read_text("utf-8")) for entry in shipped())
    assert all(texts.count(squeeze(cited.quote)) >= 2 for cited in card.BASIS)


def test_every_danger_has_a_number_at_every_tier():
    for level in ("E0", "E1", "E2"):
        for kind in CLASSES:
            if level != "E2" or kind in ("self_harm", "distress", "violence", "sexual_abuse", "bullying"):
                assert card.emergency(Alarm(level, (kind,), ())).contacts


# --- the lexicon ------------------------------------------------------------------------------------


def test_every_class_has_signs():
    assert {sign.kind for sign in signs()} == set(CLASSES)
    assert {clue.kind for clue in clues()} <= {*CLASSES, "任何"}


def test_what_was_seen_says_by_what():
    found = [one for one in seen("隔壁天天打孩子") if one.level]
    assert any("<打孩子>" in one.found_by for one in found)


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """Puts a changed file in the lexicon's place, and forgets what was read."""

    def put(name, text):
        for path in words.FOLDER.glob("*.yaml"):
            (tmp_path / path.name).write_text(path.read_text("utf-8"), encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
        monkeypatch.setattr(words, "FOLDER", tmp_path)
        forget()

    def forget():
        for cached in (words.written, words.frames, words.ordinary, words.group, words.sounds, signs, clues):
            cached.cache_clear()

    yield put
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("signs.yaml", "- {迹象: 甲, 类别: 没有, 等级: E1, 语气: 事, 说法: [打]}", "第 1 条的类别"),
        ("signs.yaml", "- {迹象: 甲, 类别: violence, 等级: E1, 语气: 吼, 说法: [打]}", "第 1 条写得不对"),
        ("signs.yaml", "- {迹象: 甲, 等级: E1, 语气: 事, 说法: [打]}", "第 1 条写得不对"),
        ("signs.yaml", "- {迹象: 甲, 类别: violence, 等级: E1, 语气: 事, 说法: ['… 打']}", "写得不对"),
        ("signs.yaml", "甲: 乙", "应当是一张列表"),
        ("signs.yaml", "- {", "读不了"),
        (
            "clues.yaml",
            "- {线索: 甲, 类别: violence, 等级: E1, 分量: 9, 词: 打}",
            "第 1 条的类别、等级或分量",
        ),
        ("clues.yaml", "- {线索: 甲, 类别: violence, 等级: E1, 词: 打}", "第 1 条写得不对"),
    ],
)
def test_a_lexicon_with_a_mistake_says_where(broken, name, text, said):
    broken(name, text)
    with pytest.raises(BadLibrary, match=said):
        (signs if name == "signs.yaml" else clues)()


def test_a_group_that_is_not_there_or_goes_round_is_named(broken):
    broken("words.yaml", "甲: <乙>\n乙: <甲>\n丙: <丁>\n")
    with pytest.raises(BadLibrary, match="绕了圈"):
        words.group("甲")
    with pytest.raises(BadLibrary, match="没有叫 丁"):
        words.group("丙")
    with pytest.raises(BadLibrary, match="没有叫 戊"):
        words.group("戊")
