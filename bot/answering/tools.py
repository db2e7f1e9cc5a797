"""What the steps of an answer work with, and how a step replies."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answering.demands import Nearness
from bot.answering.draft import Draft, Found
from bot.answering.groups import own_first, programme_first
from bot.conversation.rewriting import Understood
from bot.eligibility import Seen
from bot.record import AnswerRecord, HitRow, Status
from knowledge.library import Programme
from knowledge.model import ClauseRef
from knowledge.retrieval import Retrieved

# A question no passage comes near is not about our field. All but one answerable development question lie
# above, and all small talk below; of 163 questions about other law three in four lie below. Cosines of
# the shipped encoder: another one needs others.
_ASKED_NEAR = 0.52
_SENTENCE_NEAR = 0.45
_SHOWN = 20  # hits in the record


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with.

    `find` gives a clause with its document; `look` what the rules say of the child that a text
    describes, None where it describes none. `understand` gives a question with what it takes from the talk
    before, None where it stands alone.
    """

    search: Callable[[str], Retrieved]
    find: Callable[[ClauseRef], Found]
    look: Callable[[Draft], Seen | None]
    nearness: Nearness
    programmes: tuple[Programme, ...]
    numbers: frozenset[str]
    longest: int
    understand: Callable[[str], Understood | None] = lambda _: None


def retrieved(draft: Draft) -> Retrieved:
    """What was found for a draft that has been through the step that searches."""
    if draft.retrieved is None:
        raise RuntimeError("retrieve comes before this step")
    return draft.retrieved


def searched(text: str, tools: Tools) -> Retrieved:
    """The clauses that may answer, those of the group that is asked about before their twins."""
    hit_upon = tools.search(text)
    if hit_upon.named:  # whoever names a document wants that one
        return hit_upon
    hits = programme_first(text, hit_upon.hits, tools.programmes)
    return replace(hit_upon, hits=own_first(text, hits, lambda hit: tools.find(hit.ref).document.title))


def far(found: Retrieved) -> bool:
    """Whether no passage comes near the question. Word search alone cannot tell, and keeps quiet."""
    if found.nearest_sentence is None or found.named:
        return False
    return found.nearest_sentence < _SENTENCE_NEAR and (found.nearest_asked or 0.0) < _ASKED_NEAR


def reply(draft: Draft, status: Status, answer: str) -> AnswerRecord:
    """A record of that status, with what the draft holds that goes with it."""
    hits = retrieved(draft).hits
    return AnswerRecord(
        question=draft.question,
        standalone=draft.standalone,
        status=status,
        answer=answer,
        citations=draft.citations if status is Status.ANSWERED else (),
        hits=tuple(
            HitRow(doc_no=hit.ref.doc_no, clause=hit.ref.label, score=round(hit.score, 4))
            for hit in hits[:_SHOWN]
        ),
        candidates=() if status is Status.OUT_OF_SCOPE else draft.candidates,
        follow_up=None if status is Status.OUT_OF_SCOPE else draft.follow_up,
        departments=draft.departments if status is Status.ANSWERED else (),
        programmes=draft.programmes if status is Status.ANSWERED else (),
        notices=draft.notices,
    )
