"""Whether a message leans on what was said before, and how. Decided from its own words alone."""

from enum import Enum, auto
from functools import cache

from bot.conversation import speech
from knowledge.library import curated

# Characters of its own (`speech.matter`) up to which a message …
_BARE = 1  # … asks and says nothing else: 归谁管
_LITTLE = 4  # … has no matter enough to be asked alone, unless it names one by an official term
_SOME = 5  # … leans, if it begins as a follow-up does: 那以后上学咋办
_FRAGMENT = 6  # … is a piece of a question, if it asks nothing: 差一点的
_BRIEF = 13  # characters in all, over which a question says enough in plain words
_HEAD = 1  # characters before what points, so that it points backwards


class Lean(Enum):
    """What a message takes from before.

    ALONE takes nothing. COURTESY asks nothing. AGAIN wants the last answer once more. DOCUMENT and GROUP
    put another text or another group of children into the last question. ITEM points at something by its
    place in a row. SUPPOSED and CORRECTED change what is known of the child. LAST takes up what was said
    last, and MATTER only the matter that is spoken of. SHORT is a question, but so short that it may be one
    about what was said last.
    """

    ALONE = auto()
    COURTESY = auto()
    AGAIN = auto()
    DOCUMENT = auto()
    GROUP = auto()
    ITEM = auto()
    SUPPOSED = auto()
    CORRECTED = auto()
    LAST = auto()
    MATTER = auto()
    SHORT = auto()


def lean(message: str) -> Lean:
    """How a message leans."""
    if speech.COURTESY.fullmatch(message):
        return Lean.COURTESY
    text = speech.opened(message)
    turned = speech.SWITCH.match(text)
    if turned is None:
        return _lean(text)
    text = text[turned.end() :]
    return Lean.ALONE if len(speech.matter(_unnamed(text))) > _LITTLE else _lean(text)


def bare(text: str) -> bool:
    """Whether a message says nothing but what it asks for."""
    return len(speech.matter(speech.ORDINAL.sub("", text))) <= _BARE


def little(text: str) -> bool:
    """Whether a message has no matter enough to be asked alone."""
    return len(speech.matter(text)) <= _LITTLE


def turns(message: str) -> bool:
    """Whether somebody says that another matter, or another call, begins."""
    return lean(message) is Lean.ALONE and bool(speech.SWITCH.match(speech.opened(message)))


def _lean(text: str) -> Lean:
    own = len(speech.matter(text))
    if speech.REPEAT.search(text) and own <= _LITTLE:
        return Lean.AGAIN
    if _points_into_a_row(text):
        return Lean.ITEM
    left = len(speech.matter(_unnamed(text)))
    open_end = bool(speech.ENDS_OPEN.search(text))
    asks = bool(speech.ASKS.search(speech.ENDS_OPEN.sub("", text)))
    same = not asks or bool(speech.ASKS_THE_SAME.search(text))
    if left <= _BARE and speech.DOCUMENT.search(text):
        return Lean.DOCUMENT if same else Lean.ALONE
    if left <= _BARE and (group := speech.GROUP.search(text)):
        if same:
            return Lean.GROUP
        return Lean.ALONE if "儿童" in group[0] and not speech.HOW_OFTEN.search(text) else Lean.MATTER
    if speech.NAMES_ITSELF.match(text) and asks:
        return Lean.ALONE
    if speech.CORRECTS.search(text) or (not asks and speech.CORRECTS_INSIDE.search(text)):
        return Lean.CORRECTED
    if speech.SUPPOSES.search(text) and not asks:
        return Lean.SUPPOSED
    pointing = speech.POINTS_TO_LAST.search(text)
    # Further on in a message with much of its own, 这 points at what it said itself.
    if pointing and (own <= _FRAGMENT or pointing.start() <= _HEAD):
        return Lean.LAST
    if not asks:
        piece = own <= _FRAGMENT and not speech.TELLS.search(text)
        return Lean.MATTER if open_end or piece else Lean.ALONE
    if own <= _SOME and (speech.STARTS_ON.search(text) or speech.SUPPOSES.search(text)):
        return Lean.MATTER
    if own <= _FRAGMENT and (open_end or speech.POINTS.search(text)):
        return Lean.MATTER
    if own > _FRAGMENT or left < own or _names_a_matter(text):
        return Lean.ALONE
    return Lean.MATTER if own <= _LITTLE and len(text) <= _BRIEF else Lean.SHORT


def _points_into_a_row(text: str) -> bool:
    pointed = speech.ORDINAL.search(text)
    if pointed is None or speech.COUNTS_ITSELF.search(text):
        return False
    return len(speech.matter(text[: pointed.start()] + text[pointed.end() :])) <= _SOME


@cache
def _official() -> frozenset[str]:
    """The official terms of the library, and the names of its programmes."""
    tables = curated()
    return frozenset(
        {row.official for row in tables.words} | {name for row in tables.programmes for name in row.also}
    )


def _names_a_matter(text: str) -> bool:
    return any(term in text for term in _official())


def _unnamed(text: str) -> str:
    """The message without documents and groups that it names."""
    return speech.GROUP.sub("", speech.DOCUMENT.sub("", text))
