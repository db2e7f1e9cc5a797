"""One system measured in its own process: index the texts, ask every question, write what came.

A system says which stretches of which texts it found; what clause that is, and whether it is right,
is not its business and not known here.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .model import Model


class Piece(NamedTuple):
    """A stretch of a text: the text's number, and characters from `start` up to `end`."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """What every system is given. `extra` is for those of our own make; the others do not look at it."""

    texts: tuple[str, ...]
    questions: tuple[str, ...]
    clauses: int
    model: str
    threads: int
    extra: dict[str, object]

    @property
    def chunks(self) -> int:
        """How many chunks to ask for where several may come from one clause."""
        return self.clauses * 2

    def encoder(self) -> Model:
        """The embedding model, loaded."""
        return Model(Path(self.model), self.threads)


Ask = Callable[[str], list[Piece]]
Build = Callable[[Task], Ask]


def measure(build: Build, task_file: Path, result_file: Path) -> None:
    """Builds, asks, writes. Importing the library is over by now, and counts for nobody."""
    task = Task(**json.loads(task_file.read_text(encoding="utf-8")))
    began = time.perf_counter()
    ask = build(task)
    indexed = time.perf_counter() - began
    ask(task.questions[0])  # what is loaded on first use is not the question's time
    rankings, times = [], []
    for question in task.questions:
        began = time.perf_counter()
        found = ask(question)
        times.append((time.perf_counter() - began) * 1000)
        rankings.append(found)
    result = {"index_s": indexed, "ms": times, "memory_mb": peak_memory_mb(), "rankings": rankings}
    result_file.write_text(json.dumps(result), encoding="utf-8")


def main(variants: dict[str, Build]) -> None:
    """The command line of a system's module: variant, task, result."""
    variant, task, result = sys.argv[1:]
    measure(variants[variant], Path(task), Path(result))


def peak_memory_mb() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.is_file():
        # Linux's ru_maxrss remembers the parent from before exec; VmHWM is this program's alone.
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
