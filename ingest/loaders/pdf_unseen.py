"""Letters of a PDF page that nobody sees: white on white, too small, off the page, or not painted at all.

What is under a picture or on a coloured field counts as seen. A scan's text layer is never painted and is
all there is of its words: on a page whose painted letters are few and which has a picture, it stays.
"""

from collections.abc import Callable
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import dict_value, resolve1
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

_NOT_PAINTED = (3, 7)  # text rendering modes: invisible, clip only
_UNPAINTED = "hotline:unpainted"  # as the tag of such a letter
_SMALLEST = 2.0  # points
_WHITE = 0.97
_SPARSE = 30  # painted letters, up to which a page with a picture is a scan


class _Painter(PDFPageAggregatorWithMarkedContent):
    """Lays a page out as pdfplumber does, and tags the letters that are not painted."""

    clear = False  # painted with a paint that lets everything through
    mode_hides = False

    def render_string(self, textstate: Any, *rest: Any) -> None:
        self.mode_hides = textstate.render in _NOT_PAINTED
        super().render_string(textstate, *rest)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        advance: float = super().render_char(*args, **kwargs)
        if (self.mode_hides or self.clear) and self.cur_item._objs:
            letter: Any = self.cur_item._objs[-1]
            letter.tag = _UNPAINTED
        return advance


class _Interpreter(PDFPageInterpreter):
    """Follows the opacity of fills, which pdfminer passes over."""

    device: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._kept: list[bool] = []

    def do_gs(self, name: Any) -> None:
        states = dict_value(self.resources.get("ExtGState", {}))
        opacity = resolve1(dict_value(states.get(getattr(name, "name", name), {})).get("ca"))
        if isinstance(opacity, int | float):
            self.device.clear = opacity < 1 - _WHITE

    def do_q(self) -> None:
        super().do_q()
        self._kept.append(self.device.clear)

    def do_Q(self) -> None:  # noqa: N802 - the operator's own name
        super().do_Q()
        if self._kept:
            self.device.clear = self._kept.pop()


def painted(page: Any) -> None:
    """Lays out a pdfplumber page so that its letters know whether they are painted."""
    device = _Painter(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()


def seen(page: Any) -> tuple[Any, str]:
    """The page with the letters that are seen alone, and the words of those that are not."""
    fields = [each for each in (*page.rects, *page.curves) if each["fill"] and not _is_white(each)]
    fields += page.images
    is_hidden = _hidden_on(page, fields)
    hidden = [letter for letter in page.chars if is_hidden(letter)]
    if not hidden or _is_scan(page, hidden):
        return page, ""
    marks = {id(letter) for letter in hidden}
    words = "".join(letter["text"] for letter in hidden)
    return page.filter(lambda each: id(each) not in marks), words


def _hidden_on(page: Any, fields: list[dict[str, Any]]) -> Callable[[dict[str, Any]], bool]:
    left, top, right, bottom = page.cropbox

    def is_hidden(letter: dict[str, Any]) -> bool:
        x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
        if letter["text"].isspace():
            return False
        if letter["tag"] == _UNPAINTED or letter["size"] < _SMALLEST:
            return True
        if not (left <= x <= right and top <= y <= bottom):
            return True
        return _is_white(letter) and not any(
            field["x0"] <= x <= field["x1"] and field["top"] <= y <= field["bottom"] for field in fields
        )

    return is_hidden


def _is_white(painted_thing: dict[str, Any]) -> bool:
    colour = painted_thing["non_stroking_color"]
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False  # black where nothing is said; a pattern is seen
    return all(part <= 1 - _WHITE for part in parts) if len(parts) == 4 else min(parts) >= _WHITE


def _is_scan(page: Any, hidden: list[dict[str, Any]]) -> bool:
    painted_letters = sum(not letter["text"].isspace() for letter in page.chars) - len(hidden)
    return bool(page.images) and painted_letters <= _SPARSE and all(c["tag"] == _UNPAINTED for c in hidden)
