"""Counts of what a model did, in memory: tokens, times, and the share of its sentences that were dropped."""

import threading
from collections import Counter, deque
from dataclasses import dataclass
from statistics import median

from bot.wording.client import Usage

_REMEMBERED = 200  # times of which the median is shown


@dataclass(frozen=True, slots=True)
class Counts:
    """What one model has done since the program started. Times are medians, in milliseconds."""

    model: str
    asked: int
    worded: int
    kept_extractive: dict[str, int]
    sentences: int
    dropped: dict[str, int]
    dropped_share: float
    tokens_in: int
    tokens_out: int
    first_word_ms: float | None
    total_ms: float | None


class Tally:
    """Counts for one model. Thread-safe."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._asked = self._worded = self._sentences = self._tokens_in = self._tokens_out = 0
        self._extractive: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._first: deque[float] = deque(maxlen=_REMEMBERED)
        self._total: deque[float] = deque(maxlen=_REMEMBERED)

    def sentence(self, why: str | None) -> None:
        """A sentence came, and passed (None) or was dropped."""
        with self._lock:
            self._sentences += 1
            if why:
                self._dropped[why] += 1

    def ended(self, why: str | None, usage: Usage | None) -> None:
        """A wording ended: with the model's words (None), or with the clauses', and why."""
        with self._lock:
            self._asked += 1
            if why:
                self._extractive[why] += 1
            else:
                self._worded += 1
            if usage is None:
                return
            self._tokens_in += usage.tokens_in
            self._tokens_out += usage.tokens_out
            self._total.append(usage.seconds)
            if usage.first_word is not None:
                self._first.append(usage.first_word)

    def counts(self) -> Counts:
        """As it stands now."""
        with self._lock:
            dropped = sum(self._dropped.values())
            return Counts(
                model=self._model,
                asked=self._asked,
                worded=self._worded,
                kept_extractive=dict(self._extractive),
                sentences=self._sentences,
                dropped=dict(self._dropped),
                dropped_share=round(dropped / self._sentences, 3) if self._sentences else 0.0,
                tokens_in=self._tokens_in,
                tokens_out=self._tokens_out,
                first_word_ms=_ms(self._first),
                total_ms=_ms(self._total),
            )


def _ms(seconds: deque[float]) -> float | None:
    return round(median(seconds) * 1000, 1) if seconds else None
