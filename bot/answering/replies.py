"""The words of every way of not answering, and of the notices; plain, kind, and without figures of ours."""

import re
from datetime import date

from bot.answering.draft import Found
from knowledge.library import hotlines
from knowledge.model import Deadline, Document, Phase

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、])\s*")


def transfer() -> str:
    """Whom to call for a person's help."""
    return f"需要人工帮助，可以拨打 {_number('政务服务便民热线')}。"


def danger() -> str:
    """What stands under every reply that does not answer: the question may have been a cry for help."""
    return f"如果孩子正有危险，请马上拨打 {_number('报警')}；受伤或突发急病，拨打 {_number('急救')}。"


def _number(name: str) -> str:
    """A number from the reviewed table; there is no other source of numbers."""
    return next(row.number for row in hotlines() if row.name == name)


def out_of_scope() -> str:
    """The question is about something else."""
    return (
        "这个问题不在我能回答的范围里。我只回答吉林省留守儿童、困境儿童、流动儿童的政策，"
        f"答案都出自政策文件。{transfer()}\n{danger()}"
    )


def no_basis(nearest: Found | None, missing: tuple[str, ...]) -> str:
    """The question is ours, but the library does not say."""
    said = (
        f"收录的文件里没有写{'、'.join(missing)}，我不能猜。"
        if missing
        else "收录的文件里没有写这一点，我不能猜。"
    )
    near = f"最接近的条款是“{_name(nearest)}”，供参考。" if nearest else ""
    return f"{said}{near}文件没有写，不等于不能享受；请向当地民政部门核实。{transfer()}\n{danger()}"


def _name(found: Found) -> str:
    """A clause's heading without its number."""
    heading = found.clause.headings[-1] if found.clause.headings else found.clause.label
    return _NUMBER.sub("", heading).rstrip("。") or found.clause.label


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


def deadline_passed(document: Document, deadline: Deadline) -> str:
    """A day that the quoted words set lies behind us."""
    return f"{document.doc_no} {deadline.clause} 写的期限“{deadline.words}”已经过去。"


def no_term_written(document: Document) -> str:
    """Somebody asks whether a text still holds that names no end of its own."""
    return f"{document.doc_no} 没有写有效期，收录的文件里也没有废止它的规定；是否有新文件，请向民政部门核实。"


def words_only() -> str:
    """The answer was found without the embedding model."""
    return "向量模型暂时不可用，这次只按词语查找，可能不全。"
