"""What a message in a talk tells of the child: facts as they are extracted, and what only hints at one.

要是十六了呢, 那才走五个月呢: in a talk people leave out what both know. Where what was said before leaves
one reading, the words are filled in before they are read; where it leaves more, nothing is heard.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.conversation import speech
from knowledge.facts import Either
from knowledge.facts.extraction import Found, Trust, extract
from knowledge.facts.values import value_as_json
from knowledge.text.numerals import NUMERAL

_AWAY = "外出务工"
_COUNT = rf"(?:\d{{1,2}}|[{NUMERAL}半]{{1,3}})"
_AGE = re.compile(
    rf"^.{{0,6}}?(?P<n>\d{{1,2}}|[{NUMERAL}]{{1,3}})(?:周?岁)?(?:了|啦|以后|之后)?(?:呢|的话|[?？])"
)
_TIME = re.compile(rf"{_COUNT}(?:个(?:半)?月|年(?:半)?)")
_GRADE = re.compile(r"[一二三四1-4]级")
_WHO = {"父": re.compile("爸|爹|父"), "母": re.compile("妈|娘|母")}
_CALLED = {"父": "孩子爸爸", "母": "孩子妈妈"}


def heard(text: str, known: Mapping[str, Any], *, as_of: date) -> Mapping[str, Any]:
    """The facts of a message, as the contract writes values; half-heard ones are left out."""
    found = {
        each.fact: value_as_json(each.value)
        for each in _found(text, known, as_of=as_of)
        if each.trust is Trust.SAID and not isinstance(each.value, Either)
    }
    if speech.ANOTHER_CHILD.search(text):
        return {name: value for name, value in found.items() if not name.startswith(("父.", "母."))}
    return found


def _found(text: str, known: Mapping[str, Any], *, as_of: date) -> Iterator[Found]:
    """Facts of the message, of what it supposes, and of what it leaves out; the plainest reading last."""
    filled = _filled(text, known)
    if filled != text:
        yield from extract(filled, as_of=as_of)
    elif speech.SUPPOSES.search(text) or speech.ENDS_OPEN.search(text):
        yield from extract(speech.stated(text), as_of=as_of)
    yield from extract(text, as_of=as_of)


def _filled(text: str, known: Mapping[str, Any]) -> str:
    """The message with what it leaves out, where what is known leaves one reading."""
    plain = text.strip()
    if "儿童.周岁" in known and (age := _AGE.search(plain)) and not _TIME.search(plain):
        return f"孩子{age['n']}岁"
    away = [who for who in _CALLED if known.get(f"{who}.现状") == _AWAY]
    disabled = [who for who in _CALLED if f"{who}.残疾类别" in known]
    if (time := _TIME.search(plain)) and (who := _one(away, plain)):
        return f"{_CALLED[who]}出去打工{time[0]}了"
    if (grade := _GRADE.search(plain)) and (who := _one(disabled, plain)):
        return f"{_CALLED[who]}{known[f'{who}.残疾类别']}残疾{grade[0]}"
    return text


def _one(whom: list[str], text: str) -> str | None:
    """The parent that is meant: the one who is named, or the only one it can be."""
    named = [who for who in whom if _WHO[who].search(text)]
    chosen = named or ([] if any(pattern.search(text) for pattern in _WHO.values()) else whom)
    return chosen[0] if len(chosen) == 1 else None
