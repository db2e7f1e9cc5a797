"""The whole behaviour, as a tuple."""

import time
from collections.abc import Callable, Sequence
from datetime import date

import structlog

from bot.answering.draft import Audience, Draft
from bot.answering.emergency import card_alone, with_card
from bot.answering.gauging import gauge
from bot.answering.steps import (
    check_rules,
    compose,
    normalise,
    retrieve,
    take_up,
    verify,
    watch_for_danger,
)
from bot.answering.tools import Tools
from bot.record import AnswerRecord

log = structlog.get_logger()

Step = Callable[[Draft, Tools], Draft | AnswerRecord]

STEPS: tuple[Step, ...] = (
    watch_for_danger,
    take_up,
    normalise,
    retrieve,
    check_rules,
    gauge,
    compose,
    verify,
)


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

    Once a child was seen to be in danger no failure is told any more: the card comes alone.

    Raises:
        BadQuestion: there is nothing to answer.
    """
    began = time.perf_counter()
    draft = Draft(question, as_of, audience)
    try:
        for step in steps:
            made = step(draft, tools)
            if isinstance(made, AnswerRecord):
                record = with_card(made, draft.alarm, draft, tools) if draft.alarm else made
                return _stamped(record, draft, began, id)
            draft = made
    except Exception as problem:  # not even a defect of ours may stand before the card
        if not (draft.alarm and draft.alarm.takes_over):
            raise
        log.warning("danger_without_answer", problem=type(problem).__name__)
        return _stamped(card_alone(question, draft.alarm, audience=audience), draft, began, id)
    raise RuntimeError("the last step has to reply")


def _stamped(record: AnswerRecord, draft: Draft, began: float, id: str | None) -> AnswerRecord:  # noqa: A002
    timings = {"total": round((time.perf_counter() - began) * 1000, 2)}
    if draft.retrieved:
        timings["retrieve"] = round(draft.retrieved.milliseconds, 2)
    return record.model_copy(update={"id": id, "timings_ms": timings})
