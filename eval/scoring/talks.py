"""Measures of dialogues: what a follow-up finds in its talk, beside what the same question finds alone."""

from dataclasses import dataclass
from typing import ClassVar

from eval.datasets import FOLLOWS, Question
from eval.measures import Recall
from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class FollowUp(Recall):
    """Whether a gold clause is among the first k, over the turns that lean on those before."""

    name: ClassVar[str] = "FollowUp"

    def applies(self, question: Question) -> bool:
        """Whether the turn leans on those before."""
        return question.answerable and question.kind == FOLLOWS


@dataclass(frozen=True, slots=True)
class Standalone(FollowUp):
    """The same turns, asked in the words of somebody who wrote them out: what a follow-up can reach."""

    name: ClassVar[str] = "Standalone"

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """1 or 0, over the turns that lean on those before."""
        return self(outcome.alone, question.gold) if self.applies(question) else None


@dataclass(frozen=True, slots=True)
class StandsAlone:
    """Whether a turn that begins another matter is taken as it is."""

    name: ClassVar[str] = "StandsAlone"
    lower_is_better: ClassVar[bool] = False

    def __str__(self) -> str:
        """As it is written."""
        return self.name

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """1 or 0, over the later turns that lean on nothing."""
        if not question.before or question.kind == FOLLOWS:
            return None
        return float(outcome.record is not None and outcome.record.standalone is None)
