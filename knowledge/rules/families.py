"""Every couple of ways in which two parents can be gone or unable, and what the rules say of it.

`python -m knowledge.rules.families docs/families.md` writes the table; a test holds the file to it. It is
there because the worst-off children fall between the listed situations: two thirds of the couples are in
none, and a careless system would tell them no.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

from knowledge import clock
from knowledge.facts import parse_facts
from knowledge.rules.check import Checked, check
from knowledge.rules.reading import read_rules
from knowledge.rules.ruleset import Rules
from knowledge.rules.verdicts import Verdict

_HEALTHY = {"残疾类别": "无", "重病": "否"}
_GONE = ("死亡", "宣告失踪", "失联", "服刑在押", "强制隔离戒毒", "限制人身自由", "被遣送出境", "查找不到")
WAYS: Mapping[str, Mapping[str, object]] = {
    **{way: {"现状": way, **_HEALTHY} for way in _GONE},
    "重残": {"现状": "在家", "残疾类别": "肢体", "残疾等级": 1, "重病": "否"},
    "重病": {"现状": "在家", "残疾类别": "无", "重病": "是"},
}

# Everything else that could put the child in a category is denied, so that only the couple speaks.
_NOTHING_ELSE = {
    "儿童.周岁": 10,
    "儿童.单独居住或失踪": "否",
    "儿童.疑似家暴或侵害": "否",
    "监护人.丧失能力或不履责": "否",
    "儿童.打拐解救": "否",
    "儿童.流浪乞讨": "否",
    "家庭.低保或特困": "否",
    "家庭.建档立卡": "否",
    "家庭.贫困致困难": "否",
}

_CLUE = "部分事实无人抚养"
_SHOWN = ("家庭困境儿童", "监护困境儿童")
_WORDS = {
    Verdict.CONFIRMED: "符合",
    Verdict.NEEDS_PERSON: "由民政部门认定",
    Verdict.EXCLUDED: "列明的情形不符合",
    Verdict.NEEDS_FACTS: "还要补充情况",
}
_HEAD = """# 父母都不在或都不能抚养的家庭

由 `make families` 按 `knowledge/rules/rules.yaml` 写出，不要手改；改了规则要重新写一遍，测试会核对。

表里是父母两人各自不在或不能抚养的每一种搭配，其他能成为困境儿童的情形都按“没有”看。
方案列明的情形管不到其中的大多数；“列明的情形不符合”不等于不是困境儿童，是否属于“其他”由民政部门认定。

"""


@dataclass(frozen=True, slots=True)
class Couple:
    """One couple, and what a check finds."""

    one: str
    other: str
    checked: Checked

    @property
    def listed(self) -> tuple[str, ...]:
        """The listed situations that it meets, or that a person has to decide."""
        return tuple(
            f"{kind}（{_WORDS[verdict]}）"
            for category in _SHOWN
            for kind, verdict in self.checked.ruling(category).kinds
            if kind != _CLUE and verdict in (Verdict.CONFIRMED, Verdict.NEEDS_PERSON)
        )

    @property
    def group(self) -> str:
        """Whether a listed situation holds, is for a person, or there is none."""
        kinds = [row for name in _SHOWN for row in self.checked.ruling(name).kinds if row[0] != _CLUE]
        found = {verdict for _, verdict in kinds}
        if Verdict.CONFIRMED in found:
            return "有列明的情形"
        return "列明的情形要由民政部门认定" if Verdict.NEEDS_PERSON in found else "没有列明的情形"


def couples(rules: Rules) -> Iterator[Couple]:
    """Every couple once; which of the two is the father changes nothing."""
    for one, other in combinations_with_replacement(WAYS, 2):
        facts = dict(_NOTHING_ELSE)
        for parent, way in (("父", one), ("母", other)):
            facts |= {f"{parent}.{name}": value for name, value in WAYS[way].items()}
        yield Couple(one, other, check(parse_facts(facts), as_of=clock.today(), rules=rules, focus=()))


def table(rules: Rules) -> str:
    """The page as Markdown."""
    rows = list(couples(rules))
    groups = Counter(row.group for row in rows)
    counts = "".join(f"- {group}：{count} 种\n" for group, count in groups.most_common())
    lines = [
        "| 一方 | 另一方 | 列明的情形 | 家庭困境儿童 | 监护困境儿童 | 线索 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        verdicts = [_WORDS[row.checked.ruling(category).verdict] for category in _SHOWN]
        clues = [ruling.category for ruling in row.checked.clues]
        cells = [row.one, row.other, "、".join(row.listed) or "没有", *verdicts, "、".join(clues) or "—"]
        lines.append(f"| {' | '.join(cells)} |")
    return f"{_HEAD}共 {len(rows)} 种：\n\n{counts}\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(table(read_rules()), encoding="utf-8")
