"""Looks for a child in danger in a text: the one thing that has to work when nothing else does.

No index, no catalogue, no model, no network, no disk after the lexicon has been read once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.safety.hearing import heard
from bot.safety.mentions import Mentioned
from bot.safety.patterns import Place, standing, together
from bot.safety.signs import Level, Sign, Tone, signs
from bot.safety.stance import Stance, stance
from bot.safety.weighing import Weighed, speaks_against, weighed

# A long text is looked at piece by piece, so that twenty thousand characters take twenty times a thousand.
_STEP, _OVERLAP = 600, 200
_SOON = 12  # characters between a sign and the word that says it is now, or again and again
# What a text has to weigh to be a cry where no sign stands in it, and where not even a clue does.
_ENOUGH, _ENOUGH_WITHOUT = 0.5, 1.0
_AGAIN = frozenset({"<屡次>"})  # blows that fall again and again are no mere question
WEIGHED = "整段话"  # the name of what was seen where no sign stands
_AT_ONCE = ("missing", "medical", "injury")  # what waits for nobody, told in whatever words


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was seen: the highest level, the classes of danger (gravest first), the names of the signs."""

    level: Level
    classes: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def takes_over(self) -> bool:
        """Whether the card comes before the answer, or is a line beside it."""
        return self.level != "E2"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in a text, by what it was found, how it is meant, and what it is worth."""

    name: str
    kind: str
    found_by: str
    stance: Stance
    level: Level | None


def detect(text: str) -> Alarm | None:
    """Whether a child may be in danger; None where nothing says so."""
    worth = sorted((one for one in seen(text) if one.level), key=lambda one: one.level or "")
    if not worth or (level := worth[0].level) is None:
        return None
    telling = [one for one in worth if one.level != "E2"] or worth
    return Alarm(
        level,
        tuple(dict.fromkeys(one.kind for one in telling)),
        tuple(dict.fromkeys(one.name for one in telling)),
    )


def seen(text: str) -> Iterator[Seen]:
    """Every sign that stands in a text, whatever it is worth."""
    plain = heard(text)
    parts = (plain[start : start + _STEP + _OVERLAP] for start in range(0, len(plain), _STEP))
    for part in dict.fromkeys(parts):  # a flood of one sentence is read once
        yield from _seen(part + "。")


def _seen(part: str) -> Iterator[Seen]:
    mentions = Mentioned(part)
    stretches = tuple(weighed(mentions))
    told = False
    for sign, place, one in by_rule(mentions):
        against = (
            one.level
            and sign.tone is not Tone.CRY
            and not (sign.kind == "violence" and _near(place, mentions.of(_AGAIN)))
            and speaks_against(mentions, place, stretches)
        )
        yield replace(one, level="E2") if against else one
        told = told or not (against or one.level in (None, "E2"))
    if not told:
        for stretch in stretches:
            if stretch.weight >= (_ENOUGH if stretch.clues else _ENOUGH_WITHOUT):
                yield _cry(stretch)


def by_rule(mentions: Mentioned) -> Iterator[tuple[Sign, Place, Seen]]:
    """Every sign of `signs.yaml` that stands, with its place."""
    for sign in signs():
        for pattern in sign.patterns:
            if pattern.may_stand(mentions.atoms):
                for place in standing(pattern, mentions):
                    if not any(together(place, other) for other in mentions.of(sign.unless)):
                        meant = stance(sign.kind, sign.tone, place, mentions)
                        level = _level(sign, place, meant, mentions)
                        yield sign, place, Seen(sign.name, sign.kind, pattern.written, meant, level)


def _cry(stretch: Weighed) -> Seen:
    """A text in which no sign stands, and that weighs enough all the same."""
    names = " + ".join(clue.name for clue in stretch.clues)
    level: Level = "E0" if stretch.kind in _AT_ONCE else "E1"
    return Seen(WEIGHED, stretch.kind, names, Stance.TOLD, level)


def _level(sign: Sign, place: Place, meant: Stance, mentions: Mentioned) -> Level | None:
    if meant is Stance.ASKED or (meant is Stance.OF_OTHERS and sign.kind == "violence"):
        return "E2"
    if meant is not Stance.TOLD:
        return None
    if sign.when_now != sign.level and _near(place, mentions.of(frozenset({"<正在>"}))):
        return sign.when_now
    return sign.level


def _near(place: Place, others: Iterable[Place]) -> bool:
    return any(max(place.low, other.low) - min(place.high, other.high) <= _SOON for other in others)


def ready() -> None:
    """Reads the whole lexicon, once, so that the first cry finds it in memory; BadLibrary if it is broken."""
    detect("孩子被打了，救命 wo bu xiang huo")
