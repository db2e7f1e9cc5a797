"""The small signs of `clues.yaml`: each says little, several about one child say enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.safety.patterns import Mentions, Place, span, together
from bot.safety.signs import CLASSES, Level
from bot.safety.words import expand, read
from knowledge.errors import BadLibrary

ENOUGH = 3  # what clues have to weigh together in a question; in what is simply told, two will do
ANY = "任何"  # the kind of what bears out any other clue: fear, crying, the night, a young age
_WINDOW = 48  # characters that small signs have to stand within to be about one thing
_CALM = frozenset({"<小病>", "<隐患>"})  # somebody asks about an everyday illness, or a place not safe
_TELLING = 2  # the weight from which a clue says something of its own
_FAMILIES = {
    kind: family
    for family, kinds in {
        "at home": ("violence", "neglect", "alone", "guardian", "bullying", "distress"),
        "touched": ("sexual_abuse",),
        "gone": ("missing", "trafficking", "abandonment", "harm"),
        "hurt": ("medical", "injury"),
        "death": ("self_harm",),
    }.items()
    for kind in kinds
}
_PARENT = frozenset({"<大人跑了>", "<大人轻生>", "<大人出事>"})
_NOT_OF_PARENTS = ("missing", "self_harm", "harm", "abandonment", "medical", "injury")
_CALMED = ("medical", "injury", "violence")
_ASKING = frozenset({"<问>"})
_CHILD = frozenset({"<小孩>", "<我>", "<他>", "<孩子话>", "<孩子的大人>"})


@dataclass(frozen=True, slots=True)
class Clue:
    """A small sign: what it may be a sign of, and its weight."""

    name: str
    kind: str
    level: Level
    weight: int
    words: frozenset[str]

    @property
    def atom(self) -> str:
        """What its words are found by."""
        return f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class Sum:
    """Clues that stand together and weigh enough; the heaviest comes first."""

    clues: tuple[Clue, ...]
    place: Place


@cache
def clues() -> tuple[Clue, ...]:
    """Every clue; BadLibrary names the one that is not written as it should be."""
    found = read("clues.yaml")
    if not isinstance(found, list):
        raise BadLibrary("安全词表 clues.yaml 应当是一张列表", "请照其他条的写法改正")
    return tuple(_clue(number, row) for number, row in enumerate(found, 1))


def _clue(number: int, row: Any) -> Clue:
    try:
        clue = Clue(row["线索"], row["类别"], row["等级"], int(row["分量"]), frozenset(expand(row["词"])))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadLibrary(
            f"clues.yaml 第 {number} 条写得不对（{problem}）", "请照其他条的写法改正"
        ) from problem
    if clue.kind not in (*CLASSES, ANY) or clue.level not in ("E0", "E1") or not 1 <= clue.weight <= ENOUGH:
        raise BadLibrary(f"clues.yaml 第 {number} 条的类别、等级或分量不对", "请照其他条的写法改正")
    return clue


def sums(mentions: Mentions) -> Iterator[Sum]:
    """Where clues about a child weigh enough together."""
    children = mentions.of(_CHILD)
    calm = bool(mentions.of(_CALM))
    standing = [
        (place, clue)
        for clue in clues()
        for place in mentions.of(frozenset({clue.atom}))
        if not (calm and clue.kind in _CALMED) and not _of_a_parent(place, clue, mentions)
    ]
    if not children:
        return
    enough = ENOUGH if mentions.of(_ASKING) else _TELLING
    standing.sort(key=lambda one: one[0].low)
    for first, _ in standing:
        within = [one for one in standing if first.low <= one[0].low and one[0].high <= first.low + _WINDOW]
        kept = _borne_out(_apart(within))
        if sum(clue.weight for _, clue in kept) < enough:
            continue
        place = span(tuple(one for one, _ in kept))
        if any(together(place, child) for child in children):
            yield Sum(tuple(clue for _, clue in kept), place)


def _of_a_parent(place: Place, clue: Clue, mentions: Mentions) -> bool:
    """Whether it is a father or mother who went away or died: 孩子妈跑了三年."""
    return clue.kind in _NOT_OF_PARENTS and any(
        other.start <= place.start and place.end <= other.end for other in mentions.of(_PARENT)
    )


def _borne_out(kept: list[tuple[Place, Clue]]) -> list[tuple[Place, Clue]]:
    """The heaviest clue and those that bear it out: of some weight themselves, or of its family."""
    if not kept or kept[0][1].weight < _TELLING:
        return []
    family = _FAMILIES[kept[0][1].kind]
    return [
        (place, clue)
        for place, clue in kept
        if clue.weight >= _TELLING or clue.kind == ANY or _FAMILIES[clue.kind] == family
    ]


def _apart(within: list[tuple[Place, Clue]]) -> list[tuple[Place, Clue]]:
    """The clues that count: each once, on words of its own, the heavy and the long before the others."""
    kept: list[tuple[Place, Clue]] = []
    for place, clue in sorted(within, key=lambda one: (-one[1].weight, one[0].start - one[0].end)):
        free = all(place.end <= other.start or other.end <= place.start for other, _ in kept)
        if free and all(clue is not other for _, other in kept):
            kept.append((place, clue))
    return kept
