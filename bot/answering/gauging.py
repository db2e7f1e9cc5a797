"""Whether what was found answers what is asked: the step that says so where it does not."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering import replies
from bot.answering.demands import Lack, Part, dictated, lacks, never_given, only_abuse, parts
from bot.answering.draft import Draft
from bot.answering.tools import Tools, far, reply, retrieved, searched
from bot.record import AnswerRecord, Status

# How sure one has to be (log-odds, see demands/nearness.py): below the first nothing was found that answers,
# for a part of a question whose other part has no answer the second; from the third on, what the demands
# are read from was said of this very clause, and from the last on not even what is never given is meant.
_DOUBTFUL, _DOUBTFUL_PART, _CERTAIN, _BEYOND_DOUBT = -1.3, -1.8, 2.5, 4.0
_ALONE = 6  # characters from which a part of a question says enough to be searched alone
_LOOKED_AT = 5  # clauses in which an answer of the kind asked for may stand
# What a reply may say back: short, and without the marks and figures of a speech put into its mouth.
_REPEATED = re.compile(r"[^\d:：“”\"'<>「」]{1,20}")
# Whoever speaks of a child is at the right door, even where no clause comes near.
_ABOUT_A_CHILD = re.compile(r"孩|娃|儿童|未成年|孤儿|闺女|丫头|姑娘|小子|学生|[男女]童|宝宝|婴儿|孙[子女]")


def gauge(draft: Draft, tools: Tools) -> Draft | AnswerRecord:
    """Whether what was found is about the question at all, and says what the question wants to know."""
    near = retrieved(draft)
    asked = parts(draft.asked)
    sure = _sure(draft, asked, tools)
    if declined := _declined(draft.asked, sure):
        return reply(draft, Status.OUT_OF_SCOPE, declined)
    if not near.hits or near.hits[0].score == 0 or (far(near) and not _ABOUT_A_CHILD.search(draft.text)):
        return reply(draft, Status.OUT_OF_SCOPE, replies.out_of_scope())
    lacking = _lacking(draft, asked, tools)
    if len(asked) > 1 and not draft.standalone:
        lacking = _weighed(draft, asked, lacking, tools)
    if len(asked) == 1 and sure is not None and sure >= _CERTAIN:
        lacking = [tuple(lack for lack in lacking[0] if lack.firm)]  # people ask this of this very clause
    missing = tuple(dict.fromkeys(lack for each in lacking for lack in each))
    if all(lacking):
        return _not_said(draft, tools, missing)
    if far(near) and draft.whether and draft.follow_up:
        return reply(draft, Status.NEEDS_DETAIL, replies.needs_detail(draft.follow_up))
    # A child who is described is our field, however it is put.
    if (far(near) and not draft.candidates) or (sure is not None and sure < _DOUBTFUL and not missing):
        return _not_said(draft, tools, missing)
    return _kept(draft, [part for part, each in zip(asked, lacking, strict=True) if not each], missing, tools)


def _sure(draft: Draft, asked: Sequence[Part], tools: Tools) -> float | None:
    """How sure it is that the best clause answers; None where there is none, or no vectors."""
    near = retrieved(draft)
    if not near.hits:
        return None
    ref = near.hits[0].ref
    pieces = draft.text if draft.standalone else " ".join(part.text for part in asked)
    best = tools.find(ref).clause
    return tools.nearness(pieces, near, ref, best, of_a_child=bool(draft.candidates))


def _declined(text: str, sure: float | None) -> str | None:
    """The reply to what is never given, or None."""
    if sure is not None and sure >= _BEYOND_DOUBT:  # what people may and may not publish is policy, too
        return None
    if thing := never_given(text):
        return replies.never(thing)
    if only_abuse(text):
        return replies.calm()
    return replies.no_promise() if dictated(text) else None


def _lacking(draft: Draft, asked: Sequence[Part], tools: Tools) -> list[tuple[Lack, ...]]:
    """For each part of the question, what it asks for that the clauses found do not say."""
    hits = retrieved(draft).hits
    clauses = [tools.find(hit.ref).clause for hit in hits[:_LOOKED_AT]]
    held = {hit.ref.doc_no for hit in hits}
    texts = [draft.asked] if len(asked) == 1 else [part.text for part in asked]
    return [lacks(text, draft.text, clauses, held=held) for text in texts]


def _weighed(
    draft: Draft, asked: Sequence[Part], lacking: Sequence[tuple[Lack, ...]], tools: Tools
) -> list[tuple[Lack, ...]]:
    """The same, with those parts as lacking, too, that find nothing when they are searched alone."""
    weighed = []
    for part, lack in zip(asked, lacking, strict=True):
        if not lack and len(part.text) >= _ALONE:
            alone = replace(draft, text=part.whole, retrieved=searched(part.whole, tools))
            sure = _sure(alone, [part], tools)
            lack = (Lack(_said_back(part.text)),) if sure is not None and sure < _DOUBTFUL_PART else ()
        weighed.append(lack)
    return weighed


def _said_back(text: str) -> str:
    """A part of a question as a reply names it; no number and no speech of the caller is repeated."""
    return f"“{text}”这一点" if _REPEATED.fullmatch(text) else "其中一点"


def _kept(
    draft: Draft, kept: Sequence[Part], missing: tuple[Lack, ...], tools: Tools
) -> Draft | AnswerRecord:
    """The draft as it is, or, where a part of the question has no answer, with the rest of it alone."""
    if not missing:
        return draft
    if draft.standalone:  # its parts say nothing without what they lean on
        return replace(draft, unsaid=replies.unsaid(missing))
    text = ",".join(part.whole for part in kept)
    rest = replace(draft, text=text, retrieved=searched(text, tools))
    sure = _sure(rest, kept, tools)
    if far(retrieved(rest)) or (sure is not None and sure < _DOUBTFUL_PART):
        return _not_said(draft, tools, missing)
    return replace(rest, unsaid=replies.unsaid(missing))


def _not_said(draft: Draft, tools: Tools, missing: tuple[Lack, ...]) -> AnswerRecord:
    """The reply to a question that the library has no answer to."""
    if missing and all(lack.outside for lack in missing):
        return reply(draft, Status.OUT_OF_SCOPE, replies.out_of_scope())
    near = retrieved(draft)
    nearest = None if far(near) else tools.find(near.hits[0].ref)
    return reply(draft, Status.NO_BASIS, replies.no_basis(nearest, missing))
