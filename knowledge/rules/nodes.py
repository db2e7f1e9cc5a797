"""The conditions a rule is made of, and how each is settled by what is known.

A condition ends in one of three ways once everything a caller can say is said: unmet (0), left to a
person (1), met (2). 且 is the smaller, 或 the larger of its parts, which is Kleene's logic with the
person's judgement in the middle. While facts are missing a condition lies between two of these, its
`low` and its `high`; learning a fact can only bring the two closer. Where they are equal, nothing that a
caller may still say changes the outcome.

Nodes are settled in the order of their `index`, children first; every node is settled once, however many
rules share it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.facts import Either, Interval, Value
from knowledge.model import ClauseRef

UNMET, PERSON, MET = 0, 1, 2

State = tuple[int, int, int]
"""`low`, `high`, and the facts that can still move them: one bit a fact, in the vocabulary's order."""

DECIDED: tuple[State, State, State] = ((0, 0, 0), (1, 1, 0), (2, 2, 0))


@dataclass(frozen=True, slots=True)
class Basis:
    """The words of a clause that a condition rests on."""

    doc_no: str
    clause: str
    quote: str

    @property
    def ref(self) -> ClauseRef:
        """The clause."""
        return ClauseRef(self.doc_no, self.clause)


@dataclass(frozen=True, slots=True)
class World:
    """What is known of one family, with everything that follows from it.

    `unsettled` names numbers whose bounds are two readings of the same date (a birthday): what they
    leave open is for a person, not for the caller.
    """

    values: Mapping[str, Value]
    unsettled: frozenset[str] = frozenset()


class Test(Protocol):
    """What a condition asks of a value."""

    def meets(self, value: Value) -> bool | None:
        """Whether the value passes; None where an interval straddles the bound."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these options."""

    options: frozenset[Value]

    def meets(self, value: Value) -> bool | None:
        """Whether it is."""
        return value.is_among(self.options) if isinstance(value, Either) else value in self.options


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number reaches a bound: 以上 includes the bound itself."""

    bound: float

    def meets(self, value: Value) -> bool | None:
        """Whether it does."""
        return value.at_least(self.bound) if isinstance(value, Interval) else None


@dataclass(frozen=True, slots=True)
class AtMost:
    """The number stays within a bound."""

    bound: float

    def meets(self, value: Value) -> bool | None:
        """Whether it does."""
        return value.at_most(self.bound) if isinstance(value, Interval) else None


@dataclass(frozen=True, slots=True)
class Below:
    """The number stays under a bound: 不满 excludes the bound itself."""

    bound: float

    def meets(self, value: Value) -> bool | None:
        """Whether it does."""
        reached = value.at_least(self.bound) if isinstance(value, Interval) else None
        return None if reached is None else not reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One condition.

    Attributes:
        index: its place among all nodes; its children come before it.
        line: where it stands in the file.
        words: what it says to people; empty for a joint without words of its own.
        basis: the clause it rests on.
        note: what is to be said where it is met.
        unmet_note: what is to be said where it fails.
    """

    index: int
    line: int
    words: str
    basis: Basis
    note: str = ""
    unmet_note: str = ""

    def settle(self, seen: Sequence[State], world: World) -> State:
        """Its state, from those of its children."""
        raise NotImplementedError

    @property
    def children(self) -> tuple["Node", ...]:
        """The nodes it is made of."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Node):
    """A fact put to a test."""

    fact: str
    test: Test
    bit: int

    def settle(self, seen: Sequence[State], world: World) -> State:
        """Met or unmet as soon as the value says so."""
        value = world.values.get(self.fact)
        met = None if value is None else self.test.meets(value)
        if met is None:
            return DECIDED[PERSON] if self.fact in world.unsettled else (UNMET, MET, self.bit)
        return DECIDED[MET if met else UNMET]


@dataclass(frozen=True, slots=True, kw_only=True)
class Every(Node):
    """且, 双方: all of its parts."""

    parts: tuple[Node, ...]
    indexes: tuple[int, ...]

    def settle(self, seen: Sequence[State], world: World) -> State:
        """The smallest of its parts. A part that cannot pull it down any more opens nothing."""
        states = [seen[index] for index in self.indexes]
        low = min(state[0] for state in states)
        high = min(state[1] for state in states)
        if low == high:
            return DECIDED[low]
        still_open = 0
        for part_low, _, part_open in states:
            if part_low < high:
                still_open |= part_open
        return low, high, still_open

    @property
    def children(self) -> tuple[Node, ...]:
        """Its parts."""
        return self.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Node):
    """或, 至少一方, 一方…另一方…: any of its parts."""

    parts: tuple[Node, ...]
    indexes: tuple[int, ...]

    def settle(self, seen: Sequence[State], world: World) -> State:
        """The largest of its parts. A part that cannot lift it any more opens nothing."""
        states = [seen[index] for index in self.indexes]
        low = max(state[0] for state in states)
        high = max(state[1] for state in states)
        if low == high:
            return DECIDED[low]
        still_open = 0
        for _, part_high, part_open in states:
            if part_high > low:
                still_open |= part_open
        return low, high, still_open

    @property
    def children(self) -> tuple[Node, ...]:
        """Its parts."""
        return self.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful(Node):
    """存疑: the facts may be there, the text does not say whether they count."""

    part: Node
    point: str

    def settle(self, seen: Sequence[State], world: World) -> State:
        """Its part's state, but never more than left to a person."""
        low, high, still_open = seen[self.part.index]
        if low == high or low >= PERSON:
            return DECIDED[min(low, PERSON)]
        return low, min(high, PERSON), still_open

    @property
    def children(self) -> tuple[Node, ...]:
        """The one part."""
        return (self.part,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Node):
    """人工: a judgement that only the civil-affairs office makes, given to us as a fact of its own."""

    fact: str
    test: Test
    point: str

    def settle(self, seen: Sequence[State], world: World) -> State:
        """Left to a person until the office has spoken."""
        value = world.values.get(self.fact)
        if value is None:
            return DECIDED[PERSON]
        return DECIDED[MET if self.test.meets(value) else UNMET]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presumption(Node):
    """除非: taken for granted until the opposite is said; then it is left to a person.

    The only node that a new fact can move from met: to a person, or to what the office says of it where
    it has a judgement. Nobody is asked for it.
    """

    part: Node
    point: str
    judgement: Judgement | None = None

    def settle(self, seen: Sequence[State], world: World) -> State:
        """Where its part is known to be met, what the office says; left to a person while it is silent."""
        if seen[self.part.index][0] < MET:
            return DECIDED[MET]
        return seen[self.judgement.index] if self.judgement else DECIDED[PERSON]

    @property
    def children(self) -> tuple[Node, ...]:
        """The part, and the judgement where there is one."""
        return (self.part, self.judgement) if self.judgement else (self.part,)
