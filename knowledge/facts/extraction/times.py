"""How long ago, how long for: 快一年, 仨月, 去年三月份, 过完年, as whole months up to a day.

A time is an interval, because speech is: 快一年 is 10 to 12 months, 去年 anything from January to December.
What the time is about is decided by others.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts.values import Interval
from knowledge.text.dates import month_end
from knowledge.text.numerals import value

ENDLESS = 720.0
"""The most months a fact may take; the upper end of 好几年."""

_DIGITS = "零〇一二三四五六七八九十百两俩仨几"
NUMBER = rf"(?:\d{{1,4}}(?:\.\d)?|十几|[{_DIGITS}]{{1,5}})"

# First days of the lunar years; 过完年 and 腊月 hang on them.
_SPRING_FESTIVALS = {
    int(day[:4]): date.fromisoformat(day)
    for day in (
        "2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31",
        "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12",
        "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26",
        "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08",
        "2036-01-28",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of time up to now, where it is said, and the exact day it began if that was said."""

    start: int
    end: int
    months: Interval
    day: date | None = None
    about: bool = False


def number(words: str) -> Interval | None:
    """A number as it is spoken: 8, 十六, 仨, 两三 (2 to 3), 几 (2 to 9), 十几; None for anything else."""
    if re.fullmatch(r"\d+(?:\.\d)?", words):
        exact = float(words) if "." in words else int(words)
        return Interval(exact, exact)
    if words in ("几", "十几"):
        return Interval(2, 9) if words == "几" else Interval(11, 19)
    plain = words.replace("俩", "两").replace("仨", "三").replace("几", "")
    if re.fullmatch(r"十?[一两二三四五六七八九]{2}", plain) and "〇" not in plain:
        ten = 10 if plain[0] == "十" else 0
        low, high = value(plain[-2]), value(plain[-1])
        if high == low + 1:
            return Interval(ten + low, ten + high)
    try:
        return Interval(value(plain), value(plain))
    except (ValueError, KeyError):
        return None


def months_since(day: date, as_of: date) -> int:
    """Whole months from a day to another; a month that lacks the day ends on its last (policy 2.4)."""
    months = (as_of.year - day.year) * 12 + as_of.month - day.month
    last = calendar.monthrange(as_of.year, as_of.month)[1]
    return months - (as_of.day < min(day.day, last))


def elapsed(first: date, last: date, as_of: date) -> Interval | None:
    """The months since something that happened between two days; None if it lies in the future."""
    last = min(last, as_of)
    if first > as_of:
        return None
    return Interval(months_since(last, as_of), months_since(first, as_of))


def year(words: str, as_of: date) -> int | None:
    """A year as it is said: 2015, 15, 零九, 二零一五, 二〇; None where it cannot be one."""
    try:
        said = int(words) if words.isdigit() else value(words)
    except ValueError:
        return None
    if len(words) == 2:
        said = 2000 + said if 2000 + said <= as_of.year else 1900 + said
    return said if 1900 <= said <= as_of.year else None


# --- stretches ---------------------------------------------------------------------------------------

_BEFORE = (
    r"(?P<before>小(?=[两二三四五六七八九十])|快要|快|将近|接近|近|差不多|大约|大概|约莫|估摸|约|不到|不足|没到|不满|未满|满打满算|超过|已超|超|逾"
    r"|至少|起码|少说也?有?|好(?=几))?(?:有|也有|得有|都|够)?(?:满|整整|足足|整)?"
)
_AFTER = (
    r"(?P<after>左右|上下|来往|以上|有余|出头|开外|多|半|还多)?"
    r"(?:零?(?P<plus>" + NUMBER + r")(?:个多?|(?<=[俩仨]))月)?(?P<ago>以前|之前|前)?"
)
_STRETCH = re.compile(
    _BEFORE
    + r"(?:"
    + r"(?P<half>大半|小半|多半|半)(?:拉)?个?(?P<half_unit>年|月|来年)(?!级)"
    + rf"|(?P<years>{NUMBER})(?P<some_years>来|多)?个?年(?:头)?(?![级代纪龄生初底末糕])"
    + rf"|(?P<months>{NUMBER})(?:来|多)?个?(?P<some_months>来|多|把)?(?P<and_half>半)?月(?!份|底|初|\d)"
    + r"|(?P<a_month>个把)月"
    + rf"|(?P<weeks>{NUMBER})个?多?(?:星期|礼拜|周)(?!岁)"
    + rf"|(?P<terms>{NUMBER})个(?:整)?学期"
    + rf"|(?P<days>{NUMBER})(?:来|多)?天"
    + r")"
    + _AFTER
)
_A_YEAR_OR_LESS = re.compile(r"一年半载|年八的")
_FOR_YEARS = re.compile(r"常年|长年|长期|多年|好些年|好多年|(?:这|那)么些年")
_COUNTED = re.compile(r"[个俩仨半]")


