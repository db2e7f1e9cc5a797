"""Words that a rewording may neither add nor change: who acts, which children, where, how many, how binding.

They stand in `words.yaml`, in groups of what is easily taken for one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_CHILDREN = "类别"  # which a document's title may name, where its clause only says 儿童


@dataclass(frozen=True, slots=True)
class Sharp:
    """One such thing, and the ways to say it."""

    group: str
    name: str
    said: tuple[str, ...]

    def places(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where a text says it, as half-open ranges."""
        return tuple(
            (start, start + len(word))
            for word in self.said
            for start in range(len(text))
            if text.startswith(word, start)
        )


@cache
def sharp_words() -> tuple[Sharp, ...]:
    """All of them, the longest first, so that 家庭困境儿童 is seen before 困境儿童."""
    groups = yaml.safe_load(files("bot.wording").joinpath("words.yaml").read_text(encoding="utf-8"))
    found = [
        Sharp(group, name, tuple(sorted(said, key=len, reverse=True)))
        for group, things in groups.items()
        for name, said in things.items()
    ]
    return tuple(sorted(found, key=lambda one: -len(one.said[0])))


def named(text: str) -> tuple[tuple[Sharp, int, int], ...]:
    """The sharp words of a text with their places, in order; of two of one group that overlap the longer."""
    taken: list[tuple[Sharp, int, int]] = []
    hits = [(one, start, end) for one in sharp_words() for start, end in one.places(text)]
    for one, start, end in sorted(hits, key=lambda hit: hit[1] - hit[2]):
        if all(end <= first or last <= start for other, first, last in taken if other.group == one.group):
            taken.append((one, start, end))
    return tuple(sorted(taken, key=lambda hit: hit[1]))


def added(text: str, basis: Sequence[str], *, title: str = "") -> str | None:
    """The first sharp word of a text that its basis does not say; None where it says them all."""
    whole = "\n".join(basis)
    for one, start, end in named(text):
        where = f"{whole}\n{title}" if one.group == _CHILDREN else whole
        if not any(word in where for word in one.said):
            return text[start:end]
    return None
