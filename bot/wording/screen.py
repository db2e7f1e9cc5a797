"""What no reworded sentence may hold: promises, verdicts, personal data, the prompt.

A model that writes one of these is not believed in anything else.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.privacy import find
from knowledge.text.normalise import fold
from knowledge.text.squeeze import squeeze

_PROMISE = re.compile(
    r"已(?:经)?(?:为|替|帮|给)您?|已(?:经)?(?:报警|派单|登记|转接|受理|提交|联系|通知|上报|安排|记录)|"
    r"(?:我|我们|本(?:热线|平台|系统))(?:们)?(?:会|将|马上|立即|已|来|帮|替|为)|"
    r"(?:帮|替|为)您(?:报警|派单|登记|转接|办|申请|提交|联系|预约|查)|"
    r"(?:稍后|很快|尽快).{0,8}(?:联系您|回复您|回电|与您联系)|(?:保证|确保|一定|肯定|包)(?:能|会|让)?您|"
    r"请?放心[，,。]|请您?(?:稍等|耐心等)"
)
# Whether this child belongs is for the rules to check and for the office to decide.
_VERDICT = re.compile(
    r"(?:您|你|您的|你的)(?:家)?(?:的)?(?:孩子|情况|家庭|小孩|儿子|女儿|孙子|孙女)?[^，。；]{0,8}?"
    r"(?:不?符合|不?属于|不?算是?|能够?享受|可以享受|不能享受|有资格|没有?资格|能领|可以领|领不到|够条件|不够条件|能获得|可以获得)"
)
_STRANGE = re.compile(
    r"https?:|www\.|[<>{}\[\]【】［］|\\]|[a-zA-Z]{3,}|"
    r"作为(?:一[个名])?(?:AI|人工智能|语言模型|助手)|忽略(?:以上|之前|前面)|系统提示|提示词|校验字|记号"
)
_PHONE = re.compile(r"(?<!\d)(?:1[12]\d|1\d{4}|\d{5,})(?!\d)(?!\s*[元名人个次岁])")
_ECHO = 14  # characters in a row that an answer shares with the rules only by repeating them


class Breach(StrEnum):
    """What a sentence may not hold, as it is counted."""

    ECHO = "prompt_echo"
    PROMISE = "promise"
    VERDICT = "verdict"
    PRIVATE = "private_data"
    PHONE = "phone_number"
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class Screen:
    """What is looked for in the sentences of one request.

    `public` are contacts that may be named, `numbers` the hotline table's.
    """

    secret: tuple[str, ...]
    rules: str
    public: Callable[[], Collection[str]]
    numbers: Collection[str]

    def leaks(self, raw: str) -> bool:
        """Whether what has come so far holds the canary or the marker, however it is spaced or cut."""
        bare = squeeze(raw).lower()
        return any(secret in bare for secret in self.secret)

    def breach(self, sentence: str, quotes: Collection[str]) -> Breach | None:
        """The first thing in a sentence, without its tokens, that it may not hold."""
        whole = "\n".join(quotes)
        plain = fold(sentence)
        if self.leaks(sentence) or _repeats(sentence, self.rules, whole):
            return Breach.ECHO
        if _PROMISE.search(plain) and not _all_in(_PROMISE, plain, fold(whole)):
            return Breach.PROMISE
        if _VERDICT.search(plain):
            return Breach.VERDICT
        known = fold(whole)
        printed = {one.value for one in find(whole)}
        if any(
            one.value not in printed and fold(one.value) not in known
            for one in find(sentence, public=self.public())
        ):
            return Breach.PRIVATE
        phones = set(_PHONE.findall(plain)) - set(self.numbers)
        if any(phone not in known for phone in phones):
            return Breach.PHONE
        if _STRANGE.search(plain) and not _all_in(_STRANGE, plain, known):
            return Breach.STRANGE
        return None


def _all_in(pattern: re.Pattern[str], sentence: str, quotes: str) -> bool:
    return all(match[0] in quotes for match in pattern.finditer(sentence))


def _repeats(sentence: str, rules: str, quotes: str) -> bool:
    """Whether a stretch of the rules comes back that no clause has."""
    bare, known, official = squeeze(sentence), squeeze(rules), squeeze(quotes)
    stretches = (bare[i : i + _ECHO] for i in range(len(bare) - _ECHO + 1))
    return any(stretch in known and stretch not in official for stretch in stretches)
