"""Days and months as official texts write them: 2024年6月底前, 2024年1月至2月底, 到2026年底."""

import calendar
import re
from datetime import date

from knowledge.model import Period
from knowledge.text.numerals import NUMERAL, value

DAY = re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
_IN_NUMERALS = re.compile(
    rf"(?P<year>[{NUMERAL}○]{{4}})\s*年\s*(?P<month>[{NUMERAL}]{{1,2}})\s*月\s*(?P<day>[{NUMERAL}]{{1,3}})\s*日"
)
_RANGE = re.compile(
    r"(?P<y1>\d{4})\s*年\s*(?P<m1>\d{1,2})\s*月\s*(?:至|到|[—–-]{1,2})\s*"
    r"(?:(?P<y2>\d{4})\s*年\s*)?(?P<m2>\d{1,2})\s*月\s*底?"
)
_UNTIL = re.compile(
    r"到?(?P<year>\d{4})\s*年\s*(?:(?P<month>\d{1,2})\s*月\s*(?:(?P<day>\d{1,2})\s*日)?)?\s*"
    r"(?:年?底|末)?(?P<before>之?前)?"
)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def whole_day(text: str) -> date | None:
    """The day that a line consists of, such as a signature's, or None."""
    match = DAY.fullmatch(text.strip())
    if match:
        return _day(match)
    match = _IN_NUMERALS.fullmatch(text.strip())  # 二〇一二年一月九日, as older texts are signed
    if not match:
        return None
    try:
        year, month, day = (value(match[name].replace("○", "〇")) for name in ("year", "month", "day"))
    except ValueError:
        return None
    return _day_or_none(year, month, day)


def first_day(text: str) -> date | None:
    """The first full date in a text, or None."""
    match = DAY.search(text)
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    return _day_or_none(int(match["year"]), int(match["month"]), int(match["day"]))


def month_range(text: str) -> Period | None:
    """The months that a bracket such as 2024年3月至2025年12月底 spans, whole months, or None."""
    match = _RANGE.search(text)
    if not match:
        return None
    year = int(match["y1"])
    last_year = int(match["y2"] or year)
    first_month, last_month = int(match["m1"]), int(match["m2"])
    if not (1 <= first_month <= 12 and 1 <= last_month <= 12):
        return None
    return Period(date(year, first_month, 1), month_end(last_year, last_month))


def deadlines(text: str) -> list[tuple[date, str]]:
    """Days by which something is due, with the words that say so: …前, or 到…年底.

    A bare 2024年 or 2024年1月9日 is no deadline.
    """
    found = []
    for match in _UNTIL.finditer(text):
        words = match.group().strip()
        due = match["before"] or (words[0] == "到" and words.endswith("底"))
        if not due or not ("底" in words or match["day"]):
            continue
        year, month = int(match["year"]), int(match["month"] or 12)
        if not 1 <= month <= 12:
            continue
        number = int(match["day"] or calendar.monthrange(year, month)[1])
        day = _day_or_none(year, month, number)
        if day:
            found.append((day, words))
    return found


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
