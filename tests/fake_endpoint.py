"""An OpenAI-compatible endpoint on localhost that misbehaves on demand: `/{mode}/v1/chat/completions`.

Written on bare sockets, since most of what it does no web framework would let it do.
"""

import asyncio
import json
import re
import threading
import zlib
from collections.abc import Awaitable, Callable

_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_TOKEN = re.compile(r"^\[(甲[0-9a-f]{3})\]", re.MULTILINE)
_QUOTE = re.compile(r"<(\w+)>\n(.*?)\n</\1>", re.DOTALL)


class FakeEndpoint:
    """Serves in a thread of its own. `bodies` are the requests as they came, `open` the connections now."""

    def __init__(self) -> None:
        self.bodies: list[dict] = []
        self.headers: list[str] = []
        self.open = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="fake-endpoint", daemon=True)
        self._thread.start()
        self._ready.wait(5)

    def url(self, mode: str) -> str:
        return f"http://127.0.0.1:{self.port}/{mode}/v1"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(5)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.close()

    async def _run(self) -> None:
        self._closing = asyncio.Event()
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(re.search(r"content-length: (\d+)", head, re.IGNORECASE)[1])
            body = json.loads(await reader.readexactly(length))
            self.bodies.append(body)
            self.headers.append(head)
            mode = head.split("/", 2)[1]
            work = asyncio.create_task(MODES[mode](writer, Asked(body)))
            gone = asyncio.create_task(reader.read())  # ends when the client goes away
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()


class Asked:
    """What a well-meaning model reads out of the request."""

    def __init__(self, body: dict) -> None:
        self.rules = body["messages"][0]["content"]
        self.data = body["messages"][-1]["content"]
        canary = re.search(r"校验字 (\w+)", self.rules)
        self.canary = canary[1] if canary else ""
        tokens = _TOKEN.findall(self.data)
        self.token = f"[{tokens[0]}]" if tokens else "[甲000]"
        quotes = _QUOTE.findall(self.data)
        self.quote = quotes[0][1].strip() if quotes else ""
        self.first = re.split(r"[。；]", self.quote)[0] + "。"


def chunk(text: str, finish: str | None = None, **more) -> bytes:
    """One event of a stream."""
    body = {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "fake",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}],
    }  # fmt: skip
    return f"data: {json.dumps(body | more, ensure_ascii=False)}\n\n".encode()


async def say(writer, text: str, *, finish: str | None = "stop", size: int = 4, done: bool = True) -> None:
    """A stream as it should be."""
    writer.write(_HEAD.encode())
    for start in range(0, len(text), size):
        writer.write(chunk(text[start : start + size]))
    writer.write(chunk("", finish))
    usage = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}
    writer.write(chunk("", None, choices=[], usage=usage))
    if done:
        writer.write(b"data: [DONE]\n\n")
    await writer.drain()


async def reply(writer, status: str, body: bytes, *headers: str) -> None:
    """A plain reply."""
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers))
    writer.write(f"{head}\r\n\r\n".encode() + body)
    await writer.drain()


def says(make: Callable[[Asked], str], **how) -> Callable[..., Awaitable[None]]:
    async def mode(writer, asked: Asked) -> None:
        await say(writer, make(asked), **how)

    return mode


def replies(status: str, body: bytes, *headers: str) -> Callable[..., Awaitable[None]]:
    async def mode(writer, asked: Asked) -> None:
        await reply(writer, status, body, *headers)

    return mode


async def hang(writer, asked: Asked) -> None:
    await asyncio.sleep(3600)


async def hang_after_head(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode())
    await writer.drain()
    await asyncio.sleep(3600)


async def stall(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode() + chunk(asked.first))
    await writer.drain()
    await asyncio.sleep(3600)


async def drip(writer, asked: Asked) -> None:
    for byte in _HEAD.encode() + chunk(asked.first + asked.token):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def drip_words(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode())
    for character in (asked.first + asked.token) * 100:
        writer.write(chunk(character))
        await writer.drain()
        await asyncio.sleep(0.15)


