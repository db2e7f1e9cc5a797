"""Which words of a clause answer the question: the sentences to quote, verbatim and in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import Clause, Span
from knowledge.retrieval import Evidence
from knowledge.text.sentences import Sentence, sentences

_WHOLE = 240  # characters: a clause of this length is quoted whole, as people read a definition whole
_AT_MOST = 3  # sentences quoted of a longer one
_ROUND = 160  # characters up to which a half-sentence is quoted with the halves beside it
_NEAR = 0.93  # share of the best sentence's similarity that another needs to be quoted beside it


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a clause: `start` and `end` are offsets in the document's canonical text."""

    start: int
    end: int
    text: str


def pick(clause: Clause, evidence: Sequence[Evidence], question_pairs: frozenset[str]) -> list[Quote]:
    """The quotes that answer, the best one first.

    Args:
        clause: the clause, whose text is its spans joined by line feeds.
        evidence: the sentences that matched, by cosine.
        question_pairs: the character pairs of the question, for clauses found by words alone.
    """
    # The index may be older than the text, for as long as ingest takes to write the next one.
    evidence = [each for each in evidence if each.end <= len(clause.text)]
    if len(clause.text) <= _WHOLE:
        quotes = [_quote(clause, start, end) for start, end in _pieces(clause)]
        best = max(evidence, key=lambda e: e.similarity, default=None)
        if best:
            place = _place(clause, best.start)
            quotes.sort(key=lambda quote: not quote.start <= place < quote.end)
        return quotes
    found = sentences(clause.text)
    scores = {sentence: _score(sentence, evidence, question_pairs) for sentence in found}
    best_score = max(scores.values())
    chosen = sorted(found, key=lambda sentence: -scores[sentence])[:_AT_MOST]
    kept = [_rounded(found, s, clause.text) for s in chosen if scores[s] >= _NEAR * best_score]
    return [_quote(clause, s.start, s.end) for s in _joined(clause.text, kept)]


def _score(sentence: Sentence, evidence: Sequence[Evidence], pairs: frozenset[str]) -> float:
    """How well a sentence answers: its nearest match by meaning, and a little for shared words."""
    near = max(
        (e.similarity for e in evidence if e.start < sentence.end and sentence.start < e.end),
        default=0.0,
    )
    own = {sentence.text[i : i + 2] for i in range(len(sentence.text) - 1)}
    shared = len(pairs & own) / max(len(pairs), 1)
    return near + 0.3 * shared


def _rounded(found: Sequence[Sentence], chosen: Sentence, text: str) -> Sentence:
    """A piece that a semicolon cut off, with its neighbours: 监护较好的…；监护一般的… are one rule."""
    first = last = found.index(chosen)
    while True:
        after = last + 1 < len(found) and found[last].text.endswith("；")
        before = first > 0 and found[first - 1].text.endswith("；")
        if after and found[last + 1].end - found[first].start <= _ROUND:
            last += 1
        elif before and found[last].end - found[first - 1].start <= _ROUND:
            first -= 1
        else:
            start, end = found[first].start, found[last].end
            return Sentence(start, end, text[start:end])


def _joined(text: str, chosen: Sequence[Sentence]) -> list[Sentence]:
    """Neighbouring sentences as one quote, in the place of the better of the two."""
    joined: list[Sentence] = []
    for sentence in chosen:
        for index, other in enumerate(joined):
            first, second = sorted((sentence, other), key=lambda s: s.start)
            if not text[first.end : second.start].strip():
                end = max(first.end, second.end)
                joined[index] = Sentence(first.start, end, text[first.start : end])
                break
        else:
            joined.append(sentence)
    return joined


def _pieces(clause: Clause) -> list[tuple[int, int]]:
    """The clause's spans as offsets in its own text."""
    pieces, position = [], 0
    for span in clause.spans:
        length = span.end - span.start
        pieces.append((position, position + length))
        position += length + 1
    return pieces


def _place(clause: Clause, offset: int) -> int:
    """Where a character of the clause's text stands in the document."""
    for (start, end), span in zip(_pieces(clause), clause.spans, strict=True):
        if start <= offset <= end:
            return span.start + offset - start
    raise ValueError(offset)


def _quote(clause: Clause, start: int, end: int) -> Quote:
    place = _place(clause, start)
    span: Span = next(s for s in clause.spans if s.start <= place <= s.end)
    last = min(place + end - start, span.end)
    return Quote(place, last, clause.text[start : start + last - place])
