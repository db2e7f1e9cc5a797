"""Two column types: a value of `knowledge.model` kept as JSON, and a moment in UTC."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


class Json(TypeDecorator[T]):
    """A value of the type `of`, kept as readable JSON and read back as exactly that type."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[T]) -> None:
        super().__init__()
        self.of = of
        self._adapter = TypeAdapter(of)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        """The value as JSON."""
        return None if value is None else self._adapter.dump_json(value).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> T | None:
        """The value that was put in."""
        return None if value is None else self._adapter.validate_json(value)


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, both ways: SQLite drops the zone, and PostgreSQL answers in its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; ValueError for one without a zone, which could be any moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
