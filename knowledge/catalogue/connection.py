"""How SQLite and PostgreSQL are opened. All that differs between the two stands here.

A reader sees one state of the catalogue for as long as its connection lasts. Writers take turns:
the database's own lock is taken before the first statement, so what a writer reads stays true
until it commits.
"""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge.catalogue.failures import translator
from knowledge.errors import BadSettings, CatalogueUnavailable

_WRITES = "catalogue_writes"
_WRITER_TURN = 12345  # the number of PostgreSQL's advisory lock; any will do that stays the same
_URLS = "请写 sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名，空着就用 SQLite"


@dataclass(frozen=True, slots=True)
class Engines:
    """Two ways into one pool: `reader.connect()` to read, `writer.begin()` to write."""

    reader: Engine
    writer: Engine

    def dispose(self) -> None:
        """Closes the connections."""
        self.writer.dispose()


def open_engines(url: str, *, create: bool, busy_seconds: float) -> Engines:
    """The engines for `url`; nothing is connected yet, but SQLite's folder is made if need be."""
    address = _parse(url)
    if address.get_backend_name() == "sqlite":
        _find_file(Path(address.database or ""), create=create)
        place = str(address.database)
        engine = _sqlite(address, busy_seconds=busy_seconds)
        reader = engine
    else:
        place = address.render_as_string()  # with stars for the password
        engine = _postgresql(address, busy_seconds=busy_seconds)
        reader = engine.execution_options(isolation_level="REPEATABLE READ")
    event.listen(engine, "handle_error", translator(place, busy_seconds=busy_seconds))
    return Engines(reader, engine.execution_options(**{_WRITES: True}))


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as problem:
        # The words of the address are not repeated: a password may be among them.
        raise BadSettings("HOTLINE_DATABASE 不是数据库地址", _URLS) from problem
    if address.drivername not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        raise BadSettings(f"HOTLINE_DATABASE 的数据库 {address.drivername} 用不了", _URLS)
    if address.drivername == "sqlite" and address.database in {None, "", ":memory:"}:
        raise BadSettings("HOTLINE_DATABASE 没有写明 SQLite 的文件", _URLS)
    return address


def _find_file(path: Path, *, create: bool) -> None:
    if not create and not path.exists():
        raise CatalogueUnavailable(f"还没有目录库（{path}）", "请先用 hotline ingest 收入政策文件")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CatalogueUnavailable(
            f"建不了目录库的文件夹（{path.parent}）", "请检查路径和权限，或改 HOTLINE_HOME"
        ) from problem


def _sqlite(address: URL, *, busy_seconds: float) -> Engine:
    engine = create_engine(
        address,
        connect_args={"timeout": busy_seconds},
        max_overflow=-1,  # as many as there are threads; the web server bounds those
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver would send it too late
        _write_ahead(connection, busy_seconds=busy_seconds)
        # With NORMAL a power cut may take the last commits.
        connection.execute("PRAGMA synchronous = FULL").close()
        connection.execute("PRAGMA foreign_keys = ON").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection, *, busy_seconds: float) -> None:
    # The one statement for which SQLite does not wait as long as it was told to: when several
    # processes meet at a new file, all but one would fail at once.
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql(address: URL, *, busy_seconds: float) -> Engine:
    engine = create_engine(
        address,
        connect_args={"connect_timeout": max(2, round(busy_seconds))},
        pool_pre_ping=True,  # the server may have been restarted since the last question
        max_overflow=-1,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.cursor().execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITES):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_TURN})")

    return engine
