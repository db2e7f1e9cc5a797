"""Haystack's usual pipeline: DocumentSplitter, an in-memory store, its embedding retriever."""

from typing import Any

from haystack import Document, Pipeline, component
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

from .measure import Ask, Piece, Task, main
from .model import Model


@component
class _DocumentEmbedder:
    """The given model as Haystack wants one for documents."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator]
    def run(self, documents: list[Document]) -> dict[str, Any]:
        """Puts a vector on each."""
        vectors = self._model.encode([document.content for document in documents])
        for document, vector in zip(documents, vectors, strict=True):
            document.embedding = vector.tolist()
        return {"documents": documents}


@component
class _TextEmbedder:
    """The given model as Haystack wants one for questions."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]
    def run(self, text: str) -> dict[str, Any]:
        """The vector of a question."""
        return {"embedding": self._model.encode([text])[0].tolist()}


def default(task: Task) -> Ask:
    """The splitter's own settings: 200 words, a word being what stands between blanks."""
    return _build(task, DocumentSplitter())


def lines(task: Task) -> Ask:
    """A paragraph a chunk: what the splitter offers that fits a text without blanks."""
    return _build(task, DocumentSplitter(split_by="line", split_length=1))


def _build(task: Task, splitter: Any) -> Ask:
    model, store = task.encoder(), InMemoryDocumentStore()
    indexing = Pipeline()
    indexing.add_component("splitter", splitter)
    indexing.add_component("embedder", _DocumentEmbedder(model))
    indexing.add_component("writer", DocumentWriter(store))
    indexing.connect("splitter", "embedder")
    indexing.connect("embedder", "writer")
    texts = [Document(content=text, meta={"text": number}) for number, text in enumerate(task.texts)]
    indexing.run({"splitter": {"documents": texts}})

    asking = Pipeline()
    asking.add_component("embedder", _TextEmbedder(model))
    asking.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=task.chunks))
    asking.connect("embedder.embedding", "retriever.query_embedding")

    def ask(question: str) -> list[Piece]:
        found = asking.run({"embedder": {"text": question}})["retriever"]["documents"]
        return [_piece(chunk) for chunk in found]

    return ask


def _piece(chunk: Any) -> Piece:
    start = chunk.meta["split_idx_start"]
    return Piece(chunk.meta["text"], start, start + len(chunk.content))


if __name__ == "__main__":
    main({"default": default, "lines": lines})
