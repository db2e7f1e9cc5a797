"""The figures of a text: numbers with their unit and bound, and how often something happens.

`不满16周岁`, `不满十六周岁` and `未满１６岁` are one figure; `16周岁以上` is another, and so are 每季度 and
每半年. A sentence may hold no figure that its clause does not hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from knowledge.text.numerals import NUMERAL, value

# Full-width digits, letters and percent signs as half-width ones: one character for one, so that
# places in the plain text are places in the text.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_NUMBER = rf"(?:\d+(?:\.\d+)?|[{NUMERAL}]+|半)"
# Between a bound and its number a verb may stand: 至少培训1次.
_VERB = rf"[^\d{NUMERAL}半每，。；、\s]{{0,4}}"
# A unit is what makes a numeral a number: 一般, 统一 and 第一时间 hold none.
_UNIT = (
    r"周岁|岁|个多?月|月份?|年|季度|学期|学年|星期|周|天|日|个?小时|分钟|"
    r"次|遍|名|人|万户|户|家|级|类|种|项|条|份|件|万元|亿元|元|块|%|倍|个|对|所|年级|公里"
)
_FIGURE = re.compile(
    rf"(?P<every>每)?(?P<before>不满|未满|不足|不到|不超过|不低于|不少于|低于|少于|超过|大于|多于|至少|最少|最多|至多|年满|满)?(?(before){_VERB})"
    rf"第?(?P<low>{_NUMBER})(?:(?P<unit1>{_UNIT})?\s*(?:至|到|[-—~～])\s*(?P<high>{_NUMBER}))?"
    rf"(?P<unit>{_UNIT})?(?P<after>及?以上|及?以下|以内|之内|内|以外|底?之?前|以?后)?"
)
_EVERY = re.compile(r"(?:每|逐)(?P<one>个?月|年|季度?|周|星期|天|日|学期|学年)(?!龄)")
_PAIR = re.compile(rf"[{NUMERAL}\d]对[{NUMERAL}\d]")
_PERCENT = re.compile(rf"百分之(?P<number>[{NUMERAL}\d.]+)")

_BOUNDS = {
    **dict.fromkeys(("不满", "未满", "不足", "不到", "低于", "少于", "以下", "及以下"), "<"),
    **dict.fromkeys(("以上", "及以上", "年满", "满", "超过", "大于", "多于"), ">"),
    **dict.fromkeys(("不低于", "不少于", "至少", "最少"), ">"),
    **dict.fromkeys(("不超过", "最多", "至多", "以内", "之内", "内"), "<"),
    **dict.fromkeys(("前", "之前", "底前", "底之前"), "<"),
    **dict.fromkeys(("后", "以后", "以外"), ">"),
}
# Spans of time that are one thing: 半年 is 6个月, 每季度 每三个月, 两周 fourteen days.
_TIME = {
    **{"年": ("月", 12), "学年": ("月", 12), "季度": ("月", 3), "季": ("月", 3)},
    **{"个月": ("月", 1), "个多月": ("月", 1), "月": ("月", 1)},
    **{"周": ("天", 7), "星期": ("天", 7), "天": ("天", 1), "日": ("天", 1)},
}
_ALIKE = {"周岁": "岁", "遍": "次", "块": "元", "月份": "月", "人": "名", "小时": "个小时"}
# One of a thing is an article, not a count: 一个孩子, 一种办法; neither is a number of people in a pair.
_ARTICLES = frozenset({"个", "种", "名", "家", "对", "项", "条", "份", "件", "类", "所"})
_IDIOMS = re.compile(
    r"一案一策|一站式|一次性|第一时间|一般|一定|一些|一致|一并|一起|一方|统一|进一步|万一|单一|三年行动"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `what` is it in words that compare, `start` and `end` its digits in the text."""

    what: str
    number: Fraction | None
    start: int
    end: int


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text, in order."""
    plain = text.translate(_HALF)
    plain = _IDIOMS.sub(lambda idiom: "　" * len(idiom[0]), plain)
    found: list[Figure] = []
    for percent in _PERCENT.finditer(plain):
        number = _number(percent["number"])
        if number is not None:
            found.append(Figure(f"{number}%", number, percent.start("number"), percent.end("number")))
            plain = plain[: percent.start()] + "　" * len(percent[0]) + plain[percent.end() :]
    for pair in _PAIR.finditer(plain):
        found.append(Figure(pair[0], None, pair.start(), pair.end()))
    plain = _PAIR.sub("　　　", plain)
    for every in _EVERY.finditer(plain):
        unit, many = _TIME[every["one"].removeprefix("个")]
        found.append(Figure(f"每{many}{unit}", None, every.start(), every.end()))
    for match in _FIGURE.finditer(plain):
        found += _read(match)
    return tuple(sorted(found, key=lambda figure: figure.start))


def foreign(text: str, basis: Sequence[str]) -> str | None:
    """The first figure of a text that no text of the basis holds, as it is written; None where all do."""
    known = {figure.what for each in basis for figure in figures(each)}
    for figure in figures(text):
        if figure.what not in known:
            return text[figure.start : figure.end]
    return None


def as_written(text: str, basis: Sequence[str]) -> str | None:
    """The text with its digits as the basis spells them: 16周岁 becomes 十六周岁 where the clause says so.

    None where the basis knows the figure in another unit only (6个月 for 每半年): its digits would stand
    nowhere in what is cited.
    """
    whole = "\n".join(basis).translate(_HALF)
    spellings = {
        figure.what: each.translate(_HALF)[figure.start : figure.end]
        for each in basis
        for figure in figures(each)
    }
    parts: list[str] = []
    after = 0
    for figure in figures(text):
        digits = text[figure.start : figure.end].translate(_HALF)
        if not any(character.isdigit() for character in digits) or _stands(digits, whole):
            continue
        spelling = spellings.get(figure.what)
        if spelling is None or figure.number is None or _number(spelling) != figure.number:
            return None
        parts += (text[after : figure.start], spelling)
        after = figure.end
    return "".join((*parts, text[after:]))


def _stands(digits: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\d.]){re.escape(digits)}(?![\d.]*\d)", text))


def _read(match: re.Match[str]) -> list[Figure]:
    unit = (match["unit"] or match["unit1"] or "").removesuffix("份")
    numbers = [("low", match["low"])] + ([("high", match["high"])] if match["high"] else [])
    written = [(name, _number(text)) for name, text in numbers]
    if not unit:
        # Without a unit only digits are a figure: a telephone number, the 1530 of a name.
        written = [(name, number) for name, number in written if match[name][0].isdigit()]
    if unit in _ARTICLES and not match["every"] and match["low"] == "一":
        return []
    bound = (
        "range"
        if match["high"]
        else _BOUNDS.get((match["after"] or match["before"] or "").removeprefix("及"), "")
    )
    if match["before"] and match["after"] and not match["high"]:
        bound = _BOUNDS.get(match["before"], "") or bound
    return [
        Figure(
            _what(number, unit, bound, every=bool(match["every"])), number, match.start(name), match.end(name)
        )
        for name, number in written
        if number is not None
    ]


def _what(number: Fraction, unit: str, bound: str, *, every: bool) -> str:
    """The figure in words that compare. A year of four digits and a day of a month are dates, no spans."""
    unit = _ALIKE.get(unit, unit)
    date = (unit == "年" and number >= 1000) or unit == "日" or (unit == "月" and not every)
    if unit in _TIME and not date:
        base, many = _TIME[unit]
        number, unit = number * many, base
    return f"{'每' if every else ''}{bound}{number}{unit}"


def _number(text: str) -> Fraction | None:
    if text == "半":
        return Fraction(1, 2)
    if text[0].isdigit():
        return Fraction(text)
    try:
        return Fraction(value(text))
    except ValueError:
        return None
