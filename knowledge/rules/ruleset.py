"""The rules as the program holds them: categories over one list of nodes, and what follows from what."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.facts import Value
from knowledge.model import Document
from knowledge.rules.nodes import Basis, Node
from knowledge.rules.programmes import Offer


class Birthday(StrEnum):
    """How old a child is on the birthday itself, on which two conventions differ."""

    DOUBTFUL = "存疑"
    REACHED = "算满"
    NOT_YET = "不算满"


class Reckoning(StrEnum):
    """How a fact follows from dates or places."""

    YEARS = "周岁"
    MONTHS = "整月"
    APART = "不同县域"
    BOTH_CORE = "同在核心城区"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A fact that follows from a date and the day of asking, or from two places."""

    target: str
    sources: tuple[str, ...]
    how: Reckoning
    birthday: Birthday = Birthday.REACHED
    point: str = ""


@dataclass(frozen=True, slots=True)
class Implication:
    """What stated facts settle without being asked: values to be taken where none was stated."""

    given: tuple[tuple[str, frozenset[Value]], ...]
    then: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the situations that a category lists."""

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class Category:
    """A category, its listed situations, and what the text leaves over.

    Attributes:
        name: such as 家庭困境儿童.
        node: the whole condition.
        kinds: the listed situations; empty where the definition is one sentence.
        other: the words 其他…困境儿童 of its clause, where the definition ends in them.
        see_also: where another document says the same.
    """

    name: str
    node: Node
    kinds: tuple[Kind, ...] = ()
    other: Basis | None = None
    see_also: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a check needs. Frozen, so that any number of threads can share one.

    Attributes:
        nodes: every condition, children before parents.
        categories: the five that always have a verdict.
        clues: what the texts name without saying who belongs to it; never confirmed.
        attention: groups inside the categories to be looked after first.
        report: the situations to be reported to the police before anything else.
        implications: what stated facts settle.
        derivations: what dates and places settle.
        questions: how many questions before we hand over.
        ended: what to say of a document whose period is over, by 文号.
        offers: the programmes that a family can ask about.
        documents: the documents that the rules were checked against, by 文号; empty before.
        named: the node of each category and of each 类别-种类.
        dependents: for each fact, the nodes that it can move, children first.
    """

    nodes: tuple[Node, ...]
    categories: tuple[Category, ...]
    clues: tuple[Category, ...]
    attention: tuple[Category, ...]
    report: Category
    implications: tuple[Implication, ...]
    derivations: tuple[Derivation, ...]
    questions: int
    ended: Mapping[str, str]
    named: Mapping[str, Node]
    dependents: Mapping[str, tuple[int, ...]]
    offers: tuple[Offer, ...]
    documents: Mapping[str, Document]
