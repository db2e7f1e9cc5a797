"""How old the child is: in years, by date of birth, by school year, in months for a baby.

虚岁 is one or two above the age that counts; a school year is three ages (二年级 is 7 to 9). The ages of
others, of an earlier day (三岁就没了妈) and of the rule (16岁以下) are not the child's.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from knowledge.facts.extraction.callers import CHILD, PARENTS
from knowledge.facts.extraction.parts import Part, Speech
from knowledge.facts.extraction.people import asked_about
from knowledge.facts.extraction.saying import Claim
from knowledge.facts.extraction.times import NUMBER, days_of, months_since, number
from knowledge.facts.values import Interval

AGE, BIRTH = "儿童.周岁", "儿童.出生日期"
_OLDEST_CHILD = 18
# From here on two of the categories are closed, and it matters which of several children it is.
_UNDER_AGE = 16
# 儿子二十了, where it is told of the child by name or right after.
_GROWN_CHILD = 30

_YEARS = re.compile(
    r"(?:虚岁|虚|周岁|快要?|马上就?|不到|不满|未满|没到|将近|刚|才|都|大概|大约|差不多|也就|已满|满)*"
    rf"(?P<number>{NUMBER})(?P<pair>来|多)?周?岁(?P<after>半|多|出头|左右|上下)?(?:零{NUMBER}个月)?"
)
_BARE = re.compile(
    rf"(?:今年|现在|都|才|快|虚岁|刚|已经|马上|刚满|(?<![不没未])满的?|(?<![不没未])满了|过了|周岁)+(?P<number>{NUMBER})周?了?(?=$|[，。、的吧])"
)
_UNDER = re.compile(rf"(?:不满|未满|没满|不到|没到|不足)(?P<number>{NUMBER})(?=$|[，。、的])")
_BARE_THEN = re.compile(rf"(?P<number>{NUMBER})(?=[跟随归放在搁]|奶奶|爷爷|姥|住)")  # 孩子十二跟姥爷
_BARE_WHOLE = re.compile(rf"(?P<number>{NUMBER})了?")
_TURNS = re.compile(
    r"(?:下个?月|下周|明天|后天|过了?年|过完年|年底|明年|转过年|马上|快"
    rf"|还?[差有]{NUMBER}个?多?(?:月|天)(?:就|才)?)"
    rf"(?:[就才该能要到是又]*[满到过]?|[^，。\\d岁]{{1,6}}?[就才该能要]*[满到])(?P<number>{NUMBER})周?(?:岁|了|$|生日)"
)
_BABY_MONTHS = re.compile(rf"{NUMBER}个(?:多|来)?月(?:大|的(?:孩子|娃|宝宝|婴儿))")
_NEWBORN = re.compile(
    r"刚(?:出生|生下来|落地)|新生儿|[没未]满月|(?:吃奶|襁褓)[的里]|[男女弃]婴|婴儿|出生[才刚]?.{1,4}天"
)
_SCHOOL = re.compile(
    r"(?P<future>明年|下半年|下学期|九月份?|该|快|马上|准备|要|将|秋天|就要|等|过了年)*正?"
    r"(?:上|念|读|在|是|才|就读|读到|念到|，|今年|现在|刚上|升|都|小学)*"
    r"(?P<grade>(?:小学)?[一二三四五六七八九1-9]年级|小[一二三四五六](?!个|时|年)|初[一二三](?!号|次)|高[一二三]"
    r"|幼儿园[小中大]班|(?<!一)[小中大]班(?=$|，|。)|学前班|幼儿园|(?:小学|初中|高中)(?!文化|毕业|没念|没毕|老师))"
)
# 成年了, 念大二: at eighteen the situations of hardship end.
_GROWN_UP = re.compile(
    r"(?<![未没])(?<!没有)(?<!还没)(?<!快)(?:已经?|都|早就?)?成年了|(?<![未没])(?<!还没)已成年|(?:上|念|读)(?:的)?(?:大[二三四]|研究生|研[一二三])"
)
_LEVELS = {"幼儿园": (3, 6), "小学": (6, 13), "初中": (12, 16), "高中": (15, 19)}
_LAST_YEAR = re.compile(r"去年|前年|以前|那年|当时|那时")
_EARLIER = re.compile(
    r"的?(?:那年|那会|时|起|开始|就|上(?!学|小学|初|高|幼|[一二三四五六]年级|[大中小]班)|以前|之前|前|以后|后|确诊|多的时候|没了|丧|得了|查出)"
    r"|以上|以下|以内|及以|.{0,6}就(?!在|上|跟|是|自己|一个人)"
)
_FROM = re.compile(r"(?:从|打|自|自从|在她|在他|大|小|差|比.{0,4})$")
_OTHERS_AGE = re.compile(r"(?:哥|姐|弟|妹|奶奶|爷爷|姥姥|姥爷|老人|爸|妈|父亲|母亲)(?:今年|都|才|也|快)*$")
_SEVERAL = re.compile(
    r"(?:俩|两个|三个|仨|几个|2个|3个)(?:孩子|娃|孙子|孙女|闺女|儿子|小孩)|大的|小的|老大|老二|一个上"
    r"|大(?:闺女|儿子|姑娘|小子|丫头|孩子|的).{1,9}小(?:闺女|儿子|姑娘|小子|丫头|孩子|的)|一儿一女|儿女双|姐弟俩|哥俩|姐俩|兄妹|兄弟俩|双胞胎|龙凤胎"
)

_ELDEST = re.compile(
    r"(?:最?大的|老大)(?:那个)?(?:今年|也就|才|都|刚|也)*"
    rf"(?P<number>{NUMBER})(?:周?岁|了|(?=[，。；上]|$))"
)
_YOUNGEST = re.compile(r"小的|老[二三小]|老疙瘩|另一个")
_EACH = re.compile(r"大的.*小的|老大.*老[二小]|一个.{1,8}一个|哥哥.{1,8}弟弟|姐姐.{1,8}(?:弟弟|妹妹)")
_YOUNG = re.compile(r"哥|姐|弟|妹|同学|朋友")

_CHINESE = "零〇一二三四五六七八九"
_YEAR = rf"(?:\d{{4}}|\d{{2}}|[{_CHINESE}]{{4}}|[零〇一二][{_CHINESE}])年"
_DAY = rf"(?:初?[\d{_CHINESE}十]{{1,3}}[号日]?|底|末|初|中旬)?"
_DATE = (
    r"(?:(?:19|20)\d{2}[.\-/年]\d{1,2}[.\-/月]\d{1,2}[日号]?"
    rf"|{_YEAR}(?:(?:阴历|农历|旧历)?(?:正|腊|冬|[\d{_CHINESE}十]{{1,3}})月份?{_DAY}|年?[底初])?)"
)
_BORN = re.compile(
    rf"(?P<date>{_DATE})的?，?(?:出生|生(?!活|产|病|意|气)|的?生日|下生|落地|出世)"
    rf"|(?:出生(?:日期|年月|时间|于)?|生日|生于|生日期)(?:是|为|：|在|，|阳历|公历)*(?P<dated>{_DATE})"
)


def ages(speech: Speech, *, as_of: date) -> list[Claim]:
    """What is said of the child's age; two children's ages are nobody's."""
    claims = [*_births(speech, as_of)]
    for part in speech.parts:
        if not part.void and _of_the_child(speech, part):
            claims.extend(_in_part(speech, part))
    if (eldest := _eldest(speech)) is not None:
        return [eldest]
    several = _SEVERAL.search(speech.text) is not None
    if several and (all_of_them := _all_of_them(claims)):
        return all_of_them
    if several and (_EACH.search(speech.text) or len({c.value for c in claims if c.fact == AGE}) > 1):
        return []
    return _one_age(claims)


