"""Where the child lives and is registered, with whom, and since when.

A child who lives with grandparents does not 随迁, wherever that is; one who lives with a parent does only
where a move is told of too. 从榆树来 tells where they came from, not where they are registered: not to be
trusted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.facts.extraction.away_times import time_is_about, times_in
from knowledge.facts.extraction.callers import CHILD, FATHER, MOTHER, PARENTS, SOMEONE_ELSE, Who
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Claim, Hit, is_denied
from knowledge.facts.extraction.times import TimeSpan
from knowledge.facts.places import Place, Spot, gazetteer

_GRANDPARENTS_CALL = re.compile(
    r"(?:跟|和|随|由|在|归|给|扔给?|撇给?|交给|靠)(?:着|了)?(?:我们?|俺们?)(?:老两口|老俩口|俩老的|两个老的|俩老人|俩|这|这儿|这里|家|身边)?"
    r"(?:一起|一块)?(?:过|住|生活|长大|带|养|照看|[，。；]|$|了)"
)


_CAME = re.compile(r"[从由打].{2,8}(?:来到?|搬到?|转到?)$")
_NOT_PUT_THERE = re.compile(r"(?:没|未|不)(?:落|迁|转|上)(?:户)?(?:到|在|进|过)?$")
_NOT_TRANSFERRED = re.compile(
    r"户[口籍](?:也|都|还|一直)*(?:没|未)(?:有)?(?:动|迁|转|落|挪)|没(?:有)?(?:迁|转|落|动)户"
)
_TRANSFERRED = re.compile(
    r"户[口籍](?:也|都|早就?|已经?|就)*(?:落|迁|转|上)(?:到|在|进|过来|来|户)*(?:了)?(?:这|当地|本地|过来|来了|了(?=[，。；]|$))"
    r"|(?<![没未])落了?户(?:了|在这|这|过来|[，。；]|$)"
)
_A_CHILD = "(?:孩子|娃|儿子|闺女|女儿)"
_ALONG_AT = re.compile(
    rf"{_A_CHILD}[^，。]{{0,3}}(?:跟|随|和)着?(?:我们?俩?|俺们?|爸妈|父母|爸爸|妈妈|[他她]?[爸妈])(?:一起|都|一块)?在$"
    rf"|(?:带|领)着?(?:俩|两个|三个)?{_A_CHILD}在$"
)
_BRINGS = re.compile(rf"(?:带|领)着?(?:俩|两个|三个)?{_A_CHILD}$")
# 孩子七岁，一年多, at the end of what was told of a move.
_TIME_ALONE = re.compile(r"(?:[了吧呢啊的也都得有快已刚才足整满大概可能到至今住来搬]|差不多|已经|年)*")


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
    """What was said of where the child belongs and lives."""

    registered: Said | None = None
    of_parent: dict[str, Said] = field(default_factory=dict)
    came_from: Said | None = None
    home: Said | None = None
    lives: Said | None = None
    with_parent: Hit | None = None
    whom: Who = ()
    custody_only: bool = False
    with_others: Hit | None = None
    moved: bool = False
    since: TimeSpan | None = None

    @property
    def belongs(self) -> Said | None:
        """Where the household belongs, as far as it was said."""
        return self.registered or self.home or self.came_from


def moves(speech: Speech, *, as_of: date) -> Moves:
    """What is said of where the child is registered, where they live, and with whom."""
    found = Moves()
    spots = gazetteer().find(speech.text)
    taken = _registered(speech, spots, found)
    for spot in spots:
        if spot in taken:
            continue
        part = speech.part_at(spot.start)
        if not part.void:
            _place(speech, part, spot, found)
    for part in speech.parts:
        if not part.void and not _to_come(speech, part):
            _company(speech, part, found)
    for part in speech.parts:
        if not part.void and not (part.named and part.who == SOMEONE_ELSE):
            _since(speech, part, as_of, found)
    if found.since is None and found.with_parent and (found.lives or found.moved or found.registered):
        _since_the_end(speech, found.with_parent, as_of, found)
    _papers(speech, found)
    return found


def _papers(speech: Speech, found: Moves) -> None:
    """户口没动 leaves it where they came from; 户口落这儿了 brings it to where they live."""
    if found.registered is None and found.came_from and _NOT_TRANSFERRED.search(speech.text):
        found.registered = replace(found.came_from, low=False, note="户口没迁，由来处推定")
    if found.registered is None and found.lives and _TRANSFERRED.search(speech.text):
        found.registered = replace(found.lives, note="户口落在现住地")


def _since_the_end(speech: Speech, with_parent: Hit, as_of: date, found: Moves) -> None:
    for part in speech.parts:
        if part.void or part.start < with_parent.start or part.who == SOMEONE_ELSE:
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
        if named and part.who == SOMEONE_ELSE:
            continue
        parents = about_parent(part) if named else ()
        if parents and CHILD not in (part.who or ()):
            found.of_parent |= dict.fromkeys(parents, said)
        else:
            found.registered = said
    return taken


def _near(text: str, match: re.Match[str], spots: list[Spot]) -> Spot | None:
    for spot in spots:
        gap = text[match.end() : spot.start] if spot.start >= match.end() else None
        if gap is not None and len(gap) <= 7 and not re.search(r"[。；]|住|现|居", gap):
            return spot
    for spot in spots:
        gap = text[spot.end : match.start()] if spot.end <= match.start() else None
        if gap is not None and re.fullmatch(r"(?:的|市|县|农村|农业|本地|当地|城镇)*", gap):
            return spot
    return None


def _place(speech: Speech, part: Part, spot: Spot, found: Moves) -> None:
    before, after = speech.text[part.first : spot.start], speech.text[spot.end : part.last]
    said = Said(spot.place, spot.start, spot.end, part.doubted)
    if lexicon().way("临时去").search(speech.clause(part)):
        return
    if lexicon().way("来处").search(before[-1:]):
        note = f"由“从{spot.place.name}来”推定，须确认"
        found.came_from = Said(spot.place, spot.start, spot.end, True, note)
        found.moved = True
        return
    if _is_home(speech, part, spot, before, after):
        note = "由“家在哪儿”推定，须确认"
        found.home = found.home or Said(spot.place, spot.start, spot.end, True, note)
        return
    clause = speech.clause(part)
    # 从敦化搬来珲春的，孩子跟我们住: where from and where to is told apart from who came along.
    moved_here = _CAME.search(before) is not None
    taken_along = lexicon().way("带着走").search(speech.text if moved_here else clause) is not None
    if _to_come(speech, part) or (part.named and part.who == SOMEONE_ELSE and not taken_along):
        return
    if (
        lexicon().way("住处前").search(_with_last_clause(speech, spot)) and not _is_parents_own(part)
    ) or _is_child_there(speech, part, before, after):
        found.lives = said
    elif taken_along and (lexicon().way("来到").search(before) or _ALONG_AT.search(before)):
        found.lives, found.moved = said, True


def _is_home(speech: Speech, part: Part, spot: Spot, before: str, after: str) -> bool:
    if re.search(r"(?:来|到|搬|转)$", before):
        return False
    if lexicon().way("家在后").search(after) and (part.who is None or part.who != (CHILD,)):
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


def _is_child_there(speech: Speech, part: Part, before: str, after: str) -> bool:
    of_child = bool(part.who and CHILD in part.who)
    if not re.search(r"(?:在|搁|老家)$", before):
        return False
    if not of_child and not re.search(r"(?:孩子|娃|小孩)(?:人|现在|一直|就|自己)?(?:在|搁)$", before):
        return False
    studies = lexicon().way("读书").search(after) is not None
    return studies or after in ("", "呢") or "老家" in before


# --- company and time --------------------------------------------------------------------------------


def _company(speech: Speech, part: Part, found: Moves) -> None:
    if part.start > part.first and found.with_parent and found.with_parent.start >= part.first:
        return
    clause = speech.clause(part)
    if _BRINGS.search(clause):  # 带着孩子，从通榆来大安
        clause = speech.text[part.first : _end_of_next(speech, part)]
    others = lexicon().way("跟祖辈").search(clause) or lexicon().way("留下").search(clause)
    if others is None and speech.calling.role in ("祖", "外祖", "叔", "姨"):
        others = _GRANDPARENTS_CALL.search(clause)
    if others and speech.calling.role == CHILD and re.search("我(?:妈|爸)", others.group()):
        others = None  # a child's 我妈 is the parent
    parent = lexicon().way("带着走").search(clause)
    if others and _is_about_child(speech, part):
        found.with_others = _hit(part, others)
    elif parent and speech.calling.role not in ("祖", "外祖", "叔", "姨"):
        hit = _hit(part, parent)
        at_match = speech.part_at(hit.start)
        if at_match.named and at_match.who == SOMEONE_ELSE and not _is_caller(speech, at_match):
            found.with_others = hit  # 我婆婆带着俩孩子在家
            return
        mine = hit.words.startswith("我") and speech.calling.role != CHILD  # 我跟他爸都在长春
        if not mine and not is_denied(speech, hit):
            found.with_parent, found.whom = hit, _whom(speech, hit)
            found.custody_only = not re.search(r"[在来到搬住]|生活|过去", clause)
    if lexicon().way("搬来").search(clause):
        found.moved = True


def _end_of_next(speech: Speech, part: Part) -> int:
    return next((p.last for p in speech.parts if p.clause == part.clause + 1), part.last)


def _is_caller(speech: Speech, part: Part) -> bool:
    return any(person.end == part.start and person.kind in ("我", "我们", "我俩") for person in speech.people)


def _whom(speech: Speech, hit: Hit) -> Who:
    """The parents with whom the child is, as far as the words say."""
    words = hit.words.lstrip("我")
    named = tuple(
        who for who, called in ((FATHER, "[父爸爹]"), (MOTHER, "[母妈娘]")) if re.search(called, words)
    )
    subject = about_parent(speech.part_at(hit.start))
    return named or subject or ((speech.calling.role,) if speech.calling.role in PARENTS else ())


def _is_about_child(speech: Speech, part: Part) -> bool:
    who = part.who or ()
    return CHILD in who or part.who is None or not part.named or "孩" in speech.clause(part)


def _hit(part: Part, match: re.Match[str]) -> Hit:
    return Hit(part.first + match.start(), part.first + match.end(), match.group(), part.doubted)


def _since(speech: Speech, part: Part, as_of: date, found: Moves) -> None:
    clause = speech.clause(part)
    here = found.lives and part.first <= found.lives.start < part.last
    of_move = here or lexicon().way("带着走").search(clause)
    for time in times_in(speech, part, as_of):
        about = time_is_about(speech, part, time)
        # 跟爸爸从榆树搬到长春八个月: 到 and 住了 tell of the child here, not of work.
        there = (of_move and about == "时间说外出") or (found.lives and "住" in clause)
        along = found.with_parent is not None and part.who == found.whom and "住院" not in clause
        lived = there and (CHILD in (part.who or (CHILD,)) or along)
        if about == "时间说住" or lived:
            found.since = time


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
