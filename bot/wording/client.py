"""Asks the language model and gives its words as they come, within all limits; cancelled, it leaves nothing.

One thread with an event loop serves all requests, since only there a reply that hangs can be broken off at
any moment. The library takes seconds to import: that thread does it once, and who asks before is told so.
"""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.wording.breaker import Breaker
from bot.wording.endpoint import Endpoint
from bot.wording.trouble import NOT_ITS_FAULT, ModelTrouble, Trouble

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

MOST_CHARACTERS = 4000  # of one answer; six sentences take a tenth of it
_MOST_TOKENS = 800
_AT_ONCE = 16  # requests; more of them get the words of the clauses at once
_GRACE = 0.25  # seconds after the limit in which the loop itself says that it has passed
_LOOK_UP = 1.0  # seconds that closing waits for a name that is being looked up
_WHOLE = frozenset({"stop"})  # what a reply that was not cut off ends with

log = structlog.get_logger()


@dataclass(slots=True)
class Usage:
    """What a reply cost: tokens as the endpoint counts them, 0 where it does not, and seconds."""

    tokens_in: int = 0
    tokens_out: int = 0
    first_word: float | None = None
    seconds: float = 0.0


class Client:
    """Asks one endpoint. Thread-safe; `close` ends its thread and its connections."""

    def __init__(self, endpoint: Endpoint, *, breaker: Breaker | None = None) -> None:
        self.endpoint = endpoint
        self.breaker = breaker or Breaker()
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._http: Any = None
        self._model: ChatOpenAI | None = None
        self._warming: Future[ChatOpenAI] | None = None

    def ask(self, rules: str, data: str) -> "Reply":
        """A reply to be read as a context manager; ModelTrouble where none is to be had now."""
        if self._model is None:
            self._ready_or_not()
        if not self.breaker.allows():
            raise ModelTrouble(Trouble.RESTING)
        if not self._free.acquire(blocking=False):
            self.breaker.let_go()
            raise ModelTrouble(Trouble.BUSY)
        try:
            return Reply(self, rules, data)
        except BaseException:
            self.done(None)
            raise

    def warm(self) -> "Future[ChatOpenAI]":
        """Imports the library and makes the client, without asking anything; the same future each time."""
        loop = self.loop()
        with self._starting:
            if self._warming is None:
                self._warming = asyncio.run_coroutine_threadsafe(self._make(), loop)
            return self._warming

    def _ready_or_not(self) -> None:
        warming = self.warm()
        if not warming.done():
            raise ModelTrouble(Trouble.STARTING)
        warming.result()  # raises what stood in the way

    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of the client's thread, started on first use."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="hotline-wording", daemon=True
                )
                self._thread.start()
            return self._loop

    def done(self, trouble: ModelTrouble | None, *, known: bool = False) -> None:
        """A request has ended: well or badly (`known`), or its caller went away."""
        self._free.release()
        if not known:
            self.breaker.let_go()
        elif trouble is None:
            self.breaker.went_well()
        elif trouble.trouble not in NOT_ITS_FAULT:
            self.breaker.failed(rest=trouble.seconds)

    def close(self) -> None:
        """Ends what is under way, the connections and the thread."""
        with self._starting:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = self._warming = self._model = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def words(self, rules: str, data: str, usage: Usage) -> "AsyncWords":
        """The model's words as they come, for the client's own loop."""
        if self._model is None:
            raise ModelTrouble(Trouble.STARTING)
        return AsyncWords(self._model, rules, data, usage)

    async def _make(self) -> "ChatOpenAI":
        try:
            from langchain_openai import ChatOpenAI

            from bot.wording.transport import http_client
        except ModuleNotFoundError as problem:
            raise ModelTrouble(Trouble.NOT_INSTALLED) from problem
        self._http = http_client(self.endpoint.seconds)
        key = self.endpoint.key.get_secret_value() if self.endpoint.key else ""
        self._model = ChatOpenAI(
            model=self.endpoint.model,
            base_url=self.endpoint.url,
            api_key=lambda: key or "none",  # a callable: no repr and no trace shows what it returns
            temperature=0,
            max_retries=0,
            timeout=self.endpoint.seconds,
            stream_usage=True,
            extra_body={"max_tokens": _MOST_TOKENS},  # the name that every compatible endpoint knows
            http_async_client=self._http,
            openai_proxy="",
            use_responses_api=False,
        )
        return self._model

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()
        loop = asyncio.get_running_loop()
        await loop.shutdown_asyncgens()
        with contextlib.suppress(TimeoutError):  # a name that is being looked up cannot be broken off
            await asyncio.wait_for(loop.shutdown_default_executor(), _LOOK_UP)


