"""Stand-ins with the real things' signatures, small enough to be seen through."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.api.examples import CHECK_RECORD
from bot.api.ports import Audience, Health
from bot.conversation import NEW, Conversation
from bot.eligibility import CheckRecord
from bot.record import (
    AnswerRecord,
    Citation,
    Contact,
    DepartmentRow,
    Emergency,
    HitRow,
    ProgrammeRow,
    Status,
)
from bot.wording import Done, Event, Evidence, Stop
from knowledge.catalogue import DocumentSummary
from knowledge.errors import BadQuestion, HotlineError, NotFound
from knowledge.facts import parse_facts
from knowledge.model import (
    Clause,
    ClauseRef,
    Difference,
    Document,
    Duty,
    Period,
    Phase,
    SourceRef,
    Span,
    Validity,
)
from tests.fake_encoder import FakeEncoder as FakeEncoder

TEXTS = Path(__file__).parents[1] / "knowledge" / "library" / "documents"

# --- a small assistant over the shipped texts -----------------------------------------------------

PLAN = "吉民发〔2024〕2号"
MIGRANTS = "吉民发〔2024〕34号"
NOTICE = "吉民发〔2018〕41号"

HOTLINES = (
    Contact(name="报警", number="110"),
    Contact(name="急救", number="120"),
    Contact(name="政务服务便民热线", number="12345"),
)

# Label, heading line (or run-in heading), words with which the clause begins in the file. A label
# that comes twice is a clause that its children interrupt.
_PLAN_MARKS = (
    ("通知正文", "", ""),
    ("一", "一、总体要求", "　　一、总体要求"),
    ("二", "二、服务对象", "　　二、服务对象"),
    ("二（一）", "（一）留守儿童", "　　（一）留守儿童"),
    ("二（二）", "（二）困境儿童", "　　（二）困境儿童"),
    ("二（二）1", "1.家庭困境儿童", "　　1.家庭困境儿童"),
    ("二（二）2", "2.自身困境儿童", "　　2.自身困境儿童"),
    ("二（二）3", "3.监护困境儿童", "　　3.监护困境儿童"),
    ("二（二）", "（二）困境儿童", "　　要重点关注"),
    ("三", "三、任务举措", "　　三、任务举措"),
    ("三（一）", "（一）实施精神素养提升行动。", "　　（一）实施精神"),
    ("三（一）2", "2.加强心理关爱服务", "　　2.加强心理关爱服务"),
    ("三（三）", "（三）实施精准帮扶行动。", "　　（三）实施精准"),
    ("三（三）8", "8.开展摸底走访建档", "　　8.开展摸底走访建档"),
    ("三（三）9", "9.强化救助保障服务", "　　9.强化救助保障服务"),
    ("三（三）10", "10.提升教育帮扶能力", "　　10.提升教育帮扶能力"),
    ("三（五）", "（五）实施固本强基行动。", "　　（五）实施固本"),
    ("三（五）18", "18.加强数字化建设", "　　18.加强数字化建设"),
    ("四", "四、阶段安排", "　　四、阶段安排"),
    ("四（三）", "（三）巩固提升（2026年1月至10月底）", "　　（三）巩固提升"),
)
_MIGRANT_MARKS = (
    ("通知正文", "", ""),
    ("一", "一、工作目标", "　　一、工作目标"),
    ("二", "二、任务举措", "　　二、任务举措"),
    ("二（一）", "（一）开展摸底排查", "　　（一）开展摸底排查"),
    ("二（二）", "（二）定期走访探视", "　　（二）定期走访探视"),
)
_NOTICE_MARKS = (
    ("通知正文", "", ""),
    ("一", "一、加强基层儿童工作队伍建设", "　　一、加强"),
    ("一（一）", "（一）确定人员", "　　（一）确定人员"),
    ("一（二）", "（二）明确职责", "　　（二）明确职责"),
    ("一（三）", "（三）加强培训", "　　（三）加强培训"),
)


def cut(text: str, marks: Sequence[tuple[str, str, str]]) -> tuple[Clause, ...]:
    """The text cut at the marks, each clause from its first words to the next clause's."""
    starts: list[int] = []
    for _, _, words in marks:
        starts.append(text.index(words, starts[-1] + 1 if starts else 0))
    ends = [*starts[1:], len(text)]
    spans: dict[str, list[Span]] = {}
    headings: dict[str, str] = {}
    for (label, heading, _), start, end in zip(marks, starts, ends, strict=True):
        spans.setdefault(label, []).append(Span(start, end))
        headings[label] = heading
    return tuple(
        Clause(
            label=label,
            headings=tuple(headings[up] for up in headings if headings[up] and label.startswith(up)),
            spans=tuple(pieces),
            text="\n".join(text[piece.start : piece.end] for piece in pieces),
            duties=(Duty("省民政厅", "lead"),) if label == "三（三）8" else (),
            is_heading=label in {"三", "三（一）", "三（三）", "三（五）"},
        )
        for label, pieces in spans.items()
    )


