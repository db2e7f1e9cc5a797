"""Disability and illness, of the parents and of the child.

有病 is no grave illness and 脑子不好 no graded disability: a grade and a kind are taken only where they are
said, and a grade never from 三年级 or 三级医院.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.facts.extraction.callers import CHILD, PARENTS, SOMEONE_ELSE, Who
from knowledge.facts.extraction.cards import invalid_card, kind_in_doubt
from knowledge.facts.extraction.grades import BLIND, at, grade, is_of_disability, kind, level
from knowledge.facts.extraction.grades import GRADE as GRADED
from knowledge.facts.extraction.illness import is_over, on_the_list, over
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Claim, Hit, each, hits
from knowledge.facts.values import Interval

KIND, GRADE, ILL = "残疾类别", "残疾等级", "重病"
CHILD_DISABLED, CHILD_CARD, CHILD_ILL = "儿童.残疾", "儿童.残疾人证", "儿童.重病"

_SAME = re.compile(r"^(?:也|同样)?(?:是|一样|是这样|同样|这样|跟他一样)(?:的)?(?=$|，|。)|^也(?:有|没有)?$")
_HAS_NONE = re.compile(r"^(?:倒|却|就|是)?(?:没有|没|无)(?=$|[，。；])")
# 尿毒症，乳腺癌，俩口子一人一样: illnesses named first, and whose they are right after.
_OWNER_FOLLOWS = re.compile(
    r"^[^，。]{0,3}(?:俩口子|两口子|夫妻|父母|爸妈|爹妈|我俩|俺俩|一人一|都是我|是我|我得)"
)
_SPEAKS_OF_SELF = re.compile(
    r"(?:^|[，。])(?:我|俺)(?!们|家|的?(?:孩|娃|儿|闺|女|姑娘|小|大)|想|问|就想|一个人|自己带|是[他她]|是孩|这(?!病))"
)
_NEXT_WORDS = 6
_INFECTED = re.compile(
    r"(?<![没未不])(?<!没有)(?<!是不是)(?:也)?(?:是|查出|查的|检测|验出来?)?阳性|(?<![没未])(?<!没有)(?<!没被)(?<!怕)(?<!怕被)(?:也)?(?:感染|传染|携带|带病毒|传上|染上)(?:了|上|着)"
)
_EITHER = re.compile(r"或者?|或是")


@dataclass(frozen=True, slots=True)
class _Talk:
    """What the talk is of when a part says only 也是, 有 or 二级."""

    who: Who | None
    disability: bool


def health(speech: Speech) -> list[Claim]:
    """What is said of disability and illness."""
    claims: list[Claim] = []
    old = next(invalid_card(speech), None)
    talk = _Talk(None, disability=False)
    for part in speech.parts:
        if part.void or _EITHER.search(speech.clause(part)) or part.who == SOMEONE_ELSE:
            talk = _Talk(part.who, disability=False)
            continue
        found = list(_in_part(speech, part, talk))
        if not found:
            found = list(_like_the_other(speech, part, claims))
        if old:
            found = [claim for claim in found if claim.fact != CHILD_CARD]
        claims.extend(found)
        talk = _Talk(part.who, _is_of_disability(speech, part) or (talk.disability and _goes_on(part, talk)))
    if old and _of_the_child(speech, old):
        note = "旧证、过期的证不算，换了新证再核对"
        claims.append(Claim(CHILD_CARD, "否", old.start(), old.end(), note=note))
    return claims


def _of_the_child(speech: Speech, place: re.Match[str]) -> bool:
    who = speech.part_at(place.start()).who
    return who is None or CHILD in who


def _goes_on(part: Part, talk: _Talk) -> bool:
    return part.who == talk.who or set(part.who or ()) <= {*PARENTS}


def _is_of_disability(speech: Speech, part: Part) -> bool:
    return is_of_disability(speech.body(part))


def _in_part(speech: Speech, part: Part, talk: _Talk) -> Iterator[Claim]:
    parents = about_parent(part)
    if part.who is None or CHILD in part.who:
        yield from _of_child(speech, part, talk)
    for parent in parents:
        yield from _of_parent(speech, part, talk, parent)


# --- a parent ----------------------------------------------------------------------------------------


def _of_parent(speech: Speech, part: Part, talk: _Talk, parent: str) -> Iterator[Claim]:
    kind_name, grade_name, ill_name = f"{parent}.{KIND}", f"{parent}.{GRADE}", f"{parent}.{ILL}"
    for hit in hits(speech, part, "健康"):
        # 无残疾无重病 says both in so many words; 身体好 does too, of a parent.
        yield _claim(kind_name, "无", hit, part)
        yield _claim(ill_name, "否", hit, part)
    for hit in _denials(speech, part, "没残疾"):
        yield _claim(kind_name, "无", hit, part)
    for hit in _denials(speech, part, "没大病"):
        yield _claim(ill_name, "否", hit, part)
    for hit, listed in on_the_list(speech, part):
        yield _claim(ill_name, listed, hit, part)
    if talk.disability and (none := _HAS_NONE.match(speech.body(part))):
        yield _claim(kind_name, "无", at(part, none), part)
    for hit in hits(speech, part, "大病"):
        yield _claim(ill_name, "是", hit, part, low=is_over(speech, part), note=over(speech, part))
    spoken_of = talk.disability
    named, graded = kind(speech, part, spoken_of=spoken_of), grade(speech, part, spoken_of=spoken_of)
    for half in each(speech, part):
        named = named if named and named[1].words in half else None
        graded = graded if graded and f"{graded.words}级" in half else None
    if named:
        yield _claim(kind_name, named[0], named[1], part)
    if graded:
        yield _claim(grade_name, Interval(level(graded.words), level(graded.words)), graded, part)
    if not named and (blind := BLIND.search(speech.body(part))):
        yield _claim(
            kind_name, "视力", at(part, blind), part, low=not (graded or GRADED.match(_soon(speech, part)))
        )


def _soon(speech: Speech, part: Part) -> str:
    """What follows a part: 盲人，一级证."""
    return speech.text[part.end : part.end + _NEXT_WORDS].lstrip("，、。；")


def _like_the_other(speech: Speech, part: Part, claims: list[Claim]) -> Iterator[Claim]:
    """他爸智力残疾三级，他妈也是: what was just said of the one is said of the other."""
    parents = about_parent(part)
    match = _SAME.match(speech.body(part))
    if not (match and part.named and len(parents) == 1):
        return
    other = "母" if parents[0] == "父" else "父"
    for claim in claims:
        if claim.fact.startswith(other):
            yield Claim(
                f"{parents[0]}{claim.fact[1:]}", claim.value, part.start, part.start + match.end(),
                claim.low or part.doubted,
            )  # fmt: skip


# --- the child ---------------------------------------------------------------------------------------


def _of_child(speech: Speech, part: Part, talk: _Talk) -> Iterator[Claim]:
    body = speech.body(part)
    named = part.who is not None or _is_bare(speech, part)
    no_card = list(_denials(speech, part, "没有证"))
    denied = [*_denials(speech, part, "没残疾"), *hits(speech, part, "健康")]
    if named:
        for hit in denied:
            yield _claim(CHILD_DISABLED, "否", hit, part)
        for hit in [*_denials(speech, part, "没大病"), *hits(speech, part, "健康")]:
            yield _claim(CHILD_ILL, "否", hit, part)
    found, graded = (
        kind(speech, part, spoken_of=talk.disability),
        grade(speech, part, spoken_of=talk.disability),
    )
    by_words = next(_disabled_words(speech, part), None)
    disabled = (found and found[1]) or by_words or (graded if talk.disability else None)
    if disabled and not denied and (named or graded or no_card):
        yield _claim(CHILD_DISABLED, "是", disabled, part)
        if graded:
            yield _claim(
                CHILD_CARD, "是", graded, part, low=True, note="说了几级，多半有证；问一句证办下来没有"
            )
    if named or talk.disability:
        for hit in no_card:
            yield _claim(CHILD_CARD, "否", hit, part)
        for hit in [] if no_card else hits(speech, part, "残疾证"):
            yield _claim(CHILD_CARD, "是", hit, part, low=kind_in_doubt(speech))
            if "残" in hit.words and not disabled:
                yield _claim(CHILD_DISABLED, "是", hit, part)
    if not named:
        return
    for hit, listed in on_the_list(speech, part):
        yield _claim(CHILD_ILL, listed, hit, part)
    for hit in hits(speech, part, "大病"):
        yield _claim(CHILD_ILL, "是", hit, part, low=is_over(speech, part), note=over(speech, part))
    for hit in hits(speech, part, "先心"):
        yield _claim("儿童.先天性心脏病", "是", hit, part)
        yield _claim(CHILD_ILL, "是", hit, part, low=is_over(speech, part), note=over(speech, part))
    for hit in hits(speech, part, "艾滋"):
        if re.search(r"得|感染|是|有|查出|确诊|阳性|患|携带|带|染|传|病毒", body):
            yield _claim("儿童.艾滋病病毒感染", "是", hit, part)
    if lexicon().way("艾滋").search(speech.text[: part.start]) and (too := _INFECTED.search(body)):
        yield _claim("儿童.艾滋病病毒感染", "是", at(part, too), part)  # 妈妈是艾滋病，孩子查也是阳性


def _disabled_words(speech: Speech, part: Part) -> Iterator[Hit]:
    for hit in hits(speech, part, "儿童残疾"):
        doubtful = lexicon().way("儿童残疾存疑").fullmatch(hit.words) is not None
        yield Hit(hit.start, hit.end, hit.words, hit.low or doubtful)
    for hit in hits(speech, part, "有残"):
        if hit.words.startswith("残疾") and not re.match(r"(?:人)?证", speech.text[hit.end :]):
            yield hit


def _is_bare(speech: Speech, part: Part) -> bool:
    """白血病，三岁，天天要人护理: what is told before anybody is named is told of the child it is about."""
    if part.who is not None or _SPEAKS_OF_SELF.search(speech.text):
        return False
    if any(person.who and person.end <= part.start and person.kind != "家" for person in speech.people):
        return False
    first = next(
        (person for person in speech.people if person.start >= part.start and person.who is not None), None
    )
    return first is None or not _OWNER_FOLLOWS.match(speech.text[max(0, first.start - 1) :].lstrip("，。；"))


# --- both --------------------------------------------------------------------------------------------


def _denials(speech: Speech, part: Part, way: str) -> Iterator[Hit]:
    """Ways of saying no, which must not be taken for denied themselves."""
    for match in lexicon().way(way).finditer(speech.body(part)):
        before = speech.text[part.first : part.start + match.start()]
        asked = lexicon().way("有没有").search(before[-6:] + match.group()) or part.asked
        unknown = lexicon().way("不知").search(before)
        if not asked and not unknown:
            yield at(part, match)


def _claim(
    fact: str, value: str | Interval, hit: Hit, part: Part, *, low: bool = False, note: str = ""
) -> Claim:
    return Claim(fact, value, hit.start, hit.end, low or hit.low, note, part.amends)
