"""Whether a sentence gives to one what its clause gives to another: 一般的…每三个月, 户籍地 for 居住地.

Every word of such a sentence stands in the clause. What gives it away is the company: in the clause
another of the same kind (another interval, level, department, name in quotation marks) stands nearer.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.wording.figures import figures
from bot.wording.likeness import LINKS, Cut, plainly
from bot.wording.sharp import named

_QUOTED = re.compile(r"[“《]([^”》]{2,20})[”》]")
_HALF_SENTENCE = re.compile(r"[，。；、,;]")
_ENDS = re.compile(r"[。；、;]")
_UNITS_OF = re.compile(r"[^每\d<>./a-z]+$")
# What a mark between two words adds to their distance, in characters.
_APART = {"、": 8, "，": 20, ",": 20, "；": 40, ";": 40, "。": 60}
# How much nearer, in characters, a rival has to stand to be the one that is meant.
_CLEARLY = 4
_BESIDE = 6  # characters between two that are a pair


@dataclass(frozen=True, slots=True)
class _Member:
    kind: str
    name: str
    start: int
    end: int


def mixed(sentence: str, quote: str, cut: Cut) -> str | None:
    """The word of a sentence that has a rival's company; None where each has its own."""
    sentence, quote = plainly(sentence), plainly(quote)
    theirs = _members(quote)
    kinds = Counter(kind for kind, _ in {(one.kind, one.name) for one in theirs})
    ours = [one for one in _members(sentence) if kinds[one.kind] > 1]
    for one in ours:
        company = list(_company(one, ours, sentence, quote, cut))
        rivals = [_nearer_rival(one, place, theirs, quote) for place in company]
        if sum(rivals) * 2 > len(rivals):
            return sentence[one.start : one.end]
    for first, second in _pairs(ours, sentence):
        if not _together(first, second, theirs, quote):
            return sentence[first.start : second.end]
    return None


def _members(text: str) -> tuple[_Member, ...]:
    """What has rivals in a text, in order; a range such as 一至二级 counts once."""
    found = [_Member("名称", name[1], name.start(), name.end()) for name in _QUOTED.finditer(text)]
    found += [_Member(sharp.group, sharp.name, start, end) for sharp, start, end in named(text)]
    ranged = False
    for one in figures(text):
        was, ranged = ranged, one.what.startswith("range") and not ranged
        if was and one.what.startswith("range"):
            continue
        kind = "每" if one.what.startswith("每") else (_UNITS_OF.search(one.what) or [""])[0]
        found.append(_Member(f"数:{kind}", one.what, one.start, one.end))
    return tuple(sorted(found, key=lambda one: one.start))


def _company(
    one: _Member, ours: Sequence[_Member], sentence: str, quote: str, cut: Cut
) -> Iterator[tuple[int, int]]:
    """Where in the clause the words stand that this one keeps company with in the sentence.

    Only words of its half-sentence that the clause has once, and none where it shares that
    half-sentence with another of its kind.
    """
    first = max((mark.end() for mark in _HALF_SENTENCE.finditer(sentence, 0, one.start)), default=0)
    stop = _HALF_SENTENCE.search(sentence, one.end)
    last = stop.start() if stop else len(sentence)
    if any(other is not one and other.kind == one.kind and first <= other.start < last for other in ours):
        return
    for word in dict.fromkeys(cut(sentence[first : one.start] + "，" + sentence[one.end : last])):
        if len(word) > 1 and word not in LINKS and quote.count(word) == 1:
            place = quote.index(word)
            yield place, place + len(word)


def _nearer_rival(one: _Member, place: tuple[int, int], theirs: Sequence[_Member], quote: str) -> bool:
    """Whether another of its kind stands clearly nearer to a place in the clause than it does itself."""
    own = _nearest(place, [each for each in theirs if (each.kind, each.name) == (one.kind, one.name)], quote)
    rival = _nearest(
        place, [each for each in theirs if each.kind == one.kind and each.name != one.name], quote
    )
    return own is not None and rival is not None and rival + _CLEARLY <= own


def _pairs(ours: Sequence[_Member], sentence: str) -> Iterator[tuple[_Member, _Member]]:
    """Neighbours of different kinds, such as a condition and its interval; nobody is in two pairs."""
    free: _Member | None = None
    for one in ours:
        between = sentence[free.end : one.start] if free else ""
        if free and free.kind != one.kind and len(between) <= _BESIDE and not _ENDS.search(between):
            yield free, one
            free = None
        else:
            free = one


def _together(first: _Member, second: _Member, theirs: Sequence[_Member], quote: str) -> bool:
    """Whether two that stand together in the sentence stand together somewhere in the clause.

    They do not where each has a rival that stands nearer to the other.
    """
    places = {
        one: [(each.start, each.end) for each in theirs if (each.kind, each.name) == (one.kind, one.name)]
        for one in (first, second)
    }
    if not all(places.values()):
        return True  # what is not in the clause at all is found elsewhere
    return any(
        not _nearer_rival(one, place, theirs, quote)
        for one, other in ((first, second), (second, first))
        for place in places[other]
    )


def _nearest(place: tuple[int, int], members: Sequence[_Member], quote: str) -> int | None:
    return min((_apart(place, (one.start, one.end), quote) for one in members), default=None)


def _apart(one: tuple[int, int], other: tuple[int, int], quote: str) -> int:
    """The distance between two stretches of the clause, marks between them counting more."""
    (_, first_end), (second, _) = sorted((one, other))
    between = quote[first_end:second]
    return len(between) + sum(_APART.get(character, 0) for character in between)
