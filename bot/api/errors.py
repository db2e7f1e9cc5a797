"""The one table from errors to HTTP statuses, and the shape in which errors reach people.

Every failure leaves as `{"error": {"type", "message"}}` with a Chinese message; pages say the same
words in HTML. Nothing that a caller sent is repeated, save the name of the field that was wrong.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.answering import replies
from bot.keeping import kept
from knowledge.errors import (
    BadFacts,
    BadFile,
    BadLibrary,
    BadQuestion,
    BadSettings,
    CatalogueUnavailable,
    EncoderMismatch,
    HotlineError,
    IndexUnavailable,
    ModelUnavailable,
    NotFound,
    RulesUnavailable,
    StorageFull,
    TooOften,
    WordingFailed,
    WriterBusy,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure as it is told outside: a status, a name for programs, a sentence for people."""

    status: int
    type: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Request, Problem], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class _Row:
    status: int
    retry_after: int | None = None  # seconds; only where trying again can help


# A class without a row takes its nearest ancestor's; HotlineError itself ends the search.
TABLE: Mapping[type[HotlineError], _Row] = {
    BadQuestion: _Row(422),
    BadFacts: _Row(422),
    BadFile: _Row(422),
    NotFound: _Row(404),
    TooOften: _Row(429),
    CatalogueUnavailable: _Row(503, retry_after=5),
    WriterBusy: _Row(503, retry_after=10),
    WordingFailed: _Row(503),
    IndexUnavailable: _Row(503, retry_after=30),
    EncoderMismatch: _Row(503),
    ModelUnavailable: _Row(503),
    RulesUnavailable: _Row(503),
    StorageFull: _Row(507),
    BadSettings: _Row(500),
    BadLibrary: _Row(500),
    HotlineError: _Row(500),
}

UNEXPECTED = Problem(500, "Unexpected", "程序出了意料之外的问题，已经记下来了；请稍后再试")
TOO_LARGE = Problem(413, "TooLarge", "发来的内容太长了（上限 256 KB）；请写短一些再试")

_HTTP = {
    400: ("BadRequest", "请求读不出来；请检查正文的编码（UTF-8）和格式"),
    404: ("NotFound", "没有这个地址；全部接口见 /docs"),
    405: ("MethodNotAllowed", "这个地址不支持这种请求方法；全部接口见 /docs"),
    413: (TOO_LARGE.type, TOO_LARGE.message),
}

# What pydantic calls it, by the start of its name; the first that fits is said.
_FIELD_WORDS = (
    ("missing", "缺少 {field}"),
    ("string_type", "{field} 要写成一段文字"),
    ("lone_surrogate", "{field} 里有不成对的字符，读不出来"),
    ("too_long", "{field} 太长了"),
    ("string_too_long", "{field} 太长了"),
    ("nul_character", "{field} 里有空字符（NUL），请去掉再发"),
    ("literal_error", "{field} 只能是下面几种之一：{expected}"),
    ("date", "{field} 要写成 2026-11-24 这样的日期"),
)
_BODY_WORDS = "请求正文要是一个 JSON 对象，并带上 Content-Type: application/json"


def problem_of(error: HotlineError) -> Problem:
    """What a named error becomes outside."""
    row = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
    wait = error.seconds if isinstance(error, TooOften) else row.retry_after
    headers = {"Retry-After": str(wait)} if wait else {}
    return Problem(row.status, type(error).__name__, kept(str(error)), headers)


def problem_of_http(error: HTTPException) -> Problem:
    """What the framework's own refusals (no such path, wrong method, unreadable body) become."""
    kind, message = _HTTP.get(error.status_code, ("HttpError", "这个请求没能办成；请检查后再试"))
    return Problem(error.status_code, kind, message, dict(error.headers or {}))


def problem_of_request(errors: Sequence[Any]) -> Problem:
    """What a request that does not fit its description becomes: the first thing wrong, in words."""
    first = errors[0]
    kind, location = str(first["type"]), tuple(first["loc"])
    if kind == "json_invalid":
        return Problem(422, "InvalidRequest", "请求正文不是合法的 JSON")
    if len(location) < 2:
        return Problem(422, "InvalidRequest", _BODY_WORDS)
    words = next((say for start, say in _FIELD_WORDS if kind.startswith(start)), "{field} 用不了")
    expected = str(first.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", "、")
    return Problem(422, "InvalidRequest", words.format(field=location[1], expected=expected))


def problem_json(problem: Problem, *, help_line: bool = False) -> JSONResponse:
    """The problem as the API says it; with whom to call in danger, where somebody may have asked for help."""
    if help_line and replies.danger() not in problem.message:
        problem = replace(problem, message=f"{problem.message.rstrip('。')}。{replies.danger()}")
    return JSONResponse(
        {"error": {"type": problem.type, "message": problem.message}},
        status_code=problem.status,
        headers={"Cache-Control": "no-store", **problem.headers},
    )


def handlers(answer: Answer) -> dict[int | type[Exception], Any]:
    """The exception handlers for FastAPI; `answer` decides between JSON and a page.

    They run in the event loop: a card that waited for a worker thread might wait for all that hang.
    """

    async def named(request: Request, error: Exception) -> Response:
        assert isinstance(error, HotlineError)
        return await answer(request, problem_of(error))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return await answer(request, problem_of_http(error))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return await answer(request, problem_of_request(error.errors()))

    return {HotlineError: named, HTTPException: http, RequestValidationError: invalid}
