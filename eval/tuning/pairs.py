"""What the encoder learns from: questions, texts that answer them, and texts that look as if they did.

Three sources, none of them an evaluation set: the questions that people ask of our own clauses
(`knowledge/library/questions`), two thirds of STARD's developers' part, and questions written for 2,959
articles of everyday law (`asked.jsonl`, written from the articles alone).
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from eval.datasets.statutes import Statutes, unseen
from knowledge.index import Encoder, Passage
from knowledge.index.encoder import Vectors
from knowledge.index.passages import Corpus
from knowledge.model import Clause, ClauseRef
from knowledge.text.sentences import sentences

OF_LAW = ("stard", "law")  # sources that are answered by an article of law
_ASKED = Path(__file__).parent / "asked.jsonl"
_WHOLE = 220  # characters of an article: somewhat more than training reads
_NEAREST = 60  # articles looked at for one that seems right and is not
_WRONG = 40

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and what answers it.

    `right` holds forms of one answer, of which one is drawn each time: the whole article, its best
    sentence. `alike` are other questions with the same answer. `wrong` are texts near the question that
    do not answer it. Two pairs with the same `key` have the same answer and never count as wrong for
    each other. `source` keeps the batches of one world together.
    """

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    key: str
    source: str
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Every text that a question about law may be answered from: its vectors, and its keys."""

    vectors: Vectors
    keys: Sequence[str]


def all_pairs(
    laws: Statutes, clauses: Path, ours: Corpus, encoder: Encoder, *, say: Say
) -> tuple[list[Pair], World]:
    """Every pair, and what those about law are answered from; the nearest wrong texts are the encoder's."""
    articles = [
        (ClauseRef(document.doc_no, clause.label), clause)
        for document in laws.documents
        for clause in document.clauses
    ]
    say(f"编码 {len(articles)} 条法条，找像而不对的（几分钟）……")
    near = _Near([clause for _, clause in articles], encoder)
    by_ref = dict(articles)
    pairs = [
        near.pair(text, by_ref[ref], [by_ref[r] for r in laws.answers[name]], "stard", skip=1)
        for name, text in laws.questions.items()
        if not unseen(name) and name in laws.answers
        for ref in sorted(laws.answers[name], key=str)
    ]
    pairs += [near.pair(question, clause, [clause], "law", skip=3) for question, clause in _asked(clauses)]
    return pairs + list(_own(ours, encoder)), near.world


class _Near:
    """The articles nearest to a question that are not its answer."""

    def __init__(self, articles: Sequence[Clause], encoder: Encoder) -> None:
        self._texts, self._encoder = [_article(article) for article in articles], encoder
        self._keys = [_key(article) for article in articles]
        self.world = World(encoder.encode(self._texts), self._keys)

    def pair(
        self, question: str, answer: Clause, answers: Iterable[Clause], source: str, *, skip: int
    ) -> Pair:
        """`skip` leaves out the very nearest, which may answer too without being judged."""
        vector = self._encoder.encode([question])[0]
        keys = set(map(_key, answers))
        order = np.argsort(-(self.world.vectors @ vector))[:_NEAREST]
        wrong = [self._texts[place] for place in order if self._keys[place] not in keys]
        said = [f"{' '.join(answer.headings)}：{sentence.text}" for sentence in sentences(answer.text)]
        best = said[int((self._encoder.encode(said) @ vector).argmax())] if said else _article(answer)
        whole = _article(answer)
        return Pair(question, (whole, best), tuple(wrong[skip : skip + _WRONG]), _key(answer), source)


def _own(ours: Corpus, encoder: Encoder) -> Iterator[Pair]:
    """Questions of our clauses, with the sentences that they were written from."""
    written, asked = ours.passages["sentences"], ours.passages["questions"]
    vectors = encoder.encode([passage.text for passage in written])
    rows: dict[tuple[int, int, int], list[Passage]] = {}
    for passage in asked:
        rows.setdefault((passage.clause, passage.start, passage.end), []).append(passage)
    for (clause, start, end), passages in rows.items():
        right = tuple(p.text for p in written if p.clause == clause and p.start < end and p.end > start)
        if not right:
            continue
        for passage in passages:
            order = np.argsort(-(vectors @ encoder.encode([passage.text])[0]))[:_NEAREST]
            wrong = tuple(written[place].text for place in order if written[place].clause != clause)
            alike = tuple(other.text for other in passages if other is not passage)
            yield Pair(passage.text, right, wrong[:_WRONG], str(clause), "own", alike)


def _asked(clauses: Path) -> Iterator[tuple[str, Clause]]:
    """The questions of `asked.jsonl` with their articles, looked up by id in the collection of laws."""
    rows = {row["id"]: row for row in map(json.loads, _ASKED.read_text(encoding="utf-8").splitlines())}
    with gzip.open(clauses, "rt", encoding="utf-8") as file:
        held = (article for article in map(json.loads, file) if article["id"] in rows)
        for article in islice(held, len(rows)):
            clause = Clause(article["article"], (article["law"] + article["article"],), (), article["text"])
            for question in rows[article["id"]]["asked"]:
                yield question, clause


def _article(clause: Clause) -> str:
    return f"{' '.join(clause.headings)} {clause.text}"[:_WHOLE]


def _key(article: Clause) -> str:
    """The same for two copies of an article, whatever each calls its law."""
    return re.sub(r"\s", "", article.text)[:60]
