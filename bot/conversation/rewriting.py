"""A message that leans on what was said before, made into a question that stands alone.

Everything is put together from words that were typed, names of documents and groups, and names of a row
that was shown: nothing is invented, and the person sees what became of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation import speech
from bot.conversation.hearing import heard
from bot.conversation.leaning import Lean, bare, lean, little
from bot.conversation.rows import row_of
from bot.conversation.state import LONGEST, Conversation, Place
from knowledge.facts.extraction import extract
from knowledge.text.doc_no import DOC_NO, canonical

_STOPS = "，,。；;！!？?、…~～ \t\r\n"
_PIECE = re.compile(r"[^，,。；;！!？?\n]+")
_INSIDE = _STOPS + "里中的"
_CHILD = 2  # facts that describe a child
_LITTLE = 3  # characters of its own up to which a message is about what was said last, not about the talk
_ENOUGH = 5  # characters of its own with which the last message is matter enough for the next


@dataclass(frozen=True, slots=True)
class Library:
    """What a follow-up may have to look up.

    Attributes:
        words: what stands at a place; empty where that is gone.
        titles: the titles of the documents by 文号.
        near: how near a text comes to a question that people ask; None without vectors.
    """

    words: Callable[[Place], str]
    titles: Callable[[], Mapping[str, str]]
    near: Callable[[str], float | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as it is understood.

    Attributes:
        question: a question that stands alone, put together from the talk.
        asks: the part of it that asks, where the rest only says what is spoken of.
    """

    question: str
    asks: str


def understood(
    conversation: Conversation, message: str, library: Library, *, as_of: date
) -> Understood | None:
    """The message as a question of its own; None where it is one already, or nothing was said before."""
    topic, last = conversation.topic, conversation.question
    if topic is None or last is None:
        return None
    how, text = lean(message), said(message)
    asks: str | None = None
    match how:
        case Lean.ALONE | Lean.COURTESY:
            return None
        case Lean.SHORT:
            made, asks = joined(_last(conversation), text), text
            if _whole(text, made, library) is not False:
                return None
        case Lean.AGAIN:
            made = last
        case Lean.DOCUMENT:
            made = _in_document(last, text, library)
        case Lean.GROUP:
            made = _of_group(last, text)
        case Lean.ITEM:
            made, asks = _item(conversation, text, library), text
        case Lean.SUPPOSED | Lean.CORRECTED:
            made = _changed(conversation, text, corrected=how is Lean.CORRECTED, as_of=as_of)
        case Lean.MATTER if speech.only_open(text) and _of_a_child(conversation, as_of=as_of):
            made = _changed(conversation, text, corrected=False, as_of=as_of)
        case Lean.LAST | Lean.MATTER:
            about = _about(conversation, text, last=how is Lean.LAST or bare(text), as_of=as_of)
            made, asks = joined(about, text), text
            sure = bare(text) or about == conversation.group or (how is Lean.LAST and little(text))
            if not sure and _whole(text, made, library):
                return None
    made = made[-LONGEST:]
    return Understood(made, asks if asks and speech.ASKS.search(asks) else made)


def _whole(text: str, made: str, library: Library) -> bool | None:
    """Whether a message is a question already: alone it is nearer to what people ask than with the rest.

    None where nothing can be said, for want of vectors.
    """
    alone, together = library.near(text), library.near(made)
    return None if alone is None or together is None else alone >= together


def said(message: str) -> str:
    """A message without its opening, and without the sign that somebody turns to another matter."""
    text = speech.opened(message)
    turned = speech.SWITCH.match(text)
    return text[turned.end() :] if turned else text


def joined(before: str, text: str) -> str:
    """The matter of an earlier question and a message, in one sentence.

    What the message names anew stands for what the earlier question named: another document, another
    group of children.
    """
    if speech.DOCUMENT.search(text):
        before = speech.DOCUMENT.sub("", before)
    if group := speech.GROUP.search(text):
        before = _of(group[1], before)
    matter = _matter(before)
    return f"{matter}，{text.lstrip(_STOPS)}" if matter else text


def _matter(question: str) -> str:
    """A question without pieces that ask and say nothing else: 谁负责, 在哪条."""
    pieces = [piece.strip() for piece in _PIECE.findall(question)]
    kept = [piece for piece in pieces if len(speech.matter(piece)) > 1]
    return "，".join(kept or pieces).strip(_STOPS)


def _last(conversation: Conversation) -> str:
    """What was said last, with the matter it was about where it is too little by itself."""
    topic, last = conversation.topic or "", conversation.question or ""
    own = last.removeprefix(f"{_matter(topic)}，") if topic != last else last
    return own if len(speech.matter(own)) >= _ENOUGH else last


