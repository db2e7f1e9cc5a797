"""What a check is made from: facts that were given, facts heard in the text, and facts half heard.

A given fact stands above whatever the text says of it, and a half-heard one (可能, 听说) decides nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.eligibility.record import FactRow
from knowledge.facts import Facts, parse_facts, vocabulary
from knowledge.facts.extraction import Found, Trust, extract
from knowledge.facts.values import value_as_json


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of one child.

    Attributes:
        firm: what the check may use.
        wary: the same with what was only half said, which can put a verdict in doubt and no more.
        rows: all of it as the record shows it, in the vocabulary's order.
        heard: how many facts the text gave, half said or said.
        places: where each fact that was heard stands in the text, save those that were corrected.
        dropped: what was heard wrongly and not put right.
    """

    firm: Facts
    wary: Facts
    rows: tuple[FactRow, ...]
    heard: int
    places: tuple[tuple[str, tuple[int, int]], ...] = ()
    dropped: frozenset[str] = frozenset()

    @property
    def doubted(self) -> bool:
        """Whether anything was only half said."""
        return len(self.wary) > len(self.firm)


def gather(
    text: str | None,
    given: Mapping[str, object] | None,
    *,
    dropped: Collection[str] = (),
    as_of: date,
) -> Gathered:
    """The facts of a text and of a mapping together; BadFacts names a given or a dropped one that is wrong.

    `dropped` were heard wrongly: the text says nothing of them any more, they are not presumed, and they
    are asked like any fact that nobody told.
    """
    told = parse_facts(given or {})
    wrongly = frozenset(vocabulary()[name].name for name in dropped) - told.known.keys() - told.unclear
    settled = told.known.keys() | told.unclear | wrongly
    said = extract(text or "", as_of=as_of)
    heard = tuple(found for found in said if found.fact not in settled)
    firm = _together(told, (found for found in heard if found.trust is Trust.SAID))
    wary = _together(told, heard)
    rows = {found.fact: _heard_row(found) for found in heard}
    rows |= {
        name: FactRow(fact=name, value=value, span=None, source="given")
        for name, value in told.as_json().items()
    }
    order = [*wary.known, *sorted(told.unclear)]
    places = tuple(
        (found.fact, found.span)
        for found in said
        if found.fact not in settled or told.get(found.fact) == found.value
    )
    return Gathered(firm, wary, tuple(rows[name] for name in order), len(heard), places, wrongly)


def _together(told: Facts, heard: Iterable[Found]) -> Facts:
    known = {found.fact: found.value for found in heard} | dict(told.known)
    ordered = {spec.name: known[spec.name] for spec in vocabulary() if spec.name in known}
    return Facts(MappingProxyType(ordered), told.unclear)


def _heard_row(found: Found) -> FactRow:
    return FactRow(
        fact=found.fact,
        value=value_as_json(found.value),
        span=found.span,
        source="text",
        trust=found.trust,
        note=found.note,
    )
