"""What is encoded, and where in the clauses it stands.

A text said in many clauses has one vector, and that vector many places. They are kept as three
memory-mapped columns: as objects, the sentences of 148,000 clauses would take half a gigabyte and
seconds to read at every start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Passage:
    """One searchable piece of a clause.

    `clause` is the clause's number in the build; `start` and `end` are where the piece stands in the
    clause's text; `text` is what is encoded, which may carry the headings or be a question instead.
    """

    clause: int
    start: int
    end: int
    text: str


class Place(NamedTuple):
    """Where a passage stands: its clause's number, and from where to where in that clause's text."""

    clause: int
    start: int
    end: int


class Places:
    """The places of every vector of a group, by the vector's number. Thread-safe: it never changes.

    `rows` has a line of clause, start and end for each place; those of vector n are the lines from
    `first[n]` up to `first[n + 1]`.
    """

    def __init__(self, rows: NDArray[np.int32], first: NDArray[np.int64]) -> None:
        self._rows = rows
        self._first = first

    def __len__(self) -> int:
        return len(self._first) - 1

    def of(self, number: int) -> list[Place]:
        """The places of one vector, in order of first appearance."""
        lines = self._rows[self._first[number] : self._first[number + 1]]
        return [Place(*line) for line in lines.tolist()]

    def numbers_in(self, clauses: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The vectors that stand in one of the clauses, which are marked by their numbers, ascending."""
        lines = np.flatnonzero(clauses[self._rows[:, 0]])
        return np.unique(np.searchsorted(self._first, lines, side="right") - 1)

    @classmethod
    def open(cls, folder: Path, group: str) -> "Places":
        """What `save` wrote."""
        rows, first = _files(folder, group)
        return cls(np.load(rows, mmap_mode="r"), np.load(first, mmap_mode="r"))

    def save(self, folder: Path, group: str) -> None:
        """Writes the columns into a folder that is there."""
        rows, first = _files(folder, group)
        np.save(rows, self._rows)
        np.save(first, self._first)


def distinct(passages: Sequence[Passage]) -> tuple[list[str], Places]:
    """The texts of passages, each once, in order of first appearance, and their places.

    Not only to save room: with 500 copies of one sentence among 665 others, Chroma's graph breaks
    apart, and the right neighbours of other questions are found .69 to .99 of the time; with 2,000
    copies, down to .03.
    """
    by_text: dict[str, list[Place]] = {}
    for passage in passages:
        by_text.setdefault(passage.text, []).append(Place(passage.clause, passage.start, passage.end))
    rows = np.array([place for places in by_text.values() for place in places], dtype=np.int32)
    first = np.cumsum([0, *map(len, by_text.values())], dtype=np.int64)
    return list(by_text), Places(rows.reshape(-1, 3), first)


def _files(folder: Path, group: str) -> tuple[Path, Path]:
    return folder / f"{group}.places.npy", folder / f"{group}.first.npy"
