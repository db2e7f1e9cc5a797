"""Disability and illness, of the parents and of the child.

有病 is no grave illness and 脑子不好 no graded disability: a grade and a kind are taken only where they are
said, and a grade never from 三年级 or 三级医院.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.facts.extraction.callers import CHILD, PARENTS, SOMEONE_ELSE, Who
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Claim, Hit, each, hits, is_denied
from knowledge.facts.extraction.times import number
from knowledge.facts.values import Interval

KIND, GRADE, ILL = "残疾类别", "残疾等级", "重病"
CHILD_DISABLED, CHILD_CARD, CHILD_ILL = "儿童.残疾", "儿童.残疾人证", "儿童.重病"

_KINDS = {
    "视力": "视力", "视残": "视力", "肢体": "肢体", "肢残": "肢体", "智力": "智力", "智残": "智力",
    "精神": "精神", "听力": "听力", "言语": "言语", "语言": "言语", "多重": "多重", "综合": "多重",
}  # fmt: skip
_KIND = re.compile("|".join(_KINDS))
_GRADE = re.compile(r"(?P<grade>[一二三四1234ⅠⅡⅢⅣ壹贰叁])级(?!医院|教师|甲|医|以上|以下|及以)")
_BELOW = re.compile(r"(?:没到|不到|不够|够不上|还不到|没够|不是|没有)$")
_SAME = re.compile(r"^(?:也|同样)?(?:是|一样|是这样|同样|这样|跟他一样)(?:的)?(?=$|，|。)|^也(?:有|没有)?$")
_HAS_NONE = re.compile(r"^(?:倒|却|就|是)?(?:没有|没|无)(?=$|[，。；])")
_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "壹": 1, "贰": 2, "叁": 3}
_BLIND = re.compile(r"双目失明|盲人|全盲")
_EITHER = re.compile(r"或者?|或是")


@dataclass(frozen=True, slots=True)
class _Talk:
    """What the talk is of when a part says only 也是, 有 or 二级."""

    who: Who | None
    disability: bool


def health(speech: Speech) -> list[Claim]:
    """What is said of disability and illness."""
    claims: list[Claim] = []
    talk = _Talk(None, disability=False)
    for part in speech.parts:
        if part.void or _EITHER.search(speech.clause(part)) or part.who == SOMEONE_ELSE:
            talk = _Talk(part.who, disability=False)
            continue
        found = list(_in_part(speech, part, talk))
        if not found:
            found = list(_like_the_other(speech, part, claims))
        claims.extend(found)
        talk = _Talk(part.who, _is_of_disability(speech, part) or (talk.disability and _goes_on(part, talk)))
    return claims


def _goes_on(part: Part, talk: _Talk) -> bool:
    return part.who == talk.who or set(part.who or ()) <= {*PARENTS}


def _is_of_disability(speech: Speech, part: Part) -> bool:
    body = speech.body(part)
    return bool(lexicon().way("有残").search(body) or (_KIND.search(body) and _GRADE.search(body)))


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
    if talk.disability and (none := _HAS_NONE.match(speech.body(part))):
        yield _claim(kind_name, "无", _at(part, none), part)
    for hit in hits(speech, part, "大病"):
        yield _claim(ill_name, "是", hit, part, low=_is_over(speech, part), note=_over(speech, part))
    kind, grade = _kind(speech, part, talk), _grade(speech, part, talk)
    for half in each(speech, part):
        kind = kind if kind and kind.words in half else None
        grade = grade if grade and f"{grade.words}级" in half else None
    if kind:
        yield _claim(kind_name, _KINDS[kind.words], kind, part)
    if grade:
        yield _claim(grade_name, Interval(_level(grade.words), _level(grade.words)), grade, part)
    if not kind and (blind := _BLIND.search(speech.body(part))):
        yield _claim(kind_name, "视力", _at(part, blind), part, low=not grade)


def _kind(speech: Speech, part: Part, talk: _Talk) -> Hit | None:
    """肢体残疾, 精神二级, or 肢体 where disability is spoken of; never 精神不好."""
    body = speech.body(part)
    for match in _KIND.finditer(body):
        around = body[match.end() : match.end() + 5]
        graded = _GRADE.search(body) is not None
        of_disability = re.match(r"(?:上|方面)?(?:的)?(?:有)?(?:残疾|残障|残(?!酷|忍|留)|重度|多重)", around)
        alone = talk.disability and re.fullmatch(rf"(?:是|有|是个)?{match.group()}(?:的|类|方面的?)?", body)
        hit = _at(part, match)
        if (graded or of_disability or alone) and not is_denied(speech, hit):
            return hit
    return None


def _grade(speech: Speech, part: Part, talk: _Talk) -> Hit | None:
    body = speech.body(part)
    spoken_of = talk.disability or _is_of_disability(speech, part) or _KIND.search(body) or "残" in body
    if not (spoken_of or _BLIND.search(body)):
        return None
    for match in _GRADE.finditer(body):
        if _BELOW.search(body[: match.start()]):
            continue
        return Hit(part.start + match.start(), part.start + match.end(), match["grade"], part.doubted)
    return None


def _level(words: str) -> int:
    level = number(words)
    return _ROMAN.get(words) or int(level.low if level else 0)


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
    named = part.who is not None
    no_card = list(_denials(speech, part, "没有证"))
    denied = [*_denials(speech, part, "没残疾"), *hits(speech, part, "健康")]
    if named:
        for hit in denied:
            yield _claim(CHILD_DISABLED, "否", hit, part)
        for hit in [*_denials(speech, part, "没大病"), *hits(speech, part, "健康")]:
            yield _claim(CHILD_ILL, "否", hit, part)
    kind, grade = _kind(speech, part, talk), _grade(speech, part, talk)
    disabled = kind or next(_disabled_words(speech, part), None) or (grade if talk.disability else None)
    if disabled and not denied and (named or grade or no_card):
        yield _claim(CHILD_DISABLED, "是", disabled, part)
        if grade:
            yield _claim(
                CHILD_CARD, "是", grade, part, low=True, note="说了几级，多半有证；问一句证办下来没有"
            )
    if named or talk.disability:
        for hit in no_card:
            yield _claim(CHILD_CARD, "否", hit, part)
        for hit in [] if no_card else hits(speech, part, "残疾证"):
            yield _claim(CHILD_CARD, "是", hit, part)
            if "残" in hit.words and not disabled:
                yield _claim(CHILD_DISABLED, "是", hit, part)
    if not named:
        return
    for hit in hits(speech, part, "大病"):
        yield _claim(CHILD_ILL, "是", hit, part, low=_is_over(speech, part), note=_over(speech, part))
    for hit in hits(speech, part, "先心"):
        yield _claim("儿童.先天性心脏病", "是", hit, part)
        yield _claim(CHILD_ILL, "是", hit, part, low=_is_over(speech, part), note=_over(speech, part))
    for hit in hits(speech, part, "艾滋"):
        if re.search(r"得|感染|是|有|查出|确诊|阳性|患|携带", body):
            yield _claim("儿童.艾滋病病毒感染", "是", hit, part)


def _disabled_words(speech: Speech, part: Part) -> Iterator[Hit]:
    for hit in hits(speech, part, "儿童残疾"):
        doubtful = lexicon().way("儿童残疾存疑").fullmatch(hit.words) is not None
        yield Hit(hit.start, hit.end, hit.words, hit.low or doubtful)
    for hit in hits(speech, part, "有残"):
        if hit.words.startswith("残疾") and not re.match(r"(?:人)?证", speech.text[hit.end :]):
            yield hit


# --- both --------------------------------------------------------------------------------------------


def _denials(speech: Speech, part: Part, way: str) -> Iterator[Hit]:
    """Ways of saying no, which must not be taken for denied themselves."""
    for match in lexicon().way(way).finditer(speech.body(part)):
        before = speech.text[part.first : part.start + match.start()]
        asked = lexicon().way("有没有").search(before[-6:] + match.group()) or part.asked
        unknown = lexicon().way("不知").search(before)
        if not asked and not unknown:
            yield _at(part, match)


def _is_over(speech: Speech, part: Part) -> bool:
    """Whether an illness is told as past, in the clause or in the next."""
    following = next((p for p in speech.parts if p.clause == part.clause + 1), None)
    words = speech.clause(part) + (speech.clause(following) if following and not following.named else "")
    return lexicon().way("病好了").search(words) is not None


def _over(speech: Speech, part: Part) -> str:
    return "说是治好了，现在怎样要问清" if _is_over(speech, part) else ""


def _at(part: Part, match: re.Match[str]) -> Hit:
    return Hit(part.start + match.start(), part.start + match.end(), match.group(), part.doubted)


def _claim(
    fact: str, value: str | Interval, hit: Hit, part: Part, *, low: bool = False, note: str = ""
) -> Claim:
    return Claim(fact, value, hit.start, hit.end, low or hit.low, note, part.amends)
