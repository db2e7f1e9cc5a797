"""How a document begins: its title, and the line with its 文号.

On the web and in a gazette the number stands under the title. Under a red head (吉林省民政厅文件) it
stands above, perhaps with the signer on the same line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning import Paragraph
from ingest.numbering import Level, leading
from ingest.signers import are_names
from knowledge.text import dates, doc_no

TITLE_END = re.compile(
    r"(?:方案|通知|意见|办法|规定|决定|措施|计划|纲要|条例|细则|公告|通告|通报|批复|规划|要点|预案|规范|标准|指南|法|函)"
    r"》?(?:的通知|的意见)?(?:[（(][^（）()]{2,8}[）)])?$"
)
_RED_HEAD = re.compile(r"文\s*件$")
_FURNITURE = re.compile(
    r"附\s*件\s*\d*$|(?:标题|名称|来源|发布(?:时间|日期|机构)|索引号|成文日期|信息分类|主题词)[：:]"
)
_SENTENCE = ("。", "：", "；", "，", ":", ";")
_ROWS = 4  # lines that a title is set in, at most
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a document: the index of its first paragraph, and of the one with its number.

    `sure` says that the title names its subject (关于…), so that a reference is not taken for a head.
    """

    first: int
    number: int
    doc_no: str
    title: str
    sure: bool


def heads(paragraphs: Sequence[Paragraph]) -> list[Head]:
    """Every place in which a document begins."""
    lines = [paragraph.text for paragraph in paragraphs]
    return [_head(lines, index, number) for index, line in enumerate(lines) if (number := doc_no.whole(line))]


def title_without_number(paragraphs: Sequence[Paragraph]) -> str:
    """The title of a text without 文号: its first lines, as far as they are no sentence."""
    lines = [paragraph.text for paragraph in paragraphs[: 2 * _ROWS]]
    for index, line in enumerate(lines):
        if TITLE_END.search(line) and _may_be_title(line):
            return plain([lines[i] for i in _rows_above(lines, index + 1)])
    for line in lines[:3]:
        if _may_be_title(line) and len(line) <= 60:
            return plain([line])
    return lines[0][:30]


def laws(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Where laws begin that have no number: a title, and its first chapter or article not far below."""
    lines = [paragraph.text for paragraph in paragraphs]
    return [
        row
        for row, line in enumerate(lines)
        if TITLE_END.search(line)
        and _may_be_title(line)
        and not (row and _FURNITURE.fullmatch(lines[row - 1]))
        and any(map(_opens_a_law, lines[row + 1 : row + 1 + _ROWS]))
    ]


def _opens_a_law(line: str) -> bool:
    number = leading(line)
    first = number is not None and number.value == 1 and number.level in (Level.PART, Level.ARTICLE)
    return first or re.fullmatch(r"目\s*录", line) is not None


def plain(rows: Sequence[str]) -> str:
    """A title in one piece, without the spaces it was set with."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", "".join(rows))


def _head(lines: Sequence[str], number: int, own_number: str) -> Head:
    above, below = _rows_above(lines, number), _rows_below(lines, number)
    named_above = any("关于" in lines[row] for row in above)
    rows = below if below and not named_above else above
    first = min(rows, default=number) if rows is above else _red_head(lines, number)
    title = plain([lines[row] for row in rows])
    return Head(first, number, own_number, title or own_number, "关于" in title)


def _rows_above(lines: Sequence[str], end: int) -> list[int]:
    """The lines of a title that ends above `end`, up to the one that says 关于 or names who issued it."""
    rows: list[int] = []
    for row in range(end - 1, max(end - 1 - _ROWS, -1), -1):
        if not _may_be_title(lines[row]):
            break
        rows.insert(0, row)
        if "关于" in lines[row]:
            above = row - 1
            if lines[row].startswith("关于") and above >= 0 and are_names(lines[above]):
                rows.insert(0, above)
            return rows
    return rows[-1:]


def _rows_below(lines: Sequence[str], number: int) -> list[int]:
    """The lines of a title that begins below its number, if there is one."""
    rows: list[int] = []
    for row in range(number + 1, min(number + 1 + _ROWS, len(lines))):
        if not _may_be_title(lines[row]):
            break
        rows.append(row)
        if TITLE_END.search(lines[row]):
            return rows
    return []


def _may_be_title(line: str) -> bool:
    return not (
        len(line) > _LONGEST
        or line.endswith(_SENTENCE)
        or _RED_HEAD.search(line)
        or _FURNITURE.match(line)
        or dates.whole_day(line)
        or doc_no.whole(line)
    )


def _red_head(lines: Sequence[str], number: int) -> int:
    return number - 1 if number and _RED_HEAD.search(lines[number - 1]) else number
