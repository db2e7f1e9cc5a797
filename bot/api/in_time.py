"""Asks the assistant away from the event loop; where a child may be in danger, not longer than a moment.

A card waits for no worker thread: it comes while every one of them hangs on something, and it comes
to those who have asked too often for an answer.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread
import structlog

from bot.answering import card_alone
from bot.api.ports import AssistantLike, Audience
from bot.conversation import NEW, Conversation
from bot.eligibility import CheckRecord, alone
from bot.record import AnswerRecord
from bot.safety import Alarm, detect
from knowledge.errors import HotlineError, TooOften

# Seconds that a card waits for an answer to stand over, several times what one takes; with all the rest the
# numbers are on the screen within 0.3.
PATIENCE = 0.2
# Characters that are read for danger in the event loop itself, in ten milliseconds; the twenty thousand
# that one may send would keep everybody else waiting for a hundred.
_AT_ONCE = 2000
# Threads of their own, so that long texts are read while all other threads hang.
_READERS = anyio.CapacityLimiter(2)

log = structlog.get_logger()
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Wait:
    """How much of the patience is left, counted from the moment the question came."""

    began: float

    @classmethod
    def begin(cls) -> "Wait":
        """From now on."""
        return cls(time.perf_counter())

    @property
    def passed(self) -> float:
        """Seconds since the question came."""
        return time.perf_counter() - self.began

    async def within(self, make: Callable[[], _Made], *, event: str) -> _Made | None:
        """What is made in a thread; None, with `event` in the log, where it fails or comes too late."""
        try:
            with anyio.move_on_after(max(0.0, PATIENCE - self.passed)):
                return await anyio.to_thread.run_sync(make, abandon_on_cancel=True)
            log.warning(event, problem="Timeout")
        except Exception as problem:  # whatever it is, it does not stand before the card
            log.warning(event, problem=type(problem).__name__)
        return None


async def ask_in_time(
    assistant: AssistantLike,
    question: str,
    *,
    id: str | None = None,  # noqa: A002 - the record's own word
    as_of: date | None = None,
    audience: Audience,
    conversation: Conversation = NEW,
    late: TooOften | None = None,
) -> AnswerRecord:
    """The assistant's answer; the card alone, where it is called for and the answer fails or does not come.

    Raises `late`, or what the assistant raises, where nobody is in danger.
    """
    wait = Wait.begin()
    ask = partial(assistant.ask, question, id=id, as_of=as_of, audience=audience, conversation=conversation)
    alarm = await in_danger(question)
    if alarm is None:
        if late:
            raise late
        return await anyio.to_thread.run_sync(ask)
    made = None
    if not late and len(question) <= _AT_ONCE:  # what is longer is no question, and takes long to refuse
        made = await wait.within(ask, event="danger_without_answer")
    return made or card_alone(question, alarm, audience=audience).model_copy(
        update={"id": id, "timings_ms": {"total": round(wait.passed * 1000, 2)}}
    )


async def check_in_time(
    assistant: AssistantLike,
    text: str | None,
    facts: Mapping[str, object] | None,
    *,
    asked: Collection[str] = (),
    focus: Collection[str] | None = None,
    id: str | None = None,  # noqa: A002 - the record's own word
    as_of: date | None = None,
    late: TooOften | None = None,
) -> CheckRecord:
    """The check of a child; the card alone, where the text calls for it and the check fails or hangs.

    Raises `late`, or what the assistant raises, where nobody is in danger.
    """
    wait = Wait.begin()
    check = partial(assistant.check, text, facts, asked=asked, focus=focus, id=id, as_of=as_of)
    alarm = await in_danger(text or "")
    if alarm is None:
        if late:
            raise late
        return await anyio.to_thread.run_sync(check)
    made = None
    if not late and len(text or "") <= _AT_ONCE:
        made = await wait.within(check, event="danger_without_check")
    return made or alone(alarm, late or HotlineError("这次没能核对", "请稍后再试"), id=id)


async def in_danger(text: str) -> Alarm | None:
    """The alarm that a text raises, if it calls for the card."""
    if len(text) <= _AT_ONCE:
        alarm = detect(text)
    else:
        alarm = await anyio.to_thread.run_sync(detect, text, limiter=_READERS)
    return alarm if alarm and alarm.takes_over else None