class AsyncWords:
    """The words of one reply, in the loop; what goes wrong is raised as the library raises it."""

    def __init__(self, model: "ChatOpenAI", rules: str, data: str, usage: Usage) -> None:
        self._messages = [("system", rules), ("user", data)]
        self._model = model
        self._usage = usage

    async def __aiter__(self) -> AsyncIterator[str]:
        """The pieces; CUT_OFF at the end of a reply that does not say that it is whole."""
        from langsmith import tracing_context

        finish: str | None = None
        size = 0
        with tracing_context(enabled=False):  # whatever the environment says: what is asked goes nowhere else
            async for chunk in self._model.astream(self._messages):
                if used := getattr(chunk, "usage_metadata", None):
                    self._usage.tokens_in = used.get("input_tokens", 0)
                    self._usage.tokens_out = used.get("output_tokens", 0)
                finish = chunk.response_metadata.get("finish_reason") or finish
                piece = str(chunk.text)
                size += len(piece)
                if size > MOST_CHARACTERS:
                    raise ModelTrouble(Trouble.TOO_MUCH)
                if piece:
                    yield piece
        if not size:
            raise ModelTrouble(Trouble.EMPTY)
        if finish not in _WHOLE:
            raise ModelTrouble(Trouble.CUT_OFF)


class Reply:
    """One reply: iterate over its pieces inside `with`. Leaving breaks off what is still under way."""

    def __init__(self, client: Client, rules: str, data: str) -> None:
        self.usage = Usage()
        self._client = client
        self._pieces: queue.SimpleQueue[str | ModelTrouble | None] = queue.SimpleQueue()
        self._began = time.monotonic()
        self._ended: ModelTrouble | None = None
        self._known = False
        self._stopped = False
        self._task = asyncio.run_coroutine_threadsafe(self._run(rules, data), client.loop())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        self.usage.seconds = time.monotonic() - self._began
        self._client.done(self._ended, known=self._known)

    def __iter__(self) -> Iterator[str]:
        """The pieces as they come; ModelTrouble at the first thing wrong, whatever it is."""
        endpoint = self._client.endpoint
        while True:
            limit = endpoint.seconds if self.usage.first_word is not None else endpoint.first_seconds
            left = limit + _GRACE - (time.monotonic() - self._began)
            try:
                item = self._pieces.get(timeout=max(left, 0.001))
            except queue.Empty:  # the loop itself is held up
                item = ModelTrouble(Trouble.SLOW)
            if isinstance(item, str):
                yield item
                continue
            if self._stopped:
                return
            self._ended, self._known = item, True
            if item is not None:
                raise item
            return

    def stop(self) -> None:
        """Breaks the reply off from another thread; who reads it finds its end."""
        self._stopped = True
        self._task.cancel()
        self._pieces.put(None)

    async def _run(self, rules: str, data: str) -> None:
        endpoint = self._client.endpoint
        try:
            async with asyncio.timeout(endpoint.seconds) as whole:
                async with asyncio.timeout(endpoint.first_seconds) as first:
                    async for piece in self._client.words(rules, data, self.usage):
                        if self.usage.first_word is None:
                            self.usage.first_word = time.monotonic() - self._began
                            first.reschedule(None)
                        self._pieces.put(piece)
            self._pieces.put(None)
        except TimeoutError:
            self._pieces.put(ModelTrouble(Trouble.SLOW_START if not whole.expired() else Trouble.SLOW))
        except asyncio.CancelledError:
            self._pieces.put(None)
            raise
        except Exception as problem:  # the edge: whatever a library raises has one of our names from here on
            trouble = problem if isinstance(problem, ModelTrouble) else _named(problem)
            log.info("wording_failed", trouble=trouble.trouble.value, problem=type(problem).__name__)
            self._pieces.put(trouble)


def _named(problem: Exception) -> ModelTrouble:
    """A library's exception by our name for it."""
    import httpx2
    import openai

    from bot.wording.transport import TooMuch

    causes = _causes(problem)
    if any(isinstance(cause, TooMuch) for cause in causes):
        return ModelTrouble(Trouble.TOO_MUCH)
    if isinstance(problem, openai.APITimeoutError):
        return ModelTrouble(Trouble.SLOW)
    if isinstance(problem, openai.APIStatusError):
        return _of_status(problem)
    if any(isinstance(cause, httpx2.RemoteProtocolError | httpx2.ReadError) for cause in causes):
        return ModelTrouble(Trouble.CUT_OFF)
    if any(isinstance(cause, httpx2.DecodingError) for cause in causes):
        return ModelTrouble(Trouble.UNREADABLE)
    if isinstance(problem, openai.APIConnectionError):
        return ModelTrouble(Trouble.UNREACHABLE)
    return ModelTrouble(Trouble.UNREADABLE)


def _of_status(problem: Any) -> ModelTrouble:
    status = problem.status_code
    if status == 429:
        return ModelTrouble(
            Trouble.RATE_LIMITED, seconds=_seconds(problem.response.headers.get("retry-after"))
        )
    if status in (401, 403):
        return ModelTrouble(Trouble.REFUSED_KEY)
    return ModelTrouble(Trouble.FAILED if status >= 500 else Trouble.REFUSED)


def _seconds(written: str | None) -> float:
    """A Retry-After in seconds; 0 where it is a date or nonsense, and failures are counted instead."""
    return float(written) if written and written.isascii() and written.isdigit() else 0.0


def _causes(problem: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = problem
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found
