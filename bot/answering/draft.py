"""What is known of an answer while it is being made."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.record import Citation, DepartmentRow, ProgrammeRow
from knowledge.model import Clause, ClauseRef, Document
from knowledge.retrieval import Retrieved

Audience = Literal["operator", "family"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question on its way through the steps. `text` is the question as it is searched."""

    question: str
    as_of: date
    audience: Audience = "operator"
    text: str = ""
    retrieved: Retrieved | None = None
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    departments: tuple[DepartmentRow, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A clause with its document, as the answering steps need it."""

    document: Document
    clause: Clause
    ref: ClauseRef = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ref", ClauseRef(self.document.doc_no, self.clause.label))
