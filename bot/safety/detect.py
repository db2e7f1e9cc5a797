"""Looks for a child in danger in a text: the one thing that has to work when nothing else does.

No index, no catalogue, no model, no network, no disk after the lexicon has been read once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.safety.clues import sums
from bot.safety.hearing import heard
from bot.safety.mentions import Mentioned
from bot.safety.patterns import Pattern, Place, standing, together
from bot.safety.signs import Level, Sign, Tone, signs
from bot.safety.stance import Stance, stance

# A long text is looked at piece by piece, so that twenty thousand characters take twenty times a thousand.
_STEP, _OVERLAP = 600, 200
_SOON = 12  # characters between a sign and the word that says it is now


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
    for sign in signs():
        for pattern in sign.patterns:
            if pattern.may_stand(mentions.atoms):
                yield from _standing(sign, pattern, mentions)
    for found in sums(mentions):
        heaviest = found.clues[0]
        meant = stance(heaviest.kind, Tone.CLUES, found.place, mentions)
        level = min(clue.level for clue in found.clues if clue.weight == heaviest.weight)
        names = " + ".join(clue.name for clue in found.clues)
        yield Seen(heaviest.name, heaviest.kind, names, meant, level if meant is Stance.TOLD else None)


def _standing(sign: Sign, pattern: Pattern, mentions: Mentioned) -> Iterator[Seen]:
    for place in standing(pattern, mentions):
        if not any(together(place, other) for other in mentions.of(sign.unless)):
            meant = stance(sign.kind, sign.tone, place, mentions)
            yield Seen(sign.name, sign.kind, pattern.written, meant, _level(sign, place, meant, mentions))


def _level(sign: Sign, place: Place, meant: Stance, mentions: Mentioned) -> Level | None:
    if meant is Stance.ASKED or (meant is Stance.OF_OTHERS and sign.kind == "violence"):
        return "E2"
    if meant is not Stance.TOLD:
        return None
    if sign.when_now != sign.level and any(
        max(place.low, now.low) - min(place.high, now.high) <= _SOON
        for now in mentions.of(frozenset({"<正在>"}))
    ):
        return sign.when_now
    return sign.level


def ready() -> None:
    """Reads the whole lexicon, once, so that the first cry finds it in memory; BadLibrary if it is broken."""
    detect("孩子被打了，救命 wo bu xiang huo")
