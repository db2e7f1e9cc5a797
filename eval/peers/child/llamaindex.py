"""LlamaIndex as its first page shows it: SentenceSplitter, VectorStoreIndex, all defaults."""

from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from pydantic import PrivateAttr

from .measure import Ask, Piece, Task, main
from .model import Model


class _Embedding(BaseEmbedding):  # type: ignore[misc]  # not installed where types are checked
    """The given model as LlamaIndex wants one."""

    _model: Any = PrivateAttr()

    def __init__(self, model: Model) -> None:
        super().__init__(model_name="bge-small-zh-v1.5")
        self._model = model

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._model.encode(texts).tolist()
        return rows

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def build(task: Task) -> Ask:
    """More is asked for than the two chunks of its default, which cannot make a ranking of ten."""
    documents = [Document(text=text, id_=str(number)) for number, text in enumerate(task.texts)]
    index = VectorStoreIndex.from_documents(documents, embed_model=_Embedding(task.encoder()))
    retriever = index.as_retriever(similarity_top_k=task.chunks)

    def ask(question: str) -> list[Piece]:
        nodes = [found.node for found in retriever.retrieve(question)]
        return [Piece(int(node.ref_doc_id), node.start_char_idx, node.end_char_idx) for node in nodes]

    return ask


if __name__ == "__main__":
    main({"default": build})