def _all_of_them(claims: list[Claim]) -> list[Claim]:
    """大的十岁，小的七岁: the child is between these, whichever it is; nobody's if that says nothing."""
    told = [claim for claim in claims if claim.fact == AGE and isinstance(claim.value, Interval)]
    ages = [claim.value for claim in told if isinstance(claim.value, Interval)]
    if len({(age.low, age.high) for age in ages}) < 2 or max(age.high for age in ages) >= _UNDER_AGE:
        return []
    note = "几个孩子的岁数都在这里面，问一下是哪个孩子的事"
    value = Interval(min(age.low for age in ages), max(age.high for age in ages))
    return [replace(told[0], value=value, note=note, low=any(claim.low for claim in told))]


def _eldest(speech: Speech) -> Claim | None:
    """仨孩子，大的十一: whichever child it is about, they are no older."""
    match = _ELDEST.search(speech.text)
    if match is None or _YOUNGEST.search(speech.text):
        return None
    said, part = number(match["number"]), speech.part_at(match.start())
    if said is None or said.low > _OLDEST_CHILD or part.void:
        return None
    value = Interval(0, said.high)
    note = "几个孩子里最大的岁数，问一下是哪个孩子的事"
    return Claim(AGE, value, match.start(), match.end(), part.doubted, note)


