"""The words of every way of not answering, and of the notices; plain, kind, and without figures of ours."""

import re
from collections.abc import Sequence

from bot.answering.demands import Lack
from bot.answering.draft import Found
from bot.notices import of_validity as of_validity
from bot.notices import period_ended as period_ended
from knowledge.library import hotlines
from knowledge.model import Deadline, Document

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、])\s*")
_CIVIL = "省民政厅"


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


def never(thing: str) -> str:
    """Somebody wants what is never given: other people's affairs, the program's own, a part to play."""
    return f"{thing}，我不能提供。想了解吉林省留守、困境、流动儿童的政策，请直接问。{transfer()}\n{danger()}"


def calm() -> str:
    """Abuse without a question."""
    return f"听得出您很着急，有想问的孩子的事，请慢慢说，我照政策文件回答。{transfer()}\n{danger()}"


def no_promise() -> str:
    """An order to answer in a certain way, whatever the texts say."""
    return (
        "我只能照收录的政策文件回答，不能按指定的话答复，也不能替部门承诺结果。"
        f"能不能享受，由当地民政部门按规定审核。{transfer()}\n{danger()}"
    )


def no_basis(nearest: Found | None, missing: Sequence[Lack]) -> str:
    """The question is ours, but the library does not say."""
    said = (
        f"收录的文件里没有写{_names(missing)}，我不能猜。"
        if missing
        else "收录的文件里没有写这一点，我不能猜。"
    )
    near = f"最接近的条款是“{_name(nearest)}”，供参考。" if nearest else ""
    return (
        f"{said}{near}文件没有写，不等于不能享受；请向{_whom(nearest, missing)}核实。{transfer()}\n{danger()}"
    )


def unsaid(missing: Sequence[Lack]) -> str:
    """Which part of a question has no answer, beside the answer to the rest."""
    return f"另外，您问到的{_names(missing)}，收录的文件里没有写，我不能猜；请向{_whom(None, missing)}核实。"


def _names(missing: Sequence[Lack]) -> str:
    return "、".join(dict.fromkeys(lack.name for lack in missing))


def _whom(nearest: Found | None, missing: Sequence[Lack]) -> str:
    """Whom to ask: who keeps the matter, or the departments of the nearest clause, or civil affairs."""
    named = tuple(dict.fromkeys(lack.whom for lack in missing if lack.whom))
    if named:
        return "、".join(named)
    duties = nearest.clause.duties if nearest else ()
    if len(duties) == 1 and duties[0].department != _CIVIL:
        return f"当地民政部门或{duties[0].department}"
    return "当地民政部门"


def _name(found: Found) -> str:
    """A clause's heading without its number."""
    heading = found.clause.headings[-1] if found.clause.headings else found.clause.label
    return _NUMBER.sub("", heading).rstrip("。") or found.clause.label


def needs_detail(question: str) -> str:
    """Whether this child belongs hangs on something that was not said, and no clause comes near."""
    return (
        f"光凭说到的情况，还不能核对属于哪一类。{question}\n"
        f"说不清也没关系，可以请当地民政部门核实。{transfer()}\n{danger()}"
    )


def deadline_passed(document: Document, deadline: Deadline) -> str:
    """A day that the quoted words set lies behind us."""
    return f"{document.doc_no} {deadline.clause} 写的期限“{deadline.words}”已经过去。"


def no_term_written(document: Document) -> str:
    """Somebody asks whether a text still holds that names no end of its own."""
    return f"{document.doc_no} 没有写有效期，收录的文件里也没有废止它的规定；是否有新文件，请向民政部门核实。"


def words_only() -> str:
    """The answer was found without the embedding model."""
    return "向量模型暂时不可用，这次只按词语查找，可能不全。"