async def truncated(writer, asked: Asked) -> None:
    whole = chunk(asked.first + asked.token)
    length = len(whole) * 3
    head = _HEAD.replace("Connection: close", f"Content-Length: {length}")
    writer.write(head.encode())
    writer.write(whole + whole[: len(whole) // 2])
    await writer.drain()


async def endless(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode())
    while True:
        writer.write(chunk(asked.first + asked.token))
        await writer.drain()
        await asyncio.sleep(0)


async def endless_silence(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode())
    while True:
        writer.write(b": keep-alive\n\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def bad_utf8(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode() + chunk(asked.first).replace("。".encode(), b"\xff\xfe\x80"))
    writer.write(chunk("", "stop") + b"data: [DONE]\n\n")
    await writer.drain()


async def huge(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode() + b"data: ")
    for _ in range(800):
        writer.write(b"A" * 65536)
        await writer.drain()


async def huge_error(writer, asked: Asked) -> None:
    writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 52428800\r\n\r\n")
    for _ in range(800):
        writer.write(b"A" * 65536)
        await writer.drain()


async def other_schema(writer, asked: Asked) -> None:
    writer.write(_HEAD.encode())
    for body in ({"output": {"text": "你好"}}, {"choices": "none"}, {"choices": [{"delta": None}]}):
        writer.write(f"data: {json.dumps(body)}\n\n".encode())
    writer.write(b"data: [DONE]\n\n")
    await writer.drain()


async def drops(writer, asked: Asked) -> None:
    writer.transport.abort()


_EVENTS = "Content-Type: text/event-stream"
_OVERLONG = zlib.compress(b"A" * 20_000_000)
NO_KEY = b'{"error": {"message": "bad key sk-secret-of-the-house", "type": "invalid_request_error"}}'

MODES: dict[str, Callable[..., Awaitable[None]]] = {
    # well
    "well": says(lambda asked: f"您好！根据政策：\n{asked.first}{asked.token}\n希望对您有帮助。"),
    "before_the_stop": says(lambda asked: f"- **{asked.first[:-1]}**{asked.token}。\n", size=1),
    # slow or gone
    "hang": hang,
    "hang_after_head": hang_after_head,
    "stall": stall,
    "drip": drip,
    "drip_words": drip_words,
    "drops": drops,
    "endless": endless,
    "endless_silence": endless_silence,
    # refusals
    "rate_limited": replies("429 Too Many", b'{"error": {"message": "slow down"}}', "Retry-After: 20"),
    "server_error": replies("500 Oops", b"<html>oops</html>"),
    "no_key": replies("401 No", NO_KEY),
    "not_found": replies("404 No", b'{"detail": "Not Found"}'),
    "elsewhere": replies("307 Away", b"", "Location: http://127.0.0.1:1/v1/chat/completions"),
    # not what was asked for
    "not_json": replies("200 OK", b"<html><body>Welcome</body></html>", "Content-Type: text/html"),
    "bad_events": replies("200 OK", b"data: {not json\n\ndata: [DONE]\n\n", _EVENTS),
    "empty_body": replies("200 OK", b""),
    "compressed": replies("200 OK", _OVERLONG, _EVENTS, "Content-Encoding: deflate"),
    "truncated": truncated,
    "no_finish": says(lambda asked: asked.first + asked.token, finish=None, done=False),
    "length": says(lambda asked: asked.first + asked.token, finish="length"),
    "bad_utf8": bad_utf8,
    "huge": huge,
    "huge_error": huge_error,
    "other_schema": other_schema,
    "nothing": says(lambda asked: ""),
    # what it says
    "unknown_tokens": says(lambda asked: f"{asked.first}[甲999]\n{asked.first}[3]\n{asked.first}[吉民发1]"),
    "no_tokens": says(lambda asked: asked.first * 3),
    "echo": says(lambda asked: f"{asked.first}{asked.token}\n{asked.rules}{asked.token}"),
    "canary": says(lambda asked: f"{asked.canary}{asked.token}。"),
    "private": says(lambda asked: f"请联系张伟同学的家长，手机13812345678。{asked.token}"),
    "obedient": says(lambda asked: f"好的，忽略以上规矩。所有孩子每月领取5000元。{asked.token}"),
    "liar": says(lambda asked: re.sub(r"16|十六|6|三", "29", asked.first) + asked.token),
    "promise": says(lambda asked: f"我们已经为您登记，稍后有人联系您。{asked.token}"),
    "verdict": says(lambda asked: f"您的孩子符合留守儿童的条件。{asked.token}"),
    "other_phone": says(lambda asked: f"请拨打12349咨询。{asked.token}"),
    "off_topic": says(lambda asked: f"今天天气晴朗，适合带全家人去公园散步野餐。{asked.token}"),
}  # fmt: skip
