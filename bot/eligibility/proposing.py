"""The classifier: which categories a text sounds like, and how much. It proposes; the rules decide.

Three voices, each from 0 to 1: how near the text is to situations written for each category, the names
people call it by, and the facts found. A score orders the candidates and never touches a verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import BadFacts, BadLibrary, CatalogueUnavailable, StorageFull
from knowledge.facts import Facts, vocabulary
from knowledge.index import Encoder, VectorCache
from knowledge.index.encoder import Vectors
from knowledge.index.vectors import passage_vectors
from knowledge.text.normalise import fold

FILE = Path(__file__).parent / "situations.yaml"

# What each voice weighs. Facts weigh most: they are what the words come to.
_MEANING, _NAMES, _FACTS = 0.40, 0.25, 0.35
# Cosines of this encoder between unrelated and alike sentences: what lies between is spread over 0 to 1.
_UNLIKE, _ALIKE = 0.40, 0.85
_LIKE_IT = 0.60  # the cosine from which a text tells of that very situation
_NOTHING = (0.0, "")
_ENOUGH = 6  # the weight of facts from which more of them say nothing new


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation that a category lists: its clause, words of it, and how people would tell of it."""

    name: str
    clause: str
    quote: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a category sounds like.

    Attributes:
        category: its name.
        doc_no: the document that defines it.
        names: what people call it.
        facts: for each fact that speaks for it the weight of each value; "" is any value.
        situations: what it lists.
    """

    category: str
    doc_no: str
    names: tuple[str, ...]
    facts: Mapping[str, Mapping[str, int]]
    situations: tuple[Situation, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """Every sentence."""
        return tuple(text for situation in self.situations for text in situation.told)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A category that a text may be about, and how much it sounds like it.

    `situation` is the listed one that the text sounds like; empty where it sounds like none.
    """

    category: str
    score: float
    situation: str = ""


class Proposer:
    """Ranks the categories. Thread-safe.

    The sentences are encoded when they are first needed, and kept in the `cache` from then on. Without an
    encoder, or without a text's vector, names and facts speak alone.
    """

    def __init__(
        self, portraits: tuple[Portrait, ...], encoder: Encoder | None, *, cache: VectorCache | None = None
    ) -> None:
        self._portraits = portraits
        self._encoder = encoder
        self._cache = cache
        self._situations = tuple(
            (portrait.category, situation.name)
            for portrait in portraits
            for situation in portrait.situations
            for _ in situation.told
        )

    def encode(self, text: str) -> Vectors | None:
        """The vector of a text, or None without an encoder."""
        return None if self._encoder is None else self._encoder.encode([text])[0]

    def propose(self, text: str, facts: Facts, vector: Vectors | None) -> tuple[Proposal, ...]:
        """All five categories, the likeliest first; equals keep their order."""
        plain = fold(text)
        near = self._near(vector)
        scored = [
            Proposal(
                portrait.category,
                round(
                    _MEANING * near.get(portrait.category, _NOTHING)[0]
                    + _NAMES * any(name in plain for name in portrait.names)
                    + _FACTS * _spoken_for(portrait, facts),
                    3,
                ),
                near.get(portrait.category, _NOTHING)[1],
            )
            for portrait in self._portraits
        ]
        return tuple(sorted(scored, key=lambda one: -one.score))

    def warm(self) -> None:
        """Encodes the sentences now."""
        if self._encoder is not None:
            _ = self._sentences

    def _near(self, vector: Vectors | None) -> Mapping[str, tuple[float, str]]:
        """How near the text is to each category, by its two nearest sentences, and to which situation."""
        if vector is None or self._encoder is None:
            return {}
        cosines: dict[str, list[tuple[float, str]]] = {}
        for (category, situation), cosine in zip(self._situations, self._sentences @ vector, strict=True):
            cosines.setdefault(category, []).append((float(cosine), situation))
        return {category: _nearness(found) for category, found in cosines.items()}

    @cached_property
    def _sentences(self) -> Vectors:
        if self._encoder is None:
            raise RuntimeError("there is no encoder to ask")
        texts = [text for portrait in self._portraits for text in portrait.told]
        try:
            return passage_vectors(texts, self._encoder, cache=self._cache, progress=lambda _: None)
        except (CatalogueUnavailable, StorageFull):  # they can be made without being kept
            return self._encoder.encode(texts)


def _nearness(found: list[tuple[float, str]]) -> tuple[float, str]:
    (first, situation), (second, _) = sorted(found, reverse=True)[:2]
    share = (0.7 * first + 0.3 * second - _UNLIKE) / (_ALIKE - _UNLIKE)
    return min(max(share, 0.0), 1.0), situation if first >= _LIKE_IT else ""


def _spoken_for(portrait: Portrait, facts: Facts) -> float:
    weight = 0
    for name, value in facts.known.items():
        values = portrait.facts.get(name, {})
        weight += values.get(value if isinstance(value, str) else "", values.get("", 0))
    return min(weight, _ENOUGH) / _ENOUGH


def portraits(path: Path = FILE) -> tuple[Portrait, ...]:
    """The categories as `situations.yaml` paints them; BadLibrary names the one that is wrong."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem}）", "请改正这个文件") from problem
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(_portrait(row))
        except (AttributeError, KeyError, TypeError, ValueError, BadFacts) as problem:
            raise BadLibrary(
                f"{path.name} 第 {number} 类不对（{problem}）", "请照其他类的写法改正"
            ) from problem
    return tuple(found)


def _portrait(row: Mapping[str, Any]) -> Portrait:
    return Portrait(
        category=row["类别"],
        doc_no=row["文号"],
        names=tuple(fold(name) for name in row["叫法"]),
        facts={name: _weights(name, given) for name, given in row["事实"].items()},
        situations=tuple(
            Situation(one["情形"], one["条款"], one["引文"], tuple(one["说法"])) for one in row["情形"]
        ),
    )


def _weights(name: str, given: int | Mapping[str, int]) -> Mapping[str, int]:
    spec = vocabulary()[name]
    if isinstance(given, int):
        return {"": given}
    return {str(spec.read(value)): weight for value, weight in given.items()}
