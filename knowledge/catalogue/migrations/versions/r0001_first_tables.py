"""The first tables: sources, documents, clauses, embeddings, and the audit that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("name", _KEY, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ingested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reading", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "document",
        sa.Column("doc_no", _KEY, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("issuers", sa.Text, nullable=False),
        sa.Column("issued", sa.Date),
        sa.Column("phases", sa.Text, nullable=False),
        sa.Column("deadlines", sa.Text, nullable=False),
        sa.Column("attachments", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("differences", sa.Text, nullable=False),
        sa.Column("clause_count", sa.Integer, nullable=False),
        sa.Column("period", sa.Text),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "clause",
        sa.Column("doc_no", _KEY, sa.ForeignKey("document.doc_no", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("headings", sa.Text, nullable=False),
        sa.Column("spans", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("duties", sa.Text, nullable=False),
        sa.Column("is_heading", sa.Boolean, nullable=False),
        sa.UniqueConstraint("doc_no", "label", name="clause_label"),
    )
    op.create_table(
        "embedding",
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
    )
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
