"""What kind of answer a question wants, and whether a clause gives an answer of that kind.

A question for an amount of money is not answered by a clause without one, however near it is. How
people ask for each kind, and how a text would say it, stands in slots.yaml.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.text.numerals import NUMERAL

FILE = Path(__file__).parent / "slots.yaml"

# What {数} and its like in the patterns stand for.
_SAID = {
    "{数}": rf"[\d{NUMERAL}万.]+",
    "{数字}": NUMERAL,
    "{问数}": r"(?:多少|几(?!乎)|多老些|多些|多大)",
    "{啥}": r"(?:什么样的?|什么|啥样的?|啥|哪些|哪几[样个份种]|哪样|几样)",
    "{办}": (
        r"(?:怎么(?!算)|咋(?!算)|如何|申请|办理?|领|条件|标准|多少|几|给|手续|材料|流程|去哪|在哪|够不够|能不能)"
    ),
}


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the tables, with its abbreviations written out."""
    for short, written in _SAID.items():
        pattern = pattern.replace(short, written)
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of answer.

    Attributes:
        name: as the reply says it: 文件里没有写{name}.
        asked: how people ask for it.
        unless: what shows that something else is asked, or None.
        given: how a text gives it; None where no text of ours can, since what looks like it is another thing.
        about: whether the sentence that gives it also has to be about the same thing.
    """

    name: str
    asked: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    given: re.Pattern[str] | None
    about: bool

    def asks(self, text: str) -> re.Match[str] | None:
        """Where a text asks for this kind, or None."""
        if self.unless and self.unless.search(text):
            return None
        return next((found for each in self.asked if (found := each.search(text))), None)


@cache
def slots() -> tuple[Slot, ...]:
    """Every kind of answer that is known."""
    rows: list[dict[str, Any]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(
        Slot(
            name=row["要什么"],
            asked=tuple(map(compiled, row["问"])),
            unless=compiled(row["非"]) if "非" in row else None,
            given=compiled(row["答"]) if "答" in row else None,
            about=row.get("头") == "是",
        )
        for row in rows
    )
