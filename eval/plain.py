"""What a user would build instead: LangChain's splitter (500/50), the same encoder, Chroma, defaults."""

from collections.abc import Sequence

from langchain_chroma import Chroma
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.pieces import clause_of
from knowledge.index import Encoder
from knowledge.model import ClauseRef, Document

_SIZE, _OVERLAP = 500, 50


class _Adapter(Embeddings):
    """Our encoder as LangChain wants one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self._encoder.encode([text])[0].tolist()
        return row


class PlainPipeline:
    """Chunks of the same documents; a chunk counts as the clause that most of it comes from."""

    def __init__(self, documents: Sequence[Document], encoder: Encoder) -> None:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=_SIZE, chunk_overlap=_OVERLAP, add_start_index=True
        )
        self._documents = {document.doc_no: document for document in documents}
        chunks = [
            Chunk(chunk.page_content, metadata=chunk.metadata | {"doc_no": document.doc_no})
            for document in documents
            for chunk in splitter.create_documents([document.text])
        ]
        self._store = Chroma.from_documents(chunks, _Adapter(encoder))

    def __call__(self, question: str, limit: int) -> list[ClauseRef]:
        """The clauses of the nearest chunks, nearest first, each once."""
        found = self._store.similarity_search(question, k=limit * 2)
        return list(dict.fromkeys(map(self._clause, found)))[:limit]

    def _clause(self, chunk: Chunk) -> ClauseRef:
        start = chunk.metadata["start_index"]
        return clause_of(self._documents[chunk.metadata["doc_no"]], start, start + len(chunk.page_content))
