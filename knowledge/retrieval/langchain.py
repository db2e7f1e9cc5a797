"""Our search as a LangChain retriever, for anything that speaks LangChain.

Importing LangChain takes half a second, so that the service itself talks to `Search`.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.catalogue import Catalogue
from knowledge.retrieval.search import Search


class PolicyRetriever(BaseRetriever):
    """Gives the best clauses as documents: the clause's text, and in the metadata where it stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Search
    catalogue: Catalogue
    k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                page_content=self.catalogue.clause(hit.ref).text,
                metadata={"doc_no": hit.ref.doc_no, "clause": hit.ref.label, "score": hit.score},
                id=str(hit.ref),
            )
            for hit in self.search(query, limit=self.k).hits
        ]
