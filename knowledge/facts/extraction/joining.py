"""Claims made one whole: what follows from places, what contradicts, what was taken back; one per fact."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

from knowledge.facts.extraction.moves import Moves, Said
from knowledge.facts.extraction.saying import Claim
from knowledge.facts.extraction.whereabouts import Work
from knowledge.facts.places import Place, both_core, other_county
from knowledge.facts.values import Interval, Value

_SHORT = 6
_AT_LARGE = {"在家", "外出务工"}
_NO_MORE_ASKED = {"死亡", "宣告失踪", "查找不到"}


# --- what follows ------------------------------------------------------------------------------------


def from_places(found: Moves, work: Iterable[Work]) -> Iterator[Claim]:
    """Whether a parent's work is in another county, and whether the child lives in another."""
    at_work = tuple(work)
    for parent in at_work:
        yield from _of_work(parent, found.of_parent.get(parent.parent) or found.home_county)
    followed = next((parent for parent in at_work if _followed(found, parent)), None)
    if followed and found.lives is None and len(followed.places) == 1:
        place = followed.places[0]
        note = "孩子跟着在务工地，由此推定"
        found.lives = Said(place, followed.start, followed.end, followed.low, note)
        yield Claim("儿童.居住地", place.name, followed.start, followed.end, followed.low, note)
    yield from _of_child(found, followed=followed is not None)


def _of_work(work: Work, home: Said | None) -> Iterator[Claim]:
    parent, span = work.parent, (work.start, work.end)
    if len(work.places) == 1:
        yield Claim(f"{parent}.务工地", work.places[0].name, *span, work.low)
    apart = {_apart(home.place if home else None, place) for place in work.places}
    core = {_core(home.place if home else None, place) for place in work.places}
    # 家在桦甸 is trusted as far as the county goes: it is the household's, whoever's name is in the book.
    note = _why(work, home)
    if len(apart) == 1 and (value := apart.pop()) is not None:
        yield Claim(f"{parent}.务工跨县域", "是" if value else "否", *span, work.low, note)
    if len(core) == 1 and (value := core.pop()) is not None:
        yield Claim(f"{parent}.务工户籍同核心城区", "是" if value else "否", *span, work.low, note)


def _apart(home: Place | None, place: Place) -> bool | None:
    """Whether work is in another county than home; whoever calls Jilin's hotline is taken to be of Jilin."""
    if home is None:
        return None if place.inside else True
    return other_county(home, place)


def _core(home: Place | None, place: Place) -> bool | None:
    if home is None:
        return None if place.inside else False
    return both_core(home, place)


def _why(work: Work, home: Said | None) -> str:
    where = "、".join(place.name for place in work.places)
    if home is None:
        return f"{where}在省外，由此推定；户口在哪儿没有说"
    return f"由务工地{where}和{home.place.name}比较得出"


def _followed(found: Moves, work: Work) -> bool:
    """Whether the child is with the very parent who works in another county: 我在四平上班，孩子跟着我."""
    home = found.belongs
    return work.parent in found.company.whom and all(
        _apart(home.place if home else None, place) for place in work.places
    )


def _of_child(found: Moves, *, followed: bool) -> Iterator[Claim]:
    origin, lives = found.belongs, found.lives
    apart = other_county(origin.place, lives.place) if origin and lives else None
    # Where they are registered is not certain from 从榆树来; that they crossed into another county is.
    low = bool(origin and lives and (lives.low or (origin.low and not origin.note)))
    if origin and lives and apart is not None:
        note = f"由{origin.place.name}和{lives.place.name}比较得出"
        span = (lives.start, lives.end)
        yield Claim("儿童.跨县域居住", "是" if apart else "否", *span, low, note)
        core = both_core(origin.place, lives.place)
        if apart and core is not None:
            yield Claim("儿童.中心城区之间", "是" if core else "否", *span, low, note)
    if apart is None and (same := found.same_county):
        yield Claim("儿童.跨县域居住", "否", same.start, same.end, note="说了没有出县，或者户口已经迁来")
    elsewhere = origin is not None and lives is not None and origin.place != lives.place
    moved = apart if apart is not None else found.moved or followed or elsewhere
    # 孩子随父, of a divorce, says who has custody; 随祖母在东丰生活 says with whom the child lives.
    kept = found.company
    with_parent = None if kept.custody_only and kept.with_others else kept.with_parent
    if kept.with_others and not with_parent:
        hit = kept.with_others
        yield Claim("儿童.随迁", "否", hit.start, hit.end, hit.low, amends=kept.no_guardian)
    elif with_parent and not kept.with_others and moved:
        hit = with_parent
        yield Claim("儿童.随迁", "是", hit.start, hit.end, hit.low)
    # 住了俩月就回去了: too short for any move, whether one was told or not.
    brief = found.since is not None and found.stayed and found.since.months.high < _SHORT
    if found.since and (moved or apart or brief):
        time = found.since
        yield Claim("儿童.异地居住月数", time.months, time.start, time.end)
        if time.day:
            yield Claim("儿童.异地居住起始日", time.day, time.start, time.end)


