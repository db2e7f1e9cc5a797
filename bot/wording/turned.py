"""Whether a sentence turns what its clause says: a 不 lost or added, 可 become 应当, 或 become 并且.

The two are laid side by side; what stands between and before the stretches that they share is compared.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Not these: words that hold the character without denying anything, and bounds, which are figures.
_NOT = re.compile(
    r"不得|不宜|不能|不可(?!分)|不予|不(?![满足断同仅当良法到超低少论管])|没有|没|无(?![论疑])|未(?![成满])|"
    r"禁止|严禁|除外|而非|并非|免于|拒绝"
)
_MUST = re.compile(r"应当|应该|(?<![相适响回反])应(?![急对用])|必须|(?<![主重只需简必首])要(?![求点素])")
_MAY = re.compile(r"可以|(?<![许认])可(?![能靠以])|鼓励|适当")
_AND = re.compile(r"并且|而且|(?<!而)且|同时|都要")
_OR = re.compile(r"或者?|及其他|、")
_STOP = re.compile(r"[，。；,;]")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_CLOSE = 12  # characters between two shared stretches that still belong together
_PART = re.compile(r"[。；]")
_DEARER = 0.02  # what a character of a longer part costs, against a shared one
_BEFORE = 4  # characters before a shared stretch in which a 不 denies it
_MODAL = 6
_SHARED = 2


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch that both share: its start in the sentence, its start in the clause, its length."""

    here: int
    there: int
    length: int


def turned(sentence: str, quote: str) -> str | None:
    """What is turned (否定, 可与应, 或与且); None where nothing is."""
    quote, runs = max(
        ((part, _runs(sentence, part)) for part in _parts(quote)),
        key=lambda laid: sum(run.length for run in laid[1]) - _DEARER * len(laid[0]),
    )
    if _denied(sentence, quote, runs):
        return "否定"
    for run in runs:
        here = _last(sentence, run.here, _MODAL)
        there = _last(quote, run.there, _MODAL)
        if here == "must" and there == "may":
            return "可与应"
        if here == "may" and there == "must":
            return "可与应"
    for first, second in itertools.pairwise(runs):
        between_here = sentence[first.here + first.length : second.here]
        between_there = _BRACKET.sub("", quote[first.there + first.length : second.there])
        if len(between_here) <= _CLOSE and len(between_there) <= _CLOSE:
            if _AND.search(between_here) and _OR.search(between_there):
                return "或与且"
            if "或" in between_here and re.search(r"并且|(?<!而)且|均", between_there):
                return "或与且"
    return None


def _runs(sentence: str, quote: str) -> list[_Run]:
    blocks = SequenceMatcher(None, sentence, quote, autojunk=False).get_matching_blocks()
    return [_Run(block.a, block.b, block.size) for block in blocks if block.size >= _SHARED]


def _parts(quote: str) -> list[str]:
    """The parts of a clause by its semicolons and full stops, and each two of them that are neighbours."""
    parts = [part for part in _PART.split(quote) if part.strip()]
    return [*parts, *(f"{first}；{second}" for first, second in itertools.pairwise(parts))] or [quote]


def _denied(sentence: str, quote: str, runs: list[_Run]) -> bool:
    """Whether one of the two denies what the other says."""
    ours = [(run.here, run.length) for run in runs]
    theirs = [(run.there, run.length) for run in runs]
    here = sum(not _covered(place, ours, sentence, quote) for place in _nots(sentence))
    there = sum(
        not _covered(place, theirs, quote, sentence) and _touches(place, theirs, quote)
        for place in _nots(quote)
    )
    return here != there


def _touches(place: tuple[int, int], stretches: list[tuple[int, int]], text: str) -> bool:
    """Whether a 不 speaks of a shared stretch: it stands just before one, or is an 除外 behind it."""
    first, last = place
    if text[first:last] == "除外":
        return any(0 <= first - (start + length) <= _BEFORE for start, length in stretches)
    return any(0 <= start - last <= _BEFORE and not _STOP.search(text[last:start]) for start, _ in stretches)


def _nots(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _NOT.finditer(text))


def _covered(place: tuple[int, int], stretches: list[tuple[int, int]], text: str, other: str) -> bool:
    """Whether the other has this 不 too: in a shared stretch, or before the same word elsewhere."""
    first, last = place
    if any(start <= first and last <= start + length for start, length in stretches):
        return True
    return len(text) >= last + _SHARED and text[first : last + _SHARED] in other


def _last(text: str, end: int, reach: int) -> str | None:
    """How binding the words just before a place are, within the same half-sentence."""
    before = _STOP.split(text[max(0, end - reach) : end])[-1]
    must = max((match.start() for match in _MUST.finditer(before)), default=-1)
    may = max((match.start() for match in _MAY.finditer(before)), default=-1)
    if must == may:
        return None
    return "must" if must > may else "may"
