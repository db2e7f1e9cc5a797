"""Citation tokens, new for each request: the model sees `[甲1f3]`, never a document's number.

The program, not the model, turns a token into a citation; one that it did not give out names nothing.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.record import Citation

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_HEX = 3
_OPEN, _CLOSE = r"\[［【〔", r"\]］】〕"
# Whatever looks like a token, given out or not: models put several into one pair of brackets.
_ONE = rf"[{_STEMS}]?[0-9a-fA-F]{{1,4}}"
# In square brackets anything short counts: [1], [文件一] are tokens that were not given out.
_TOKEN = re.compile(
    rf"[{_OPEN}]\s*({_ONE}(?:\s*[,，、;；]\s*{_ONE})*)\s*[{_CLOSE}]|[\[［]([^\]］\n]{{1,24}})[\]］]"
)
_SPLIT = re.compile(r"\s*[,，、;；]\s*")


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence without its tokens; what they name in the record's citations; the strange ones."""

    text: str
    citations: tuple[int, ...]
    unknown: tuple[str, ...]


class Tokens:
    """The tokens of one request, one for each citation of a record."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        # Two may share their digits: the stem tells them apart.
        self.given: Mapping[str, int] = {
            f"{stem}{secrets.token_hex(2)[:_HEX]}": place
            for place, (stem, _) in enumerate(zip(_STEMS, citations, strict=False))
        }

    def resolve(self, sentence: str) -> Cited:
        """What a sentence cites."""
        known: list[int] = []
        unknown: list[str] = []
        for brackets in _TOKEN.finditer(sentence):
            for token in _SPLIT.split(brackets[1] or brackets[2]):
                place = self.given.get(token.lower())
                if place is None:
                    unknown.append(token)
                elif place not in known:
                    known.append(place)
        return Cited(_TOKEN.sub("", sentence).strip(), tuple(known), tuple(unknown))


def starts_token(text: str) -> bool:
    """Whether a text begins with a token or with what may become one."""
    return bool(_TOKEN.match(text)) or bool(re.match(rf"[{_OPEN}][^{_CLOSE}。！？\n]{{0,40}}$", text))


def token_at_start(text: str) -> int:
    """How many characters a token at the start of a text takes; 0 where there is none."""
    match = _TOKEN.match(text)
    return match.end() if match else 0
