"""Hybrid search: sentences by meaning, questions people ask by meaning, words and character pairs.

Four rankings of clauses are fused by rank. A clause stands in a dense ranking at its best sentence
(or best question); word search sees its headings, its text and what people ask of it. Without
vectors, word search answers alone.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import structlog

from knowledge.errors import IndexUnavailable, StorageFull
from knowledge.index import Build, Encoder, Place, Scope, Words
from knowledge.index.encoder import Vectors
from knowledge.model import ClauseRef
from knowledge.retrieval.fusion import fuse
from knowledge.retrieval.handles import handles
from knowledge.text.sound import Sounds

log = structlog.get_logger()

# Equal say for meaning and for words. The development set gave R@1 .81, R@5 .99 with these weights and
# within .02 of that with any other near them, so they were left round.
_DENSE_WEIGHT = 1.0
_LEXICAL_WEIGHT = 0.5
_PASSAGES = 100  # looked at in each dense index, and three for each clause that is asked for
_ROWS = 10  # clauses given at least, where the library has them
_RANKED = 200  # clauses taken from each word index
_SCOPES = 32  # kept: an office has a handful


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a clause that speaks to the question: its place in the clause's text, its cosine.

    `asked` says that a question people ask of this sentence is what matched.
    """

    start: int
    end: int
    similarity: float
    asked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found, its fused score (1 would be first in every ranking), and why."""

    ref: ClauseRef
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found, best first, and how near the nearest passages are to the question.

    `named` are the documents that the question names by number or year. `nearest_sentence` and
    `nearest_asked` are cosines, and `vector` is the question's own, None where words were searched alone.
    """

    hits: tuple[Hit, ...]
    named: frozenset[str]
    nearest_sentence: float | None
    nearest_asked: float | None
    build: str
    milliseconds: float
    vector: Vectors | None = field(default=None, compare=False, repr=False)


class Search:
    """Search over one build. Thread-safe: it holds nothing that a question changes.

    `by_meaning` is false where words are searched alone, for want of vectors or of an encoder.
    """

    def __init__(self, build: Build, encoder: Encoder | None, words: Words, sounds: Sounds) -> None:
        self._build = build
        self._encoder = encoder if build.dense else None
        self._words = words
        self._sounds = sounds
        self.by_meaning = self._encoder is not None
        self._documents = tuple(dict.fromkeys(ref.doc_no for ref in build.clauses))
        self._scope = lru_cache(maxsize=_SCOPES)(lambda documents: Scope(build, documents))

    def __call__(self, question: str, *, limit: int = 20, within: frozenset[str] = frozenset()) -> Retrieved:
        """The clauses that answer a question, at most `limit`.

        `within` are the 文号 of the documents to search; every document where it is empty.
        """
        began = time.perf_counter()
        scope = self._scope(within) if within else None
        named = handles(question, self._documents)
        asked = self._sounds.repair(named.rest or question)
        vector = None if self._encoder is None else self._encoder.encode([asked])[0]
        dense = self._dense(vector, max(_PASSAGES, 3 * limit), scope)
        rankings = [(_best_first(found), _DENSE_WEIGHT) for found in dense.values()]
        rankings += [(ranking, _LEXICAL_WEIGHT) for ranking in self._lexical(asked, scope)]
        scored = {
            number: score * named.name(self._build.clauses[number])
            for number, score in fuse(rankings).items()
        }
        evidence = _evidence(dense)
        best = sorted(scored, key=lambda number: (-scored[number], number))[:limit]
        # Readers of the record rely on ten rows; what shares nothing with the question scores 0.
        others = (number for number in self._numbers(scope) if number not in scored)
        best += islice(others, max(0, min(limit, _ROWS) - len(best)))
        return Retrieved(
            hits=tuple(
                Hit(self._build.clauses[number], scored.get(number, 0.0), tuple(evidence.get(number, ())))
                for number in best
            ),
            named=named.documents,
            nearest_sentence=_nearest(dense, "sentences"),
            nearest_asked=_nearest(dense, "questions"),
            build=self._build.id,
            milliseconds=(time.perf_counter() - began) * 1000,
            vector=vector,
        )

    def _numbers(self, scope: Scope | None) -> Iterable[int]:
        return range(len(self._build.clauses)) if scope is None else map(int, scope.clauses.nonzero()[0])

    def _dense(
        self, vector: Vectors | None, passages: int, scope: Scope | None
    ) -> Mapping[str, Sequence[tuple[Place, float]]]:
        """The nearest passages of each dense index, nearest first."""
        if vector is None:
            return {}
        if scope:
            return {group: scope.search(group, vector, passages) for group in self._build.dense}
        try:
            return {group: index.search(vector, passages) for group, index in self._build.dense.items()}
        except (IndexUnavailable, StorageFull) as problem:  # a Chroma server down, a disk full: words go on
            log.warning("dense_search_failed", build=self._build.id, problem=type(problem).__name__)
            return {}

    def _lexical(self, question: str, scope: Scope | None) -> list[list[int]]:
        among = None if scope is None else scope.clauses
        tokens = {"words": self._words.words(question), "bigrams": self._words.bigrams(question)}
        return [
            [number for number, _ in index.search(tokens[name], _RANKED, among)]
            for name, index in self._build.lexical.items()
        ]


def _best_first(found: Sequence[tuple[Place, float]]) -> list[int]:
    """Clause numbers in the order of their nearest passage."""
    return list(dict.fromkeys(place.clause for place, _ in found))


def _nearest(dense: Mapping[str, Sequence[tuple[Place, float]]], group: str) -> float | None:
    found = dense.get(group)
    return found[0][1] if found else None


def _evidence(dense: Mapping[str, Sequence[tuple[Place, float]]]) -> Mapping[int, list[Evidence]]:
    """For each clause the passages that matched, nearest first."""
    found: dict[int, list[Evidence]] = {}
    for group, places in dense.items():
        for place, similarity in places:
            evidence = Evidence(place.start, place.end, similarity, group == "questions")
            found.setdefault(place.clause, []).append(evidence)
    for each in found.values():
        each.sort(key=lambda evidence: -evidence.similarity)
    return found
