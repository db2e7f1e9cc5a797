"""An answer made ready to be shown: each citation and each other clause with its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.api.ports import AssistantLike
from bot.pages.links import Link, place
from bot.record import AnswerRecord, Citation
from knowledge.errors import NotFound
from knowledge.model import Clause, Document

_OPENING = 88  # characters: two lines on a phone, enough to tell one clause from another
_OTHERS = 8


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, the headings it stands under, and where to read it."""

    citation: Citation
    headings: tuple[str, ...]
    link: Link


@dataclass(frozen=True, slots=True)
class Other:
    """Another clause that was found: its heading, how it begins, and where to read it."""

    doc_no: str
    title: str
    clause: str
    heading: str
    opening: str
    link: Link


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the answer's template shows."""

    record: AnswerRecord
    cited: tuple[Cited, ...]
    others: tuple[Other, ...]


Find = Callable[[str, str], tuple[Document, Clause] | None]


def answer_view(record: AnswerRecord, assistant: AssistantLike) -> AnswerView:
    """The record with its places; clauses that the catalogue no longer holds are left out."""
    find = finder(assistant)
    return AnswerView(
        record,
        tuple(_cited(citation, find) for citation in record.citations),
        tuple(_others(record, find)),
    )


def _cited(citation: Citation, find: Find) -> Cited:
    found = find(citation.doc_no, citation.clause)
    link = place(citation.doc_no, citation.clause, (citation.start, citation.end))
    return Cited(citation, found[1].headings if found else (), link)


def _others(record: AnswerRecord, find: Find) -> Iterator[Other]:
    cited = {(citation.doc_no, citation.clause) for citation in record.citations}
    rest = [hit for hit in record.hits if (hit.doc_no, hit.clause) not in cited]
    for hit in rest[:_OTHERS]:
        found = find(hit.doc_no, hit.clause)
        if found:
            document, clause = found
            yield Other(
                hit.doc_no,
                document.title,
                hit.clause,
                clause.headings[-1].strip() if clause.headings else hit.clause,
                _opening(clause),
                place(hit.doc_no, hit.clause),
            )


def finder(assistant: AssistantLike) -> Find:
    """Finds clauses, reading each document once; None for what was withdrawn since the search."""

    @cache
    def document(doc_no: str) -> Document | None:
        try:
            return assistant.document(doc_no)
        except NotFound:
            return None

    def find(doc_no: str, label: str) -> tuple[Document, Clause] | None:
        held = document(doc_no)
        clause = held and next((each for each in held.clauses if each.label == label), None)
        return (held, clause) if held and clause else None

    return find


def _opening(clause: Clause) -> str:
    text = clause.text.strip()
    if clause.headings:
        text = text.removeprefix(clause.headings[-1].strip())
    text = "".join(text.split()).lstrip("。．.：: ")
    return text if len(text) <= _OPENING else text[:_OPENING] + "……"
