"""Who is spoken of: mentions of people in a text, as the child's father, mother, the child, or someone else.

Who is calling decides whom 我, 我儿子 and 我弟弟 mean. A grandparent, a step-parent, a sibling or a
neighbour is someone else, and nothing said of them is ever a fact of the parents or of the child.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from knowledge.facts.extraction.callers import (
    CHILD,
    FATHER,
    HOME,
    MOTHER,
    NO_PARENT_CALLS,
    PARENTS,
    SOMEONE_ELSE,
    Caller,
    Who,
    alternatives,
    child_words,
)
from knowledge.facts.extraction.lexicon import lexicon

_CHILDREN = ("孩子", "孙辈", "外孙", "侄辈", "外甥", "儿子", "女儿")
_WE = ("我们", "俺们", "咱们")
_ME = (*_WE, "我", "俺", "咱", "本人")
_STRANGERS = ("邻居", "同学", "老师", "对门", "隔壁", "朋友", "亲戚", "同事")
_NEEDS_OWNER = tuple("爷奶叔婶姑舅姨哥姐弟妹")
_GONE_ALREADY = re.compile(
    r"没了|去世|死了|跑了|坐牢|服刑|离婚|离了|离异|丧偶|失联|进去了|前夫|前妻|单亲|改嫁|一个人"
)
# With papers, adoptive parents are the parents.
_ADOPTED = re.compile(r"(?<!没)(?<!没有)收养(?:证|登记|手续)(?!.{0,3}[没未])|合法收养|依法收养")
_ADOPTIVE = {"养父": (FATHER,), "养母": (MOTHER,), "养父母": PARENTS}
_OPENS = re.compile(r"(?:^|[，。：；])(?:如今|现在|目前|眼下|这|就|后来)?$")
_A_COUPLE = ("夫妻俩", "两口子", "俩口子", "小两口")
_AT_ODDS = re.compile(r".{0,4}(?:离|分手|分居|吵|打架|没.{0,3}联系|断了)")
_OF_BOTH = re.compile(r"(?:俩人)?(?:都|均|皆|双双|全)|外出|在|去|服刑|失联|死亡")
_TOGETHER_AT_WORK = re.compile(
    r"(?:俩|两个|两口子|夫妻)?(?:都|也|一直|现在|全|常年|又)*"
    r"(?:[在搁去来到上](?!这|家|本)[^，。]{1,12}?(?:打工|务工|上班|干活|做|开|卖|干|种|养|摆)"
    r"|(?:在外|外出|出去|出来|出门)[^，。]{0,6}?(?:打工|务工|干活|上班|挣钱)|打工|务工|种地|上班)"
)
# 俺家那口子和俺
_WE_TWO = (
    "(?:俺|我|咱)(?:家)?(?:的)?(?:那口子|对象|爱人|老公|丈夫|媳妇|老婆)"
    "(?:和|跟|与)(?:俺|我|咱)(?!们?(?:家|的|妈|爸|孩|儿|闺))"
)
# 父亡母亡, 父服刑母外出
_NOTED = re.compile(
    r"(?:亡|故|逝|死|服刑|在押|失联|失踪|外出|务工|残|重病|强戒|强制|离异|改嫁|健在|在家|精神|肢体|智力|视力)"
)
# 要问的是老二, 我问大的
_ASKED_ABOUT = re.compile(
    r"(?:问|说|咨询|打听|反映|申请)(?:的)?(?:是|一下|下|问)?(?:我家|俺家|我们家)?(?:那个)?(?P<rank>老[大二三四五小幺]|大的|小的)(?!人|的)"
)
_TELEGRAPHIC = re.compile(r"(?:^|[，。；：（、）\d岁级的])$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in the text; `who` is None while a pronoun waits for what was said before."""

    start: int
    end: int
    words: str
    kind: str
    who: Who | None
    own: str = ""


def mentions(text: str, calling: Caller) -> list[Mention]:
    """Everybody named in a text, in order; pronouns standing alone have `who` None."""
    hidden = [match.span() for match in _no_people().finditer(text)]
    found: list[Mention] = []
    for match in _people().finditer(text):
        if any(start < match.end("kin") and match.start("kin") < end for start, end in hidden):
            continue
        mention = _mention(match, text, calling, found)
        if mention:
            found.append(mention)
    return list(_heads(found, text))


