"""The things that one message asks, each with what is told around it.

Each asking piece stands alone, since one may be in the texts and the other not.
"""

import re
from dataclasses import dataclass

from bot.answering.demands.slots import slots

_SENTENCE = re.compile(r"[。?!;\n]+")
# Where two questions meet inside a sentence.
_SEAM = re.compile(
    r"[,、](?=\s*)|(?:,|\s)*(?:另外|另询|另问|另|还有就?是?|顺便|顺道|再问|再有|并询|并问|并且|同时|以及|外加|捎带)(?:问|询|想问|请问|一下)*"
)
# A question that ended without a mark: 算没监护能力吗要开啥证明.
_RUN_ON = re.compile(r"(?<=[吗嘛呢])(?=[^,。?!;\s的着了吗嘛呢][^,。?!;\s]{3})")
_ASKS = re.compile(
    r"吗|么(?!时)|呢|嘛|多少|多老些|多些钱|多久|多长|多大|几(?!乎)|怎|咋|哪|谁|啥|什么|是否|能不能|可不可以|可否|能否|是不是|有没有|"
    r"该不该|用不用|要不要|算不算|够不够|行不行|对不对|[不没](?:$|呀|啊|哈)|如何|何(?:时|处|地|人|部门)|属实|"
    r"(?:频次|标准|名称|全称|部门|时间|条件|定义|范围|电话|地址|材料|流程|金额|期限|职责|名单|比例|牵头|依据|文号|上限|下限|数额)(?:$|是)"
)
# No question of its own: it leans on what stands before.
_LEANS = re.compile(
    r"^(?:那|这|都|得|该|我|钱|应)*(?:找谁|去哪儿?|搁哪|上哪儿?|在哪儿?|问谁|跟谁|管谁)(?:要|领|办|申请|报|说|弄|取|拿|打)?(?:去|呀|啊|呢)*$|"
    r"^转(?:何|哪个?)(?:部门|单位|处)|^(?:怎么|如何|咋)(?:答复|回复|回|转|办)(?:呢|啊)?$|^请(?:查复|核|解答|答复)"
)
_SHORT = 4  # characters: less is no question of its own


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked: `text` is the asking piece, `whole` the same with what was told before it."""

    text: str
    whole: str


def asks(text: str) -> bool:
    """Whether a piece asks anything."""
    return bool(_ASKS.search(text)) or any(slot.asks(text) for slot in slots())


def parts(question: str) -> tuple[Part, ...]:
    """What a folded question asks, in order; the whole of it where it asks nothing."""
    found: list[Part] = []
    told: list[str] = []
    for piece in _pieces(question):
        if found and (
            len(piece) < _SHORT or _LEANS.search(piece)
        ):  # 对不对, 是吧: the end of what stands before
            found[-1] = Part(f"{found[-1].text},{piece}", f"{found[-1].whole},{piece}")
        elif asks(piece):
            found.append(Part(piece, ",".join((*told, piece))))
        else:
            told.append(piece)
    if len(found) == 1:
        return (Part(found[0].text, question),)
    return tuple(found) or (Part(question, question),)


def _pieces(question: str) -> list[str]:
    cut = (
        piece.strip()
        for sentence in _SENTENCE.split(question)
        for seam in _SEAM.split(sentence)
        for piece in _RUN_ON.split(seam)
    )
    return [piece for piece in cut if piece]
