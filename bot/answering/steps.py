"""The steps of an answer. Each takes a draft and the tools, and gives a draft or a final reply."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answering import replies
from bot.answering.asked_for import asks_for_help, asks_whether, wanted
from bot.answering.draft import Draft, Found
from bot.answering.picking import Quote, pick
from bot.eligibility import Seen
from bot.record import AnswerRecord, Citation, DepartmentRow, HitRow, ProgrammeRow, Status
from bot.safety import detect
from knowledge.errors import BadQuestion
from knowledge.library import Programme
from knowledge.model import ClauseRef, Document
from knowledge.retrieval import Hit, Retrieved
from knowledge.text.normalise import fold
from knowledge.text.squeeze import squeeze
from knowledge.validity import validity

# A question no passage comes near is not about our field. All but one answerable development question lie
# above, and all small talk below; of 163 questions about other law three in four lie below. Cosines of
# the shipped encoder: another one needs others.
_ASKED_NEAR = 0.61
_SENTENCE_NEAR = 0.53
# Share of the best clause's fused score that another needs to be quoted beside it: of those above, one in
# two is a right clause too, of those below one in ten.
_ALSO = 0.96
_CLAUSES = 3  # clauses quoted at most
_SHOWN = 20  # hits in the record
_SOUNDS_LIKE = 0.15  # score from which a text with some fact in it describes a child of a category
_OFFERED = 6  # programmes shown at most that the child may ask about

_ABOUT_VALIDITY = re.compile(r"有效|作数|算数|过期|到期|废止|失效|作废|还(?:管用|能用|有用|执行)")
# Whoever speaks of a child is at the right door, even where no clause comes near.
_ABOUT_A_CHILD = re.compile(r"孩|娃|儿童|未成年|孤儿|闺女|丫头|姑娘|小子|学生|[男女]童|宝宝|婴儿|孙[子女]")
_NAME = re.compile(r"《[^《》]+》")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with.

    `find` gives a clause with its document; `look` what the rules say of the child that a text
    describes, None where it describes none.
    """

    search: Callable[[str], Retrieved]
    find: Callable[[ClauseRef], Found]
    look: Callable[[Draft], Seen | None]
    programmes: tuple[Programme, ...]
    numbers: frozenset[str]
    longest: int


