"""The tables. What is always read whole with its row is a JSON column, the rest has its own table.

A change here needs a migration of the same content: `migrations/versions`, and `version.HEAD`.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from knowledge.catalogue.columns import Json, Utc
from knowledge.model import Deadline, Difference, Duty, Period, Phase, SourceRef, Span

metadata = MetaData()

# PostgreSQL sorts text by the server's language unless told otherwise; by code point, both
# databases give the same order, and an index built from either is the same.
_KEY = Text().with_variant(Text(collation="C"), "postgresql")
_WORDS = tuple[str, ...]

source = Table(
    "source",
    metadata,
    Column("name", _KEY, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ingested_at", Utc, nullable=False),
    Column("reading", Json(dict[str, Any]), nullable=False),
    Column("report", Json(dict[str, Any]), nullable=False),
    Column("digest", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("doc_no", _KEY, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("issuers", Json(_WORDS), nullable=False),
    Column("issued", Date),
    Column("phases", Json(tuple[Phase, ...]), nullable=False),
    Column("deadlines", Json(tuple[Deadline, ...]), nullable=False),
    Column("attachments", Json(_WORDS), nullable=False),
    Column("sources", Json(tuple[SourceRef, ...]), nullable=False),
    Column("differences", Json(tuple[Difference, ...]), nullable=False),
    # Computed when written, so that a list of documents reads no texts.
    Column("clause_count", Integer, nullable=False),
    Column("period", Json(Period)),
    Column("digest", Text, nullable=False),
)

clause = Table(
    "clause",
    metadata,
    Column("doc_no", _KEY, ForeignKey("document.doc_no", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    Column("headings", Json(_WORDS), nullable=False),
    Column("spans", Json(tuple[Span, ...]), nullable=False),
    Column("text", Text, nullable=False),
    Column("duties", Json(tuple[Duty, ...]), nullable=False),
    Column("is_heading", Boolean, nullable=False),
    UniqueConstraint("doc_no", "label", name="clause_label"),
)

# Not called `vector`: that name is a type where PostgreSQL has pgvector.
embedding = Table(
    "embedding",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Only ever grows; triggers refuse the rest. The last row's revision is the catalogue's.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("object", Text, nullable=False),
)
