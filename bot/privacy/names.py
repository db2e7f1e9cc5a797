"""Names of people, where something says that a name comes: 我叫, 姓名：, 儿子 before, 同学 behind.

Never by looks alone: in a policy text every second word begins like a name. A nickname (小明), a family name
alone (王老师) and what is veiled already (李某) stay.
"""

import re
from collections.abc import Iterator
from itertools import islice

from bot.privacy.kinds import Found, Kind
from bot.privacy.lists import one_of, ordinary, surnames, words
from bot.privacy.shadow import Shadow


def _by_looks() -> re.Pattern[str]:
    family = "".join(name for name in surnames()["common"] | surnames()["traditional"] if len(name) == 1)
    compound = "|".join(surnames()["compound"])
    telling, given = "".join(words()["telling"]), "".join(words()["given"])
    return re.compile(
        rf"(?P<name>(?:[{family}]|{compound})(?:[{telling}][{telling}{given}]|[{given}][{telling}]))"
    )


_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"

# A name is announced: with a colon anything of two to four characters is one.
_FORM = re.compile(rf"(?:{one_of('form')})(?:\([^()\n]{{1,6}}\))? ?[:=] ?")
_CALLED = re.compile(
    rf"(?:(?:{one_of('subject')})的?(?:名字|大名|学名|全名|姓名)?|名|就|也|是|个|本来|原来|现在|户口上|身份证上)"
    r"(?:叫做|叫作|叫)|(?:名字|姓名|大名|学名|全名)(?:是|为|叫)|名叫|名为|叫做|叫作"
)
# A name may come.
_CALLS = re.compile(r"叫|(?:我|俺|这边|这里|本人|就|您)是 ?|(?:反映|举报|投诉|替|找|联系|陪同|姓名|还有) ?")
_KIN = r"(?:[妈爸爷奶姥哥姐弟妹叔舅姑]{1,2}|[爹娘姨婶]|姥爷|嫂子?|媳妇|老公)"
_ROLE = re.compile(
    rf"(?:[他她我你您咱俺]们?家?的?{_KIN}|(?:孩子|娃)[他她]?的?{_KIN}|(?<!妇)女儿|{one_of('role')})"
    r" ?(?:是|为)?[,:、(\"“‘]? ?"
)
# One may come even here, if nothing else can be meant.
_LOOSE = re.compile(
    r"问问|问一?下|查查|查一?下|关于|说|帮(?!扶)|给|为|替|跟|和|让|把|被|送|接|照顾|看见|看到|认识|收养|领养|发现|转告|告诉|通知|人|员|的|同|与|咱|俺"
)
# A name was there.
_BEHIND = re.compile(
    rf"小?(?:{one_of('title')})|这个?(?:孩子|娃|小孩|学生|人|名字)|(?<!其)[他她][爸妈爷奶姥哥姐]|的(?:{one_of('of')})"
    r"|夫妇|夫妻|两口子|一家|家[的里小老]|[, ]?(?:今年|现年|年仅)?[0-9一二三四五六七八九十]{1,3}周?岁"
    r"|[,、 ]?\(?[男女](?:[,、 )]|$|\d)|[, :]{0,2}(?:电话|手机|联系电话|联系方式|身份证|证号|1[3-9]\d)"
)

# What is no part of a given name, and what is not its last character.
_NEVER = frozenset(
    "的了吗呢吧啊呀嘛哦着们我你您他她它咱俺这那什怎谁哪啥在是不没也还都就很太被把给让跟与及或但已将又才"
)
_NOT_LAST = _NEVER | frozenset(
    "去到从对往因所更别未要说问打骂哭跑丢死病残住吃睡穿抱送找听离改坐戒地过二三四五六七八九十两几个岁今昨电老刚每拿看于和向"
)
_TITLES = re.compile(f"(?:{one_of('no_given')})")
_BLANKS = re.compile(one_of("blank"))
_BOUNDARY = re.compile(
    r"$|[^\w〔]|[0-9A-Za-z]|今年|的|在|是|这|他|她|我|说|也|都|没|跟|和|与|及|被|从|已|现|住|读|上|总|老|两|俩|天天|经常|一起|一同|一个|一家|两口|夫妇|夫妻|家|打|电话|手机|身份证"
    r"|性别|男|女|出生|家住"
)
_NEXT = re.compile(r" ?[、,和跟与及] ?| ")
_MINORITY = re.compile(rf"{_HAN}{{1,8}}(?:[·•・]{_HAN}{{1,8}}){{1,3}}")
_ANY_NAME = re.compile(rf"{_HAN}{{2,4}}(?=$|[^\w]|性别|年龄|电话|身份证)")
# Characters that end names and hardly any word: 夏天宇 is a name although 夏天 is a season.
_ENDS_NAMES = frozenset("宇轩涵豪琪怡瑶诺辰泽琳萱馨睿妍彤婷倩雯娟莲霞芳英珍刚伟磊涛斌鹏飞龙辉凯峰杰鑫浩")
_QUOTED = re.compile(rf"[“\"'‘「(]({_HAN}{{2,4}})[”\"'’」)]")
_MOST = 100  # names that are looked for again: a flood of them is not worth more
_COMMON = ("common", "traditional")
_EVERY = (*_COMMON, "rare", "words")
_LOOKS = _by_looks()
_VEILED = frozenset("某氏姓")
# What may stand right before a name that only the word behind it tells: 班王小明同学, 是张强的妈妈.
_LEADS_TO = frozenset(
    "是叫我给替让跟和与及对向为帮找问把被有位名请见的了下说告由因将在于来个生学子儿女爸妈爷奶孩娃童亲人友居民班级里院校区村镇乡家组"
)


