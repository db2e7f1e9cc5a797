"""Ours beside what a user would pick instead, a row each: quality, time to index, time to ask, memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.peers.lineup import OURS
from eval.peers.rows import PeerRow
from eval.report.svg import drawing, tag, tooltip, words
from eval.report.words import percent

_WIDTH, _ROW, _TOP = 1000.0, 32.0, 30.0
_NAMES = 176.0  # where the systems' names end


@dataclass(frozen=True, slots=True)
class _Facet:
    """A column of bars: a dark value, and a light one behind it where there are two."""

    title: str
    left: float
    width: float
    dark: Callable[[PeerRow], float]
    light: Callable[[PeerRow], float] | None
    said: Callable[[float], str]
    top: float | None = None  # the value at the right edge; the largest unless given


_FACETS = (
    _Facet(
        "找对条款：第一条 / 前五条", 190, 250, lambda row: row.figures["Recall@1"],
        lambda row: row.figures["Recall@5"], lambda share: f"{share:.0%}", top=1.0,
    ),
    _Facet("建索引（秒）", 545, 90, lambda row: row.index_s, None, lambda value: f"{value:.1f}"),
    _Facet(
        "提问（毫秒）：一半 / 95%", 695, 80, lambda row: row.p50_ms, lambda row: row.p95_ms,
        lambda value: f"{value:.1f}",
    ),
    _Facet("内存（MB）", 885, 75, lambda row: row.memory_mb, None, lambda value: f"{value:.0f}"),
)  # fmt: skip


def ordered(rows: Sequence[PeerRow]) -> list[PeerRow]:
    """Ours, the others by how often they are right in five, and at the end those that did not run."""
    return sorted(
        rows,
        key=lambda row: (
            bool(row.problem),
            row.system != OURS.title,
            -row.figures.get("Recall@5", 0),
            -row.figures.get("Recall@1", 0),
        ),
    )


def beside(rows: Sequence[PeerRow]) -> Markup:
    """The chart."""
    shown = ordered(rows)
    ran = [row for row in shown if not row.problem]
    height = _TOP + _ROW * len(shown) + 6
    parts = [words(facet.title, facet.left, 14, class_="tick") for facet in _FACETS]
    for number, row in enumerate(shown):
        middle = _TOP + _ROW * number + _ROW / 2
        ours = " ours" if row.system == OURS.title else ""
        parts.append(words(row.system, _NAMES, middle + 5, class_=f"row-label{ours}", text_anchor="end"))
        if row.problem:
            parts.append(
                words(f"没有跑成：{_short(row.problem)}", _FACETS[0].left, middle + 5, class_="tick")
            )
        for facet in _FACETS if not row.problem else ():
            parts.append(_bars(facet, row, ran, middle, "" if ours else " other"))
        parts.append(
            tag(
                "rect", tooltip(_tip(row)), class_="hover", x=0, y=middle - _ROW / 2, width=_WIDTH,
                height=_ROW,
            )
        )  # fmt: skip
    return drawing(_WIDTH, height, "本程序与常见做法同场比较", *parts)


def _bars(facet: _Facet, row: PeerRow, ran: Sequence[PeerRow], middle: float, class_: str) -> str:
    widest = facet.light or facet.dark
    top = facet.top or max(*(widest(each) for each in ran), 1e-9)
    dark, light = facet.dark(row), facet.light(row) if facet.light else None
    bars = [] if light is None else [_bar(facet, light / top, middle, 18, f"beam wide{class_}")]
    bars.append(_bar(facet, dark / top, middle, 10, f"beam{class_}"))
    text = facet.said(dark) + (f" / {facet.said(light)}" if light is not None else "")
    end = facet.left + max(dark, light or 0) / top * facet.width
    return "".join((*bars, words(text, end + 6, middle + 4, class_="value")))


def _bar(facet: _Facet, share: float, middle: float, thick: float, class_: str) -> str:
    width = max(share * facet.width, 1.0)
    return tag("rect", class_=class_, x=facet.left, y=middle - thick / 2, width=width, height=thick, rx=2)


def _tip(row: PeerRow) -> str:
    if row.problem:
        return f"{row.system}：没有跑成（{row.problem}）"
    return (
        f"{row.system}（{row.questions} 问）：第一条就对 {percent(row.figures['Recall@1'])}，"
        f"前五条 {percent(row.figures['Recall@5'])}，前十条 {percent(row.figures['Recall@10'])}；"
        f"环境 {row.environment_mb:.0f} MB。{row.note}"
    )


def _short(problem: str) -> str:
    return problem if len(problem) <= 60 else problem[:60] + "……"
