"""Which lines go on the paragraph above them: broken at the width of a column or page, or by its end.

In a file whose lines are broken at a width, a full line goes on. In any other a line is a paragraph,
and only page breaks are mended.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ingest.cleaning.lines import SLACK, Line, ends, wrapped_width
from ingest.numbering import Level, leading
from knowledge.text import dates, doc_no

_ONLY_BRACKET = re.compile(
    r"^[（(][^（()）]{2,200}(?:负责|责任单位[^（()）]*)[）)]$|^[（(]责任单位[：:].*[）)]$"
)
_TITLE_END = re.compile(r"(?:通知|方案|办法|意见|公告|声明|决定|规定|措施|条例|细则|计划|纲要)$")
_OWN_LINE = re.compile(r"[（(](?:上接|下转)|附\s*件\s*\d{0,2}\s*[：:]")  # （上接03版）, 附件1：
_LONG = 25  # characters: a shorter line without an end mark is a title or a signature, not half a sentence


def joins(lines: Sequence[Line]) -> Iterator[bool]:
    """For each line, whether it goes on the paragraph of the line before."""
    goes_on = _rule(lines)
    before: Line | None = None
    held = ""  # the paragraph so far, since a break can leave a bracket or a quotation open
    for line in lines:
        join = before is not None and goes_on(held, before, line)
        held = held + line.text if join else line.text
        yield join
        before = line


def _rule(lines: Sequence[Line]) -> Callable[[str, Line, Line], bool]:
    wide = wrapped_width(lines)
    return partial(_in_wrapped, wide) if wide else _over_page


def _in_wrapped(wide: int, held: str, before: Line, line: Line) -> bool:
    """A full line goes on, unless a paragraph happens to end with it."""
    if before.marked or line.marked or _OWN_LINE.match(line.text):
        return False
    if _ONLY_BRACKET.match(line.text):
        return _wants_bracket(held)
    # A bracket or quotation that was opened may have gone to the next line whole.
    if before.end < wide - SLACK * (2 if _open(held) else 1):
        return False
    if max(before.end, line.end) > wide + SLACK or _is_title(held) or doc_no.whole(held):
        return False
    if leading(line.text) and (ends(held) or held[-1] in "）)" or line.is_set_in):
        return False
    if ends(held):
        return not line.is_set_in and not _is_name(line, wide)
    if line.is_set_in:  # a list that hangs from its numbers, or a new paragraph
        return bool(leading(held)) and line.indent >= before.indent
    return not dates.whole_day(line.text) and not doc_no.whole(line.text)


def _is_title(text: str) -> bool:
    return bool(_TITLE_END.search(text)) and not re.search("[，。；：]", text)


def _is_name(line: Line, wide: int) -> bool:
    """Whether it is a signature or a heading rather than the end of a paragraph."""
    return not ends(line.text) and line.end < wide / 2


def _over_page(held: str, before: Line, line: Line) -> bool:
    if before.marked or line.marked:
        return False
    if _ONLY_BRACKET.match(line.text):
        return _wants_bracket(held)
    number = leading(line.text)
    if number and number.level is not Level.ITEM:
        return False
    if not line.after_blank:
        # Lines of one block: a title set in two lines, or signers, one a line.
        return _open_title(held)
    if ends(held):
        return False
    if number or dates.whole_day(line.text) or doc_no.whole(line.text):
        return False
    if _open(held):
        return True
    return len(held) >= _LONG and not _TITLE_END.search(held) and held[-1] not in "）)》"


def _wants_bracket(text: str) -> bool:
    """Whether the departments responsible are still to be named."""
    return not text.endswith(("负责）", "负责)"))


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
