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
from ingest.parser.tree import Node, grow
from ingest.segments import Segment
from knowledge.model import Clause, Deadline, Phase, Span
from knowledge.text import dates

OPENING, CONTINUED, ATTACHMENTS, SIGNATURE = "通知正文", "承前页", "附件", "落款"
_ATTACHMENT_LIST = re.compile(r"^附\s*件?\s*[：:]")
_ATTACHMENT_HEAD = re.compile(r"^附\s*件\s*(\d{0,2})$")
_NAME = r"(?:(?:中共|共青团)?[\u4e00-\u9fff]{2,30}(?:厅|局|委|委员会|院|会|办公室|省委|政府|办公厅|署|社))"
_SIGNERS = re.compile(rf"^{_NAME}(?:[\s\u3000]*{_NAME})*$")
_RUN_TOGETHER = re.compile(r"(?<=[会厅院局委室])(?=吉林省|中共|共青团)")
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
        attachments=tuple(_attachments(nodes, paragraphs)),
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
    end, attachment = _body_end(paragraphs)
    opening = OPENING if segment.complete else CONTINUED
    nodes = grow(paragraphs[:end], opening=opening)
    signed = _signature(paragraphs, nodes, end)
    if signed < end:
        for node in nodes:
            node.paragraphs = [i for i in node.paragraphs if i < signed]
        nodes = [node for node in nodes if node.paragraphs]
        nodes.append(Node(SIGNATURE, (), list(range(signed, end))))
    if attachment < len(paragraphs):
        nodes.extend(_attachment_nodes(paragraphs, attachment))
    return nodes


def _body_end(paragraphs: Sequence[Paragraph]) -> tuple[int, int]:
    """Where the body ends and the attachments begin."""
    numbered = False
    for index, paragraph in enumerate(paragraphs):
        numbered = numbered or leading(paragraph.text) is not None
        if numbered and (_ATTACHMENT_LIST.match(paragraph.text) or _ATTACHMENT_HEAD.match(paragraph.text)):
            return index, index
    return len(paragraphs), len(paragraphs)


def _attachment_nodes(paragraphs: Sequence[Paragraph], first: int) -> list[Node]:
    """The list of attachments, a signature behind it, and the text of each attachment."""
    nodes = [Node(ATTACHMENTS, ())]
    heads = [i for i in range(first, len(paragraphs)) if _ATTACHMENT_HEAD.match(paragraphs[i].text)]
    list_end = heads[0] if heads else len(paragraphs)
    signed = next((i for i in range(first, list_end) if _SIGNERS.match(paragraphs[i].text)), list_end)
    nodes[0].paragraphs = list(range(first, signed))
    if signed < list_end:
        nodes.append(Node(SIGNATURE, (), list(range(signed, list_end))))
    for number, (head, end) in enumerate(pairwise([*heads, len(paragraphs)]), 1):
        match = _ATTACHMENT_HEAD.match(paragraphs[head].text)
        label = f"{ATTACHMENTS}{(match[1] if match else '') or number}"
        for node in grow(paragraphs[head:end], opening=label, prefix=label):
            node.paragraphs = [i + head for i in node.paragraphs]
            nodes.append(node)
    return [node for node in nodes if node.paragraphs]


def _signature(paragraphs: Sequence[Paragraph], nodes: Sequence[Node], end: int) -> int:
    """Where a signature at the end begins: names and a date behind the last numbered clause."""
    last_number = max((node.paragraphs[0] for node in nodes if node.headings), default=end)
    start = end
    while start - 1 > last_number:
        line = paragraphs[start - 1].text
        if not (dates.whole_day(line) or _SIGNERS.match(line)):
            break
        start -= 1
    return start


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
    count: dict[str, int] = {}
    for node in nodes:
        count[node.label] = count.get(node.label, 0) + 1
        if count[node.label] > 1:
            node.label = f"{node.label}（第{count[node.label]}处）"
    return nodes


def _issuers(head: Sequence[str]) -> tuple[str, ...]:
    """The signers: the lines of names between what is said and the date."""
    signed: list[str] = []
    for line in head:
        if dates.whole_day(line):
            break
        if _SIGNERS.match(line) and not _ADDRESSEES.search(line):
            signed.extend(line.split())
        elif line.endswith(("。", "：")):
            signed.clear()
    return tuple(name for piece in signed for name in _RUN_TOGETHER.split(piece))


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


def _attachments(nodes: Sequence[Node], paragraphs: Sequence[Paragraph]) -> list[str]:
    """The titles in the list of attachments."""
    titles = []
    for node in nodes:
        if node.label == ATTACHMENTS:
            for index in node.paragraphs:
                line = _ATTACHMENT_LIST.sub("", paragraphs[index].text).strip()
                number = leading(line)
                titles.append(line[number.end :] if number else line)
    return [title for title in titles if title]
