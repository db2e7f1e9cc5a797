"""The values that facts take, and a family's facts together. All frozen; order never matters.

A yes or no is the string 是 or 否, an option is its own name, a number is an `Interval` (快一年 is 10 to
12, an exact 8 is 8 to 8), a date is a `date`, a place is what was said.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

UNCLEAR = "不清楚"
"""The answer of someone who was asked and cannot say. It is no value, and it ends the asking."""

YES = "是"
NO = "否"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number that is known to lie between two bounds, both included."""

    low: float
    high: float

    def at_least(self, bound: float) -> bool | None:
        """Whether the number reaches the bound; None where the interval straddles it."""
        if self.low >= bound:
            return True
        return False if self.high < bound else None

    def at_most(self, bound: float) -> bool | None:
        """Whether the number stays within the bound; None where the interval straddles it."""
        if self.high <= bound:
            return True
        return False if self.low > bound else None

    def common(self, other: "Interval") -> "Interval | None":
        """The numbers in both, or None where they contradict each other."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None


@dataclass(frozen=True, slots=True)
class Either:
    """An option that is known to be one of several: to options what an interval is to numbers."""

    options: frozenset[str]

    def is_among(self, wanted: Collection["Value"]) -> bool | None:
        """Whether it is one of these; None where some of what it may be is and some is not."""
        inside = sum(option in wanted for option in self.options)
        return None if 0 < inside < len(self.options) else inside > 0


Value = str | date | Interval | Either


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one child and family.

    Attributes:
        known: the stated values by fact name, in the vocabulary's order.
        unclear: facts that were asked for and that the person cannot tell; never asked again.
    """

    known: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    unclear: frozenset[str] = frozenset()

    def get(self, name: str) -> Value | None:
        """The value of a fact, or None while it is unknown or unclear."""
        return self.known.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __contains__(self, name: object) -> bool:
        return name in self.known

    def as_json(self) -> dict[str, object]:
        """The facts as the contract writes them; `parse_facts` reads this back."""
        told = {name: value_as_json(value) for name, value in self.known.items()}
        return told | dict.fromkeys(sorted(self.unclear), UNCLEAR)


def value_as_json(value: Value) -> object:
    """One value as the contract writes it: 8, [10, 12], 是, 2010-11-23."""
    if isinstance(value, Interval):
        return value.low if value.low == value.high else [value.low, value.high]
    if isinstance(value, Either):
        return sorted(value.options)
    return value.isoformat() if isinstance(value, date) else value
