"""What every request passes first: a cap on its body, safe headers, and a last word if code fails.

It stands outside FastAPI's own error handling, so that even a refusal and an unforeseen exception
carry the headers and never a stack trace.
"""

import traceback
from collections.abc import Mapping

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.cries import BODY
from bot.api.errors import TOO_LARGE, UNEXPECTED, Answer

# Twenty thousand characters of any kind, however JSON or a form spells them: all that is read for danger.
MAX_BODY = 256 * 1024

# Everything is local and nothing is inline, so the strictest policy costs us nothing.
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

log = structlog.get_logger(__name__)


class Guard:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp, *, answer: Answer) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
            await send(message)

        try:
            messages, whole = await _read_body(scope, receive)
            scope[BODY] = b"".join(message.get("body", b"") for message in messages)[:MAX_BODY]
            if not whole:
                response = await self.answer(Request(scope), TOO_LARGE)
                await response(scope, receive, send_with_headers)
                return
            await self.app(scope, _replay(messages, receive), send_with_headers)
        except ClientDisconnect:
            return  # nobody is left to answer
        except Exception as error:
            # The message of a foreign exception may hold what the caller wrote: only its kind and
            # the places in our code are logged.
            frames = traceback.extract_tb(error.__traceback__)[-4:]
            places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            log.error("request_failed", error=type(error).__name__, places=places)
            if started:
                raise
            response = await self.answer(Request(scope), UNEXPECTED)
            await response(scope, receive, send_with_headers)


async def _read_body(scope: Scope, receive: Receive) -> tuple[list[Message], bool]:
    """The messages that make up the body, and whether they are all of it or as much as is allowed."""
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        messages.append(message)
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            return messages, False
        if not message.get("more_body", False):
            return messages, True


def _replay(messages: list[Message], receive: Receive) -> Receive:
    async def replay() -> Message:
        return messages.pop(0) if messages else await receive()

    return replay
