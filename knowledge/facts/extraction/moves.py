"""Where the child lives and is registered, and since when.

从榆树来 tells where they came from; where they are registered is not certain from it, but that they crossed
into another county is. A child who lives with a parent has moved only where a move is told of too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.facts.extraction.away_times import time_is_about, times_in
from knowledge.facts.extraction.callers import CHILD, SOMEONE_ELSE
from knowledge.facts.extraction.company import Company, company
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Claim, Hit, is_denied
from knowledge.facts.extraction.times import TimeSpan
from knowledge.facts.places import Place, Spot, gazetteer

_CAME = re.compile(r"[从由打].{2,8}(?:来到?|搬到?|转到?)$")
_CAME_AFTER = re.compile(r"(?:过来|来|搬来|迁来|转来|搬过来|转过来)的")
_NOT_PUT_THERE = re.compile(r"(?:没|未|不)(?:落|迁|转|上)(?:户)?(?:到|在|进|过)?$")
_NOT_TRANSFERRED = re.compile(
    r"户[口籍](?:也|都|还|一直)*(?:没|未)(?:有)?(?:动|迁|转|落|挪)|没(?:有)?(?:迁|转|落|动)户"
)
_TRANSFERRED = re.compile(
    r"户[口籍](?:也|都|早就?|已经?|就)*(?:落|迁|转|上)(?:到|在|进|过来|来|户)*(?:了)?(?:这|当地|本地|过来|来了|了(?=[，。；]|$))"
    r"|(?<![没未])落了?户(?:了|在这|这|过来|[，。；]|$)"
)
_ONE_BREATH = re.compile(
    r"(?!.*(?:住|现|居))[^，。；]*(?:，(?:还|仍|就|都|也|一直|本来|早|我们)*(?:是|在|落在)?)?"
)
_PUT_THERE = re.compile(r"(?<![没未])(?<!没有)(?:迁|落|转|上|挪)(?:户)?(?:到|在|进|来|过来)?(?:了)?$")
_SAME_COUNTY = re.compile(
    r"没出(?:过)?(?:本)?(?:县|市|区|[\u4e00-\u9fff]{2,3}(?=[，。；]|$))|(?:还|都|仍|仍然|也)?(?:是|在)(?:本|同一?个?|一个)(?:县|市|区)(?!里|城|医院|的医院)|从[^，。]{1,6}(?:镇|乡|村|屯|屯子|屯里)搬到?(?:了)?(?:城里|县城|镇上|街里)|同(?:一个?)?县|一个县(?:里|内)?(?:的)?"
)
_DESTINATION = re.compile(
    r"(?:来到?|搬到?|搬去|搬来|转到?|转学到|迁到|迁入|转入|搬入|接到|带到|调到|调去|嫁到|嫁来|跟到|去到|落脚|安家|回娘家|回老家|回到?|住在?|住到|居住?(?:于|在)?|租房(?:在|子在)?|奔|进)(?:了)?$"
)
_STAYS = re.compile(r"(?:在|搁|去|到|上|来|回|至|于|跑到|跑)(?:了)?$")
_STAYED_BEHIND = re.compile(r"^(?:没动|没来|没走|没跟|没过来|留守|守着|看家|老家|种地|务农)")
_ALONG_AT = re.compile(
    r"(?:孩子|娃|儿子|闺女|女儿)[^，。]{0,3}(?:跟|随|和)着?(?:我们?俩?|俺们?|爸妈|父母|爸爸|妈妈|[他她]?[爸妈])(?:一起|都|一块)?在$"
    r"|(?:带|领)着?(?:俩|两个|三个)?(?:孩子|娃|儿子|闺女|女儿)在$"
)
_NO_MOVE = re.compile(r"看病|住院|治病|手术|复查|检查|[没未]上|没去")
# 孩子七岁，一年多, at the end of what was told of a move.
_TIME_ALONE = re.compile(
    r"(?:[自从打起了吧呢啊的也都得有快已刚才足整满大概可能到至今住来搬这]|差不多|已经|年|过来|在这)*"
)
_CAME_TO = re.compile(r"(?<!回)(?:来|到|搬|转)(?!底|处|头)")
_OF_ELSE = re.compile(r"病|判|死|去世|没了|离婚|失联|跑了|住院|透析|化疗|出狱|戒毒|欠|借")
_ONLY_CAME = re.compile(
    r"(?:是|就|才|刚|在)*(?:去|来|过来|过去|搬来|搬过来|到|接来|接过来)(?:的|了)?(?:这|那)?(?:边|儿)?"
)
_STAYED = re.compile(r"(?:住|待|呆)(?:了|满|有|够)|过(?:暑假|寒假)")
_LIVED = re.compile(r"(?:住|待|呆)(?:了|有|够|满)?$")


@dataclass(frozen=True, slots=True)
class Said:
    """A place that was said, and how far it may be trusted."""

    place: Place
    start: int
    end: int
    low: bool
    note: str = ""


@dataclass
class Moves:
    """What was said of where the child belongs and lives, and with whom.

    `same_county` is where it is said in so many words that they never left the county; `stayed` whether
    the time is told of a stay.
    """

    company: Company = field(default_factory=Company)
    registered: Said | None = None
    of_parent: dict[str, Said] = field(default_factory=dict)
    came_from: Said | None = None
    home: Said | None = None
    lives: Said | None = None
    moved: bool = False
    same_county: Hit | None = None
    since: TimeSpan | None = None
    stayed: bool = False

    @property
    def belongs(self) -> Said | None:
        """Where the household belongs, as far as it was said."""
        return self.registered or self.home or self.came_from

    @property
    def home_county(self) -> Said | None:
        """Where a parent's work is compared with: a child left with others lives where they belong."""
        left = self.company.with_others and not self.company.with_parent
        return self.belongs or (self.lives if left else None)


