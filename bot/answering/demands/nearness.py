"""Whether a question is nearer to what the texts say, or to what people ask and no text says.

The kinds of demands (slots.yaml, beyond.yaml) are never all of them. What remains is weighed: how near the
question is to the clauses and to what people ask of them, how near to questions that nothing here answers
(unanswered.yaml), and how much of its wording the best clause leaves uncovered.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge.errors import CatalogueUnavailable, StorageFull
from knowledge.index import Encoder, VectorCache, Words
from knowledge.index.encoder import Vectors
from knowledge.index.vectors import passage_vectors
from knowledge.library import curated
from knowledge.model import Clause, ClauseRef
from knowledge.retrieval import Retrieved
from knowledge.text.normalise import fold

FILE = Path(__file__).parent / "unanswered.yaml"

# A logistic curve laid through 428 questions with and without an answer, none of them of a sealed set, and
# rounded. Cosines of the shipped encoder: another one needs others.
_ASKED, _SENTENCE, _UNANSWERED = 10.0, 11.0, -10.0
_UNCOVERED, _WHO, _CHILD, _NAMED = -4.0, 1.4, 0.5, 2.0
_FIGURE = -1.0
_START = -4.3
# A clause without curated questions is not less of an answer: asked questions are as much nearer as this.
_GAP = 0.12
# A question for a figure, while the questions nearest to it want none, asks for what no clause tells.
_ASKS_FIGURE = re.compile(
    r"多少|几(?!乎)|多老|百分之|多大|多久|多长|[啥什]么?时候|哪天|何时|[哪几][年月号点天]|期限|啥前儿|多咱"
)
_NEAREST = 5  # questions that people ask of the clauses, looked at for it
# Who is responsible stands under nearly every task.
_ASKS_WHO = re.compile(r"谁|哪个(?:部门|单位)|找哪|归哪|哪家")


class Nearness:
    """Weighs a question. Thread-safe: the sentences are encoded when first needed, then kept in the cache."""

    def __init__(self, encoder: Encoder | None, words: Words, *, cache: VectorCache | None = None) -> None:
        self._encoder = encoder
        self._words = words
        self._cache = cache

    def warm(self) -> None:
        """Encodes the sentences now."""
        if self._encoder is not None:
            _ = self._unanswered, self._questions

    def __call__(
        self, asked: str, found: Retrieved, ref: ClauseRef, best: Clause, *, of_a_child: bool
    ) -> float | None:
        """How likely the best clause answers, as log-odds; None where words were searched alone.

        Args:
            asked: the asking pieces of the question, folded.
            found: what retrieval found for the question.
            ref: the best clause's identity.
            best: the best clause.
            of_a_child: whether the question describes a child whose category can be checked.
        """
        if self._encoder is None or found.vector is None or found.nearest_sentence is None:
            return None
        questions = self._asked_of.get(ref, "")
        near = found.nearest_asked or 0.0
        if not questions:
            near = max(near, found.nearest_sentence + _GAP)
        unanswered = float((self._unanswered @ found.vector).max())
        return (
            _START
            + _ASKED * near
            + _SENTENCE * found.nearest_sentence
            + _UNANSWERED * unanswered
            + _UNCOVERED * self._uncovered(asked, "\n".join((*best.headings, best.text, questions)))
            + _FIGURE * self._without_figure(asked, found.vector)
            + _WHO * bool(_ASKS_WHO.search(asked))
            + _CHILD * of_a_child
            + _NAMED * bool(found.named)
        )

    def _uncovered(self, asked: str, said: str) -> float:
        """The share of the wording that a text does not have, rare words counting more."""
        cutter: Any = self._words.load()
        words = {word for word in cutter.cut(asked, HMM=False) if any(c.isalnum() for c in word)}
        weights = {word: math.log(cutter.total / (cutter.FREQ.get(word, 0) + 1)) for word in words}
        missing = sum(weight for word, weight in weights.items() if word not in said)
        return missing / (sum(weights.values()) or 1.0)

    def _without_figure(self, asked: str, vector: Vectors) -> float:
        """The share of the nearest questions that want no figure, 0 where none is asked for."""
        if not _ASKS_FIGURE.search(asked):
            return 0.0
        nearest = np.argsort(-(self._questions @ vector))[:_NEAREST]
        return 1.0 - float(np.mean([self._want_figure[place] for place in nearest]))

    @cached_property
    def _want_figure(self) -> tuple[bool, ...]:
        return tuple(bool(_ASKS_FIGURE.search(text)) for text in _curated_questions())

    @cached_property
    def _questions(self) -> Vectors:
        return self._encoded(_curated_questions())

    @cached_property
    def _asked_of(self) -> Mapping[ClauseRef, str]:
        """What people ask of each clause."""
        found: dict[ClauseRef, list[str]] = {}
        for row in curated().asked:
            found.setdefault(row.cited.ref, []).extend(map(fold, row.questions))
        return {ref: "\n".join(questions) for ref, questions in found.items()}

    @cached_property
    def _unanswered(self) -> Vectors:
        return self._encoded([fold(text) for text in unanswered()])

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        if self._encoder is None:
            raise RuntimeError("there is no encoder to ask")
        try:
            return passage_vectors(texts, self._encoder, cache=self._cache, progress=lambda _: None)
        except (CatalogueUnavailable, StorageFull):  # they can be made without being kept
            return self._encoder.encode(texts)


@cache
def _curated_questions() -> tuple[str, ...]:
    """What people ask of the clauses; as the index has them, so that their vectors are in the cache."""
    return tuple(question for row in curated().asked for question in row.questions)


def unanswered() -> Sequence[str]:
    """Questions that people ask and no text answers."""
    rows: list[dict[str, list[str]]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = [text for row in rows for text in row.get("话", ())]
    found += [
        ask.replace("{}", head) for row in rows for head in row.get("头", ()) for ask in row.get("问", ())
    ]
    return tuple(dict.fromkeys(found))
