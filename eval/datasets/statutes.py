"""STARD, the developers' part: lay questions and the articles of law that answer them.

Not our field, and so a check that what helps on our own texts is no accident of theirs. A third of
the questions, by a hash of their id, is never trained on.
"""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eval.datasets.laws import law_document
from knowledge.errors import BadFile
from knowledge.model import ClauseRef, Document

_TITLE = re.compile(r"(?P<law>.*?)(?P<article>第[零〇一二三四五六七八九十百千]+条.*)")


@dataclass(frozen=True, slots=True)
class Statutes:
    """Laws as documents, questions by id, and for each question the articles that answer it."""

    documents: tuple[Document, ...]
    questions: Mapping[str, str]
    answers: Mapping[str, frozenset[ClauseRef]]


def statutes(folder: Path) -> Statutes:
    """The set in a folder of `corpus.jsonl.gz`, `queries.jsonl` and `qrels.jsonl`; BadFile."""
    try:
        with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        asked = {row["id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
        judged = [(row["qid"], row["docid"]) for row in _lines(folder / "qrels.jsonl")]
        laws: dict[str, list[tuple[str, str, str]]] = {}
        for row in rows:
            parts = _TITLE.fullmatch(row["title"])
            law, article = (parts["law"], parts["article"]) if parts else (row["title"], "全文")
            laws.setdefault(law, []).append((row["id"], article, row["text"]))
        documents, places = [], {}
        for law, articles in laws.items():
            document = law_document(law, law, [(article, text) for _, article, text in articles])
            documents.append(document)
            for (name, _, _), clause in zip(articles, document.clauses, strict=True):
                places[name] = ClauseRef(law, clause.label)
        answers: dict[str, set[ClauseRef]] = {}
        for question, article in judged:
            answers.setdefault(question, set()).add(places[article])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadFile(
            f"{folder} 里不是 STARD 的三个文件（{problem!r}）",
            "应有 corpus.jsonl.gz、queries.jsonl、qrels.jsonl",
        ) from problem
    return Statutes(tuple(documents), asked, {name: frozenset(refs) for name, refs in answers.items()})


def unseen(question: str) -> bool:
    """Whether a question, by its id, belongs to the third that nothing is trained on."""
    return int(sha256(question.encode()).hexdigest(), 16) % 3 == 0


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
