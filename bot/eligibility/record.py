"""The check record: what every door returns for a child that was described, as the contract fixes it.

Fields are only ever added. `model_dump(mode="json")` is the record on the wire.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.record import Candidate, Emergency
from knowledge.facts.extraction import Trust
from knowledge.rules import Standing, Verdict


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)


class FactRow(_Row):
    """What is known, or was only half said."""

    fact: str = Field(description="事实名")
    value: Any = Field(description="值；数可以是 [最少, 最多]；问过而说不清的是“不清楚”")
    span: tuple[int, int] | None = Field(description="这项事实出自原话的哪一段（字符起止，不含止）")
    source: Literal["text", "given", "presumed"] = Field(
        description="text 从话里听出来；given 直接给的；presumed 没有说到、先按没有算的"
    )
    trust: Trust = Field(Trust.SAID, description="low 是没有说准的：只列出来请人确认，不参加判断")
    note: str = Field("", description="确认时要留意什么")


class BecauseRow(_Row):
    """A condition, how it stands, and the words of the clause that it comes from."""

    condition: str
    state: Standing = Field(description="met 符合；not_met 不符合；unknown 还不知道；person 由民政部门定")
    doc_no: str
    clause: str
    quote: str
    sub_kind: str | None = Field(None, description="这一行说的是列明的哪一种情形")


class PointRow(_Row):
    """What only the civil-affairs office can settle, and the clause that leaves it open."""

    text: str
    doc_no: str
    clause: str
    quote: str


class VerdictRow(_Row):
    """The verdict on a category, with its reasons."""

    category: str
    sub_kind: str | None = Field(description="由列明的哪一种情形定下来，或者最接近哪一种")
    verdict: Verdict = Field(
        description="confirmed 符合；excluded 列明的情形均不符合；needs_facts 还要问；"
        "needs_person 由民政部门定"
    )
    words: str = Field(description="这个结论怎样对人说")
    because: tuple[BecauseRow, ...]
    person_points: tuple[PointRow, ...]
    notes: tuple[str, ...] = ()


class AnswerKey(_Row):
    """An answer that takes one key."""

    label: str
    value: Any


class QuestionRow(_Row):
    """The one question to ask next."""

    fact: str
    text: str
    why: str = Field(description="为什么问这个")
    answers: tuple[AnswerKey, ...] = Field(description="现成的回答；此外总可以答“不清楚”")


class OfferRow(_Row):
    """A programme worth asking about. The texts give no conditions, so nobody is told to qualify."""

    name: str
    organiser: str | None
    strength: str
    doc_no: str
    clause: str
    quote: str
    met: tuple[str, ...] = Field(description="名称里写的对象，已经符合的")
    still_open: tuple[str, ...] = Field(description="还不知道、或要由民政部门认定的")
    differs: str | None = Field(description="几份文件的说法不同在哪里")


class CheckRecord(_Row):
    """Everything a check finds. `verdicts` has one row for each of the five categories, always."""

    id: str | None = None
    facts: tuple[FactRow, ...]
    verdicts: tuple[VerdictRow, ...]
    next_question: QuestionRow | None
    programmes: tuple[OfferRow, ...]
    emergency: Emergency | None
    notices: tuple[str, ...]
    clues: tuple[VerdictRow, ...] = Field(description="文件提到、没有写认定条件的，只作线索")
    attention: tuple[VerdictRow, ...] = Field(description="属于重点关注的")
    candidates: tuple[Candidate, ...] = Field((), description="听着像哪几类；分数不改变结论")
