"""The one list of facts that eligibility turns on, read from `vocabulary.yaml`, and how values are read.

Asked by the rules (is this fact known to us?), by extraction (what may I propose?), by the interview
(how do I ask?) and by every door that takes facts from outside.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from knowledge.errors import BadFacts, BadLibrary
from knowledge.facts.values import NO, UNCLEAR, YES, Facts, Interval, Value

FILE = Path(__file__).parent / "vocabulary.yaml"

PARENTS = {"父": "爸爸", "母": "妈妈"}

_KEYS = {"名", "型", "选项", "单位", "范围", "问", "快答", "为何", "不问"}
_PLACE_LENGTH = 40
_ANY = Interval(0, 0)
# What is repeated of a name that there is not: a slip of the pen, and never a sentence about somebody.
_LIKE_A_NAME = re.compile(r"[\u4e00-\u9fff]{1,3}(?:\.[\u4e00-\u9fff]{1,10}){1,3}")


class Kind(StrEnum):
    """What sort of value a fact takes."""

    YES_NO = "是否"
    OPTION = "选项"
    NUMBER = "数"
    DATE = "日期"
    PLACE = "地点"


class Unasked(StrEnum):
    """Why a caller is not asked for a fact."""

    SENSITIVE = "敏感"
    OFFICE = "民政认定"
    FROM_OTHERS = "随别项得知"


@dataclass(frozen=True, slots=True)
class QuickAnswer:
    """An answer that takes one key: the words on it, and the value it stands for."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact: its name, the values it takes, and how it is asked for.

    Attributes:
        name: such as 父.现状; the part before the first dot says whose fact it is.
        kind: what sort of value it takes.
        question: the question in plain words.
        why: what to say to someone who asks why we want to know.
        options: the values of an option, in the order in which they are offered.
        unit: what a number counts.
        bounds: the smallest and the largest number that make sense.
        quick: answers that take one key, besides 不清楚.
        unasked: why a caller is never asked for it, or None.
    """

    name: str
    kind: Kind
    question: str
    why: str
    options: tuple[str, ...] = ()
    unit: str = ""
    bounds: Interval = _ANY
    quick: tuple[QuickAnswer, ...] = ()
    unasked: Unasked | None = None

    @property
    def label(self) -> str:
        """The name as people read it on a chip: 爸爸·现状."""
        return "·".join(PARENTS.get(part, part) for part in self.name.split("."))

    def read(self, value: object) -> Value:
        """A value from outside as we keep it; BadFacts says what it should have been."""
        match self.kind:
            case Kind.YES_NO:
                return self._yes_no(value)
            case Kind.OPTION:
                return self._option(value)
            case Kind.NUMBER:
                return self._number(value)
            case Kind.DATE:
                return self._date(value)
            case Kind.PLACE:
                return self._place(value)

    def _yes_no(self, value: object) -> str:
        if isinstance(value, bool):
            return YES if value else NO
        if value in (YES, NO):
            return str(value)
        raise self._bad(f"请写 {YES} 或 {NO}")

    def _option(self, value: object) -> str:
        if isinstance(value, str) and value in self.options:
            return value
        near = difflib.get_close_matches(str(value), self.options, n=1, cutoff=0.3)
        hint = f"是不是想写“{near[0]}”？" if near else ""
        raise self._bad(f"{hint}可选的有：{'、'.join(self.options)}")

    def _number(self, value: object) -> Interval:
        if isinstance(value, Interval):
            value = [value.low, value.high]
        ends = list(value) if isinstance(value, list | tuple) else [value, value]
        if len(ends) == 2 and ends[1] is None:  # [24, null]: 两年以上
            ends[1] = self.bounds.high
        low, high = ends if len(ends) == 2 else (None, None)
        if not (_is_number(low) and _is_number(high)):
            raise self._bad(f"请写数字（{self.unit}），拿不准就写 [最少, 最多]")
        if not self.bounds.low <= low <= high <= self.bounds.high:  # type: ignore[operator]
            raise self._bad(f"应当在 {self.bounds.low} 到 {self.bounds.high} {self.unit}之间，小的写在前面")
        return Interval(low, high)  # type: ignore[arg-type]

    def _date(self, value: object) -> date:
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise self._bad("请写成 2016-05-22 这样的日期") from None

    def _place(self, value: object) -> str:
        if isinstance(value, str) and 0 < len(value.strip()) <= _PLACE_LENGTH:
            return value.strip()
        raise self._bad(f"请写县（市、区）的名字，不超过 {_PLACE_LENGTH} 个字")

    def _bad(self, remedy: str) -> BadFacts:
        # The value is not repeated: it may be a name or a number that was filled in at the wrong place.
        return BadFacts(f"{self.name} 的值用不了", remedy)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every fact by name, in the order in which they are asked."""

    specs: Mapping[str, FactSpec]

    def __iter__(self) -> Iterator[FactSpec]:
        return iter(self.specs.values())

    def __contains__(self, name: object) -> bool:
        return name in self.specs

    def __getitem__(self, name: str) -> FactSpec:
        """The fact of that name; BadFacts names the nearest one there is."""
        try:
            return self.specs[name]
        except KeyError:
            near = difflib.get_close_matches(name, self.specs, n=1, cutoff=0.4)
            hint = f"是不是想写“{near[0]}”？" if near else ""
            said = f"“{name}”这项" if _LIKE_A_NAME.fullmatch(name) else "这样一项"
            raise BadFacts(f"没有{said}事实", f"{hint}全部名字见 knowledge/facts/vocabulary.yaml") from None

    def parse(self, mapping: Mapping[str, object]) -> Facts:
        """Facts from outside, checked; the words are `parse_facts`'s."""
        known: dict[str, Value] = {}
        unclear: set[str] = set()
        for name, value in mapping.items():
            spec = self[str(name)]
            if value is None or value == UNCLEAR:
                unclear.add(spec.name)
            else:
                known[spec.name] = spec.read(value)
        ordered = {name: known[name] for name in self.specs if name in known}
        return Facts(known=MappingProxyType(ordered), unclear=frozenset(unclear))


