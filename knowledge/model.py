"""The records that everything else passes around: documents, clauses, and where they stand.

All frozen. Offsets count characters (Python `str` indices) of a document's canonical text.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Validity(StrEnum):
    """Whether a text holds on a given day."""

    IN_FORCE = "in_force"
    PERIOD_ENDED = "period_ended"
    SUPERSEDED = "superseded"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in a document's canonical text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both included, during which something runs; an open end is None."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of a plan, such as 巩固提升（2026年1月至10月底）, and the clause that sets it."""

    name: str
    period: Period
    clause: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something has to be done, the words that say so, and their clause."""

    day: date
    words: str
    clause: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A department made responsible by the closing brackets of a clause.

    `role` is `lead` where the clause names it alone, `shared` where several act 按照职责分工.
    """

    department: str
    role: str


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest numbered unit of a document, and the thing we cite.

    `label` is the document's own numbering (`三（三）9`). `headings` are the heading lines from the
    chapter down to the clause's own. `spans` are where its text stands in the canonical text: more
    than one when numbered children interrupt it (二（二） opens and closes around its three kinds).
    `text` is those spans joined by line feeds. A clause with `is_heading` has no words but its title.
    """

    label: str
    headings: tuple[str, ...]
    spans: tuple[Span, ...]
    text: str
    duties: tuple[Duty, ...] = ()
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where another source of the same document reads otherwise than the canonical one."""

    source: str
    clause: str
    canonical: str
    other: str


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A file that a document was read from.

    `name` is the file name without its suffix. `complete` is false for a part, such as a newspaper
    page that starts in the middle. `origin` says what kind of copy it is (web, gazette, newspaper).
    """

    name: str
    sha256: str
    origin: str
    complete: bool
    canonical: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One official document as the catalogue holds it, whatever number of files it came in.

    `doc_no` is the 文号 as printed (吉民发〔2024〕2号), or, where there is none, what it was published
    in; it is the document's identity. `text` is the canonical text; the clauses tile it: joined in
    order, their spans are the whole text (`ingest` asserts it).
    """

    doc_no: str
    title: str
    text: str
    clauses: tuple[Clause, ...]
    issuers: tuple[str, ...] = ()
    issued: date | None = None
    phases: tuple[Phase, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    attachments: tuple[str, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    differences: tuple[Difference, ...] = field(default=())

    @property
    def period(self) -> Period | None:
        """The days its phases cover together, or None for a text without phases."""
        if not self.phases:
            return None
        firsts = [phase.period.first for phase in self.phases if phase.period.first]
        lasts = [phase.period.last for phase in self.phases if phase.period.last]
        return Period(min(firsts, default=None), max(lasts, default=None))

    def clause(self, label: str) -> Clause:
        """The clause of that label; KeyError if there is none."""
        for clause in self.clauses:
            if clause.label == label:
                return clause
        raise KeyError(label)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause's identity: its document and its label, written `吉民发〔2024〕2号#三（三）9`."""

    doc_no: str
    label: str

    def __str__(self) -> str:
        """The id, as it stands in addresses and logs; `parse` reads it back."""
        return f"{self.doc_no}#{self.label}"

    @classmethod
    def parse(cls, text: str) -> "ClauseRef":
        """Reads an id back; ValueError where there is no `#`."""
        doc_no, mark, label = text.partition("#")
        if not (doc_no and mark and label):
            raise ValueError(text)
        return cls(doc_no, label)
