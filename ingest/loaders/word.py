"""Word documents (.docx): paragraphs and tables in their order, with the numbers Word shows.

Tracked insertions are in, deletions are out, as the document reads when all changes are accepted.
Headers, footers and comments are left out; footnotes, pictures and hidden words are left out and
counted.
"""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from ingest.loaders import archive
from ingest.loaders.extract import Extract
from ingest.loaders.filetype import mismatch
from ingest.loaders.word_numbers import Numbers
from ingest.loaders.word_unseen import Unseen
from knowledge.errors import BadFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc"))
_RUN, _BOX = f"{_W}r", f"{_W}txbxContent"
_TEXT = frozenset((f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
_MARKS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ASIDE = ("pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "instrText", "delInstrText", "rt")
_DELETED = ("del", "moveFrom", "delText")
_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a box in old form
_LEFT_OUT = frozenset([*(f"{_W}{name}" for name in (*_ASIDE, *_DELETED)), _TWICE])
_COUNTED = {
    f"{_W}footnoteReference": "脚注 {} 条",
    f"{_W}endnoteReference": "尾注 {} 条",
    f"{_W}sym": "图形符号 {} 个",
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic": "图片 {} 张",
}
_HIDDEN_LABEL = "隐藏文字 {} 处"


def extract(raw: bytes) -> Extract:
    """The document's text: a line for each paragraph, and for each table row with a tab between cells."""
    archive.check(raw)
    document = _open(raw)
    styles = _part(document, RELATIONSHIP_TYPE.STYLES)
    reader = _Reader(Numbers(_part(document, RELATIONSHIP_TYPE.NUMBERING), styles), Unseen(styles))
    text = "\n".join(reader.lines(document.element.body))
    return Extract(text, removed=reader.removed, hidden=reader.hidden)


def _open(raw: bytes) -> Any:
    try:
        document = docx.Document(BytesIO(raw))
    except MemoryError:
        raise
    except ValueError as problem:  # python-docx's word for a package of another kind
        raise mismatch(".docx", "另一种 Office 文件") from problem
    except Exception as problem:  # a broken package breaks python-docx in many ways
        raise BadFile("不是完整的 Word 文档", "请用 Word 或 WPS 打开，另存为新的 .docx 再试") from problem
    return document


def _part(document: Any, relation: str) -> Any:
    """The root of the part that the document names for its numbering or styles, or None."""
    for related in document.part.rels.values():
        if related.reltype == relation and not related.is_external:
            return getattr(related.target_part, "element", None)
    return None


class _Reader:
    """Reads the body from top to bottom; `removed` counts what it leaves out, `hidden` keeps hidden words."""

    def __init__(self, numbers: Numbers, unseen: Unseen) -> None:
        self.removed: Counter[str] = Counter()
        self.hidden: list[str] = []
        self._numbers = numbers
        self._unseen = unseen

    def lines(self, container: Any) -> Iterator[str]:
        carried = ""
        for block in container:
            if block.tag == _PARAGRAPH:
                boxes: list[Any] = []
                text = carried + "".join(self._words(block, boxes))
                carried = ""
                if _mark_is_deleted(block):
                    carried = text  # the paragraph runs on into the next
                else:
                    yield self._numbers.label(block) + text
                for box in boxes:
                    yield from self.lines(box)
            elif block.tag == _TABLE:
                yield from self._rows(block)
            elif block.tag not in _LEFT_OUT:
                yield from self.lines(block)  # a content control, or a block that was inserted
        if carried:
            yield carried

    def _rows(self, table: Any) -> Iterator[str]:
        for row in _within(table, _ROW):
            if not _row_is_deleted(row):
                yield "\t".join(self._cell(cell) for cell in _within(row, _CELL)).rstrip("\t")

    def _cell(self, cell: Any) -> str:
        return " ".join(word for line in self.lines(cell) for word in line.split("\n") if word.strip())

    def _words(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _LEFT_OUT:
                continue
            if tag in _TEXT:
                yield child.text or ""
            elif tag in _MARKS:
                yield _MARKS[tag]
            elif tag in _COUNTED:
                self.removed[_COUNTED[tag]] += 1
            elif tag == _RUN and self._unseen.hides(child):
                if words := "".join(piece.text or "" for piece in child.iter(*_TEXT)):
                    self.removed[_HIDDEN_LABEL] += 1
                    self.hidden.append(words)
            elif tag == _BOX:
                boxes.append(child)
            else:
                yield from self._words(child, boxes)


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _within(child, tag)


def _mark_is_deleted(paragraph: Any) -> bool:
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None


def _row_is_deleted(row: Any) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None
