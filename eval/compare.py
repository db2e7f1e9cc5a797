"""Two runs side by side, question by question: whether what looks better is more than luck."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.runs import Run
from eval.scoring import Estimate, Measure, Scored, estimate
from knowledge.errors import HotlineError


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the questions of two runs.

    `change` is what the second has more than the first. `first_won` and `second_won` count the
    questions at which one did better, whichever way better is; the rest are even.
    """

    measure: Measure
    first: float
    second: float
    change: Estimate
    first_won: int
    second_won: int

    @property
    def clear(self) -> bool:
        """Whether the 95 % interval leaves out zero."""
        return self.change.low > 0 or self.change.high < 0

    @property
    def better(self) -> bool:
        """Whether the second is clearly the better one."""
        return self.clear and (self.change.mean < 0) == self.measure.lower_is_better


def compare(first: Scored, second: Scored, measures: Sequence[Measure]) -> tuple[Difference, ...]:
    """The differences of two runs over one set; a measure without questions is left out.

    HotlineError where the set was changed between the two.
    """
    if first.sha256 != second.sha256:
        raise HotlineError(
            f"题集 {first.dataset.name} 在两次运行之间改过，不能逐题比较", "请用现在的题集把两边各做一次"
        )
    return tuple(found for measure in measures if (found := _difference(first, second, measure)))


def common(first: Run, second: Run) -> tuple[str, ...]:
    """The sets that both runs were over; HotlineError if there is none."""
    names = tuple(name for name in first.about.sets if name in second.about.sets)
    if not names:
        raise HotlineError(
            f"{first.about.id} 和 {second.about.id} 没有共同的题集", "请换一次运行，或用 --set 重做"
        )
    return names


def table(first: str, second: str, differences: Sequence[Difference]) -> str:
    """The differences as a Markdown table, in Chinese."""
    lines = [
        f"| 指标 | 题数 | {first} | {second} | 差 | 95% 区间 | 前者胜 | 后者胜 | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in differences:
        change = one.change
        cells = (
            one.measure, change.n, f"{one.first:.3f}", f"{one.second:.3f}", f"{change.mean:+.3f}",
            f"{change.low:+.3f} … {change.high:+.3f}", one.first_won, one.second_won, verdict(one),
        )  # fmt: skip
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def verdict(one: Difference) -> str:
    """What may be said of a difference."""
    if not one.clear:
        return "看不出差别"
    return "后者好" if one.better else "前者好"


def _difference(first: Scored, second: Scored, measure: Measure) -> Difference | None:
    before, after = first.scores(measure), second.scores(measure)
    both = [key for key in before if key in after]
    if not both:
        return None
    changes = [after[key] - before[key] for key in both]
    rises, falls = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    second_won, first_won = (falls, rises) if measure.lower_is_better else (rises, falls)
    return Difference(
        measure,
        first=sum(before[key] for key in both) / len(both),
        second=sum(after[key] for key in both) / len(both),
        change=estimate(changes),
        first_won=first_won,
        second_won=second_won,
    )
