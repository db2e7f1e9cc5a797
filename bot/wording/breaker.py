"""Leaves an endpoint alone that keeps failing: nobody then waits for what will not come."""

import threading
import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
WITHIN = 30.0  # seconds in which so many failures open it
REST = 30.0  # seconds it stays open; then one request tries
_LONGEST_REST = 300.0  # whatever an endpoint asks for


class Breaker:
    """Opens after five failures in thirty seconds, or when the endpoint asks for it. Thread-safe."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._until = 0.0
        self._trying = False

    def allows(self) -> bool:
        """Whether to ask now. After a rest one caller may, and the others when that has gone well."""
        with self._lock:
            if not self._until:
                return True
            if self._now() < self._until or self._trying:
                return False
            self._trying = True
            return True

    def went_well(self) -> None:
        """An answer came, good or bad."""
        with self._lock:
            self._failures.clear()
            self._until, self._trying = 0.0, False

    def failed(self, *, rest: float = 0.0) -> None:
        """None came; `rest` is what the endpoint asks for (Retry-After)."""
        with self._lock:
            now = self._now()
            self._failures.append(now)
            often = len(self._failures) == FAILURES and now - self._failures[0] <= WITHIN
            if rest or often or self._trying:
                self._until = now + min(
                    max(rest, 0.0 if not (often or self._trying) else REST), _LONGEST_REST
                )
            self._trying = False

    def let_go(self) -> None:
        """The caller went away before it could be told how it went."""
        with self._lock:
            self._trying = False

    @property
    def open(self) -> bool:
        """Whether it is being left alone."""
        with self._lock:
            return self._now() < self._until
