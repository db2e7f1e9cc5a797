"""PDF files that hold text: page after page, with the page numbers taken off.

A line that is set in keeps that as spaces, since it tells where a paragraph begins.
A page that is a picture holds no text to read; a file of such pages is refused, and single ones are
counted. Columns are not told apart: a newspaper page reads across them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, resolve1

from ingest.loaders.extract import Extract
from ingest.loaders.pdf_unseen import painted, seen
from knowledge.errors import BadFile

_PAGE_NUMBER_LABEL = "页码 {} 行"
_RUNNING_LABEL = "重复的页眉页脚 {} 行"
_HIDDEN_LABEL = "看不见的文字 {} 处"
_EMPTY_PAGE_LABEL = "没有文字的页（空白或扫描）{} 页"
_DASHED = re.compile(r"[-—–－―─·•~\s]+\d{1,4}[-—–－―─·•~\s]+")
_OF_PAGES = re.compile(r"第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}")
_BARE = re.compile(r"\d{1,4}")
_GLYPH = re.compile(r"\(cid:\d+\)")  # what pdfminer writes for a glyph whose character is not told
_SPARSE = 30  # characters a page, up to which a page with a picture is a scan with a scanner's stamp
_GARBLED = 0.1
_RUNNING_PAGES, _RUNNING_SHARE = 3, 0.4
_OCR = "请先用文字识别（OCR）软件转成带文字的 PDF、.docx 或 .txt 再试"


@dataclass(frozen=True, slots=True)
class _Page:
    lines: tuple[str, ...]
    has_picture: bool
    hidden: str

    @property
    def letters(self) -> int:
        return sum(len("".join(line.split())) for line in self.lines)

    @property
    def is_scan(self) -> bool:
        return self.has_picture and self.letters <= _SPARSE


def extract(raw: bytes) -> Extract:
    """The text of all pages, a blank line between two; BadFile without a text layer."""
    if not raw.rstrip(b"\0\r\n ")[-4096:].count(b"%%EOF"):
        # pdfminer would read what there is and keep silent about the rest.
        raise BadFile("不完整，后半截缺失", "可能没有传完，请重新下载再试")
    pages = _read(raw)
    if not any(page.letters for page in pages) or all(
        page.is_scan for page in pages if page.letters or page.has_picture
    ):
        raise BadFile("无文本层，多半是扫描件", _OCR)
    removed: Counter[str] = Counter()
    if empty := sum(page.is_scan or not page.letters for page in pages):
        removed[_EMPTY_PAGE_LABEL] = empty
    hidden = [page.hidden for page in pages if page.hidden]
    if hidden:
        removed[_HIDDEN_LABEL] = len(hidden)
    texts = ["\n".join(lines) for lines in _without_furniture([page.lines for page in pages], removed)]
    text = "\n\n".join(page for page in texts if page.strip())
    if len(_GLYPH.findall(text)) > _GARBLED * len(_GLYPH.sub("字", text)):
        raise BadFile("的文本层读不出汉字（字体没有带文字对照）", _OCR)
    return Extract(text, removed=removed, hidden=hidden)


def _read(raw: bytes) -> list[_Page]:
    try:
        with pdfplumber.open(BytesIO(raw)) as document:
            return [_page(page) for page in document.pages]
    except (MemoryError, BadFile):
        raise
    except Exception as problem:  # a broken file breaks pdfminer in many ways
        if _is_locked(problem):
            raise BadFile("加了密码，读不出内容", "请用原密码打开，去掉密码后另存再试") from problem
        raise _broken() from problem


def _broken() -> BadFile:
    return BadFile("不是完整的 PDF 文件，读不出内容", "请重新下载，或用原软件重新导出 PDF 再试")


def _is_locked(problem: BaseException) -> bool:
    # pdfplumber wraps the exception of pdfminer and leaves it among its arguments.
    return isinstance(problem, PDFPasswordIncorrect) or any(
        isinstance(inner, PDFPasswordIncorrect) for inner in (*problem.args, problem.__context__)
    )


def _page(page: Any) -> _Page:
    _check_streams(page)
    painted(page)
    shown, hidden = seen(page)
    single = shown.dedupe_chars() if _is_overprinted(shown.chars) else shown
    made = _Page(tuple(_lines(single)), bool(page.images), hidden)
    page.close()  # frees the page's objects; a thousand pages would not fit otherwise
    return made


def _lines(page: Any) -> list[str]:
    """The lines from top to bottom, each with as many wide spaces as it is set in by."""
    lines = page.extract_text_lines(return_chars=True)
    starts = Counter(round(line["x0"]) for line in lines)
    margin = min((x for x, count in starts.items() if count > 1), default=min(starts, default=0))
    return ["\u3000" * _set_in(line, margin) + line["text"] for line in lines]


def _set_in(line: dict[str, Any], margin: float) -> int:
    """By how many of its characters a line is set in."""
    size: float = line["chars"][0]["size"]
    return max(0, round((line["x0"] - margin) / size)) if size else 0


def _check_streams(page: Any) -> None:
    """BadFile where a page's content does not unpack: pdfminer takes such a page for an empty one."""
    for reference in page.page_obj.contents:
        stream = resolve1(reference)
        if isinstance(stream, PDFStream) and stream.rawdata and stream.get_data() == b"":
            raise _broken()


def _is_overprinted(characters: Sequence[dict[str, Any]]) -> bool:
    """Whether letters stand on themselves: bold faked by printing twice reads 标标题题."""
    places = {(c["text"], round(c["x0"]), round(c["top"])) for c in characters if not c["text"].isspace()}
    return len(places) < sum(not c["text"].isspace() for c in characters)


def _without_furniture(pages: Sequence[Sequence[str]], removed: Counter[str]) -> list[list[str]]:
    """The pages without page numbers, and without all but the first of a repeated head or foot."""
    stripped = [list(page) for page in pages]
    for edge in (0, -1):
        numbers = _bare_numbers(stripped, edge)
        for page in stripped:
            if page and (_is_page_number(page[edge]) or (numbers and _BARE.fullmatch(page[edge].strip()))):
                del page[edge]
                removed[_PAGE_NUMBER_LABEL] += 1
        for line in _running(stripped, edge):
            repeats = [page for page in stripped if page and page[edge] == line]
            for page in repeats[1:]:
                del page[edge]
                removed[_RUNNING_LABEL] += 1
    return stripped


def _is_page_number(line: str) -> bool:
    return bool(_DASHED.fullmatch(line) or _OF_PAGES.fullmatch(line.strip()))


def _bare_numbers(pages: Sequence[Sequence[str]], edge: int) -> bool:
    """Whether lone digits at this edge count the pages: they grow by one from page to page."""
    found = {i: int(p[edge]) for i, p in enumerate(pages) if p and _BARE.fullmatch(p[edge].strip())}
    return len(found) > 1 and len({number - index for index, number in found.items()}) == 1


def _running(pages: Sequence[Sequence[str]], edge: int) -> list[str]:
    counts = Counter(page[edge] for page in pages if page and page[edge].strip())
    return [line for line, n in counts.items() if n >= max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))]
