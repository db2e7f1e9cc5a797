"""Puts the emergency card before an answer, or alone where there is no answer to be had."""

from bot.answering import replies
from bot.answering.draft import Audience, Draft
from bot.answering.picking import Quote
from bot.answering.steps import citation
from bot.answering.tools import Tools
from bot.record import AnswerRecord, Citation, Status
from bot.safety import Alarm, card
from knowledge.errors import NotFound
from knowledge.model import Validity
from knowledge.validity import validity


def card_alone(question: str, alarm: Alarm, *, audience: Audience) -> AnswerRecord:
    """The card and nothing else: what is left when everything else has failed."""
    return AnswerRecord(
        question=question,
        status=Status.EMERGENCY,
        answer=card.words(alarm, audience=audience),
        emergency=card.emergency(alarm),
    )


def with_card(record: AnswerRecord, alarm: Alarm, draft: Draft, tools: Tools) -> AnswerRecord:
    """The answer with what the alarm adds: the card before it, or a line of help beside it."""
    if not alarm.takes_over:
        return record.model_copy(update={"emergency": card.emergency(alarm)})
    answered = record.status is Status.ANSWERED
    basis, notices = _basis(draft, tools)
    cited = record.citations if answered else ()
    known = {(one.doc_no, one.start, one.end) for one in basis}
    shown = card.words(alarm, audience=draft.audience)
    return record.model_copy(
        update={
            "status": Status.EMERGENCY,
            "answer": f"{shown}\n\n您问的事，文件里是这样写的：\n{record.answer}" if answered else shown,
            "emergency": card.emergency(alarm),
            "citations": (*basis, *(one for one in cited if (one.doc_no, one.start, one.end) not in known)),
            "notices": tuple(dict.fromkeys((*notices, *record.notices))) if answered else notices,
            "follow_up": None,  # nobody in danger is asked for one more fact
        }
    )


def _basis(draft: Draft, tools: Tools) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """What the texts demand in such a case, as far as the library holds it, with its notices."""
    citations: list[Citation] = []
    notices: list[str] = []
    for cited in card.BASIS:
        try:
            found = tools.find(cited.ref)
        except NotFound:  # an office may keep other texts than the shipped ones
            continue
        document = found.document
        start = document.text.find(cited.quote)
        if start < 0 or validity(document, draft.as_of) is Validity.NOT_YET:
            continue
        citations.append(citation(found, Quote(start, start + len(cited.quote), cited.quote), draft))
        if dated := replies.of_validity(document, draft.as_of):
            notices.append(dated)
    return tuple(citations), tuple(notices)
