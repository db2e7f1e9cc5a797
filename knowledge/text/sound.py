"""Terms that were written as they sound: 点燃西望 for 点燃希望, as speech recognition and typing have it.

Only our own terms are put right, and only those of three characters or more: of two, every other
everyday word sounds like one (一起 like 遗弃). Speakers who do not tell zh from z or ng from n are heard
as they mean it.
"""

import re
from collections.abc import Iterable

from pypinyin import lazy_pinyin

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST = 3
_INITIAL = re.compile(r"^([zcs])h")
_FINAL = re.compile(r"ng$")

Sound = tuple[str, ...]


class Sounds:
    """Our terms by their sound. Thread-safe: it never changes."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = frozenset(t for t in terms if len(t) >= _SHORTEST and _HAN.fullmatch(t))
        self._by_sound = {_sound(term): term for term in sorted(self._terms)}
        self._longest = max(map(len, self._terms), default=0)

    def repair(self, text: str) -> str:
        """The text with what sounds like one of our terms, and is none, written as the term."""
        return _HAN.sub(lambda run: self._repair(run.group()), text)

    def _repair(self, run: str) -> str:
        sound = _sound(run)
        if len(sound) != len(run):  # a character without a reading
            return run
        written, place = "", 0
        while place < len(run):
            term = self._at(run, sound, place)
            written += term or run[place]
            place += len(term) if term else 1
        return written

    def _at(self, run: str, sound: Sound, place: int) -> str | None:
        """The longest term that is written, or sounds, at a place."""
        for length in range(min(self._longest, len(run) - place), _SHORTEST - 1, -1):
            if run[place : place + length] in self._terms:
                return run[place : place + length]
            if term := self._by_sound.get(sound[place : place + length]):
                return term
        return None


def _sound(text: str) -> Sound:
    """The syllables of a text without tones, with the sounds that many speakers do not tell apart."""
    return tuple(_FINAL.sub("n", _INITIAL.sub(r"\1", syllable)) for syllable in lazy_pinyin(text))
