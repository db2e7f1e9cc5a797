"""The lines of a file, bare of indentation and Markdown marks, and how they were laid out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_MARK = re.compile(r"^#{1,6}\s*")
_SENTENCE_END = re.compile(r"[。！？：；…][”’）)》〉】]*$")
_NARROW, _WIDE = 30, 90  # display columns: a newspaper's column, a page in small print
_INDENT, _INDENT_AT_MOST = 2, 8  # columns that a first line is set in; titles stand further in
_FULL_SHARE, _BROKEN_SHARE, _FIRST_LINES_SHARE = 0.2, 0.6, 0.3
_FULL_AT_LEAST = 4
SLACK = 8  # columns that a full line may fall short: marks and years that may not be broken


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file (from 0), its text, whether a Markdown heading mark led it.

    `indent` is the white space before it in columns. `after_blank` says that an empty line (or the
    start of the file) stands before it.
    """

    number: int
    text: str
    marked: bool
    indent: int
    after_blank: bool

    @property
    def is_set_in(self) -> bool:
        """Whether it starts behind the margin."""
        return self.indent >= _INDENT

    @property
    def end(self) -> int:
        """The column at which it ends."""
        return self.indent + width(self.text)


def split(text: str) -> list[Line]:
    """The lines that hold anything, stripped of surrounding white space and of heading marks."""
    lines = []
    blank = True
    for number, raw in enumerate(text.split("\n")):
        stripped = raw.strip()
        bare = _MARK.sub("", stripped)
        if bare:
            space = raw[: len(raw) - len(raw.lstrip())]
            lines.append(Line(number, bare, bare != stripped, width(space.expandtabs(4)), blank))
        blank = not bare
    return lines


def width(text: str) -> int:
    """Display columns: a Chinese character takes two, a Latin one takes one."""
    return sum(1 if ord(character) < 0x2E80 and character not in "“”‘’—…·" else 2 for character in text)


def ends(text: str) -> bool:
    """Whether a text ends with the end of a sentence."""
    return bool(_SENTENCE_END.search(text))


def wrapped_width(lines: Sequence[Line]) -> int | None:
    """The width at which the file's lines are broken, or None where a line is a paragraph.

    Columns of a newspaper and pages of a PDF break at a fixed width, so that most of their full lines
    stop in the middle of a sentence. The widest twentieth is left out, for titles across columns.
    """
    wide = sorted(line.end for line in lines)[int(len(lines) * 0.95) - 1] if lines else 0
    if not _NARROW <= wide <= _WIDE:
        return None
    return wide if _is_set_in_and_broken(lines, wide) or _is_broken(lines, wide) else None


def _is_set_in_and_broken(lines: Sequence[Line], wide: int) -> bool:
    """Whether the file sets first lines in, and where they are full, they go on at the margin.

    One that does so is enough, since nothing else would stand at the margin there.
    """
    first_lines = [
        first
        for first, second in pairwise(lines)
        if _INDENT <= first.indent <= _INDENT_AT_MOST and not second.is_set_in and not ends(first.text)
    ]
    full = sum(line.end >= wide - SLACK for line in first_lines)
    return full > 0 and full >= _FIRST_LINES_SHARE * len(first_lines)


def _is_broken(lines: Sequence[Line], wide: int) -> bool:
    """Whether there are many full lines, and most of them stop in the middle of a sentence."""
    full = [line for line in lines if wide - SLACK <= line.end <= wide + 2]
    broken = sum(not ends(line.text) for line in full)
    return len(full) >= max(_FULL_AT_LEAST, _FULL_SHARE * len(lines)) and broken >= _BROKEN_SHARE * len(full)
