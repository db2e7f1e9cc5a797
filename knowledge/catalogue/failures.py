"""What a database's error means, in words for people; the one place where they are translated.

`connection` hangs `translator` into SQLAlchemy, where it sees the errors of every statement. An
error that is not in the two tables is a mistake of ours, and passes as it is.
"""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

from knowledge.errors import CatalogueUnavailable, HotlineError, StorageFull


class _Words(NamedTuple):
    error: type[HotlineError]
    cause: str
    remedy: str


_BUSY = _Words(
    CatalogueUnavailable,
    "目录库正被别的程序占用，等了 {seconds:g} 秒仍没有轮到",
    "请稍后再试；若一直如此，请看是否有停住的 hotline ingest",
)
_FULL = _Words(
    StorageFull,
    "磁盘已满，目录库写不进去",
    "请腾出空间后再试一次；原有内容完好，仍可查询",
)
_READ_ONLY = _Words(
    CatalogueUnavailable,
    "目录库（{place}）不可写",
    "请检查文件和所在文件夹的权限",
)
_BROKEN = _Words(
    CatalogueUnavailable,
    "目录库（{place}）已损坏，或者不是目录库",
    "请用备份恢复；没有备份就移走它，再用 hotline ingest 把原件重新收入",
)
_DISK = _Words(
    CatalogueUnavailable,
    "读写目录库（{place}）时磁盘出错",
    "请检查磁盘是否正常、是否已满",
)
_CANNOT_OPEN = _Words(
    CatalogueUnavailable,
    "打不开目录库（{place}）",
    "请检查路径是否正确、文件夹是否存在、是否有权限",
)
_UNREACHABLE = _Words(
    CatalogueUnavailable,
    "连不上目录库（{place}）",
    "请确认数据库服务已经启动，HOTLINE_DATABASE 的地址、库名、用户和口令都正确",
)

# By SQLite's primary result code.
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_NOTADB: _BROKEN,
    sqlite3.SQLITE_PERM: _CANNOT_OPEN,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
}

# By PostgreSQL's SQLSTATE, whole or its first two characters.
_POSTGRESQL = {
    "08": _UNREACHABLE,  # connection
    "25006": _READ_ONLY,  # a standby server
    "40": _BUSY,  # deadlock
    "53100": _FULL,
    "55P03": _BUSY,  # lock_timeout
    "57": _UNREACHABLE,  # the server is shutting down
    "57014": _BUSY,  # statement_timeout
    "58": _DISK,
    "XX": _BROKEN,
}


def translator(place: str, *, busy_seconds: float) -> Callable[[ExceptionContext], HotlineError | None]:
    """A handler for SQLAlchemy's `handle_error` that names `place` in what it says."""

    def translate(context: ExceptionContext) -> HotlineError | None:
        # A pooled connection found dead is replaced quietly, so its error is not ours to tell.
        words = None if context.is_pre_ping else _words(context)
        if words is None:
            return None
        cause = words.cause.format(place=place, seconds=busy_seconds)
        return words.error(cause, words.remedy)

    return translate


def _words(context: ExceptionContext) -> _Words | None:
    error = context.original_exception
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    # Without a code it never got as far as a server, or lost it on the way.
    if isinstance(context.sqlalchemy_exception, OperationalError):
        return _UNREACHABLE
    return None
