"""The small signs of `clues.yaml`: each says little, and what they say together is weighed with the rest."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.safety.signs import CLASSES, Level
from bot.safety.words import expand, read
from knowledge.errors import BadLibrary

ANY = "任何"  # the kind of what bears out any other clue: fear, crying, the night, a young age
_HEAVIEST = 3


@dataclass(frozen=True, slots=True)
class Clue:
    """A small sign: what it may be a sign of, and how plainly it says so among others."""

    name: str
    kind: str
    level: Level
    weight: int
    words: frozenset[str]

    @property
    def atom(self) -> str:
        """What its words are found by."""
        return f"[{self.name}]"


@cache
def clues() -> tuple[Clue, ...]:
    """Every clue; BadLibrary names the one that is not written as it should be."""
    found = read("clues.yaml")
    if not isinstance(found, list):
        raise BadLibrary("安全词表 clues.yaml 应当是一张列表", "请照其他条的写法改正")
    return tuple(_clue(number, row) for number, row in enumerate(found, 1))


def _clue(number: int, row: Any) -> Clue:
    try:
        clue = Clue(row["线索"], row["类别"], row["等级"], int(row["分量"]), frozenset(expand(row["词"])))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadLibrary(
            f"clues.yaml 第 {number} 条写得不对（{problem}）", "请照其他条的写法改正"
        ) from problem
    if (
        clue.kind not in (*CLASSES, ANY)
        or clue.level not in ("E0", "E1")
        or not 1 <= clue.weight <= _HEAVIEST
    ):
        raise BadLibrary(f"clues.yaml 第 {number} 条的类别、等级或分量不对", "请照其他条的写法改正")
    return clue
