"""Finds what leads to a person in a text and masks it: 【手机号1】. Pure; nothing is kept on disk.

One `Masker` serves one text or one conversation: the same number has the same mask in it, so that what was
said stays readable. It remembers keyed hashes only, and the key dies with it: no mask can be turned back.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator

from bot.privacy.codes import online, papers, plates, travel_papers
from bot.privacy.kinds import Found, Kind
from bot.privacy.names import names
from bot.privacy.numbers import cards, identity, telephones
from bot.privacy.places import places
from bot.privacy.shadow import Shadow, joined, shadow

Scanner = Callable[[Shadow], Iterable[Found]]

SCANNERS: tuple[Scanner, ...] = (
    identity, telephones, cards, travel_papers, online, papers, plates, names, places,
)  # fmt: skip
_ORDER = {kind: place for place, kind in enumerate(Kind)}


def find(text: str, *, public: Collection[str] = frozenset()) -> tuple[Found, ...]:
    """What leads to a person, in order and without overlaps; what is `public` may stay."""
    plain = shadow(text)
    whole = joined(plain)
    readings = (plain,) if whole is plain else (plain, whole)
    everything = [one for reading in readings for scan in SCANNERS for one in scan(reading)]
    return tuple(_merged(one for one in everything if one.value not in public))


def mask(text: str, *, public: Collection[str] = frozenset()) -> str:
    """The text with its personal data masked."""
    return Masker(public).mask(text)


class Masker:
    """Masks the texts of one conversation alike."""

    def __init__(self, public: Collection[str] = frozenset()) -> None:
        self._public = public
        self._key = os.urandom(16)
        self._numbers: dict[tuple[Kind, bytes], int] = {}

    def mask(self, text: str) -> str:
        """The text with its personal data masked."""
        parts: list[str] = []
        after = 0
        for one in find(text, public=self._public):
            parts += (text[after : one.start], f"【{one.kind}{self._number(one)}】")
            after = one.end
        return "".join((*parts, text[after:]))

    def _number(self, one: Found) -> int:
        digest = hashlib.blake2b(one.value.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
        known = sum(kind is one.kind for kind, _ in self._numbers)
        return self._numbers.setdefault((one.kind, digest), known + 1)


def _merged(findings: Iterable[Found]) -> Iterator[Found]:
    """Findings that overlap become one, which is called what the most telling of them is."""
    current: Found | None = None
    for one in sorted(findings, key=lambda each: (each.start, -each.end, _ORDER[each.kind])):
        if current is None or one.start >= current.end:
            if current:
                yield current
            current = one
            continue
        leading = min(current, one, key=lambda each: _ORDER[each.kind])
        current = Found(leading.kind, current.start, max(current.end, one.end), leading.value)
    if current:
        yield current
