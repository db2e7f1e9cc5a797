"""What came for one question, as a run kept it; what the measures look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.eligibility import CheckRecord
from bot.record import AnswerRecord, Status
from knowledge.model import ClauseRef

_REFUSALS = (Status.NO_BASIS, Status.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer record, or for a case a check record; both None with `problem` saying why there is none.

    `nearest_sentence` and `nearest_asked` are the cosines of the nearest passages, None where nothing
    was searched by meaning. `alone` are the clauses that a turn of a dialogue finds when it is written out.
    """

    record: AnswerRecord | None
    problem: str = ""
    nearest_sentence: float | None = None
    nearest_asked: float | None = None
    check: CheckRecord | None = None
    alone: tuple[ClauseRef, ...] = ()

    @classmethod
    def of(cls, output: Mapping[str, Any] | None) -> "Outcome":
        """The outcome of one line of a run's outputs; None is a question that the run never came to."""
        if output is None:
            return cls(None, "没有做到这一题")
        if error := output.get("error"):
            return cls(None, f"{error['type']}：{error['message']}")
        try:
            if "verdicts" in output:
                return cls(None, check=CheckRecord.model_validate(output))
            record = AnswerRecord.model_validate(output)
        except ValidationError as problem:
            return cls(None, f"记录读不懂：{problem.errors()[0]['loc']}")
        nearest = output.get("nearest", {})
        alone = tuple(ClauseRef(*pair) for pair in output.get("alone", ()))
        return cls(record, "", nearest.get("sentence"), nearest.get("asked"), alone=alone)

    @property
    def came(self) -> bool:
        """Whether there is a record of either kind."""
        return self.record is not None or self.check is not None

    def verdict(self, category: str) -> str | None:
        """The verdict on a category; None where there is no check record."""
        rows = self.check.verdicts if self.check else ()
        return next((row.verdict.value for row in rows if row.category == category), None)

    @property
    def ranking(self) -> tuple[ClauseRef, ...]:
        """The clauses found, best first; none where there is no record."""
        return tuple(ClauseRef(hit.doc_no, hit.clause) for hit in self.record.hits) if self.record else ()

    @property
    def refused(self) -> bool:
        """Whether the answer was that there is no answer."""
        return self.record is not None and self.record.status in _REFUSALS

    @property
    def alarmed(self) -> bool:
        """Whether a child was taken to be in danger: the status, or a card of the two upper levels."""
        record = self.record
        if record is None:
            return False
        card = record.emergency is not None and record.emergency.level != "E2"
        return record.status is Status.EMERGENCY or card