def _of_the_child(speech: Speech, part: Part) -> bool:
    if part.who is None or set(part.who) & {CHILD, *PARENTS, "家"}:
        return True
    if part.named:
        return _is_ranked(speech, part)
    # 侄儿一直我妈带着，今年十三岁: carried over from a grown-up, and no grown-up is thirteen.
    before = [person for person in speech.people if person.end <= part.start]
    if not before or before[-1].kind in ("兄弟", "姐妹") or _YOUNG.search(before[-1].words):
        return False
    return part.start == part.first or any(person.who == (CHILD,) for person in before)


def _is_ranked(speech: Speech, part: Part) -> bool:
    """大的十岁，小的七岁: of the children, none of whom is asked about more than the others."""
    ranked = any(person.end == part.start and person.kind == "排行" for person in speech.people)
    return ranked and not asked_about(speech.text)


def _in_part(speech: Speech, part: Part) -> Iterator[Claim]:
    body = speech.body(part)
    # 爸妈在外打工，9岁: a number no parent can have; but 爸爸36 and 奶奶七十 stay theirs.
    for match in _YEARS.finditer(body):
        yield from _years(speech, part, match)
    if not _YEARS.search(body):
        yield from _bare(speech, part)
    for match in _BABY_MONTHS.finditer(body):
        if _is_child_part(part):
            yield _claim(part, match, Interval(0, 0))
    for match in _GROWN_UP.finditer(body) if _is_child_part(part) else ():
        yield _claim(part, match, Interval(_OLDEST_CHILD, _GROWN_CHILD))
    for match in _NEWBORN.finditer(speech.clause(part)):
        yield Claim(AGE, Interval(0, 0), part.first + match.start(), part.first + match.end(), part.doubted)
    if _is_child_part(part) or (part.start == part.first and _SCHOOL.fullmatch(body)):
        yield from _school(part, body)


def _is_child_part(part: Part) -> bool:
    return part.who is None or CHILD in part.who or (not part.named and part.who != ())


def _years(speech: Speech, part: Part, match: re.Match[str]) -> Iterator[Claim]:
    said = number(match["number"])
    before = speech.text[part.first : part.start + match.start()]
    after = speech.text[part.start + match.end() : part.last]
    if said is None or said.low > _oldest(speech, part):
        return
    if _EARLIER.match(after) or _FROM.search(before) or _OTHERS_AGE.search(before):
        return
    head = match.group()
    if turning := _TURNS.search(speech.clause(part)):
        yield from _turning(part, turning)
        return
    value = _aged(said, head, match)
    if value is None:
        return
    yield Claim(
        AGE, value, part.start + match.start(), part.start + match.end(), part.doubted, amends=part.amends
    )


def _oldest(speech: Speech, part: Part) -> int:
    """儿子二十了 may be the child; with a grandchild in the story he is the father."""
    grown = part.who == (CHILD,) and not re.search("孙|外甥|侄", speech.text)
    return _GROWN_CHILD if grown else _OLDEST_CHILD


def _aged(said: Interval, head: str, match: re.Match[str]) -> Interval | None:
    low, high = said.low, said.high
    if match["pair"] == "来":
        return Interval(low - 1, high + 2)
    if match["pair"] == "多":
        return Interval(low, low + 9) if low >= 10 else Interval(low, high)
    if "虚" in head:
        return Interval(max(0, low - 2), high - 1)
    if any(word in head for word in ("不到", "不满", "未满", "没到")):
        return Interval(0, low - 1) if low == 16 else Interval(max(0, low - 2), max(0, low - 1))
    if head.startswith(("快", "马上", "将近")):
        return Interval(low - 1, high - 1)
    if any(word in head for word in ("大概", "大约", "差不多", "也就")) or match["after"] in ("左右", "上下"):
        return Interval(max(0, low - 1), high + 1) if low == high else said
    return Interval(low, high)


def _turning(part: Part, match: re.Match[str]) -> Iterator[Claim]:
    said = number(match["number"])
    if said and said.low <= _OLDEST_CHILD:
        value = Interval(said.low - 1, said.high - 1)
        yield Claim(AGE, value, part.first + match.start(), part.first + match.end(), part.doubted)


