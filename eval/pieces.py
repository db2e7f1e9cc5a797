"""Stretches of a document counted as clauses, so that whatever cuts texts its own way can be scored."""

from knowledge.model import Clause, ClauseRef, Document


def clause_of(document: Document, start: int, end: int) -> ClauseRef:
    """The clause that most of a stretch of the document's text comes from; never a bare heading."""

    def shared(clause: Clause) -> int:
        return sum(max(0, min(end, span.end) - max(start, span.start)) for span in clause.spans)

    clauses = [clause for clause in document.clauses if not clause.is_heading]
    return ClauseRef(document.doc_no, max(clauses, key=shared).label)
