"""How often one may ask: per person signed in, else per address. The doors ask here before they answer.

It refuses nobody itself: whoever asked too often may be a child in danger, and `in_time` gives them
the card. Counted in memory, by each worker process for itself.
"""

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from bot.answering import replies
from knowledge.errors import TooOften
from knowledge.settings import Settings

_HOUSEHOLD = 64  # bits of an IPv6 address that one customer's network shares


class Pace:
    """Counts who asks; one per app, and a dependency of every address that answers."""

    def __init__(self, settings: Settings) -> None:
        most = settings.asks_per_minute
        self._most = RateLimitItemPerMinute(most) if most else None
        self._window = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, request: Request) -> TooOften | None:
        """None where there is room; otherwise what to refuse with, if it is to be refused."""
        who = _who(request)
        if self._most is None or who is None or self._window.hit(self._most, who):
            return None
        free = self._window.get_window_stats(self._most, who).reset_time
        return _refusal(max(1, math.ceil(free - time.time())))


def _refusal(seconds: int) -> TooOften:
    return TooOften(
        f"问得有点快，这边一时答不过来；请等 {seconds} 秒再问，写的内容不用改",
        replies.danger(),
        seconds=seconds,
    )


def _who(request: Request) -> str | None:
    """Whom to count a request to; None for a program on this machine, which only slows itself.

    A proxy on this machine names the caller (uvicorn has put that in the place of the proxy's own
    address), so that callers behind it are counted one by one.
    """
    person = request.scope.get("user")  # where Starlette's sign-in puts it
    if person is not None and person.is_authenticated:
        return f"person {person.display_name}"
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:  # a socket file has no address
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            network = ipaddress.ip_network((address, _HOUSEHOLD), strict=False)
            return None if address.is_loopback else f"address {network}"
        address = address.ipv4_mapped
    return None if address.is_loopback else f"address {address}"
