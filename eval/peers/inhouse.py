"""The systems that our own environment can run: ours, plain LangChain, word search, vectors alone.

Run as `python -m eval.peers.inhouse`, one system a process. Each imports only what it needs, so that
its memory is its own.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from eval.peers.child.measure import Ask, Piece, Task, main
from knowledge.model import Clause, ClauseRef, Document, Span

Cut = Callable[[str], list[str]]


def documents(task: Task) -> list[Document]:
    """The documents of the task with their clauses, as much of them as a ranking needs."""
    rows = cast(list[dict[str, Any]], task.extra["documents"])
    return [
        Document(
            doc_no=row["doc_no"],
            title=row["title"],
            text=text,
            clauses=tuple(
                Clause(
                    label=each["label"],
                    headings=tuple(each["headings"]),
                    spans=tuple(Span(*span) for span in each["spans"]),
                    text=each["text"],
                    is_heading=each["is_heading"],
                )
                for each in row["clauses"]
            ),
        )
        for row, text in zip(rows, task.texts, strict=True)
    ]


def ours(task: Task) -> Ask:
    """The whole program, from parsed documents to a build that answers; a question is a whole answer."""
    from bot.assistant import open_assistant
    from eval.systems import ours as whole
    from knowledge.catalogue import Catalogue, writer_lock
    from knowledge.index import open_encoder
    from knowledge.index.refresh import refresh
    from knowledge.settings import load_settings

    filled = load_settings(home=Path(str(task.extra["library"])), database="", chroma="")
    fresh = load_settings(home=Path(str(task.extra["fresh"])), database="", chroma="")
    with Catalogue.open(filled.database_url) as library:
        held = [library.document(summary.doc_no) for summary in library.documents()]
    encoder = open_encoder(fresh)
    with writer_lock(fresh.home), Catalogue.open(fresh.database_url) as catalogue:
        catalogue.publish(documents=held)
        refresh(catalogue, fresh, encoder=encoder, progress=lambda _: None).close()
    rank, places = whole(open_assistant(fresh, encoder=encoder)), _places(documents(task))
    return lambda question: [places[ref] for ref in rank(question, task.clauses)]


def langchain(task: Task) -> Ask:
    """LangChain's splitter and Chroma."""
    from eval.plain import PlainPipeline
    from knowledge.index.encoder import OnnxEncoder

    held = documents(task)
    rank, places = PlainPipeline(held, OnnxEncoder(Path(task.model), task.threads)), _places(held)
    return lambda question: [places[ref] for ref in rank(question, task.clauses)]


def words(task: Task) -> Ask:
    """BM25 over clauses cut by jieba as it comes."""
    import jieba

    jieba.setLogLevel("ERROR")
    return _bm25(task, lambda text: [word for word in jieba.lcut(text) if word.strip()])


def bigrams(task: Task) -> Ask:
    """BM25 over clauses cut into pairs of characters."""
    from knowledge.text.words import bigrams as pairs

    return _bm25(task, pairs)


def whole_clauses(task: Task) -> Ask:
    """Each clause one vector, all compared."""
    held = [(piece, clause.text) for piece, clause in _clauses(documents(task))]
    return _nearest(task, [piece for piece, _ in held], [text for _, text in held])


def best_sentence(task: Task) -> Ask:
    """Each sentence, with the headings it stands under, one vector; a clause is as near as its best."""
    from knowledge.index.passages import corpus
    from knowledge.library.curated import Curated

    held = documents(task)
    places = _places(held)
    nothing = Curated(asked=(), words=(), programmes=(), departments=())
    clauses = ((document.doc_no, clause) for document in held for clause in document.clauses)
    cut = corpus(clauses, nothing)
    sentences = cut.passages["sentences"]
    return _nearest(
        task,
        [places[cut.clauses[sentence.clause]] for sentence in sentences],
        [sentence.text for sentence in sentences],
    )


def _bm25(task: Task, cut: Cut) -> Ask:
    import bm25s

    held = _clauses(documents(task))
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(token, len(numbers)) for token in cut(clause.text)] for _, clause in held]
    index = bm25s.BM25()
    index.index((rows, numbers), show_progress=False)

    def ask(question: str) -> list[Piece]:
        known = [token for token in cut(question) if token in numbers]
        if not known:
            return []
        scores = index.get_scores(known)
        best = np.argsort(-scores, kind="stable")[: task.clauses]
        return [held[place][0] for place in best if scores[place] > 0]

    return ask


def _nearest(task: Task, pieces: Sequence[Piece], texts: Sequence[str]) -> Ask:
    model = task.encoder()
    vectors = model.encode(texts)

    def ask(question: str) -> list[Piece]:
        order = np.argsort(-(vectors @ model.encode([question])[0]), kind="stable")
        return list(dict.fromkeys(pieces[place] for place in order))[: task.clauses]

    return ask


def _clauses(held: Sequence[Document]) -> list[tuple[Piece, Clause]]:
    """Every clause that has words of its own, and the longest stretch of it."""
    return [
        (Piece(number, longest.start, longest.end), clause)
        for number, document in enumerate(held)
        for clause in document.clauses
        if not clause.is_heading
        for longest in [max(clause.spans, key=lambda span: span.end - span.start)]
    ]


def _places(held: Sequence[Document]) -> dict[ClauseRef, Piece]:
    return {ClauseRef(held[p.text].doc_no, clause.label): p for p, clause in _clauses(held)}


if __name__ == "__main__":
    main(
        {
            "ours": ours,
            "langchain": langchain,
            "words": words,
            "bigrams": bigrams,
            "whole_clauses": whole_clauses,
            "best_sentence": best_sentence,
        }
    )
