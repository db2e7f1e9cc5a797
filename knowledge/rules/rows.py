"""One row of the rule file, checked: keys, names, options and values; a refusal says the line."""

import difflib
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.errors import BadFacts, BadLibrary
from knowledge.facts import Value, Vocabulary
from knowledge.facts.vocabulary import PARENTS
from knowledge.rules.lines import Table
from knowledge.rules.nodes import Basis

Choice = TypeVar("Choice", bound=StrEnum)


class Rows:
    """Reads what stands in rows, for one file and one vocabulary."""

    def __init__(self, name: str, facts: Vocabulary) -> None:
        self._name = name
        self.facts = facts

    def bad(self, row: Table, cause: str, remedy: str) -> BadLibrary:
        """What is wrong with a row, and where it is."""
        return BadLibrary(f"{self._name} 第 {row.line} 行：{cause}", remedy)

    def keys(self, row: Table, allowed: Collection[str], *, needed: Iterable[str] = ()) -> None:
        """Refuses a key that is not allowed, and a row that lacks one."""
        if unknown := [key for key in row if key not in allowed]:
            raise self.bad(row, f"不认识“{unknown[0]}”", near(unknown[0], allowed))
        if missing := [key for key in needed if key not in row]:
            raise self.bad(row, f"缺“{'”“'.join(missing)}”", "请补上")

    def tables(self, row: Table, key: str) -> list[Table]:
        """A list of rows; empty where there is none."""
        found = row.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, Table) for item in found):
            raise self.bad(row, f"“{key}”后面应当是一行一项", "请照其他项的写法改正")
        return found

    def text(self, row: Table, key: str) -> str:
        """Words that have to be there."""
        if key not in row:
            raise self.bad(row, f"缺“{key}”", "请补上")
        return self.text_or(row, key, "")

    def text_or(self, row: Table, key: str, default: str) -> str:
        """Words that may be missing."""
        found = row.get(key, default)
        if not isinstance(found, str) or (key in row and not found):
            raise self.bad(row, f"“{key}”后面应当是一句话，这里是 {found!r}", "请改正")
        return found

    def number(self, row: Table, key: str) -> float:
        """A number that has to be there."""
        found = row[key]
        if not isinstance(found, int | float) or isinstance(found, bool):
            raise self.bad(row, f"“{key}”后面不是数：{found!r}", "请写一个数")
        return found

    def choice(self, row: Table, key: str, among: type[Choice], default: Choice) -> Choice:
        """One of a few words."""
        try:
            return among(row[key]) if key in row else default
        except ValueError:
            raise self.bad(row, f"“{key}”不能写“{row[key]}”", f"可写的有：{'、'.join(among)}") from None

    def fact(self, row: Table, name: object, parent: str | None) -> str:
        """A fact of the vocabulary, with P read as the parent."""
        parts = str(name).split(".")
        if "P" in parts and parent is None:
            raise self.bad(row, f"“{name}”里的 P 不知道是谁", "请写在双方、一方、另一方或至少一方里面")
        try:
            return self.facts[".".join(parent if part == "P" and parent else part for part in parts)].name
        except BadFacts as problem:
            raise self.bad(row, problem.cause, problem.remedy) from None

    def value(self, row: Table, fact: str, value: object) -> Value:
        """A value that the fact can take."""
        try:
            return self.facts[fact].read(value)
        except BadFacts as problem:
            raise self.bad(row, problem.cause, problem.remedy) from None

    def basis(self, row: Table, above: Basis | None) -> Basis:
        """Where a row stands in the texts; what it does not say itself it has from above."""
        if above is None and (missing := [key for key in ("文号", "条款", "引文") if key not in row]):
            raise self.bad(row, f"没有依据：缺 {'、'.join(missing)}", "请写出文号、条款和条款原文")
        return Basis(
            self.text_or(row, "文号", above.doc_no if above else ""),
            self.text_or(row, "条款", above.clause if above else ""),
            self.text_or(row, "引文", above.quote if above else ""),
        )

    def words(self, row: Table, key: str, parent: str | None) -> str:
        """Words for people, with {家长} read as the parent."""
        found = self.text_or(row, key, "")
        return found.replace("{家长}", PARENTS[parent]) if parent else found


def near(name: str, among: Collection[str]) -> str:
    """What may have been meant, or everything there is."""
    found = difflib.get_close_matches(name, among, n=1, cutoff=0.3)
    return f"是不是想写“{found[0]}”？" if found else f"可写的有：{'、'.join(among)}"


def listed(values: Any) -> list[Any]:
    """A list, also where one thing stands for a list of one."""
    return values if isinstance(values, list) else [values]