def _bare(speech: Speech, part: Part) -> Iterator[Claim]:
    """孩子今年十一了, 我十三: a number alone, and the child named for it."""
    body = speech.body(part)
    if (under := _UNDER.search(body)) and _is_child_part(part):
        said = number(under["number"])
        if said and 1 < said.low <= _OLDEST_CHILD:
            yield _claim(part, under, Interval(0, said.low - 1))
        return
    if turning := _TURNS.search(speech.clause(part)):
        if _is_child_part(part):
            yield from _turning(part, turning)
        return
    # 没见过他妈，现在都十二了: carried over from the mother, but no mother is twelve.
    of_child = part.who is not None and (CHILD in part.who or not part.named or _is_ranked(speech, part))
    if not of_child and not (part.who is None and re.search("虚岁|今年|周岁", body)):
        return
    match = (
        _BARE.search(body) or _BARE_WHOLE.fullmatch(body) or (part.named and _BARE_THEN.match(body)) or None
    )
    if match is None or re.search("[俩仨两]", match["number"]):
        return
    said = number(match["number"])
    alone = part.start == part.first and part.end == part.last  # 儿子智力二级，十三
    is_an_age = part.named or alone or re.search("了|今年|虚岁", body)
    if said and 1 <= said.low <= _oldest(speech, part) and is_an_age:
        years_off = (2, 1) if "虚岁" in body else (1, 1) if re.search("快|马上", body) else (0, 0)
        yield _claim(part, match, Interval(said.low - years_off[0], said.high - years_off[1]))


def _school(part: Part, body: str) -> Iterator[Claim]:
    for match in _SCHOOL.finditer(body):
        if match["future"] or _LAST_YEAR.search(body):
            continue
        after = body[match.end() :]
        if re.match(r"(?:的时候|时|那年|起|就|毕业|以前|老师|门口|班主任)", after):
            continue
        value = _grade(match["grade"])
        yield Claim(
            AGE, value, part.start + match.start("grade"), part.start + match.end(), part.doubted,
            note="由年级推出，问一下出生年月更准",
        )  # fmt: skip


def _grade(words: str) -> Interval:
    """The ages of a school year: it begins at six or seven, and children start early or late."""
    if words in _LEVELS:
        return Interval(*_LEVELS[words])
    if "班" in words:
        last = {"小": 5, "中": 6}.get(words.removeprefix("幼儿园")[0], 7)
        return Interval(last - 2, last)
    level = number(words.removeprefix("小学").removesuffix("年级").lstrip("小初高"))
    first = {"初": 11, "高": 14}.get(words[0], 5) + int(level.low if level else 1)
    return Interval(first, first + 2)


# --- births ------------------------------------------------------------------------------------------


def _births(speech: Speech, as_of: date) -> Iterator[Claim]:
    for match in _BORN.finditer(speech.text):
        part = speech.part_at(match.start())
        if part.void or not (part.who is None or CHILD in part.who or not part.named):
            continue
        if part.who == () and part.named:
            continue
        words = (match["date"] or match["dated"]).replace("/", "-").replace(".", "-")
        lunar = bool(re.search(r"阴历|农历|旧历", speech.text[match.start() : match.end() + 6]))
        if lunar and not re.search(r"阴历|农历|旧历|初", words):
            words = re.sub(r"年(?=.{1,2}月)", "年农历", words)
        days = days_of(words, as_of)
        if days is None:
            continue
        first, last = days[0], min(days[1], as_of)
        if (as_of.year - last.year) > 25:
            continue
        span = (match.start(), match.end())
        yield Claim(AGE, age_between(first, last, as_of), *span, part.doubted, amends=part.amends)
        if first == last and not lunar and "初" not in words:
            yield Claim(BIRTH, first, *span, part.doubted, amends=part.amends)


def age_between(first: date, last: date, as_of: date) -> Interval:
    """The whole years of someone born between two days."""
    return Interval(months_since(last, as_of) // 12, months_since(first, as_of) // 12)


def _claim(part: Part, match: re.Match[str], value: Interval) -> Claim:
    return Claim(
        AGE, value, part.start + match.start(), part.start + match.end(), part.doubted, amends=part.amends
    )


def _one_age(claims: list[Claim]) -> list[Claim]:
    """One age out of several that agree; a birth date is surest, then years, then the school year."""
    aged = [claim for claim in claims if claim.fact == AGE]
    rest = [claim for claim in claims if claim.fact != AGE]
    amended = [claim for claim in aged if claim.amends]
    aged = amended or aged
    if not aged:
        return rest
    best = next((claim for claim in aged if not claim.note), aged[0])
    value = best.value
    agreed = True
    for claim in aged:
        if isinstance(value, Interval) and isinstance(claim.value, Interval):
            common = value.common(claim.value)
            value, agreed = common or value, agreed and common is not None
    low = best.low or not agreed
    note = best.note if agreed else "年龄前后说得不一样，请问准"
    return [*rest, Claim(AGE, value, best.start, best.end, low, note, best.amends)]
