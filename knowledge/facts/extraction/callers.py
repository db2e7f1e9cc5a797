"""Who is calling, as far as their words show: it decides whom 我, 我儿子 and 我弟弟 mean."""

import re
from dataclasses import dataclass
from functools import cache

from knowledge.facts.extraction.lexicon import lexicon

FATHER, MOTHER, CHILD, HOME = "父", "母", "童", "家"
Who = tuple[str, ...]
SOMEONE_ELSE: Who = ()
PARENTS: Who = (FATHER, MOTHER)

# 我 beside these is no parent who says nothing else of themselves.
NO_PARENT_CALLS = re.compile(
    r"(?:我|俺)(?:们)?(?:的|家)?(?:邻居|同事|朋友|班|村|屯|社区|学校|学生|同学|弟|哥|姐|妹|孙|侄|外甥|老两口|老俩口|镇|乡)"
    r"|(?:我|俺|本人)(?:就|也)?(?:是|系)(?!.{0,4}(?<![舅姨姑伯大后继干养岳])(?:妈|爸|爹|娘|母亲|父亲)|.{0,4}(?:低保|残|农|单|外地|外县|[\u4e00-\u9fff]{2}人))"
    r"|老太太|老头|老伴|网格员|班主任|我一个老|[六七八][十\d][多来几]?岁?了|(?:我|俺)(?:都)?[六七八]十"
)
_SIBLING = r"(?:我|俺)(?:的|家)?(?:亲)?(?P<kin>大?哥哥?|二哥|三哥|老?弟弟?|大?姐姐?|二姐|三姐|老?妹妹?)"
_SIBLING_COUPLE = re.compile(
    _SIBLING
    + r"(?:俩口子|两口子|夫妻|夫妇|[跟和与]?(?:我|俺)?(?:姐夫|妹夫|嫂子|弟妹|弟媳妇?)"
    + r"|家?的?(?:孩子|娃|闺女|儿子))"
)
_SIBLING_GONE = re.compile(
    _SIBLING
    + r"[^，。]{0,6}(?:判|坐牢|服刑|入狱|进去|蹲|强戒|戒毒|没了|去世|过世|死|不在了|离|跑|失联|打工|走了|病)"
)
_ASKS_FOR = re.compile(r"(?:帮|替|给)" + _SIBLING + r"(?:家)?(?:问|打听|咨询|打电话|来电)")
_KEPT_BY_ME = re.compile(
    r"(?:跟着?|归|由|让|放|给|靠)(?:我|俺)(?:们)?(?:家|这|俩)?(?:过|住|养|带|管|生活|上学|照|看|抚|，|。|$)|(?:我|俺)(?:们)?(?:给|帮)?(?:带|养|管|照顾|抚养|拉扯|照看)"
)
_I = re.compile(r"(?:我|俺)(?!们?家|的?(?:爸|妈|爹|娘|父|母|爷|奶|姥|孩|娃|儿|闺|女))")
_OF_THE_CHILD = r"(?:孩[子儿]?|娃|[他她]|儿子|闺女|女儿|姑娘)[他她]?的?亲?"
_THE_FATHER = re.compile(rf"{_OF_THE_CHILD}(?:爸|爹|父亲)(?!妈|娘|的|家|[跟和]他妈)")
_THE_MOTHER = re.compile(rf"{_OF_THE_CHILD}(?:妈|娘|母亲)(?!爸|爹|的|家)")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, as far as their words show: 父, 母, 童, 祖, 外祖, 叔, 姨, or empty."""

    role: str

    @property
    def who(self) -> Who:
        """Whom 我 means."""
        return (self.role,) if self.role in (FATHER, MOTHER, CHILD) else SOMEONE_ELSE


def caller(text: str) -> Caller:
    """Who is calling; empty where the words leave it open, and then 我 is nobody's fact."""
    signs = {name: pattern.search(text) for name, pattern in lexicon().caller.items()}
    speaks_of_child = child_words().search(text) is not None
    for sign, role in (("姥姥姥爷", "外祖"), ("奶奶爷爷", "祖"), ("叔伯姑", "叔"), ("姨舅", "姨")):
        if signs[sign] and not re.search(r"(?:我|俺)是.{0,4}(?:妈妈?|爸爸?|母亲|父亲)", text):
            return Caller(role)
    if speaks_of_child and (role := _of_a_siblings_child(text)):
        return Caller(role)
    if signs["妈妈"] and not signs["爸爸"]:
        return Caller(MOTHER)
    if signs["爸爸"] and not signs["妈妈"]:
        return Caller(FATHER)
    if not (signs["妈妈"] or signs["爸爸"]) and (role := _other_than_named(text)):
        return Caller(role)
    if signs["妈妈"] or speaks_of_child:
        return Caller("")
    if signs["孩子"] or re.search(r"(?:我|俺)(?:的|家)?(?:爸|妈|爹|娘|父|母)", text):
        return Caller(CHILD)
    return Caller("")


def _of_a_siblings_child(text: str) -> str:
    """我姐两口子都判了，孩子跟我过: whoever keeps a sibling's child is the uncle or the aunt."""
    sibling = (
        _SIBLING_COUPLE.search(text)
        or _ASKS_FOR.search(text)
        or (_SIBLING_GONE.search(text) if _KEPT_BY_ME.search(text) else None)
    )
    if sibling is None:
        return ""
    return "叔" if sibling["kin"][-1] in "哥弟" else "姨"


def _other_than_named(text: str) -> str:
    """我肢体二级，他爸在威海: whoever speaks of themselves and of the father only is the mother."""
    if NO_PARENT_CALLS.search(text) or not _I.search(text):
        return ""
    father, mother = _THE_FATHER.search(text), _THE_MOTHER.search(text)
    if father and not mother:
        return MOTHER
    return FATHER if mother and not father else ""


@cache
def child_words() -> re.Pattern[str]:
    """What the child is called, where a child is meant and not a kind of children."""
    words = tuple(
        word for kind in ("孩子", "儿子", "女儿", "孙辈", "排行") for word in lexicon().people[kind]
    )
    before = "(?<!还是个)(?<!留守)(?<!困境)(?<!流动)(?<!抚养)"
    return re.compile(f"{before}(?:{alternatives(words)})(?!福利|主任|医院|补助)")


def alternatives(words: tuple[str, ...]) -> str:
    """Plain words as one pattern, the longest first."""
    return "|".join(sorted(map(re.escape, set(words)), key=len, reverse=True))
