"""The index builds of a home: writing the next one, and always having one to read.

A build is written into a folder of its own (`ID.partial`), tried in a child process, renamed, and
switched to by one atomic change of the file `CURRENT`. The build before it is kept. Whatever moment
a writer is killed at, readers have a whole build. Everything here is derived from the catalogue and
can be thrown away.
"""

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from knowledge.errors import HotlineError, IndexUnavailable, StorageFull, WriterBusy
from knowledge.index.build import Build
from knowledge.index.dense import VectorStore
from knowledge.index.disk import is_full, switch, sync_tree
from knowledge.index.encoder import Encoder
from knowledge.index.vectors import VectorCache
from knowledge.index.writing import COLLECTIONS, Progress, try_out, write_folder
from knowledge.index.writing import Contents as Contents
from knowledge.settings import Settings

_CURRENT = "CURRENT"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-(\d+)")

log = structlog.get_logger(__name__)


class Builds:
    """The builds under `settings.builds`. Thread-safe; any number of processes may read, one writes."""

    def __init__(
        self, settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._home = settings.builds
        self._chroma = settings.chroma
        self._now = now
        self._lock = threading.Lock()
        self._open: Build | None = None
        self._before: Build | None = None
        self._refused: set[str] = set()

    def current(self) -> Build | None:
        """The build to search, or None where there is none that can be read.

        Cheap when nothing has changed, so ask for each question. Where the current build is damaged,
        the one before it answers, and the log says so once.
        """
        with self._lock:
            for name in self._best_first():
                if self._open and self._open.id == name:
                    return self._open
                if name in self._refused:
                    continue
                try:
                    build = Build.open(self._home / name, chroma=self._chroma)
                except HotlineError as problem:
                    self._refused.add(name)
                    log.warning("build_refused", build=name, reason=str(problem))
                    continue
                # A question may still be searching in the last build, but not in the one before it.
                if self._before:
                    self._before.close()
                self._before, self._open = self._open, build
                return build
            return None

    def write(
        self,
        contents: Contents,
        *,
        encoder: Encoder | None,
        cache: VectorCache | None = None,
        progress: Progress = lambda _: None,
    ) -> Build:
        """Writes, tries and switches to a new build, and returns it opened.

        Without an encoder the build has no vectors and is searched by words. If anything goes wrong,
        readers keep the build they have.

        Raises:
            WriterBusy: another process is writing a build here.
            IndexUnavailable: the new build did not pass its trial.
            ModelUnavailable: the encoder made vectors that cannot be used.
            StorageFull: there is no space left.
        """
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._clear_partial()
                name = self._next_name()
                folder = self._home / f"{name}.partial"
                try:
                    write_folder(
                        folder,
                        name,
                        contents,
                        encoder=encoder,
                        cache=cache,
                        chroma=self._chroma,
                        created=self._now(),
                        progress=progress,
                    )
                    progress("正在检查新索引……")
                    try_out(folder, chroma=self._chroma)
                    sync_tree(folder)
                except BaseException:
                    self._remove(folder)
                    raise
                before = next(self._best_first(), None)
                folder.rename(self._home / name)
                switch(self._home / _CURRENT, f"{name}\n")
                # Again: the trial of a killed writer outlives it, and may have put its folder back.
                self._clear_partial()
                self._clear_old({name, before})
        except OSError as problem:
            if is_full(problem):
                raise StorageFull(
                    f"磁盘已满，新索引写不下（{self._home}）", "请腾出空间后重新运行；原来的索引照常使用"
                ) from problem
            raise IndexUnavailable(
                f"不能写入索引目录 {self._home}（{problem.strerror or problem}）",
                "请检查目录权限；原来的索引照常使用",
            ) from problem
        log.info("build_written", build=name, revision=contents.revision)
        build = self.current()
        if build is None or build.id != name:
            raise IndexUnavailable(f"新索引 {name} 写好了却打不开", "请运行 hotline doctor")
        return build

    def close(self) -> None:
        """Lets go of the builds that are open; asking again opens them again."""
        with self._lock:
            for build in (self._before, self._open):
                if build:
                    build.close()
            self._before = self._open = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self._home / "writer.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout as problem:
            raise WriterBusy(
                f"另一个程序正在写索引（{self._home}）", "请等它写完再试，或者先结束它"
            ) from problem
        try:
            yield
        finally:
            lock.release()

    def _pointed(self) -> str | None:
        """The build that `CURRENT` names, None if it names none."""
        try:
            name = (self._home / _CURRENT).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return None
        return name if _NAME.fullmatch(name) else None

    def _best_first(self) -> Iterator[str]:
        """The builds to try, in order: the one pointed at, then the others, newest first."""
        pointed = self._pointed()
        if pointed:
            yield pointed
        yield from (name for name in reversed(self._names()) if name != pointed)

    def _names(self) -> list[str]:
        """The finished builds, oldest first."""
        names = (path.name for path in self._home.iterdir()) if self._home.is_dir() else ()
        return sorted((name for name in names if _NAME.fullmatch(name)), key=_order)

    def _next_name(self) -> str:
        """The time and a number, later than every build there is even if the clock was put back."""
        stamp, number = self._now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"), 1
        names = self._names()
        if names and _order(names[-1]) >= (stamp, number):
            stamp, number = _order(names[-1])
            number += 1
        return f"{stamp}-{number}"

    def _clear_partial(self) -> None:
        """Takes away what killed writers left."""
        for folder in self._home.glob("*.partial"):
            log.info("partial_build_removed", build=folder.name)
            self._remove(folder)

    def _clear_old(self, kept: set[str | None]) -> None:
        for name in self._names():
            if name not in kept:
                self._remove(self._home / name)

    def _remove(self, folder: Path) -> None:
        """Takes a build away, its collections on the server too; what resists is left for next time."""
        try:
            if self._chroma and (folder / COLLECTIONS).exists():
                store = VectorStore(self._chroma)
                store.drop(json.loads((folder / COLLECTIONS).read_text(encoding="utf-8")))
                store.close()
            shutil.rmtree(folder)
        except (OSError, ValueError, HotlineError) as problem:
            log.warning("build_not_removed", build=folder.name, reason=str(problem))


def _order(name: str) -> tuple[str, int]:
    stamp, _, number = name.rpartition("-")
    return stamp, int(number)
