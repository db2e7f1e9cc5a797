"""The whole behaviour, as a tuple."""

import time
from collections.abc import Callable, Sequence
from datetime import date

from bot.answering.draft import Audience, Draft
from bot.answering.steps import Tools, compose, gauge, normalise, retrieve, verify
from bot.record import AnswerRecord

Step = Callable[[Draft, Tools], Draft | AnswerRecord]

STEPS: tuple[Step, ...] = (normalise, retrieve, gauge, compose, verify)


def answer(
    question: str,
    tools: Tools,
    *,
    as_of: date,
    audience: Audience = "operator",
    id: str | None = None,  # noqa: A002 - the record's own word
    steps: Sequence[Step] = STEPS,
) -> AnswerRecord:
    """Runs the steps until one gives a reply, and stamps it with its times.

    Raises:
        BadQuestion: there is nothing to answer.
    """
    began = time.perf_counter()
    draft = Draft(question, as_of, audience)
    for step in steps:
        made = step(draft, tools)
        if isinstance(made, AnswerRecord):
            timings = {"total": round((time.perf_counter() - began) * 1000, 2)}
            if draft.retrieved:
                timings["retrieve"] = round(draft.retrieved.milliseconds, 2)
            return made.model_copy(update={"id": id, "timings_ms": timings})
        draft = made
    raise RuntimeError("the last step has to reply")
