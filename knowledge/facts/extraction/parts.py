"""Cutting speech into parts: what is said, in one breath, of one person.

A clause ends at a mark; inside it a new person begins a new part, because recognised speech has no marks
(他爸蹲笆篱子呢他妈在南方上班). A part without a person goes on about the one before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.facts.extraction.callers import (
    CHILD,
    FATHER,
    MOTHER,
    PARENTS,
    SOMEONE_ELSE,
    Caller,
    Who,
    caller,
)
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.people import Mention, mentions

_CUT = re.compile(r"[，。！？；：（）\n…~～“”\"]+|,")
_STOP = re.compile(r"[。！？；\n]")
_AND = re.compile(r"(?:跟|和|与|同|、|还有|以及|加上|及|并)?")
_TIGHT_AND = re.compile(r"(?:和|与|、|还有|以及|加上|及)?")
_BOTH_NOW = re.compile(r"(?:都|均|全都?|俩人|双双|一起|一块).|.{0,12}(?:一起|一块|一同)(?:走|去|出)")
_APART = re.compile(r".{0,3}(?:没|失去|断).{0,4}(?:联系|来往)|(?:说|吵|打|过|住|生活)")
# 法院给他爸宣告失踪了: the one it is done to.
_PATIENT = re.compile(r"(?:给)?(?:宣告|判|抓|撤销|遣|关进|送去?强|强制|带走)")
_SAYS = re.compile(
    r"(?:们)?(?:也|都|就|老|总|跟我|和我|给我|对我)?(?:说|讲|反映|告诉|称|来电|问|打电话|接的电话)"
)
_SEX = re.compile(r"(?:男|女)(?:性|孩|童|生)?(?=，|$)")
_NOT_THEM = re.compile(r"(?:不是|没说|并非|没有说|不是说|不光是|不单是)$")
# 也, 早就, 去年: between somebody and what is said of them.
_ADVERB = 3
_NOT_ONLY = re.compile(r"(?:不光|不单|不仅|不只)是?$")
_RHETORICAL = re.compile(r"不是.{1,14}[嘛吗么]$")
_SOMEBODY = re.compile(
    r"我家|俺家|[他她]爸|[他她]妈|这孩子|孩子[他她]|今年|我(?:爸|妈|是|今年|们家)"
    r"|[\d一二三四五六七八九十]岁"
)
_A_KIND = re.compile(
    r"的(?:孩子|儿童|小孩|家庭|娃)?.{0,4}(?:算|能|可以|怎么|咋|有什么|有啥|属于|是不是|归|给多少|补助)"
)
_ASKS = re.compile(r"(?:吗|么|不|没有)[？]?$|[？]$")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the understood text about one person or several.

    Attributes:
        start: where what is said of them begins, after the words that name them.
        end: where it ends.
        who: of whom; empty for someone else, None while nobody was named.
        named: whether they are named here, not carried over.
        clause: number of the clause it is in; `first` and `last` are that clause's ends.
        doubted: 可能, 听说, or 说不准 right after.
        void: a supposition, a question of principle, or a person ruled out (不是他爸…).
        past: 以前…, without 现在.
        amends: takes back what was said before (不对，…).
        sentence: number of the sentence.
    """

    start: int
    end: int
    who: Who | None
    named: bool
    clause: int
    first: int
    last: int
    doubted: bool
    void: bool
    past: bool
    amends: bool
    sentence: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """A text that is cut into parts."""

    text: str
    calling: Caller
    people: tuple[Mention, ...]
    parts: tuple[Part, ...]

    def body(self, part: Part) -> str:
        """What is said in a part."""
        return self.text[part.start : part.end]

    def clause(self, part: Part) -> str:
        """The whole clause that a part is in."""
        return self.text[part.first : part.last]

    def part_at(self, place: int) -> Part:
        """The part in which a place of the text lies, or the nearest before it."""
        last = self.parts[0]
        for part in self.parts:
            if part.first > place:
                break
            if part.start <= place or part.first <= place:
                last = part
            if part.start <= place < part.end:
                return part
        return last


@dataclass(frozen=True, slots=True)
class _Clause:
    number: int
    sentence: int
    start: int
    end: int
    doubted: bool
    void: bool
    past: bool
    amends: bool
    asked: bool


