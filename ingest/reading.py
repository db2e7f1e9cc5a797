"""One file, read: the documents in it, and an account of every character.

`read` is pure. Its result is kept in the catalogue beside the file's hash, so that documents can be
put together anew when another copy of one comes in, without going back to the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from ingest.cleaning import paragraphs
from ingest.parser import Parsed, parse
from ingest.segments import Division, Dropped, divide
from knowledge.errors import BadFile
from knowledge.text.squeeze import squeeze

# Counted up with every change of loaders, cleaning or parser that reads some file otherwise: a file
# read by another version is read again when it is next given.
READER = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage left out: why, where it begins (line, from 1), how many characters. Never its words."""

    reason: str
    line: int
    characters: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `origin` is the kind of copy: web, gazette or newspaper."""

    origin: Literal["web", "gazette", "newspaper"]
    documents: tuple[Parsed, ...]
    dropped: tuple[Passage, ...]
    characters: int


class TextLost(BadFile):
    """Clauses and dropped passages do not add up to the file: a fault of ours, and nothing is kept."""


_JSON = TypeAdapter(Reading)


def to_json(reading: Reading) -> dict[str, Any]:
    """A reading as the catalogue keeps it, with the version that read it."""
    return {"reader": READER, **_JSON.dump_python(reading, mode="json")}


def is_current(kept: Mapping[str, Any]) -> bool:
    """Whether a kept reading is what this version would read."""
    return kept.get("reader") == READER


def from_json(kept: Mapping[str, Any]) -> Reading | None:
    """The inverse of `to_json`; None for a reading that another version described otherwise."""
    try:
        return _JSON.validate_json(json.dumps(kept))
    except ValidationError:
        return None


def read(text: str, *, name: str) -> Reading:
    """Reads a file's text.

    Args:
        text: the file's text, as its loader gave it.
        name: the file's name without suffix, the title of last resort.

    Raises:
        BadFile: there is nothing in it that could be a clause.
        TextLost: the account does not balance.
    """
    division = divide(paragraphs(text))
    if not division.segments:
        raise BadFile(f"{name} 里没有找到可以入库的文件正文", "请确认它是政策文件")
    documents = tuple(
        parse(
            segment,
            doc_no=segment.doc_no or segment.part_of or segment.title or name,
            issued=division.published if segment.part_of else None,
        )
        for segment in division.segments
    )
    _balance(text, division, documents, name)
    dropped = tuple(
        Passage(piece.reason, piece.line + 1, len(squeeze(piece.text))) for piece in division.dropped
    )
    return Reading(division.origin, documents, dropped, len(squeeze(text)))


def _balance(text: str, division: Division, documents: tuple[Parsed, ...], name: str) -> None:
    """Clauses + dropped passages = the file, and a document's clauses tile its text."""
    for document in documents:
        spans = sorted((span.start, span.end) for c in document.clauses for span in c.spans)
        if "\n".join(document.text[start:end] for start, end in spans) != document.text:
            raise TextLost(f"{name} 中 {document.doc_no} 的条款拼不回原文", "这是程序的错误，请报告")
    remaining = iter(documents)
    pieces = (piece.text if isinstance(piece, Dropped) else next(remaining).text for piece in division.pieces)
    kept, whole = squeeze("".join(pieces)), squeeze(text)
    if kept != whole:
        missing = abs(len(whole) - len(kept)) or 1
        raise TextLost(f"{name} 读入后有 {missing} 个字对不上", "这是程序的错误，请报告")
