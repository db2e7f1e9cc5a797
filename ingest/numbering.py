"""The numbers that open a heading, and which of them are only cross-references.

一、 opens a chapter, （一） a section, 1. an item, （1） a sub-item; laws count 第一章 and 第一条.
Brackets come full- or half-width or mixed, after scanning.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import IntEnum

from knowledge.text.numerals import NUMERAL, value


class Level(IntEnum):
    """How deep a number stands; smaller is higher."""

    PART = 0  # 第一编, 第一章, 第一节: titles only, never cited by themselves
    CHAPTER = 1
    SECTION = 2
    ITEM = 3
    SUBITEM = 4
    ARTICLE = 5


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a paragraph: its level, its value, and where the words begin.

    `label` is how the number is cited: 三, （三）, 9, 第十二条.
    """

    level: Level
    value: int
    label: str
    end: int


_N = f"[{NUMERAL}]+"
_PATTERNS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PART, re.compile(rf"第({_N})([编章节])(?=[\s\u3000]|[\u4e00-\u9fff])")),
    (Level.ARTICLE, re.compile(rf"第({_N})条(之{_N})?")),
    (Level.CHAPTER, re.compile(rf"({_N})\s?[、．.]\s*")),
    (Level.SECTION, re.compile(rf"[（(]\s?({_N})\s?[）)]\s*")),
    # No decimal, but 1.2024年底前 is the first item. A Markdown writer may put a \ before the point.
    (Level.ITEM, re.compile(r"(\d{1,3})\\?[.．、](?!\d(?!\d{3}年))\s*")),
    (Level.SUBITEM, re.compile(r"[（(]?\s?(\d{1,3})\s?[）)]\s*")),
)
# What follows a number that speaks of another clause and opens none: 第十条规定的情形, （一）项所列,
# 第三条、第五条. Narrow on purpose, since （二）及时报告, （一）目标任务 and 第三条 项目资金 are headings.
_OF_AN_ARTICLE = rf"规定|的|所[称列指述]|[、和及或与至]\s*第|\s*第[{NUMERAL}\d]+[款项目]"
_REFERENCE = {
    Level.PART: re.compile(_OF_AN_ARTICLE),
    Level.ARTICLE: re.compile(rf"{_OF_AN_ARTICLE}|中(?:的|所|规定)"),
    Level.CHAPTER: re.compile("[二三四五六七八九十][级类]"),  # 三、四级智力残疾
    Level.SECTION: re.compile(r"[、和及或与至]\s*[（(]|所[称列指述]|[款项](?:[的所、，和中]|规定|情形)"),
}
_ENCLOSED = re.compile("[⑴-⒇⒈-⒛㈠-㈩]")  # one character each, from old word processors


def leading(text: str) -> Number | None:
    """The number that opens a paragraph, or None where it opens with words or a cross-reference.

    Markdown's bold marks before it are passed over.
    """
    bold = len(text) - len(text.lstrip("*_"))
    if bold:
        number = leading(text[bold:])
        return number and replace(number, end=number.end + bold)
    if _ENCLOSED.match(text):
        number = leading(unicodedata.normalize("NFKC", text[0]))
        return number and replace(number, end=1)
    for level, pattern in _PATTERNS:
        match = pattern.match(text)
        if not match:
            continue
        if level in _REFERENCE and _REFERENCE[level].match(text, match.end()):
            return None
        numeral = match[1]
        number_value = int(numeral) if numeral.isdigit() else _value(numeral)
        if not number_value:
            return None
        return Number(level, number_value, _label(level, match, number_value), match.end())
    return None


def _value(numeral: str) -> int | None:
    try:
        return value(numeral)
    except ValueError:
        return None


def _label(level: Level, match: re.Match[str], number: int) -> str:
    if level is Level.CHAPTER:
        return match[1]
    if level is Level.SECTION:
        return f"（{match[1]}）"
    if level is Level.SUBITEM:
        return f"（{number}）"
    if level is Level.ARTICLE:
        return match[0].strip()
    if level is Level.PART:
        return f"第{match[1]}{match[2]}"
    return str(number)
