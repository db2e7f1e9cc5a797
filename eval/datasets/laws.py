"""Laws as documents of a library: many clauses that are not ours."""

import gzip
import json
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from knowledge.model import Clause, Document, Span


def laws(path: Path, count: int) -> Iterator[Document]:
    """The first `count` clauses of a gzipped corpus of laws, as documents.

    A line holds `law`, `date`, `article`, `text`; a law's lines stand together.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in islice(file, count))
        for place, ((law, date), articles) in enumerate(groupby(rows, key=lambda r: (r["law"], r["date"]))):
            yield law_document(
                f"{law}（{date or '不详'}·{place}）", law, [(r["article"], r["text"]) for r in articles]
            )


def law_document(doc_no: str, title: str, articles: Sequence[tuple[str, str]]) -> Document:
    """A law whose clauses are its articles, given by label and text; a label said twice gets its place."""
    clauses, position, seen = [], 0, set()
    for article, text in articles:
        label = article if article not in seen else f"{article}（{position}）"
        seen.add(label)
        span = Span(position, position + len(text))
        clauses.append(Clause(label, (title, label), (span,), text))
        position += len(text) + 1
    return Document(doc_no, title, "\n".join(text for _, text in articles), tuple(clauses))