def _mention(match: re.Match[str], text: str, calling: Caller, before: list[Mention]) -> Mention | None:
    words, own = match["kin"], match["own"]
    plain = Mention(match.start(), match.end(), match.group(), "", SOMEONE_ELSE, own)
    if words[0] == "亲" and text[match.start() - 1 : match.start()] == "单":  # 单亲爸爸
        words, plain = words[1:], replace(plain, start=plain.start + 1)
    if words in ("父", "母"):
        noted = _TELEGRAPHIC.search(text[: match.start()]) or _NOTED.match(text, match.end())
        if not own and not noted:
            return None
        return replace(plain, kind=words, who=(words,))
    if words in _NEEDS_OWNER and not own:
        return None
    kind = _kinds().get(words, "我俩" if re.fullmatch(_WE_TWO, words) else "")
    if kind in ("我俩", "一对", "我们"):
        return replace(plain, kind=kind, who=_couple(match, text, kind, calling, before))
    adopted = _ADOPTED.search(text) is not None
    if kind == "排行":
        return replace(plain, kind=kind, who=_by_rank(words, text, own.startswith(_ME), calling))
    return replace(plain, kind=kind, who=_who(kind, words, own, calling, before, adopted=adopted))


def _who(
    kind: str, words: str, own: str, calling: Caller, before: list[Mention], *, adopted: bool
) -> Who | None:
    mine = own.startswith(_ME)
    of_a_child = any(word in own for word in ("孩", "娃", "学生", "儿", "女", "孙", "侄", "甥", "姑娘"))
    of_a_stranger = any(word in own for word in _STRANGERS) and not of_a_child
    match kind:
        case "我":
            return calling.who
        case "母子" | "父子":
            with_kin = calling.role in ("祖", "外祖", "叔", "姨")
            return SOMEONE_ELSE if with_kin else (MOTHER if kind == "母子" else FATHER, CHILD)
        case "别人" if words in _ADOPTIVE and adopted:
            return _ADOPTIVE[words]
        case "他":
            return None
        case "家":
            return (HOME,)
        case "父" | "母" | "双亲":
            if of_a_stranger or (mine and not of_a_child and calling.role != CHILD):
                return SOMEONE_ELSE
            return PARENTS if kind == "双亲" else (kind,)
        case "夫" | "妻" | "配偶":
            return _spouse(kind, words, own, calling, before)
        case "儿子" | "女儿":
            return _grown_child(kind, mine, calling)
        case "儿媳" | "女婿":
            both = own.endswith(("儿子", "闺女", "女儿", "姑娘"))  # 我儿子儿媳妇
            return PARENTS if both else (MOTHER,) if kind == "儿媳" else (FATHER,)
    return _kin_of_caller(kind, mine, calling)


def _couple(match: re.Match[str], text: str, kind: str, calling: Caller, before: list[Mention]) -> Who:
    """Whether 我俩, 两口子, 双方 or 我们 are the child's parents."""
    words, own = match["kin"], match["own"]
    named = {who for mention in before for who in mention.who or ()}
    may_be_parent = calling.role in (FATHER, MOTHER, "")
    beside = before[-1] if before and before[-1].end == match.start() else None
    if beside and kind == "一对" and len(beside.who or ()) == 1 and set(beside.who or ()) < set(PARENTS):
        return PARENTS  # 我姐两口子
    if kind == "我们":
        both_named = calling.role in PARENTS and named >= set(PARENTS)
        if both_named or not (may_be_parent and _TOGETHER_AT_WORK.match(text, match.end())):
            return PARENTS if both_named else SOMEONE_ELSE
        alone = NO_PARENT_CALLS.search(text) or _GONE_ALREADY.search(text)
        return PARENTS if child_words().search(text) and not alone else SOMEONE_ELSE
    if kind == "我俩" or own.startswith(_ME):
        of_grown = {"祖": ("儿子",), "外祖": ("闺女", "女儿", "姑娘")}.get(calling.role, ())
        if own and own.endswith(of_grown or ("无",)):
            return PARENTS  # 我儿子两口子
        if calling.role == CHILD:
            return (CHILD,)
        return PARENTS if may_be_parent and not _AT_ODDS.match(text, match.end()) else SOMEONE_ELSE
    if named >= set(PARENTS) or (calling.role in PARENTS and named & set(PARENTS) - {calling.role}):
        return PARENTS
    # 两口子都在苏州打工: nobody else was spoken of.
    first = not own and not set(named) - {CHILD} and all(mention.who == (CHILD,) for mention in before)
    opens = _OPENS.search(text[: match.start()]) is not None
    spoken = _OF_BOTH.match(text, match.end()) or (words in _A_COUPLE and child_words().search(text))
    of_them = spoken and opens
    a_pair = words not in ("他们", "他们俩", "她们俩", "他俩", "二人")
    return PARENTS if first and of_them and a_pair and may_be_parent else SOMEONE_ELSE