def moves(speech: Speech, *, as_of: date) -> Moves:
    """What is said of where the child is registered, where they live, and with whom."""
    ahead = {part for part in speech.parts if not part.void and _to_come(speech, part)}
    told = tuple(part for part in speech.parts if not part.void and part not in ahead)
    found = Moves(company=company(speech, told))
    found.moved = any(lexicon().way("搬来").search(speech.clause(part)) for part in told)
    spots = gazetteer().find(speech.text)
    taken = _registered(speech, spots, found)
    open_spots = [spot for spot in spots if spot not in taken and not speech.part_at(spot.start).void]
    for spot in list(open_spots):
        if _place(speech, speech.part_at(spot.start), spot, found):
            open_spots.remove(spot)
    if found.lives is None and found.company.with_parent:
        _destination(speech, [spot for spot in open_spots if speech.part_at(spot.start) not in ahead], found)
    if found.company.with_parent is None and found.company.with_others is None:
        _where_the_parents_are(speech, open_spots, found)
    for part in speech.parts:
        if not part.void and not (part.named and part.who == SOMEONE_ELSE and not _is_caller(speech, part)):
            _since(speech, part, as_of, found)
    along = found.company.with_parent
    if found.since is None and along and (found.lives or found.moved or found.registered):
        _since_the_end(speech, along, as_of, found)
    _papers(speech, found)
    return found


def _papers(speech: Speech, found: Moves) -> None:
    """户口没动 leaves it where they came from; 户口落这儿了 brings it to where they live."""
    if found.registered is None and found.came_from and _NOT_TRANSFERRED.search(speech.text):
        found.registered = replace(found.came_from, low=False, note="户口没迁，由来处推定")
    transferred = _TRANSFERRED.search(speech.text)
    if found.registered is None and found.lives and transferred:
        found.registered = replace(found.lives, note="户口落在现住地")
    stays = None if _NOT_TRANSFERRED.search(speech.text) else transferred
    if stays is None and found.registered and found.lives is None:
        stays = _PUT_THERE.search(speech.text[: found.registered.start])
    if stays is None and (found.moved or found.company.with_parent):
        stays = _SAME_COUNTY.search(speech.text)
    part = speech.part_at(stays.start()) if stays else None
    if stays and part and not (part.void or part.doubted or part.asked):
        found.same_county = Hit(stays.start(), stays.end(), stays.group(), False)


def _since_the_end(speech: Speech, with_parent: Hit, as_of: date, found: Moves) -> None:
    for part in speech.parts:
        if part.void or part.start < with_parent.start or (part.named and part.who == SOMEONE_ELSE):
            continue
        for time in times_in(speech, part, as_of):
            rest = speech.text[part.start : time.start] + speech.text[time.end : part.end]
            alone = part.start == part.first and not part.named and _TIME_ALONE.fullmatch(rest)
            told = lexicon().way("时间说别的").findall(speech.text[with_parent.end : time.start])
            if alone and set(told) <= {"种地", "在家"}:
                found.since = time


def _to_come(speech: Speech, part: Part) -> bool:
    """Whether it is a plan: 下个月要去上海, and what follows in that sentence."""
    earlier = [p for p in speech.parts if p.sentence == part.sentence and p.start <= part.start]
    words = "，".join(speech.clause(p) for p in earlier)
    return lexicon().way("将来").search(words.rpartition("现在")[2]) is not None


# --- places ------------------------------------------------------------------------------------------


