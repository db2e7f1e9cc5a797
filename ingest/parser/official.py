"""One official document, read: clauses with their labels, who issued it and when, what it sets.

Labels outside the numbered text: 通知正文 before the first number, 附件 for the list of attachments,
落款 for a signature at the end.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ingest.cleaning import Paragraph
from ingest.numbering import Level, leading
from ingest.parser.duties import duties
from ingest.parser.parts import listed, parts, titles
from ingest.parser.tree import Node, grow
from ingest.segments import Segment
from ingest.signers import are_names, names
from knowledge.model import Clause, Deadline, Phase, Span
from knowledge.text import dates

OPENING, CONTINUED, ATTACHMENTS, SIGNATURE = "通知正文", "承前页", "附件", "落款"
_ADDRESSEES = re.compile(r"[：:]$")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one copy of a document says; `text` is canonical, and the clauses' spans tile it."""

    doc_no: str
    title: str
    text: str
    clauses: tuple[Clause, ...]
    issuers: tuple[str, ...]
    issued: date | None
    phases: tuple[Phase, ...]
    deadlines: tuple[Deadline, ...]
    attachments: tuple[str, ...]
    complete: bool


def parse(segment: Segment, *, doc_no: str, issued: date | None = None) -> Parsed:
    """Reads a document out of its paragraphs.

    Args:
        segment: the document's paragraphs and what is known of it from outside.
        doc_no: its identity (文号, or what it was published in).
        issued: the day to take where the text names none.
    """
    paragraphs = segment.paragraphs
    nodes = _parts(segment) if segment.part_of else _nodes(segment)
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    starts = _starts(paragraphs)
    clauses = tuple(_clause(node, paragraphs, starts) for node in _unique(nodes))
    opening = [p for n in nodes if n.label in (OPENING, SIGNATURE) for p in n.paragraphs]
    head = [paragraphs[i].text for i in opening]
    return Parsed(
        doc_no=doc_no,
        title=segment.title,
        text=text,
        clauses=clauses,
        issuers=_issuers(head),
        issued=next((day for line in head if (day := dates.whole_day(line))), issued),
        phases=tuple(_phases(clauses)),
        deadlines=tuple(
            Deadline(day, words, clause.label)
            for clause in clauses
            for day, words in dates.deadlines(clause.text)
        ),
        attachments=titles([paragraphs[i].text for i in sorted(listed(paragraphs))]),
        complete=segment.complete,
    )


def _parts(segment: Segment) -> list[Node]:
    """What an issue prints beside its documents: each piece is a clause named by its heading."""
    heads = [i for i, paragraph in enumerate(segment.paragraphs) if paragraph.marked]
    texts = [segment.paragraphs[i].text for i in heads]
    return [
        Node(text, (text,), list(range(first, end)))
        for text, (first, end) in zip(texts, pairwise([*heads, len(segment.paragraphs)]), strict=True)
    ]


def _nodes(segment: Segment) -> list[Node]:
    paragraphs = segment.paragraphs
    found = parts(paragraphs)
    opening = OPENING if segment.complete else CONTINUED
    nodes = grow(paragraphs, found.body, opening=opening, plain=listed(paragraphs))
    nodes.append(Node(ATTACHMENTS, (), list(found.listed)))
    nodes.append(Node(SIGNATURE, (), list(found.signature)))
    for which, span in found.attached:
        nodes.extend(grow(paragraphs, span, opening=ATTACHMENTS + which, prefix=ATTACHMENTS + which))
    return [node for node in nodes if node.paragraphs]


def _starts(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Where each paragraph begins in the canonical text."""
    starts, position = [], 0
    for paragraph in paragraphs:
        starts.append(position)
        position += len(paragraph.text) + 1
    return starts


def _clause(node: Node, paragraphs: Sequence[Paragraph], starts: Sequence[int]) -> Clause:
    spans: list[Span] = []
    texts: list[str] = []
    for index in node.paragraphs:
        start, text = starts[index], paragraphs[index].text
        texts.append(text)
        if spans and spans[-1].end + 1 == start:
            spans[-1] = replace(spans[-1], end=start + len(text))
        else:
            spans.append(Span(start, start + len(text)))
    text = "\n".join(texts)
    return Clause(
        label=node.label,
        headings=node.headings,
        spans=tuple(spans),
        text=text,
        duties=duties(text),
        is_heading=node.is_heading,
    )


def _unique(nodes: Sequence[Node]) -> Sequence[Node]:
    """A label that comes twice in a file is told apart, so that every clause can be cited."""
    given: set[str] = set()
    for node in nodes:
        label, time = node.label, 1
        while node.label in given:
            time += 1
            node.label = f"{label}（第{time}处）"
        given.add(node.label)
    return nodes


def _issuers(head: Sequence[str]) -> tuple[str, ...]:
    """The signers: the lines of names between what is said and the date."""
    signed: list[str] = []
    for line in head:
        if dates.whole_day(line):
            break
        if are_names(line) and not _ADDRESSEES.search(line):
            signed.extend(names(line))
        elif line.endswith(("。", "：")):
            signed.clear()
    return tuple(signed)


def _phases(clauses: Sequence[Clause]) -> list[Phase]:
    """The stages of a plan: headings that carry their months in brackets."""
    phases = []
    for clause in clauses:
        if not clause.headings:
            continue
        heading = clause.headings[-1]
        period = dates.month_range(heading)
        number = leading(heading)
        if period and number and number.level in (Level.SECTION, Level.CHAPTER, Level.ITEM):
            name = re.split(r"\s*[（(]", heading[number.end :])[0]
            phases.append(Phase(name.strip(), period, clause.label))
    return phases
