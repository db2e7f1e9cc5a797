"""The talk after an answer: what was understood, what was quoted, what is known of the child by now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import structlog

from bot.conversation import speech
from bot.conversation.hearing import heard
from bot.conversation.leaning import Lean, lean, turns
from bot.conversation.rewriting import said
from bot.conversation.state import LONGEST, Conversation, Group, Place
from bot.record import AnswerRecord, Status
from knowledge.library import curated
from knowledge.text.doc_no import DOC_NO, canonical

_FOCUS = 3
_GROUPS: Mapping[str, Group] = {"留守": "留守儿童", "困境": "困境儿童", "流动": "流动儿童"}
# What names something else in the place of what was spoken of makes a matter of its own.
_NEW_MATTER = (Lean.DOCUMENT, Lean.GROUP, Lean.ITEM, Lean.SUPPOSED, Lean.CORRECTED)
_ASIDE = 8  # characters of its own below which a question that stands alone is a step aside
_CHILD = 2  # facts that describe a child


class TalkRecord(AnswerRecord):
    """An answer record with the talk that the next question may lean on."""

    conversation: Conversation


log = structlog.get_logger()


def carried(conversation: Conversation, record: AnswerRecord, *, as_of: date) -> TalkRecord:
    """The record with the talk after it. No failure here stands before the card."""
    try:
        conversation = after(conversation, record, as_of=as_of)
    except Exception as problem:
        if record.status is not Status.EMERGENCY:
            raise
        log.warning("danger_without_talk", problem=type(problem).__name__)
    return TalkRecord(**dict(record), conversation=conversation)


def after(conversation: Conversation, record: AnswerRecord, *, as_of: date) -> Conversation:
    """The talk that the next question may lean on. Thanks and greetings leave it as it was."""
    message = printable(record.question)[-LONGEST:]
    how = lean(message)
    if how is Lean.COURTESY:
        return conversation
    understood = printable(record.standalone)[-LONGEST:] if record.standalone else said(message)
    begins = record.standalone is None and (conversation.topic is None or turns(message))
    facts = facts_now({} if begins else conversation.facts, message, as_of=as_of)
    cited = tuple(
        Place(doc_no=each.doc_no, clause=each.clause, start=each.start, end=each.end)
        for each in record.citations[:_FOCUS]
    )
    aside = record.standalone is None and not begins and len(speech.matter(message)) < _ASIDE
    fresh = not aside and (record.standalone is None or how in _NEW_MATTER)
    return Conversation(
        topic=understood if fresh else conversation.topic,
        question=understood,
        facts=facts,
        focus=cited or conversation.focus,
        document=_document(understood) or (None if fresh else conversation.document),
        programmes=_programmes(record) or (() if fresh else conversation.programmes),
        group=_group(understood) or _likeliest(record) or (None if begins else conversation.group),
    )


def facts_now(known: Mapping[str, Any], message: str, *, as_of: date) -> Mapping[str, Any]:
    """What is known of the child, with what was said last above what was said before.

    Where another child is spoken of, only what is known of the parents and the home goes on; a whole new
    description begins anew.
    """
    now = heard(message, known, as_of=as_of)
    if speech.ANOTHER_CHILD.search(message) and speech.ENDS_OPEN.search(message):
        known = {name: value for name, value in known.items() if not name.startswith("儿童.")}
    elif lean(message) in (Lean.ALONE, Lean.SHORT) and len(now) >= _CHILD:
        known = {}
    return {**known, **now}


def _document(text: str) -> str | None:
    found = DOC_NO.search(text)
    return canonical(found) if found else None


def _group(text: str) -> Group | None:
    named = [found[1] for found in speech.GROUP.finditer(text)]
    return _GROUPS[named[-1]] if named else None


def _likeliest(record: AnswerRecord) -> Group | None:
    """The group that the child described is likeliest in, whatever becomes of it."""
    if not record.candidates:
        return None
    category = record.candidates[0].category
    return next((group for group in _GROUPS.values() if category.endswith(group)), None)


def _programmes(record: AnswerRecord) -> tuple[str, ...]:
    """The programmes of the clause the answer rests on, in the order in which the clause names them."""
    if not record.citations or not record.programmes:
        return ()
    first = record.citations[0]
    places = {
        programme.name: first.quote.find(cited.quote)
        for programme in curated().programmes
        for cited in programme.cited
        if (cited.doc_no, cited.clause) == (first.doc_no, first.clause)
    }
    shown = [name for row in record.programmes if (name := row.name) in places]
    return tuple(sorted(shown, key=lambda name: places[name]))


def printable(text: str) -> str:
    """The text in one line, without characters that show nothing."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
