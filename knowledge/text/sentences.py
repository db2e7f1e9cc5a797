"""The sentences of a clause, with their places: what is encoded, and what is quoted."""

import re
from dataclasses import dataclass

_END = re.compile(r"[。；！？\n]+[”’）)]*")
_SHORT = 8  # characters: a shorter piece says nothing by itself and joins the one before


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a text; `start` and `end` are offsets in it, white space at the ends left out."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text, in order. Semicolons end one too: official sentences list duties by them."""
    found: list[Sentence] = []
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            same_line = found and "\n" not in text[found[-1].end : first]
            if same_line and (len(bare) < _SHORT or len(found[-1].text) < _SHORT):
                found[-1] = Sentence(
                    found[-1].start, first + len(bare), text[found[-1].start : first + len(bare)]
                )
            else:
                found.append(Sentence(first, first + len(bare), bare))
        start = end
    return found
