"""Made-up families: whole ones, and what a caller might have said of one so far. Seeded."""

from random import Random

from knowledge.facts import Interval, Kind, parse_facts, vocabulary
from knowledge.facts.values import value_as_json

# Ages and months around the bounds are drawn more often than others.
AGES = (0, 6, 10, 14, 15, 16, 17, 18, 20)
MONTHS = (0, 3, 5, 6, 7, 11, 12, 24, 40)
ASKED_OF_NOBODY = (Kind.DATE, Kind.PLACE)


def whole_family(chance: Random, rules) -> dict[str, object]:
    """A value for every fact, such that what follows from the others is so."""
    family: dict[str, object] = {}
    for spec in vocabulary():
        if spec.kind in ASKED_OF_NOBODY:
            continue
        if spec.kind is Kind.NUMBER:
            choice = {"岁": AGES, "级": (1, 2, 3, 4)}.get(spec.unit, MONTHS)
        else:
            choice = spec.options or ("是", "否")
        family[spec.name] = chance.choice(choice)
    for _ in range(3):
        for rule in rules.implications:
            if all(family[fact] in wanted for fact, wanted in rule.given):
                family |= dict(rule.then)
    return family


def part_of(family: dict[str, object], chance: Random, *, said: float) -> dict[str, object]:
    """Some of a family's facts; a number may have become an interval around itself."""
    told: dict[str, object] = {}
    for fact, value in family.items():
        if chance.random() < said:
            told[fact] = value
            bounds = vocabulary()[fact].bounds
            if isinstance(value, int) and chance.random() < 0.3:
                low = max(bounds.low, value - chance.randrange(4))
                told[fact] = [low, min(bounds.high, value + chance.randrange(4))]
    return told


def more_of(told: dict[str, object], family: dict[str, object], chance: Random) -> dict[str, object]:
    """The same, and some more: facts that were missing, numbers that have become exact."""
    return told | {fact: value for fact, value in family.items() if chance.random() < 0.4}


def swapped(told: dict[str, object]) -> dict[str, object]:
    """The family with father and mother changed over."""
    other = {"父": "母", "母": "父"}
    return {
        ".".join(other.get(part, part) for part in fact.split(".")): value for fact, value in told.items()
    }


def shuffled(told: dict[str, object], chance: Random) -> dict[str, object]:
    """The same facts told in another order."""
    names = list(told)
    chance.shuffle(names)
    return {name: told[name] for name in names}


def known(told: dict[str, object]):
    """As the rules take them."""
    return parse_facts(told)


def written(value) -> object:
    """A value as it stands in a family."""
    return value_as_json(value) if isinstance(value, Interval) else value
