"""The one question to ask next, or none.

A question is only asked if an answer to it can still move a verdict in focus. Among those, the one is
taken that leaves the fewest facts open on average over its answers; among equals, the earlier in the
vocabulary. What has been asked, what a person cannot tell, what is private and what the office decides
is never asked.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from knowledge.facts import FactSpec, Interval, Value, vocabulary
from knowledge.rules.nodes import Node, State, World
from knowledge.rules.ruleset import Rules
from knowledge.rules.settling import suppose


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the caller, in plain words."""

    fact: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Interview:
    """What is known, what may still be asked, and what for.

    Attributes:
        rules: the rules.
        world: what is known.
        seen: the state of every node.
        asked: facts that were asked for before, whatever came of it.
    """

    rules: Rules
    world: World
    seen: list[State]
    asked: Collection[str]

    def next_question(self, focus: Collection[Node]) -> Question | None:
        """The question that brings the focus forward most; None where nobody can be asked anything."""
        if len(self.asked) >= self.rules.questions:
            return None
        report = self.rules.report.node
        if report in focus and (first := next(self._askable([report]), None)):
            return _question(first)
        targets = [node for node in focus if self.seen[node.index][2]]
        costs = [
            (cost, spec) for spec in self._askable(targets) if (cost := self._cost(spec, targets)) is not None
        ]
        if not costs:
            return None
        return _question(min(costs, key=lambda pair: pair[0])[1])

    def nothing_askable(self, node: Node) -> bool:
        """Whether facts are missing of which none can be asked for."""
        return bool(self.seen[node.index][2]) and next(self._askable([node]), None) is None

    def missing(self, node: Node) -> Iterator[FactSpec]:
        """The facts that can still move a node, in the vocabulary's order."""
        still_open = self.seen[node.index][2]
        return (spec for number, spec in enumerate(vocabulary()) if still_open >> number & 1)

    def _askable(self, nodes: Collection[Node]) -> Iterator[FactSpec]:
        still_open = 0
        for node in nodes:
            still_open |= self.seen[node.index][2]
        for number, spec in enumerate(vocabulary()):
            if still_open >> number & 1 and spec.unasked is None and spec.name not in self.asked:
                yield spec

    def _cost(self, spec: FactSpec, targets: Collection[Node]) -> float | None:
        """The facts left open on average; None where the answer makes no difference."""
        outcomes = [
            tuple(then[node.index] for node in targets)
            for value in self._answers(spec)
            for then in [suppose(self.rules, self.world, self.seen, spec.name, value)]
        ]
        if len(set(outcomes)) < 2:
            return None
        left = sum(still_open.bit_count() for outcome in outcomes for _, _, still_open in outcome)
        return left / len(outcomes)

    def _answers(self, spec: FactSpec) -> Iterator[Value]:
        known = self.world.values.get(spec.name)
        for answer in spec.quick:
            if isinstance(known, Interval) and isinstance(answer.value, Interval):
                if common := known.common(answer.value):
                    yield common
            else:
                yield answer.value


def _question(spec: FactSpec) -> Question:
    return Question(spec.name, spec.question, spec.why)
