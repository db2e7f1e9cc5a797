"""What the catalogue hands out besides documents: sources, summaries, audit entries."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from knowledge.model import Period, SourceRef


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One file that came in, as ingest understood it.

    `name` is the file name without its suffix and the identity: a new file of that name takes the
    old one's place. `reading` (what was read out of it) and `report` (clauses kept, passages
    dropped and why) are JSON whose shape is ingest's own affair.
    """

    name: str
    sha256: str
    kind: str
    ingested_at: datetime
    reading: dict[str, Any]
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its texts, as a list of documents needs it."""

    doc_no: str
    title: str
    issued: date | None
    issuers: tuple[str, ...]
    clause_count: int
    period: Period | None
    sources: tuple[SourceRef, ...]


class Change(StrEnum):
    """What a publish did to one document or one source."""

    DOCUMENT_ADDED = "document_added"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    SOURCE_ADDED = "source_added"
    SOURCE_REPLACED = "source_replaced"
    SOURCE_REMOVED = "source_removed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log that only grows: `who` did `what` to `object` (a 文号 or file name).

    No free text and nothing about persons stands in it.
    """

    revision: int
    at: datetime
    who: str
    what: Change
    object: str


def utc_now() -> datetime:
    """The time, unless a caller brings a clock of its own."""
    return datetime.now(UTC)
