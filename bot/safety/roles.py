"""A text with everybody in it by the part they play: C 被 A 打 for 孙女被后爹打 and for 我儿子被他妈打.

What is learned about one child and one grown-up is so known of all. Read by `weighing`, and by nobody else.
"""

import re
from collections.abc import Mapping
from functools import cache

from bot.safety.words import expand, group
from knowledge.text.numerals import NUMERAL

_PARTS = (("C", "小孩"), ("A", "爸妈"), ("O", "亲戚外人"), ("P", "同伴"), ("I", "我"), ("T", "他"))
# Words of those groups that as often mean no person: 卖, 家里.
_NO_PERSON = "卖 大人 人家 家里 小的 未成年"
_LONGEST = 6
_NUMBER = frozenset("0123456789" + NUMERAL + "俩仨几")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def by_roles(text: str) -> str:
    """The text with people as letters and each number as N; text in the form that `heard` gives it."""
    parts, lengths = _parts()
    said, place = "", 0
    while place < len(text):
        for length in lengths.get(text[place], ()):
            if part := parts.get(text[place : place + length]):
                said += part
                place += length
                break
        else:
            if text[place] not in _NUMBER:
                said += text[place]
            elif not said.endswith("N"):
                said += "N"
            place += 1
    return said


@cache
def _parts() -> tuple[Mapping[str, str], Mapping[str, tuple[int, ...]]]:
    """Who is what, and how long the words are that begin with a character, the longest first."""
    parts: dict[str, str] = {}
    for part, name in _PARTS:
        for word in group(name):
            if len(word) <= _LONGEST and _HAN.fullmatch(word):
                if part in "IT":
                    parts[word] = part
                else:
                    parts.setdefault(word, part)
    for word in expand(_NO_PERSON):
        parts.pop(word, None)
    lengths: dict[str, set[int]] = {}
    for word in parts:
        lengths.setdefault(word[0], set()).add(len(word))
    return parts, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
