"""What a whole text weighs as a cry: the sum of everything in it that speaks for danger and against it.

No single word decides here. Each clue of `clues.yaml` and each short turn of phrase has a weight, written in
`weights.tsv` and worked out by `eval.tuning.danger` from sentences of danger and of everyday life:
想问问 and 带得挺好 speak against, 不敢, 半夜 and 没人 for. The sum is the same on every machine.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.safety.clues import Clue, clues
from bot.safety.mentions import Mentioned
from bot.safety.patterns import Place
from bot.safety.roles import by_roles
from bot.safety.signs import CLASSES
from bot.safety.words import FOLDER
from knowledge.errors import BadLibrary

FILE = FOLDER / "weights.tsv"
KINDS = FOLDER / "kinds.tsv"
KINDS_SHA256 = "824c060c51fe180ff2ccfccfc5ba9ad95e60da624a2774c834828ce1b9baa8b1"
SHA256 = "563f6bab19f3600dc130d4f0a727fb75fba6577768d921c261f1bf9123be8e7c"
BIAS = "#"  # the row of what every text begins with

_LONGEST = 3  # characters of a turn of phrase
_CLUE = 0.5  # what a clue counts beside the turns of phrase, which share one sum of squares
_TURN = 3.0
_UNIT = 1000  # the file's whole numbers are thousandths
# What a stretch has to weigh, and the words around a sign in it, to say that the sign is none.
_AGAINST, _CLOSE_BY, _AROUND = -1.5, 1.0, 12
_WINDOW = 160  # characters that are weighed together; a longer text is weighed piece by piece


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch of a text, what it weighs, and the clues in it, the heaviest first."""

    start: int
    end: int
    weight: float
    clues: tuple[Clue, ...]
    text: str

    @property
    def kind(self) -> str:
        """The danger it most likely tells of."""
        return kind(self.text, self.clues)


def weighed(mentions: Mentioned) -> Iterator[Weighed]:
    """Each stretch of a text with its weight; one stretch where the text is short."""
    for start, end in _stretches(mentions.text):
        found = standing_clues(mentions, start, end)
        text = mentions.text[start:end]
        yield Weighed(start, end, weight(text, found), found, text)


def speaks_against(mentions: Mentioned, place: Place, stretches: Sequence[Weighed]) -> bool:
    """Whether all that a sign stands in says that it is none: the whole stretch, and the words around it.

    One cry at the end of a long and quiet story is a cry.
    """
    start, end = max(0, place.start - _AROUND), place.end + _AROUND
    return all(
        stretch.weight < _AGAINST
        for stretch in stretches
        if stretch.start < place.end and place.start < stretch.end
    ) and (weight(mentions.text[start:end], standing_clues(mentions, start, end)) < _CLOSE_BY)


def weight(text: str, found: tuple[Clue, ...]) -> float:
    """The sum of a text's features."""
    table = weights()
    return table[BIAS] + sum(much * table.get(name, 0.0) for name, much in features(text, found).items())


def features(text: str, found: tuple[Clue, ...]) -> dict[str, float]:
    """What a text is weighed by: its turns of phrase, spread over its length, and its clues."""
    said = f"^{by_roles(text.rstrip('。'))}$"
    turns = {
        said[start : start + length]
        for length in range(1, _LONGEST + 1)
        for start in range(len(said) - length + 1)
    }
    turns |= {f"{said[start]}_{said[start + 2]}" for start in range(len(said) - 2)}
    share = _TURN / len(turns) ** 0.5
    return {**dict.fromkeys(sorted(turns), share), **{clue.atom: _CLUE for clue in found}}


def kind(text: str, found: tuple[Clue, ...]) -> str:
    """Which danger a text that is a cry most likely tells of."""
    sums = dict.fromkeys(CLASSES, 0.0)
    for name, much in {BIAS: 1.0, **features(text, found)}.items():
        for danger, slope in kinds().get(name, ()):
            sums[danger] += much * slope
    return max(CLASSES, key=sums.__getitem__)


@cache
def weights() -> Mapping[str, float]:
    """The table; BadLibrary where it is not the one that was worked out."""
    return {name: much for name, _, much in _rows(FILE, SHA256)}


@cache
def kinds() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """For each feature what it says of each danger; BadLibrary as above."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, danger, much in _rows(KINDS, KINDS_SHA256):
        found.setdefault(name, []).append((danger, much))
    return {name: tuple(said) for name, said in found.items()}


def _rows(path: Path, sha256: str) -> Iterator[tuple[str, str, float]]:
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise BadLibrary(f"安全词表 {path.name} 读不了（{problem}）", "请重新安装") from problem
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BadLibrary(
            f"安全词表 {path.name} 不是随程序来的那一份", "请重新安装，或照 docs/adr/0008 重新算一遍"
        )
    for line in data.decode("utf-8").splitlines():
        name, danger, much = line.split("\t")
        yield name, danger, int(much) / _UNIT


def standing_clues(mentions: Mentioned, start: int, end: int) -> tuple[Clue, ...]:
    """The clues in a stretch of a text, the heaviest first."""
    found = (
        clue
        for clue in clues()
        if any(start <= place.start and place.end <= end for place in mentions.of(frozenset({clue.atom})))
    )
    return tuple(sorted(found, key=lambda clue: -clue.weight))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Runs of sentences of a window's length at most, each beginning in the middle of the one before."""
    if len(text) <= _WINDOW:
        yield 0, len(text)
        return
    start = 0
    while start < len(text):
        end = start + _WINDOW
        yield start, min(end, len(text))
        if end >= len(text):
            return
        start += _WINDOW // 2
