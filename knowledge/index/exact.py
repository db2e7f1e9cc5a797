"""Exact search over a build's vectors: what the approximate index is checked and measured against."""

import numpy as np

from knowledge.index.encoder import Vectors


class ExactIndex:
    """Every vector compared with the question. Deterministic: equal similarities rank by number."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The numbers of the k nearest vectors, with their cosines, best first."""
        return best(self._vectors @ vector, k)


def best(scores: Vectors, k: int) -> list[tuple[int, float]]:
    """The k highest scores with their places, best first, equal ones by place."""
    k = min(k, len(scores))
    if k <= 0:
        return []
    # All that reach the k-th score, so that which of several equal ones get in is no accident.
    floor = np.partition(scores, -k)[-k]
    found = np.flatnonzero(scores >= floor)
    ranked = found[np.lexsort((found, -scores[found]))][:k]
    return [(int(place), float(scores[place])) for place in ranked]
