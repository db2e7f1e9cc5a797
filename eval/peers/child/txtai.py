"""txtai's Embeddings with content, alone and hybrid; the texts line by line, since it cuts none itself."""

import re

from txtai import Embeddings

from .measure import Ask, Piece, Task, main


def dense(task: Task) -> Ask:
    """The defaults."""
    return _build(task, hybrid=False)


def hybrid(task: Task) -> Ask:
    """With its own BM25 beside the vectors."""
    return _build(task, hybrid=True)


def _build(task: Task, *, hybrid: bool) -> Ask:
    model = task.encoder()
    pieces = [
        Piece(number, line.start(), line.end())
        for number, text in enumerate(task.texts)
        for line in re.finditer(r"[^\n]+", text)
    ]
    embeddings = Embeddings(
        method="external",
        transform=lambda texts: model.encode(texts),  # it insists on a function, not a method
        content=True,
        hybrid=hybrid,
    )
    embeddings.index(
        (place, task.texts[piece.text][piece.start : piece.end], None) for place, piece in enumerate(pieces)
    )

    def ask(question: str) -> list[Piece]:
        return [pieces[int(row["id"])] for row in embeddings.search(question, task.chunks)]

    return ask


if __name__ == "__main__":
    main({"default": dense, "hybrid": hybrid})
