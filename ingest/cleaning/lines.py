"""The lines of a file, bare of indentation and Markdown marks, and how they were laid out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(r"^#{1,6}\s*")
_WRAPPED_AT_MOST = 90  # display columns; longer lines than this are paragraphs, not column lines
_FULL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file (from 0), its text, whether a Markdown heading mark led it.

    `after_blank` says that an empty line (or the start of the file) stands before it.
    """

    number: int
    text: str
    marked: bool
    after_blank: bool


def split(text: str) -> list[Line]:
    """The lines that hold anything, stripped of surrounding white space and of heading marks."""
    lines = []
    blank = True
    for number, raw in enumerate(text.split("\n")):
        stripped = raw.strip()
        bare = _MARK.sub("", stripped)
        if bare:
            lines.append(Line(number, bare, bare != stripped, blank))
        blank = not bare
    return lines


def width(text: str) -> int:
    """Display columns: a Chinese character takes two, a Latin one takes one."""
    return sum(1 if ord(character) < 0x2E80 and character not in "“”‘’—…·" else 2 for character in text)


def column_width(lines: Sequence[Line]) -> int | None:
    """The width at which the file's lines are broken, or None where a line is a paragraph.

    Newspaper columns and the text layer of a PDF break at a fixed width, so that most of their lines
    are nearly as wide as the widest. The widest twentieth is left out, for titles across columns.
    """
    if len(lines) < 8:
        return None
    widths = sorted(width(line.text) for line in lines)
    widest = widths[int(len(widths) * 0.95) - 1]
    if widest > _WRAPPED_AT_MOST:
        return None
    full = sum(1 for w in widths if widest - 8 <= w <= widest + 2)
    return widest if full / len(widths) >= _FULL_SHARE else None
