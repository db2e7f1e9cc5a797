"""The answer record: what every door returns for a question, exactly as the contract fixes it.

Fields are only ever added. `model_dump(mode="json")` is the record on the wire.
"""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.model import Validity


class Status(StrEnum):
    """How a question was answered; every way of not answering has its own name."""

    ANSWERED = "answered"
    NEEDS_DETAIL = "needs_detail"
    NO_BASIS = "no_basis"
    OUT_OF_SCOPE = "out_of_scope"
    EMERGENCY = "emergency"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Citation(_Record):
    """A clause that the answer rests on, and the words in it."""

    doc_no: str = Field(description="文号；没有文号的用刊载它的公报期号")
    title: str
    clause: str = Field(description="文件自己的条款编号，如 三（三）9")
    quote: str = Field(description="条款原文，一字不改")
    source: str = Field(description="出处文件名（不带后缀）")
    start: int = Field(description="引文在该文件正文中的起点（字符）")
    end: int = Field(description="引文在该文件正文中的终点（不含）")
    validity: Validity


class HitRow(_Record):
    """A clause that retrieval found, best first."""

    doc_no: str
    clause: str
    score: float


class Contact(_Record):
    """A number to call, from the reviewed table."""

    name: str
    number: str


class Emergency(_Record):
    """A child may be in danger."""

    level: Literal["E0", "E1", "E2"]
    classes: tuple[str, ...]
    contacts: tuple[Contact, ...]


class Candidate(_Record):
    """A category that the question may be about; only the rule check confirms one."""

    category: str
    score: float
    verdict: str


class ProgrammeRow(_Record):
    """A programme named in a clause the answer cites."""

    name: str
    organiser: str | None
    clause: str


class DepartmentRow(_Record):
    """A department that a cited clause makes responsible: alone (lead) or with others (shared)."""

    name: str
    role: Literal["lead", "shared"]
    clause: str


class AnswerRecord(_Record):
    """One answer."""

    id: str | None = None
    question: str
    status: Status
    answer: str
    citations: tuple[Citation, ...] = ()
    hits: tuple[HitRow, ...] = ()
    emergency: Emergency | None = None
    candidates: tuple[Candidate, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    departments: tuple[DepartmentRow, ...] = ()
    follow_up: str | None = None
    notices: tuple[str, ...] = ()
    mode: Literal["extractive", "llm"] = "extractive"
    timings_ms: dict[str, float] = Field(default_factory=dict)
    standalone: str | None = Field(None, description="接着上一问时，补全以后的问题；问题本身完整时为空")
