"""Which group of children a text is about: 34号 says of 流动儿童 what 2号 says of 留守 and 困境儿童.

Twin clauses differ in a figure (每半年, 每季度), so that an answer from the other group's is wrong.
"""

from collections.abc import Callable, Sequence
from functools import cache

from knowledge.library import Programme, curated
from knowledge.retrieval import Hit
from knowledge.text.normalise import fold

_GROUPS = ("流动儿童", "留守儿童", "困境儿童")
_NEAR = 0.6  # share of the best score from which another group's clause makes way for the group's own
_NAME = 3  # characters of a name that is nobody's everyday word
_AMONG = 6  # hits among which the group's own is looked for


def groups(text: str) -> frozenset[str]:
    """The groups that a folded text names, in official or in spoken words."""
    found = {group for group in _GROUPS if group[:2] in text}
    return frozenset(found | {group for said, group in _spoken() if said in text})


def own_first(question: str, hits: Sequence[Hit], title: Callable[[Hit], str]) -> tuple[Hit, ...]:
    """The hits with the asked group's clause before another group's, where one comes near enough.

    A question that names no group, or groups that one document treats together with others, keeps its order.
    """
    asked = groups(question)
    if not asked or not hits:
        return tuple(hits)
    first = groups(title(hits[0]))
    if not first or first & asked:
        return tuple(hits)
    for place, hit in enumerate(hits[:_AMONG]):
        if hit.score >= _NEAR * hits[0].score and groups(title(hit)) & asked:
            return (hit, *hits[:place], *hits[place + 1 :])
    return tuple(hits)


def programme_first(question: str, hits: Sequence[Hit], programmes: Sequence[Programme]) -> tuple[Hit, ...]:
    """The hits with a clause before the others that has the programme which the question names."""
    named = {
        cited.ref
        for programme in programmes
        if any(fold(name) in question for name in (programme.name, *programme.also) if len(name) >= _NAME)
        for cited in programme.cited
    }
    if not named or not hits or hits[0].ref in named:
        return tuple(hits)
    for place, hit in enumerate(hits[:_AMONG]):
        if hit.score >= _NEAR * hits[0].score and hit.ref in named:
            return (hit, *hits[:place], *hits[place + 1 :])
    return tuple(hits)


@cache
def _spoken() -> tuple[tuple[str, str], ...]:
    return tuple(
        (fold(said), row.official) for row in curated().words for said in row.said if row.official in _GROUPS
    )
