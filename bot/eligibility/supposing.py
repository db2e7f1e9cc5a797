"""What is settled once what nobody spoke of is taken as not so: the categories, and how little it needs.

A category can come out excluded by it, or left to the office; none is ever confirmed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from bot.eligibility.gathering import Gathered
from bot.eligibility.presuming import Told, presume
from bot.safety import detect
from knowledge.facts import Either, Facts, Unasked, Value, vocabulary
from knowledge.facts.extraction import Presence, presence
from knowledge.rules import Checked, Rules, Ruling, Verdict, check
from knowledge.rules.closing import close
from knowledge.rules.settling import settle
from knowledge.rules.verdicts import verdict
from knowledge.rules.words import presumed, private, there

# What each verdict may become.
_SETTLED: Mapping[Verdict, Collection[Verdict]] = {
    Verdict.NEEDS_FACTS: (Verdict.EXCLUDED, Verdict.NEEDS_PERSON),
    Verdict.NEEDS_PERSON: (Verdict.EXCLUDED,),
    Verdict.EXCLUDED: (),
    Verdict.CONFIRMED: (),
}
_PLACES: Mapping[Presence, Value] = {
    Presence.BESIDE: "在家",
    Presence.ALIVE: Either(frozenset({"在家", "外出务工"})),
}
# Hearing one of these accounts for the words it was heard in: they hint at nothing else.
_OF_HEALTH = ("残疾", "残疾人证", "重病", "先天性心脏病", "病残致困难", "残疾类别", "残疾等级")


@dataclass(frozen=True, slots=True)
class Supposed:
    """What was presumed, and the categories that it settles.

    Attributes:
        facts: what is known, with what was presumed.
        presumed: only what these categories need, by fact name.
        turned: the categories, each with the facts that were presumed for it.
    """

    facts: Facts
    presumed: Mapping[str, Value]
    turned: Mapping[str, tuple[str, ...]]

    def ruling(self, row: Ruling, without: Checked) -> Ruling:
        """The ruling that stands: the new one, with what was presumed said; or the one that there was."""
        if row.category not in self.turned:
            return row
        found = without.ruling(row.category)
        return replace(found, words=found.words + _said(self.turned[row.category]))


def suppose(gathered: Gathered, text: str, *, rules: Rules, as_of: date) -> Supposed | None:
    """What may be presumed of a family that somebody tells of; None where it settles nothing.

    Only a category that is still open is settled by it, and only where nothing half said speaks against it.
    """
    values = presume(_told(gathered, text, rules, as_of))
    before = _verdicts(gathered.firm, rules, as_of)

    def settled(some: Mapping[str, Value]) -> dict[str, Verdict]:
        found = _verdicts(_with(gathered.firm, some), rules, as_of)
        wary = _verdicts(_with(gathered.wary, some), rules, as_of) if gathered.doubted else found
        return {
            name: then
            for name, then in found.items()
            if then in _SETTLED[before[name]] and wary[name] is then
        }

    turned = settled(values)
    if not turned:
        return None
    for fact in list(values):
        fewer = {name: value for name, value in values.items() if name != fact}
        if settled(fewer) == turned:
            values = fewer
    return Supposed(
        _with(gathered.firm, values),
        MappingProxyType(values),
        MappingProxyType({name: tuple(_moving(values, name, rules)) for name in turned}),
    )


def _told(gathered: Gathered, text: str, rules: Rules, as_of: date) -> Told:
    alarm = detect(text)
    reported = check(gathered.wary, as_of=as_of, rules=rules, focus=()).emergency
    spans = tuple(span for fact, span in gathered.places if fact.split(".")[-1] in _OF_HEALTH)
    return Told(
        text=text,
        known=close(gathered.firm, rules, as_of).values,
        there={f"{parent}.现状": _PLACES[how] for parent, how in presence(text).items()},
        spoken=frozenset(gathered.wary) | gathered.firm.unclear | gathered.dropped,
        explained=spans,
        safe=reported is None and not (alarm and alarm.takes_over),
    )


def _with(facts: Facts, more: Mapping[str, Value]) -> Facts:
    known = {**more, **facts.known}
    ordered = {spec.name: known[spec.name] for spec in vocabulary() if spec.name in known}
    return Facts(MappingProxyType(ordered), facts.unclear)


def _verdicts(facts: Facts, rules: Rules, as_of: date) -> dict[str, Verdict]:
    seen = settle(rules, close(facts, rules, as_of))
    return {row.name: verdict(seen[row.node.index]) for row in rules.categories}


def _moving(facts: Collection[str], category: str, rules: Rules) -> Iterator[str]:
    """The facts that bear on a category."""
    index = rules.named[category].index
    return (fact for fact in facts if index in rules.dependents.get(fact, ()))


def _said(facts: Collection[str]) -> str:
    """What was presumed, in words.

    A private matter is not named, since naming it is asking; what the office judges has a note of its own.
    """
    whereabouts = [vocabulary()[fact].label for fact in facts if fact.endswith(".现状")]
    specs = [vocabulary()[fact] for fact in facts if not fact.endswith(".现状")]
    labels = [spec.label for spec in specs if spec.unasked is None]
    told = [presumed(labels)] if labels else []
    if whereabouts:
        told.append(there(whereabouts))
    if any(spec.unasked is Unasked.SENSITIVE for spec in specs):
        told.append(f"{private()}。")
    return "".join(told)
