"""The report's plots."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from markupsafe import Markup

from eval.datasets import Question
from eval.measures import Recall, percentile
from eval.report.svg import Plot, apart, drawing, tag, tooltip, words
from eval.report.words import percent
from eval.scoring import Estimate, Scored

_RANKS = range(1, 11)
_BINS = 36


@dataclass(frozen=True, slots=True)
class Series:
    """A set of some run, as one line of a plot."""

    label: str
    scored: Scored
    style: str
    banded: bool = True


def recall(series: Sequence[Series]) -> Markup:
    """The share of questions with a right clause among the first k, k from 1 to 10."""
    curves = [(one, [one.scored.figure(Recall(k)) for k in _RANKS]) for one in series]
    lowest = min(curve[0].low if one.banded else curve[0].mean for one, curve in curves)
    bottom = max(0.0, floor((lowest - 0.01) * 20) / 20)
    plot = Plot((1, 10), (bottom, 1.0), width=1000, height=380, right=104)
    step = next(step for step in (0.05, 0.1, 0.2) if (1 - bottom) / step <= 6)
    ticks = [1 - step * number for number in range(int((1 - bottom) / step + 1e-9) + 1)]
    parts = [plot.frame([(k, str(k)) for k in _RANKS], [(t, f"{t:.0%}") for t in ticks], x_title="看前几条")]
    for one, curve in curves:
        if one.banded:
            lows = [(k, max(e.low, bottom)) for k, e in zip(_RANKS, curve, strict=True)]
            parts.append(
                plot.band(lows, [(k, e.high) for k, e in zip(_RANKS, curve, strict=True)], one.style)
            )
    heights = apart([plot.py(curve[-1].mean) + 4 for _, curve in curves], 17)
    for (one, curve), height in zip(curves, heights, strict=True):
        parts.append(plot.line([(k, e.mean) for k, e in zip(_RANKS, curve, strict=True)], one.style))
        for k, e in zip(_RANKS, curve, strict=True):
            text = f"{one.label}：前 {k} 条 {percent(e.mean)}（95% 区间 {_span(e)}）"
            parts.append(plot.dot((k, e.mean), one.style, text, radius=3.5 if one.banded else 2.5))
        parts.append(words(one.label, plot.px(10) + 12, height, class_=f"end {one.style}"))
    first = curves[0][1]
    for k in (1, 3, 5):
        x, y = plot.px(k), plot.py(first[k - 1].mean)
        parts.append(words(percent(first[k - 1].mean), x + 8, y + 18, class_="value"))
    return drawing(plot.width, plot.height, "找对条款的比例，看前 1 到前 10 条", *parts)


def breakdown(scored: Scored, groups: Sequence[tuple[str, str]], *, by: str) -> Markup:
    """First and in five, a row for each group: values of the questions' field `by`, and their words."""
    rows = []
    for value, label in groups:

        def chosen(question: Question, value: str = value) -> bool:
            return bool(getattr(question, by) == value)

        first = scored.figure(Recall(1), where=chosen)
        if first.n:
            rows.append((label, first, scored.figure(Recall(5), where=chosen)))
    rows.sort(key=lambda row: -row[1].mean)
    height, top = 34.0, 8.0
    plot = Plot((0, 1), (0, 1), width=520, height=top + height * len(rows) + 30, left=112, right=52, top=top)
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, end = plot.px(share), top + height * len(rows)
        parts.append(tag("line", class_="grid", x1=x, x2=x, y1=top, y2=end))
        parts.append(words(f"{share:.0%}", x, end + 18, class_="tick", text_anchor="middle"))
    for number, (label, first, five) in enumerate(rows):
        middle = top + height * number + height / 2
        text = (
            f"{label}（{first.n} 题）：第一条就对 {percent(first.mean)}（95% 区间 {_span(first)}），"
            f"前五条 {percent(five.mean)}"
        )
        parts.append(words(label, plot.left - 44, middle + 5, class_="row-label", text_anchor="end"))
        parts.append(words(f"{first.n} 题", plot.left - 8, middle + 4, class_="tick", text_anchor="end"))
        parts.append(_beam(plot, five.mean, middle, 18, "beam wide"))
        parts.append(_beam(plot, first.mean, middle, 10, "beam"))
        parts.append(
            tag("line", class_="whisker", x1=plot.px(first.low), x2=plot.px(first.high), y1=middle, y2=middle)
        )
        parts.append(words(f"{first.mean:.0%}", plot.width - 44, middle + 5, class_="value"))
        parts.append(
            tag(
                "rect",
                tooltip(text),
                class_="hover",
                x=0,
                y=middle - height / 2,
                width=plot.width,
                height=height,
            )
        )
    return drawing(plot.width, plot.height, "各组第一条就对和前五条里有对的比例", *parts)


