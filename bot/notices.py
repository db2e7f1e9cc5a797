"""What has to be said of a document beside an answer or a check: one wording for every door."""

from datetime import date

from knowledge.model import Document, Phase, Validity
from knowledge.validity import last_phase, validity


def of_validity(document: Document, as_of: date) -> str | None:
    """What to say of a document that is not in force on a day; None where nothing has to be said."""
    state, phase = validity(document, as_of), last_phase(document)
    if state is Validity.PERIOD_ENDED and phase:
        return period_ended(document, phase)
    if state is Validity.NOT_YET and document.issued:
        return not_yet(document, document.issued)
    return None


def period_ended(document: Document, phase: Phase) -> str:
    """The plan's own time is over."""
    last = phase.period.last or date.min
    return (
        f"{document.doc_no} 的最后一个阶段“{phase.name}”已于{last.year}年{last.month}月底结束，"
        "收录的文件里没有接替它的新方案。内容可作参考，口径以民政部门最新规定为准。"
    )


def not_yet(document: Document, issued: date) -> str:
    """The text did not exist on the day asked about."""
    return f"{document.doc_no} 是{issued.year}年{issued.month}月{issued.day}日印发的，当时还没有这份文件。"
