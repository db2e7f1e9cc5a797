"""What is known: documents, their clauses, where they came from, and who changed what when.

The catalogue is the only truth; every index is built from it and can be thrown away. `ingest`
publishes here, under `writer_lock`; everybody else reads.
"""

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.lock import writer_lock
from knowledge.catalogue.records import AuditEntry, Change, DocumentSummary, SourceRecord

__all__ = [
    "AuditEntry",
    "Catalogue",
    "Change",
    "DocumentSummary",
    "SourceRecord",
    "writer_lock",
]
