"""Cost as the library grows: what `hotline eval growth` measured, as four small charts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import floor, log10
from pathlib import Path

from markupsafe import Markup

from eval.report.svg import Plot, apart, drawing, words
from knowledge.errors import BadFile

_Line = tuple[str, str, str]  # field, label, style


@dataclass(frozen=True, slots=True)
class Size:
    """A library of so many clauses: what it costs, and how often the right clause is in five.

    `plain_index_s` is the plain LangChain pipeline's time for the same texts, None where it was not asked.
    """

    clauses: int
    index_s: float
    p50_ms: float
    p95_ms: float
    memory_mb: float
    recall5: float
    plain_index_s: float | None = None


def read(path: Path) -> tuple[Size, ...]:
    """The sizes of a file, smallest first; BadFile. Fields that are not drawn are passed over."""
    names = {field.name for field in fields(Size)}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["growth"]
        sizes = [Size(**{name: row[name] for name in names & row.keys()}) for row in rows]
        if not sizes:
            raise ValueError("没有一行")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadFile(
            f"{path} 不是 hotline eval growth 的结果（{problem}）", "请用 hotline eval growth --out 写一个"
        ) from problem
    return tuple(sorted(sizes, key=lambda size: size.clauses))


def growth(sizes: Sequence[Size]) -> list[tuple[str, Markup]]:
    """Each chart with its title. Both axes are straight, so that a straight line is an even cost."""
    lowest = min(size.recall5 for size in sizes)
    floor_ = max(0.0, floor((lowest - 0.02) * 20) / 20)
    indexing = (("index_s", "本程序", "s1"), ("plain_index_s", "LangChain", "past"))
    asking = (("p50_ms", "一半", "s1"), ("p95_ms", "95%", "s2"))
    return [
        ("建索引（秒）", _chart(sizes, indexing)),
        ("一个问题（毫秒）", _chart(sizes, asking)),
        ("内存（MB）", _chart(sizes, (("memory_mb", "", "s1"),))),
        ("前五条里有对的", _chart(sizes, (("recall5", "", "s1"),), bottom=floor_, top=1.0)),
    ]


def _chart(
    sizes: Sequence[Size], lines: Sequence[_Line], *, bottom: float = 0.0, top: float | None = None
) -> Markup:
    curves = [(label, style, _points(sizes, name)) for name, label, style in lines]
    curves = [curve for curve in curves if curve[2]]
    highest = top or max(y for _, _, points in curves for _, y in points) * 1.12 or 1.0
    plot = Plot((0, sizes[-1].clauses * 1.02), (bottom, highest), width=520, height=240, right=74, left=56)
    x_ticks = [(x, _many(x)) for x in _ticks(0, plot.x[1], 5)]
    y_ticks = [(y, f"{y:.0%}" if top else f"{y:,g}") for y in _ticks(bottom, highest, 4)]
    parts = [plot.frame(x_ticks, y_ticks, x_title="库里多少条")]
    heights = apart([plot.py(points[-1][1]) + 4 for _, _, points in curves], 30)
    for (label, style, points), height in zip(curves, heights, strict=True):
        parts.append(plot.line(points, style))
        for x, y in points:
            parts.append(plot.dot((x, y), style, f"{label or '本程序'}，{x:,.0f} 条：{_said(y, top)}"))
        end = plot.px(points[-1][0]) + 10
        if label:
            parts.append(words(label, end, height, class_=f"end {style}"))
        parts.append(words(_said(points[-1][1], top), end, height + (14 if label else 0), class_="value"))
    return drawing(plot.width, plot.height, "随库变大的费用", *parts)


def _points(sizes: Sequence[Size], name: str) -> list[tuple[float, float]]:
    return [(size.clauses, value) for size in sizes if (value := getattr(size, name)) is not None]


def _said(value: float, top: float | None) -> str:
    return f"{value:.1%}" if top else f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _many(count: float) -> str:
    return f"{count / 10_000:g} 万" if count >= 10_000 else f"{count:g}"


def _ticks(low: float, high: float, about: int) -> list[float]:
    """Round values from `low` up to `high`, about so many."""
    rough = (high - low) / about
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return [low + step * number for number in range(int((high - low) / step + 1e-9) + 1)]