# --- one per fact ------------------------------------------------------------------------------------


def join(claims: Iterable[Claim]) -> list[Claim]:
    """One claim per fact.

    A trusted one outweighs a doubted one; of two that differ the correction wins, and where nobody
    corrected, the later one stays, not to be trusted.
    """
    by_fact: dict[str, list[Claim]] = {}
    for claim in claims:
        by_fact.setdefault(claim.fact, []).append(claim)
    joined = [_one(found) for found in _without_retracted(by_fact).values()]
    joined = _company_in_doubt({claim.fact: claim for claim in joined})
    return [claim for claim in joined if not _contradicts(claim, {c.fact: c for c in joined})]


def _company_in_doubt(by_fact: dict[str, Claim]) -> list[Claim]:
    """With an aunt in another county: no guardian while a parent can be one, else who is was not said."""
    kept, apart = by_fact.get("儿童.随迁"), by_fact.get("儿童.跨县域居住")
    statuses = [by_fact[name].value for name in ("父.现状", "母.现状") if name in by_fact]
    elsewhere = apart.value == "是" if apart else "儿童.户籍地" in by_fact and bool(statuses)
    if kept and kept.value == "否" and elsewhere and not kept.amends and not set(statuses) & _AT_LARGE:
        note = "没有说监护人是谁，照看孩子的人是不是监护人要问清"
        by_fact["儿童.随迁"] = replace(kept, low=True, note=note)
    return list(by_fact.values())


def _one(found: list[Claim]) -> Claim:
    chosen = [claim for claim in found if claim.amends] or found
    chosen = [claim for claim in chosen if not claim.low] or chosen
    values = {claim.value for claim in chosen}
    if len(values) == 1:
        return chosen[0]
    if common := _in_common([claim.value for claim in chosen]):
        return replace(chosen[0], value=common)
    note = "前后说得不一样，请问准"
    last = chosen[-1]
    return Claim(last.fact, last.value, last.start, last.end, True, note)


def _in_common(values: list[Value]) -> Interval | None:
    """What several intervals have in common; None if they contradict each other or are no numbers."""
    common: Interval | None = Interval(-inf, inf)
    for value in values:
        common = common.common(value) if common and isinstance(value, Interval) else None
    return common


def _without_retracted(by_fact: dict[str, list[Claim]]) -> dict[str, list[Claim]]:
    """他爸在戒毒所，不对，他妈在戒毒所: the correction takes the fact from the other parent."""
    kept = dict(by_fact)
    for fact, claims in by_fact.items():
        other = {"父": "母", "母": "父"}.get(fact[0])
        twin = f"{other}{fact[1:]}" if other else ""
        for claim in claims:
            if claim.amends and twin in kept:
                rest = [c for c in kept[twin] if c.amends or c.value != claim.value or c.start > claim.start]
                kept[twin] = rest
    return {fact: claims for fact, claims in kept.items() if claims}


def _contradicts(claim: Claim, by_fact: dict[str, Claim]) -> bool:
    """What cannot be along with something surer: no disability and a grade; dead, and away since."""
    name = claim.fact.partition(".")[2]
    parent = claim.fact[0]
    if name == "残疾等级":
        kind = by_fact.get(f"{parent}.残疾类别")
        if kind is not None and kind.value == "无":
            return True
    if name in ("残疾类别", "残疾等级", "重病"):
        status = by_fact.get(f"{parent}.现状")
        return status is not None and status.value in _NO_MORE_ASKED
    if (claim.fact, claim.value) == ("监护人.丧失能力或不履责", "否"):
        danger = (by_fact.get("儿童.疑似家暴或侵害"), by_fact.get("儿童.单独居住或失踪"))
        return any(found is not None and found.value == "是" for found in danger)
    if claim.fact == "儿童.随迁" and claim.value == "否":
        gone = [by_fact.get(f"{who}.现状") for who in ("父", "母")]
        # Whoever keeps the child when neither parent can may be a guardian, and may be moved with.
        return all(status is not None and status.value in _NO_MORE_ASKED for status in gone)
    return False