def cut(text: str) -> Speech:
    """A text as parts."""
    calling = caller(text)
    people = mentions(text, calling)
    parts: list[Part] = []
    about: Who | None = None
    named: set[str] = set()
    for clause in _clauses(text):
        about = _widened(text[clause.start : clause.end], about, named)
        for part in _parts_of(text, clause, people, about):
            parts.append(part)
            named |= set(part.who or ())
            about = part.who if part.who != ("家",) or about is None else about
    return Speech(text, calling, tuple(people), tuple(parts))


def _widened(words: str, about: Who | None, named: set[str]) -> Who | None:
    """父赴新疆，母赴深圳，均已超过一年: after both parents were named apart, 均 speaks of both."""
    one_parent = about is not None and len(about) == 1 and about[0] in PARENTS
    return PARENTS if one_parent and named >= set(PARENTS) and _BOTH_NOW.match(words) else about


# --- clauses -----------------------------------------------------------------------------------------


def _clauses(text: str) -> Iterator[_Clause]:
    ways = lexicon().way
    spans = list(_spans(text))
    supposing, sentence, amending = False, 0, False
    for number, (start, end, mark) in enumerate(spans):
        words = text[start:end]
        supposing = supposing or ways("假设").search(words) is not None
        following = text[slice(*spans[number + 1][:2])] if number + 1 < len(spans) else ""
        amends = ways("改口").search(words) is not None
        past = ways("过去").search(words) is not None and not ways("如今").search(words)
        yield _Clause(
            number,
            sentence,
            start,
            end,
            doubted=_is_doubted(text, words, following),
            void=supposing or _is_principle(text, words) or ways("别人说算").search(words) is not None,
            past=past,
            amends=amends or amending,
            asked=bool(_ASKS.search(words + mark[:1])) and not _RHETORICAL.search(words),
        )
        # 啊不，… is a clause of its own: what follows it is the correction.
        amending = amends and len(words) <= 6
        if _STOP.search(mark):
            supposing, sentence = False, sentence + 1


def _is_doubted(text: str, words: str, following: str) -> bool:
    unsure = lexicon().way("拿不准").search(words) is not None
    return unsure or _takes_back(following) or _is_of_a_kind(text, words)


def _takes_back(following: str) -> bool:
    """具体不清楚 after a clause doubts it; 几级我记不住了 doubts only the grade."""
    doubt = lexicon().way("说完又拿不准").search(following)
    return doubt is not None and not re.search(r"几|多久|多长|哪年|名字|多大|啥时候|什么时候", following)


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    for match in _CUT.finditer(text):
        if match.start() > start:
            yield start, match.start(), match.group()
        start = match.end()
    if start < len(text):
        yield start, len(text), ""


def _is_principle(text: str, words: str) -> bool:
    """父母外出务工多长时间才算: asked of the rule, not told of a child."""
    return lexicon().way("问标准").search(words) is not None and not _SOMEBODY.search(text)


def _is_of_a_kind(text: str, words: str) -> bool:
    """爸妈服刑的孩子能申请啥: it may be theirs, or a kind of child that they ask about."""
    return _A_KIND.search(words) is not None and not _SOMEBODY.search(text)


# --- parts -------------------------------------------------------------------------------------------


def _parts_of(text: str, clause: _Clause, people: list[Mention], about: Who | None) -> Iterator[Part]:
    inside = [person for person in people if clause.start <= person.start < clause.end]
    before = [person for person in people if person.end <= clause.start]
    spoken_of = list(_subjects(text, clause, inside, about, before))
    if _SEX.match(text[clause.start : clause.end]):
        about = (CHILD,)
    position, named, void = clause.start, False, clause.void
    for subject in spoken_of:
        if subject.said_before is not None:
            if position < subject.said_before:
                yield _part(clause, position, subject.said_before, about, named, void)
            yield _part(clause, subject.said_before, subject.start, subject.who, True, void)
        elif position < subject.start:
            yield _part(clause, position, subject.start, about, named, void)
        position, about, named = subject.end, subject.who, True
        void = clause.void or subject.ruled_out
    yield _part(clause, position, clause.end, about, named, void)


