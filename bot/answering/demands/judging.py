"""Whether the clauses found say what a question asks for: the kinds of answers they lack."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.answering.demands import beyond
from bot.answering.demands.slots import Slot, slots
from knowledge.model import Clause

_RUN = re.compile(r"[一-鿿]+")
_SENTENCE = re.compile(r"[^。;；\n]+")
# Pairs of characters that stand in half of all clauses and questions: they tell of no thing in particular.
_COMMON_PAIRS = (
    "儿童童的孩子子的留守守儿困境境儿流动动儿民政政部部门门要相关关部关爱爱服服务工作开展什么多少怎么"
    "哪个哪些可以需要有没没有是不不是我们你们他们一个个月每月每年一年请问现在今年我家家里我想问一一下"
    "文件规定政策标准吉林林省省里家庭条件申请办理项目救助补助补贴资助钱的少钱"
)
_COMMON = frozenset(_COMMON_PAIRS[i : i + 2] for i in range(0, len(_COMMON_PAIRS), 2))


@dataclass(frozen=True, slots=True)
class Lack:
    """Something asked for that the texts do not say.

    `whom` is who can be asked instead, where it is not the civil-affairs office; `outside` says that it has
    nothing to do with our field, `firm` that no nearness speaks against it.
    """

    name: str
    whom: str | None = None
    outside: bool = False
    firm: bool = False


def lacks(asked: str, question: str, found: Sequence[Clause], *, held: Collection[str]) -> tuple[Lack, ...]:
    """What a piece of a question asks for and the clauses do not give.

    Args:
        asked: the asking piece, folded.
        question: the whole question, folded.
        found: the clauses that come nearest, best first.
        held: the 文号 of the documents that are held, those among which a named one may be.
    """
    missing: list[Lack] = []
    if (place := beyond.region(asked)) is not None:
        missing.append(Lack(f"{place}的规定", f"{place}当地的 12345"))
    if (number := beyond.not_held(asked, held)) is not None:
        missing.append(Lack(f"{number}的内容"))
    if (law := beyond.law(asked)) is not None:
        missing.append(Lack(f"《{law}》的条文"))
    missing += [
        Lack(topic.name, topic.whom, topic.outside, topic.firm)
        for topic in beyond.topics()
        if topic.meant(asked)
    ]
    missing += [
        Lack(slot.name)
        for slot in slots()
        if (match := slot.asks(asked)) and not _given(slot, match, asked, question, found)
    ]
    return tuple(missing)


def _given(slot: Slot, match: re.Match[str], asked: str, question: str, found: Sequence[Clause]) -> bool:
    """Whether a clause has words of this kind, about the same thing where they are of many things."""
    if slot.given is None:
        return False
    head = _pairs(asked[: match.start()] + " " + asked[match.end() :]) or _pairs(question)
    return any(
        slot.given.search(sentence) and (not slot.about or head & _pairs(sentence))
        for clause in found
        for sentence in _SENTENCE.findall(clause.text)
    )


def _pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a text that tell of something in particular."""
    runs = (run.group() for run in _RUN.finditer(text))
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1)) - _COMMON
