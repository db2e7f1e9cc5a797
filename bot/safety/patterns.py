"""What a pattern of `signs.yaml` means, and where it stands in a text.

`<爸妈> … <打>+我 & 现在` is two sequences that have to stand near each other. In a sequence the slots
come one after the other: near (a space), further off (`…`), or touching (`+`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from knowledge.errors import BadLibrary

# Distances in characters. A sentence's end counts as eight, so that a pattern may run over one, as people
# who write to us put them anywhere, and hardly over two.
TOUCHING, NEAR, FAR, TOGETHER = 1, 7, 24, 30
SENTENCE_END = 8
_MOST = 40  # standings of a sequence that are looked at: a flood of one word is not worth more
_GAPS = {"+": TOUCHING, " ": NEAR, "…": FAR}
_TOKEN = re.compile(r"\s*(…|\+)\s*|\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text in characters, and the same where sentence ends count more (`low`, `high`)."""

    start: int
    end: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One of these words or groups has to stand here, at most `gap` after the slot before."""

    atoms: frozenset[str]
    gap: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Sequences of slots that stand together."""

    written: str
    sequences: tuple[tuple[Slot, ...], ...]

    @property
    def atoms(self) -> frozenset[str]:
        """All words and groups it is made of."""
        return frozenset(atom for slots in self.sequences for slot in slots for atom in slot.atoms)

    def may_stand(self, atoms: frozenset[str]) -> bool:
        """Whether a text with these words and groups in it can hold the pattern at all."""
        return not any(slot.atoms.isdisjoint(atoms) for sequence in self.sequences for slot in sequence)


class Mentions(Protocol):
    """Where words and groups stand in one text."""

    def of(self, atoms: frozenset[str]) -> list[Place]:
        """The places of any of these, in the order of the text."""


def parse(written: str) -> Pattern:
    """A pattern as `signs.yaml` writes it; BadLibrary where a slot is empty."""
    return Pattern(written, tuple(tuple(_slots(part.strip())) for part in written.split("&")))


def alternatives(key: str) -> frozenset[str]:
    """The words and groups between `/`: a group as `<小孩>`, a word as itself."""
    return frozenset(key.split("/"))


def is_group(atom: str) -> bool:
    """Whether it names a group, `<小孩>`, and not just itself."""
    return atom.startswith("<") and atom.endswith(">") and atom.count("<") == 1


def _slots(part: str) -> Iterator[Slot]:
    gap, start = 0, 0
    for match in [*_TOKEN.finditer(part), None]:
        end = match.start() if match else len(part)
        if not part[start:end]:
            raise BadLibrary(f"安全词表里的说法写得不对：{part}", "…、+ 和 & 的两边都要有词")
        yield Slot(alternatives(part[start:end]), gap)
        if match:
            gap, start = _GAPS[match[1] or " "], match.end()


def standing(pattern: Pattern, mentions: Mentions) -> Iterator[Place]:
    """Where the pattern stands: for each standing of its first sequence, all sequences taken together."""
    first, *others = ([*islice(_sequence(one, mentions), _MOST)] for one in pattern.sequences)
    for parts in first:
        beside = [next((one for one in rest if _beside(parts, one)), None) for rest in others]
        found = [part for one in beside if one for part in one]
        if None not in beside:
            yield span((*parts, *found))


def together(one: Place, other: Place) -> bool:
    """Whether two places are near each other, in whichever order."""
    return max(one.low, other.low) - min(one.high, other.high) <= TOGETHER


def _beside(parts: tuple[Place, ...], others: tuple[Place, ...]) -> bool:
    """Whether two sequences stand together, each on words of its own."""
    if not together(span(parts), span(others)):
        return False
    return not any(a.start < b.end and b.start < a.end for a in parts for b in others)


def _sequence(sequence: tuple[Slot, ...], mentions: Mentions) -> Iterator[tuple[Place, ...]]:
    """Each place where the first slot stands and the rest follow, the nearest way."""
    lists = [mentions.of(slot.atoms) for slot in sequence]
    for place in lists[0]:
        if whole := _rest(sequence, lists, (place,)):
            yield whole


def _rest(
    sequence: tuple[Slot, ...], lists: list[list[Place]], so_far: tuple[Place, ...]
) -> tuple[Place, ...] | None:
    index, end = len(so_far), so_far[-1].high
    if index == len(sequence):
        return so_far
    candidates = lists[index]
    for i in range(bisect_left(candidates, end, key=lambda place: place.low), len(candidates)):
        place = candidates[i]
        if place.low - end > sequence[index].gap:
            return None
        if whole := _rest(sequence, lists, (*so_far, place)):
            return whole
    return None


def span(parts: tuple[Place, ...]) -> Place:
    """The stretch from the first of these to the last."""
    return Place(
        min(part.start for part in parts),
        max(part.end for part in parts),
        min(part.low for part in parts),
        max(part.high for part in parts),
    )
