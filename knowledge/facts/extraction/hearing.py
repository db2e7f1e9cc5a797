"""What was said, made plain character by character, so that every place in it leads back to the original.

Full-width and traditional forms are folded, invisible characters and idle spaces dropped, and our own
terms put right where they were typed or recognised as they sound (服形 for 服刑).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from knowledge.facts.extraction.lexicon import lexicon
from knowledge.text.normalise import fold
from knowledge.text.sound import Sounds

_HAN = re.compile(r"[\u4e00-\u9fff]")
# A text cut into single words by spaces comes from a tokenizer; its spaces mean nothing.
_WORDS_APART = 3.0
# NFKC makes our punctuation ASCII; clauses are cut at the Chinese marks.
_MARKS = dict(zip(",;:()?!", "，；：（）？！", strict=True))


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it was understood, and for each character where it stands in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the understood text stands in the original."""
        return self.places[start], self.places[end - 1] + 1


def hear(original: str) -> Heard:
    """The text as it was understood."""
    plain, places = [], []
    spaces_count = _spaces_count(original)
    for place, character in enumerate(original):
        if character.isspace():
            if character == "\n" or (spaces_count and _between_words(original, place)):
                plain.append("，")
                places.append(place)
            continue
        folded = _folded(character)
        if folded:
            plain.append(folded)
            places.append(place)
    return Heard(_put_right("".join(plain)), tuple(places))


def _spaces_count(original: str) -> bool:
    runs = original.split()
    return len(runs) < 3 or sum(map(len, runs)) / len(runs) > _WORDS_APART


def _between_words(original: str, place: int) -> bool:
    before, after = original[place - 1 : place], original[place + 1 : place + 2]
    return bool(_HAN.match(before) and (_HAN.match(after) or after.isdigit()))


@cache
def _folded(character: str) -> str:
    if character == "乾":  # 乾安 is a county; made simplified it would be 干安
        return character
    plain = unicodedata.normalize("NFKC", character)
    folded = fold(character) if len(plain) == 1 else character
    return _MARKS.get(folded, folded) if len(folded) <= 1 else character


@cache
def _sounds() -> Sounds:
    return Sounds(lexicon().terms)


@cache
def _slips() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon().slips)))


def _put_right(text: str) -> str:
    written = _slips().sub(lambda slip: lexicon().slips[slip.group()], text)
    repaired = _sounds().repair(written)
    return repaired if len(repaired) == len(text) else text