def _part(clause: _Clause, start: int, end: int, who: Who | None, named: bool, void: bool) -> Part:
    return Part(
        start, end, who, named, clause.number, clause.start, clause.end,
        clause.doubted, void, clause.past, clause.amends, clause.sentence, clause.asked,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Subject:
    """Somebody of whom something is said; `said_before` is where it begins if it stands before them."""

    start: int
    end: int
    who: Who | None
    said_before: int | None = None
    ruled_out: bool = False


def _subjects(
    text: str, clause: _Clause, inside: list[Mention], about: Who | None, before_it: list[Mention]
) -> Iterator[_Subject]:
    held: _Subject | None = None
    for person in inside:
        before = text[clause.start : person.start]
        who = person.who if person.who is not None else _pronoun(person, about, held, before_it)
        if held is not None and (joined := _join(text, held, person, who)):
            held = joined
            continue
        if _SAYS.match(text, person.end) and person.kind not in ("父", "母", "双亲"):
            continue
        if (said := _said_before(before)) and not (
            held and _is_of_the_former(text, clause, held, person, said)
        ):
            if held:
                yield held
            start = clause.start if said.group() == "的是" else clause.start + said.start()
            held = _Subject(person.start, person.end, who, said_before=start)
            continue
        if _lead().search(before) and not _PATIENT.match(text, person.end):
            continue
        if held:
            yield held
        ruled_out = bool(_NOT_THEM.search(before)) and not _NOT_ONLY.search(before)
        rhetorical = _RHETORICAL.search(text[clause.start : clause.end])
        held = _Subject(person.start, person.end, who, ruled_out=ruled_out and not rhetorical)
    if held:
        yield held


def _join(text: str, held: _Subject, person: Mention, who: Who | None) -> _Subject | None:
    """他爸和他妈, 我跟他爸都: two people as one subject; 孩子跟奶奶 alone is not."""
    between = text[held.end : person.start]
    if who is None or held.who is None:
        return None
    together = _together().match(text, person.end)
    # 我跟我老公在义乌开店: two parents are one subject, unless they are at odds.
    couple = {*held.who, *who} == set(PARENTS) and not _APART.match(text, person.end)
    same = held.who == who and between in ("", "是", "就是", "也是")  # 我是孩子妈妈
    if not (same or _TIGHT_AND.fullmatch(between) or (_AND.fullmatch(between) and (together or couple))):
        return None
    if between in ("", "和", "与") and not same and not together and CHILD in held.who + who:
        return None
    both = tuple(one for one in (FATHER, MOTHER, CHILD, "家") if one in held.who + who)
    return _Subject(held.start, person.end, both, held.said_before, held.ruled_out)


def _pronoun(
    person: Mention, about: Who | None, held: _Subject | None, before_it: list[Mention]
) -> Who | None:
    """Whom 他 or 她 means: the one spoken of, unless the character says otherwise."""
    current = held.who if held else about
    if before_it and before_it[-1].kind == "我俩":
        return SOMEONE_ELSE  # 我跟对象都残疾，他肢体一级: the other one, and which parent that is nobody said
    if current == PARENTS and person.words in ("他", "她"):
        return (CHILD,)  # 爸妈在龙井开店，她在龙井念书
    if current is None or len(current) != 1:
        return current
    unlike, like = {"他": (MOTHER, FATHER), "她": (FATHER, MOTHER)}.get(person.words, ("", ""))
    if current != (unlike,):
        return current
    other = next((m.who for m in reversed(before_it) if m.who and m.who != current), None)
    return other if other == (like,) else SOMEONE_ELSE


def _is_of_the_former(
    text: str, clause: _Clause, held: _Subject, person: Mention, said: re.Match[str]
) -> bool:
    """爸没了妈改嫁了: what stands right after the one is not said of the next, of whom more follows."""
    between = text[held.end : clause.start + said.start()]
    more = text[person.end : clause.end].strip("了呢吧啊的")
    return said.group() == "没了" and len(between) <= _ADVERB and bool(more)


def _said_before(before: str) -> re.Match[str] | None:
    return _object_of().search(before)


@cache
def _object_of() -> re.Pattern[str]:
    out_of_reach = (
        "联系不[上到着]|联络不上|找不[着到]|查不[着到]|没(?:再)?见(?:过|着)|再没见(?:过|着)?|见不着"
    )
    return re.compile(f"(?:的是|没了|{out_of_reach})$")


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon().way('旁及').pattern})$")


@cache
def _together() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon().way('一起').pattern})")


def about_parent(part: Part) -> Who:
    """The parents among those a part is about."""
    return tuple(who for who in part.who or () if who in PARENTS)