def names(plain: Shadow) -> Iterator[Found]:
    """Names that are announced by what stands before or behind them, and those put beside such a one."""
    text = plain.text
    spans = dict.fromkeys(_spans(text))
    told = dict.fromkeys(text[start:end] for start, end in spans)
    for name in islice(told, _MOST):  # once told, known in the whole text
        spans.update(dict.fromkeys(match.span() for match in re.finditer(re.escape(name), text)))
    for start, end in spans:
        yield Found(Kind.NAME, *plain.span(start, end), text[start:end])


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _FORM.finditer(text):
        yield from _listed(text, match.end(), _in_a_form(text, match.end()))
    for match in _CALLED.finditer(text):
        yield from _listed(text, match.end(), _announced(text, match.end()))
    for match in _CALLS.finditer(text):
        yield from _listed(text, match.end(), _hinted(text, match.end(), closed=True))
    for match in _ROLE.finditer(text):
        yield from _listed(text, match.end(), _hinted(text, match.end()))
    for match in _LOOSE.finditer(text):
        end = _hinted(text, match.end(), closed=True)
        if end is not None and end - match.end() > 2 and text[match.end()] not in surnames()["rare"]:
            yield match.end(), end
    for match in _LOOKS.finditer(text):
        if not _is_ordinary(text, match.start()):
            yield match.span()
    for match in _BEHIND.finditer(text):
        start = _before(text, match.start())
        if start is not None:
            yield start, match.start()


def _listed(text: str, start: int, end: int | None) -> Iterator[tuple[int, int]]:
    """A name, and those that stand in one row with it: 王小明、李小红和赵强."""
    while end is not None:
        yield start, end
        gap = _NEXT.match(text, end)
        if not gap:
            return
        start = gap.end()
        end = _hinted(text, start, closed=True)


def _in_a_form(text: str, at: int) -> int | None:
    if _BLANKS.match(text, at):
        return None
    known = _announced(text, at)
    if known is not None:
        return known
    match = _ANY_NAME.match(text, at)
    return match.end() if match else None


def _announced(text: str, at: int) -> int | None:
    """The end of the name that begins here, after words that leave no doubt that one comes."""
    quoted = _QUOTED.match(text, at)
    if quoted:
        family = _family(text, quoted.start(1), *_EVERY)
        return quoted.end(1) if family and quoted.end(1) - family < 3 else None
    minority = _MINORITY.match(text, at)
    if minority:
        return minority.end()
    family = _family(text, at, *_EVERY)
    if family is None or (_is_ordinary(text, at) and not _BOUNDARY.match(text, at + 2)):
        return None
    return _given(text, family)


def _hinted(text: str, at: int, *, closed: bool = False) -> int | None:
    """The same where a name may come or not: no ordinary word, and a rare family name only in full."""
    family = _family(text, at, *_COMMON, "rare")
    if family is None or (_is_ordinary(text, at) and text[at + 2 : at + 3] not in _ENDS_NAMES):
        return None
    end = _given(text, family)
    rare = text[at] in surnames()["rare"] and family == at + 1
    if end is None or (rare and end - family < 2):
        return None
    return end if _BOUNDARY.match(text, end) or not (closed or rare) else None


def _before(text: str, end: int) -> int | None:
    """Where the name begins that ends here, or None: the longest that reads as one."""
    for length in (4, 3, 2):
        start = end - length
        if start < 0 or not re.fullmatch(_HAN + "+", text[start:end]):
            continue
        family = _family(text, start, *_COMMON, *(["rare"] if length == 3 else []))
        if family is None or _is_ordinary(text, start):
            continue
        given = text[family:end]
        if not 1 <= len(given) <= 2 or given[0] in _NEVER | _VEILED or given[-1] in _NOT_LAST | _VEILED:
            continue
        before = text[start - 1 : start]
        if re.match(_HAN, before) and before not in _LEADS_TO:
            continue
        if _TITLES.match(given) or (length == 2 and _family(text, end - 1, *_COMMON) == end):
            continue  # 于张老师: the second of two family names is the teacher's
        return start
    return None


def _family(text: str, at: int, *blocks: str) -> int | None:
    """The end of the family name that begins here, of two characters or, of these blocks, of one."""
    lists = surnames()
    if text[at : at + 2] in lists["compound"] or text[at : at + 2] in lists["traditional"]:
        return at + 2
    one = text[at : at + 1]
    return at + 1 if any(one in lists[block] for block in blocks) else None


def _given(text: str, at: int) -> int | None:
    """The end of the given name of one or two characters that begins here; None where none does."""
    if _TITLES.match(text, at) or not re.match(_HAN, text[at : at + 1]) or text[at] in _NEVER | _VEILED:
        return None
    if text[at : at + 2] in words()["goes_on"]:
        return None
    second = text[at + 1 : at + 2]
    if not re.match(_HAN, second) or second in _NOT_LAST or text[at + 1 : at + 3] in words()["goes_on"]:
        return at + 1
    if _TITLES.match(text, at + 1) or second in _VEILED:
        return at + 1
    return at + 2


def _is_ordinary(text: str, at: int) -> bool:
    """Whether an ordinary word begins here, or ends with the family name."""
    return text[at : at + 2] in ordinary() or text[max(0, at - 1) : at + 1] in words()["ends_a_word"]