@cache
def documents() -> tuple[Document, ...]:
    """Three of the shipped documents, cut by hand into some of their clauses."""
    plan = _read("jilin-minzheng-2024-02-plan-web")
    migrants = _read("jilin-minzheng-2024-34-migrant-children")
    notice = _read("jilin-minzheng-2018-41-notice")
    return (
        Document(
            doc_no=PLAN,
            title="关于印发《吉林省留守儿童和困境儿童关爱服务质量提升三年行动实施方案》的通知",
            text=plan,
            clauses=cut(plan, _PLAN_MARKS),
            issuers=("吉林省民政厅",),
            issued=date(2024, 1, 9),
            phases=(
                Phase("部署启动", Period(date(2024, 1, 1), date(2024, 2, 29)), "四（一）"),
                Phase("巩固提升", Period(date(2026, 1, 1), date(2026, 10, 31)), "四（三）"),
            ),
            sources=(
                SourceRef("jilin-minzheng-2024-02-plan-web", "0" * 64, "web", True, True),
                SourceRef("jilin-gazette-2024-09", "1" * 64, "gazette", True, False),
                SourceRef("jilin-minzheng-2024-02-plan-newspaper", "2" * 64, "newspaper", False, False),
            ),
            differences=(
                Difference("jilin-gazette-2024-09", "三（三）8", "信息系统数据,每年", "信息系统数据，每年"),
            ),
        ),
        Document(
            doc_no=MIGRANTS,
            title="关于印发《吉林省流动儿童关爱保护行动实施方案》的通知",
            text=migrants,
            clauses=cut(migrants, _MIGRANT_MARKS),
            issuers=("吉林省民政厅",),
            issued=date(2024, 10, 18),
            sources=(SourceRef("jilin-minzheng-2024-34-migrant-children", "3" * 64, "web", True, True),),
        ),
        Document(
            doc_no=NOTICE,
            title="吉林省民政厅关于进一步做好农村留守儿童关爱保护和困境儿童保障有关工作的通知",
            text=notice,
            clauses=cut(notice, _NOTICE_MARKS),
            issuers=("吉林省民政厅",),
            issued=date(2018, 7, 9),
            sources=(SourceRef("jilin-minzheng-2018-41-notice", "4" * 64, "web", True, True),),
        ),
    )


