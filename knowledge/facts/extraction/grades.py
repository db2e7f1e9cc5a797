"""Kind and grade of a disability, as a card gives them and as people say: 肢体二级, 我腿一级, 两眼一级盲.

A grade is never taken from 三年级 or 三级医院, and a kind only where a grade or 残疾 stands beside it.
"""

import re

from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech
from knowledge.facts.extraction.saying import Hit, is_denied
from knowledge.facts.extraction.times import number

_KINDS = {
    "视力": "视力", "视残": "视力", "肢体": "肢体", "肢残": "肢体", "智力": "智力", "智残": "智力",
    "精神": "精神", "听力": "听力", "言语": "言语", "语言": "言语", "多重": "多重", "综合": "多重",
}  # fmt: skip
_KIND = re.compile("|".join(_KINDS))
# 腿一级, 两眼一级盲: which kind it is follows from what is graded.
_BODY = {
    "肢体": "腿|胳膊|胳臂|手|脚|瘫|瘸|截肢|假肢|拄拐|轮椅|小儿麻痹|驼背|侏儒|脑瘫",
    "视力": "眼|失明|瞎|盲",
    "听力": "耳|聋|听不",
    "言语": "哑|说不出话",
    "智力": "智障|弱智|唐氏|智商",
    "精神": "精神分裂|精神病|疯|自闭症?|孤独症",
}
_BODY_KIND = re.compile("|".join(f"(?P<b{number}>{words})" for number, words in enumerate(_BODY.values())))
# How far the part of the body may stand from its grade.
_BEFORE, _AFTER = 7, 3
GRADE = re.compile(
    r"(?P<grade>[一二三四1234ⅠⅡⅢⅣ壹贰叁])级"
    r"(?!医院|教师|甲|医|以上|以下|及以|工|厨|电工|焊工|技工|士官|运动|建造|证书|风|公路|文物|保护|亲属)"
)
_NOT_A_GRADE = re.compile(r"(?:上|念|读|小学|初中)$")
_BELOW = re.compile(r"(?:没到|不到|不够|够不上|还不到|没够|不是|没有)$")
_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "壹": 1, "贰": 2, "叁": 3}
BLIND = re.compile(r"双目失明|盲人|全盲|俩眼全瞎|两眼全瞎|双眼(?:全)?瞎")


def is_of_disability(words: str) -> bool:
    """Whether words speak of disability, so that 二级 after them is a grade of it."""
    return bool(
        lexicon().way("有残").search(words)
        or BLIND.search(words)
        or (GRADE.search(words) and (_KIND.search(words) or _body(words)))
    )


def kind(speech: Speech, part: Part, *, spoken_of: bool) -> tuple[str, Hit] | None:
    """肢体残疾, 精神二级, 腿一级, or 肢体 alone where disability is spoken of; never 精神不好."""
    body = speech.body(part)
    for match in _KIND.finditer(body):
        around = body[match.end() : match.end() + 5]
        graded = GRADE.search(body) is not None
        of_disability = re.match(r"(?:上|方面)?(?:的)?(?:有)?(?:残疾|残障|残(?!酷|忍|留)|重度|多重)", around)
        alone = spoken_of and re.fullmatch(rf"(?:是|有|是个)?{match.group()}(?:的|类|方面的?)?", body)
        hit = at(part, match)
        if (graded or of_disability or alone) and not is_denied(speech, hit):
            return _KINDS[match.group()], hit
    if found := _body(body) or (_body_alone(body) if spoken_of else None):
        return list(_BODY)[int(str(found.lastgroup)[1:])], at(part, found)
    return None


def _body(words: str) -> re.Match[str] | None:
    """The part of the body that a grade belongs to."""
    for graded in GRADE.finditer(words):
        near = list(_BODY_KIND.finditer(words, max(0, graded.start() - _BEFORE), graded.end() + _AFTER))
        if near and not _NOT_A_GRADE.search(words[: graded.start()]):
            return near[0]
    return None


def _body_alone(words: str) -> re.Match[str] | None:
    return _BODY_KIND.fullmatch(words.removeprefix("是").removesuffix("的"))


def grade(speech: Speech, part: Part, *, spoken_of: bool) -> Hit | None:
    """Where a grade is told; its words are the numeral alone."""
    body = speech.body(part)
    if not (spoken_of or is_of_disability(body) or _KIND.search(body) or "残" in body or BLIND.search(body)):
        return None
    for match in GRADE.finditer(body):
        if not _BELOW.search(body[: match.start()]):
            return Hit(part.start + match.start(), part.start + match.end(), match["grade"], part.doubted)
    return None


def level(words: str) -> int:
    """The number of a grade."""
    said = number(words)
    return _ROMAN.get(words) or int(said.low if said else 0)


def at(part: Part, match: re.Match[str]) -> Hit:
    """A match in a part's body, as a place of the text."""
    return Hit(part.start + match.start(), part.start + match.end(), match.group(), part.doubted)
