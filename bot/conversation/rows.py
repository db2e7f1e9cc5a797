"""Rows of things that an answer shows, so that 第二个 can be understood: read from the quoted words."""

import re
from collections.abc import Sequence

# Things side by side: 监测预防、强制报告、应急处置; the last may hang on 和, 以及.
_ITEM = r"[^、，。；：:,;（）()\s]{2,24}"
_ROW = re.compile(rf"{_ITEM}(?:、{_ITEM})+(?:(?:以及|和|及){_ITEM})?")
_HANGING = re.compile(r"(?:以及|和|及|或者|或)")
_INTO = re.compile(r"^.*(?:包括|指|是|为|分为|即|有|由|向|对|将)(?=.{2})")
_ENDS = re.compile(
    r"(?:等.{0,8}|[两一二三四五六七八九十]类|(?:各|这)?[两一二三四五六七八九十]+(?:项|种|个|类).*)$"
)
_COUNTS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def row_of(question: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The row that a question is about among quoted words; empty where there is none.

    Where the question counts them (哪五项, 三类), the first row of so many; where it asks for them all, the
    first. A row nobody asked for is not one that somebody points at.
    """
    rows = [row for quote in quotes for row in _rows(quote)]
    if counted := re.search(r"([两二三四五六七八九十])[个项种类条份大]", question):
        return next((row for row in rows if len(row) == _COUNTS[counted[1]]), ())
    return rows[0] if rows and re.search("哪[些几]|包括|列", question) else ()


def _rows(quote: str) -> list[tuple[str, ...]]:
    found = []
    for match in _ROW.finditer(quote):
        parts = match[0].split("、")
        parts[0] = _INTO.sub("", parts[0])
        last = _HANGING.split(parts[-1])
        parts[-1:] = [part for part in last if len(part) > 1]
        parts[-1] = _ENDS.sub("", parts[-1])
        row = tuple(part.strip('“”"') for part in parts if part)
        if len(row) > 1:
            found.append(row)
    return found
