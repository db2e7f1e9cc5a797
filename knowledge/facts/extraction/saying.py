"""Finding a way of saying something in what is said of a person, unless it is denied, asked or unknown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.values import Value

_DENIED = re.compile(
    r"(?:没有|没|不是|并非|并不是|未|并没有|并没|从没|从来没|谈不上|没说|不算|不属于|不存在|也不|不|无)"
    r"(?:查出来?|查|确诊|发现|检查出来?|诊断出来?|看出来?|再|在|去|得|办|什么|啥|任何|其他|其它|别的|旁的|其他的|是|被|因|因为|真|说|过|有)*$"
)
# 他爸的狗死了: whatever is theirs is not them, unless it is their body or their papers.
_SOMEBODY_OF_THEIRS = re.compile(
    r"的(?!病|残|身|户|监护|证|[腿手眼心]|情况|名字|年龄|电话|手机|工作|生日|时候|话|是|那|这|吧|死|人|时间)"
    r"[\u4e00-\u9fff]{2}"
)
# 一个判了一个戒毒: which of the two is not said, and only what both share is a fact of both.
_ONE_AND_THE_OTHER = re.compile(r"(?:一个|一方)(?P<one>.+?)，?(?:另)?(?:一个|一方)(?P<two>.+)")
_ONE = re.compile(r"(?:现在|如今|就)?(?:另)?(?:有)?(?:一个|一方)(?!人|月|多|礼拜|星期|家|村|地方)")
_BARE_NO = re.compile(r"(?:[^不没]不|^不)$")
_RHETORICAL = re.compile(r"不是.{1,14}[嘛吗么]$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact as it was taken from one place of the understood text, before all claims are joined."""

    fact: str
    value: Value
    start: int
    end: int
    low: bool = False
    note: str = ""
    amends: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found in a part, by their place in the understood text, and whether they were doubted."""

    start: int
    end: int
    words: str
    low: bool


def hits(speech: Speech, part: Part, way: str, *, beyond: int = 0) -> Iterator[Hit]:
    """The places in a part where something is said, and is meant.

    Denied, asked and supposed things are left out; what was doubted comes with `low`. With `beyond`, it
    may run on into so many characters of what follows.
    """
    if part.void:
        return
    if not all(lexicon().way(way).search(half) for half in each(speech, part)):
        return
    owned = _SOMEBODY_OF_THEIRS.match(speech.body(part)) is not None
    for match in lexicon().way(way).finditer(speech.text[part.start : part.end + beyond]):
        if match.start() >= part.end - part.start:
            return
        low = part.doubted or (owned and match.start() >= 2)
        hit = Hit(part.start + match.start(), part.start + match.end(), match.group(), low)
        if match.group() and not is_denied(speech, hit) and not _is_open(speech, part, hit):
            yield hit


def each(speech: Speech, part: Part) -> tuple[str, ...]:
    """What is said of the one and of the other where both parents are told apart as 一个…一个…."""
    if len(about_parent(part)) < 2:
        return ()
    body = speech.body(part)
    if halves := _ONE_AND_THE_OTHER.search(body):
        return halves["one"], halves["two"]
    if not _ONE.match(body):
        return ()
    near = (p for p in speech.parts if abs(p.clause - part.clause) == 1 and p.who == part.who)
    return body, next((speech.body(p) for p in near if _ONE.match(speech.body(p))), "")


def says(speech: Speech, part: Part, way: str) -> bool:
    """Whether something is said in a part, and is meant."""
    return next(hits(speech, part, way), None) is not None


def is_denied(speech: Speech, hit: Hit) -> bool:
    """Whether 没, 不是 and the like stand before the words."""
    part = speech.part_at(hit.start)
    before = speech.text[part.first : hit.start][-10:]
    if _RHETORICAL.search(speech.clause(part)):
        return False  # 他爸不是吸毒嘛
    denied = _DENIED.search(before)
    return denied is not None and not (denied.group() == "不" and not _BARE_NO.search(before))


def _is_open(speech: Speech, part: Part, hit: Hit) -> bool:
    before = speech.text[part.first : hit.start]
    asked = lexicon().way("有没有").search(before[-6:])
    unknown = _unknown_before().search(before)
    return bool(asked or unknown) or (part.asked and ("能" in before or hit.end >= part.last - 4))


@cache
def _unknown_before() -> re.Pattern[str]:
    return re.compile(lexicon().way("不知").pattern)
