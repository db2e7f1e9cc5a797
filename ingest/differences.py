"""Where two copies of one document read otherwise.

Sentences are compared first, then the characters of sentences that were changed. White space, `#`
and the width of brackets, commas and digits are layout, not a difference.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ingest.parser import Parsed
from knowledge.model import Difference
from knowledge.text.squeeze import squeeze

_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_EVEN = str.maketrans("（），：；？！．—", "(),:;?!.-")
_CONTEXT = 6  # characters on either side, so that a difference of one can be recognised
_TOGETHER = 3  # characters alike between two changes that are read as one (卫健委 → 卫生健康委)


def differences(canonical: Parsed, other: Parsed, *, source: str) -> tuple[Difference, ...]:
    """What `other` (a copy called `source`) has otherwise, clause by clause of the canonical copy.

    What stands only before the start or behind the end of a copy that is a part is no difference.
    """
    ours, theirs = _sentences(canonical), _sentences(other)
    matcher = SequenceMatcher(a=[text for text, _ in ours], b=[text for text, _ in theirs], autojunk=False)
    blocks = [block for block in matcher.get_opcodes() if block[0] != "equal"]
    found: list[Difference] = []
    for _, a1, a2, b1, b2 in blocks:
        edge = a1 == 0 or a2 == len(ours)
        if not other.complete and edge and b1 == b2:
            continue
        clause = ours[min(a1, len(ours) - 1)][1]
        left = "".join(text for text, _ in ours[a1:a2])
        right = "".join(text for text, _ in theirs[b1:b2])
        found.extend(_changes(left, right, clause=clause, source=source))
    return tuple(dict.fromkeys(found))


def _even(text: str) -> str:
    return re.sub(r"-+", "-", squeeze(text).translate(_EVEN))


def _sentences(document: Parsed) -> list[tuple[str, str]]:
    """The sentences in the order of the text, evened out, each with its clause's label."""
    pieces = sorted((span.start, span.end, c.label) for c in document.clauses for span in c.spans)
    return [
        (even, label)
        for start, end, label in pieces
        for sentence in _SENTENCE.findall(document.text[start:end])
        if (even := _even(sentence))
    ]


def _changes(left: str, right: str, *, clause: str, source: str) -> Sequence[Difference]:
    """The places in which two stretches of text differ, each with a few characters around it."""
    if not left or not right:
        return [Difference(source, clause, left, right)] if left != right else []
    changes: list[tuple[int, int, int, int]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if changes and a1 - changes[-1][1] <= _TOGETHER:
            first, _, other_first, _ = changes.pop()
            changes.append((first, a2, other_first, b2))
        else:
            changes.append((a1, a2, b1, b2))
    return [
        Difference(
            source,
            clause,
            left[max(0, a1 - _CONTEXT) : a2 + _CONTEXT],
            right[max(0, b1 - _CONTEXT) : b2 + _CONTEXT],
        )
        for a1, a2, b1, b2 in changes
    ]
