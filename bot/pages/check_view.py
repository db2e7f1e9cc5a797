"""A check made ready to be shown: facts as chips by person, categories with their clauses, the question."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.eligibility.record import (
    AnswerKey,
    BecauseRow,
    CheckRecord,
    FactRow,
    OfferRow,
    QuestionRow,
    VerdictRow,
)
from bot.pages.links import Link, place
from bot.pages.saying import PEOPLE, called, person, said
from bot.pages.told import Told, written
from bot.pages.view import Find
from bot.safety import Alarm, card
from knowledge.errors import HotlineError
from knowledge.facts import UNCLEAR, FactSpec, Kind, Unasked, vocabulary
from knowledge.facts.extraction import Trust
from knowledge.facts.values import value_as_json
from knowledge.rules import Standing

_HEARD_WRONGLY = "刚才听错了，请再说一遍；不想说也可以"


class Stand(StrEnum):
    """Where a fact stands with the person who told it."""

    HEARD = "heard"
    UNSURE = "unsure"
    PRESUMED = "presumed"
    GIVEN = "given"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact on the page.

    Attributes:
        spec: the fact.
        called: its name without its person.
        words: its value in words.
        field: the fact with its value as the form carries it; empty where it has none.
        stand: what the person has done about it.
        quote: the words it was heard in.
        note: what to look at before confirming.
    """

    spec: FactSpec
    called: str
    words: str
    field: str
    stand: Stand
    quote: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of one person."""

    person: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The next question: what fact it is about, and each answer as the form carries it."""

    spec: FactSpec
    row: QuestionRow
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A condition or a point, and the place of its clause."""

    words: str
    state: Standing
    doc_no: str
    clause: str
    link: Link


@dataclass(frozen=True, slots=True)
class Category:
    """A verdict with its conditions: those the facts bear on, and the other listed situations."""

    row: VerdictRow
    lines: tuple[Line, ...]
    others: tuple[Line, ...]
    points: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What the check's template shows; `record` is None where there was nothing to check or it failed."""

    told: Told
    record: CheckRecord | None
    groups: tuple[Group, ...]
    asking: Asking | None
    categories: tuple[Category, ...] = ()
    hints: tuple[Category, ...] = ()
    offers: tuple[tuple[OfferRow, Link], ...] = ()
    card: tuple[str, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether the card comes before everything."""
        return bool(self.card)

    @property
    def waiting(self) -> tuple[Chip, ...]:
        """The chips that were heard clearly and wait for a person's yes."""
        return self._standing(Stand.HEARD)

    @property
    def unsure(self) -> tuple[Chip, ...]:
        """The chips that were only half said."""
        return self._standing(Stand.UNSURE)

    def _standing(self, stand: Stand) -> tuple[Chip, ...]:
        return tuple(chip for group in self.groups for chip in group.chips if chip.stand is stand)


def told_view(told: Told) -> CheckView:
    """What was told, without a check of it."""
    rows = [FactRow(fact=n, value=v, span=None, source="given") for n, v in told.given.items()]
    return CheckView(told, None, _groups(rows, told), _again(told))


def check_view(record: CheckRecord, told: Told, find: Find) -> CheckView:
    """The record with its places."""
    return CheckView(
        told=told,
        record=record,
        groups=_groups(record.facts, told),
        asking=_again(told) or _asking(record.next_question),
        categories=tuple(_category(row, find) for row in record.verdicts),
        hints=tuple(_category(row, find) for row in (*record.clues, *record.attention)),
        offers=tuple((row, _link(row.doc_no, row.clause, row.quote, find)) for row in record.programmes),
        card=_card(record),
    )


def _card(record: CheckRecord) -> tuple[str, ...]:
    shown = record.emergency
    if shown is None or shown.level == "E2":
        return ()
    return tuple(card.words(Alarm(shown.level, shown.classes, ()), audience="family").splitlines())


# Facts


def _groups(rows: Iterable[FactRow], told: Told) -> tuple[Group, ...]:
    chips = {row.fact: _chip(row, told) for row in rows if not _private(row)}
    chips |= {name: _bare(name, Stand.DROPPED, "去掉了") for name in told.dropped}
    chips |= {name: _bare(name, Stand.REFUSED, "不想说") for name in told.refused if name not in chips}
    ordered = [chips[spec.name] for spec in vocabulary() if spec.name in chips]
    groups = (Group(who, tuple(chip for chip in ordered if person(chip.spec) == who)) for who in PEOPLE)
    return tuple(group for group in groups if group.chips)


def _private(row: FactRow) -> bool:
    """Whether showing it would be asking: nobody has said it, and nobody is to be asked."""
    return row.source == "presumed" and vocabulary()[row.fact].unasked is Unasked.SENSITIVE


def _chip(row: FactRow, told: Told) -> Chip:
    spec = vocabulary()[row.fact]
    if row.source == "given":
        stand = Stand.UNCLEAR if row.value == UNCLEAR else Stand.GIVEN
    elif row.source == "presumed":
        stand = Stand.PRESUMED
    else:
        stand = Stand.UNSURE if row.trust is Trust.LOW else Stand.HEARD
    quote = told.text[slice(*row.span)].strip() if row.span else ""
    return Chip(
        spec, called(spec), said(spec, row.value), written(row.fact, row.value), stand, quote, row.note
    )


def _bare(name: str, stand: Stand, words: str) -> Chip:
    spec = vocabulary()[name]
    return Chip(spec, called(spec), words, "", stand)


# The question


def _asking(row: QuestionRow | None) -> Asking | None:
    if row is None:
        return None
    answers = tuple((answer.label, written(row.fact, answer.value)) for answer in row.answers)
    return Asking(vocabulary()[row.fact], row, answers)


def _again(told: Told) -> Asking | None:
    """The question about what was heard wrongly: nobody who takes a fact away should have to look for it."""
    for name in told.dropped:
        spec = vocabulary()[name]
        if spec.unasked is None:
            keys = tuple(AnswerKey(label=key.label, value=value_as_json(key.value)) for key in spec.quick)
            return _asking(QuestionRow(fact=name, text=spec.question, why=_HEARD_WRONGLY, answers=keys))
    return None


def choices(spec: FactSpec) -> tuple[tuple[str, str], ...]:
    """What a fact can be corrected to, as words and value; none where it is written."""
    match spec.kind:
        case Kind.OPTION | Kind.YES_NO if spec.quick:
            return tuple((quick.label, str(quick.value)) for quick in spec.quick)
        case Kind.YES_NO:
            return (("是", "是"), ("否", "否"))
        case _:
            return ()


# Categories


def _category(row: VerdictRow, find: Find) -> Category:
    told = [one for one in row.because if _bears(one)]
    others = [one for one in row.because if not _bears(one)]
    if not told:  # where nothing is known yet, what is listed is all there is to show
        told, others = others, []
    points = tuple(
        Line(
            point.text,
            Standing.PERSON,
            point.doc_no,
            point.clause,
            _link(point.doc_no, point.clause, point.quote, find),
        )
        for point in row.person_points
    )
    return Category(row, tuple(_lines(told, find)), tuple(_lines(others, find)), points)


def _bears(row: BecauseRow) -> bool:
    """Whether the facts have something to say of it: other listed situations only make the list long."""
    return row.sub_kind is None or row.state in (Standing.MET, Standing.PERSON)


def _lines(rows: Iterable[BecauseRow], find: Find) -> Iterator[Line]:
    for row in rows:
        link = _link(row.doc_no, row.clause, row.quote, find)
        yield Line(row.condition, row.state, row.doc_no, row.clause, link)


def _link(doc_no: str, clause: str, quote: str, find: Find) -> Link:
    """The quote's place; the clause's where the quote does not stand there in one piece."""
    try:
        found = find(doc_no, clause)
    except HotlineError:  # the page is worth having without the exact place
        found = None
    if found:
        document, held = found
        for span in held.spans:
            start = document.text.find(quote, span.start, span.end)
            if quote and start >= 0:
                return place(doc_no, clause, (start, start + len(quote)))
    return place(doc_no, clause)
