"""The catalogue itself: opened once by the factory, read from any thread, written by ingest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Executable, RowMapping, select, text

from knowledge.catalogue.connection import Engines, open_engines
from knowledge.catalogue.publishing import apply, current_revision
from knowledge.catalogue.records import (
    AuditEntry,
    Change,
    DocumentSummary,
    SourceRecord,
    utc_now,
)
from knowledge.catalogue.schema import audit, clause, document, embedding, source
from knowledge.catalogue.version import bring_to_head, require_head
from knowledge.errors import NotFound
from knowledge.model import Clause, ClauseRef, Document

T = TypeVar("T")

_BATCH = 500  # rows in one go: streamed, looked up or inserted

_CLAUSE = select(
    clause.c.doc_no,
    clause.c.label,
    clause.c.headings,
    clause.c.spans,
    clause.c.text,
    clause.c.duties,
    clause.c.is_heading,
)

# The same words in both databases, which SQLAlchemy's two upserts are not.
_ADD_VECTOR = text(
    "INSERT INTO embedding (fingerprint, key, vector) VALUES (:fingerprint, :key, :vector)"
    " ON CONFLICT DO NOTHING"
)


class Catalogue:
    """Everything known, in one SQL database. Use it as a context manager, or `close` it.

    Nothing is cached: each call reads what was last committed, by whatever process. Storage that
    fails raises CatalogueUnavailable, and StorageFull when there is no room left to write.
    """

    def __init__(self, engines: Engines, *, now: Callable[[], datetime]) -> None:
        self._engines = engines
        self._now = now

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = True,
        busy_seconds: float = 5.0,
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Opens the database at `url` with its tables brought up to date.

        Without `create`, a catalogue that is not there yet is refused. `busy_seconds` is how long
        a writer waits for its turn.
        """
        engines = open_engines(url, create=create, busy_seconds=busy_seconds)
        try:
            bring_to_head(engines, create=create)
        except BaseException:
            engines.dispose()
            raise
        return cls(engines, now=now)

    def close(self) -> None:
        """Closes the connections."""
        self._engines.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def revision(self) -> int:
        """Goes up by one with every publish that changed something; 0 when empty."""
        with self._engines.reader.connect() as connection:
            return current_revision(connection)

    def check(self) -> None:
        """Raises CatalogueUnavailable unless the database answers and has this program's tables."""
        with self._engines.reader.connect() as connection:
            require_head(connection)

    def sources(self) -> tuple[SourceRecord, ...]:
        """Every file that came in, by name."""
        rows = self._all(
            select(
                source.c.name,
                source.c.sha256,
                source.c.kind,
                source.c.ingested_at,
                source.c.reading,
                source.c.report,
            ).order_by(source.c.name)
        )
        return tuple(SourceRecord(**row) for row in rows)

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document by 文号, without texts."""
        rows = self._all(
            select(
                document.c.doc_no,
                document.c.title,
                document.c.issued,
                document.c.issuers,
                document.c.clause_count,
                document.c.period,
                document.c.sources,
            ).order_by(document.c.doc_no)
        )
        return tuple(DocumentSummary(**row) for row in rows)

    def document(self, doc_no: str) -> Document:
        """The whole document; NotFound if there is none."""
        with self._engines.reader.connect() as connection:
            head = connection.execute(select(document).where(document.c.doc_no == doc_no)).one_or_none()
            if head is None:
                raise NotFound(
                    f"目录库里没有 {doc_no}", "请核对文号（括号用〔〕），或先用 hotline ingest 收入"
                )
            clauses = connection.execute(
                _CLAUSE.where(clause.c.doc_no == doc_no).order_by(clause.c.position)
            ).mappings()
            return Document(
                doc_no=head.doc_no,
                title=head.title,
                text=head.text,
                clauses=tuple(_clause(row) for row in clauses),
                issuers=head.issuers,
                issued=head.issued,
                phases=head.phases,
                deadlines=head.deadlines,
                attachments=head.attachments,
                sources=head.sources,
                differences=head.differences,
            )

    def clause(self, ref: ClauseRef) -> Clause:
        """The clause; NotFound if there is none."""
        rows = self._all(_CLAUSE.where(clause.c.doc_no == ref.doc_no, clause.c.label == ref.label))
        if not rows:
            raise NotFound(f"目录库里没有 {ref.doc_no} 的 {ref.label}", "请核对文号和条款编号")
        return _clause(rows[0])

    def clauses(self) -> Iterator[tuple[str, Clause]]:
        """Each clause with its document's 文号, by 文号 and then as they stand in the text.

        Streamed from the state the catalogue has when the first one is asked for.
        """
        query = _CLAUSE.order_by(clause.c.doc_no, clause.c.position)
        with (
            self._engines.reader.connect() as connection,
            connection.execute(query, execution_options={"yield_per": _BATCH}) as result,
        ):
            for row in result.mappings():
                yield row["doc_no"], _clause(row)

    def publish(
        self,
        *,
        sources: Sequence[SourceRecord] = (),
        documents: Sequence[Document] = (),
        withdrawn: Sequence[str] = (),
        removed_sources: Sequence[str] = (),
    ) -> int:
        """Writes all of it or nothing, and returns the revision that then holds.

        A document replaces the one of its 文号 whole. What is equal to what is held is left alone
        (for a source, whenever it came in), and if everything is, the revision stays.
        """
        with self._engines.writer.begin() as connection:
            return apply(
                connection,
                sources=sources,
                documents=documents,
                withdrawn=withdrawn,
                removed_sources=removed_sources,
                at=self._now(),
            )

    def vectors(self, fingerprint: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Those of the vectors that this encoder has made before, by the sha256 of their text."""
        found: dict[str, bytes] = {}
        with self._engines.reader.connect() as connection:
            for batch in _batches(keys):
                rows = connection.execute(
                    select(embedding.c.key, embedding.c.vector).where(
                        embedding.c.fingerprint == fingerprint, embedding.c.key.in_(batch)
                    )
                )
                found.update(rows.all())
        return found

    def add_vectors(self, fingerprint: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keeps vectors for the next build. One held already stays as it is.

        Each batch is committed by itself, so that long encoding that is broken off is not lost.
        """
        for batch in _batches(rows):
            with self._engines.writer.begin() as connection:
                connection.execute(
                    _ADD_VECTOR,
                    [{"fingerprint": fingerprint, "key": key, "vector": vector} for key, vector in batch],
                )

    def audit(self, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The latest entries of the log, newest first."""
        rows = self._all(
            select(audit.c.revision, audit.c.at, audit.c.who, audit.c.what, audit.c.object)
            .order_by(audit.c.id.desc())
            .limit(limit)
        )
        return tuple(
            AuditEntry(
                revision=row["revision"],
                at=row["at"],
                who=row["who"],
                what=Change(row["what"]),
                object=row["object"],
            )
            for row in rows
        )

    def _all(self, query: Executable) -> Sequence[RowMapping]:
        with self._engines.reader.connect() as connection:
            return connection.execute(query).mappings().all()


def _clause(row: RowMapping) -> Clause:
    return Clause(
        label=row["label"],
        headings=row["headings"],
        spans=row["spans"],
        text=row["text"],
        duties=row["duties"],
        is_heading=row["is_heading"],
    )


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch
