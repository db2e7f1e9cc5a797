"""The steps of an answer. Each takes a draft and the tools, and gives a draft or a final reply."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering import replies
from bot.answering.asked_for import asks_for_help, asks_whether
from bot.answering.demands import without_orders
from bot.answering.draft import Draft, Found
from bot.answering.groups import groups
from bot.answering.picking import Quote, pick
from bot.answering.premises import correction, frequencies
from bot.answering.tools import Tools, reply, retrieved, searched
from bot.record import AnswerRecord, Citation, DepartmentRow, ProgrammeRow, Status
from bot.safety import detect
from knowledge.errors import BadQuestion
from knowledge.model import ClauseRef, Document
from knowledge.retrieval import Hit
from knowledge.text.normalise import fold
from knowledge.text.squeeze import squeeze
from knowledge.validity import validity

# Share of the best clause's fused score that another needs to be quoted beside it: of those above, one in
# two is a right clause too, of those below one in ten.
_ALSO = 0.96
_CLAUSES = 3  # clauses quoted at most
_TWINS = 5  # hits among which another group's clause is looked for
_SOUNDS_LIKE = 0.15  # score from which a text with some fact in it describes a child of a category
_OFFERED = 6  # programmes shown at most that the child may ask about

_ABOUT_VALIDITY = re.compile(r"有效|作数|算数|过期|到期|废止|失效|作废|还(?:管用|能用|有用|执行)")
_SAYS_NOT = re.compile(r"不(?:能)?算|不叫|不是(?!吧|吗)|不属于|算不上|不符合|不够|够不上")
_NAME = re.compile(r"《[^《》]+》")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def watch_for_danger(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """Whether a child may be in danger, on the raw text; whatever fails after this, the card is shown."""
    return replace(draft, alarm=detect(draft.question))


def take_up(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The question with what it takes from the talk before; danger was looked for in what was just said."""
    meant = tools.understand(draft.question) if len(draft.question) <= tools.longest else None
    return replace(draft, standalone=meant.question, asks=fold(meant.asks)) if meant else draft


def normalise(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The question as it is searched; BadQuestion if there is none, or too much of one."""
    if len(draft.question) > tools.longest:
        raise BadQuestion(
            f"问题有 {len(draft.question)} 个字，最多 {tools.longest} 个字", "请把最要紧的写在前面，分几次问"
        )
    text = fold(draft.standalone or draft.question)
    if not re.search(r"\w", text):
        raise BadQuestion("没有看到问题", "请写下想问的事，例如：孩子爸妈都在外地打工，算留守儿童吗")
    return replace(draft, text=without_orders(text))


def retrieve(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The clauses that may answer, those of the group that is asked about before their twins."""
    return replace(draft, retrieved=searched(draft.text, tools))


def check_rules(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """What the rules say of the child that is described; a question about policy goes on as it is."""
    draft = replace(draft, whether=asks_whether(draft.asked), for_help=asks_for_help(draft.asked))
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


def compose(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """The answer in the clauses' own words: the best clause first, its departments and programmes."""
    hits = retrieved(draft).hits
    chosen = [hit for hit in hits[:_CLAUSES] if hit is hits[0] or hit.score >= _ALSO * hits[0].score]
    pairs = frozenset(draft.text[i : i + 2] for i in range(len(draft.text) - 1))
    quoted = [(tools.find(hit.ref), _quotes(hit, tools, pairs)) for hit in chosen]
    if not groups(draft.text):
        quoted += _twin(quoted, hits, tools, pairs)
    best, best_quotes = quoted[0]
    put_right = correction(
        draft.asked,
        [quote.text for quote in best_quotes],
        best.clause,
        title=best.document.title,
        doc_no=best.document.doc_no,
        named=best.document.doc_no in retrieved(draft).named,
        contrary=_contrary(draft),
    )
    return replace(
        draft,
        answer=_words(best, best_quotes, quoted[1:]),
        corrected=put_right or "",
        citations=tuple(citation(found, quote, draft) for found, quotes in quoted for quote in quotes),
        departments=tuple(
            DepartmentRow(name=duty.department, role=_role(duty.role), clause=best.clause.label)
            for duty in best.clause.duties
        ),
        programmes=_programmes(draft, tools, best, best_quotes),
        notices=_notices(draft, quoted),
    )


def _contrary(draft: Draft) -> bool:
    """Whether the rules say of the child the opposite of what the question says of it."""
    verdicts = {one.verdict for one in draft.candidates if one.category[:2] in draft.asked}
    return ("confirmed" if _SAYS_NOT.search(draft.asked) else "excluded") in verdicts


def _twin(
    quoted: Sequence[tuple[Found, list[Quote]]], hits: Sequence[Hit], tools: Tools, pairs: frozenset[str]
) -> list[tuple[Found, list[Quote]]]:
    """The clause that sets another frequency for another group, where the question names no group."""
    best, best_quotes = quoted[0]
    own, often = groups(best.document.title), _often(best_quotes)
    if not own or not often or any(groups(found.document.title) - own for found, _ in quoted):
        return []
    for hit in hits[1:_TWINS]:
        found = tools.find(hit.ref)
        other = groups(found.document.title)
        quotes = _quotes(hit, tools, pairs) if other and not other & own else []
        if quotes and (theirs := _often(quotes[:1])) and not theirs & often:
            return [(found, quotes)]
    return []


def _often(quotes: Sequence[Quote]) -> frozenset[str]:
    return frozenset().union(*(frequencies(quote.text) for quote in quotes))


def verify(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """No basis, no answer: every quote stands where it says, and every figure comes from one."""
    sound = tuple(citation for citation in draft.citations if _stands(citation, tools))
    if not sound:
        nearest = tools.find(retrieved(draft).hits[0].ref)
        return reply(draft, Status.NO_BASIS, replies.no_basis(nearest, ()))
    known = set(_FIGURE.findall(draft.question)) | tools.numbers
    known |= {figure for citation in sound for figure in _FIGURE.findall(citation.quote)}
    answer = draft.answer
    if set(_FIGURE.findall(answer)) - known:
        answer = "\n".join(f"“{citation.quote}”" for citation in sound)
    corrected = "" if set(_FIGURE.findall(draft.corrected)) - known else draft.corrected
    answer = "\n".join(filter(None, (corrected, answer, draft.unsaid)))
    return reply(replace(draft, citations=sound), Status.ANSWERED, answer)


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
    if retrieved(draft).nearest_sentence is None:
        notices.append(replies.words_only())
    return tuple(dict.fromkeys(notices))
