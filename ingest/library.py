"""What the library becomes when files have been read: documents put together, others withdrawn.

Pure; `ingest.run` publishes what comes out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ingest.assemble import assemble
from ingest.reading import from_json
from knowledge.catalogue import DocumentSummary, SourceRecord
from knowledge.model import Document


@dataclass(frozen=True, slots=True)
class Edition:
    """Documents to publish, and the numbers of those that no file holds any longer."""

    documents: tuple[Document, ...]
    withdrawn: tuple[str, ...]


def edition(
    sources: Mapping[str, SourceRecord], *, fresh: Collection[str], held: Sequence[DocumentSummary]
) -> Edition:
    """The library of these sources.

    A document of a source whose reading is no longer understood stays as it is held, unless a fresh
    file brings it anew.

    Args:
        sources: every source by name, with those just read in their new state.
        fresh: the names of those just read.
        held: the documents as the catalogue has them.
    """
    readings = {name: (source.sha256, from_json(source.reading)) for name, source in sources.items()}
    understood = {name: (sha256, reading) for name, (sha256, reading) in readings.items() if reading}
    documents = assemble(understood)
    brought = {document.doc_no for document in documents if _names(document) & set(fresh)}
    stays = [each for each in held if not _names(each) <= understood.keys() and each.doc_no not in brought]
    # What the other sources of such a document would now come to by themselves is left alone too.
    beside = {name for each in stays for name in _names(each)} - set(fresh)
    kept = {each.doc_no for each in stays}
    written = tuple(d for d in documents if d.doc_no not in kept and not _names(d) <= beside)
    gone = {each.doc_no for each in held} - kept - {document.doc_no for document in documents}
    return Edition(written, tuple(sorted(gone)))


def _names(document: Document | DocumentSummary) -> set[str]:
    return {source.name for source in document.sources}
