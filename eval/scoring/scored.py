"""One set of a run beside its questions: every question there, whether or not a record came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eval.datasets import Question
from eval.datasets.registered import Dataset
from eval.outcome import Outcome
from eval.scoring.bootstrap import Estimate, estimate
from eval.scoring.measure import Measure, parse


def _all(question: Question) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Scored:
    """The questions of a set and what came for each, in the order of the set."""

    dataset: Dataset
    sha256: str
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]

    def scores(self, measure: Measure, *, where: Callable[[Question], bool] = _all) -> Mapping[str, float]:
        """The scores by question id, of the questions that the measure speaks of."""
        found = {
            question.id: measure.score(question, outcome)
            for question, outcome in zip(self.questions, self.outcomes, strict=True)
            if where(question)
        }
        return {key: score for key, score in found.items() if score is not None}

    def figure(self, measure: Measure, *, where: Callable[[Question], bool] = _all) -> Estimate:
        """The mean score, with its interval."""
        return estimate(list(self.scores(measure, where=where).values()))

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the set is measured by."""
        return parse(*self.dataset.measures)

    @property
    def milliseconds(self) -> list[float]:
        """How long the answers took, of those that came."""
        totals = (o.record.timings_ms.get("total") for o in self.outcomes if o.record)
        return [total for total in totals if total is not None]
