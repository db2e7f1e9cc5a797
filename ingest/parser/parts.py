"""The parts of a document: its body, the signature under it, the list of attachments, each attachment.

A notice that only passes a plan on has no numbers of its own, so the plan is the body, whether a
line 附件 stands above it or not. What is attached behind numbered text is an attachment.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning import Paragraph
from ingest.numbering import Level, leading
from ingest.signers import are_names
from knowledge.text import dates
from knowledge.text.numerals import NUMERAL

_WHICH = rf"(?:\d{{1,2}}(?:-\d{{1,2}})?|[{NUMERAL}]{{1,3}})"
_LIST = re.compile(r"附\s*件?\s*[：:]\s*")
_ENTRY = re.compile(rf"附\s*件\s*(?P<which>{_WHICH})\s*[：:.．、]\s*(?=\S)")
_HEAD = re.compile(rf"附\s*件\s*(?P<which>{_WHICH})?\s*[：:]?")
_COLOPHON = re.compile(
    r"[（(]此件|(?:抄送|抄报|联系人|联系电话|主题词|公开方式|信息公开选项)[：:]|.*\d日印发$"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts by the indices of their paragraphs. `attached` has the 1 of 附件1 before each."""

    body: range
    signature: tuple[int, ...]
    listed: tuple[int, ...]
    attached: tuple[tuple[str, range], ...]


def parts(paragraphs: Sequence[Paragraph]) -> Parts:
    """Where each part lies; every paragraph is in exactly one."""
    lines = [paragraph.text for paragraph in paragraphs]
    end = _body_end(lines)
    body_end = _signature_start(lines, end)
    heads = _heads(lines, end)
    first_head = heads[0] if heads else len(lines)
    signed = next((i for i in range(end, first_head) if _is_signature(lines[i])), first_head)
    text = next((i for i in range(signed, first_head) if not _is_signature(lines[i])), first_head)
    if text < first_head:  # an attachment without a line that says so
        heads.insert(0, text)
    bounds = [*heads, len(lines)]
    attached = [
        (_which(lines[head]) or str(number), range(head, bounds[number]))
        for number, head in enumerate(heads, 1)
    ]
    return Parts(
        range(body_end),
        (*range(body_end, end), *range(signed, text)),
        tuple(range(end, signed)),
        tuple(attached),
    )


def listed(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """The lines of every list of attachments: their numbers open no clause."""
    return frozenset(_listed([paragraph.text for paragraph in paragraphs]))


def titles(lines: Sequence[str]) -> tuple[str, ...]:
    """The titles in a list of attachments."""
    found = []
    for line in lines:
        entry = _LIST.match(line) or _ENTRY.match(line)
        title = line[entry.end() :] if entry else line
        number = leading(title)
        found.append(title[number.end :] if number else title)
    return tuple(title for title in found if title and title != "无")


def _listed(lines: Sequence[str]) -> list[int]:
    found: list[int] = []
    for index, line in enumerate(lines):
        number = leading(line)
        goes_on = bool(found) and found[-1] == index - 1 and number is not None and number.level is Level.ITEM
        if _LIST.match(line) or _ENTRY.match(line) or (goes_on and not line.endswith("。")):
            found.append(index)
    return found


def _body_end(lines: Sequence[str]) -> int:
    """Where the attachments begin: behind a number, or, in a text without numbers, behind a sentence."""
    in_list = set(_listed(lines))
    marks = [i for i, line in enumerate(lines) if i in in_list or _HEAD.fullmatch(line)]
    numbered = [i for i, line in enumerate(lines) if i not in in_list and leading(line)]
    said = numbered or [i for i, line in enumerate(lines) if line.endswith("。")]
    return next((mark for mark in marks if said and mark > said[0]), len(lines))


def _heads(lines: Sequence[str], start: int) -> list[int]:
    """Where attachments begin: a line 附件1, or 附件1：… that is no entry of the list."""
    heads: list[int] = []
    seen: set[str] = set()
    for index in range(start, len(lines)):
        entry = _ENTRY.match(lines[index])
        if entry:
            in_list = not heads and entry["which"] not in seen and _is_in_list(lines, index)
            seen.add(entry["which"])
            if not in_list:
                heads.append(index)
        elif _HEAD.fullmatch(lines[index]) and not (index == start and _LIST.match(lines[index])):
            heads.append(index)
    return heads


def _is_in_list(lines: Sequence[str], index: int) -> bool:
    """Whether an entry has its like beside it, or nothing but a signature behind it."""
    beside = [lines[i] for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return (
        any(_ENTRY.match(line) for line in beside)
        or index + 1 == len(lines)
        or _is_signature(lines[index + 1])
    )


def _signature_start(lines: Sequence[str], end: int) -> int:
    """Where a signature at the end of the body begins; `end` where there is none."""
    start = end
    while start > 1 and _is_signature(lines[start - 1]):
        start -= 1
    return start


def _is_signature(line: str) -> bool:
    return bool(dates.whole_day(line) or are_names(line) or _COLOPHON.match(line))


def _which(line: str) -> str | None:
    match = _ENTRY.match(line) or _HEAD.match(line)
    return match["which"] if match else None
