"""From `rules.yaml` to `Rules`: every name, option and key is checked, and a refusal says the line.

Whether the quotes stand in their clauses is asked in `quotes`: that needs a catalogue.
"""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from knowledge.facts import vocabulary
from knowledge.library import curated
from knowledge.rules.building import Builder
from knowledge.rules.following import derivations, implications
from knowledge.rules.lines import Table, read_table
from knowledge.rules.nodes import Condition, Judgement, Node
from knowledge.rules.programmes import offers
from knowledge.rules.rows import Rows
from knowledge.rules.ruleset import Category, Rules

FILE = Path(__file__).parent / "rules.yaml"

# Everybody who asks is told of each of these.
FIVE = ("留守儿童", "流动儿童", "家庭困境儿童", "自身困境儿童", "监护困境儿童")

_TOP = ("最多追问", "文件", "推算", "隐含", "定义", "强制报告", "类别", "线索", "重点关注")


def read_rules(path: Path = FILE) -> Rules:
    """The rules of a file, not yet compared with any document; BadLibrary names the line."""
    rows, top = Rows(path.name, vocabulary()), read_table(path)
    rows.keys(top, _TOP, needed=_TOP)
    if not isinstance(top["强制报告"], Table):
        raise rows.bad(top, "“强制报告”应当是一项", "请照原来的写法改正")
    builder = Builder(rows, _definitions(rows, top))

    def categories(section: str) -> tuple[Category, ...]:
        return tuple(builder.category(row) for row in rows.tables(top, section))

    report = builder.category(top["强制报告"])
    five, clues, attention = categories("类别"), categories("线索"), categories("重点关注")
    if tuple(row.name for row in five) != FIVE:
        raise rows.bad(top, f"“类别”里应当有且只有{'、'.join(FIVE)}", "请补上缺的，其他名目写在“线索”里")
    for name in builder.unused():
        raise rows.bad(builder.definitions[name], f"定义“{name}”没有用到", "请删去，或在规则里引用它")
    nodes = tuple(builder.nodes)
    return Rules(
        nodes=nodes,
        categories=five,
        clues=clues,
        attention=attention,
        report=report,
        implications=tuple(made for row in rows.tables(top, "隐含") for made in implications(rows, row)),
        derivations=tuple(made for row in rows.tables(top, "推算") for made in derivations(rows, row)),
        questions=int(rows.number(top, "最多追问")),
        ended=MappingProxyType(_ended(rows, top)),
        named=MappingProxyType(builder.named),
        dependents=MappingProxyType(_dependents(nodes)),
        offers=offers(curated().programmes),
        documents=MappingProxyType({}),
    )


def _definitions(rows: Rows, top: Table) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for row in rows.tables(top, "定义"):
        name = rows.text(row, "定义")
        if name in found:
            raise rows.bad(row, f"“{name}”定义了两次", "请去掉一个")
        found[name] = row
    return found


def _ended(rows: Rows, top: Table) -> dict[str, str]:
    found = {}
    for row in rows.tables(top, "文件"):
        rows.keys(row, ("文号", "期满后"))
        found[rows.text(row, "文号")] = rows.text(row, "期满后")
    return found


def _dependents(nodes: Sequence[Node]) -> dict[str, tuple[int, ...]]:
    """For each fact the nodes that it can move, children first."""
    facts: list[frozenset[str]] = []
    for node in nodes:
        own = {node.fact} if isinstance(node, Condition | Judgement) else set()
        facts.append(frozenset(own).union(*(facts[child.index] for child in node.children)))
    every = frozenset().union(*facts)
    return {fact: tuple(node.index for node in nodes if fact in facts[node.index]) for fact in every}
