"""The word lists beside this file, read once: family names, ordinary words that begin like one, cue words."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def surnames() -> Mapping[str, frozenset[str]]:
    """Family names by block: `common`, `rare`, `compound`, `traditional`."""
    return _blocks("surnames.txt")


@cache
def words() -> Mapping[str, frozenset[str]]:
    """The words that tell names and places from ordinary text, by block."""
    return _blocks("words.txt")


@cache
def ordinary() -> frozenset[str]:
    """Pairs of characters that look like a name's beginning and begin an ordinary word: 高中, 安全."""
    rows = (line.split() for line in _lines("ordinary.txt"))
    return frozenset(surname + second for surname, seconds in rows for second in seconds)


def one_of(block: str) -> str:
    """The words of a block as a pattern that prefers the longest."""
    return "|".join(re.escape(word) for word in sorted(words()[block], key=lambda word: (-len(word), word)))


def _blocks(name: str) -> Mapping[str, frozenset[str]]:
    blocks: dict[str, set[str]] = {}
    block: set[str] = set()
    for line in _lines(name):
        if line.startswith("["):
            block = blocks.setdefault(line.strip("[]"), set())
        else:
            block.update(line.split())
    return {key: frozenset(found) for key, found in blocks.items()}


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
