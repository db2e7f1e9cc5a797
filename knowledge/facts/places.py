"""Places that callers name: the counties of Jilin, and where people go outside the province.

Asked by extraction: which place is this, and do two places lie in different counties?
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import BadLibrary

FILE = Path(__file__).parent / "places.yaml"

# A name that is also an everyday word is a place only after such a word, or before a suffix.
_LEADS_TO_PLACE = re.compile(r"(?:[在去到从来住上搁赴往回至居籍口于离是落]|户口本?|老家)[:：]?$")
_NAMED_AS_PLACE = re.compile(r"[市县区州镇人的]|农村|打工|务工|干活|上班")
# What may stand between a city and its district: 长春的，南关区.
_WITHIN = ("", "市", "的", "省", "，", "的，", "市，")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it was named.

    Attributes:
        name: what we call it: 榆树市, 长春市朝阳区, 广东省, 南方.
        inside: whether it is in Jilin.
        prefecture: the 市（州） it belongs to, in Jilin.
        county: the county-level unit, where it was named, in Jilin.
        district: whether that is a 市辖区.
        with_districts: whether the prefecture is a 设区的市 (延边 is not).
        core: whether the district is a 核心城区; None until the office has said.
    """

    name: str
    inside: bool
    prefecture: str = ""
    county: str = ""
    district: bool = False
    with_districts: bool = False
    core: bool | None = None

    @property
    def is_town(self) -> bool:
        """Whether only a city was named: its districts are meant, not the counties around it."""
        return self.inside and not self.county and self.with_districts


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, and where it stands in a text."""

    start: int
    end: int
    place: Place


def other_county(one: Place, two: Place) -> bool | None:
    """Whether two places are in different counties; None where what was said leaves it open."""
    if one.inside != two.inside:
        return True
    if not one.inside:
        return None
    if one.prefecture != two.prefecture:
        return True
    if one.county and two.county:
        return one.county != two.county
    # "I am from 农安 and work in 长春": the city, not the county the speaker is at home in.
    for town, county in ((one, two), (two, one)):
        if town.is_town and county.county and not county.district:
            return True
    return None


def both_core(one: Place, two: Place) -> bool | None:
    """Whether both places are core districts of one city; None where that is open."""
    if one.inside != two.inside or (one.inside and one.prefecture != two.prefecture):
        return False
    if not one.inside:
        return None
    for place in (one, two):
        if not place.with_districts or (place.county and not place.district) or place.core is False:
            return False
    return True if one.core and two.core else None


class Gazetteer:
    """Place names, found in running text. Thread-safe: it never changes."""

    def __init__(self, places: dict[str, Place], confusable: frozenset[str]) -> None:
        self._places = places
        self._confusable = confusable
        self._names = re.compile("|".join(sorted(map(re.escape, places), key=len, reverse=True)))

    def find(self, text: str) -> list[Spot]:
        """The places named in a text; 长春朝阳区 is one place."""
        spots: list[Spot] = []
        for match in self._names.finditer(text):
            place = self._places[match.group()]
            start, end = match.span()
            last = spots[-1] if spots and text[spots[-1].end : start] in _WITHIN else None
            if last and _holds(last.place, place):
                spots[-1] = Spot(last.start, end, place)
            elif last and place.inside and not last.place.inside:
                spots[-1] = Spot(last.start, end, last.place)  # 北京朝阳区 is no district of 长春
            elif match.group() not in self._confusable or self._is_meant(text, start, end):
                spots.append(Spot(start, end, place))
        return _told_apart(spots)

    def _is_meant(self, text: str, start: int, end: int) -> bool:
        return bool(_LEADS_TO_PLACE.search(text[:start]) or _NAMED_AS_PLACE.match(text, end))


def _holds(large: Place, small: Place) -> bool:
    if large.inside != small.inside:
        return False
    if not large.inside:
        return True
    return large.prefecture == small.prefecture and not large.county and bool(small.county)


def _told_apart(spots: list[Spot]) -> list[Spot]:
    """吉林 alone is the province or the city: it names no place."""
    return [spot for spot in spots if spot.place.name != "吉林"]


@cache
def gazetteer() -> Gazetteer:
    """The shipped place names, read once."""
    return read_places(FILE)


def read_places(path: Path) -> Gazetteer:
    """Place names from a file; BadLibrary says what is wrong with it."""
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        places = dict(_places(table))
        confusable = frozenset(table["易混"])
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem!r}）", "请照其他行的写法改正") from problem
    return Gazetteer(places, confusable)


def _places(table: dict[str, Any]) -> Iterator[tuple[str, Place]]:
    yield "吉林", Place("吉林", inside=True)
    for row in table["吉林省"]:
        city = Place(row["名"], inside=True, prefecture=row["名"], with_districts=row["设区的市"])
        yield from _under_its_names(row, city)
        for county in row["县级"]:
            district = county.get("市辖区", False)
            found = replace(
                city,
                name=(row["名"] if district else "") + county["名"],
                county=county["名"],
                district=district,
                core=county.get("核心城区"),
            )
            yield from _under_its_names(county, found)
    for row in table["管委会"]:
        with_districts = not row["名"].endswith("州")
        place = Place(row["名"], inside=True, prefecture=row["名"], with_districts=with_districts)
        for name in row["也"]:
            yield name, place
    for row in table["省外"]:
        province = Place(row["名"], inside=False)
        yield from _under_its_names(row, province)
        for city in row.get("市县", ()):
            found = Place(city if city[-1] in "市县区" else f"{city}市", inside=False)
            yield city, found
            yield found.name, found
    for name in (*table["国外"], *table["方向"]):
        yield name, Place(name, inside=False)


def _under_its_names(row: dict[str, Any], place: Place) -> Iterator[tuple[str, Place]]:
    for name in (row["名"], *row.get("也", ()), *row.get("旧名", ())):
        yield name, place
