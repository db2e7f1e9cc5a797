"""Children in danger, made from slots: who, does what, to whom, with what, where, when. Seeded, for `danger`.

The templates are few and the words many: what is learned is that 掐 and 薅 and 擀面杖 belong together.
"""

from collections.abc import Iterator
from random import Random

from eval.tuning.slots import slots


def cries(number: int, seed: int = 11) -> Iterator[tuple[str, str]]:
    """So many with their danger, of each the same, no two alike, the same ones every time."""
    chance, words, templates = Random(seed), slots("cries"), slots("cry_templates")
    told: set[str] = set()
    kinds = sorted(templates)
    while len(told) < number:
        kind = kinds[len(told) % len(kinds)]
        template = chance.choice(templates[kind])
        text = template.format(**{slot: chance.choice(choices) for slot, choices in words.items()})
        if text not in told:
            told.add(text)
            yield kind, text
