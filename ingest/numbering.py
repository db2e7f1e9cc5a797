"""The numbers that open a heading, and which of them are only cross-references.

一、 opens a chapter, （一） a section, 1. an item, （1） a sub-item; laws count 第一章 and 第一条.
Brackets come full- or half-width or mixed, after scanning.
"""

import re
from dataclasses import dataclass
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


_PATTERNS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PART, re.compile(rf"第([{NUMERAL}]+)([编章节])(?=[\s\u3000]|[\u4e00-\u9fff])")),
    (Level.ARTICLE, re.compile(rf"第([{NUMERAL}]+)条(之[{NUMERAL}]+)?")),
    (Level.CHAPTER, re.compile(rf"([{NUMERAL}]+)[、．]\s*")),
    (Level.SECTION, re.compile(rf"[（(]([{NUMERAL}]+)[）)]\s*")),
    (Level.ITEM, re.compile(r"(\d{1,3})[.．、](?!\d)\s*")),
    (Level.SUBITEM, re.compile(r"[（(](\d{1,3})[）)]\s*")),
)
# 第十条规定的情形, （一）项所列, 第三条、第五条: these speak of another clause and open none.
_REFERENCE = re.compile(r"\s*(?:[、和及或与至]|规定|所[称列指述]|第?[一二三四五六七八九十\d]*[款项目]|的)")


def leading(text: str) -> Number | None:
    """The number that opens a paragraph, or None where it opens with words or a cross-reference."""
    for level, pattern in _PATTERNS:
        match = pattern.match(text)
        if not match:
            continue
        rest = text[match.end() :]
        if level in (Level.PART, Level.ARTICLE, Level.SECTION) and _REFERENCE.match(rest):
            return None
        numeral = match[1]
        number = int(numeral) if numeral.isdigit() else _value(numeral)
        if number is None or number == 0:
            return None
        return Number(level, number, _label(level, match, number), match.end())
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
