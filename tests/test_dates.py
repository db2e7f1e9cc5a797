"""Days, months and numerals as official texts write them."""

from datetime import date

import pytest

from knowledge.text import dates, doc_no
from knowledge.text.numerals import value


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("部署启动（2024年1月至2月底）", date(2024, 1, 1), date(2024, 2, 29)),
        ("推进实施（2024年3月至2025年12月底）", date(2024, 3, 1), date(2025, 12, 31)),
        ("(三) 巩固提升 (2026年1月至10月底)", date(2026, 1, 1), date(2026, 10, 31)),
        ("第一阶段（2023年11月—2024年1月）", date(2023, 11, 1), date(2024, 1, 31)),
    ],
)
def test_months_in_brackets_are_a_period(text, first, last):
    period = dates.month_range(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("2024年6月底前完成摸底排查", date(2024, 6, 30), "2024年6月底前"),
        ("2025年底前，全面实现", date(2025, 12, 31), "2025年底前"),
        ("到2026年底，项目覆盖全省各地", date(2026, 12, 31), "到2026年底"),
        ("于2018年8月30日前完成", date(2018, 8, 30), "2018年8月30日前"),
    ],
)
def test_a_day_by_which_something_is_due_is_a_deadline(text, day, words):
    assert dates.deadlines(text) == [(day, words)]


@pytest.mark.parametrize(
    "text",
    ["自2024年至2026年开展", "2024年1月9日", "每年12月1日前", "到2026年，服务更加精准", "2024年13月底前"],
)
def test_other_dates_are_no_deadline(text):
    assert dates.deadlines(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("吉民发〔2024〕2号", "吉民发〔2024〕2号"),
        ("吉民发[2024]2号", "吉民发〔2024〕2号"),
        ("吉政办发（2024）2号", "吉政办发〔2024〕2号"),
        ("民发【2023】62 号", "民发〔2023〕62号"),
        ("（吉民发〔2024〕2号）", "吉民发〔2024〕2号"),
        ("发文字号：吉民函〔2024〕15号", "吉民函〔2024〕15号"),
        ("吉民发〔2024〕2号 签发人：某某某", "吉民发〔2024〕2号"),
    ],
)
def test_a_number_is_written_one_way(text, found):
    assert doc_no.whole(text) == found


def test_a_line_that_says_more_is_no_number():
    assert doc_no.whole("(吉政办发〔2023〕36号) .....( 4 )") is None


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十八", 28),
        ("四十", 40),
        ("一百零三", 103),
        ("二〇二四", 2024),
        ("两千", 2000),
    ],
)
def test_chinese_numerals_count(numeral, number):
    assert value(numeral) == number


@pytest.mark.parametrize("numeral", ["", "甲", "12"])
def test_what_is_no_numeral_is_refused(numeral):
    with pytest.raises(ValueError, match=f"^{numeral}$"):
        value(numeral)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年1月9日", date(2024, 1, 9)),
        ("2024 年 11 月 5 日", date(2024, 11, 5)),
        ("二〇一二年十二月三十一日", date(2012, 12, 31)),
        ("二○二四年一月九日", date(2024, 1, 9)),
        ("二〇二四年十三月九日", None),
        ("二〇二四年二月三十日", None),
        ("2024年1月9日印发", None),
    ],
)
def test_a_line_that_is_a_day_is_known_in_figures_and_in_numerals(text, day):
    assert dates.whole_day(text) == day
