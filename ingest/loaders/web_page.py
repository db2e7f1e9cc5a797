"""Web pages: the visible text, a line for each block; nothing is fetched and nothing is run.

Left out are scripts, styles, navigation and what the page itself hides, whose words could otherwise
enter the library unseen: by what an element says of itself, or by a rule of the page's own style sheet.
"""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree, html

from ingest.loaders.characters import visible
from ingest.loaders.encoding import decode
from ingest.loaders.extract import Extract
from ingest.loaders.hiding import Sheet, hides, is_coloured, is_white, read_sheet
from knowledge.errors import BadFile

_HIDDEN_LABEL = "网页里隐藏的内容 {} 处"
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([-\w]+)""", re.I)
_LEFT_OUT = frozenset((
    "script", "style", "nav", "head", "template", "noscript", "iframe", "object", "svg", "canvas",
    "audio", "video", "button", "select", "textarea",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_SHEET = re.compile(r"<style\b[^>]*>(.*?)(?:</style|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.S)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def extract(raw: bytes) -> Extract:
    """The visible text of a page, decoded by its mark, its meta charset, or by what it reads like."""
    stated = _CHARSET.search(raw[:4096])
    source, encoding = decode(raw, declared=stated[1].decode("ascii", "replace") if stated else None)
    source, removed = visible(source)
    lines = _Lines()
    sheet = read_sheet("\n".join(_SHEET.findall(source)))
    hidden = list(_walk(_parse(source), lines, sheet))
    if hidden:
        removed[_HIDDEN_LABEL] = len(hidden)
    return Extract(lines.text(), encoding, Counter(removed), [*hidden, *_COMMENT.findall(source)])


def _parse(source: str) -> etree._Element:
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(source.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments or white space
        return html.Element("html")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # The parser stops there and keeps silent about the rest.
        raise BadFile("的网页标签嵌套得太深，读不完整", "请在浏览器里打开，复制正文另存为 .txt 或 .docx")
    return root


class _Lines:
    """Collects the pieces of a line, and the cells of a row, until something ends it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._cells: list[str] = []
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        self._pieces.append(piece)

    def end_cell(self) -> None:
        self._cells.append(_folded("".join(self._pieces)))
        self._pieces.clear()

    def end(self) -> None:
        self.end_cell()
        line = "\t".join(self._cells).strip("\t")
        self._cells.clear()
        if line:
            self._lines.append(line)

    def end_verbatim(self) -> None:
        """Ends what a <pre> holds: its line breaks and spaces are its own."""
        self._lines.extend("".join(self._pieces).strip("\n").split("\n"))
        self._pieces.clear()

    def text(self) -> str:
        self.end()
        return "\n".join(self._lines)


def _folded(words: str) -> str:
    """White space as a browser shows it; a line broken inside Chinese shows none."""
    return _SPACES.sub(" ", _BREAK_IN_CHINESE.sub("", words)).strip(" ")


def _walk(root: etree._Element, lines: _Lines, sheet: Sheet) -> Iterator[str]:
    """Puts the visible text into `lines`; gives the words of each hidden element that has some."""
    rows: list[bool] = []  # for each table row around us, whether it is one line
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        left_out = element.tag in _LEFT_OUT or _is_hidden(element, sheet)
        if event == "start" and left_out:
            words = "".join(element.itertext()).strip()
            if words and element.tag not in _LEFT_OUT:
                yield words
            walk.skip_subtree()
        elif event == "start":
            _open(element, lines, rows)
        else:
            if not left_out:
                _close(element.tag, lines, rows)
            if element.tail:
                lines.add(element.tail)


def _open(element: etree._Element, lines: _Lines, rows: list[bool]) -> None:
    tag = element.tag
    if tag == "tr":
        lines.end()
        rows.append(_is_one_line(element))
    elif tag == "br" and _inside_pre(element):
        lines.add("\n")
    elif tag == "br" or tag in _BLOCKS or tag in _CELLS:
        _break(lines, rows)
    if element.text:
        lines.add(element.text)


def _close(tag: str, lines: _Lines, rows: list[bool]) -> None:
    if tag == "tr":
        rows.pop()
        lines.end()
    elif tag == "pre":
        lines.end_verbatim()
    elif tag in _CELLS and rows and rows[-1]:
        lines.end_cell()
    elif tag in _BLOCKS or tag in _CELLS:
        _break(lines, rows)


def _break(lines: _Lines, rows: list[bool]) -> None:
    """Ends the line; inside a row that is one line nothing does."""
    if rows and rows[-1]:
        lines.add(" ")
    else:
        lines.end()


def _inside_pre(element: etree._Element) -> bool:
    return next(element.iterancestors("pre"), None) is not None


def _is_hidden(element: etree._Element, sheet: Sheet) -> bool:
    says, names = _says(element), _names(element)
    if hides(says) or names & sheet.hidden:
        return True
    if not (is_white(says) or names & sheet.white):
        return False
    return not any(  # a heading in white on a coloured field is seen
        is_coloured(_says(around)) or _names(around) & sheet.coloured
        for around in (element, *element.iterancestors())
    )


def _names(element: etree._Element) -> frozenset[str]:
    classes = (f".{name}" for name in element.get("class", "").split())
    return frozenset((*classes, f"#{element.get('id')}"))


def _says(element: etree._Element) -> str:
    """What an element says of its own looks, as it would be written in its tag."""
    said = ("style", "color", "bgcolor", "background", "hidden", "aria-hidden")
    return " ".join(f'{name}="{element.get(name)}"' for name in said if element.get(name) is not None)


def _is_one_line(row: etree._Element) -> bool:
    """Whether a row holds data; many pages set whole articles in the cells of a layout table."""
    cells = [child for child in row if child.tag in _CELLS]
    return (
        len(cells) > 1
        and next(row.iterdescendants("table", "pre"), None) is None
        and all(sum(1 for _ in cell.iter("p", "div", "li")) < 2 for cell in cells)
    )
