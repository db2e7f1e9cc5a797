"""Measures of checks: the verdicts on a child that somebody describes, and what the classifier proposed.

Each scores one case, 0 to 1, and None where it has nothing to say of it. A case without a record gets
the worst score there is: a wrong promise and a wrong refusal, too.
"""

from dataclasses import dataclass
from typing import ClassVar

from eval.datasets import Question
from eval.outcome import Outcome
from knowledge.rules import Verdict

_FIRST = 2  # candidates among which the category that a case is about has to be


@dataclass(frozen=True, slots=True)
class CaseMeasure:
    """What the measures here have in common: a name to be written by, and which way is better."""

    name: ClassVar[str]
    lower_is_better: ClassVar[bool] = False

    def __str__(self) -> str:
        """As it is written: `Verdicts`."""
        return self.name


@dataclass(frozen=True, slots=True)
class Verdicts(CaseMeasure):
    """The share of a case's verdicts that are right."""

    name: ClassVar[str] = "Verdicts"

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """The share, over the cases."""
        if not question.verdicts:
            return None
        came = ((category, outcome.verdict(category), right) for category, right in question.verdicts)
        good = [verdict == right or (category, verdict) in question.also for category, verdict, right in came]
        return sum(good) / len(good)


@dataclass(frozen=True, slots=True)
class WrongConfirmed(CaseMeasure):
    """Whether anything was promised that is not so."""

    name: ClassVar[str] = "WrongConfirmed"
    lower_is_better: ClassVar[bool] = True

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """1 or 0, over the cases."""
        if not question.verdicts:
            return None
        return float(outcome.check is None or _came(question, outcome, Verdict.CONFIRMED, instead=True))


@dataclass(frozen=True, slots=True)
class WrongExcluded(CaseMeasure):
    """Whether a category was refused that should have been confirmed: the worst harm."""

    name: ClassVar[str] = "WrongExcluded"
    lower_is_better: ClassVar[bool] = True

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """1 or 0, over the cases that have a confirmed category."""
        if Verdict.CONFIRMED not in {right for _, right in question.verdicts}:
            return None
        return float(outcome.check is None or _came(question, outcome, Verdict.EXCLUDED, instead=False))


@dataclass(frozen=True, slots=True)
class Proposed(CaseMeasure):
    """Whether a category that the case is about is among the classifier's first two."""

    name: ClassVar[str] = "Proposed"

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """1 or 0, over the cases that are about a category."""
        if not question.about:
            return None
        first = outcome.check.candidates[:_FIRST] if outcome.check else ()
        return float(any(candidate.category in question.about for candidate in first))


def _came(question: Question, outcome: Outcome, verdict: Verdict, *, instead: bool) -> bool:
    """Whether a verdict came where confirmed was (`instead`: was not) right."""
    return any(
        outcome.verdict(category) == verdict
        and (right != Verdict.CONFIRMED) is instead
        and (category, verdict) not in question.also
        for category, right in question.verdicts
    )