def _read(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


WELL = Health(catalogue=True, words=True, vectors=True, encoder=True, build="b1", documents=3, clauses=29)


@dataclass
class FakeAssistant:
    """Answers with the sentence that shares most pairs of characters with the question.

    `fails` is raised by every method. `asked` keeps what was asked, for tests of what gets through.
    """

    fails: Exception | None = None
    state: Health = WELL
    asked: list[tuple[str, str | None, date | None, Audience]] = field(default_factory=list)
    checked: list[tuple[Any, ...]] = field(default_factory=list)

    def ask(
        self,
        question: str,
        *,
        id: str | None = None,  # noqa: A002 - the record's own word
        as_of: date | None = None,
        audience: Audience = "operator",
        conversation: Conversation = NEW,
    ) -> AnswerRecord:
        self._may_fail()
        self.asked.append((question, id, as_of, audience))
        if not question.strip():
            raise BadQuestion("还没有写问题", "请写下想问的事")
        if len(question) > 2000:
            raise BadQuestion("问题太长了", "请写在 2000 字以内")
        ranked = self._ranked(question)
        hits = tuple(
            HitRow(doc_no=document.doc_no, clause=clause.label, score=round(score / 20, 3))
            for score, document, clause in ranked[:10]
        )
        record = AnswerRecord(
            id=id, question=question, status=Status.NO_BASIS, answer="文件里没有写到这件事。",
            hits=hits, timings_ms={"total": 1.5},
        )  # fmt: skip
        if "天气" in question:
            words = {"status": Status.OUT_OF_SCOPE, "answer": "天气的事这里答不了。"}
            return record.model_copy(update=words)
        if ranked[0][0] < 3:
            return record
        _, document, clause = ranked[0]
        if "失踪" in question:
            record = record.model_copy(
                update={"emergency": Emergency(level="E0", classes=("missing",), contacts=HOTLINES[:2])}
            )
        elif "难受" in question:
            record = record.model_copy(
                update={"emergency": Emergency(level="E2", classes=("distress",), contacts=HOTLINES[2:])}
            )
        return record.model_copy(update=self._found(question, document, clause, record.emergency))

    has_wording = False

    def word(
        self, record: AnswerRecord, *, audience: Audience = "operator", stop: "Stop | None" = None
    ) -> Iterator[Event]:
        self._may_fail()
        yield Evidence(record)
        yield Done(record, "no_model")

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
        self._may_fail()
        self.checked.append((text, facts, tuple(asked), focus, as_of))
        parse_facts(facts or {})
        return CheckRecord.model_validate(CHECK_RECORD | {"id": id})

    def _found(
        self, question: str, document: Document, clause: Clause, emergency: Emergency | None
    ) -> dict[str, object]:
        sentences = [part for line in clause.text.splitlines() for part in line.split("；")]
        quote = max(sentences, key=lambda part: len(_pairs(part) & _pairs(question))).strip()
        start = document.text.index(quote)
        ended = document.doc_no == PLAN
        urgent = emergency is not None and emergency.level != "E2"
        return {
            "status": Status.EMERGENCY if urgent else Status.ANSWERED,
            "answer": "请马上拨打 110。不要等，派出所会立刻受理。" if urgent else quote + "。",
            "citations": (
                Citation(
                    doc_no=document.doc_no, title=document.title, clause=clause.label, quote=quote,
                    source=document.sources[0].name, start=start, end=start + len(quote),
                    validity=Validity.PERIOD_ENDED if ended else Validity.IN_FORCE,
                ),
            ),
            "departments": (DepartmentRow(name="省民政厅", role="lead", clause=clause.label),),
            "programmes": (
                (ProgrammeRow(name="“点燃希望”项目", organiser="省慈善总会", clause=clause.label),)
                if "点燃希望" in clause.text
                else ()
            ),
            "follow_up": "孩子多大了？" if "哪些" in question else None,
            "notices": (
                ("这份方案的实施期到2026年10月底为止，请向民政部门核实有没有新的文件。",) if ended else ()
            ),
        }  # fmt: skip

    def _ranked(self, question: str) -> list[tuple[int, Document, Clause]]:
        wanted = _pairs(question)
        scored = [
            (len(wanted & _pairs(clause.text)), document, clause)
            for document in documents()
            for clause in document.clauses
        ]
        return sorted(scored, key=lambda row: -row[0])

    def documents(self) -> tuple[DocumentSummary, ...]:
        self._may_fail()
        return tuple(
            DocumentSummary(d.doc_no, d.title, d.issued, d.issuers, len(d.clauses), d.period, d.sources)
            for d in documents()
        )

    def document(self, doc_no: str) -> Document:
        self._may_fail()
        for document in documents():
            if document.doc_no == doc_no:
                return document
        raise NotFound(f"没有文号是“{doc_no}”的文件", "请核对文号，或看看文件目录")

    def clause(self, ref: ClauseRef) -> tuple[Document, Clause]:
        document = self.document(ref.doc_no)
        try:
            return document, document.clause(ref.label)
        except KeyError as problem:
            raise NotFound(f"{ref.doc_no} 里没有“{ref.label}”这一条", "请核对条款编号") from problem

    def health(self) -> Health:
        self._may_fail()
        return self.state

    def _may_fail(self) -> None:
        if self.fails:
            raise self.fails


def failing(error: HotlineError | Exception) -> FakeAssistant:
    """An assistant whose every method raises."""
    return FakeAssistant(fails=error)
