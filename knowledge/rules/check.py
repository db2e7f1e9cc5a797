"""`check`: which categories a child is in, why, what to ask next, and what to look after first.

Pure: the same facts, day and rules always give the same answer. Nothing is read, nothing is kept.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.errors import BadFacts
from knowledge.facts import Facts, Unasked
from knowledge.model import Validity
from knowledge.rules.asking import Interview, Question
from knowledge.rules.closing import close, doubtful_points
from knowledge.rules.explaining import Explainer, Point, Reason
from knowledge.rules.nodes import Basis, Node
from knowledge.rules.programmes import Match, match_programmes
from knowledge.rules.ruleset import Category, Rules
from knowledge.rules.settling import settle
from knowledge.rules.verdicts import Verdict, verdict
from knowledge.rules.words import ended, left_to_the_office, private, unclear, verdict_words
from knowledge.validity import validity

# What may mean danger: whoever pursues one of these is first asked whether the child is safe.
_OF_DANGER = frozenset({"监护困境儿童", "监护困境儿童-受侵害"})
# One fact's weight, divisible by any number of the five categories.
_WHOLE = 60


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict on one category.

    Attributes:
        category: its name.
        sub_kind: the listed situation that decided it, or that is nearest to doing so.
        verdict: what can be said.
        words: the verdict as it is said to people.
        basis: the definition.
        reason: the explanation, as a pruned tree.
        because: the same as a flat list.
        person_points: what only the civil-affairs office can settle.
        notes: what has to be said along with it.
        kinds: the verdict on each listed situation.
    """

    category: str
    sub_kind: str | None
    verdict: Verdict
    words: str
    basis: Basis
    reason: Reason
    because: tuple[Reason, ...]
    person_points: tuple[Point, ...]
    notes: tuple[str, ...]
    kinds: tuple[tuple[str, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Situations that have to be reported to the police at once, and the clauses that say so."""

    situations: tuple[Reason, ...]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything a check finds.

    Attributes:
        facts: what it was given.
        emergency: what has to be reported before anything else, or None.
        rulings: one for each of the five categories, in their order.
        clues: what the texts name without saying who belongs to it, where the facts point there.
        attention: the groups to be looked after first that the child is in.
        next_question: the one question to ask, or None where a caller has nothing more to tell.
        programmes: what the family can ask about, best fit first.
        notices: what has to be said about the whole, each once.
    """

    facts: Facts
    emergency: Report | None
    rulings: tuple[Ruling, ...]
    clues: tuple[Ruling, ...]
    attention: tuple[Ruling, ...]
    next_question: Question | None
    programmes: tuple[Match, ...]
    notices: tuple[str, ...]

    def ruling(self, category: str) -> Ruling:
        """The ruling on a category; KeyError where there is none."""
        for row in (*self.rulings, *self.clues, *self.attention):
            if row.category == category:
                return row
        raise KeyError(category)


def check(
    facts: Facts,
    *,
    as_of: date,
    rules: Rules,
    focus: Collection[str] | None = None,
    asked: Iterable[str] = (),
) -> Checked:
    """Checks one child and family.

    Args:
        facts: what is known; `parse_facts` makes them.
        as_of: the day on which ages, months and the documents' validity are reckoned.
        rules: `load_rules` gives them.
        focus: the categories that the next question pursues, or 类别-种类 for one situation; None pursues
            what the facts point at. Every category has a verdict in any case.
        asked: facts already asked for in this conversation; none is asked for again.

    Raises:
        BadFacts: a date that lies ahead, or a focus that is no category.
    """
    return _Check(facts, as_of, rules, frozenset(asked) | facts.unclear).result(focus)


class _Check:
    """One check at work."""

    def __init__(self, facts: Facts, as_of: date, rules: Rules, asked: frozenset[str]) -> None:
        self._facts = facts
        self._as_of = as_of
        self._rules = rules
        self._world = close(facts, rules, as_of)
        self._seen = settle(rules, self._world)
        self._interview = Interview(rules, self._world, self._seen, asked)
        categories = (*rules.categories, rules.report)
        kinds = {kind.node.index: kind.name for category in categories for kind in category.kinds}
        self._explainer = Explainer(self._seen, kinds, doubtful_points(rules))

    def result(self, focus: Collection[str] | None) -> Checked:
        rules = self._rules
        rulings = tuple(self._ruling(category) for category in rules.categories)
        clues = tuple(
            self._ruling(row) for row in rules.clues if self._verdict(row.node) is Verdict.NEEDS_PERSON
        )
        attention = tuple(
            self._ruling(row) for row in rules.attention if self._verdict(row.node) is Verdict.CONFIRMED
        )
        found = {row.category: row.verdict for row in (*rulings, *clues)}
        programmes = match_programmes(rules.offers, found, self._world)
        return Checked(
            facts=self._facts,
            emergency=self._report(),
            rulings=rulings,
            clues=clues,
            attention=attention,
            next_question=self._interview.next_question(self._focus(focus)),
            programmes=programmes,
            notices=self._notices(rulings + clues + attention, programmes),
        )

    def _verdict(self, node: Node) -> Verdict:
        return verdict(self._seen[node.index])

    def _report(self) -> Report | None:
        category = self._rules.report
        if self._verdict(category.node) is not Verdict.CONFIRMED:
            return None
        situations = tuple(
            self._explainer.explain(kind.node)
            for kind in category.kinds
            if self._verdict(kind.node) is Verdict.CONFIRMED
        )
        return Report(situations, (category.node.basis, *category.see_also))

    def _ruling(self, category: Category) -> Ruling:
        reason = self._explainer.explain(category.node)
        found = self._verdict(category.node)
        kinds = tuple((kind.name, self._verdict(kind.node)) for kind in category.kinds)
        return Ruling(
            category=category.name,
            sub_kind=self._sub_kind(category, found),
            verdict=found,
            words=verdict_words(category, found),
            basis=category.node.basis,
            reason=reason,
            because=reason.lines(),
            person_points=self._points(category, found, reason),
            notes=() if found is Verdict.NEEDS_FACTS else _notes(reason),
            kinds=kinds,
        )

    def _sub_kind(self, category: Category, found: Verdict) -> str | None:
        if found is Verdict.EXCLUDED:
            return None
        alike = [kind for kind in category.kinds if self._verdict(kind.node) is found]
        if found is not Verdict.NEEDS_FACTS:
            # A condition beside the kinds may be what is left to a person.
            confirmed = [k for k in category.kinds if self._verdict(k.node) is Verdict.CONFIRMED]
            return next((kind.name for kind in alike or confirmed), None)
        best = max(alike, key=lambda kind: len(self._explainer.met(kind.node)), default=None)
        return best.name if best and self._explainer.met(best.node) else None

    def _points(self, category: Category, found: Verdict, reason: Reason) -> tuple[Point, ...]:
        if found is Verdict.NEEDS_PERSON:
            return reason.points()
        if found is Verdict.EXCLUDED and category.other:
            return (Point(left_to_the_office(), category.other),)
        if found is Verdict.NEEDS_FACTS and self._interview.nothing_askable(category.node):
            return tuple(
                Point(
                    private() if spec.unasked is Unasked.SENSITIVE else unclear(spec.label),
                    category.node.basis,
                )
                for spec in self._interview.missing(category.node)
            )
        return ()

    # What the next question pursues

    def _focus(self, names: Collection[str] | None) -> list[Node]:
        if names is not None:
            chosen = [self._named(name) for name in names]
            danger = not _OF_DANGER.isdisjoint(names)
            return [self._rules.report.node, *chosen] if danger else chosen
        undecided = [
            row.node for row in self._rules.categories if self._verdict(row.node) is Verdict.NEEDS_FACTS
        ]
        nearness = self._nearness()
        most = max((nearness[node.index] for node in undecided), default=0)
        if most == 0:
            return [self._rules.report.node, *undecided]
        return [node for node in undecided if nearness[node.index] == most]

    def _nearness(self) -> dict[int, int]:
        """How much speaks for each category: a fact that speaks for several says less of each."""
        met = {row.node.index: self._explainer.met(row.node) for row in self._rules.categories}
        shared = Counter(fact for facts in met.values() for fact in facts)
        return {index: sum(_WHOLE // shared[fact] for fact in facts) for index, facts in met.items()}

    def _named(self, name: str) -> Node:
        try:
            return self._rules.named[name]
        except KeyError:
            names = "、".join(row.name for row in self._rules.categories)
            raise BadFacts("focus 里有一个没有的类别", f"类别有：{names}") from None

    def _notices(self, rulings: tuple[Ruling, ...], programmes: tuple[Match, ...]) -> tuple[str, ...]:
        cited = dict.fromkeys(
            [row.basis.doc_no for row in rulings] + [row.basis.doc_no for row in programmes]
        )
        stale = [
            ended(doc_no, self._rules.ended[doc_no])
            for doc_no in cited
            if doc_no in self._rules.documents and doc_no in self._rules.ended
            if validity(self._rules.documents[doc_no], self._as_of) is Validity.PERIOD_ENDED
        ]
        notes = [note for row in rulings for note in row.notes]
        return tuple(dict.fromkeys(stale + notes))


def _notes(reason: Reason) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.note for row in reason.tree() if row.note))
