"""How often the right clause is found, ours beside what a user would pick instead."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.datasets import Question
from eval.measures import Recall, ReciprocalRank, mean, percentile
from knowledge.model import ClauseRef

Ranker = Callable[[str, int], list[ClauseRef]]
MEASURES = (Recall(1), Recall(3), Recall(5), Recall(10), ReciprocalRank(10))
_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A system's figures over a question set; times in milliseconds a question."""

    system: str
    questions: int
    figures: dict[str, float]
    p50: float
    p95: float


def score(system: str, rank: Ranker, questions: Sequence[Question]) -> Row:
    """Asks every answerable question once. One that fails to be answered scores zero, and stays."""
    answerable = [question for question in questions if question.expected == "answer" and question.gold]
    rank(answerable[0].text, _LIMIT)  # what is loaded on first use is not the question's time
    rankings, times = [], []
    for question in answerable:
        began = time.perf_counter()
        rankings.append(rank(question.text, _LIMIT))
        times.append((time.perf_counter() - began) * 1000)
    figures = {
        str(measure): mean(measure(r, q.gold) for r, q in zip(rankings, answerable, strict=True))
        for measure in MEASURES
    }
    return Row(system, len(answerable), figures, percentile(times, 0.5), percentile(times, 0.95))
