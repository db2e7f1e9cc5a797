"""A part of a library, searched by itself: the documents whose 文号 begin as an operator says.

Among the clauses of a few documents the graph of the whole library is of no use: most of what it finds
lies elsewhere. So every vector of the part is compared, which for the shipped plans beside 148,000
clauses of law takes a millisecond.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from knowledge.index.build import Build
from knowledge.index.encoder import Vectors
from knowledge.index.exact import best
from knowledge.index.places import Place

_BLOCK = 16_384  # vectors read from the disk at a time


class Scope:
    """The clauses of some documents of one build. Thread-safe: it never changes.

    `clauses` marks them by their numbers.
    """

    def __init__(self, build: Build, documents: Collection[str]) -> None:
        chosen = set(documents)
        self.clauses: NDArray[np.bool_] = np.array(
            [ref.doc_no in chosen for ref in build.clauses], dtype=bool
        )
        self._build = build
        self._numbers: Mapping[str, NDArray[np.int64]] = {
            group: index.places.numbers_in(self.clauses) for group, index in build.dense.items()
        }

    def search(self, group: str, vector: Vectors, k: int) -> list[tuple[Place, float]]:
        """The k nearest places of a group of passages, with their cosines, best first."""
        numbers, vectors = self._numbers[group], self._build.vectors(group)
        blocks = (numbers[start : start + _BLOCK] for start in range(0, len(numbers), _BLOCK))
        scores = np.concatenate([np.empty(0, np.float32), *(vectors[block] @ vector for block in blocks)])
        places = self._build.dense[group].places
        return [
            (place, similarity)
            for row, similarity in best(scores, k)
            for place in places.of(int(numbers[row]))
            if self.clauses[place.clause]
        ][:k]
