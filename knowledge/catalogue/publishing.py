"""Applying a publish inside one transaction: sources, whole documents, and the audit of both."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, bindparam, delete, insert, select

from knowledge.catalogue.changes import Changes, decide, document_digest, source_digest
from knowledge.catalogue.records import Change, SourceRecord
from knowledge.catalogue.schema import audit, clause, document, source
from knowledge.errors import BadFile
from knowledge.model import Document

_WHO = "ingest"  # nobody else publishes


def current_revision(connection: Connection) -> int:
    """The number of the last publish that changed something; 0 for an empty catalogue."""
    last = select(audit.c.revision).order_by(audit.c.id.desc()).limit(1)
    return connection.scalar(last) or 0


def apply(
    connection: Connection,
    *,
    sources: Sequence[SourceRecord],
    documents: Sequence[Document],
    withdrawn: Sequence[str],
    removed_sources: Sequence[str],
    at: datetime,
) -> int:
    """Writes what differs from what is held, and returns the revision that then holds.

    Of a name given twice the last counts; a name both written and withdrawn is written.
    """
    _require_one_clause_per_label(documents)
    revision = current_revision(connection)
    source_changes = _write_sources(connection, {each.name: each for each in sources}, removed_sources)
    document_changes = _write_documents(connection, {each.doc_no: each for each in documents}, withdrawn)
    entries = [
        *_entries(source_changes, Change.SOURCE_ADDED, Change.SOURCE_REPLACED, Change.SOURCE_REMOVED),
        *_entries(
            document_changes,
            Change.DOCUMENT_ADDED,
            Change.DOCUMENT_REPLACED,
            Change.DOCUMENT_WITHDRAWN,
        ),
    ]
    if not entries:
        return revision
    who_and_when = {"revision": revision + 1, "at": at, "who": _WHO}
    connection.execute(insert(audit), [entry | who_and_when for entry in entries])
    return revision + 1


def _require_one_clause_per_label(documents: Sequence[Document]) -> None:
    for each in documents:
        seen = set[str]()
        for item in each.clauses:
            if item.label in seen:
                raise BadFile(
                    f"{each.doc_no} 有两条的编号都是 {item.label!r}，引用时分不清",
                    "请核对原文这两处的编号",
                )
            seen.add(item.label)


def _write_sources(connection: Connection, new: dict[str, SourceRecord], gone: Sequence[str]) -> Changes:
    digests = {name: source_digest(each) for name, each in new.items()}
    changes = decide(_held(connection, source.c.name, source.c.digest), digests, gone)
    _delete(connection, source.c.name, changes)
    if changes.written:
        connection.execute(
            insert(source),
            [
                {
                    "name": name,
                    "sha256": new[name].sha256,
                    "kind": new[name].kind,
                    "ingested_at": new[name].ingested_at,
                    "reading": new[name].reading,
                    "report": new[name].report,
                    "digest": digests[name],
                }
                for name in changes.written
            ],
        )
    return changes


def _write_documents(connection: Connection, new: dict[str, Document], gone: Sequence[str]) -> Changes:
    digests = {doc_no: document_digest(each) for doc_no, each in new.items()}
    changes = decide(_held(connection, document.c.doc_no, document.c.digest), digests, gone)
    _delete(connection, document.c.doc_no, changes)  # the clauses go with their document
    written = [new[doc_no] for doc_no in changes.written]
    if written:
        connection.execute(insert(document), [_document_row(each, digests[each.doc_no]) for each in written])
    clauses = [row for each in written for row in _clause_rows(each)]
    if clauses:
        connection.execute(insert(clause), clauses)
    return changes


def _held(connection: Connection, name: Column[str], digest: Column[str]) -> dict[str, str]:
    return dict(connection.execute(select(name, digest)).all())


def _delete(connection: Connection, name: Column[str], changes: Changes) -> None:
    outdated = [{"outdated": each} for each in changes.deleted]
    if outdated:
        connection.execute(delete(name.table).where(name == bindparam("outdated")), outdated)


def _document_row(each: Document, digest: str) -> dict[str, Any]:
    return {
        "doc_no": each.doc_no,
        "title": each.title,
        "text": each.text,
        "issuers": each.issuers,
        "issued": each.issued,
        "phases": each.phases,
        "deadlines": each.deadlines,
        "attachments": each.attachments,
        "sources": each.sources,
        "differences": each.differences,
        "clause_count": len(each.clauses),
        "period": each.period,
        "digest": digest,
    }


def _clause_rows(each: Document) -> Iterator[dict[str, Any]]:
    for position, item in enumerate(each.clauses):
        yield {
            "doc_no": each.doc_no,
            "position": position,
            "label": item.label,
            "headings": item.headings,
            "spans": item.spans,
            "text": item.text,
            "duties": item.duties,
            "is_heading": item.is_heading,
        }


def _entries(changes: Changes, added: Change, replaced: Change, removed: Change) -> list[dict[str, Any]]:
    return [
        {"what": what, "object": name}
        for what, names in (
            (added, changes.added),
            (replaced, changes.replaced),
            (removed, changes.removed),
        )
        for name in names
    ]
