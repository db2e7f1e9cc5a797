"""Word search over clauses by BM25, through bm25s. The only module that knows it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.index.exact import best

_ABOUT = "about.json"


class LexicalIndex:
    """One way of cutting the clauses (words, or bigrams), searchable. Thread-safe."""

    def __init__(self, bm25: Any, clauses: int) -> None:
        self._bm25 = bm25  # None where no clause has any token: bm25s cannot hold that
        self.clauses = clauses

    @classmethod
    def make(cls, tokens: Sequence[Sequence[str]]) -> "LexicalIndex":
        """An index of clauses given by their tokens, in the order of their numbers."""
        import bm25s

        # Numbered by first appearance, not by bm25s's set, so that equal clauses give equal files.
        numbers: dict[str, int] = {}
        rows = [[numbers.setdefault(token, len(numbers)) for token in row] for row in tokens]
        if not numbers:
            return cls(None, len(tokens))
        bm25 = bm25s.BM25(backend="numpy")
        bm25.index((rows, numbers), create_empty_token=False, show_progress=False)
        return cls(bm25, len(tokens))

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """The index that `save` wrote; the scores stay on disk, memory-mapped."""
        import bm25s

        about = json.loads((folder / _ABOUT).read_text(encoding="ascii"))
        if about["empty"]:
            return cls(None, about["clauses"])
        bm25 = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(bm25, about["clauses"])

    def save(self, folder: Path) -> None:
        """Writes the index into a folder, which is made."""
        folder.mkdir(parents=True)
        about = {"clauses": self.clauses, "empty": self._bm25 is None}
        (folder / _ABOUT).write_text(json.dumps(about), encoding="ascii")
        if self._bm25 is not None:
            self._bm25.save(folder, show_progress=False)

    def search(
        self, tokens: Sequence[str], k: int, among: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The k best clauses by number, with their scores, best first; none that shares no token.

        `among` marks the clauses, by their numbers, that may be found.
        """
        if self._bm25 is None or not tokens:
            return []
        scores = np.asarray(self._bm25.get_scores(list(tokens)))
        # bm25s fills up with clauses of score 0, which share no word with the question.
        sharing = np.flatnonzero(scores > 0 if among is None else (scores > 0) & among)
        return [(int(sharing[place]), score) for place, score in best(scores[sharing], k)]
