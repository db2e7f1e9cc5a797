"""What is made searchable of a library: sentences, questions people ask, and texts for word search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.index.places import Passage
from knowledge.library import Asked, Curated, curated
from knowledge.model import Clause, ClauseRef
from knowledge.text.sentences import Sentence, sentences

_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[）)]|第[一二三四五六七八九十百零]+[编章节条]|\d+[.．、])\s*"
)
_SHORT = 150  # characters of a clause that is not cut
_HEADINGS = 2  # nearest headings said with each sentence: a chapter's name is too general to help


@dataclass(frozen=True, slots=True)
class Corpus:
    """A library as the index takes it: `texts` and `passages` speak of clauses by their number."""

    clauses: tuple[ClauseRef, ...]
    texts: tuple[str, ...]
    passages: dict[str, tuple[Passage, ...]]


def corpus(clauses: Iterable[tuple[str, Clause]], tables: Curated) -> Corpus:
    """What is searched of a library.

    Args:
        clauses: every clause with its document's number; those that are only a heading are passed over.
        tables: the curated tables; rows about documents that are not in the library are passed over.
    """
    held = [(doc_no, clause) for doc_no, clause in clauses if not clause.is_heading]
    refs = tuple(ClauseRef(doc_no, clause.label) for doc_no, clause in held)
    number = {ref: place for place, ref in enumerate(refs)}
    asked: dict[int, list[Asked]] = {}
    for row in tables.asked:
        if row.cited.ref in number:
            asked.setdefault(number[row.cited.ref], []).append(row)
    spoken: list[Passage] = []
    written: list[Passage] = []
    texts: list[str] = []
    for place, (_, clause) in enumerate(held):
        rows = asked.get(place, [])
        written.extend(_sentences(place, clause))
        spoken.extend(passage for row in rows for passage in _questions(place, clause, row))
        questions = (question for row in rows for question in row.questions)
        texts.append("\n".join((*clause.headings, clause.text, *questions)))
    return Corpus(refs, tuple(texts), {"sentences": tuple(written), "questions": tuple(spoken)})


def terms() -> list[str]:
    """The official words that a question may have been meant to hold, for repair by sound."""
    tables = curated()
    found = [row.official for row in tables.words]
    found += [name for row in tables.programmes for name in row.also]
    found += [name for row in tables.departments for name in row.also]
    return found


def dictionary() -> list[str]:
    """The words that word search must not cut apart: official terms, spoken ones, names."""
    tables = curated()
    words = [word for row in tables.words for word in (row.official, *row.said)]
    words += [name for row in tables.programmes for name in row.also]
    words += [name for row in tables.departments for name in (row.name, row.full, *row.also)]
    return words


def _sentences(place: int, clause: Clause) -> list[Passage]:
    """The clause's sentences, each said together with the headings it stands under.

    A short clause is one passage: its sentences lean on each other, and a library of laws, where most
    are short, has far fewer vectors to make and hold. On the development questions nothing changes.
    """
    names = [name for heading in clause.headings if (name := _NUMBER.sub("", heading).rstrip("。"))]
    under = " ".join(names[-_HEADINGS:])
    cut = sentences(clause.text)
    if len(cut) > 1 and len(clause.text) <= _SHORT:
        cut = [Sentence(0, len(clause.text), clause.text)]
    return [
        Passage(place, s.start, s.end, s.text if names and names[-1] in s.text else f"{under}：{s.text}")
        if under
        else Passage(place, s.start, s.end, s.text)
        for s in cut
    ]


def _questions(place: int, clause: Clause, row: Asked) -> list[Passage]:
    """What people ask, each with the place of the words that answer."""
    start = clause.text.find(row.cited.quote)
    end = start + len(row.cited.quote) if start >= 0 else len(clause.text)
    return [Passage(place, max(start, 0), end, question) for question in row.questions]