@cache
def vocabulary() -> Vocabulary:
    """The shipped list of facts, read once."""
    return read_vocabulary(FILE)


def parse_facts(mapping: Mapping[str, object]) -> Facts:
    """Facts as people and programs write them, as `Facts`.

    Args:
        mapping: fact name to value: 是/否 or true/false, an option, a number or `[low, high]` (`high`
            may be null), an ISO date, a place; 不清楚 or null for what was asked in vain.

    Returns:
        The facts in the vocabulary's order.

    Raises:
        BadFacts: a name, an option or a value that we do not know; it names the nearest one.
    """
    return vocabulary().parse(mapping)


def read_vocabulary(path: Path) -> Vocabulary:
    """A list of facts from a file; BadLibrary names the row that is wrong."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem}）", "请改正这个文件") from problem
    specs: dict[str, FactSpec] = {}
    for number, row in enumerate(rows, 1):
        try:
            made = list(_specs(row))
        except (AttributeError, KeyError, TypeError, ValueError, BadFacts) as problem:
            raise BadLibrary(
                f"{path.name} 第 {number} 项不对（{problem}）", "请照其他项的写法改正"
            ) from problem
        for spec in made:
            if spec.name in specs:
                raise BadLibrary(f"{path.name} 里“{spec.name}”写了两次", "请去掉一个")
            specs[spec.name] = spec
    return Vocabulary(MappingProxyType(specs))


def _specs(row: Mapping[str, Any]) -> Iterator[FactSpec]:
    if unknown := set(row) - _KEYS:
        raise ValueError(f"不认识 {'、'.join(sorted(map(str, unknown)))}")
    if "P" not in row["名"].split("."):
        yield _spec(row, row["名"], row["问"])
        return
    for parent, called in PARENTS.items():
        name = ".".join(parent if part == "P" else part for part in row["名"].split("."))
        yield _spec(row, name, row["问"].replace("{家长}", called))


def _spec(row: Mapping[str, Any], name: str, question: str) -> FactSpec:
    options: Mapping[str, str] = row.get("选项", {})
    plain = FactSpec(
        name=name,
        kind=Kind(row["型"]),
        question=question,
        why=row["为何"],
        options=tuple(options),
        unit=row.get("单位", ""),
        bounds=Interval(*row.get("范围", (0, 0))),
        unasked=Unasked(row["不问"]) if "不问" in row else None,
    )
    answers: Mapping[str, object] = row.get("快答") or {label: value for value, label in options.items()}
    quick = tuple(QuickAnswer(label, plain.read(value)) for label, value in answers.items())
    return replace(plain, quick=quick)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value
