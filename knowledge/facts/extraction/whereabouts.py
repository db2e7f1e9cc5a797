"""Where the parents are: at home, away for work, dead, in prison, out of reach; how long; and where.

Signs are collected part by part and settled for each parent at the end, because speech gives them apart:
爸爸过完年就走了，在天津工地干活. 走了 alone settles nothing: it is left, died, or went to work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from knowledge.facts.extraction.away_times import (
    away_times,
    doing_there,
    since_left,
    terms,
    workplaces,
)
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Claim, Hit, hits, is_denied, says
from knowledge.facts.extraction.times import TimeSpan
from knowledge.facts.places import Place, other_county
from knowledge.facts.values import Interval

_THERE = re.compile(
    r"(?:也|后来|随后|接着)?(?:在|去|到|上)(?:那儿|那边|那里|那头|那(?=打|干|上|做|当))|(?:去|过去|走|出去|跟去|跟着去|跟过去)的(?=$|，|。)"
    r"|(?:也|后来|随后)(?:跟着?|就)?(?:去了|过去了|去|过去|跟去了|跟着去了)(?=$|，|。)|(?:在|搁)一(?:块|起)(?:打工|干|上班)"
)
# What outweighs what: someone who died is no longer away for work.
_GONE = ("死亡", "宣告失踪", "被遣送出境", "强制隔离戒毒", "服刑在押", "限制人身自由", "失联")
_DOUBTFUL = {"死亡": "死亡存疑", "失联": "失联存疑", "服刑在押": "服刑存疑"}
_SIGNS = (
    "打工", "活计", "在外", "在家", "本地", "天天回", "不算在押", "不算强戒", "没去打工", "回来了", "跨县",
)  # fmt: skip
_SAYS_AWAY = (
    "海上", "远洋", "上船", "在船", "在渔船", "在货船", "在轮船",
    "外出", "在外", "外地", "出去", "出来", "出国",
    "外省", "省外", "外县", "出门", "常年不在", "进城",
)  # fmt: skip
_KILLS = re.compile(r"[打弄掐杀整害砍]死(?:孩|娃|他|她|我|你|人|俩)")
# 还没判，在看守所: held, and not yet serving a sentence.
# 都走了，一个癌症一个车祸 runs over a comma.
_RUN_ON = 8
_HELD = re.compile(
    r"看守所|羁押|刑拘|刑事拘留|批捕|逮捕|被抓|抓(?:了|起来|走|进去)|关(?:着|起来|进去|在)|取保|进去|拘留"
)
_UNSENTENCED = re.compile(
    r"(?:还|也|都|一直|目前|现在)*(?:没|未|没有|尚未|还没有)(?:给)?(?:被)?(?:判|宣判|开庭|下判|定罪|出结果|有结果)|判决(?:还|也)?(?:没|未)|等(?:着)?(?:判|开庭|宣判)"
    r"|候审|待审|审(?:着|查)|正审|侦查|刑拘|刑事拘留|批捕"
)
_SENTENCED = re.compile(
    r"(?<![没未])(?<!没有)(?<!还没)(?<!等着)(?<!等)判(?:了|处|刑|[一二两三四五六七八九十\d])|服刑|刑期|监狱|缓刑"
)
_DECLARED = re.compile(
    r"(?<![没未])(?<!没有)(?<!没去)(?<!没给)(?:宣告|宣布|判决?|认定|裁定|判定)(?:了|为|成|给)?(?:[^，。没未]{0,6}?)失踪(?!人)|失踪(?:的)?(?:宣告|判决)(?:书)?(?:也|都|早就?|已经?)*(?:下来|拿到|批|生效|判|有)"
)
_WITH_THE_OTHER = re.compile(r"[跟和与同](?:孩子|娃)?[他她]?(?:爸|妈|爹|娘|父|母)")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing said of one parent."""

    parent: str
    name: str
    part: Part
    start: int
    end: int
    words: str = ""
    low: bool = False
    place: Place | None = None
    time: TimeSpan | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Where a parent works, for those who compare it with the household register."""

    parent: str
    places: tuple[Place, ...]
    start: int
    end: int
    low: bool


def whereabouts(
    speech: Speech, *, home: Place | None, along: Hit | None, as_of: date
) -> tuple[list[Claim], list[Work]]:
    """What is said of where the parents are, and the places where they work.

    A parent who 在长春上班 has gone away to work if the household's place is another county; where that
    is not known, it is not certain.
    """
    claims: list[Claim] = []
    work: list[Work] = []
    signs = [sign for part in speech.parts for sign in _signs(speech, part, as_of, along)]
    signs.extend(_declared(speech))
    signs.extend(_there_too(speech, signs))
    for parent, part, time in since_left(speech, as_of, along=along):
        low = part.doubted or time.about
        signs.append(Sign(parent, "时", part, time.start, time.end, low=low, time=time))
    for parent in ("父", "母"):
        of_parent = [sign for sign in signs if sign.parent == parent]
        claims.extend(_settle(parent, of_parent, home))
        away = next((c for c in claims if (c.fact, c.value) == (f"{parent}.现状", "外出务工")), None)
        if away:
            work.extend(_work(parent, of_parent, low=away.low))
    return claims, work


# --- signs -------------------------------------------------------------------------------------------


def _signs(speech: Speech, part: Part, as_of: date, along: Hit | None) -> Iterator[Sign]:
    parents = about_parent(part)
    if not parents or part.void or lexicon().way("打算").search(speech.clause(part)):
        return
    released = any(True for _ in hits(speech, part, "不算在押"))
    elsewhere = lexicon().way("不是打工").search(speech.body(part)) is not None
    for status in _GONE:
        told = hits(speech, part, status)
        if status == "死亡":
            told = chain(told, hits(speech, part, "走了没了", beyond=_RUN_ON))
        for hit in told:
            if status == "死亡" and _KILLS.match(speech.text, hit.start - 1):
                continue  # 他爸说要弄死孩子
            doubtful = status in _DOUBTFUL and bool(lexicon().way(_DOUBTFUL[status]).fullmatch(hit.words))
            if "联系" in hit.words and _WITH_THE_OTHER.search(speech.text[part.start : hit.start]):
                doubtful = True  # 他妈跟他爸没联系: which of them cannot be reached?
            low = hit.low or doubtful
            if status == "服刑在押" and _unsentenced(speech, part):
                for parent in parents:
                    yield Sign(parent, "限制人身自由", part, hit.start, hit.end, hit.words, hit.low)
                continue
            for parent in parents:
                yield Sign(parent, status, part, hit.start, hit.end, hit.words, low)
    for name in _SIGNS:
        for hit in _plain_hits(speech, part) if name == "没去打工" else hits(speech, part, name):
            if name in ("在外", "活计") and (released or elsewhere):
                continue  # 早出来了, of someone who was locked up
            for parent in parents:
                yield Sign(parent, name, part, hit.start, hit.end, hit.words, hit.low)
    for spot in workplaces(speech, part) if not elsewhere or says(speech, part, "打工") else ():
        if not elsewhere and (doing := doing_there(speech, part, spot)):
            for parent in parents:
                yield Sign(parent, "活计", part, doing.start(), doing.end(), doing.group(), part.doubted)
        for parent in parents:
            yield Sign(parent, "地", part, spot.start, spot.end, low=part.doubted, place=spot.place)
    for time in terms(speech, part, as_of):
        for parent in parents:
            yield Sign(parent, "期限", part, time.start, time.end, low=part.doubted, time=time)
    for time in away_times(speech, part, as_of, along=along):
        for parent in parents:
            yield Sign(parent, "时", part, time.start, time.end, low=part.doubted or time.about, time=time)


def _unsentenced(speech: Speech, part: Part) -> bool:
    """Whether somebody is held before a sentence: told in this clause or in those around it, of them."""
    near = [
        p for p in speech.parts if abs(p.clause - part.clause) <= 1 and (p.who == part.who or not p.named)
    ]
    words = "，".join(dict.fromkeys(speech.clause(p) for p in near))
    return bool(_UNSENTENCED.search(words) and _HELD.search(words) and not _SENTENCED.search(words))


def _plain_hits(speech: Speech, part: Part) -> Iterator[Hit]:
    """The denial itself: it must not be taken for denied."""
    for match in lexicon().way("没去打工").finditer(speech.body(part)):
        yield Hit(part.start + match.start(), part.start + match.end(), match.group(), part.doubted)


def _declared(speech: Speech) -> Iterator[Sign]:
    """法院宣告他爸失踪了: looked for in the whole clause, because it names the parent in the middle."""
    for part in speech.parts:
        match = _DECLARED.search(speech.clause(part))
        if match is None or part.void or not part.first + match.start() <= part.end <= part.last:
            continue
        start, end = part.first + match.start(), part.first + match.end()
        if part.asked or is_denied(speech, Hit(start, end, match.group(), part.doubted)):
            continue
        for parent in about_parent(part):
            yield Sign(parent, "宣告失踪", part, start, end, match.group(), part.doubted)


def _there_too(speech: Speech, signs: list[Sign]) -> Iterator[Sign]:
    """妈妈也在那儿上班, 妈妈正月去的: where the other parent was said to be."""
    for part in speech.parts:
        parents = about_parent(part)
        if len(parents) != 1 or part.void or lexicon().way("打算").search(speech.clause(part)):
            continue
        match = _THERE.search(speech.body(part))
        if match is None or any(sign.part == part and sign.name == "地" for sign in signs):
            continue
        spots = [sign for sign in signs if sign.name == "地" and sign.start < part.start]
        if spots and spots[-1].parent != parents[0]:
            start, end = part.start + match.start(), part.start + match.end()
            yield replace(spots[-1], parent=parents[0], part=part, start=start, end=end)
            own_time = any(sign.part == part and sign.name == "时" for sign in signs)
            if match.group().startswith("也") and not own_time:
                for sign in signs:
                    if sign.name == "时" and sign.part == spots[-1].part and sign.parent == spots[-1].parent:
                        yield replace(sign, parent=parents[0], part=part)


# --- settling ----------------------------------------------------------------------------------------


def _settle(parent: str, signs: list[Sign], home: Place | None) -> Iterator[Claim]:
    gone = _gone(signs)
    signs = [sign for sign in signs if not (sign.part.past and sign.name not in ("时",))]
    away = _after_return(signs)
    status = _away_or_home(parent, away, home)
    if gone and not (gone.low and status and status.value == "外出务工" and not status.low):
        yield Claim(f"{parent}.现状", gone.name, gone.start, gone.end, gone.low, amends=gone.part.amends)
        return
    if status is None:
        return
    yield status
    if status.value != "外出务工":
        return
    yield from _months(parent, away)
    local = [sign for sign in away if sign.name in ("本地", "天天回")]
    outward = [sign for sign in away if sign.name in ("地", "在外")]
    if local and not outward:
        yield Claim(f"{parent}.务工跨县域", "否", local[0].start, local[0].end, local[0].low)
    for sign in away:
        if sign.name == "跨县":
            yield Claim(f"{parent}.务工跨县域", "是", sign.start, sign.end, sign.low)


def _gone(signs: list[Sign]) -> Sign | None:
    released = [sign for sign in signs if sign.name in ("不算在押", "不算强戒")]
    back = max((sign.start for sign in signs if sign.name == "回来了"), default=-1)
    custody = ("服刑在押", "强制隔离戒毒")
    standing = [
        sign
        for sign in signs
        if sign.name in _GONE
        and not (sign.part.past and sign.name != "死亡")
        and not (sign.name in ("失联", "宣告失踪") and sign.start < back)
        and not (sign.name in custody and any(sign.start <= r.end + 6 for r in released))
    ]
    if not standing:
        return None
    trusted = [sign for sign in standing if not sign.low] or standing
    amended = [sign for sign in trusted if sign.part.amends]
    best = min(_GONE.index(sign.name) for sign in amended or trusted)
    return next(sign for sign in reversed(amended or trusted) if _GONE.index(sign.name) == best)


def _after_return(signs: list[Sign]) -> list[Sign]:
    """What still holds after 今年回来了 or 没在外地打工."""
    turns = [sign for sign in signs if sign.name in ("没去打工", "回来了")]
    last = max((sign.end for sign in turns), default=-1)
    gone_again = any(sign.name in ("打工", "在外") and sign.start > last for sign in signs)
    return [sign for sign in signs if sign.start >= last or (gone_again and sign.name == "时")]


def _away_or_home(parent: str, away: list[Sign], home: Place | None) -> Claim | None:
    by_name: dict[str, list[Sign]] = {}
    for sign in away:
        by_name.setdefault(sign.name, []).append(sign)
    at_home = _not_away(by_name.get("在家", []), by_name.get("地", []))
    out = [sign for sign in by_name.get("在外", []) if sign.words.startswith(_SAYS_AWAY)]
    weak_out = [sign for sign in by_name.get("在外", []) if sign not in out]
    far = [sign for sign in by_name.get("地", []) if sign.place and not sign.place.inside]
    near = [sign for sign in by_name.get("地", []) if sign.place and sign.place.inside]
    chores = by_name.get("活计", [])
    local = [*by_name.get("天天回", []), *by_name.get("本地", [])]

    work: Sign | None = None
    low = False
    if by_name.get("打工"):
        work = by_name["打工"][-1]
    elif chores and (out or far or weak_out) and not by_name.get("天天回"):
        work = chores[-1]
    elif chores and (by_name.get("天天回") or (local and not near)):
        return _status(parent, "在家", chores[-1])
    elif chores and near:
        work = chores[-1]
        low = not any(home and s.place and other_county(home, s.place) for s in near)
    elif out:
        work = out[-1]
    elif far:
        # 五月去的天津，一直没回来: away, if not in so many words for work.
        work, low = far[-1], not by_name.get("时")
    if work and at_home and at_home[-1].start > work.start and not at_home[-1].low:
        work, low = (work, True) if not work.part.past else (None, False)
    if work:
        return _status(parent, "外出务工", work, low=low)
    if at_home:
        return _status(parent, "在家", at_home[-1])
    return None


def _not_away(at_home: list[Sign], places: list[Sign]) -> list[Sign]:
    """在内蒙种地 is no farming at home."""
    far = [sign.end for sign in places if sign.place and not sign.place.inside]
    return [sign for sign in at_home if not any(0 <= sign.start - end <= 3 for end in far)]


def _status(parent: str, value: str, sign: Sign, *, low: bool = False) -> Claim:
    return Claim(f"{parent}.现状", value, sign.start, sign.end, low or sign.low, amends=sign.part.amends)


def _months(parent: str, away: list[Sign]) -> Iterator[Claim]:
    times = [sign for sign in away if sign.name == "时" and sign.time]
    exact = [sign for sign in times if not sign.low] or times
    if not exact:
        term = next((sign for sign in away if sign.name == "期限" and sign.time), None)
        if term and term.time:
            months = Interval(0, term.time.months.high)
            note = "按说的期限，最多这么久；去了多久请问准"
            yield Claim(f"{parent}.外出连续月数", months, term.start, term.end, term.low, note)
        return
    chosen = exact[-1]
    months = chosen.time.months if chosen.time else Interval(0, 0)
    for sign in exact:
        if sign.time and (common := months.common(sign.time.months)):
            months = common
    yield Claim(f"{parent}.外出连续月数", months, chosen.start, chosen.end, chosen.low, _rough(chosen))
    day = next((sign for sign in exact if sign.time and sign.time.day), None)
    if day and day.time and day.time.day:
        yield Claim(f"{parent}.外出起始日", day.time.day, day.start, day.end, day.low)


def _rough(sign: Sign) -> str:
    if sign.time and sign.time.about:
        return "“常年”没有说出多久，请问准"
    return ""


def _work(parent: str, signs: list[Sign], *, low: bool) -> Iterator[Work]:
    spots = [sign for sign in _after_return(signs) if sign.name == "地" and sign.place and not sign.part.past]
    amended = [sign for sign in spots if sign.part.amends]
    spots = amended or spots
    if not spots:
        return
    last_part = [sign for sign in spots if sign.part == spots[-1].part]
    places = tuple(dict.fromkeys(sign.place for sign in last_part if sign.place))
    low = low or any(sign.low for sign in last_part)
    yield Work(parent, places, last_part[0].start, last_part[-1].end, low)
