"""Which parents are plainly there, though nobody said where: 妈妈在超市上班, 妈妈带着我.

Whoever works, keeps well or is known to be ill is alive and at large, at home or away. It is no fact, only
what a check may presume while it is shown.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from knowledge.facts.extraction.callers import NO_PARENT_CALLS, PARENTS, Who, child_words
from knowledge.facts.extraction.grades import is_of_disability
from knowledge.facts.extraction.hearing import hear
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent, cut
from knowledge.facts.extraction.saying import says

_BESIDE = ("带在身边",)
_ALIVE = ("健在", "活计", "打工", "健康", "没残疾", "在家", "本地", "大病")
_GONE = (
    "死亡", "死亡存疑", "宣告失踪", "被遣送出境", "强制隔离戒毒", "服刑在押", "服刑存疑",
    "限制人身自由", "失联", "失联存疑", "查找不到",
)  # fmt: skip
_LEFT = re.compile(r"走了(?![^，。]{0,6}(?:打工|干活|上班|挣钱))|不知去向|没下落")


class Presence(StrEnum):
    """How far a parent is there: with the child, or at large somewhere."""

    BESIDE = "beside"
    ALIVE = "alive"


def presence(text: str) -> Mapping[str, Presence]:
    """The parents of whom something is told that only holds of the living, and nothing against it."""
    words = hear(text).text
    if not words:
        return {}
    speech = cut(words)
    there: dict[str, Presence] = {}
    gone: set[str] = set()
    named = {who for person in speech.people for who in person.who or ()}
    for part in speech.parts:
        parents = about_parent(part)
        if not parents or part.void:
            continue
        free = says(speech, part, "健在") and not part.past
        if not free and not part.past and _is_gone(speech.body(part)):
            gone.update(parents)
        if not (part.past or part.doubted or part.asked):
            _note(speech, part, parents, there)
    if _a_parent_calls(speech):
        # Which of the two was not said; the rules treat them alike, and nobody is shown it.
        unnamed = [who for who in PARENTS if who not in there and who not in gone and who not in named]
        there.update(dict.fromkeys(unnamed[-1:], Presence.ALIVE))
    return {parent: there[parent] for parent in PARENTS if parent in there and parent not in gone}


def _a_parent_calls(speech: Speech) -> bool:
    """我领去医院缝了三针: whoever does so for 孩子, and is not heard to be anybody else, is a parent."""
    if speech.calling.role or NO_PARENT_CALLS.search(speech.text) or not child_words().search(speech.text):
        return False
    mine = [person.end for person in speech.people if person.kind in ("我", "我们")]
    return any(
        part.start in mine and not part.void and any(says(speech, part, way) for way in (*_BESIDE, "上心"))
        for part in speech.parts
    )


def _is_gone(body: str) -> bool:
    return bool(_LEFT.search(body)) or any(lexicon().way(way).search(body) for way in _GONE)


def _note(speech: Speech, part: Part, parents: Who, there: dict[str, Presence]) -> None:
    if any(says(speech, part, way) for way in _BESIDE):
        there.update(dict.fromkeys(parents, Presence.BESIDE))
    elif is_of_disability(speech.body(part)) or any(says(speech, part, way) for way in _ALIVE):
        for parent in parents:
            there.setdefault(parent, Presence.ALIVE)
