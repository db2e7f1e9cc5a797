"""Copies of one document put together: one document, several sources, the differences listed.

Pure, and independent of the order in which files came in: the same readings give the same documents.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.differences import differences
from ingest.parser import Parsed
from ingest.reading import Reading
from knowledge.model import Document, SourceRef
from knowledge.text import doc_no
from knowledge.text.squeeze import squeeze

_SAME = 0.6  # share of a copy's sentences found in another document for the two to be one
_CLEANEST_FIRST = ("web", "gazette", "newspaper")
_SENTENCE_AT_LEAST = 12  # characters: shorter ones stand in any document


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a document, and the file it stands in."""

    source: str
    sha256: str
    origin: str
    parsed: Parsed

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Lower is the better copy to cite: whole before part, web before gazette before newspaper."""
        return (
            not self.parsed.complete,
            _CLEANEST_FIRST.index(self.origin),
            -len(squeeze(self.parsed.text)),
            self.source,
        )


def assemble(readings: Mapping[str, tuple[str, Reading]]) -> tuple[Document, ...]:
    """The documents of a library.

    Args:
        readings: for each file's name, its sha256 and what was read in it.
    """
    copies = [
        Copy(name, sha256, reading.origin, parsed)
        for name, (sha256, reading) in sorted(readings.items())
        for parsed in reading.documents
    ]
    clusters = _clusters(copies)
    return tuple(_document(number, clusters[number]) for number in sorted(clusters))


def _clusters(copies: Sequence[Copy]) -> dict[str, list[Copy]]:
    """Copies with one number are one document; a part without its number joins the text it stands in.

    Where the title has to serve as number, another text of that title (公告) gets its file's name too.
    """
    clusters: dict[str, list[Copy]] = {}
    for copy in sorted(copies, key=lambda copy: copy.rank):
        home = copy.parsed.doc_no
        if not copy.parsed.complete:
            home = home if home in clusters else _containing(copy, clusters) or home
        elif home in clusters and not doc_no.whole(home):
            named = [number for number in clusters if number == home or number.startswith(f"{home}（")]
            same = (number for number in named if _share(copy, clusters[number][0]) >= _SAME)
            home = next(same, f"{home}（{copy.source}）")
        clusters.setdefault(home, []).append(copy)
    return clusters


def _containing(part: Copy, clusters: Mapping[str, list[Copy]]) -> str | None:
    shares = {number: _share(part, cluster[0]) for number, cluster in clusters.items()}
    best = max(shares, key=lambda number: shares[number], default=None)
    return best if best and shares[best] >= _SAME else None


def _share(copy: Copy, other: Copy) -> float:
    """The share of a copy's sentences that another has."""
    wanted = _sentences(copy.parsed)
    if not wanted:
        return float(squeeze(copy.parsed.text) == squeeze(other.parsed.text))
    return len(wanted & _sentences(other.parsed)) / len(wanted)


def _sentences(document: Parsed) -> set[str]:
    pieces = re.split(r"[。；\n]", document.text)
    return {even for piece in pieces if len(even := squeeze(piece)) >= _SENTENCE_AT_LEAST}


def _document(number: str, copies: Sequence[Copy]) -> Document:
    """A document out of its copies, the best first."""
    best = copies[0].parsed
    return Document(
        doc_no=number,
        title=best.title,
        text=best.text,
        clauses=best.clauses,
        issuers=best.issuers,
        issued=best.issued,
        phases=best.phases,
        deadlines=best.deadlines,
        attachments=best.attachments,
        sources=tuple(
            SourceRef(copy.source, copy.sha256, copy.origin, copy.parsed.complete, copy is copies[0])
            for copy in copies
        ),
        differences=tuple(
            difference
            for copy in copies[1:]
            for difference in differences(best, copy.parsed, source=copy.source)
        ),
    )
