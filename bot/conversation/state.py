"""What is kept of a talk from one question to the next: small, explicit, and held by whoever asks.

The service stores no talk. A `Conversation` goes out with an answer and comes back with the next
question; what comes back is checked here: sizes, names that are known, and nothing else.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from knowledge.errors import BadFacts
from knowledge.facts import parse_facts
from knowledge.library import curated
from knowledge.text.doc_no import DOC_NO

Group = Literal["留守儿童", "困境儿童", "流动儿童"]

LONGEST = 400  # characters of a question that are kept: what a follow-up leans on is never longer
_FOCUS = 3
_PROGRAMMES = 20
_FACTS = 100


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(_Kept):
    """Words that were quoted: a document, a clause, and where they stand in the document's text."""

    doc_no: str = Field(max_length=60)
    clause: str = Field(max_length=40)
    start: int = Field(ge=0, le=10_000_000)
    end: int = Field(ge=0, le=10_000_000)


class Conversation(_Kept):
    """A talk so far.

    Attributes:
        topic: the last question that stood alone, or was made to stand alone by naming something else.
        question: the last question as it was understood; it is the topic, or leans on it.
        facts: what is known of the child that is spoken of, by the vocabulary's names.
        focus: the words that the last answer quoted, best first.
        document: the document that was named last.
        programmes: those shown last, in their order.
        group: the group of children that is spoken of.
    """

    topic: str | None = Field(None, max_length=LONGEST, description="正在说的事，照原话")
    question: str | None = Field(None, max_length=LONGEST, description="上一问，补全以后的")
    facts: Mapping[str, Any] = Field(default={}, max_length=_FACTS, description="孩子的情况，按事实表的名字")
    focus: tuple[Place, ...] = Field((), max_length=_FOCUS, description="上次引用的条款")
    document: str | None = Field(None, max_length=60, description="上次点名的文件")
    programmes: tuple[str, ...] = Field((), max_length=_PROGRAMMES, description="上次列出的项目，按次序")
    group: Group | None = Field(None, description="正在说的是哪一类孩子")

    @field_validator("topic", "question")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        if text is not None and ("\0" in text or not text.isprintable()):
            raise PydanticCustomError("unreadable", "not printable")
        return text

    @field_validator("document")
    @classmethod
    def _a_number(cls, text: str | None) -> str | None:
        if text is not None and not DOC_NO.fullmatch(text):
            raise PydanticCustomError("no_document", "not the number of a document")
        return text

    @field_validator("programmes")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if set(names) - {programme.name for programme in curated().programmes}:
            raise PydanticCustomError("no_programme", "not a programme of the library")
        return names

    @field_validator("facts")
    @classmethod
    def _of_the_vocabulary(cls, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return parse_facts(facts).as_json()
        except BadFacts as problem:
            raise PydanticCustomError("bad_facts", "not a fact of the vocabulary") from problem


NEW = Conversation()
"""A talk in which nothing was said yet."""
