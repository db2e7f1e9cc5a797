"""Which documents a file holds, and which of its passages belong to none.

A gazette issue holds several documents behind a cover and a table of contents; a newspaper page may
start in the middle of one and end in other people's notices. What belongs to no document is dropped
with a reason. The text of a dropped passage goes no further than the count of its characters: it may
name private persons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Literal

from ingest.cleaning import Paragraph
from ingest.heads import TITLE_END, heads, laws, plain, title_without_number
from ingest.numbering import leading
from knowledge.text import dates

_ISSUE = re.compile(r"(\d{4})\s*年?\s*第\s*(\d+)\s*期")
_CONTINUED = re.compile(r"^[（(]上接[^（）()]{1,12}[）)]")
_TO_BE_CONTINUED = re.compile(r"[（(]下转[^（）()]{1,12}[）)]$")
_ORIGIN_NOTE = re.compile(r"^据[（(].{2,30}[）)]$|^[（(]?(?:来源|稿源|责任编辑)[：:].{1,40}$")
_COMMENTARY = re.compile(r"^(?:政策解读|图解|相关链接|相关新闻|延伸阅读)[：:]")
# 房屋所有权人:某某…公告 names somebody; a policy that speaks of 产权证 or ends in 特此公告 does not.
_NOTICE = re.compile(r"(?:所有权人|使用权人|持证人)\s*(?:[:：]|[（(])")
# Asked of a newspaper's page only, since policies speak of lost certificates too.
_LOST = re.compile(r"(?:遗失|丢失|不慎).{0,80}?(?:作废|挂失)")
_NOTICE_WORDS = re.compile(r"公告|声明|遗失|作废|启事|坐落")
_NOTICE_HEAD = re.compile(r"^.{2,20}(?:公告|声明|启事)$")
_NOTICE_PIECES = 6  # paragraphs that a notice may have been cut into
_HEAD_OF_FILE = 10  # paragraphs within which the first document of a file begins
_HEAD = 40  # paragraphs within which an issue names itself


@dataclass(frozen=True, slots=True)
class Dropped:
    """A passage that belongs to no document: how much, where, why. `text` never leaves ingest."""

    reason: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The paragraphs of one document, and what stands around them.

    `doc_no` is None where the text gives none. `title` is cleaned of layout spaces. `complete` is
    false for a part of a document. `part_of` names the publication that a piece without number of
    its own stands in; each heading in it is then a clause.
    """

    paragraphs: tuple[Paragraph, ...]
    doc_no: str | None
    title: str
    complete: bool = True
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """A file, divided. `pieces` holds segments and dropped passages in the order of the file."""

    pieces: tuple[Segment | Dropped, ...]
    origin: Literal["web", "gazette", "newspaper"]
    publication: str | None
    published: date | None

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The documents, in the order of the file."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Segment))

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """The passages that belong to no document, in the order of the file."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Dropped))


def divide(paragraphs: Sequence[Paragraph]) -> Division:
    """Finds the documents in a file's paragraphs."""
    publication, published = _issue(paragraphs)
    if publication:
        pieces = _divide_issue(paragraphs, publication)
        return Division(tuple(pieces), "gazette", publication, published)
    pieces, newspaper = _divide_file(paragraphs)
    return Division(tuple(pieces), "newspaper" if newspaper else "web", None, None)


def _issue(paragraphs: Sequence[Paragraph]) -> tuple[str | None, date | None]:
    """The name of the gazette issue that the file is, and its date."""
    head = paragraphs[:_HEAD]
    name = next((p.text for p in head if re.fullmatch(r"[\u4e00-\u9fff]{2,16}公报", p.text)), None)
    if not name:
        return None, None
    number = next((match for p in head if (match := _ISSUE.search(p.text))), None)
    if not number:
        return None, None
    day = next((dates.first_day(p.text) for p in head if p.text.endswith("出版")), None)
    return f"{name}{number[1]}年第{number[2]}期", day


def _drop(paragraphs: Sequence[Paragraph], reason: str) -> list[Dropped]:
    if not paragraphs:
        return []
    return [Dropped(reason, paragraphs[0].line, "\n".join(p.text for p in paragraphs))]


def _divide_issue(paragraphs: Sequence[Paragraph], publication: str) -> list[Segment | Dropped]:
    found = heads(paragraphs)
    if not found:
        return [*_drop(paragraphs, "公报里没有找到带文号的文件")]
    pieces: list[Segment | Dropped] = [
        *_drop(paragraphs[: found[0].first], "公报的封面、目录、编辑名单和版权页，不属于任何文件")
    ]
    ends = [*(head.first for head in found[1:]), len(paragraphs)]
    for head, end in zip(found, ends, strict=True):
        body_end = _part_heading(paragraphs, head.number, end)
        pieces.append(Segment(tuple(paragraphs[head.first : body_end]), head.doc_no, head.title))
        pieces.extend(_parts(paragraphs[body_end:end], publication))
    return pieces


