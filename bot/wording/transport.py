"""The way to the endpoint: nothing larger than a cap comes back, and nothing of this machine goes along."""

from collections.abc import AsyncIterator

import httpx2

# Bytes of one reply. A word of a stream takes some three hundred, so this is several times what may be said.
MOST_BYTES = 1_000_000
# What the client library takes from the environment of this machine, or tells about it.
_NOT_SENT = ("openai-organization", "openai-project", "user-agent")
_TOLD_BY_LIBRARY = "x-stainless-"


class TooMuch(httpx2.TransportError):
    """The reply is larger than any answer."""


class Capped(httpx2.AsyncBaseTransport):
    """A transport that stops reading at the cap and takes no compressed reply, which could hold anything."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends a request without what it need not tell."""
        for name in [*request.headers]:
            if name in _NOT_SENT or name.startswith(_TOLD_BY_LIBRARY):
                del request.headers[name]
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.DecodingError("compressed, though not asked for", request=request)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Counted(response.stream),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooMuch("a reply beyond the cap")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def http_client(seconds: float) -> httpx2.AsyncClient:
    """A client that follows no redirect and asks no proxy: what is sent goes to one place."""
    return httpx2.AsyncClient(
        transport=Capped(httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_connections=32), retries=0)),
        timeout=httpx2.Timeout(seconds),
        follow_redirects=False,
        trust_env=False,
    )
