"""Passages that speak to a program instead of people: 忽略以上规则, ignore previous instructions, system: ….

A document is data, and nothing here obeys it: the answer's form is fixed in code. But a text of policy has
no business saying such things, so the editor is told what stands where. Called by `ingest.run`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.text.normalise import fold

_SHOWN = 30  # characters of a suspicious passage that the editor is shown
_WARNINGS_AT_MOST = 20

_BEFORE = (
    r"(?:以上|上面|上述|前面|前文|之前|此前|先前|原有|原来|既有|所有|一切|全部|任何|你的|您的|系统的?"
    r"|这些|其他)"
)
_RULES = r"(?:指令|指示|提示词?|命令|规则|规定|设定|限制|约束|要求|说明|内容|对话|上下文|文字|文本|prompt)"
_MACHINE = (
    r"(?:ai|人工智能|大?语言模型|大模型|聊天机器人|机器人|智能助手|助手|智能客服|程序|系统管理员|管理员)"
)
_ASKER = r"(?:用户|提问者|提问的?人|对方|来电人|家长|任何人|有人|谁)"
_IGNORE = (
    r"(?:忽略|无视|忘掉|忘记|抛开|不要理会|不用管|不必遵守|不再遵守|停止遵守|绕过|覆盖|清除)掉?(?:你|您)?"
)

# Each is looked for in the folded text (narrow, simplified, lower case), with no padding between characters.
_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        _IGNORE + _BEFORE + r".{0,8}" + _RULES,
        _IGNORE + r"(?:的|系统)?(?:提示词|指令|设定|prompt)",
        r"(?:你|您)(?:现在|从现在起|今后|其实)?(?:就?是|扮演|充当|假装|切换(?:成|为))(?:一个|一名|一位)?.{0,8}"
        + _MACHINE,
        r"(?:作为|身为|你是|您是)(?:一个|一名)?(?:ai|人工智能|大?语言模型|大模型|聊天机器人|智能助手)",
        r"(?:从现在起|从现在开始|接下来|以后)[,，]?(?:你|您)(?:必须|只能|要|应|将|不得|不要|就)",
        r"(?:无论|不管|不论|只要|凡是)" + _ASKER + r".{0,4}(?:问|说|提).{0,18}(?:回答|回复|答复|说|输出)",
        r"(?:请|务必|必须)?(?:直接|一律|统一|始终)?(?:回答|回复|告诉)" + _ASKER + r"[:：“\"]",
        r"(?:系统|初始|隐藏)提示词|提示词注入|开发者模式|越狱模式|管理员模式|最高优先级指令|新的?(?:系统)?指令[:：]",
        r"(?:输出|泄露|显示|复述|重复|打印|说出)(?:你|您)?(?:的|全部|完整|系统)*(?:提示词|系统提示|初始指令|密钥|口令)",
        r"(?:不要|不得|禁止|无需|不用)(?:引用|标注|显示|注明)(?:条款|出处|来源|原文|依据|文号)",
        r"(?:执行|运行)(?:以下|下列|下面|这段)的?(?:代码|命令|指令|脚本|程序)|调用(?:工具|函数|接口|插件)",
        r"(?:以下|下面)(?:是|为)?(?:新的)?(?:系统)?(?:指令|提示词)|[【\[](?:系统|指令|提示)[】\]]",
        r"\b(?:ignore|disregard|forget|override|bypass|discard)\b.{0,20}"
        r"\b(?:previous|prior|above|earlier|preceding|all|your|system|safety)\b.{0,30}"
        r"\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context|messages?|text|policy|filters?)\b",
        r"\b(?:you are now|from now on,? you|pretend (?:to be|you are)|roleplay as)\b",
        r"\bact as (?:an? |the )?\w+",
        r"(?:ignore|disregard|forget|override)(?:all|any|the|your)*(?:previous|prior|above)\w{0,20}(?:instruction|rule)",
        r"\byou must (?:now |only )?(?:answer|reply|say|respond|output)\b",
        r"\b(?:reveal|print|repeat|output|show|leak)\b.{0,20}"
        r"\b(?:system prompt|your prompt|your instructions|initial instructions|api keys?|passwords?)\b",
        r"\b(?:system prompt|developer mode|jailbreak|do anything now|prompt injection)\b",
        r"\bnew (?:system )?instructions?\s*:|\bdo not (?:cite|quote|mention|reveal|tell|follow)\b",
        r"(?:^|\s)(?:system|assistant|user|developer|tool)\s*[:：]",
        r"<\|?/?(?:im_start|im_end|system|assistant|user|endoftext|instructions?|prompt)\|?>|\[/?inst\]|<</?sys>>",
        r"###\s*(?:instruction|system|response|指令|系统)",
        r"\b(?:javascript|vbscript|data):\S|<script|\bon(?:error|load|click)\s*=",
        r"[a-z0-9+/]{80,}={0,2}",
    )
)
_HAN = "\u4e00-\u9fff"
_PADDING = re.compile(rf"(?<=[{_HAN}])[\s*_·•.~\-|/\\]+(?=[{_HAN}])|(?<=\b[a-z]) (?=[a-z]\b)")


@dataclass(frozen=True, slots=True)
class Order:
    """A suspicious passage: the line it begins in (from 1), and its words as far as they are shown."""

    line: int
    words: str


def orders(text: str) -> Iterator[Order]:
    """The lines of a text in which something seems to be said to a program, each once."""
    lines = text.split("\n")
    found = [_found(line) for line in lines]
    for number, words in enumerate(found):
        if not words and not any(found[number + 1 : number + 2]):
            # A line may be broken anywhere, and an order with it.
            words = _found("".join(lines[number : number + 2]))
        if words:
            yield Order(number + 1, words)


def warnings(text: str, hidden: Sequence[str]) -> tuple[str, ...]:
    """What the editor is to look at in a file: its suspicious lines, and what it hides (and is not read)."""
    told = [
        f"第 {order.line} 行像是写给程序的话（“{order.words}”），请核对文件的来路；答复不会照它做"
        for order in orders(text)
    ]
    kept_back = [order.words for words in hidden for order in orders(words)]
    told += [f"藏着像是写给程序的话（“{words}”），没有收入；请核对文件的来路" for words in kept_back]
    shown = list(dict.fromkeys(told))
    more = len(shown) - _WARNINGS_AT_MOST
    return (*shown[:_WARNINGS_AT_MOST], *([f"这样的话另有 {more} 处"] if more > 0 else ()))


def _found(line: str) -> str:
    plain = _PADDING.sub("", fold(line))
    for order in _ORDERS:
        if found := order.search(plain):
            words = found[0].strip()
            return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return ""
