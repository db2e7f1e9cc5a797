"""What a family can ask about: the programmes of the texts, best fit first.

No text gives a programme's conditions, amounts or telephones. So a match never says that a child
qualifies, only that it is worth asking: 可咨询申报. What the name or the sentence itself says of whom a
programme is for is compared with the facts; what a person has to ask about is handed on as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.errors import BadFacts, BadLibrary
from knowledge.facts import vocabulary
from knowledge.library import Fit, Programme
from knowledge.rules.nodes import AtLeast, Basis, OneOf, Test, World
from knowledge.rules.verdicts import Verdict

STRENGTH = "可咨询申报"

# 困境儿童 in a programme's name is any of the three.
_ANY_OF = {"困境儿童": ("家庭困境儿童", "自身困境儿童", "监护困境儿童")}
_CATEGORIES = {"留守儿童", "流动儿童", "孤儿", "事实无人抚养儿童", *_ANY_OF, *_ANY_OF["困境儿童"]}

_OUT, _OPEN, _LIKELY, _MET = range(4)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a programme's own words ask: to be in a category, or a fact."""

    words: str
    categories: tuple[str, ...] = ()
    fact: str = ""
    test: Test | None = None

    def stands(self, found: Mapping[str, Verdict], world: World) -> int:
        """How far it is met: out of the question, open, likely (a person decides), or met."""
        if self.test is None:
            return max(_BY_VERDICT[found[name]] if name in found else _OUT for name in self.categories)
        value = world.values.get(self.fact)
        met = None if value is None else self.test.meets(value)
        return _OPEN if met is None else _MET if met else _OUT


@dataclass(frozen=True, slots=True)
class Way:
    """One way of being whom a programme is for, under one document."""

    basis: Basis
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with its ways."""

    programme: Programme
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A programme worth asking about.

    Attributes:
        name: as the texts write it.
        organiser: who runs it, or None where the texts are silent.
        strength: never more than 可咨询申报.
        basis: the clause that names it, in the document that fits the child.
        met: what of its own words the facts meet.
        still_open: what of them is not known yet, or is for the civil-affairs office.
        person: what somebody has to ask about.
        differs: where the documents do not agree about it.
    """

    name: str
    organiser: str | None
    strength: str
    basis: Basis
    met: tuple[str, ...]
    still_open: tuple[str, ...]
    person: tuple[str, ...]
    differs: str | None


_BY_VERDICT = {
    Verdict.EXCLUDED: _OUT,
    Verdict.NEEDS_FACTS: _OPEN,
    Verdict.NEEDS_PERSON: _LIKELY,
    Verdict.CONFIRMED: _MET,
}


def offers(programmes: Iterable[Programme]) -> tuple[Offer, ...]:
    """The programmes that a family can ask about; BadLibrary for a need that we do not understand."""
    return tuple(
        Offer(row, tuple(_way(row, fit) for fit in row.fits)) for row in programmes if row.apply and row.fits
    )


def match_programmes(known: Iterable[Offer], found: Mapping[str, Verdict], world: World) -> tuple[Match, ...]:
    """The programmes that something speaks for and nothing speaks against, best fit first."""
    ranked = []
    for offer in known:
        scored = [(score, way) for way in offer.ways if (score := _score(way, found, world))]
        if scored:
            score, way = max(scored, key=lambda pair: pair[0])
            ranked.append((score, _match(offer.programme, way, found, world)))
    # Sorting is stable: equals keep the order of the texts.
    return tuple(match for _, match in sorted(ranked, key=lambda pair: pair[0], reverse=True))


def _score(way: Way, found: Mapping[str, Verdict], world: World) -> tuple[int, int, int] | None:
    standing = [need.stands(found, world) for need in way.needs]
    if min(standing) == _OUT or max(standing) == _OPEN:
        return None
    facts = sum(need.test is not None for need in way.needs)
    return min(standing), sum(row == _MET for row in standing), facts


def _match(row: Programme, way: Way, found: Mapping[str, Verdict], world: World) -> Match:
    met = tuple(need.words for need in way.needs if need.stands(found, world) == _MET)
    return Match(
        name=row.name,
        organiser=row.organiser,
        strength=STRENGTH,
        basis=way.basis,
        met=met,
        still_open=tuple(need.words for need in way.needs if need.words not in met),
        person=row.person,
        differs=row.differs,
    )


def _way(row: Programme, fit: Fit) -> Way:
    cited = next((cited for cited in row.cited if cited.doc_no == fit.doc_no), None)
    if cited is None:
        raise _bad(row, f"{fit.doc_no} 没有引文", "请在 cited 里补上这份文件的引文")
    return Way(Basis(cited.doc_no, cited.clause, cited.quote), tuple(_need(row, need) for need in fit.needs))


def _need(row: Programme, need: str) -> Need:
    if need in _CATEGORIES:
        return Need(need, categories=_ANY_OF.get(need, (need,)))
    for sign in ("=", "≥"):
        name, found, value = need.partition(sign)
        if found:
            return _fact_need(row, need, name, value, number=sign == "≥")
    raise _bad(row, f"看不懂“{need}”", "请写类别，或写成 事实=值、事实≥数")


def _fact_need(row: Programme, need: str, name: str, value: str, *, number: bool) -> Need:
    try:
        spec = vocabulary()[name]
        test: Test = AtLeast(float(value)) if number else OneOf(frozenset({spec.read(value)}))
    except (BadFacts, ValueError) as problem:
        raise _bad(row, f"“{need}”不对（{problem}）", "请改正") from problem
    return Need(f"{spec.label}{'不少于' if number else '：'}{value}", fact=name, test=test)


def _bad(row: Programme, cause: str, remedy: str) -> BadLibrary:
    return BadLibrary(f"programmes.yaml 的“{row.name}”：{cause}", remedy)