def _kin_of_caller(kind: str, mine: bool, calling: Caller) -> Who:
    if kind in _CHILDREN:
        return (CHILD,)
    by_blood = {"叔": "兄弟", "姨": "姐妹"}.get(calling.role)
    by_marriage = {"叔": ("嫂子", MOTHER, "兄嫂"), "姨": ("姐夫", FATHER, "姐妹夫妇")}.get(calling.role)
    if by_blood == kind and mine:
        return (FATHER,) if calling.role == "叔" else (MOTHER,)
    if by_marriage and kind == by_marriage[0]:
        return (by_marriage[1],)
    if by_marriage and kind == by_marriage[2]:
        return PARENTS
    return SOMEONE_ELSE


def _spouse(kind: str, words: str, own: str, calling: Caller, before: list[Mention]) -> Who:
    other = {"夫": FATHER, "妻": MOTHER}.get(kind)
    if own.startswith(("他", "她", "人家")):
        last = next((mention.who for mention in reversed(before) if mention.who), None)
        partner = {FATHER: MOTHER, MOTHER: FATHER}.get(last[0]) if last and len(last) == 1 else None
        return (partner,) if partner and other in (None, partner) else SOMEONE_ELSE
    if words == "男人" and not own:
        return SOMEONE_ELSE
    partner = {FATHER: MOTHER, MOTHER: FATHER}.get(calling.role)
    return (partner,) if partner and other in (None, partner) else SOMEONE_ELSE


def _grown_child(kind: str, mine: bool, calling: Caller) -> Who:
    if calling.role == "祖" and kind == "儿子":
        return (FATHER,)
    if calling.role == "外祖" and kind == "女儿":
        return (MOTHER,)
    if calling.role in ("祖", "外祖") or (mine and calling.role in ("叔", "姨")):
        return SOMEONE_ELSE
    return (CHILD,)


def asked_about(text: str) -> str:
    """Which of several children the call is about, where it is said: 老二, 大的; else empty."""
    asked = _ASKED_ABOUT.search(text)
    return asked["rank"] if asked else ""


def _by_rank(words: str, text: str, mine: bool, calling: Caller) -> Who:
    """我家老三: the child, or of several the one asked about; a grandmother's 我家老大 is a parent."""
    if mine and calling.role in ("祖", "外祖", "叔", "姨"):
        return (FATHER,) if calling.role == "祖" else SOMEONE_ELSE
    ranks = {word for word in lexicon().people["排行"] if word in text}
    if asked := asked_about(text):
        return (CHILD,) if asked == words else SOMEONE_ELSE
    return SOMEONE_ELSE if len(ranks) > 1 else (CHILD,)


def _heads(found: list[Mention], text: str) -> Iterator[Mention]:
    """爸爸的弟弟 is the brother: of a chain of people the last is meant, and it is someone else."""
    chained = [
        text[mention.end : following.start] == "的" and mention.kind not in _CHILDREN
        for mention, following in pairwise(found)
    ] + [False]
    for number, mention in enumerate(found):
        if chained[number]:
            continue
        if number and chained[number - 1] and mention.kind not in _CHILDREN:
            yield replace(mention, start=found[number - 1].start, who=SOMEONE_ELSE)
        else:
            yield mention


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in lexicon().people.items() if kind != "不算" for word in words}


@cache
def _people() -> re.Pattern[str]:
    owners: tuple[str, ...] = (*_ME, "他们", "她们", "他", "她", "其", "该", "人家", *_STRANGERS)
    owners += tuple(word for kind in _CHILDREN for word in lexicon().people[kind])
    own = alternatives(owners)
    kin = alternatives((*_kinds(), "父", "母"))
    # 父 and 母 alone belong to notes: 父服刑, 母在家. 父母 and 父亲 come first, as longer words do.
    # 俩孩子: the count belongs to them, so that 带俩孩子 is understood as 带孩子.
    return re.compile(
        rf"(?P<own>(?:(?!{_WE_TWO})(?:{own})(?:家|们)?的?)*)(?:俩|仨|[两三四几]个)??(?P<kin>{_WE_TWO}|{kin})"
    )


@cache
def _no_people() -> re.Pattern[str]:
    words = alternatives(lexicon().people["不算"])
    return re.compile(
        words
        + r"|[在放留回待呆搁](?:[^，。在]{2,4}(?<![他她我你俺咱爸妈们子娃]))?家里"
        + r"|其[他它余中实次]|[父母]子女|[父母]女|[父母]爱|单[父母]|祖[父母]辈"
        + r"|(?:当|做)(?:个|了)?(?:小学|中学|幼儿园)?(?:老师|班主任|校长|师傅|领导|老板)|家庭情况|一家\S?口"
    )