def _about(conversation: Conversation, text: str, *, last: bool, as_of: date) -> str:
    """What a message is about: what was said last, or the matter of the talk.

    Where this is a child's whole story and somebody asks what can be had, it is the child's group.
    """
    topic, latest = conversation.topic or "", conversation.question or ""
    if last:
        return _last(conversation)
    aside = not latest.startswith(_matter(topic))
    if aside and len(speech.matter(text)) <= _LITTLE:
        return latest
    if conversation.group and speech.ASKS_MORE.search(text) and _of_a_child(conversation, as_of=as_of):
        return conversation.group
    return topic


def _of_a_child(conversation: Conversation, *, as_of: date) -> bool:
    """Whether the matter of the talk is a child that was described."""
    known = len(conversation.facts) >= _CHILD
    return known and bool(extract(conversation.topic or "", as_of=as_of))


def _of(group: str, question: str) -> str:
    """A question asked of another group of children."""
    return speech.GROUPS.sub(lambda found: group + ("儿童" if "儿童" in found[0] else ""), question)


def _in_document(last: str, text: str, library: Library) -> str:
    """The last question, asked of another document, and of the group of children that this is about."""
    number = named_document(text, library)
    rest = speech.DOCUMENT.sub("", last).lstrip(_INSIDE)
    groups = speech.GROUP.findall(library.titles().get(number or "", ""))
    if groups and not set(groups) & set(speech.GROUP.findall(rest)):
        rest = _of(groups[0], rest)
    named = speech.DOCUMENT.search(text)
    return f"{number or (named[0] if named else text)}里，{rest}"


def named_document(text: str, library: Library) -> str | None:
    """The 文号 that a message names by number or year, where only one document of the library has it."""
    if whole := DOC_NO.search(text):
        return canonical(whole)
    number = re.search(r"(?<!\d)(\d{1,3})\s*号", text)
    year = re.search(r"20\d\d", text)
    if not (number or year):
        return None
    fits = [
        match[0]
        for name in library.titles()
        if (match := DOC_NO.fullmatch(name))
        and (number is None or match["number"] == number[1])
        and (year is None or match["year"] == year[0])
    ]
    return fits[0] if len(fits) == 1 else None


def _of_group(last: str, text: str) -> str:
    """The last question, asked of another group of children."""
    group = speech.GROUP.search(text)
    if group is None:
        return joined(last, text)
    rest = speech.DOCUMENT.sub("", last).lstrip(_INSIDE)
    return _of(group[1], rest) if speech.GROUP.search(rest) else f"{group[1]}儿童，{rest}"


def _item(conversation: Conversation, text: str, library: Library) -> str:
    """The message with the name of what it points at in the row that was shown."""
    topic, last = conversation.topic or "", conversation.question or ""
    pointed = speech.ORDINAL.search(text)
    if pointed is None:
        return joined(topic, text)
    if speech.ORDINAL.search(topic) and bare(text):
        return speech.ORDINAL.sub(pointed[0], topic, count=1)
    row: Sequence[str] = conversation.programmes
    if len(row) < 2 or not re.search("项目|活动|救助|帮扶|资助|行动", last + text):
        row = row_of(last, [library.words(place) for place in conversation.focus]) or row
    place = _place(pointed, len(row))
    if place is None:
        return joined(topic, text)
    if bare(text) and not speech.ASKS.search(text):
        return f"{_matter(topic)}，{row[place]}"
    return (text[: pointed.start()] + row[place] + text[pointed.end() :]).strip()


def _place(pointed: re.Match[str], count: int) -> int | None:
    if count == 0:
        return None
    if pointed[1] is None:
        return count - 1
    number = int(pointed[1]) if pointed[1].isdigit() else speech.COUNTED.find(pointed[1]) + 1
    return number - 1 if 0 < number <= count else None


def _changed(conversation: Conversation, text: str, *, corrected: bool, as_of: date) -> str:
    """The question about a child with what is said of it now in the place of what was said before.

    A correction takes away all that was said of the same people, a supposition only the same facts.
    """
    topic = conversation.topic or ""
    now = {*heard(text, conversation.facts, as_of=as_of)}
    people = {fact.split(".")[0] for fact in now} | speech.people(text)
    then = extract(topic, as_of=as_of)
    kept: list[str] = []
    asked: list[str] = []
    for piece in _PIECE.finditer(topic):
        told = {found.fact for found in then if piece.start() <= found.span[0] < piece.end()}
        over = {fact.split(".")[0] for fact in told} <= people if corrected else told <= now
        if told and over:
            continue
        (asked if speech.ASKS.search(piece[0]) and not told else kept).append(piece[0].strip())
    new = speech.CORRECTS_FIRST.sub("", text) if corrected else speech.stated(text)
    return "，".join(filter(None, (*kept, new.strip(_STOPS), *asked)))