def _registered(speech: Speech, spots: list[Spot], found: Moves) -> set[Spot]:
    taken: set[Spot] = set()
    for match in lexicon().way("户口").finditer(speech.text):
        part = speech.part_at(match.start())
        spot = _near(speech.text, match, spots)
        if spot is None or part.void:
            continue
        taken.add(spot)
        said = Said(spot.place, spot.start, spot.end, part.doubted)
        if is_denied(speech, Hit(spot.start, spot.end, "", False)):
            continue  # 户口不在榆树
        if _NOT_PUT_THERE.search(speech.text[match.start() : spot.start]):
            continue  # 户口没落在长春
        named = part.named and part.start <= match.start()
        if named and part.who == SOMEONE_ELSE and not _is_caller(speech, part):
            continue
        parents = about_parent(part) if named else ()
        if parents and CHILD not in (part.who or ()):
            found.of_parent |= dict.fromkeys(parents, said)
        else:
            found.registered = said
    return taken


def _near(text: str, match: re.Match[str], spots: list[Spot]) -> Spot | None:
    for spot in spots:
        if text[spot.end : match.start()] == "" and spot.end <= match.start():
            return spot  # 公主岭户口，妈妈领着在长春
    for spot in spots:
        gap = text[match.end() : spot.start] if spot.start >= match.end() else None
        if gap is not None and len(gap) <= 7 and _ONE_BREATH.fullmatch(gap):
            return spot
    for spot in spots:
        gap = text[spot.end : match.start()] if spot.end <= match.start() else None
        if gap is not None and re.fullmatch(r"(?:的|市|县|农村|农业|本地|当地|城镇)*", gap):
            return spot
    return None


def _place(speech: Speech, part: Part, spot: Spot, found: Moves) -> bool:
    """Takes a place as where they came from, belong or live, if its own words say so."""
    before, after = speech.text[part.first : spot.start], speech.text[spot.end : part.last]
    said = Said(spot.place, spot.start, spot.end, part.doubted)
    if lexicon().way("临时去").search(speech.clause(part)):
        return True
    put = re.search(r"[到在]$", before)
    if lexicon().way("来处").search(before[-1:]) or (_CAME_AFTER.match(after) and not put):
        note = f"由“从{spot.place.name}来”推定，须确认"
        found.came_from = Said(spot.place, spot.start, spot.end, True, note)
        found.moved = True
        return True
    if _is_home(part, before, after):
        note = "由“家在哪儿”推定，须确认"
        found.home = found.home or Said(spot.place, spot.start, spot.end, True, note)
        return True
    if _to_come(speech, part) or (part.named and part.who == SOMEONE_ELSE and not _is_caller(speech, part)):
        return False
    own = _is_parents_own(part) and not lexicon().way("跟祖辈").search(speech.clause(part))
    if (lexicon().way("住处前").search(_with_last_clause(speech, spot)) and not own) or _is_child_there(
        part, before, after
    ):
        found.lives = said
        return True
    if found.company.with_parent and own and _STAYED_BEHIND.match(after) and found.home is None:
        # 孩子跟他妈来长春，他爸在德惠没动: where the other parent stayed is where they left.
        found.home = Said(spot.place, spot.start, spot.end, True, "由另一位家长留在那里推定，须确认")
        return True
    return False


def _destination(speech: Speech, spots: list[Spot], found: Moves) -> None:
    """Where a child who went along lives: the place they came to, or where those they went along with are."""
    origin = found.belongs
    came: list[Spot] = []
    there: list[Spot] = []
    for spot in spots:
        part = speech.part_at(spot.start)
        before = speech.text[part.first : spot.start]
        if part.past or not _is_with_the_child(speech, part, spot, found):
            continue
        if origin and spot.place == origin.place and spot.start == origin.start:
            continue
        if _DESTINATION.search(before) or _CAME.search(before) or _ALONG_AT.search(before):
            came.append(spot)
        elif _STAYS.search(before):
            there.append(spot)
    if not came and not there and found.moved:  # 他爸在延吉，我和孩子跟过来了
        there = [spot for spot in spots if _is_a_parents_place(speech, spot, found)]
    places = {spot.place for spot in there}
    chosen = came[-1] if came else there[-1] if len(places) == 1 else None
    if chosen is None:
        return
    found.lives = Said(chosen.place, chosen.start, chosen.end, speech.part_at(chosen.start).doubted)
    found.moved = found.moved or bool(came)


def _where_the_parents_are(speech: Speech, spots: list[Spot], found: Moves) -> None:
    """爸妈在龙井开店，她在龙井念书: whoever lives where the parents are lives with them."""
    for spot in spots:
        part = speech.part_at(spot.start)
        same = found.lives is not None and spot.place == found.lives.place
        if (
            same
            and about_parent(part)
            and not part.past
            and _STAYS.search(speech.text[part.first : spot.start])
        ):
            words = speech.text[spot.start : spot.end]
            found.company.with_parent = Hit(spot.start, spot.end, words, part.doubted)
            found.company.whom = about_parent(part)
            return


