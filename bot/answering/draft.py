"""What is known of an answer while it is being made."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.record import Candidate, Citation, DepartmentRow, ProgrammeRow
from bot.safety import Alarm
from knowledge.model import Clause, ClauseRef, Document
from knowledge.retrieval import Retrieved

Audience = Literal["operator", "family"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question on its way through the steps.

    `standalone` is the question with what it takes from the talk before, None where it stands alone, and
    `asks` the part of it that asks. `text` is the question as it is searched; `whether` says that it asks
    if the child it describes belongs to a category, `for_help` that it asks for help. `unsaid` tells which
    part of it has no answer, `corrected` what it takes for granted and the text says otherwise.
    """

    question: str
    as_of: date
    audience: Audience = "operator"
    alarm: Alarm | None = None
    standalone: str | None = None
    asks: str = ""
    text: str = ""
    retrieved: Retrieved | None = None
    candidates: tuple[Candidate, ...] = ()
    follow_up: str | None = None
    whether: bool = False
    for_help: bool = False
    answer: str = ""
    corrected: str = ""
    unsaid: str = ""
    citations: tuple[Citation, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    departments: tuple[DepartmentRow, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """What is asked, as far as it is known which part of the text asks."""
        return self.asks or self.text


@dataclass(frozen=True, slots=True)
class Found:
    """A clause with its document, as the answering steps need it."""

    document: Document
    clause: Clause
    ref: ClauseRef = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ref", ClauseRef(self.document.doc_no, self.clause.label))
