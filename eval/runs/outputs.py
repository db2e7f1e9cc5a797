"""The outputs of one set: a JSON line a question, flushed as it comes, so that a kill costs one line."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from knowledge.errors import BadFile, StorageFull


class Outputs:
    """A file of outputs, open for writing behind what an earlier, killed process left.

    `done` are the ids that need not be asked again.
    """

    def __init__(self, path: Path) -> None:
        _cut_torn_line(path)
        self._path = path
        self.done = frozenset(read(path))
        self._file = path.open("a", encoding="utf-8")

    def add(self, output: Mapping[str, Any]) -> None:
        """Appends an output; when this returns, killing the process cannot lose it."""
        try:
            self._file.write(json.dumps(output, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as problem:
            raise StorageFull(
                f"{self._path} 写不下去（{problem.strerror}）", "请腾出空间，再用 --resume 接着做"
            ) from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The outputs by id, without a last line that was cut off; nothing where there is no file.

    BadFile names any other line that is no output: a kill cannot have left it.
    """
    if not path.exists():
        return {}
    lines = path.read_bytes().split(b"\n")[:-1]
    found = {}
    for number, line in enumerate(lines, 1):
        try:
            output = json.loads(line)
            found[output["id"]] = output
        except (ValueError, KeyError, TypeError) as problem:
            raise BadFile(
                f"{path} 第 {number} 行读不懂（{problem!r}）", "请删去这一行，或重做这次运行"
            ) from problem
    return found


def _cut_torn_line(path: Path) -> None:
    """Takes away what stands behind the last line feed, so that the next line does not continue it."""
    if path.exists():
        whole = path.read_bytes()
        path.write_bytes(whole[: whole.rfind(b"\n") + 1])
