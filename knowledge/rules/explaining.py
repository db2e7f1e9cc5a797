"""Why a verdict is what it is: the conditions that made it so, each with its clause, and nothing else.

A tree is pruned to what matters: of a 且 that fails the parts that fail, of an 或 that holds the first
that holds, of an open condition everything that is not out of the question, and of what nobody has
spoken of yet only its name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from knowledge.rules.nodes import (
    DECIDED,
    MET,
    PERSON,
    UNMET,
    Basis,
    Condition,
    Doubtful,
    Every,
    Judgement,
    Node,
    Presumption,
    Some,
    State,
)


class Standing(StrEnum):
    """How a condition stands."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    PERSON = "person"


_STANDING = {
    DECIDED[MET]: Standing.MET,
    DECIDED[UNMET]: Standing.NOT_MET,
    DECIDED[PERSON]: Standing.PERSON,
}


@dataclass(frozen=True, slots=True)
class Point:
    """What only the civil-affairs office can settle, and the clause that leaves it open."""

    words: str
    basis: Basis


class Reason(NamedTuple):
    """A condition, how it stands, its clause, and the conditions it came from.

    A check makes dozens of these; a named tuple is made four times as fast as a frozen class.

    Attributes:
        condition: what it says to people.
        state: how it stands.
        basis: its clause and the words there.
        fact: the fact it looks at, where it looks at one.
        point: what a person has to settle, where it stands with one.
        note: what has to be said along with it.
        kind: the listed situation, where it is one.
        alone: whether one line says it all, so that a flat list need not go into its parts.
        parts: the conditions it came from; none where nothing is known of any of them yet.
    """

    condition: str
    state: Standing
    basis: Basis
    fact: str | None = None
    point: str = ""
    note: str = ""
    kind: str | None = None
    alone: bool = False
    parts: tuple["Reason", ...] = ()

    def tree(self) -> Iterator["Reason"]:
        """This reason and all below it, from the top."""
        yield self
        for part in self.parts:
            yield from part.tree()

    def lines(self) -> tuple["Reason", ...]:
        """The reasons as a flat list, each said once, in the order of the text."""
        found = {(line.condition, line.state): line for part in self.parts for line in part._lines()}
        return tuple(found.values()) or (self,)

    def points(self) -> tuple[Point, ...]:
        """What a person has to settle."""
        found = {row.point: Point(row.point, row.basis) for row in self.tree() if row.point}
        return tuple(found.values())

    def _lines(self) -> Iterator["Reason"]:
        if self.alone or not self.parts:
            yield self
            return
        for part in self.parts:
            yield from part._lines()


class Explainer:
    """Gives the reasons for nodes, each worked out once however many rules share it.

    Args:
        seen: the state of every node.
        kinds: the names of the listed situations, by node.
        doubts: what a person has to settle about a number that two readings of a date leave open.
    """

    def __init__(self, seen: Sequence[State], kinds: Mapping[int, str], doubts: Mapping[str, str]) -> None:
        self._seen = seen
        self._kinds = kinds
        self._doubts = doubts
        self._reasons: dict[int, tuple[Reason, ...]] = {}
        self._met: dict[int, frozenset[str]] = {}

    def explain(self, node: Node) -> Reason:
        """The reason for a node that has words, with its parts in any case."""
        return self._reason(node, self._of_parts(node))

    def met(self, node: Node) -> frozenset[str]:
        """The facts that speak for a node."""
        found = self._met.get(node.index)
        if found is None:
            if isinstance(node, Condition):
                found = frozenset({node.fact}) if self._seen[node.index][0] == MET else frozenset()
            else:
                found = frozenset().union(*(self.met(part) for part in self._that_matter(node)))
            self._met[node.index] = found
        return found

    def _of_parts(self, node: Node) -> tuple[Reason, ...]:
        return tuple(reason for part in self._that_matter(node) for reason in self._reasons_of(part))

    def _reasons_of(self, node: Node) -> tuple[Reason, ...]:
        """One reason; or, of a joint without words of its own, those of its parts."""
        found = self._reasons.get(node.index)
        if found is None:
            found = self._reasons[node.index] = self._explain(node)
        return found

    def _explain(self, node: Node) -> tuple[Reason, ...]:
        state = self._seen[node.index]
        if not node.words:
            return self._of_parts(node)
        if isinstance(node, Presumption) and state == DECIDED[MET]:
            return ()  # taken for granted: only worth a line where somebody has said the opposite
        untouched = state not in _STANDING and not self.met(node)
        return (self._reason(node, () if untouched else self._of_parts(node)),)

    def _reason(self, node: Node, parts: tuple[Reason, ...]) -> Reason:
        state = _STANDING.get(self._seen[node.index], Standing.UNKNOWN)
        notes = {Standing.MET: node.note, Standing.NOT_MET: node.unmet_note}
        return Reason(
            condition=node.words,
            state=state,
            basis=node.basis,
            fact=node.fact if isinstance(node, Condition | Judgement) else None,
            point=self._point(node) if state is Standing.PERSON else "",
            note=notes.get(state, ""),
            kind=self._kinds.get(node.index),
            alone=isinstance(node, Doubtful) or (isinstance(node, Some) and state is Standing.NOT_MET),
            parts=parts,
        )

    def _point(self, node: Node) -> str:
        if isinstance(node, Doubtful | Judgement | Presumption):
            return node.point
        return self._doubts.get(node.fact, "") if isinstance(node, Condition) else ""

    def _that_matter(self, node: Node) -> tuple[Node, ...]:
        low, high, _ = self._seen[node.index]
        if isinstance(node, Presumption):
            return ()
        if isinstance(node, Every) and high == UNMET:
            return tuple(part for part in node.parts if self._seen[part.index][1] == UNMET)
        if isinstance(node, Some) and low == MET:
            return next((part,) for part in node.parts if self._seen[part.index][0] == MET)
        if isinstance(node, Some) and high > UNMET:
            return tuple(part for part in node.parts if self._seen[part.index][1] > UNMET)
        return node.children
