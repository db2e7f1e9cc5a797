"""Measures of a ranking are values: they print as themselves (`Recall@5`) and score one question at a time.

`eval.scoring` adds the measures of whole answers, and reads any of them back from how it prints.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import ClassVar

from eval.datasets import Question
from eval.outcome import Outcome
from knowledge.model import ClauseRef


@dataclass(frozen=True, slots=True)
class RankingMeasure(ABC):
    """Looks at the first k clauses of a ranking. Over the questions that have a right clause."""

    k: int
    name: ClassVar[str]
    lower_is_better: ClassVar[bool] = False

    def __str__(self) -> str:
        """As it is written: `Recall@5`."""
        return f"{self.name}@{self.k}"

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """The score of what came; 0 if nothing did, None where there is no clause to be found."""
        return self(outcome.ranking, question.gold) if self.applies(question) else None

    def applies(self, question: Question) -> bool:
        """Whether the question is one that this measures."""
        return question.answerable

    @abstractmethod
    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Recall(RankingMeasure):
    """Whether a gold clause is among the first k: 1 or 0. A question without an answer scores 0."""

    name: ClassVar[str] = "Recall"

    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking."""
        return float(not gold.isdisjoint(ranking[: self.k]))


@dataclass(frozen=True, slots=True)
class ReciprocalRank(RankingMeasure):
    """1 / the rank of the first gold clause, 0 beyond k."""

    name: ClassVar[str] = "MRR"

    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking."""
        places = (1 / rank for rank, ref in enumerate(ranking[: self.k], 1) if ref in gold)
        return next(places, 0.0)


@dataclass(frozen=True, slots=True)
class DiscountedGain(RankingMeasure):
    """Every gold clause counts, less the further down it stands; 1 where none could stand higher."""

    name: ClassVar[str] = "nDCG"

    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking."""
        gained = sum(1 / log2(rank + 1) for rank, ref in enumerate(ranking[: self.k], 1) if ref in gold)
        best = sum(1 / log2(rank + 1) for rank in range(1, min(self.k, len(gold)) + 1))
        return gained / best if best else 0.0


@dataclass(frozen=True, slots=True)
class AllGold(RankingMeasure):
    """Whether every gold clause is among the first k. Over the questions that need them all."""

    name: ClassVar[str] = "AllGold"

    def applies(self, question: Question) -> bool:
        """Whether one clause alone would not do."""
        return question.answerable and question.every

    def __call__(self, ranking: Sequence[ClauseRef], gold: frozenset[ClauseRef]) -> float:
        """The score of one ranking."""
        return float(gold <= set(ranking[: self.k]))


def mean(scores: Iterable[float]) -> float:
    """The mean, 0 of nothing."""
    kept = list(scores)
    return sum(kept) / len(kept) if kept else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` between 0 and 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