def watch_for_danger(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """Whether a child may be in danger, on the raw text; whatever fails after this, the card is shown."""
    return replace(draft, alarm=detect(draft.question))


def normalise(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The question as it is searched; BadQuestion if there is none, or too much of one."""
    if len(draft.question) > tools.longest:
        raise BadQuestion(
            f"问题有 {len(draft.question)} 个字，最多 {tools.longest} 个字", "请把最要紧的写在前面，分几次问"
        )
    text = fold(draft.question)
    if not re.search(r"\w", text):
        raise BadQuestion("没有看到问题", "请写下想问的事，例如：孩子爸妈都在外地打工，算留守儿童吗")
    return replace(draft, text=text)


def retrieve(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The clauses that may answer."""
    return replace(draft, retrieved=tools.search(draft.text))


def check_rules(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """What the rules say of the child that is described; a question about policy goes on as it is."""
    draft = replace(draft, whether=asks_whether(draft.text), for_help=asks_for_help(draft.text))
    seen = tools.look(draft)
    if seen is None or seen.candidates[0].score < _SOUNDS_LIKE:
        return draft
    if not (draft.whether or draft.for_help):
        return replace(draft, candidates=seen.candidates)
    question = seen.checked.next_question
    return replace(
        draft,
        candidates=seen.candidates,
        follow_up=question.text if question else None,
        programmes=tuple(
            ProgrammeRow(name=match.name, organiser=match.organiser, clause=match.basis.clause)
            for match in seen.checked.programmes[:_OFFERED]
        ),
    )


def gauge(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """Whether what was found is about the question at all, and says what the question wants to know."""
    found = _retrieved(draft)
    if not found.hits or found.hits[0].score == 0 or (_far(found) and not _ABOUT_A_CHILD.search(draft.text)):
        return _reply(draft, Status.OUT_OF_SCOPE, replies.out_of_scope())
    if _far(found):
        if draft.whether and draft.follow_up:
            return _reply(draft, Status.NEEDS_DETAIL, replies.needs_detail(draft.follow_up))
        if not draft.candidates:  # a child who is described is our field, however it is put
            return _reply(draft, Status.NO_BASIS, replies.no_basis(None, ()))
    best = [tools.find(hit.ref) for hit in found.hits[:_CLAUSES]]
    missing = tuple(
        want.name
        for want in wanted(draft.text)
        if not any(want.given.search(one.clause.text) for one in best)
    )
    if missing:
        return _reply(draft, Status.NO_BASIS, replies.no_basis(best[0], missing))
    return draft


def compose(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The answer in the clauses' own words: the best clause first, its departments and programmes."""
    hits = _retrieved(draft).hits
    chosen = [hit for hit in hits[:_CLAUSES] if hit.score >= _ALSO * hits[0].score]
    pairs = frozenset(draft.text[i : i + 2] for i in range(len(draft.text) - 1))
    quoted = [(tools.find(hit.ref), _quotes(hit, tools, pairs)) for hit in chosen]
    best, best_quotes = quoted[0]
    return replace(
        draft,
        answer=_words(best, best_quotes, quoted[1:]),
        citations=tuple(citation(found, quote, draft) for found, quotes in quoted for quote in quotes),
        departments=tuple(
            DepartmentRow(name=duty.department, role=_role(duty.role), clause=best.clause.label)
            for duty in best.clause.duties
        ),
        programmes=_programmes(draft, tools, best, best_quotes),
        notices=_notices(draft, quoted),
    )


def verify(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """No basis, no answer: every quote stands where it says, and every figure comes from one."""
    sound = tuple(citation for citation in draft.citations if _stands(citation, tools))
    if not sound:
        nearest = tools.find(_retrieved(draft).hits[0].ref)
        return _reply(draft, Status.NO_BASIS, replies.no_basis(nearest, ()))
    known = set(_FIGURE.findall(draft.question)) | tools.numbers
    known |= {figure for citation in sound for figure in _FIGURE.findall(citation.quote)}
    if set(_FIGURE.findall(draft.answer)) - known:
        draft = replace(draft, answer="\n".join(f"“{citation.quote}”" for citation in sound))
    return _reply(replace(draft, citations=sound), Status.ANSWERED, draft.answer)


def _retrieved(draft: Draft) -> Retrieved:
    if draft.retrieved is None:
        raise RuntimeError("retrieve comes before this step")
    return draft.retrieved


def _far(found: Retrieved) -> bool:
    """Whether no passage comes near the question. Word search alone cannot tell, and keeps quiet."""
    if found.nearest_sentence is None or found.named:
        return False
    return found.nearest_sentence < _SENTENCE_NEAR and (found.nearest_asked or 0.0) < _ASKED_NEAR


def _quotes(hit: Hit, tools: Tools, pairs: frozenset[str]) -> list[Quote]:
    return pick(tools.find(hit.ref).clause, hit.evidence, pairs)


def _words(best: Found, quotes: list[Quote], others: list[tuple[Found, list[Quote]]]) -> str:
    """What is shown: the quotes of the best clause, its departments, then the other clauses' quotes."""
    lines = [quote.text for quote in quotes]
    if best.clause.duties:
        names = "、".join(duty.department for duty in best.clause.duties)
        lines.append(f"负责部门：{names}。")
    for other, more in others:
        lines += ["", _from(other.document, best.document), *(quote.text for quote in more[:1])]
    return "\n".join(lines)


def _from(document: Document, first: Document) -> str:
    """What introduces another clause: its document by name where that is another one.

    Twin clauses differ by the group they are about, which the name says. A name with a figure in it is
    left out: figures in an answer come from quotes.
    """
    name = _NAME.search(document.title)
    if document.doc_no == first.doc_no or not name or _FIGURE.search(name[0]):
        return "相关规定："
    return f"另见{name[0]}："


def _programmes(draft: Draft, tools: Tools, best: Found, quotes: list[Quote]) -> tuple[ProgrammeRow, ...]:
    """Those named in the quoted words, then those worth asking about for the child described."""
    named = tuple(
        ProgrammeRow(name=programme.name, organiser=programme.organiser, clause=best.clause.label)
        for programme in tools.programmes
        if any(cited.ref == best.ref and _shows(quotes, cited.quote) for cited in programme.cited)
    )
    known = {programme.name for programme in named}
    return (*named, *(programme for programme in draft.programmes if programme.name not in known))


def _role(role: str) -> str:
    return "lead" if role == "lead" else "shared"


def _shows(quotes: list[Quote], words: str) -> bool:
    return any(squeeze(words) in squeeze(quote.text) for quote in quotes)


def citation(found: Found, quote: Quote, draft: Draft) -> Citation:
    """A quote as the record cites it, with the validity of its document on the day asked for."""
    document = found.document
    return Citation(
        doc_no=document.doc_no,
        title=document.title,
        clause=found.clause.label,
        quote=quote.text,
        source=_canonical_source(document),
        start=quote.start,
        end=quote.end,
        validity=validity(document, draft.as_of),
    )


def _canonical_source(document: Document) -> str:
    return next((source.name for source in document.sources if source.canonical), document.doc_no)


def _stands(citation: Citation, tools: Tools) -> bool:
    document = tools.find(ClauseRef(citation.doc_no, citation.clause)).document
    return bool(citation.quote) and document.text[citation.start : citation.end] == citation.quote


def _notices(draft: Draft, quoted: list[tuple[Found, list[Quote]]]) -> tuple[str, ...]:
    """What has to be said beside the answer: texts out of force, deadlines gone by, words only."""
    notices: list[str] = []
    for found, quotes in quoted:
        document = found.document
        if dated := replies.of_validity(document, draft.as_of):
            notices.append(dated)
        elif _ABOUT_VALIDITY.search(draft.text):
            notices.append(replies.no_term_written(document))
        notices += [
            replies.deadline_passed(document, deadline)
            for deadline in document.deadlines
            if deadline.clause == found.clause.label
            and deadline.day < draft.as_of
            and _shows(quotes, deadline.words)
        ]
    if _retrieved(draft).nearest_sentence is None:
        notices.append(replies.words_only())
    return tuple(dict.fromkeys(notices))


def _reply(draft: Draft, status: Status, answer: str) -> AnswerRecord:
    found = _retrieved(draft)
    return AnswerRecord(
        question=draft.question,
        status=status,
        answer=answer,
        citations=draft.citations if status is Status.ANSWERED else (),
        hits=tuple(
            HitRow(doc_no=hit.ref.doc_no, clause=hit.ref.label, score=round(hit.score, 4))
            for hit in found.hits[:_SHOWN]
        ),
        candidates=() if status is Status.OUT_OF_SCOPE else draft.candidates,
        follow_up=None if status is Status.OUT_OF_SCOPE else draft.follow_up,
        departments=draft.departments if status is Status.ANSWERED else (),
        programmes=draft.programmes if status is Status.ANSWERED else (),
        notices=draft.notices,
    )
