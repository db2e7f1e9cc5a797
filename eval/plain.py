"""What a user would build instead: LangChain's splitter (500/50), the same encoder, Chroma, defaults."""

from collections.abc import Sequence

from langchain_chroma import Chroma
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

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
        chunks = []
        for document in documents:
            for chunk in splitter.create_documents([document.text]):
                start = chunk.metadata["start_index"]
                ref = _clause(document, start, start + len(chunk.page_content))
                chunks.append(Chunk(chunk.page_content, metadata={"ref": str(ref)}))
        self._store = Chroma.from_documents(chunks, _Adapter(encoder))

    def __call__(self, question: str, limit: int) -> list[ClauseRef]:
        """The clauses of the nearest chunks, nearest first, each once."""
        found = self._store.similarity_search(question, k=limit * 2)
        refs = dict.fromkeys(ClauseRef.parse(chunk.metadata["ref"]) for chunk in found)
        return list(refs)[:limit]


def _clause(document: Document, start: int, end: int) -> ClauseRef:
    def shared(label: str) -> int:
        spans = document.clause(label).spans
        return sum(max(0, min(end, span.end) - max(start, span.start)) for span in spans)

    labels = [clause.label for clause in document.clauses if not clause.is_heading]
    return ClauseRef(document.doc_no, max(labels, key=shared))