def _part_heading(paragraphs: Sequence[Paragraph], number: int, end: int) -> int:
    """Where a document's body gives way to the next part of the issue: a heading out of its numbering."""
    numbered = False
    for index in range(number + 1, end):
        paragraph = paragraphs[index]
        if leading(paragraph.text):
            numbered = True
        elif numbered and paragraph.marked and not paragraph.text.startswith("附"):
            return index
    return end


def _parts(paragraphs: Sequence[Paragraph], publication: str) -> list[Segment]:
    """What an issue prints behind a document, under headings of its own."""
    return [Segment(tuple(paragraphs), None, publication, part_of=publication)] if paragraphs else []


def _divide_file(paragraphs: Sequence[Paragraph]) -> tuple[list[Segment | Dropped], bool]:
    body = list(paragraphs)
    before: list[Dropped] = []
    after: list[Dropped] = []

    newspaper = any(_CONTINUED.match(p.text) or _TO_BE_CONTINUED.search(p.text) for p in body)
    notices = next((i for i in range(len(body)) if _is_notice(body, i, newspaper=newspaper)), None)
    if notices is not None:
        if notices and _NOTICE_HEAD.search(body[notices - 1].text):
            notices -= 1
        after = _drop(body[notices:], "房产、证件等个人公告，不属于任何文件；其中的姓名、证号不入库")
        body = body[:notices]

    continued = next((i for i, p in enumerate(body[:5]) if _CONTINUED.match(p.text)), None)
    if continued is not None:
        before += _drop(body[:continued], "报纸的栏目名")
        mark, rest = _split(body[continued], _CONTINUED)
        before += _drop([mark], "报纸的转版说明")
        body = [*([rest] if rest else []), *body[continued + 1 :]]

    title = ""
    tail: list[Dropped] = []
    while body and (reason := _tail_reason(body[-1], newspaper=continued is not None)):
        if reason is _READ_AS_TITLE:
            title = plain([body[-1].text])
        tail = [*_drop([body[-1]], reason), *tail]
        body = body[:-1]
    if body and (match := _TO_BE_CONTINUED.search(body[-1].text)):
        mark = replace(body[-1], text=match.group())
        body[-1] = replace(body[-1], text=body[-1].text[: match.start()])
        tail = [*_drop([mark], "报纸的转版说明"), *tail]
    pieces: list[Segment | Dropped] = [*before]
    if body:
        pieces.extend(_segments(body, title, complete=continued is None))
    return [*pieces, *tail, *after], continued is not None


_READ_AS_TITLE = "报纸把题目排在文末，已读作题名"


def _tail_reason(paragraph: Paragraph, *, newspaper: bool) -> str | None:
    if _ORIGIN_NOTE.match(paragraph.text):
        return "转载处注明的来源"
    if _COMMENTARY.match(paragraph.text):
        return "解读、链接的题目，其正文没有收录"
    if newspaper and TITLE_END.search(paragraph.text) and len(paragraph.text) < 60:
        return _READ_AS_TITLE
    return None


def _is_notice(paragraphs: Sequence[Paragraph], index: int, *, newspaper: bool) -> bool:
    """Whether a notice about a person begins here, however narrow the columns it was cut into."""
    first, *more = (paragraph.text for paragraph in paragraphs[index : index + _NOTICE_PIECES])
    text = "".join((first, *takewhile(lambda piece: not leading(piece), more)))
    match = _NOTICE.search(text)
    if match and match.start() < len(first) and _NOTICE_WORDS.search(text):
        return True
    lost = _LOST.search(text) if newspaper and not leading(first) else None
    return lost is not None and lost.start() < len(first)


def _split(paragraph: Paragraph, mark: re.Pattern[str]) -> tuple[Paragraph, Paragraph | None]:
    match = mark.match(paragraph.text)
    end = match.end() if match else 0
    rest = paragraph.text[end:].strip()
    return replace(paragraph, text=paragraph.text[:end]), replace(paragraph, text=rest) if rest else None


def _segments(body: list[Paragraph], title: str, *, complete: bool) -> list[Segment]:
    """The documents of a file: one, or several that were put together, each with its number."""
    found = heads(body)
    own = next((head for head in found if head.sure), found[0] if found else None)
    if own is None or own.first > _HEAD_OF_FILE:
        return _laws(body) or [
            Segment(tuple(body), None, title or title_without_number(body), complete=complete)
        ]
    begins = [own, *(h for h in found if h.sure and h.first > own.number and h.doc_no != own.doc_no)]
    ends = [*(head.first for head in begins[1:]), len(body)]
    starts = [0, *ends[:-1]]
    return [
        Segment(tuple(body[start:end]), head.doc_no, head.title)
        for head, start, end in zip(begins, starts, ends, strict=True)
    ]


def _laws(body: list[Paragraph]) -> list[Segment]:
    """The laws of a collection; none where the file is not one."""
    begins = laws(body)
    if len(begins) < 2:
        return []
    starts, ends = [0, *begins[1:]], [*begins[1:], len(body)]
    return [
        Segment(tuple(body[start:end]), None, plain([body[title].text]))
        for title, start, end in zip(begins, starts, ends, strict=True)
    ]
