"""Paragraphs to clauses: which number each paragraph stands under.

A numbered paragraph opens a clause. A paragraph without number goes on the clause above it where
that clause has its heading on a line of its own, has announced something with a colon, or is an
article of a law; otherwise it closes the level above (二（二） ends with 要重点关注…, after its three kinds).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ingest.cleaning import Paragraph
from ingest.numbering import Level, Number, leading

_TITLE_AT_MOST = 40


@dataclass
class Node:
    """A clause in the making: its label, headings, and the paragraphs (by index) that are its own."""

    label: str
    headings: tuple[str, ...]
    paragraphs: list[int] = field(default_factory=list)
    own_line: bool = False
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    level: Level
    number: Number
    heading: str
    node: Node


def grow(
    paragraphs: Sequence[Paragraph],
    span: range,
    *,
    opening: str,
    prefix: str = "",
    plain: Collection[int] = (),
) -> list[Node]:
    """The clauses of a body, in the order in which they open.

    Args:
        paragraphs: the document's.
        span: which of them are the body's.
        opening: the label of what stands before the first number.
        prefix: what labels begin with (附件1), if the body is an attachment's.
        plain: paragraphs whose numbers open nothing.
    """
    nodes: list[Node] = []
    stack: list[_Open] = []
    seen: dict[Level, int] = {}

    for index in span:
        paragraph = paragraphs[index]
        number = None if index in plain else leading(paragraph.text)
        if number and _opens(number, stack, seen):
            stack = [opened for opened in stack if opened.level < number.level]
            heading, own_line = _heading(paragraph.text, number)
            label = prefix + _path(stack, number)
            headings = (*(opened.heading for opened in stack), heading.replace("**", ""))
            node = Node(label, headings, [index], own_line, is_heading=number.level is Level.PART)
            for above in (opened.node for opened in stack):
                # A line with nothing under it, however short, is what the clause says.
                above.is_heading = above.own_line and len(above.paragraphs) == 1
            nodes.append(node)
            stack.append(_Open(number.level, number, heading, node))
            seen[number.level] = number.value
            continue
        node = _owner(paragraphs, nodes, stack, opening)
        node.paragraphs.append(index)
        node.is_heading = False
    return nodes


def _owner(paragraphs: Sequence[Paragraph], nodes: list[Node], stack: list[_Open], opening: str) -> Node:
    """The clause that an unnumbered paragraph belongs to; closes the levels it stands behind."""
    if not stack:
        if not nodes:
            nodes.append(Node(opening, ()))
        return nodes[-1]
    while len(stack) > 1:
        top = stack[-1]
        last = paragraphs[top.node.paragraphs[-1]].text
        if top.node.own_line or top.level is Level.ARTICLE or last.endswith(("：", ":")):
            break
        stack.pop()
    return stack[-1].node


def _opens(number: Number, stack: Sequence[_Open], seen: dict[Level, int]) -> bool:
    """Whether a number goes on the count, or starts one; anything else is text that looks like one.

    Counts run on over chapters in some documents (任务 1–18, （一）…（四十）) and start anew in others.
    """
    if any(opened.level is Level.ARTICLE for opened in stack) and number.level in (
        Level.SECTION,
        Level.ITEM,
        Level.SUBITEM,
    ):
        return False  # the items of an article are part of it: laws are cited by article
    if number.level is Level.PART:
        return True
    last = seen.get(number.level)
    if last is None:
        return True  # a part of a document may start at any number
    if number.level is Level.ARTICLE and number.value != 1:
        # An extract leaves articles out; 第十条之一 stands behind 第十条.
        return number.value > last or (number.value == last and "之" in number.label)
    if number.value == 1:
        return not stack or stack[-1].level != number.level or last != 1
    return last < number.value <= last + 3


def _heading(text: str, number: Number) -> tuple[str, bool]:
    """The heading line, and whether it is the whole paragraph."""
    if number.level is Level.ARTICLE:
        return number.label, False
    rest = text[number.end :]
    title, stop, words = rest.partition("。")
    if not words.strip():
        own_line = len(title) <= _TITLE_AT_MOST and "；" not in title
        return (text if own_line else text[: number.end].strip()), own_line
    if stop and len(title) <= _TITLE_AT_MOST:
        return text[: number.end] + title, False
    return text[: number.end].strip(), False


def _path(stack: Sequence[_Open], number: Number) -> str:
    """The number with those it stands under: 三（三）9. Articles and parts are cited by themselves."""
    if number.level in (Level.ARTICLE, Level.PART):
        return number.label
    return "".join(opened.number.label for opened in stack if opened.level is not Level.PART) + number.label
