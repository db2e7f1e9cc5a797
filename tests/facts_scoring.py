"""How far what was found in a sentence agrees with what it holds. Used by the tests of extraction.

A row's `facts` are to be found and trusted, its `low` found and not trusted, its `either` found at all;
its `may` lists further values that are right. Anything else that is trusted is an extra.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from knowledge.facts import Interval
from knowledge.facts.extraction import Found, Trust, extract

AS_OF = date(2026, 11, 22)
FOLDER = Path(__file__).parent


def rows(name):
    """The rows of a file of sentences."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@dataclass
class Score:
    """What became of the facts of some sentences; each list names sentence, fact and values."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    doubted_extra: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """How many facts were to be found."""
        return self.right + len(self.wrong) + len(self.missed)

    @property
    def faults(self) -> list[str]:
        """Everything that is not as it should be, doubted extras aside."""
        return [*self.wrong, *self.missed, *self.extra]

    def __str__(self) -> str:
        return (
            f"{self.right} of {self.asked} right, {len(self.wrong)} wrong, {len(self.missed)} missed, "
            f"{len(self.extra)} extra, {len(self.doubted_extra)} doubted extra"
        )


def score(sentences) -> Score:
    """The score of some rows."""
    total = Score()
    for row in sentences:
        found = {one.fact: one for one in extract(row["said"], as_of=AS_OF)}
        for kind in ("facts", "low", "either"):
            for fact, value in row.get(kind, {}).items():
                _one(total, row["id"], kind, fact, value, found.pop(fact, None))
        for fact, values in row.get("may", {}).items():
            one = found.pop(fact, None)
            if one and not any(same(value, one.value) for value in values):
                _stray(total, row["id"], one, total.wrong)
        for one in found.values():
            _stray(total, row["id"], one, total.extra)
    return total


def _one(total: Score, row: str, kind: str, fact: str, value, one: Found | None) -> None:
    if one is None:
        total.missed.append(f"{row} {fact}={value}")
    elif not same(value, one.value):
        total.wrong.append(f"{row} {fact}={value}, not {one.value}")
    elif kind == "facts" and one.trust is Trust.LOW:
        total.missed.append(f"{row} {fact}={value} is doubted")
    elif kind == "low" and one.trust is Trust.SAID:
        total.wrong.append(f"{row} {fact}={value} is not doubted")
    else:
        total.right += 1


def _stray(total: Score, row: str, one: Found, trusted: list[str]) -> None:
    (trusted if one.trust is Trust.SAID else total.doubted_extra).append(f"{row} {one.fact}={one.value}")


def same(value, found) -> bool:
    """Whether a value is the expected one; of an interval, whether it lies within it."""
    if isinstance(found, Interval):
        low, high = value if isinstance(value, list) else (value, value)
        return low <= found.low and found.high <= high
    return value == found
