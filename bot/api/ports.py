"""What the HTTP door asks of the assistant, and nothing more; tests put a fake here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

from bot.conversation import NEW, Conversation
from bot.eligibility.record import CheckRecord
from bot.record import AnswerRecord
from knowledge.model import Clause, ClauseRef, Document

if TYPE_CHECKING:
    from bot.wording import Event, Stop
    from bot.wording.tally import Counts
    from knowledge.catalogue import DocumentSummary

Audience = Literal["operator", "family"]


@dataclass(frozen=True, slots=True)
class Health:
    """Which parts work. `problems` says in Chinese what is missing and what to do about it.

    `build` names the index build that answers, or is None where there is none. `wording` is what the
    language model has done since the start, None where none is set up.
    """

    catalogue: bool
    words: bool
    vectors: bool
    encoder: bool
    build: str | None
    documents: int
    clauses: int
    problems: tuple[str, ...] = ()
    wording: "Counts | None" = None


class AssistantLike(Protocol):
    """Answers questions and shows the texts the answers rest on.

    Every method may raise a HotlineError; `document` and `clause` raise NotFound for what the
    catalogue does not hold.
    """

    def ask(
        self,
        question: str,
        *,
        id: str | None = None,  # noqa: A002 - the record's own word
        as_of: date | None = None,
        audience: Audience = "operator",
        conversation: Conversation = NEW,
    ) -> AnswerRecord:
        """One answer, to a question that may lean on a talk; BadQuestion where there is nothing to answer."""

    @property
    def has_wording(self) -> bool:
        """Whether a language model is set up, so that it pays to ask for its words."""

    def word(
        self, record: AnswerRecord, *, audience: Audience = "operator", stop: "Stop | None" = None
    ) -> "Iterator[Event]":
        """An answer's wording, event by event; raises nothing."""

    def check(
        self,
        text: str | None = None,
        facts: Mapping[str, object] | None = None,
        *,
        asked: Collection[str] = (),
        focus: Collection[str] | None = None,
        id: str | None = None,  # noqa: A002 - the record's own word
        as_of: date | None = None,
    ) -> CheckRecord:
        """Which categories a child is in; BadQuestion, BadFacts, RulesUnavailable."""

    def documents(self) -> "tuple[DocumentSummary, ...]":
        """All documents, without their texts."""

    def document(self, doc_no: str) -> Document:
        """One document with its text."""

    def clause(self, ref: ClauseRef) -> tuple[Document, Clause]:
        """One clause and the document it stands in."""

    def health(self) -> Health:
        """Which parts work right now."""
