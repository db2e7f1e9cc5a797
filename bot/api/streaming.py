"""`POST /api/v1/ask/stream`: the answer at once, then a model's wording of it, as server-sent events.

`evidence` is the record that `/api/v1/ask` gives, and waits for no model; then a `sentence` for each that has
passed every check; `done` has the final record. A reader who goes away leaves nothing running.
"""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends
from starlette.responses import StreamingResponse

from bot.api.examples import ASK
from bot.api.in_time import ask_in_time
from bot.api.pace import Pace
from bot.api.ports import AssistantLike, Audience
from bot.api.routes import ASKED_WRONGLY
from bot.api.schemas import AskRequest
from bot.conversation.following import carried
from bot.record import AnswerRecord
from bot.wording import Done, Event, Evidence, Sentence, Stop
from bot.wording.screen import Breach
from knowledge import clock
from knowledge.errors import TooOften

# Threads of their own: those in which questions are answered never wait for a model.
_WORDERS = anyio.CapacityLimiter(32)

_DESCRIPTION = (
    "先给 evidence（与 /api/v1/ask 相同的答复记录，不等大模型），"
    "再给每一句核对过的改写 sentence（text；citations 是 evidence 里引文的序号），"
    "最后给 done（record 是最终的答复，mode 为 llm 就是改写过的；"
    "为 extractive 就是照用原文，why 说明为什么）。"
    "没有设置大模型时，evidence 之后就是 done。"
    "孩子可能有危险、没有依据、不在范围内的答复从不改写。关掉连接，改写就停。"
)
_EXAMPLE = (
    'event: evidence\ndata: {"status": "answered", …}\n\n'
    'event: sentence\ndata: {"text": "…。", "citations": [0]}\n\n'
    'event: done\ndata: {"record": {…}, "why": null, "explained": "", "dropped": []}\n\n'
)


_ONE_EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "JSON"}},
}
# Written out, since FastAPI would describe them as events too.
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": told["description"],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
    }
    for status, told in ASKED_WRONGLY.items()
}


class EventStream(StreamingResponse):
    """Server-sent events; no proxy may hold them back."""

    media_type = "text/event-stream"


def stream_router(assistant: AssistantLike, pace: Pace) -> APIRouter:
    """The address; `pace` says who has asked too often for an answer."""
    router = APIRouter(prefix="/api/v1")

    @router.post(
        "/ask/stream",
        tags=["问答"],
        summary="提一个问题，边改写边看",
        description=_DESCRIPTION,
        response_class=EventStream,
        responses={
            200: {"content": {"text/event-stream": {"schema": _ONE_EVENT, "example": _EXAMPLE}}},
            **_REFUSALS,
        },
        openapi_extra={"requestBody": {"content": {"application/json": {"example": ASK}}}},
    )
    async def ask_stream(
        request: AskRequest, late: Annotated[TooOften | None, Depends(pace)]
    ) -> StreamingResponse:
        record = await ask_in_time(
            assistant,
            request.question,
            id=request.id,
            as_of=request.as_of,
            audience=request.audience,
            conversation=request.conversation,
            late=late,
        )
        talk = carried(request.conversation, record, as_of=request.as_of or clock.today())
        return EventStream(
            _events(assistant, talk, request.audience),
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return router


async def _events(assistant: AssistantLike, record: AnswerRecord, audience: Audience) -> AsyncIterator[str]:
    """The events as text. The first needs no thread and no model."""
    yield _event("evidence", record.model_dump(mode="json"))
    stop = Stop()
    steps = assistant.word(record, audience=audience, stop=stop)
    try:
        while True:
            event: Event | None = await anyio.to_thread.run_sync(
                next, steps, None, abandon_on_cancel=True, limiter=_WORDERS
            )
            if event is None:
                return
            if not isinstance(event, Evidence):
                yield _told(event, audience)
    finally:
        stop.now()


def _told(event: Sentence | Done, audience: Audience) -> str:
    if isinstance(event, Sentence):
        return _event("sentence", {"text": event.text, "citations": list(event.citations)})
    for_operators = audience == "operator"
    return _event(
        "done",
        {
            "record": event.record.model_dump(mode="json"),
            "why": event.why,
            "explained": event.explained if for_operators else "",
            "dropped": [
                # What may not be shown is not shown here either: promises, personal data, the prompt.
                {
                    "why": one.why,
                    "detail": one.detail,
                    "text": "" if isinstance(one.why, Breach) else one.text,
                }
                for one in event.dropped
                if for_operators
            ],
        },
    )


def _event(name: str, data: Any) -> str:
    """One event; JSON holds no line break, so that data are one line."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
