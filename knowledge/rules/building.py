"""Conditions of the rule file made into nodes, children first."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.facts import Kind as FactKind
from knowledge.facts.vocabulary import PARENTS
from knowledge.rules.lines import Table
from knowledge.rules.nodes import (
    AtLeast,
    AtMost,
    Basis,
    Below,
    Condition,
    Doubtful,
    Every,
    Judgement,
    Node,
    OneOf,
    Presumption,
    Some,
    Test,
)
from knowledge.rules.rows import Rows, listed, near
from knowledge.rules.ruleset import Category, Kind

_COMMON = ("条件", "文号", "条款", "引文", "附注", "不符时")
# What each operator brings along with it.
_OPERATORS: Mapping[str, tuple[str, ...]] = {
    "且": (),
    "或": (),
    "双方": (),
    "至少一方": (),
    "一方": ("另一方",),
    "事实": ("为", "小于", "不少于", "不大于"),
    "人工": ("说明",),
    "存疑": ("说明",),
    "除非": ("说明", "认定"),
    "属于": (),
}
# A row that looks at something itself, and so needs words and a quote of its own.
_LOOKS = ("事实", "人工", "存疑", "除非", "属于")
_BOUNDS: Mapping[str, Callable[[float], Test]] = {"小于": Below, "不少于": AtLeast, "不大于": AtMost}
_OTHER = {"父": "母", "母": "父"}


@dataclass(frozen=True, slots=True)
class _At:
    """Where we are: the basis above, and which parent P is."""

    basis: Basis
    parent: str | None


@dataclass(slots=True)
class Builder:
    """Builds the nodes of one file, in the order in which they have to be settled.

    Attributes:
        rows: reads rows.
        definitions: the rows of 定义, by name.
        nodes: what has been built.
        named: the nodes of categories and of 类别-种类.
    """

    rows: Rows
    definitions: Mapping[str, Table]
    nodes: list[Node] = field(default_factory=list)
    named: dict[str, Node] = field(default_factory=dict)
    _made: dict[tuple[str, str | None], Node] = field(default_factory=dict)
    _making: list[str] = field(default_factory=list)

    def category(self, row: Table) -> Category:
        """A category with its kinds."""
        rows = self.rows
        name = rows.text(row, "类别")
        if name in self.named:
            raise rows.bad(row, f"类别“{name}”写了两次", "请去掉一个")
        at = _At(rows.basis(row, None), None)
        kinds = tuple(self._kind(kind, name, at) for kind in rows.tables(row, "种类"))
        words = rows.text(row, "条件")
        if kinds:
            rows.keys(row, (*_COMMON, "类别", "种类", "其他", "另见", "且"))
            either = self._join(Some, row, at.basis, "", [kind.node for kind in kinds])
            beside = self._parts(row, "且", at) if "且" in row else []
            node = self._join(Every, row, at.basis, words, [either, *beside])
        else:
            node = self._node(row, at, beside=("类别", "其他", "另见"))
        self.named[name] = node
        other = rows.text(row, "其他") if "其他" in row else None
        for also in rows.tables(row, "另见"):
            rows.keys(also, ("文号", "条款", "引文"))
        return Category(
            name=name,
            node=node,
            kinds=kinds,
            other=Basis(at.basis.doc_no, at.basis.clause, other) if other else None,
            see_also=tuple(rows.basis(also, None) for also in rows.tables(row, "另见")),
        )

    def unused(self) -> list[str]:
        """Definitions that no rule refers to."""
        used = {name for name, _ in self._made}
        return [name for name in self.definitions if name not in used]

    def _kind(self, row: Table, category: str, at: _At) -> Kind:
        name = self.rows.text(row, "种类")
        self.rows.text(row, "条件")
        node = self._node(row, at, beside=("种类",))
        self.named[f"{category}-{name}"] = node
        return Kind(name, node)

    def _node(self, row: Table, at: _At, *, beside: Collection[str] = ()) -> Node:
        rows = self.rows
        operators = [key for key in row if key in _OPERATORS]
        if len(operators) != 1:
            told = "、".join(operators) or "没有"
            raise rows.bad(
                row, f"一项条件要写且只写一种关系，这里{told}", f"可写的有：{'、'.join(_OPERATORS)}"
            )
        [operator] = operators
        rows.keys(row, (*_COMMON, operator, *_OPERATORS[operator], *beside))
        if operator in _LOOKS and not ("引文" in row and "条件" in row):
            raise rows.bad(row, f"“{operator}”没有写全条件和引文", "每一项都要有自己的条件和条款原文")
        here = _At(rows.basis(row, at.basis), at.parent)
        return self._of(operator, row, here, rows.words(row, "条件", at.parent))

    def _of(self, operator: str, row: Table, at: _At, words: str) -> Node:
        match operator:
            case "且":
                return self._join(Every, row, at.basis, words, self._parts(row, operator, at))
            case "或":
                return self._join(Some, row, at.basis, words, self._parts(row, operator, at))
            case "双方" | "至少一方":
                each = [self._part(row, row[operator], _At(at.basis, parent)) for parent in PARENTS]
                return self._join(Every if operator == "双方" else Some, row, at.basis, words, each)
            case "一方":
                return self._join(Some, row, at.basis, words, list(self._one_and_other(row, at)))
            case "属于":
                return self._join(Some, row, at.basis, words, list(self._categories(row)))
            case "事实":
                return self._condition(row, at, words)
            case "人工":
                return self._judgement(row, "人工", at, words)
            case "除非":
                return self._presumption(row, at, words)
        point = self._point(row, at)
        part = self._part(row, row[operator], at)
        return self._keep(Doubtful(**self._plain(row, at.basis, words), part=part, point=point))

    def _parts(self, row: Table, key: str, at: _At) -> list[Node]:
        if not isinstance(row[key], list) or not row[key]:
            raise self.rows.bad(row, f"“{key}”后面要写几项", "请一项一行写出来")
        return [self._part(row, part, at) for part in row[key]]

    def _part(self, row: Table, part: object, at: _At) -> Node:
        if isinstance(part, Table):
            return self._node(part, at)
        if isinstance(part, str):
            return self._definition(row, part, at.parent)
        raise self.rows.bad(row, f"{part!r} 应当是一项条件，或一个定义的名字", "请照其他行改正")

    def _definition(self, asking: Table, name: str, parent: str | None) -> Node:
        if name not in self.definitions:
            raise self.rows.bad(asking, f"没有“{name}”这个定义", near(name, self.definitions))
        if (name, parent) not in self._made:
            row = self.definitions[name]
            if name in self._making:
                raise self.rows.bad(row, f"定义“{name}”绕回了自己", "请改成不绕圈的写法")
            self._making.append(name)
            self.rows.text(row, "条件")
            at = _At(self.rows.basis(row, None), parent)
            self._made[name, parent] = self._node(row, at, beside=("定义",))
            self._making.pop()
        return self._made[name, parent]

    def _one_and_other(self, row: Table, at: _At) -> Iterator[Node]:
        if "另一方" not in row:
            raise self.rows.bad(row, "“一方”后面没有写“另一方”", "请补上，或改用“至少一方”")
        for one, other in _OTHER.items():
            pair = [
                self._part(row, row["一方"], _At(at.basis, one)),
                self._part(row, row["另一方"], _At(at.basis, other)),
            ]
            yield self._join(Every, row, at.basis, "", pair)

    def _categories(self, row: Table) -> Iterator[Node]:
        for name in listed(row["属于"]):
            if not isinstance(name, str) or name not in self.named:
                raise self.rows.bad(row, f"“属于”里的“{name}”不是前面写过的类别", "请改正名字")
            yield self.named[name]

    def _condition(self, row: Table, at: _At, words: str) -> Node:
        fact = self.rows.fact(row, row["事实"], at.parent)
        bit = 1 << list(self.rows.facts.specs).index(fact)
        plain = self._plain(row, at.basis, words)
        return self._keep(Condition(**plain, fact=fact, test=self._test(row, fact), bit=bit))

    def _judgement(self, row: Table, key: str, at: _At, words: str) -> Judgement:
        fact = self.rows.fact(row, row[key], at.parent)
        spec = self.rows.facts[fact]
        if spec.unasked is None:
            raise self.rows.bad(row, f"“{fact}”是问来电人的事实", f"{key}后面要写由民政部门填的一项")
        test = OneOf(frozenset({self.rows.value(row, fact, True)}))
        plain = self._plain(row, at.basis, words)
        judgement = Judgement(**plain, fact=fact, test=test, point=self._point(row, at))
        self._keep(judgement)
        return judgement

    def _presumption(self, row: Table, at: _At, words: str) -> Node:
        part = self._part(row, row["除非"], at)
        judgement = self._judgement(row, "认定", at, words) if "认定" in row else None
        plain = self._plain(row, at.basis, words)
        return self._keep(Presumption(**plain, part=part, point=self._point(row, at), judgement=judgement))

    def _test(self, row: Table, fact: str) -> Test:
        asked = [key for key in row if key in _OPERATORS["事实"]]
        if len(asked) != 1:
            raise self.rows.bad(row, f"“{fact}”要写一种比法", "可写的有：为、小于、不少于、不大于")
        [how] = asked
        if (self.rows.facts[fact].kind is FactKind.NUMBER) != (how in _BOUNDS):
            raise self.rows.bad(row, f"“{fact}”不能用“{how}”来比", "数用小于、不少于、不大于，其他用为")
        if how in _BOUNDS:
            return _BOUNDS[how](self.rows.number(row, how))
        return OneOf(frozenset(self.rows.value(row, fact, value) for value in listed(row[how])))

    def _point(self, row: Table, at: _At) -> str:
        self.rows.text(row, "说明")
        return self.rows.words(row, "说明", at.parent)

    def _join(
        self, make: type[Every] | type[Some], row: Table, basis: Basis, words: str, parts: list[Node]
    ) -> Node:
        indexes = tuple(part.index for part in parts)
        return self._keep(make(**self._plain(row, basis, words), parts=tuple(parts), indexes=indexes))

    def _plain(self, row: Table, basis: Basis, words: str) -> dict[str, Any]:
        return {
            "index": len(self.nodes),
            "line": row.line,
            "words": words,
            "basis": basis,
            "note": self.rows.text_or(row, "附注", ""),
            "unmet_note": self.rows.text_or(row, "不符时", ""),
        }

    def _keep(self, node: Node) -> Node:
        self.nodes.append(node)
        return node
