"""Any measure, and a measure from how it is written."""

import re
from collections.abc import Sequence
from typing import Protocol

from eval.datasets import Question
from eval.measures import AllGold, DiscountedGain, Recall, ReciprocalRank
from eval.outcome import Outcome
from eval.scoring.answers import (
    Escalation,
    EscalationOf,
    Evidence,
    FalseAlarm,
    FalseRefusal,
    FirstCitation,
    Refusal,
    StatusConfusion,
    Verbatim,
)
from eval.scoring.cases import Proposed, Verdicts, WrongConfirmed, WrongExcluded
from eval.scoring.talks import FollowUp, Standalone, StandsAlone
from knowledge.errors import HotlineError


class Measure(Protocol):
    """A value that prints as itself and scores one question at a time."""

    @property
    def lower_is_better(self) -> bool:
        """Whether a fall is a gain."""

    def __str__(self) -> str:
        """As `parse` reads it."""

    def score(self, question: Question, outcome: Outcome) -> float | None:
        """0 to 1; the worst score where no record came; None where the question is not its business."""


_AT_K = {kind.name: kind for kind in (Recall, ReciprocalRank, DiscountedGain, AllGold, FollowUp, Standalone)}
_PLAIN: dict[str, Measure] = {
    str(one): one
    for one in (
        FirstCitation(), Evidence(), Verbatim(), Refusal(), FalseRefusal(), Escalation(), FalseAlarm(),
        StatusConfusion(), EscalationOf("explicit"), EscalationOf("indirect"), Verdicts(),
        WrongConfirmed(), WrongExcluded(), Proposed(), StandsAlone(),
    )
}  # fmt: skip
_WRITTEN_AT_K = re.compile(r"(\w+)@([1-9]\d?)")


def parse(*names: str) -> tuple[Measure, ...]:
    """The measures of those names; HotlineError with all the names that are none."""
    found = [_measure(name) for name in names]
    if bad := [name for name, measure in zip(names, found, strict=True) if measure is None]:
        known: Sequence[str] = [*(f"{name}@k" for name in _AT_K), *_PLAIN]
        raise HotlineError(f"没有叫 {'、'.join(bad)} 的指标", f"可用的是 {'、'.join(known)}")
    return tuple(measure for measure in found if measure is not None)


def _measure(name: str) -> Measure | None:
    if (at_k := _WRITTEN_AT_K.fullmatch(name)) and at_k[1] in _AT_K:
        return _AT_K[at_k[1]](int(at_k[2]))
    return _PLAIN.get(name)
