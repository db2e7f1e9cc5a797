"""What follows from what was said: from dates, from places, and what stated facts settle unasked.

What a person states always stands. A derived value is only taken where none was stated, and a derived
interval only narrows a stated one.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from knowledge.errors import BadFacts
from knowledge.facts import Facts, Interval, Value
from knowledge.facts.places import Place, both_core, gazetteer, other_county
from knowledge.facts.values import NO, YES
from knowledge.rules.nodes import World
from knowledge.rules.ruleset import Birthday, Derivation, Implication, Reckoning, Rules


def close(facts: Facts, rules: Rules, as_of: date) -> World:
    """The facts with everything that follows from them on that day; BadFacts for a date that lies ahead."""
    values = dict(facts.known)
    unsettled = set()
    for rule in rules.derivations:
        sources = [values[name] for name in rule.sources if name in values]
        if len(sources) < len(rule.sources):
            continue
        derived = _derive(rule, sources, as_of)
        if derived is not None:
            values[rule.target] = _narrowed(values.get(rule.target), derived)
        if isinstance(derived, Interval) and derived.low < derived.high:
            unsettled.add(rule.target)
    imply(values, rules.implications)
    return World(values, frozenset(unsettled))


def imply(values: dict[str, Value], implications: tuple[Implication, ...]) -> list[str]:
    """Adds what the values settle, and says which facts that were."""
    added: list[str] = []
    found = True
    while found:
        found = False
        for rule in implications:
            if all(values.get(fact) in wanted for fact, wanted in rule.given):
                for fact, value in rule.then:
                    if fact not in values:
                        values[fact] = value
                        added.append(fact)
                        found = True
    return added


def whole_months(start: date, end: date) -> int:
    """The full months from one day to another.

    A month is full on the same day of a later month, or on its last day where it has no such day:
    from 31 May, six months are full on 30 November.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    last_day = calendar.monthrange(end.year, end.month)[1]
    return months if end.day >= min(start.day, last_day) else months - 1


def doubtful_points(rules: Rules) -> Mapping[str, str]:
    """What a person has to settle about a number that two readings of a date leave open."""
    return {row.target: row.point for row in rules.derivations if row.birthday is Birthday.DOUBTFUL}


def _narrowed(stated: Value | None, derived: Value) -> Value:
    if isinstance(stated, Interval) and isinstance(derived, Interval):
        # Where the two contradict each other, the number that was said stands.
        return stated.common(derived) or stated
    return derived if stated is None else stated


def _derive(rule: Derivation, sources: list[Value], as_of: date) -> Value | None:
    match rule.how, sources:
        case Reckoning.APART, [str(one), str(two)]:
            return _compared(other_county, one, two)
        case Reckoning.BOTH_CORE, [str(one), str(two)]:
            return _compared(both_core, one, two)
        case _, [date() as start]:
            if start > as_of:
                name = rule.sources[0]
                raise BadFacts(f"{name} 是 {start.isoformat()}，在 {as_of.isoformat()} 之后", "请核对日期")
            return _months(start, as_of) if rule.how is Reckoning.MONTHS else _years(rule, start, as_of)
    return None


def _months(start: date, as_of: date) -> Interval:
    months = whole_months(start, as_of)
    return Interval(months, months)


def _years(rule: Derivation, start: date, as_of: date) -> Interval:
    """The age; on a birthday that is for a person to settle, both readings of it."""
    years = whole_months(start, as_of) // 12
    yesterday = as_of - timedelta(days=1)
    birthday = start < as_of and whole_months(start, yesterday) // 12 < years
    if not birthday or rule.birthday is Birthday.REACHED:
        return Interval(years, years)
    return Interval(years - 1, years if rule.birthday is Birthday.DOUBTFUL else years - 1)


def _compared(compare: Callable[[Place, Place], bool | None], one: str, two: str) -> Value | None:
    """是 or 否; None where a place is not known, or the two leave it open."""
    # 榆树 is a tree unless something leads to a place.
    places = [[spot.place for spot in gazetteer().find(f"在{said}")] for said in (one, two)]
    if any(len(found) != 1 for found in places):
        return None
    answer = compare(places[0][0], places[1][0])
    return None if answer is None else YES if answer else NO
