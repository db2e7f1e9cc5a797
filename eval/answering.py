"""What a run keeps of one question: the answer record, and how near the nearest passages were."""

from collections.abc import Callable
from datetime import date
from typing import Any

import structlog

from bot.assistant import Assistant
from bot.conversation import NEW, Conversation
from eval.datasets import Question
from knowledge.errors import HotlineError

log = structlog.get_logger()


def answered(
    assistant: Assistant, question: Question, as_of: date, *, talk: Callable[[], Conversation] = lambda: NEW
) -> dict[str, Any]:
    """The answer record with `nearest` beside its fields, or `{"id", "error"}`; one question never raises.

    Only the question's text is given away, as a caller would give it, and the `talk` it was said in.
    """
    try:
        record = assistant.ask(question.text, id=question.id, as_of=as_of, conversation=talk()).model_dump(
            mode="json"
        )
    except HotlineError as problem:
        return _error(question, problem)
    except Exception as problem:
        # A defect that shows at one question is a finding, and no reason to lose the answers to the others.
        log.exception("question_failed", question=question.id)
        return _error(question, problem)
    return record | {"nearest": _nearest(assistant, record["standalone"] or question.text)}


def _nearest(assistant: Assistant, text: str) -> dict[str, float | None]:
    """The cosines of the nearest passages, which decide on refusing and which the record does not carry."""
    found = assistant.search(text)
    return {"sentence": _rounded(found.nearest_sentence), "asked": _rounded(found.nearest_asked)}


def _rounded(cosine: float | None) -> float | None:
    return None if cosine is None else round(cosine, 4)


def _error(question: Question, problem: Exception) -> dict[str, Any]:
    return {"id": question.id, "error": {"type": type(problem).__name__, "message": str(problem)}}
