"""What is never given, whatever the texts say, and the orders and abuse that come around a question.

Nothing here can be ordered away: a question is read without the orders in it, and one that is nothing but
orders, abuse, or a wish for other people's affairs is declined.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.answering.demands.slots import compiled

FILE = Path(__file__).parent / "never.yaml"
_LEFT = 4  # Han characters that have to be left for something to be asked
_HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class _Never:
    things: tuple[tuple[str, re.Pattern[str]], ...]
    abuse: re.Pattern[str]
    orders: re.Pattern[str]
    dictated: re.Pattern[str]


@cache
def _never() -> _Never:
    table: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _Never(
        things=tuple((row["话"], _any(row["问"])) for row in table["拒绝"]),
        abuse=_any(table["骂"]),
        orders=_any(table["命令"]),
        dictated=_any(table["定好的答案"]),
    )


def _any(patterns: str | list[str]) -> re.Pattern[str]:
    several = [patterns] if isinstance(patterns, str) else patterns
    return re.compile("|".join(f"(?:{compiled(each).pattern})" for each in several))


def never_given(text: str) -> str | None:
    """What a folded question wants that we never give, or None."""
    return next((name for name, asked in _never().things if asked.search(text)), None)


def dictated(text: str) -> bool:
    """Whether a folded question orders what the answer has to be."""
    return bool(_never().dictated.search(text))


def only_abuse(text: str) -> bool:
    """Whether a folded message is abuse and little else; with a question behind it, it is a question."""
    table = _never()
    return bool(table.abuse.search(text)) and len(_HAN.findall(table.abuse.sub("", text))) < 2 * _LEFT


def without_orders(text: str) -> str:
    """A folded question without the orders around it; as it stands where nothing else is left of it."""
    bare = _never().orders.sub(" ", text).strip(" ,。;:!")
    return bare if len(_HAN.findall(bare)) >= _LEFT else text
