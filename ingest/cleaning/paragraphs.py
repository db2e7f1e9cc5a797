"""Paragraphs put together again from newspaper columns, PDF lines and page breaks.

A paragraph is one line of the canonical text. Only white space and Markdown heading marks are lost
on the way: `squeeze` of the paragraphs is `squeeze` of the file, and ingest asserts it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.cleaning.lines import Line, column_width, split, width
from ingest.numbering import Level, leading
from knowledge.text import dates, doc_no

_ENDS = "。！？：；…"
_CLOSERS = "”’）)》〉】"
_SENTENCE_END = re.compile(rf"[{_ENDS}][{_CLOSERS}]*$")
_ONLY_BRACKET = re.compile(
    r"^[（(][^（()）]{2,200}(?:负责|责任单位[^（()）]*)[）)]$|^[（(]责任单位[：:].*[）)]$"
)
_TITLE_END = re.compile(r"(?:通知|方案|办法|意见|公告|声明|决定|规定|措施|条例|细则|计划|纲要)$")
_PAGE_MARK = re.compile(r"[（(](?:上接|下转)")  # （上接03版）
_LONG = 25  # characters: a shorter line without an end mark is a title or a signature, not half a sentence
_SLACK = 8  # columns that a full line may fall short of the column: marks that may not open a line
_INDENT = 4  # columns that the first line of a paragraph starts further in


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `marked` if the file set it as a heading, `line` its first line in the file."""

    text: str
    marked: bool
    line: int


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a file's text, in order."""
    lines = split(text)
    wide = column_width(lines)
    joins = _joins_in_columns(lines, wide) if wide else _joins_over_pages(lines)
    made: list[Paragraph] = []
    for line, join in zip(lines, joins, strict=True):
        if join and made:
            last = made[-1]
            made[-1] = Paragraph(_glue(last.text, line.text), last.marked, last.line)
        else:
            made.append(Paragraph(line.text, line.marked, line.number))
    return [Paragraph(_tidy(made_.text), made_.marked, made_.line) for made_ in made]


def _tidy(text: str) -> str:
    """The same characters without the spaces that scanning and layout put between them."""
    text = re.sub(r"[\s\u3000]+", " ", text).strip()
    if re.fullmatch(r"(?:[\u4e00-\u9fff] )+[\u4e00-\u9fff]", text):  # 吉 林 省 民 政 厅
        return text.replace(" ", "")
    text = re.sub(r"(?<=[\u4e00-\u9fff，、]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])", "", text)
    return re.sub(r"(?<=^\d[.．]) |(?<=^\d\d[.．]) |(?<=[）)]) (?=[\u4e00-\u9fff(（])", "", text)


def _joins_in_columns(lines: Sequence[Line], wide: int) -> Iterable[bool]:
    """For each line of a column, whether it goes on the sentence of the line before."""
    before: Line | None = None
    for line in lines:
        yield before is not None and not _column_break(before, line, wide)
        before = line


def _column_break(before: Line, line: Line, wide: int) -> bool:
    number = leading(before.text)
    short = width(before.text) < wide - _SLACK - (_INDENT if number else 0)
    ended = bool(_SENTENCE_END.search(before.text)) or before.text[-1] in "）)"
    if _PAGE_MARK.match(line.text) or line.marked:
        return True
    if max(width(line.text), width(before.text)) > wide + _SLACK:
        return True
    if leading(line.text) and (ended or (short and number)):
        return True
    if short and (number or doc_no.whole(before.text) or dates.whole_day(before.text)):
        return not _open(before.text) and not before.text.endswith(("，", "、", "；"))
    return short and ended


def _joins_over_pages(lines: Sequence[Line]) -> Iterable[bool]:
    """For each line, whether a page break cut it off from the line before."""
    before: Line | None = None
    held = ""  # the paragraph so far, since a break can leave a bracket or a quotation open
    for line in lines:
        join = before is not None and _page_break(before, held, line)
        held = held + line.text if join else line.text
        yield join
        before = line


def _page_break(before: Line, held: str, line: Line) -> bool:
    if before.marked or line.marked:
        return False
    if _ONLY_BRACKET.match(line.text):
        return not held.endswith(("负责）", "负责)"))
    number = leading(line.text)
    if number and number.level is not Level.ITEM:
        return False
    if not line.after_blank:
        # Lines of one block: a title set in two lines, or signers, one a line.
        return _open_title(held)
    if _SENTENCE_END.search(held):
        return False
    if number or dates.whole_day(line.text) or doc_no.whole(line.text):
        return False
    if _open(held):
        return True
    return len(held) >= _LONG and not _TITLE_END.search(held) and held[-1] not in "）)》"


def _open_title(text: str) -> bool:
    """Whether a title's 《 still waits for its 》."""
    return text.count("《") > text.count("》") and len(text) < 120


def _open(text: str) -> bool:
    """Whether a bracket or a quotation mark was opened and not closed."""
    return (
        text.count("“") > text.count("”")
        or text.count("《") > text.count("》")
        or sum(map(text.count, "（(")) > sum(map(text.count, "）)"))
    )


def _glue(first: str, second: str) -> str:
    """Two halves of a line: a space only between Latin words, since Chinese has none."""
    latin = first[-1].isascii() and first[-1].isalpha() and second[0].isascii() and second[0].isalpha()
    return f"{first} {second}" if latin else first + second
