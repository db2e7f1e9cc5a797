"""Places of Jilin and beyond: all its counties, what is in another county, and what is no place at all."""

from itertools import product

import pytest
import yaml

from knowledge.errors import BadLibrary
from knowledge.facts.places import FILE, both_core, gazetteer, other_county, read_places

TABLE = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def place(name):
    (spot,) = gazetteer().find(f"在{name}打工")
    return spot.place


def test_the_sixty_counties_of_jilin_are_there():
    sizes = {row["名"]: len(row["县级"]) for row in TABLE["吉林省"]}
    assert sizes == {
        "长春市": 11, "吉林市": 9, "四平市": 5, "辽源市": 4, "通化市": 7,
        "白山市": 6, "松原市": 5, "白城市": 5, "延边朝鲜族自治州": 8,
    }  # fmt: skip
    assert all(
        str(county["码"]).startswith(str(row["码"])[:4]) for row in TABLE["吉林省"] for county in row["县级"]
    )


def test_no_core_district_is_known_until_the_office_has_said():
    districts = [c for row in TABLE["吉林省"] for c in row["县级"] if c.get("市辖区")]
    assert len(districts) == 21
    assert all(district["核心城区"] is None for district in districts)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("从榆树来长春朝阳区打工", ["榆树市", "长春市朝阳区"]),
        ("吉林省长春市南关区", ["长春市南关区"]),
        ("户口长春的，南关区", ["长春市南关区"]),
        ("公主岭老家", ["公主岭市"]),  # 长春 since 2020
        ("户口本上写的怀德县", ["公主岭市"]),
        ("在西安打工", ["西安市"]),
        ("辽源西安区", ["辽源市西安区"]),
        ("北京朝阳区", ["北京市"]),
        ("江苏昆山", ["昆山市"]),
        ("去关里了", ["关里"]),
        ("在吉林", []),  # the province, or the city?
        ("家门口有棵榆树", []),
        ("工资丰满", []),
        ("梨树开花了", []),
    ],
)
def test_places_are_found_and_everyday_words_are_not(words, names):
    assert [spot.place.name for spot in gazetteer().find(words)] == names


@pytest.mark.parametrize(
    ("home", "work", "other", "core"),
    [
        ("榆树市", "长春市朝阳区", True, False),
        ("长春市朝阳区", "长春市南关区", True, None),
        ("长春市朝阳区", "长春市双阳区", True, None),
        ("延吉市", "图们市", True, False),
        ("公主岭市", "四平市", True, False),
        ("农安县", "长春市", True, False),
        ("农安县", "农安县", False, False),
        ("长春市", "长春市", None, None),
        ("长春市朝阳区", "长春市", None, None),
        ("和龙市", "延边朝鲜族自治州", None, False),
        ("榆树市", "广东省", True, False),
        ("沈阳市", "大连市", None, None),  # outside the province we know no counties
    ],
)
def test_two_places_lie_in_one_county_or_not(home, work, other, core):
    assert other_county(place(home), place(work)) is other
    assert both_core(place(home), place(work)) is core


def test_it_does_not_matter_which_place_comes_first():
    names = [
        "榆树市",
        "长春市",
        "长春市朝阳区",
        "延吉市",
        "延边朝鲜族自治州",
        "广东省",
        "南方",
        "四平市铁西区",
    ]
    for one, two in product(map(place, names), repeat=2):
        assert other_county(one, two) is other_county(two, one)
        assert both_core(one, two) is both_core(two, one)


def test_a_table_that_cannot_be_read_says_so(tmp_path):
    file = tmp_path / "places.yaml"
    file.write_text("吉林省: [{名: 长春市}]", encoding="utf-8")
    with pytest.raises(BadLibrary, match=r"places\.yaml 读不了"):
        read_places(file)
