"""Asks the assistant away from the event loop; where a child may be in danger, not longer than seconds.

Detection runs right here, in the loop: a card comes even while every worker thread hangs on something.
"""

import time
from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

import anyio.to_thread
import structlog

from bot.answering import card_alone
from bot.api.ports import AssistantLike, Audience
from bot.eligibility import CheckRecord, alone
from bot.record import AnswerRecord
from bot.safety import detect
from knowledge.errors import HotlineError

# Longer than any answer takes, and short enough for somebody who waits for a number to call.
PATIENCE = 2.0

log = structlog.get_logger()


async def ask_in_time(
    assistant: AssistantLike,
    question: str,
    *,
    id: str | None = None,  # noqa: A002 - the record's own word
    as_of: date | None = None,
    audience: Audience,
) -> AnswerRecord:
    """The assistant's answer; the card alone, where it is called for and the answer fails or does not come.

    Raises what the assistant raises where nobody is in danger.
    """
    began = time.perf_counter()
    ask = partial(assistant.ask, question, id=id, as_of=as_of, audience=audience)
    alarm = detect(question)
    if alarm is None or not alarm.takes_over:
        return await anyio.to_thread.run_sync(ask)
    try:
        with anyio.move_on_after(PATIENCE):
            return await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
        log.warning("danger_without_answer", problem="Timeout")
    except Exception as problem:  # whatever it is, it does not stand before the card
        log.warning("danger_without_answer", problem=type(problem).__name__)
    return card_alone(question, alarm, audience=audience).model_copy(
        update={"id": id, "timings_ms": {"total": round((time.perf_counter() - began) * 1000, 2)}}
    )


async def check_in_time(
    assistant: AssistantLike,
    text: str | None,
    facts: Mapping[str, object] | None,
    *,
    asked: Collection[str] = (),
) -> CheckRecord:
    """The check of a child; the card alone, where the text calls for it and the check fails or hangs."""
    check = partial(assistant.check, text, facts, asked=asked)
    alarm = detect(text or "")
    if alarm is None or not alarm.takes_over:
        return await anyio.to_thread.run_sync(check)
    try:
        with anyio.move_on_after(PATIENCE):
            return await anyio.to_thread.run_sync(check, abandon_on_cancel=True)
        log.warning("danger_without_check", problem="Timeout")
    except Exception as problem:  # whatever it is, it does not stand before the card
        log.warning("danger_without_check", problem=type(problem).__name__)
    return alone(alarm, HotlineError("这次没能核对", "请稍后再试"), id=None)
