"""Where somebody lives and learns in more detail than the town: village, road, house; school and class.

County and town stay, since they decide who is responsible. A place is believed where a house number, a
town or county in front, or words such as 家住 say that one is meant: 农村社区 is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.kinds import Found, Kind
from bot.privacy.lists import one_of
from bot.privacy.shadow import Shadow

_N = r"[0-9一二三四五六七八九十百零〇]"
_HOUSE = (
    rf"第?{_N}{{1,5}}[A-Za-z]?(?:-{_N}{{1,4}})?(?:号楼|号院|号|栋|幢|座|单元|门洞|楼|层|室|户|门|期|弄|小?组|生产队|队|社|委)(?:{_N}{{3,4}}(?![0-9年月日岁元])室?)?"
    rf"|[A-Za-z][座栋区](?:{_N}{{1,4}})?|{_N}{{1,4}}-{_N}{{1,4}}(?:-{_N}{{1,4}})?(?![0-9])"
)
_ROAD = r"大街|大路|大道|街(?![道上里])|路(?![上边口人过途程费灯]|街道)|巷|胡同"
_ESTATE = (
    r"小区|花园(?!式)|家园|公寓|大厦|新村|苑|华府|新城|家属[楼院]|宿舍|(?:安置|廉租)[房楼]|回迁[房楼]|公租房"
)
_VILLAGE = (
    r"村(?![镇乡民里上级委务干医卫书主支]|小学|中心)|屯(?![里镇乡])|嘎查|窝[堡棚]"
    r"|社区(?![的里民工矫服卫医])|[林农]场"
)
_PART = re.compile(rf"(?P<house>{_HOUSE})|(?P<named>{_ROAD}|{_ESTATE}|{_VILLAGE})")

_REGION = re.compile(r"(?:省|自治区|[^\W省市州盟区县旗乡镇]{2}(?:[市州盟区县旗乡镇]|街道|苏木))$")
# A proper name does not run over these; nor does it begin with words that only introduce it.
_STOP = frozenset(
    "的了在住到去来从往于是和与及或等各为对把被让给要想说这那每某本我你他她它们吗呢吧啊址叫就都也还有：:"
)
_NO_STOP = frozenset({"和平", "和谐", "和顺", "和睦", "有余"})
_INTRODUCES = re.compile(
    r"户籍所?地?|户口所?地?|老家|现|家|位|搬进?|租|坐落|同一个?|哪个?|一[个条]|整个?|外|全|隔壁|邻|附近|旁边"
)
_GENERIC = re.compile(f"(?:{one_of('no_place')})+")
_BEHIND_REGION = re.compile(r"[\u4e00-\u9fff]{2}(?:[镇乡市县区旗]|街道|苏木)$")
_NO_REGION = re.compile(
    r"(?:(?:^|[^\u4e00-\u9fff]|[各在对的和、与及])[乡城](?:镇|镇街道)|[(各]街道|各[市县区乡镇]|[社辖城山地小园校]区|县区|市县|乡镇街道)$"
)
_LIVES = re.compile(
    r"(?:家住|现住|住在?|居住在?|租住|租房在?|搬[到去]|家在|家是|老家|住址|地址|户籍地?|户籍所在地|户口(?:所在地|在)?|坐落|位于|家庭住址|人在)"
    r"(?:现?在|是|为|于|:)?[ :]{0,2}(?P<region>[\u4e00-\u9fff]{0,24})$"
)
_BUILT = re.compile(rf"{_N}+(?:号楼|栋|幢|单元)")
_ROOM = re.compile(rf"{_N}{{3,4}}室")
_LONGEST = 7

_SCHOOL = re.compile(
    r"(?P<plain>(?:[初高]级)?(?:小学校?|中学校?|学校|幼儿园|高中|初中|职高|职中|附中|附小)(?:[东南西北]?分?校区?|(?:小|初|高)中?部)?)"
    rf"|(?P<short>第?{_N}{{1,3}}[中小高](?![学等考年级时型组个队班队专一二三午]))"
)
_SCHOOL_SURE = re.compile(
    rf"第?{_N}{{1,3}}$|实验|中心|希望|外国语|朝鲜族|满族|蒙古族|附属|师大|[镇乡村屯]$|子弟$|新区|[东南西北]关|育才|育英"
)
_SCHOOL_GENERIC = re.compile(f"(?:{one_of('no_school')})*")
_LEARNS = re.compile(
    r"(?:在|就读于?|[读上念]的?是?|转[到入学]+|考[上入]|来到|学校(?:是|为|叫|名称)?:?|毕业于?|校名:?"
    r"|送[到进]|进了?) ?$"
)
_CLASS = re.compile(
    rf"(?:(?:{_N}{{1,2}}|[初高]{_N})年?级?|[初高]中?[一二三1-3]|学前|[大中小])[ ,]?"
    rf"[(]?{_N}{{1,2}}[)]?班(?!主任|级)"
)


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    house: bool
    named: bool = False


def places(plain: Shadow) -> Iterator[Found]:
    """Addresses below the town, schools by name, classes."""
    text = plain.text
    for chain in _chains(text):
        if _is_address(text, chain):
            yield _found(plain, Kind.ADDRESS, chain[0].start, chain[-1].end)
    for match in _SCHOOL.finditer(text):
        start = _school_starts(text, match)
        if start is not None:
            yield _found(plain, Kind.SCHOOL, start, match.end())
    for match in _CLASS.finditer(text):
        yield _found(plain, Kind.CLASS, match.start(), match.end())


def _found(plain: Shadow, kind: Kind, start: int, end: int) -> Found:
    return Found(kind, *plain.span(start, end), plain.text[start:end].replace(" ", ""))


def _chains(text: str) -> Iterator[list[_Part]]:
    """Runs of parts that stand directly behind each other: 人民大街 | 138号 | 3栋 | 502室."""
    chain: list[_Part] = []
    for match in _PART.finditer(text):
        after = chain[-1].end if chain else 0
        house = match["house"] is not None
        start = match.start() if house else _name_starts(text, match.start(), after)
        if start is None:  # 铁路家属楼: the second word for a place needs no name of its own
            if not chain or match.start() != after:
                continue
            start = after
        named = not house and not _GENERIC.fullmatch(text, start, match.start())
        part = _Part(start, match.end(), house, named)
        if chain and text[after:start].strip(" ,、-") == "" and start - after < 3:
            chain.append(part)
            continue
        if chain:
            yield chain
        chain = [part]
    if chain:
        yield chain


def _name_starts(text: str, end: int, after: int) -> int | None:
    """Where the proper name begins whose last character stands before `end`; None where there is none."""
    start = end
    while start > max(after, end - _LONGEST):
        character = text[start - 1]
        stops = character in _STOP and text[start - 1 : start + 1] not in _NO_STOP
        if not character.isalnum() or stops or _REGION.search(text, max(0, start - 5), start):
            break
        start -= 1
    introduced = _INTRODUCES.match(text, start, end)
    if introduced and introduced.end() < end:
        start = introduced.end()
    return start if start < end else None


def _is_address(text: str, chain: list[_Part]) -> bool:
    start, end = chain[0].start, chain[-1].end
    houses = [part for part in chain if part.house]
    if len(houses) < len(chain):
        if houses:
            return True
        if not any(part.named for part in chain):
            return False
        return _in_a_region(text, start) or _LIVES.search(text, max(0, start - 40), start) is not None
    written = text[start:end]
    if len(houses) > 1 and _BUILT.search(written):
        return True
    if re.search("号楼", written) or _ROOM.fullmatch(written):
        return True
    return bool(re.search("[号组社栋]", written)) and _in_a_region(text, start)


def _in_a_region(text: str, start: int) -> bool:
    """Whether a town, or a county by name, stands right in front."""
    before = text[max(0, start - 6) : start]
    return bool(_BEHIND_REGION.search(before)) and not _NO_REGION.search(before)


def _school_starts(text: str, match: re.Match[str]) -> int | None:
    """Where a school's own name begins; None where no certain school is meant."""
    end = start = match.start()
    while start > max(0, end - 12):
        character = text[start - 1]
        if not character.isalnum() or character in _STOP or character == "考":
            break
        if re.search(r"(?:省|自治区|[市州县旗])$", text[max(0, start - 3) : start]):
            break
        start -= 1
    for introduction in re.finditer(r"就读|转学|转|考上|考入|念|读|上|进|送", text[start:end]):
        if introduction.end() < end - start and not text[start:end].startswith("上"):
            start += introduction.end()
            break
    name = text[start:end]
    if match["short"]:
        sure = bool(re.search(r"[市县区州省]$", text[max(0, start - 1) : start])) or bool(
            _LEARNS.search(text, 0, start)
        )
        return start if sure else None
    if _SCHOOL_GENERIC.fullmatch(name):
        return None
    if _SCHOOL_SURE.search(name):
        return start
    if re.search(r"[\u4e00-\u9fff]{2}[市县旗州]$", text[max(0, start - 3) : start]) and len(name) >= 2:
        return start
    return start if len(name) >= 2 and _LEARNS.search(text, max(0, start - 8), start) else None
