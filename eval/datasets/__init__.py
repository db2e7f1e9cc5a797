"""Question sets with gold answers, and laws to make a library large."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from knowledge.errors import BadFile
from knowledge.model import Clause, ClauseRef, Document, Span

DEV = Path(__file__).parent / "questions_dev.jsonl"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the clauses, any of which answers it. `expected` is answer, refuse or escalate."""

    id: str
    text: str
    expected: str
    gold: frozenset[ClauseRef]


def questions(path: Path) -> tuple[Question, ...]:
    """A question set; BadFile names the line that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise BadFile(f"{path} 打不开（{problem.strerror}）", "请检查路径") from problem
    return tuple(_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _question(path: Path, number: int, line: str) -> Question:
    try:
        item = json.loads(line)
        gold = frozenset(ClauseRef(row["doc_no"], row["clause"]) for row in item["gold"])
        return Question(item["id"], item["question"], item["expected"], gold)
    except (ValueError, KeyError, TypeError) as problem:
        raise BadFile(
            f"{path} 第 {number} 行不是一个问题（{problem!r}）", "每行应有 id、question、expected、gold"
        ) from problem


def laws(path: Path, count: int) -> Iterator[Document]:
    """The first `count` clauses of a gzipped corpus of laws, as documents.

    A line holds `law`, `date`, `article`, `text`; a law's lines stand together.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in islice(file, count))
        for place, ((law, date), articles) in enumerate(groupby(rows, key=lambda r: (r["law"], r["date"]))):
            yield _law(
                f"{law}（{date or '不详'}·{place}）", law, [(r["article"], r["text"]) for r in articles]
            )


def _law(doc_no: str, title: str, articles: list[tuple[str, str]]) -> Document:
    clauses, position, seen = [], 0, set()
    for article, text in articles:
        label = article if article not in seen else f"{article}（{position}）"
        seen.add(label)
        span = Span(position, position + len(text))
        clauses.append(Clause(label, (title, label), (span,), text))
        position += len(text) + 1
    return Document(doc_no, title, "\n".join(text for _, text in articles), tuple(clauses))
