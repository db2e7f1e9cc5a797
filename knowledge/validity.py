"""Whether a text is in force on a given day. Asked by every answer."""

from datetime import date

from knowledge.model import Document, Phase, Validity


def validity(document: Document, as_of: date) -> Validity:
    """How a document stands on a day, by its own date and its own period.

    No text of the library repeals another, so nothing is `superseded` until an editor says so.
    """
    if document.issued and as_of < document.issued:
        return Validity.NOT_YET
    period = document.period
    if period and period.last and as_of > period.last:
        return Validity.PERIOD_ENDED
    return Validity.IN_FORCE


def last_phase(document: Document) -> Phase | None:
    """The stage of a plan that ends last, or None for a text without stages."""
    dated = [phase for phase in document.phases if phase.period.last]
    return max(dated, key=lambda phase: phase.period.last or date.min, default=None)
