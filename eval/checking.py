"""What a run keeps of one case: its check record."""

from datetime import date
from typing import Any

import structlog

from bot.assistant import Assistant
from eval.datasets import Question
from knowledge.errors import HotlineError

log = structlog.get_logger()


def checked(assistant: Assistant, question: Question, as_of: date) -> dict[str, Any]:
    """The check record, or `{"id", "error"}`; one case never raises. Only its text is given away."""
    try:
        return assistant.check(question.text, id=question.id, as_of=as_of).model_dump(mode="json")
    except Exception as problem:
        # A defect that shows at one case is a finding, and no reason to lose the others.
        if not isinstance(problem, HotlineError):
            log.exception("case_failed", case=question.id)
        return {"id": question.id, "error": {"type": type(problem).__name__, "message": str(problem)}}
