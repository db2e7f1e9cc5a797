"""Sentences out of a stream of pieces, each as soon as it is whole with the tokens behind it."""

import re
from collections.abc import Iterator

from bot.wording.tokens import starts_token, token_at_start

_END = re.compile(r"[。！？!?][”’）)]*|\n")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·#>]+|\d{1,2}[.、)）]|[（(]?[一二三四五六七八九十]{1,2}[、）)])\s*")
_BOLD = re.compile(r"\*{1,3}|`+|^#+\s*")


class Pieces:
    """Takes the pieces of one answer and gives its sentences."""

    def __init__(self) -> None:
        self._held = ""

    def take(self, piece: str) -> Iterator[str]:
        """The sentences that a piece completes: those behind which something else has begun."""
        self._held += piece
        while (cut := self._whole()) is not None:
            sentence, self._held = self._held[:cut], self._held[cut:]
            if bare := _bare(sentence):
                yield bare

    def rest(self) -> Iterator[str]:
        """What is left at the end of the answer."""
        left, self._held = self._held, ""
        start = 0
        for end in [*(match.end() for match in _END.finditer(left)), len(left)]:
            end += _tokens(left, end)
            if end > start and (bare := _bare(left[start:end])):
                yield bare
            start = max(start, end)

    def _whole(self) -> int | None:
        """Where the first sentence ends, tokens included; None while more of it may come."""
        match = _END.search(self._held)
        if match is None:
            return None
        end = match.end() + _tokens(self._held, match.end())
        after = self._held[end:].lstrip(" \t")
        return end if after and not starts_token(after) else None


def _tokens(text: str, start: int) -> int:
    """How many characters the tokens behind a sentence take."""
    taken = 0
    while True:
        spaces = len(text[start + taken :]) - len(text[start + taken :].lstrip(" \t"))
        token = token_at_start(text[start + taken + spaces :])
        if not token:
            return taken
        taken += spaces + token


def _bare(sentence: str) -> str:
    """A sentence without the marks of a list or of bold type, which are the model's own."""
    return _BOLD.sub("", _LIST_MARK.sub("", sentence)).strip()
