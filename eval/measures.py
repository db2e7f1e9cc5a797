"""Measures are values: they print as themselves (`Recall@5`) and score one question at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.model import ClauseRef


@dataclass(frozen=True, slots=True)
class Recall:
    """Whether a gold clause is among the first k: 1 or 0. A question without an answer scores 0."""

    k: int

    def __str__(self) -> str:
        """As it is written: `Recall@5`."""
        return f"Recall@{self.k}"

    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking."""
        return float(not gold.isdisjoint(ranking[: self.k]))


@dataclass(frozen=True, slots=True)
class ReciprocalRank:
    """1 / the rank of the first gold clause, 0 beyond k."""

    k: int

    def __str__(self) -> str:
        """As it is written: `MRR@10`."""
        return f"MRR@{self.k}"

    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking."""
        places = (1 / rank for rank, ref in enumerate(ranking[: self.k], 1) if ref in gold)
        return next(places, 0.0)


def mean(scores: Iterable[float]) -> float:
    """The mean, 0 of nothing."""
    kept = list(scores)
    return sum(kept) / len(kept) if kept else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` between 0 and 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
