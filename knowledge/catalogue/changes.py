"""What a publish would change: the decision alone, which needs no database."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from knowledge.catalogue.records import SourceRecord
from knowledge.model import Document

_DOCUMENT = TypeAdapter(Document)
_SOURCE = TypeAdapter(SourceRecord)


@dataclass(frozen=True, slots=True)
class Changes:
    """Names to add, to replace and to remove."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def written(self) -> tuple[str, ...]:
        """What gets a new row."""
        return self.added + self.replaced

    @property
    def deleted(self) -> tuple[str, ...]:
        """What loses the row it has."""
        return self.replaced + self.removed


def decide(held: Mapping[str, str], new: Mapping[str, str], gone: Iterable[str]) -> Changes:
    """Compares digests by name. What is both new and gone stays; gone and never held is nothing."""
    return Changes(
        added=tuple(name for name in new if name not in held),
        replaced=tuple(name for name in new if name in held and held[name] != new[name]),
        removed=tuple(name for name in dict.fromkeys(gone) if name in held and name not in new),
    )


def document_digest(document: Document) -> str:
    """Equal for documents that are equal in every field."""
    return hashlib.sha256(_DOCUMENT.dump_json(document)).hexdigest()


def source_digest(source: SourceRecord) -> str:
    """Equal for files that say the same; when they came in does not count."""
    return hashlib.sha256(_SOURCE.dump_json(source, exclude={"ingested_at"})).hexdigest()
