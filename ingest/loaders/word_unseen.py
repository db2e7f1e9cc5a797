"""Runs of a Word document that nobody sees: hidden, white on nothing, or as small as a speck.

Each may be said of the run, of its character style or of its paragraph's style, and the first that
speaks decides.
"""

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_STYLES_AT_MOST = 20  # one based on another; more is a ring
_SMALLEST = 4  # half-points
_WHITE = "FFFFFF"
_FIELDS = ("p", "tc", "tbl")  # what may be shaded around a run


class Unseen:
    """Knows the document's styles; asked once for each run."""

    def __init__(self, styles: Any) -> None:
        found = () if styles is None else styles.iter(f"{_W}style")
        self._styles = {style.get(f"{_W}styleId"): style for style in found}

    def hides(self, run: Any) -> bool:
        """Whether nobody sees the words of a run."""
        vanish = self._said(run, "vanish")
        if vanish is not None and vanish not in _OFF:
            return True
        size = self._said(run, "sz") or ""
        if size.isdecimal() and int(size) <= _SMALLEST:
            return True
        return (self._said(run, "color") or "").upper() == _WHITE and not self._on_colour(run)

    def _said(self, run: Any, name: str) -> str | None:
        """What is said of a run by the nearest that says anything; "" where it is said without a value."""
        for properties in self._properties(run):
            if (found := properties.find(f"{_W}{name}")) is not None:
                return str(found.get(f"{_W}val", ""))
        return None

    def _properties(self, run: Any) -> Iterator[Any]:
        own = run.find(f"{_W}rPr")
        if own is not None:
            yield own
            yield from self._of_style(own.find(f"{_W}rStyle"))
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        if paragraph is not None:
            yield from self._of_style(paragraph.find(f"{_W}pPr/{_W}pStyle"))

    def _of_style(self, name: Any) -> Iterator[Any]:
        for _ in range(_STYLES_AT_MOST):
            style = None if name is None else self._styles.get(name.get(f"{_W}val"))
            if style is None:
                return
            properties = style.find(f"{_W}rPr")
            if properties is not None:
                yield properties
            name = style.find(f"{_W}basedOn")

    def _on_colour(self, run: Any) -> bool:
        """Whether something coloured is behind a run; inside a drawn shape that is taken for granted."""
        if next(run.iterancestors(f"{_W}txbxContent"), None) is not None:
            return True
        if self._said(run, "highlight") not in (None, "none", "white") or _is_shaded(run.find(f"{_W}rPr")):
            return True
        around = run.iterancestors(*(f"{_W}{name}" for name in _FIELDS))
        return any(_is_shaded(each.find(f"{each.tag}Pr")) for each in around)


def _is_shaded(properties: Any) -> bool:
    shading = None if properties is None else properties.find(f"{_W}shd")
    fill = "auto" if shading is None else str(shading.get(f"{_W}fill", "auto"))
    return fill.upper() not in ("AUTO", _WHITE)
