"""Things that the texts do not cover, or only mention by name: other benefits, other offices' procedures.

Also other places' rules, and laws and documents that the texts name without holding them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.answering.demands.slots import compiled
from knowledge.facts.places import Spot, gazetteer
from knowledge.text.doc_no import DOC_NO, canonical

FILE = Path(__file__).parent / "beyond.yaml"


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that is not in the texts.

    `asks` whom a caller can turn to; `outside` says that it has nothing to do with children, `firm`
    that however near a clause is, it holds the name of the thing alone.
    """

    name: str
    asked: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    whom: str | None
    outside: bool
    firm: bool

    def meant(self, text: str) -> bool:
        """Whether a text asks about it."""
        if self.unless and self.unless.search(text):
            return False
        return any(each.search(text) for each in self.asked)


@cache
def topics() -> tuple[Topic, ...]:
    """Every such thing that is known."""
    rows: list[dict[str, Any]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(
        Topic(
            name=row["事"],
            asked=tuple(map(compiled, [row["问"]] if isinstance(row["问"], str) else row["问"])),
            unless=compiled(row["非"]) if "非" in row else None,
            whom=row.get("找"),
            outside=row.get("外") == "是",
            firm=row.get("硬") == "是",
        )
        for row in rows
    )


# A law or a set of rules by its name; what the texts say of it is its name and no more.
_LAW = re.compile(
    r"(?:民法典|宪法|刑法|民法|婚姻法|收养法|"
    r"[一-鿿]{2,10}?(?:保护法|促进法|暴力法|犯罪法|教育法|保障法|管理法|处罚法|诉讼法|劳动法|慈善法|母婴保健法)|"
    r"[一-鿿]{2,12}?(?:管理办法|寄养办法|登记办法|条例|工作指南|公约|实施细则))"
)
_CONTENT = re.compile(
    r"第\s*[\d零〇一二三四五六七八九十百]+\s*[条章款编节项部]|第几[条章款编节项部]|哪一?[条章款](?!街|路)|多少条|几条|"
    r"(?:怎么|咋|如何|是怎样)(?:说|写|规定|讲|定)|(?:里|中|上)(?:有|是|都|对|怎么|咋|说|写|规定|关于)|"
    r"规定(?:了|的)?(?:什么|啥|哪些|多少|几|.{0,8}(?:是|条件|情形|标准|内容))|(?:具体)?(?:内容|条文|全文|原文)|"
    r"(?:具体)?任务(?:有|是)?|(?:部分|章节)|(?:说|写|讲)了?(?:啥|什么|哪些)|怎么(?:处罚|定义)|施行|修订|什么时候(?:实施|生效|印发)|哪天(?:印发|发布)"
)
_ABOUT_NAME = re.compile(r"对照|按照哪|依据哪|根据哪|哪些法|什么法|哪几部|哪个文件|叫什么|名称|依照哪")


def law(text: str) -> str | None:
    """The law or rules whose content a text asks for, or None."""
    if _ABOUT_NAME.search(text) or not _CONTENT.search(text):
        return None
    found = _LAW.search(text)
    return found.group() if found else None


def not_held(text: str, held: Collection[str]) -> str | None:
    """A 文号 whose content a text asks for and that is not among those held, or None."""
    if _ABOUT_NAME.search(text):
        return None
    named = (canonical(match) for match in DOC_NO.finditer(text))
    return next((number for number in named if not any(number.endswith(doc) for doc in held)), None)


# Somebody works there, or came from there: the place is no more than a fact about the family.
_BEFORE = re.compile(
    r"(?:[在去到上奔往赴搁从回来由]|户口(?:还)?(?:在|是)?|籍|老家(?:是|在)?|和|跟|与|及|、)$"
)
_LIVES = re.compile(
    r"[^,。?]{0,8}(?:打工|务工|上班|干活|工作|做工|厂|工地|开(?:车|店|饭店)|跑(?:车|船|外卖)|挣钱?|做生意|"
    r"住(?!房)|居住|生活|回来|过来|搬|当保安|干(?:装修|工程)|送外卖|服刑|坐牢|读大学|出差|待)"
)
_RULES = re.compile(
    r"(?:省|市|自治区)?(?:那边|那头|那儿|那里|那疙瘩|那嘎达|那旮|当地|本地|人|地区|这边)?(?:的|是|对|有|给|咋|怎么|"
    r"怎样|如何|规定|政策|标准|补|发|要|能|孤儿|留守|流动|困境|儿童|低保|公租房|医保|积分|居住证|民政|小学|学校|上学|入学|中考|高考|"
    r"办|领|申请|,)"
)
_DONE_THERE = re.compile(
    r"[^,。?]{0,4}(?:上(?:小|中|初|高)?学|念书|读书|入学|入园|上户口|落户|办|领|申请|参保|参加|报名|打疫苗|接种|看病|中考|高考|报销|享受|评|认定)"
)
_CATEGORY = re.compile(r"算(?!账)|属于|是不是|留守儿童(?:吗|不)|能不能算|哪一?类|认定为")


def region(text: str) -> str | None:
    """The place outside Jilin whose rules a text asks for, or None where it is only where somebody lives."""
    for spot in gazetteer().find(text):
        named = spot.place.name.endswith(("省", "市", "区"))  # 外省 and 南方 are no place with rules
        if named and not spot.place.inside and _rules_of(spot, text):
            return spot.place.name
    return None


def _rules_of(spot: Spot, text: str) -> bool:
    before, after = text[: spot.start], text[spot.end :]
    if _LIVES.match(after) or after.startswith("户口"):
        return False
    if _BEFORE.search(before):
        return bool(_DONE_THERE.match(after)) and not _CATEGORY.search(after)
    return bool(_RULES.match(after)) and not _CATEGORY.search(text)
