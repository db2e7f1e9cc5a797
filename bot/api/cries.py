"""A request that is refused may still be a cry for help: whatever its form, it gets the card.

Too long, too often, broken JSON, the wrong content type, a field that is wrong, a failure of ours:
the doors ask here before they tell any of it to somebody who posted words.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.answering import card_alone
from bot.api.in_time import in_danger
from bot.api.ports import Audience
from bot.conversation import NEW
from bot.conversation.following import TalkRecord
from bot.eligibility import CheckRecord, alone
from bot.safety import Alarm
from knowledge.errors import HotlineError

# Where `Guard` leaves the body, or what it read of one that is too long.
BODY = "hotline.body"
_ANSWERING = frozenset({"/api/v1/ask", "/api/v1/ask/stream", "/api/v1/check", "/", "/check"})

_LONGEST_ID = 200
_CODED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
# A quotation mark would make what a child says a quotation.
_FRAME = re.compile(r'[{}\[\]"\\&=]+')


@dataclass(frozen=True, slots=True)
class Cry:
    """What was heard in a request, and what its sender wanted to have with it."""

    words: str
    alarm: Alarm
    id: str | None
    audience: Audience
    is_check: bool

    @property
    def answer(self) -> TalkRecord:
        """The card as the answer to a question."""
        card = card_alone(self.words, self.alarm, audience=self.audience)
        card = card.model_copy(update={"id": self.id, "timings_ms": {"total": 0.0}})
        return TalkRecord(**dict(card), conversation=NEW)

    @property
    def check(self) -> CheckRecord:
        """The card as the check of a child."""
        return alone(self.alarm, HotlineError("这次没能核对", "请稍后再试"), id=self.id)


async def cry(request: Request) -> Cry | None:
    """The cry in a request to an address that answers; None where there is none."""
    if not is_asking(request):
        return None
    body: bytes = request.scope.get(BODY, b"")
    sent = _sent(body)
    words = "\n".join(_strings(sent)) if sent is not None else _bare(body)
    words = words.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    alarm = await in_danger(words)
    if alarm is None:
        return None
    fields = sent if isinstance(sent, dict) else {}
    question = fields.get("question")
    if isinstance(question, str) and question in words:
        words = question
    audience: Audience = "family" if fields.get("audience") == "family" else "operator"
    return Cry(words, alarm, _id(fields.get("id")), audience, request.url.path.endswith("/check"))


def card_for_programs(heard: Cry, request: Request) -> Response:
    """The card as the address gives its answers: a record, or the two events around a wording."""
    record = (heard.check if heard.is_check else heard.answer).model_dump(mode="json")
    headers = {"Cache-Control": "no-store"}
    if not request.url.path.endswith("/stream"):
        return JSONResponse(record, headers=headers)
    done: dict[str, Any] = {"record": record, "why": None, "explained": "", "dropped": []}
    events = (("evidence", record), ("done", done))
    told = "".join(
        f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in events
    )
    return Response(told, media_type="text/event-stream", headers=headers)


def is_asking(request: Request) -> bool:
    """Whether somebody posted words to an address that answers."""
    return request.method == "POST" and request.url.path in _ANSWERING


def _sent(body: bytes) -> Any:
    """What the JSON of a body holds, or None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _strings(sent: Any, *, depth: int = 0) -> Iterator[str]:
    if isinstance(sent, str):
        yield sent
    elif isinstance(sent, dict | list) and depth < 4:
        for each in sent.values() if isinstance(sent, dict) else sent:
            yield from _strings(each, depth=depth + 1)


def _bare(body: bytes) -> str:
    """The words of a body that is no JSON: a form, broken JSON, or plain text, in UTF-8, GBK or UTF-16."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "ignore")
    if b"%" in body:
        body = unquote_to_bytes(body.replace(b"+", b" "))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        # A long text that was cut off ends in half a character and is UTF-8 all the same: read both ways.
        text = f"{body.decode('utf-8', 'ignore')}\n{body.decode('gb18030', 'ignore')}"
    return _FRAME.sub("\n", _CODED.sub(_decoded, text))


def _decoded(found: re.Match[str]) -> str:
    units = bytes.fromhex(found[0].replace("\\u", ""))
    return units.decode("utf-16-be", "ignore")


def _id(sent: object) -> str | None:
    readable = isinstance(sent, str) and len(sent) <= _LONGEST_ID and sent.isprintable()
    return str(sent) if readable else None
