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
            -len(self.parsed.text),
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
    return tuple(_document(sorted(c, key=lambda copy: copy.rank)) for c in clusters)


def _clusters(copies: Sequence[Copy]) -> list[list[Copy]]:
    """Copies with one number are one document; a part without its number joins the text it stands in."""
    by_number: dict[str, list[Copy]] = {}
    for copy in sorted(copies, key=lambda copy: copy.rank):
        home = copy.parsed.doc_no
        if home not in by_number and not copy.parsed.complete:
            home = _containing(copy, by_number) or home
        by_number.setdefault(home, []).append(copy)
    return [by_number[number] for number in sorted(by_number)]


def _containing(part: Copy, clusters: Mapping[str, list[Copy]]) -> str | None:
    wanted = _sentences(part.parsed)
    if not wanted:
        return None
    shares = {
        number: len(wanted & _sentences(cluster[0].parsed)) / len(wanted)
        for number, cluster in clusters.items()
    }
    best = max(shares, key=lambda number: shares[number], default=None)
    return best if best and shares[best] >= _SAME else None


def _sentences(document: Parsed) -> set[str]:
    pieces = re.split(r"[。；\n]", document.text)
    return {even for piece in pieces if len(even := squeeze(piece)) >= _SENTENCE_AT_LEAST}


def _document(copies: Sequence[Copy]) -> Document:
    """A document out of its copies, the best first."""
    best = copies[0].parsed
    return Document(
        doc_no=best.doc_no,
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
