"""Web pages: the visible text, a line for each block; nothing is fetched and nothing is run.

Left out are scripts, styles, navigation and what the page itself hides, whose words could otherwise
enter the library unseen. Class names in style sheets are not looked up: only what an element says of
itself counts as hidden.
"""

import re
from collections import Counter

from lxml import etree, html

from ingest.loaders.characters import visible
from ingest.loaders.encoding import decode
from ingest.loaders.extract import Extract
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
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])",
    re.I,
)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def extract(raw: bytes) -> Extract:
    """The visible text of a page, decoded by its mark, its meta charset, or by what it reads like."""
    stated = _CHARSET.search(raw[:4096])
    source, encoding = decode(raw, declared=stated[1].decode("ascii", "replace") if stated else None)
    source, removed = visible(source)
    lines = _Lines()
    hidden = _walk(_parse(source), lines)
    if hidden:
        removed[_HIDDEN_LABEL] = hidden
    return Extract(lines.text(), encoding, Counter(removed))


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


def _walk(root: etree._Element, lines: _Lines) -> int:
    """Puts the visible text into `lines`; returns how many hidden elements had words."""
    hidden = 0
    rows: list[bool] = []  # for each table row around us, whether it is one line
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        left_out = element.tag in _LEFT_OUT or _is_hidden(element)
        if event == "start" and left_out:
            hidden += element.tag not in _LEFT_OUT and bool("".join(element.itertext()).strip())
            walk.skip_subtree()
        elif event == "start":
            _open(element, lines, rows)
        else:
            if not left_out:
                _close(element.tag, lines, rows)
            if element.tail:
                lines.add(element.tail)
    return hidden


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


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden", "").strip().lower() == "true"
        or bool(_HIDING_STYLE.search(element.get("style", "")))
    )


def _is_one_line(row: etree._Element) -> bool:
    """Whether a row holds data; many pages set whole articles in the cells of a layout table."""
    cells = [child for child in row if child.tag in _CELLS]
    return (
        len(cells) > 1
        and next(row.iterdescendants("table", "pre"), None) is None
        and all(sum(1 for _ in cell.iter("p", "div", "li")) < 2 for cell in cells)
    )