def stretches(text: str, as_of: date) -> Iterator[TimeSpan]:
    """Lengths of time in a text: 八个多月, 两年零三个月, 小半年, 常年 (twelve or more, not to be trusted)."""
    for match in _A_YEAR_OR_LESS.finditer(text):
        yield TimeSpan(*match.span(), Interval(6, 18))
    for match in _FOR_YEARS.finditer(text):
        vague = match.group() in ("常年", "长年", "长期")
        yield TimeSpan(*match.span(), Interval(12 if vague else 24, ENDLESS), about=vague)
    for match in _STRETCH.finditer(text):
        months = _length(match, text, as_of)
        if months is not None:
            yield TimeSpan(*match.span(), months)


def _length(match: re.Match[str], text: str, as_of: date) -> Interval | None:
    before, after = match["before"] or "", match["after"] or ""
    if match["half"]:
        return _half(match, before, after)
    if match["weeks"] or match["days"]:
        count = number(match["weeks"] or match["days"])
        days = 7 if match["weeks"] else 1
        return count and Interval(count.low * days // 30, count.high * days // 30)
    if match["terms"]:
        count = number(match["terms"])  # the one that is running may just have begun
        return count and Interval(max(0, (count.low - 1) * 5), count.high * 6)
    if match["a_month"]:
        return Interval(1, 2)
    if match["years"]:
        if _is_a_year(match["years"], match, text, as_of):
            return None
        count, unit = number(match["years"]), 12
    else:
        if not _COUNTED.search(match.group()):
            return None  # 8月 is August
        count, unit = number(match["months"]), 1
    if count is None:
        return None
    low, high = count.low * unit, count.high * unit
    if "几" in (match["years"] or "") and before == "好":
        return Interval(24, ENDLESS)
    if match["plus"] and (plus := number(match["plus"])):
        return Interval(low + plus.low, high + plus.high)
    if after == "半" or match["and_half"]:
        return Interval(low + unit // 2, high + unit // 2)
    if unit == 12 and (match["some_years"] or after) in ("多", "有余", "出头", "开外", "还多", "来"):
        return Interval(low, high + 11)
    if match["some_months"] == "来" and low >= 10:
        return Interval(low - 1, high + 1)
    return _about(Interval(low, high), before, after, wide=2 if unit == 12 else 1)


def _half(match: re.Match[str], before: str, after: str) -> Interval | None:
    if match["half_unit"] == "月":
        return Interval(0, 0)
    if match["half"] == "小半":
        return Interval(4, 6)
    if match["half"] in ("大半", "多半") or after in ("多", "有余", "出头", "以上"):
        return Interval(7, 11)
    if match["plus"] and (plus := number(match["plus"])):
        return Interval(6 + plus.low, 6 + plus.high)
    return _about(Interval(6, 6), before, after, wide=1)


def _about(plain: Interval, before: str, after: str, *, wide: int) -> Interval:
    if before in ("快", "快要", "将近", "接近", "近", "小"):
        return Interval(max(0, plain.low - wide), plain.high)
    if before in ("不到", "不足", "没到", "不满", "未满"):
        # 不到一年 is said of seven months as well as of eleven, and more than half a year is not certain.
        low = plain.low - (1 if plain.high < 6 else 3 if plain.high < 12 else 7)
        return Interval(max(0, low), max(0, plain.high - 1))
    if before in ("超过", "已超", "超", "逾", "至少", "起码") or before.startswith("少说") or after == "以上":
        return Interval(plain.low, ENDLESS)
    if before in ("差不多", "大约", "大概", "约莫", "估摸", "约") or after in ("左右", "上下", "来往"):
        return Interval(max(0, plain.low - wide), plain.high + wide)
    return plain


def _is_a_year(words: str, match: re.Match[str], text: str, as_of: date) -> bool:
    """2024年 and 15年3月 are points in time; 15年了 is a stretch."""
    rest = text[match.end("years") + 1 :]
    dated = re.match(rf"\s*(?:{NUMBER}月|[春夏秋冬生出年初底末])", rest) is not None
    if len(words) == 4 and year(words, as_of):
        return True
    if len(words) == 2 and words[0] in "01２零〇二一" and year(words, as_of) and "十" not in words:
        return dated or words[0] in "0零〇" or (words.isdigit() and int(words) >= 15)
    return False


# --- points ------------------------------------------------------------------------------------------

_CHINESE = "零〇一二三四五六七八九"
_YEAR = (
    r"(?P<year>今年|去年|头年|前年|大前年|\d{4}年|\d{2}年"
    rf"|[{_CHINESE}]{{4}}年|[零〇一二][{_CHINESE}]年)"
)
_MONTH = (
    rf"(?P<lunar>阴历|农历|旧历)?(?P<month>(?![俩仨]){NUMBER}|正|腊|冬)月份?"
    rf"(?:(?P<day>初?{NUMBER})(?:号|日)?)?"
)
_NUMERIC = r"(?P<y>(?:19|20)\d{2})[.\-/](?P<m>\d{1,2})(?:[.\-/](?P<d>\d{1,2}))?"
_SEASONS: dict[str, tuple[int, int, int, int]] = {
    "春天": (3, 1, 5, 15), "开春": (3, 1, 4, 20), "春上": (3, 1, 4, 20), "春季": (3, 1, 5, 31),
    "清明": (4, 1, 4, 8), "五一": (4, 27, 5, 7), "六一": (5, 30, 6, 2), "端午": (5, 25, 6, 25),
    "夏天": (6, 1, 8, 31), "夏季": (6, 1, 8, 31), "高考": (6, 7, 6, 10), "暑假": (7, 5, 8, 31),
    "开学": (8, 25, 9, 5), "立秋": (8, 6, 8, 9), "中秋": (9, 8, 10, 6), "八月节": (9, 8, 10, 6),
    "秋天": (8, 20, 11, 15), "入秋": (8, 20, 9, 20), "上秋": (8, 20, 10, 20), "秋收": (9, 15, 10, 31),
    "十一": (9, 27, 10, 8), "国庆": (9, 27, 10, 8), "冬天": (11, 15, 12, 31), "入冬": (11, 1, 11, 30),
    "年初": (1, 1, 3, 15), "年底": (11, 20, 12, 31), "年末": (11, 20, 12, 31), "年根": (12, 1, 12, 31),
    "上半年": (1, 1, 6, 30), "下半年": (7, 1, 12, 31), "元旦": (1, 1, 1, 4), "年中": (5, 15, 7, 31),
}  # fmt: skip
_NEW_YEAR = (
    r"(?P<festival>打?(?:过完年|过了年|过年后|年后|春节后|春节过后|过完春节|正月十五|正月里|出正月|出了正月"
    r"|正月|春节前|过年前|年前|腊月|春节|过年))"
)
_SEASON = "(?P<season>" + "|".join(sorted(_SEASONS, key=len, reverse=True)) + ")(?:节|后|前|过后|以后)?"
_POINT = re.compile(
    rf"(?:{_NUMERIC}|{_YEAR}?的?(?:刚|快|才|一)?(?:{_MONTH}|{_NEW_YEAR}|{_SEASON})"
    rf"|{_YEAR.replace('<year>', '<alone>')}"
    r"|(?P<recent>上上个?月|上个?月|这个月|本月|月初|昨天|前天|前几天|前两天|前些天|上周|上个?礼拜|上个?星期|刚刚))"
    r"(?P<part>初|中旬|月底|底|末)?"
)
_HOLIDAY = re.compile(r"节|假|放|后|前|长假|那|来|走|去|过|回|搬|到|出|黄金周|国庆|开始|就")
_RECENT = {"上上": (2, 2), "上": (1, 1)}


def points(text: str, as_of: date) -> Iterator[TimeSpan]:
    """Points in time in a text, as months since: 去年三月份, 2025年1月9日, 过完年, 上个月.

    One without a year is the last that has passed.
    """
    month_ends = -1
    for match in _POINT.finditer(text):
        this_year = match["year"] in (None, "今年")
        if match["season"] == "十一" and this_year and not _HOLIDAY.match(text, match.end("season")):
            continue  # 今年十一 is an age
        if match["season"] and match.start() == month_ends and not match["year"]:
            continue  # 三月份开学那会儿: the month is the surer of the two
        month_ends = match.end() if match["month"] else -1
        days = _days(match, as_of)
        months = days and elapsed(*days, as_of)
        if days and months:
            exact = days[0] == days[1] and not _is_lunar(match)
            yield TimeSpan(*match.span(), months, days[0] if exact else None)


def days_of(match_text: str, as_of: date) -> tuple[date, date] | None:
    """The first and last day that a point in time may mean, or None if the text is none."""
    match = _POINT.fullmatch(match_text)
    return _days(match, as_of) if match else None


def _days(match: re.Match[str], as_of: date) -> tuple[date, date] | None:
    if match["y"]:
        return _month_days(int(match["y"]), int(match["m"]), match["d"], "", match["part"])
    if match["recent"]:
        return _recent(match["recent"], as_of)
    if match["alone"]:
        which = _which_year(match["alone"], as_of)
        if which is None:
            return None
        return _season_days(which, {"初": "年初", None: ""}.get(match["part"], "年底"))
    which = _which_year(match["year"], as_of) if match["year"] else None
    if match["year"] and which is None:
        return None
    for candidate in [which] if which else [as_of.year, as_of.year - 1]:
        days = _in_year(match, candidate, as_of)
        if days and days[0] <= as_of:
            return days
    return None


def _is_lunar(match: re.Match[str]) -> bool:
    return bool(match["lunar"] or match["festival"] or match["month"] in ("正", "腊", "冬"))


def _in_year(match: re.Match[str], which: int, as_of: date) -> tuple[date, date] | None:
    if match["festival"]:
        return _around_new_year(match["festival"].removeprefix("打"), which)
    if match["season"]:
        return _season_days(which, match["season"])
    if match["month"] in ("正", "腊", "冬"):
        lunar = {"正": 1, "冬": 11, "腊": 12}[match["month"]]
        return _lunar_days(which, lunar, match["day"])
    month = number(match["month"])
    if not month or month.low != month.high or not 1 <= month.low <= 12:
        return None
    if match["lunar"] or (match["day"] or "").startswith("初"):
        return _lunar_days(which, int(month.low), match["day"])
    return _month_days(which, int(month.low), match["day"], match["lunar"] or "", match["part"])


def _month_days(
    which: int, month: int, day: str | None, lunar: str, part: str | None
) -> tuple[date, date] | None:
    if not 1 <= month <= 12:
        return None
    last = month_end(which, month)
    if day:
        said = number(day)
        if not said or not 1 <= said.low <= last.day:
            return None
        return date(which, month, int(said.low)), date(which, month, int(said.high))
    if part in ("底", "末", "月底"):
        return date(which, month, 21), last
    if part == "初":
        return date(which, month, 1), date(which, month, 10)
    if part == "中旬":
        return date(which, month, 10), date(which, month, 20)
    return date(which, month, 1), last


def _which_year(words: str, as_of: date) -> int | None:
    back = {"今年": 0, "去年": 1, "头年": 1, "前年": 2, "大前年": 3}.get(words)
    return as_of.year - back if back is not None else year(words.removesuffix("年"), as_of)


def _season_days(which: int, season: str) -> tuple[date, date]:
    first_month, first_day, last_month, last_day = _SEASONS.get(season, (1, 1, 12, 31))
    return date(which, first_month, first_day), date(which, last_month, last_day)


def _around_new_year(words: str, which: int) -> tuple[date, date] | None:
    festival = _SPRING_FESTIVALS.get(which)
    if festival is None:
        return None
    if words in ("春节前", "过年前", "年前", "腊月"):
        return festival - timedelta(days=45), festival - timedelta(days=1)
    if words == "正月十五":
        return festival + timedelta(days=14), festival + timedelta(days=14)
    if words in ("出正月", "出了正月"):
        return festival + timedelta(days=29), festival + timedelta(days=45)
    if words in ("春节", "过年"):
        return festival - timedelta(days=7), festival + timedelta(days=15)
    return festival, festival + timedelta(days=30)


def _lunar_days(which: int, month: int, day: str | None) -> tuple[date, date] | None:
    """Days of a lunar month; before the seventh or so a leap month may push it back by thirty days."""
    festival = _SPRING_FESTIVALS.get(which)
    if festival is None:
        return None
    first = festival + timedelta(days=int(29.53 * (month - 1)))
    leap = 0 if month == 1 else 30
    said = number(day.removeprefix("初")) if day else None
    if said:
        exact = first + timedelta(days=int(said.low) - 1)
        return exact, exact + timedelta(days=leap)
    return first, first + timedelta(days=29 + leap)


def _recent(words: str, as_of: date) -> tuple[date, date]:
    if not words.endswith("月"):
        return as_of - timedelta(days=14), as_of
    back = 2 if words.startswith("上上") else 1 if words.startswith("上") else 0
    index = as_of.year * 12 + as_of.month - 1 - back
    which, month = index // 12, index % 12 + 1
    return date(which, month, 1), min(month_end(which, month), as_of)
