"""What nobody spoke of and may be taken as not so, while a caller tells of a family in their own words.

`presumptions.yaml` is the reviewed list. What was given, half said, asked in vain, or hinted at by a
single word is never presumed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.eligibility.persons import of_person
from knowledge.errors import BadFacts, BadLibrary
from knowledge.facts import Either, Interval, Value, vocabulary
from knowledge.facts.vocabulary import PARENTS

FILE = Path(__file__).parent / "presumptions.yaml"
NOTE = "没有说到，先按没有算，可改"
NOTE_THERE = "没有说人在哪儿，听着是孩子由他（她）带着，先按在家算，可改"

_KEYS = {"先按", "若", "话里有", "话里没有", "本人没有", "平安", "缘由"}
# Words that take others back: 打工 is no 打.
_NOT = "不是"
_CHILD = "儿童"


@dataclass(frozen=True, slots=True)
class Ways:
    """One group of ways to say something, and what only looks like it."""

    said: re.Pattern[str]
    ordinary: re.Pattern[str] | None

    def places(self, text: str) -> Iterator[int]:
        """Where it is said."""
        taken = [found.span() for found in self.ordinary.finditer(text)] if self.ordinary else []
        for found in self.said.finditer(text):
            if not any(start <= found.start() and found.end() <= end for start, end in taken):
                yield found.start()


@dataclass(frozen=True, slots=True)
class Presumption:
    """One row of the list, of one parent where it speaks of parents.

    Attributes:
        then: the facts and what they are taken to be.
        given: what has to be known for it.
        needs: the words that the text has to have, or None.
        without: the words that the text must not have.
        person: whom it speaks of: 父, 母 or 儿童.
        untold: the words that must not be said of that person.
        safe: whether any sign of danger forbids it.
        reason: why it may be presumed.
    """

    then: Mapping[str, Value]
    given: Mapping[str, tuple[Value, ...]]
    needs: Ways | None
    without: tuple[Ways, ...]
    person: str
    untold: tuple[Ways, ...]
    safe: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a presumption looks at.

    Attributes:
        text: what was said.
        known: the facts that stand, with all that follows from them.
        there: what is heard of parents of whom nobody said where they are.
        spoken: the facts that are not to be presumed: known, half said, or asked in vain.
        explained: the spans of the text that facts about somebody's health were heard in.
        safe: whether nothing tells of danger.
    """

    text: str
    known: Mapping[str, Value]
    there: Mapping[str, Value]
    spoken: frozenset[str]
    explained: tuple[tuple[int, int], ...]
    safe: bool


def presume(told: Told) -> dict[str, Value]:
    """The facts that may be presumed, each with what it is taken to be."""
    presumed = {fact: value for fact, value in told.there.items() if fact not in told.spoken}
    known = {**presumed, **told.known}
    for row in presumptions():
        if _holds(row, told, known):
            for fact, value in row.then.items():
                if fact not in told.spoken and fact not in known:
                    known[fact] = presumed[fact] = value
    return presumed


def _holds(row: Presumption, told: Told, known: Mapping[str, Value]) -> bool:
    if row.safe and not told.safe:
        return False
    if not all(_among(known.get(fact), values) for fact, values in row.given.items()):
        return False
    if row.needs and next(row.needs.places(told.text), None) is None:
        return False
    if any(True for ways in row.without for _ in ways.places(told.text)):
        return False
    hints = [
        place
        for ways in row.untold
        for place in ways.places(told.text)
        if not any(start <= place < end for start, end in told.explained)
    ]
    return not any(of_person(told.text, place, row.person) for place in hints)


def _among(value: Value | None, wanted: tuple[Value, ...]) -> bool:
    if isinstance(value, Either):
        return value.is_among(wanted) is True
    if isinstance(value, Interval):
        return any(
            isinstance(span, Interval) and span.low <= value.low and value.high <= span.high
            for span in wanted
        )
    return value is not None and value in wanted


@cache
def presumptions() -> tuple[Presumption, ...]:
    """The shipped list, read once; BadLibrary names the row that is wrong."""
    return read_presumptions(FILE)


def read_presumptions(path: Path) -> tuple[Presumption, ...]:
    """A list from a file; BadLibrary names the row that is wrong."""
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        ways = _ways(table["说法"])
        rows = list(table["先按没有算"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, re.error) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem}）", "请改正这个文件") from problem
    found: list[Presumption] = []
    for number, row in enumerate(rows, 1):
        try:
            found.extend(_rows(row, ways))
        except (KeyError, TypeError, ValueError, AttributeError, BadFacts) as problem:
            raise BadLibrary(
                f"{path.name} 第 {number} 条不对（{problem}）", "请照其他条的写法改正"
            ) from problem
    return tuple(found)


def _ways(table: Mapping[str, list[str]]) -> dict[str, Ways]:
    made = {name: re.compile("|".join(f"(?:{one})" for one in said)) for name, said in table.items()}
    return {name: Ways(said, made.get(_NOT + name)) for name, said in made.items()}


def _rows(row: Mapping[str, Any], ways: Mapping[str, Ways]) -> Iterator[Presumption]:
    if unknown := set(row) - _KEYS:
        raise ValueError(f"不认识 {'、'.join(sorted(unknown))}")
    if not row["缘由"]:
        raise ValueError("没有写缘由")
    names = [*row["先按"], *row.get("若", {})]
    of_parents = any("P" in name.split(".") for name in names)
    for person in PARENTS if of_parents else (_CHILD,):
        yield Presumption(
            then={_fact(name, person): _value(name, person, value) for name, value in row["先按"].items()},
            given={
                _fact(name, person): tuple(_value(name, person, one) for one in _listed(values))
                for name, values in row.get("若", {}).items()
            },
            needs=ways[row["话里有"]] if "话里有" in row else None,
            without=tuple(ways[name] for name in row.get("话里没有", ())),
            person=person,
            untold=tuple(ways[name] for name in row.get("本人没有", ())),
            safe=row.get("平安") == "是",
            reason=row["缘由"],
        )


def _listed(values: object) -> list[object]:
    """A list of options; a pair of numbers is one span."""
    if isinstance(values, list):
        return [values] if all(isinstance(one, int) for one in values) else values
    return [values]


def _fact(name: str, person: str) -> str:
    return vocabulary()[".".join(person if part == "P" else part for part in name.split("."))].name


def _value(name: str, person: str, value: object) -> Value:
    return vocabulary()[_fact(name, person)].read(value)
