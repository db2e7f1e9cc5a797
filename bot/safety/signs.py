"""The signs of danger, as `signs.yaml` lists them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal, get_args

from bot.safety.patterns import Pattern, alternatives, parse
from bot.safety.words import read
from knowledge.errors import BadLibrary

Level = Literal["E0", "E1", "E2"]

CLASSES = (
    "self_harm", "violence", "sexual_abuse", "missing", "alone", "guardian", "neglect", "abandonment",
    "trafficking", "medical", "injury", "bullying", "harm", "distress",
)  # fmt: skip


class Tone(StrEnum):
    """How much a sign says by itself."""

    CRY = "喊"  # somebody's own cry: nearly nothing speaks against it
    EVENT = "事"  # something that happens to somebody
    TOPIC = "题"  # a noun, which questions about policy are full of


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign: its name, what it is a sign of, how urgent it is, and urgent `when_now`."""

    name: str
    kind: str
    level: Level
    when_now: Level
    tone: Tone
    unless: frozenset[str]
    patterns: tuple[Pattern, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """Every sign; BadLibrary names the one that is not written as it should be."""
    found = read("signs.yaml")
    if not isinstance(found, list):
        raise BadLibrary("安全词表 signs.yaml 应当是一张列表", "请照其他条的写法改正")
    return tuple(_sign(number, row) for number, row in enumerate(found, 1))


def _sign(number: int, row: Any) -> Sign:
    try:
        sign = Sign(
            name=row["迹象"],
            kind=row["类别"],
            level=row["等级"],
            when_now=row.get("正在时", row["等级"]),
            tone=Tone(row["语气"]),
            unless=frozenset(atom for key in row.get("除非", ()) for atom in alternatives(key)),
            patterns=tuple(parse(written) for written in row["说法"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadLibrary(
            f"signs.yaml 第 {number} 条写得不对（{problem}）", "请照其他条的写法改正"
        ) from problem
    if sign.kind not in CLASSES or not {sign.level, sign.when_now} <= set(get_args(Level)):
        raise BadLibrary(f"signs.yaml 第 {number} 条的类别或等级不对", f"类别是 {'、'.join(CLASSES)} 之一")
    return sign
