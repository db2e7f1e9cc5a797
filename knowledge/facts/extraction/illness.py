"""What is said of an illness beyond its name: that it is over, and whether it is on the local list.

The texts leave the list of diseases to the local schemes; where a caller says that theirs is on it, or is
not, that settles it whatever the disease is called.
"""

import re
from collections.abc import Iterator

from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech
from knowledge.facts.extraction.saying import Hit

_LIST = r"(?:病种|名单|目录|范围|名录|清单)"
_GRAVE = r"(?:重特大疾?病|重大疾病|特大疾病|大病救助|大病医疗救助)"
_ON_IT = re.compile(
    rf"(?<![不没未])(?<!没有)(?:在|属于|是|算|列入|列进|纳入|进|按|符合|有)(?:了|着)?[^，。；不没未]{{0,14}}?(?:{_GRAVE}[^，。；不没未]{{0,8}}{_LIST}|{_LIST})"
    rf"(?:里|内|中|上|之内|之列|以内)?|(?<![不没未])(?:属于|是|算|按|列入|纳入)[^，。；不没未]{{0,6}}{_GRAVE}(?!救助|保险|险|的)"
)
_OFF_IT = re.compile(
    rf"(?:不在|没在|未在|不属于?|不是|不算|没列入|未列入|没进|不符合|没纳入|未纳入|没有?列|够不上|不够|没有?)[^，。；]{{0,14}}?(?:{_GRAVE}|{_LIST})"
    rf"|{_LIST}(?:里|上|内|中)?(?:也|都|就)?(?:没有|没|查不着|查不到|找不着|找不到)"
    r"|(?:不算|不是|够不上|不够|不属于)(?:啥|什么)?(?:个)?(?:大病|重病|重大疾病)"
)
_OPEN = re.compile(
    r"在不在|是不是|算不算|属不属|有没有|能不能|是否|不知道|不知|不清楚|不晓得|没问|没查|没听说|没说|说不准|谁知道|不好说|拿不准"
)
_OTHER_LIST = re.compile(r"低保|贫困|建档|特困|资助名单|招生|录取|报销范围|报销目录")
_OF_ILLNESS = re.compile(r"病|症|癌|瘤|透析|移植|医保|大夫|手术|化疗")


def on_the_list(speech: Speech, part: Part) -> Iterator[tuple[Hit, str]]:
    """Where an illness is said to be on the local list, or not to be: 是 or 否."""
    clause = speech.clause(part)
    if part.asked or part.void or _OPEN.search(clause) or _OTHER_LIST.search(clause):
        return
    if not _OF_ILLNESS.search(speech.text[: part.last]):
        return
    body = speech.body(part)
    off, on = _OFF_IT.search(body), _ON_IT.search(body)
    match = off or on
    if match:
        hit = Hit(part.start + match.start(), part.start + match.end(), match.group(), part.doubted)
        yield hit, "否" if off else "是"


def is_over(speech: Speech, part: Part) -> bool:
    """Whether an illness is told as past, in the clause or in the next."""
    following = next((p for p in speech.parts if p.clause == part.clause + 1), None)
    words = speech.clause(part) + (speech.clause(following) if following and not following.named else "")
    return lexicon().way("病好了").search(words) is not None


def over(speech: Speech, part: Part) -> str:
    """What whoever confirms it should know of an illness that is told as past."""
    return "说是治好了，现在怎样要问清" if is_over(speech, part) else ""
