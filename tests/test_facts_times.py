"""How long, since when and how old: what people say for it, as intervals up to a day."""

from datetime import date

import pytest

from knowledge.facts.extraction import extract
from knowledge.facts.extraction.times import months_since, points, stretches

AS_OF = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("快一年", (10, 12)),
        ("一年多", (12, 23)),
        ("大半年", (7, 11)),
        ("半年多", (7, 11)),
        ("半年左右", (5, 7)),
        ("大概半年", (5, 7)),
        ("半年", (6, 6)),
        ("半拉年", (6, 6)),
        ("小半年", (4, 6)),
        ("仨月", (3, 3)),
        ("俩月", (2, 2)),
        ("几个月", (2, 9)),
        ("好几年", (24, 720)),
        ("两年零三个月", (27, 27)),
        ("1年8个月", (20, 20)),
        ("一年半", (18, 18)),
        ("两三年", (24, 36)),
        ("三四个月", (3, 4)),
        ("十个来月", (9, 11)),
        ("八个多月", (8, 8)),
        ("个把月", (1, 2)),
        ("快俩年", (22, 24)),
        ("不到半年", (3, 5)),
        ("不到一年", (5, 11)),  # said of seven months as well as of eleven
        ("超过一年", (12, 720)),
        ("差不多一年", (10, 14)),
        ("14个月", (14, 14)),
        ("二十天", (0, 0)),
        ("三年前", (36, 36)),
        ("常年", (12, 720)),
    ],
)
def test_a_stretch_of_time_is_an_interval_of_months(words, months):
    (span,) = stretches(words, AS_OF)
    assert (span.months.low, span.months.high) == months
    assert (span.start, span.end) == (0, len(words))


@pytest.mark.parametrize("words", ["三年级", "二年级", "2024年", "8月", "15年3月", "一年级"])
def test_years_of_school_and_of_the_calendar_are_no_stretch(words):
    assert list(stretches(words, AS_OF)) == []


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("去年三月份", (19, 20)),  # the first of March, or the last
        ("三月份", (7, 8)),
        ("今年五月", (5, 6)),  # straddles the half year: to be asked
        ("去年", (10, 22)),
        ("过完年", (8, 9)),
        ("去年过完年", (20, 21)),
        ("去年正月十六", (21, 21)),
        ("打春节前", (9, 10)),
        ("五一", (6, 6)),
        ("去年十一", (13, 13)),
        ("上个月", (0, 1)),
        ("2025年1月", (21, 22)),
        ("24年春天", (30, 32)),
        ("十二月", (10, 11)),  # the last December that has passed
        ("2026-05-22", (6, 6)),
        ("今年五月二十三号", (5, 5)),
    ],
)
def test_a_point_in_time_is_the_months_since(words, months):
    (span,) = points(words, AS_OF)
    assert (span.months.low, span.months.high) == months


@pytest.mark.parametrize(
    ("day", "as_of", "months"),
    [
        (date(2026, 5, 22), date(2026, 11, 22), 6),
        (date(2026, 5, 23), date(2026, 11, 22), 5),
        (date(2026, 5, 31), date(2026, 11, 30), 6),  # November has no 31st
        (date(2024, 2, 29), date(2025, 2, 28), 12),
    ],
)
def test_months_are_whole_and_end_on_a_short_month_s_last_day(day, as_of, months):
    assert months_since(day, as_of) == months


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("孩子8岁", (8, 8)),
        ("孩子今年十一了", (11, 11)),
        ("我今年十四", (14, 14)),
        ("孩子十五周岁零十一个月", (15, 15)),
        ("孩子下个月满十六了", (15, 15)),
        ("孩子还差两个月十六", (15, 15)),
        ("孩子虚岁十七", (15, 16)),
        ("孩子七八岁", (7, 8)),
        ("孩子十来岁", (9, 12)),
        ("孩子快十岁了", (9, 9)),
        ("孩子八个月大", (0, 0)),
        ("孩子上二年级", (7, 9)),
        ("孩子上初一", (12, 14)),
        ("孩子上幼儿园大班", (5, 7)),
        ("孩子8岁，上二年级", (8, 8)),
        ("孩子零九年生的", (16, 17)),
        ("孩子10年11月底生的", (15, 16)),
        ("孩子2010年11月23日生的", (15, 15)),
        ("孩子生日2010-11-22", (16, 16)),
        ("孩子二零一五年八月初六生的，农历", (11, 11)),
        ("孩子明年上一年级", None),
        ("孩子三岁就没了妈", None),
        ("孩子从六岁起跟奶奶", None),
        ("16岁以下的孩子", None),
        ("奶奶七十了", None),
        ("爸爸36岁", None),
        ("他哥16岁", None),
        ("两个孩子，大的十二岁，小的七岁", (7, 12)),  # whichever of them it is about
    ],
)
def test_the_child_s_age_is_an_interval_of_years(text, age):
    found = {one.fact: one.value for one in extract(text, as_of=AS_OF)}
    value = found.get("儿童.周岁")
    assert (value and (value.low, value.high)) == age


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("爸爸过完年就走了，在天津工地干活", (8, 9)),
        ("爸爸在外打工两年了，过年回来待了十天", (24, 24)),
        ("爸爸在外打工，一个月回来一趟", None),
        ("爸爸在外打工，判了三年的是他叔", None),
        ("他爸判了三年", None),
        ("爸妈离婚三年了，爸爸在外打工", None),
        ("爸爸2026年5月22日去沈阳打工", (6, 6)),
        ("爸爸2026年5月23日去沈阳打工", (5, 5)),
        ("爸爸常年在外打工", (12, 720)),
    ],
)
def test_only_a_time_of_being_away_counts_as_one(text, months):
    found = {one.fact: one.value for one in extract(text, as_of=AS_OF)}
    value = found.get("父.外出连续月数")
    assert (value and (value.low, value.high)) == months