def _is_with_the_child(speech: Speech, part: Part, spot: Spot, found: Moves) -> bool:
    """Whether what is said at a place is said of the child or of those the child went along with."""
    hit = found.company.with_parent
    if hit and part.first <= hit.start < part.last:
        return True
    if part.who is None or CHILD in part.who or _is_caller(speech, part):
        return True
    if part.who == SOMEONE_ELSE:
        return not part.named or bool(hit and speech.part_at(hit.start).who == SOMEONE_ELSE)
    return not found.company.whom or set(about_parent(part)) >= set(found.company.whom)


def _is_a_parents_place(speech: Speech, spot: Spot, found: Moves) -> bool:
    part = speech.part_at(spot.start)
    before = speech.text[part.first : spot.start]
    away_from = not found.belongs or spot.place != found.belongs.place
    return bool(about_parent(part)) and not part.past and away_from and _STAYS.search(before) is not None


def _is_home(part: Part, before: str, after: str) -> bool:
    if re.search(r"(?:来|到|搬|转)$", before):
        return False
    if lexicon().way("家在后").search(after) and (part.who is None or part.who != (CHILD,) or not before):
        return not re.search(r"(?:是|嫁)$", before) or "家" in before or "我" in before or "俺" in before
    if re.search(r"(?:家|老家)(?:里|就)?(?:是|在|住|住在)$", before) or re.search(r"老家$", before):
        # 娃在老家松原 says where the child lives, too.
        return not re.search(r"在老家$", before)
    return False


def _with_last_clause(speech: Speech, spot: Spot) -> str:
    """The words before a place, over a colon: 现居：长春南关区."""
    return speech.text[max(0, spot.start - 8) : spot.start]


def _is_parents_own(part: Part) -> bool:
    return bool(about_parent(part)) and CHILD not in (part.who or ())


def _is_child_there(part: Part, before: str, after: str) -> bool:
    of_child = bool(part.who and CHILD in part.who)
    if not re.search(r"(?:在|搁|老家)$", before):
        return False
    if not of_child and not re.search(r"(?:孩子|娃|小孩)(?:人|现在|一直|就|自己)?(?:在|搁)$", before):
        return False
    studies = lexicon().way("读书").search(after) is not None
    return studies or after in ("", "呢") or "老家" in before or _KEPT_THERE.match(after) is not None


_KEPT_THERE = re.compile(r"(?:跟|由|随|和|归|让)|(?:老家|农村|屯|乡下)?(?:跟|由|随|和|归)")


# --- time --------------------------------------------------------------------------------------------


def _is_caller(speech: Speech, part: Part) -> bool:
    return any(person.end == part.start and person.kind in ("我", "我们", "我俩") for person in speech.people)


def _since(speech: Speech, part: Part, as_of: date, found: Moves) -> None:
    clause = speech.clause(part)
    here = found.lives and part.first <= found.lives.start < part.last
    along = found.company.with_parent
    of_move = (
        here or (along and part.first <= along.start < part.last) or lexicon().way("带着走").search(clause)
    )
    parents_only = _is_parents_own(part) and not along
    for time in times_in(speech, part, as_of):
        about = time_is_about(speech, part, time)
        if about == "时间说别的" and _LIVED.search(speech.text[part.start : time.start]):
            about = None if "回" in clause or "医院" in clause or "病房" in clause else "时间说住"
        # 跟爸爸从榆树搬到长春八个月: 到 and 住了 tell of the child here, not of work.
        came = along and _CAME_TO.search(speech.text[part.start : time.start]) and not _OF_ELSE.search(clause)
        there = (of_move and about in ("时间说外出", None)) or (found.lives and "住" in clause) or came
        with_them = along is not None and part.who == found.company.whom and "住院" not in clause
        lived = there and (CHILD in (part.who or (CHILD,)) or with_them or came or _is_caller(speech, part))
        only_came = along and _ONLY_CAME.fullmatch(
            speech.text[part.first : time.start] + speech.text[time.end : part.last]
        )
        if (about == "时间说住" and not parents_only) or lived or only_came:
            if found.since and not found.since.months.common(time.months) and not part.amends:
                continue
            found.since = time
            ended = _STAYED.search(clause) and not _NO_MOVE.search(speech.text, 0, part.last)
            found.stayed = found.stayed or bool(ended)


def living(found: Moves) -> Iterator[Claim]:
    """The claims that follow from what was said of company, place and time."""
    if found.registered:
        yield _place_claim("儿童.户籍地", found.registered)
    elif found.belongs:
        yield _place_claim("儿童.户籍地", found.belongs)
    for parent, said in found.of_parent.items():
        yield _place_claim(f"{parent}.户籍地", said)
    if found.lives:
        yield _place_claim("儿童.居住地", found.lives)


def _place_claim(fact: str, said: Said) -> Claim:
    return Claim(fact, said.place.name, said.start, said.end, said.low, said.note)
