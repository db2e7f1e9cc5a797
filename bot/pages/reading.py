"""Lays a document out for reading: its whole text by clauses and lines, with a marked span.

No character but white space is lost, so that what is read is the canonical text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.model import Clause, Document, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters shown alike. `first_mark` is set on the first marked piece only."""

    text: str
    strong: bool = False
    marked: bool = False
    first_mark: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text.

    `level` is a heading's depth, from 1; None for ordinary text. `centred` is set on the lines of
    the document's title and number.
    """

    pieces: tuple[Piece, ...]
    level: int | None = None
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one stretch of a clause; `anchor` is set on the clause's first stretch."""

    label: str
    anchor: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents."""

    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A document ready to be shown. `found` is false where a span was asked for and not there."""

    sections: tuple[Section, ...]
    contents: tuple[Heading, ...]
    found: bool


def lay_out(document: Document, *, mark: Span | None = None) -> Layout:
    """The document's text in reading order, with the span marked."""
    shown_mark = _visible(mark, document.text) if mark else None
    stretches = sorted(
        ((span, clause) for clause in document.clauses for span in clause.spans),
        key=lambda stretch: stretch[0].start,
    )
    seen: set[str] = set()
    sections: list[Section] = []
    for span, clause in stretches:
        anchor = None if clause.label in seen else clause.label
        seen.add(clause.label)
        lines = tuple(_lines(document, span, clause, shown_mark))
        sections.append(Section(clause.label, anchor, lines))
    found = mark is None or shown_mark is not None
    return Layout(tuple(sections), tuple(_contents(document)), found)


def _visible(mark: Span, text: str) -> Span | None:
    """The span from its first visible character on; None where it is not in the text."""
    if not 0 <= mark.start < mark.end <= len(text):
        return None
    start = mark.end - len(text[mark.start : mark.end].lstrip())
    return Span(start, mark.end) if start < mark.end else None


def _lines(document: Document, span: Span, clause: Clause, mark: Span | None) -> Iterator[Line]:
    position = span.start
    for raw in document.text[span.start : span.end].splitlines(keepends=True):
        words = raw.strip()
        start = position + len(raw) - len(raw.lstrip())
        position += len(raw)
        if words:
            line = _line(words, start, clause, mark)
            # Titles are often broken over two lines.
            title = words == document.doc_no or words in document.title
            yield replace(line, centred=title and line.level is None)


def _line(words: str, start: int, clause: Clause, mark: Span | None) -> Line:
    headings = [heading.strip() for heading in clause.headings]
    level = headings.index(words) + 1 if words in headings else None
    # A run-in heading (`8.开展摸底走访建档。县级民政部门要……`) is part of its line.
    own = headings[-1] if headings and level is None else ""
    strong_end = len(own) if own and words.startswith(own) else 0
    return Line(tuple(_pieces(words, start, strong_end, mark)), level)


def _pieces(words: str, start: int, strong_end: int, mark: Span | None) -> Iterator[Piece]:
    low = min(max(mark.start - start, 0), len(words)) if mark else 0
    high = min(max(mark.end - start, 0), len(words)) if mark else 0
    cuts = sorted({0, strong_end, low, high, len(words)})
    for left, right in pairwise(cuts):
        yield Piece(
            words[left:right],
            strong=left < strong_end,
            marked=low <= left < high,
            first_mark=mark is not None and start + left == mark.start,
        )


def _contents(document: Document) -> Iterator[Heading]:
    for clause in document.clauses:
        if clause.headings and len(clause.headings) <= 2:
            yield Heading(clause.label, clause.headings[-1].strip(), len(clause.headings))
