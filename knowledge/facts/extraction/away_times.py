"""How long the parents have been away: which time of a text tells of it, and where they work meanwhile.

A time belongs to the nearest telling word. One that stands alone, after the child's age or after who keeps
the child, still tells of the parents who were said to be away.
"""

import re
from collections.abc import Iterator
from datetime import date

from knowledge.facts.extraction.callers import Who
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Hit
from knowledge.facts.extraction.times import NUMBER, TimeSpan, points, stretches
from knowledge.facts.places import Spot, gazetteer

# 过年才回来, 一个月回来一趟; but 半年前去的 and 去年三月去的 are since when.
_OFTEN = re.compile(r"(?:才|就|都|也|能|会)*(?:能)?回(?!不)")
# Nobody names more in one breath; a text of nothing but times must not cost a second.
_MOST_TIMES = 24
_LOOKS_BACK = 8
_ONLY_A_TIME = re.compile(
    r"(?:[了吧呢啊的吗也就都得有快已刚才足整满大概可能现在到至今这均共]"
    r"|差不多|前后|时间|时长|时限|期限|为期|历时|时|长|：|起|开始|始|自|从|估计|已经|具体|今天|正好|为止){0,8}"
)
_PROLONGED = re.compile(r"续|又签|接着(?:干|签)|延(?:长|期|了)|没回来|还没(?:完|到期)|再签|改签")
_CAME_OVER = re.compile(r"过来|来(?:这|的|了)")
_TERM = re.compile(
    r"合同(?:就|只|才|是|签的?|签了|一共)*(?:[^，。年]{0,4}月|半)|(?:就|只|统共|一共|总共)(?:去|干|出去|签)(?:了)?[^，。年]{1,5}月(?:就|完|的|，|。|$)|干(?:满|完)?[^，。年]{1,4}月(?:就|完)回"
)
_AWAY_THEN = re.compile(r"(?:都|也|就|已经|一共|总共)*(?:走|出来|出去|出门|去|没回|没着家|离家|到现在)")
# What may be told of the child between the parents' going and since when: their age, and who keeps them.
_KEPT = re.compile(
    rf"[^，。]{{0,4}}(?:{NUMBER}周?岁?|[一二三四五六]年级|初[一二三]|小学|幼儿园)(?:了|半|多)?"
    r"|[^，。]{0,6}(?:跟|随|放|留|给|归|由|扔|交|托|带|看|养|管|照顾|照看|在家|奶奶|爷爷|姥姥|姥爷|上学|念书)[^，。病残瘫]{0,6}|"
)


def away_times(speech: Speech, part: Part, as_of: date, *, along: Hit | None) -> Iterator[TimeSpan]:
    """The times in a part that tell how long someone is away; `along` is where a child was taken along."""
    came_alone = about_parent(part) and along is None
    for time in times_in(speech, part, as_of):
        about = time_is_about(speech, part, time)
        here = about == "时间说住" and came_alone and _CAME_OVER.search(speech.body(part))
        if about == "时间说外出" or (here and _said_away(speech, part)):
            yield time


def _said_away(speech: Speech, part: Part) -> bool:
    """Whether the parents a part is about were said to work away, in it or before it."""
    earlier = [
        p for p in speech.parts if p.start <= part.start and set(p.who or ()) >= set(about_parent(part))
    ]
    return any(_works_far(speech, p) or lexicon().way("打工").search(speech.body(p)) for p in earlier)


def terms(speech: Speech, part: Part, as_of: date) -> Iterator[TimeSpan]:
    """The whole of a short job: 合同就三个月，到期就回. Whoever goes for that has not been away longer."""
    clause = speech.clause(part)
    if not _TERM.search(clause) or _PROLONGED.search(speech.text, part.first):
        return
    for time in stretches(speech.body(part), as_of):
        yield TimeSpan(part.start + time.start, part.start + time.end, time.months)


def since_left(speech: Speech, as_of: date, *, along: Hit | None) -> Iterator[tuple[str, Part, TimeSpan]]:
    """我俩在大庆打工，孩子放老家了，走了十四个月: a time after the child still tells of the parents away."""
    for number, part in enumerate(speech.parts):
        if along and along.start < part.start:
            return  # the child went with them, and the time tells of the child
        if part.named or part.void or about_parent(part) or part.who is None:
            continue
        for time in times_in(speech, part, as_of):
            before, after = speech.text[part.start : time.start], speech.text[time.end : part.end]
            leaving = _AWAY_THEN.match(before) is not None
            alone = part.start == part.first and _ONLY_A_TIME.fullmatch(before)
            if not (leaving or alone) or not (_ONLY_A_TIME.fullmatch(after) or _AWAY_THEN.match(after)):
                continue
            for parent in _who_left(
                speech, speech.parts[max(0, number - _LOOKS_BACK) : number], told=leaving
            ):
                yield parent, part, time


