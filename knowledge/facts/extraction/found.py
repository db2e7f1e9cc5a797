"""What extraction hands out: candidates for facts, each with the words it was taken from."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.facts.values import Value


class Trust(StrEnum):
    """How far a candidate may be relied on before a person has confirmed it."""

    SAID = "said"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate for a fact.

    Attributes:
        fact: a name of the vocabulary.
        value: what was understood.
        span: where the words stand in the text as it was given, start and end.
        trust: `low` for 可能, 听说 and for what only follows from something else with a doubt.
        note: what the person who confirms it should know; empty where the words speak for themselves.
    """

    fact: str
    value: Value
    span: tuple[int, int]
    trust: Trust = Trust.SAID
    note: str = ""
