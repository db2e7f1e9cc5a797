"""Personal data of nobody: made by a seeded generator, valid in form, and never taken from anywhere."""

import random
from collections.abc import Callable

from bot.privacy.checks import has_id_check, luhn

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
_GIVEN = "梓涵雨欣宇轩浩然思彤佳怡子墨晨曦桂兰秀英志强建军玉梅春生福来立新永贵德海文博一诺若曦俊杰雅静晓峰"
_REGIONS = (
    "220102",
    "220281",
    "220322",
    "220421",
    "220523",
    "222401",
    "110108",
    "370203",
    "513221",
    "820000",
)
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


class Synthetic:
    """One value after another; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def id_card(self) -> str:
        """Eighteen characters with a check digit, or fifteen."""
        region, year = self._random.choice(_REGIONS), self._random.randint(1935, 2023)
        birthday = f"{year}{self._random.randint(1, 12):02}{self._random.randint(1, 28):02}"
        if self._random.random() < 0.1:
            return f"{region}{birthday[2:] if year < 2000 else '850412'}{self._random.randint(1, 999):03}"
        head = f"{region}{birthday}{self._random.randint(1, 999):03}"
        return head + next(check for check in "0123456789X" if has_id_check(head + check))

    def mobile(self) -> str:
        """Eleven digits."""
        return f"1{self._random.randint(3, 9)}{self._random.randint(0, 999_999_999):09}"

    def landline(self) -> str:
        """An area code and seven or eight digits."""
        area = self._random.choice(("0431", "0432", "0433", "0434", "010", "021", "024", "0755"))
        return f"{area}-{self._random.randint(2, 8)}{self._random.randint(10**6, 10**7 - 1)}"[: len(area) + 9]

    def card(self) -> str:
        """Sixteen or nineteen digits with a check digit."""
        head = self._random.choice(("6222", "6217", "6228", "6230", "4367", "5187"))
        head += self._digits(self._random.choice((11, 14)))
        return head + next(check for check in "0123456789" if luhn(head + check))

    def passport(self) -> str:
        """A letter and eight digits, or two letters and seven."""
        if self._random.random() < 0.5:
            return self._random.choice("EG") + self._digits(8)
        return "E" + self._random.choice("ABCDFHJKM") + self._digits(7)

    def email(self) -> str:
        """An address at a domain that nobody can have."""
        return f"u{self._digits(9)}@mail{self._random.randint(1, 99)}.example"

    def name(self) -> str:
        """A family name and two characters."""
        return self._random.choice(_FAMILY) + "".join(self._random.sample(_GIVEN, 2))

    def token(self) -> str:
        """A word that no rule can know: whatever it is found in held the message itself."""
        return "".join(self._random.choice("鑰樹鯨霧麓蘅岫笙珺澍翊") for _ in range(4)) + self._digits(6)

    def _digits(self, count: int) -> str:
        return "".join(self._random.choice("0123456789") for _ in range(count))


def _in_fours(value: str) -> str:
    return " ".join(value[i : i + 4] for i in range(0, len(value), 4))


# How people write a number; each leaves the number itself to be found.
SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    str,
    lambda value: f"号是{value}，",
    lambda value: value.translate(_WIDE),
    _in_fours,
    lambda value: (
        "-".join((value[:6], value[6:12], value[12:]))
        if len(value) > 12
        else f"{value[:3]}-{value[3:7]}-{value[7:]}"
    ),
    lambda value: "\u200b".join(value),
    lambda value: f"{value[:7]}\n{value[7:]}",
    lambda value: " ".join(value),
    lambda value: value.lower(),
)
MOBILE_SPELLINGS: tuple[Callable[[str], str], ...] = (
    *SPELLINGS,
    lambda value: value.translate(_NUMERALS),
    lambda value: value.translate(_NUMERALS).replace("一", "幺"),
    lambda value: f"+86{value}",
    lambda value: f"+86 {value[:3]} {value[3:7]} {value[7:]}",
    lambda value: f"0086-{value}",
    lambda value: f"（86）{value}",
    lambda value: f"{value[:3]}，{value[3:7]}，{value[7:]}",
    lambda value: f"{value[:3]}.{value[3:7]}.{value[7:]}",
)
