"""What went wrong, question by question, each under the gravest thing that can be said of it."""

from collections.abc import Callable
from dataclasses import dataclass

from eval.datasets import Question
from eval.measures import Recall
from eval.outcome import Outcome
from eval.scoring import Measure, Scored, parse
from knowledge.model import ClauseRef

_EVIDENCE, _FIRST, _VERBATIM = parse("Evidence", "FirstCitation", "Verbatim")
_REFUSED, _PROMISED, _VERDICTS, _PROPOSED = parse("WrongExcluded", "WrongConfirmed", "Verdicts", "Proposed")


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that did not go well. `rank` is the first right clause's, None beyond what was found."""

    question: Question
    outcome: Outcome
    rank: int | None

    @property
    def found(self) -> list[tuple[ClauseRef, bool]]:
        """The first five clauses found, and which of them are right."""
        return [(ref, ref in self.question.gold) for ref in self.outcome.ranking[:5]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A way of going wrong, and the questions that went so."""

    title: str
    failures: tuple[Failure, ...]


def reasons(scored: Scored) -> tuple[Reason, ...]:
    """Every question that went wrong, once, by the first of the reasons that holds; gravest first."""
    filed: dict[str, list[Failure]] = {title: [] for title, _ in _REASONS}
    for question, outcome in zip(scored.questions, scored.outcomes, strict=True):
        for title, holds in _REASONS:
            if holds(question, outcome):
                filed[title].append(Failure(question, outcome, _rank(question, outcome)))
                break
    return tuple(Reason(title, tuple(failures)) for title, failures in filed.items() if failures)


def _rank(question: Question, outcome: Outcome) -> int | None:
    return next((rank for rank, ref in enumerate(outcome.ranking, 1) if ref in question.gold), None)


def _lacks(measure: Measure) -> Callable[[Question, Outcome], bool]:
    def lacks(question: Question, outcome: Outcome) -> bool:
        score = measure.score(question, outcome)
        return score is not None and (score > 0 if measure.lower_is_better else score < 1)

    return lacks


_REASONS: tuple[tuple[str, Callable[[Question, Outcome], bool]], ...] = (
    ("没有得到答复", lambda q, o: not o.came),
    ("该判符合的判成了不符合", _lacks(_REFUSED)),
    ("不符合的判成了符合", _lacks(_PROMISED)),
    ("别的结论不对", _lacks(_VERDICTS)),
    ("头两个候选里没有说的那一类", _lacks(_PROPOSED)),
    ("危急，却没有认出来", lambda q, o: q.expected == "escalate" and not o.alarmed),
    ("引文与原文不符", _lacks(_VERBATIM)),
    ("无险，却报了警", lambda q, o: q.expected != "escalate" and o.alarmed),
    ("该拒答，却没有拒", lambda q, o: q.expected == "refuse" and not o.refused),
    ("能答，却拒了", lambda q, o: q.expected == "answer" and o.refused),
    ("正确条款不在前十", _lacks(Recall(10))),
    ("正确条款不在前五", _lacks(Recall(5))),
    ("正确条款在前五，不在第一", _lacks(Recall(1))),
    ("找对了，首条引文却是别的条款", _lacks(_FIRST)),
    ("关键原文没有引出来", _lacks(_EVIDENCE)),
)
