"""The few habits that keep a half-written folder from ever being taken for a whole one."""

import errno
import os
from pathlib import Path


def is_full(problem: BaseException) -> bool:
    """Whether an error says that there is no space left, in the system's words or in SQLite's."""
    if isinstance(problem, OSError):
        return problem.errno in {errno.ENOSPC, errno.EDQUOT}
    words = str(problem).lower()
    return "disk is full" in words or "no space left" in words


def sync_tree(folder: Path) -> None:
    """Returns when everything in a folder would outlast a power cut."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def switch(pointer: Path, words: str) -> None:
    """Makes a small file say something else, in one step that cannot be seen half done."""
    fresh = pointer.with_name(pointer.name + ".new")
    fresh.write_text(words, encoding="ascii")
    _sync(fresh)
    fresh.replace(pointer)
    _sync(pointer.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