def latency(milliseconds: Sequence[float]) -> Markup:
    """How the times of the answers lie; the slowest hundredth is counted in the last column."""
    middle, late = percentile(milliseconds, 0.5), percentile(milliseconds, 0.95)
    end = max(percentile(milliseconds, 0.99) * 1.1, late * 1.2, 1.0)
    width = end / _BINS
    counts = [0] * _BINS
    for value in milliseconds:
        counts[min(int(value / width), _BINS - 1)] += 1
    plot = Plot((0, end), (0, max(counts) * 1.16), width=1000, height=280, left=40)
    step = _round(end / 6)
    x_ticks = [(step * n, f"{step * n:g}") for n in range(int(end / step) + 1)]
    tall = max(1, _round(max(counts) / 4))
    y_ticks = [(tall * n, f"{tall * n:g}") for n in range(int(max(counts) / tall) + 1)]
    parts = [plot.frame(x_ticks, y_ticks, x_title="一个答复多少毫秒")]
    for number, count in enumerate(counts):
        if count:
            text = f"{number * width:.0f}–{(number + 1) * width:.0f} 毫秒：{count} 题"
            parts.append(plot.bar(number * width, (number + 1) * width, count, "column", text))
    parts.append(plot.upright(middle, f"一半在 {middle:.0f} 毫秒以内", "mark"))
    parts.append(plot.upright(late, f"95% 在 {late:.0f} 毫秒以内", "mark", above=20))
    return drawing(plot.width, plot.height, "答复用时的分布", *parts)


def whisker(figure: Estimate, span: tuple[float, float], *, zero: bool = False, style: str = "") -> Markup:
    """A mean and its interval on a short scale, to stand in a table's cell."""
    plot = Plot(span, (0, 1), width=240, height=22, left=6, right=6, top=0, bottom=0)
    low, high = (min(max(value, span[0]), span[1]) for value in (figure.low, figure.high))
    parts = [tag("line", class_="grid", x1=plot.px(span[0]), x2=plot.px(span[1]), y1=11, y2=11)]
    if zero:
        parts.append(tag("line", class_="axis", x1=plot.px(0), x2=plot.px(0), y1=2, y2=20))
    parts.append(tag("line", class_=f"whisker {style}", x1=plot.px(low), x2=plot.px(high), y1=11, y2=11))
    parts.append(
        plot.dot((figure.mean, 0.5), style or "s1", f"{figure.mean:.3f}（{_span(figure)}）", radius=4.5)
    )
    return drawing(plot.width, plot.height, f"{figure.mean:.3f}", *parts, class_="inline")


def _beam(plot: Plot, share: float, middle: float, thick: float, class_: str) -> str:
    width = max(plot.px(share) - plot.left, 0.5)
    return tag("rect", class_=class_, x=plot.left, y=middle - thick / 2, width=width, height=thick, rx=2)


def _span(figure: Estimate) -> str:
    return f"{figure.low:.3f}–{figure.high:.3f}"


def _round(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten, from 1 up."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= value)