def _who_left(speech: Speech, earlier: tuple[Part, ...], *, told: bool) -> Who:
    """The parents last said to be away, if nothing else that takes time was told since."""
    for part in reversed(earlier):
        body = speech.body(part)
        about = "时间说外出" if _works_far(speech, part) else _nearest(body, len(body), len(body))
        if about_parent(part):
            return about_parent(part) if about == "时间说外出" else ()
        lives_there = about == "时间说住" and not lexicon().way("留下").search(body)
        if not told and (lives_there or not _KEPT.fullmatch(body)):
            return ()
    return ()


def times_in(speech: Speech, part: Part, as_of: date) -> Iterator[TimeSpan]:
    """The times in a part, in places of the whole text, without 一个月回来一趟."""
    body = speech.body(part)
    lasting, since = list(stretches(body, as_of)), list(points(body, as_of))
    found = (lasting + since)[:_MOST_TIMES]
    for time in found:
        inside = any(o is not time and o.start <= time.start and time.end <= o.end for o in found)
        often = _OFTEN if time in since or body[: time.end].endswith("前") else lexicon().way("次数")
        if not inside and not often.match(body[time.end :]):
            yield TimeSpan(part.start + time.start, part.start + time.end, time.months, time.day, time.about)


def time_is_about(speech: Speech, part: Part, time: TimeSpan) -> str | None:
    """What a time is about: the nearest telling word in its part, else the last before it."""
    nearest = _nearest(speech.body(part), time.start - part.start, time.end - part.start)
    if nearest:
        return nearest
    if _works_far(speech, part):
        return "时间说外出"
    rest = speech.text[part.start : time.start] + speech.text[time.end : part.end]
    if not _ONLY_A_TIME.fullmatch(rest):
        return None  # 今年八岁 is not since when they came
    for earlier in reversed([p for p in speech.parts if p.start < part.start]):
        # 父赴新疆，母赴深圳，均已超过一年: what was said of each holds for both.
        if earlier.who != part.who and not (earlier.who and set(earlier.who) <= set(part.who or ())):
            return None
        if _works_far(speech, earlier):
            return "时间说外出"
        body = speech.body(earlier)
        if found := _nearest(body, len(body), len(body)):
            return found
    return None


def doing_there(speech: Speech, part: Part, spot: Spot) -> re.Match[str] | None:
    """The work that is named right after a place outside the province: 在沈阳做美甲."""
    if spot.place.inside:
        return None
    return lexicon().way("在那儿干的").match(speech.text, spot.end, part.end)


def _works_far(speech: Speech, part: Part) -> bool:
    """Whether a parent does something in a place outside the province: 在沈阳做美甲."""
    if not about_parent(part):
        return False
    return any(doing_there(speech, part, spot) for spot in workplaces(speech, part))


def _nearest(body: str, start: int, end: int) -> str | None:
    best: tuple[int, str] | None = None
    for way in ("时间说别的", "时间说外出", "时间说住", "活计"):
        name = "时间说外出" if way == "活计" else way
        for match in lexicon().way(way).finditer(body):
            if match.end() > start and match.start() < end:
                continue
            distance = start - match.end() if match.end() <= start else match.start() - end
            if best is None or distance < best[0]:
                best = (distance, name)
    return best[1] if best else None


def workplaces(speech: Speech, part: Part) -> Iterator[Spot]:
    """The places in a part where someone may be working: not their home, a hospital or a prison."""
    body = speech.body(part)
    for spot in gazetteer().find(body):
        before, after = body[: spot.start], body[spot.end :]
        around = speech.text[part.first : part.start + spot.start][-8:] + after[:5]
        if lexicon().way("不是上班处").search(around):
            continue
        if lexicon().way("来处").search(before[-1:]) or after.startswith(("人", "籍", "监狱", "户", "媳妇")):
            continue
        kept = lexicon().way("跟祖辈").search(speech.clause(part))
        if kept and part.first + kept.start() < part.start + spot.start:
            continue  # 随祖母居住在通榆, after what was said of the parents
        if after in ("的", "的呢") and not re.search(r"[在去到来上]$", before):
            continue  # 安图的, of where they are from
        yield Spot(part.start + spot.start, part.start + spot.end, spot.place)
