"""What the answers are like: quotes verbatim, refusals right."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.record import Status
from eval.datasets import Question
from eval.measures import mean
from knowledge.library import shipped
from knowledge.text.squeeze import squeeze

_REFUSALS = (Status.NO_BASIS, Status.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Answers:
    """Shares over a question set; `quotes` is how many citations there were.

    `verbatim`: of the quotes, those that stand in the file they name, layout aside. `refused`: of the
    questions to be refused, those refused. `refused_wrongly`: of those to be answered, the same.
    """

    quotes: int
    verbatim: float
    refused: float
    refused_wrongly: float


def judge(assistant: Assistant, questions: Sequence[Question]) -> Answers:
    """Asks everything once and looks at what came."""
    files = {entry.path.stem: squeeze(entry.path.read_text(encoding="utf-8")) for entry in shipped()}
    records = [(question, assistant.ask(question.text)) for question in questions]
    quotes = [
        squeeze(citation.quote) in files.get(citation.source, "")
        for _, record in records
        for citation in record.citations
    ]
    return Answers(
        quotes=len(quotes),
        verbatim=mean(quotes),
        refused=mean(r.status in _REFUSALS for q, r in records if q.expected == "refuse"),
        refused_wrongly=mean(r.status in _REFUSALS for q, r in records if q.expected == "answer"),
    )
