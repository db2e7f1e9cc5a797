"""Plots as inline SVG, small enough to be written by hand: a frame, lines, bands, dots and bars.

Colours come from the page's style sheet by class, so that one drawing serves light and dark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Point = tuple[float, float]
Tick = tuple[float, str]


def tag(name: str, *inside: str, **attributes: object) -> str:
    """An element. `class_` is class, `text_anchor` is text-anchor; what is inside is markup already."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def words(text: str, x: float, y: float, **attributes: object) -> str:
    """Text at a place."""
    return tag("text", str(escape(text)), x=x, y=y, **attributes)


def tooltip(text: str) -> str:
    """What is shown when one points at the element that it stands in."""
    return tag("title", str(escape(text)))


def drawing(width: float, height: float, label: str, *inside: str, class_: str = "plot") -> Markup:
    """A whole picture; `label` says what it shows to those who do not see it."""
    whole = tag(
        "svg", *inside, class_=class_, viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=label
    )
    return Markup(whole)  # every text in it went through escape


@dataclass(frozen=True, slots=True)
class Plot:
    """A frame with two scales. `x` and `y` are the values at its edges."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: float = 640
    height: float = 340
    left: float = 52
    right: float = 20
    top: float = 18
    bottom: float = 46

    def px(self, value: float) -> float:
        """Where a value stands from the left."""
        low, high = self.x
        return self.left + (value - low) / (high - low) * (self.width - self.left - self.right)

    def py(self, value: float) -> float:
        """Where a value stands from the top."""
        low, high = self.y
        return (
            self.height - self.bottom - (value - low) / (high - low) * (self.height - self.top - self.bottom)
        )

    def frame(self, x_ticks: Iterable[Tick], y_ticks: Iterable[Tick], *, x_title: str) -> str:
        """Grid lines, the marks of both axes, and what the horizontal one counts."""
        right, floor = self.width - self.right, self.height - self.bottom
        parts = []
        for value, text in y_ticks:
            y = self.py(value)
            parts.append(tag("line", class_="grid", x1=self.left, x2=right, y1=y, y2=y))
            parts.append(words(text, self.left - 8, y + 4, class_="tick", text_anchor="end"))
        for value, text in x_ticks:
            parts.append(words(text, self.px(value), floor + 18, class_="tick", text_anchor="middle"))
        parts.append(tag("line", class_="axis", x1=self.left, x2=right, y1=floor, y2=floor))
        middle = (self.left + right) / 2
        parts.append(words(x_title, middle, self.height - 6, class_="axis-title", text_anchor="middle"))
        return "".join(parts)

    def line(self, points: Sequence[Point], class_: str) -> str:
        """A line through points."""
        return tag("path", class_=f"line {class_}", d=f"M{self._joined(points)}")

    def band(self, lows: Sequence[Point], highs: Sequence[Point], class_: str) -> str:
        """The surface between two lines."""
        return tag("path", class_=f"band {class_}", d=f"M{self._joined([*lows, *reversed(highs)])}Z")

    def dot(self, point: Point, class_: str, text: str, *, radius: float = 4) -> str:
        """A dot that says its value when pointed at."""
        x, y = point
        return tag("circle", tooltip(text), class_=f"dot {class_}", cx=self.px(x), cy=self.py(y), r=radius)

    def bar(self, left: float, right: float, height: float, class_: str, text: str) -> str:
        """A column from the floor."""
        x, top = self.px(left), self.py(height)
        width = max(self.px(right) - x - 1, 0.5)
        depth = max(self.height - self.bottom - top, 0)
        return tag("rect", tooltip(text), class_=class_, x=x, y=top, width=width, height=depth)

    def upright(self, value: float, text: str, class_: str, *, above: float = 0) -> str:
        """A vertical mark with its words beside its top, `above` lower by so much."""
        x, y = self.px(value), self.top + above
        return tag("line", class_=class_, x1=x, x2=x, y1=y - 8, y2=self.height - self.bottom) + words(
            text, x + 6, y, class_="mark-label"
        )

    def _joined(self, points: Sequence[Point]) -> str:
        return "L".join(f"{self.px(x):.1f},{self.py(y):.1f}" for x, y in points)


def apart(heights: Sequence[float], gap: float) -> list[float]:
    """The same heights, moved down until no two labels overlap."""
    placed: dict[int, float] = {}
    last = float("-inf")
    for number in sorted(range(len(heights)), key=lambda number: heights[number]):
        last = max(heights[number], last + gap)
        placed[number] = last
    return [placed[number] for number in range(len(heights))]


def _short(value: object) -> object:
    return f"{value:.1f}" if isinstance(value, float) else value
