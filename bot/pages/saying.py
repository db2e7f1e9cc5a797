"""Facts and their values as people read them on the page: 爸爸 · 连续外出 · 约10到12个月."""

from datetime import date

from knowledge.facts import UNCLEAR, Either, FactSpec, Interval, Kind
from knowledge.facts.vocabulary import PARENTS

# Whose fact it is, in the order of the page; what a fact is called on its chip where its name is not plain.
PEOPLE = ("孩子", "爸爸", "妈妈", "家里", "看孩子的大人", "由民政部门认定")
_PEOPLE = {"儿童": "孩子", "家庭": "家里", "监护人": "看孩子的大人", "人工": "由民政部门认定"} | PARENTS
_PLAIN = {
    "现状": "现在",
    "务工跨县域": "打工和户口",
    "外出连续月数": "连续外出",
    "外出起始日": "外出那天",
    "务工户籍同核心城区": "打工和户口在同一市的核心城区",
    "务工地": "打工在",
    "户籍地": "户口在",
    "居住地": "住在",
    "跨县域居住": "户口和住处",
    "异地居住月数": "在现住地住了",
    "异地居住起始日": "到现住地那天",
    "中心城区之间": "在同一城市中心城区的两个区之间",
    "随迁": "跟着外出的大人住",
}


def person(spec: FactSpec) -> str:
    """Whose fact it is."""
    return _PEOPLE[spec.name.split(".")[0]]


def called(spec: FactSpec) -> str:
    """The fact's name without its person."""
    rest = ".".join(PARENTS.get(part, part) for part in spec.name.split(".")[1:])
    return _PLAIN.get(rest, rest.replace(".", "："))


def said(spec: FactSpec, value: object) -> str:
    """A value of the contract in words: the words of a quick answer where one fits, else its own."""
    if value == UNCLEAR:
        return UNCLEAR
    kept = spec.read(value)
    for quick in spec.quick:
        if quick.value == kept and spec.kind is not Kind.DATE and not _exact(kept):
            return quick.label
    if isinstance(kept, Interval):
        return _number(spec, kept)
    if isinstance(kept, Either):
        return "或".join(sorted(kept.options))
    return f"{kept.year}年{kept.month}月{kept.day}日" if isinstance(kept, date) else kept


def _exact(value: object) -> bool:
    return isinstance(value, Interval) and value.low == value.high


def _number(spec: FactSpec, number: Interval) -> str:
    low, high = f"{number.low:g}", f"{number.high:g}"
    if number.low == number.high:
        return f"{low}{spec.unit}"
    if number.high == spec.bounds.high:
        return f"{low}{spec.unit}以上"
    if number.low == spec.bounds.low:
        return f"不超过{high}{spec.unit}"
    return f"约{low}到{high}{spec.unit}"
