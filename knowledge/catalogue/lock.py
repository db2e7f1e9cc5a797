"""One writer per home: whoever ingests holds this lock, and a second one is told who does."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.catalogue.records import utc_now
from knowledge.clock import BEIJING
from knowledge.errors import BadSettings, StorageFull, WriterBusy


@contextmanager
def writer_lock(home: Path, *, now: Callable[[], datetime] = utc_now) -> Iterator[None]:
    """Holds the home for one writer; WriterBusy at once if another process has it.

    The system frees the lock of a process that was killed, so nothing is left to clean up.
    """
    note = home / "writer.txt"
    lock = FileLock(home / "writer.lock", blocking=False)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        note.write_text(f"{os.getpid()} {now().isoformat()}", encoding="ascii")
    except Timeout as problem:
        raise WriterBusy(
            f"{_holder(note)}正在写入这个目录（{home}）", "请等它写完再试，或者先结束它"
        ) from problem
    except OSError as problem:
        lock.release()
        if problem.errno == errno.ENOSPC:
            raise StorageFull("磁盘已满，写不进去", "请腾出空间后再试一次") from problem
        raise BadSettings(f"写不进 HOTLINE_HOME 指的文件夹（{home}）", "请检查路径和权限") from problem
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        pid, since = note.read_text(encoding="ascii").split()
        moment = datetime.fromisoformat(since).astimezone(BEIJING)
    except (OSError, ValueError):
        # It holds the lock but has not yet written, or has already taken away, its note.
        return "另一个程序"
    return f"另一个程序（进程号 {pid}，{moment:%Y-%m-%d %H:%M:%S} 起）"
