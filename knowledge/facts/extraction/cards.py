"""The child's disability card: held, not held, of the first kind, or run out.

A card of the first kind, or one that is no longer valid, is none in the sense of the clause (二代残疾人证)
until it is renewed.
"""

import re
from collections.abc import Iterator

from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Speech

_OLD = re.compile(
    r"(?:第|头)?一代的?(?:残疾)?(?:人)?(?:证|的)|(?:还是|就是|是|拿的|用的|办的)(?:个)?(?:第|头)?一代(?=[，。；]|$)"
    r"|(?:残疾)?(?:老|旧)(?:残疾)?(?:人)?证|残疾(?:人)?证[^，。没不]{0,6}(?:过期|作废|失效|注销|到期)|过期的?残疾(?:人)?证"
    r"|(?<!身份)(?<!户)(?<!居住)证(?:早|都|已经?|也|早就|上个月|去年|今年)*(?:就|已)?(?:过期|作废|失效|注销|到期)"
)
_RENEWED = re.compile(
    r"(?<!没)(?<!未)(?<!没有)(?<!没去)(?<!没给)(?<!不能)(?<!不给)(?:换|补办|改办|续)(?:成|发|领|好|上)?(?:了|成了|好了|完了|下来了|过了|(?:的)?(?:新|(?:第)?[二三]代))"
    r"|(?<!没)(?<!没有)(?<!未)(?<!不是)(?:有|是|持有?|拿着?)(?:的)?(?:新证|(?:第)?[二三]代)"
)
_IN_DOUBT = re.compile(
    r"一代(?:的)?(?:还是|或者?|、)(?:的)?(?:第)?二代|二代(?:的)?还是(?:的)?(?:第)?一代|几代|哪代|第几代"
)
_OF_OTHERS = re.compile("身份证|户口本|居住证|驾驶?证|结婚证|离婚证")


def invalid_card(speech: Speech) -> Iterator[re.Match[str]]:
    """Where it is said that the card is an old one, unless it was renewed."""
    if not re.search("残|肢体|智力|视力|听力|精神|言语|脑瘫|自闭", speech.text) or _IN_DOUBT.search(
        speech.text
    ):
        return
    for match in _OLD.finditer(speech.text):
        part = speech.part_at(match.start())
        unsure = lexicon().way("不知").search(speech.clause(part)) or part.asked or part.void
        if not (unsure or _OF_OTHERS.search(speech.clause(part)) or _RENEWED.search(speech.text)):
            yield match


def kind_in_doubt(speech: Speech) -> bool:
    """Whether the caller cannot tell which card it is."""
    return _IN_DOUBT.search(speech.text) is not None
