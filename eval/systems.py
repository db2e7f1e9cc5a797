"""The systems compared, each as a function from a question to a ranking of clauses."""

from bot.assistant import Assistant
from eval.retrieval import Ranker
from knowledge.model import ClauseRef


def ours(assistant: Assistant) -> Ranker:
    """The whole program, by the hits of its answer record."""

    def rank(question: str, limit: int) -> list[ClauseRef]:
        record = assistant.ask(question)
        return [ClauseRef(hit.doc_no, hit.clause) for hit in record.hits[:limit]]

    return rank
