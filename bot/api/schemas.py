"""What goes in and out of the API besides the answer record; OpenAPI is written from here."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.api.ports import Audience
from bot.conversation import NEW, Conversation
from bot.safety import detect
from knowledge.model import Clause, ClauseRef, Document


def _readable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul_character", "a NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:  # JSON may spell half of a character pair
        raise PydanticCustomError("lone_surrogate", "half a character") from problem
    return text


def _readable_or_a_cry(text: str) -> str:
    """What cannot be read is told, save where a child may be in danger: there it is left out."""
    try:
        return _readable(text)
    except PydanticCustomError:
        alarm = detect(text)
        if alarm is None or not alarm.takes_over:
            raise
        return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


Text = Annotated[str, AfterValidator(_readable)]
Asked = Annotated[str, AfterValidator(_readable_or_a_cry)]


class AskRequest(BaseModel):
    """A question. Fields that are not known here are passed over."""

    question: Asked = Field(description="问题，照原话写就行")
    id: Text | None = Field(None, max_length=200, description="调用方自己的编号，原样放进答复")
    as_of: date | None = Field(None, description="按哪一天判断文件是否有效；不写就是今天")
    audience: Audience = Field("operator", description="答给谁看：operator 是话务员，family 是家庭")
    conversation: Conversation = Field(
        NEW, description="上一次答复里的 conversation，原样放回来就能接着问；不放就是新问题"
    )


def _readable_value(value: Any) -> Any:
    """A fact's value of any kind; which kind fits is for the vocabulary to say."""
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(v, list | dict) for v in value)
    ):
        raise PydanticCustomError("nested_value", "a value within a value")
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str):
            _readable(text)
    return value


FactValue = Annotated[Any, AfterValidator(_readable_value)]


class CheckRequest(BaseModel):
    """A child, in words, in facts, or in both. Fields that are not known here are passed over."""

    text: Asked | None = Field(None, description="孩子和家里的情况，照原话写就行")
    facts: dict[Text, FactValue] | None = Field(
        None, max_length=200, description="已经知道的事实：名字和值；同话里听出来的不一样时，以这里的为准"
    )
    asked: list[Text] = Field([], max_length=200, description="这次通话里已经问过的事实，不再问")
    focus: list[Text] | None = Field(
        None, max_length=20, description="接着问哪几类（或“类别-种类”）；不写就由程序挑"
    )
    id: Text | None = Field(None, max_length=200, description="调用方自己的编号，原样放进记录")
    as_of: date | None = Field(None, description="按哪一天算年龄、月数和文件是否有效；不写就是今天")


class ErrorDetail(BaseModel):
    """What went wrong."""

    type: str = Field(description="给程序看的错误名")
    message: str = Field(description="给人看的说明：怎么了，该怎么办")


class ErrorBody(BaseModel):
    """How every error is told."""

    error: ErrorDetail


class _Body(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class SpanBody(_Body):
    """A range of characters in the document's text."""

    start: int
    end: int = Field(description="不含")


class PeriodBody(_Body):
    """The days, both included, during which something runs."""

    first: date | None
    last: date | None


class DutyBody(_Body):
    """A department that a clause makes responsible."""

    department: str
    role: str = Field(description="lead 是单独负责，shared 是按职责分工负责")


class PhaseBody(_Body):
    """A stage of a plan."""

    name: str
    period: PeriodBody
    clause: str


class DeadlineBody(_Body):
    """A day by which something has to be done."""

    day: date
    words: str
    clause: str


class SourceBody(_Body):
    """A file that the document was read from."""

    name: str = Field(description="文件名（不带后缀）")
    origin: str = Field(description="来自哪里：web 网页、gazette 公报、newspaper 报纸")
    complete: bool
    canonical: bool = Field(description="正文以这一份为准")


class DifferenceBody(_Body):
    """A place where two copies of the document read otherwise."""

    source: str
    clause: str
    canonical: str = Field(description="正文的写法")
    other: str = Field(description="这一份的写法")


class DocumentRow(_Body):
    """A document in the list."""

    doc_no: str = Field(description="文号；没有文号的用刊载它的公报期号")
    title: str
    issued: date | None
    issuers: tuple[str, ...]
    clause_count: int = Field(description="有几条")
    period: PeriodBody | None = Field(description="各阶段合起来的起止日；没有阶段的为空")
    sources: tuple[SourceBody, ...]


class ClauseRow(_Body):
    """A clause in its document."""

    label: str = Field(description="文件自己的条款编号，如 三（三）9")
    headings: tuple[str, ...] = Field(description="从章到本条的标题")
    spans: tuple[SpanBody, ...] = Field(description="在正文里的位置；被下级条款隔开时不止一段")
    text: str
    duties: tuple[DutyBody, ...]
    is_heading: bool = Field(description="只有标题、没有正文的条")


class DocumentBody(_Body):
    """A whole document."""

    doc_no: str
    title: str
    text: str = Field(description="正文；各条的位置按它的字符数")
    issuers: tuple[str, ...]
    issued: date | None
    period: PeriodBody | None
    phases: tuple[PhaseBody, ...]
    deadlines: tuple[DeadlineBody, ...]
    attachments: tuple[str, ...]
    sources: tuple[SourceBody, ...]
    differences: tuple[DifferenceBody, ...] = Field(description="各份来源与正文不同的地方")
    clauses: tuple[ClauseRow, ...]


class ClauseBody(ClauseRow):
    """One clause, with the document it stands in."""

    id: str = Field(description="条款编号：文号#条款")
    doc_no: str
    title: str

    @classmethod
    def of(cls, ref: ClauseRef, document: Document, clause: Clause) -> "ClauseBody":
        """The clause as the API shows it."""
        row = ClauseRow.model_validate(clause).model_dump()
        return cls(id=str(ref), doc_no=document.doc_no, title=document.title, **row)


class AliveBody(BaseModel):
    """The process answers."""

    status: str = Field(examples=["alive"])


class ReadyBody(BaseModel):
    """Whether questions can be answered, part by part."""

    status: str = Field(description="ready 可以答复；degraded 只用词语检索；unavailable 不能答复")
    catalogue: bool = Field(description="目录库")
    words: bool = Field(description="词语索引")
    vectors: bool = Field(description="向量索引")
    encoder: bool = Field(description="向量模型")
    build: str | None = Field(description="正在用的索引")
    documents: int
    clauses: int
    problems: tuple[str, ...] = Field(description="缺什么、该怎么办")
    wording: dict[str, Any] | None = Field(
        None,
        description="大模型改写的计数：次数、用上几次、挡下几句和为什么、字数和用时；没有设置大模型的为空",
    )
