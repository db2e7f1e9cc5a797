"""How a web page hides words: by what an element says of itself, or by simple rules of its style sheet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NOUGHT = r"(?:0+(?:\.0*)?|\.0+)(?![\d.])"
_STYLES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    rf"|(?:opacity|zoom)\s*:\s*{_NOUGHT}|transform\s*:\s*scale\w*\(\s*{_NOUGHT}"
    rf"|font-size\s*:\s*(?:{_NOUGHT}|[01](?:\.\d+)?(?:px|pt)|0?\.[01]\d*r?em)"
    # Half of a page's width is how pages are centred: three digits of a margin hide nothing.
    r"|(?<![\w-])(?:left|right|top|bottom|text-indent)\s*:\s*-\d{3,}|margin(?:-\w+)?\s*:\s*-\d{4,}"
    r"|clip-path\s*:\s*(?:inset\((?:50|100)%|circle\(0)|(?<![\w-])clip\s*:\s*rect\("
    r"|(?<![\w-])color\s*:\s*transparent"
    rf"|(?<![\w-])color\s*:\s*(?:rgba|hsla)\([^)]*,\s*{_NOUGHT}\s*\)",
    re.I,
)
_NO_SIZE = re.compile(rf"(?<![\w-])(?:max-)?(?:width|height)\s*:\s*{_NOUGHT}", re.I)
_CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.I)
_ATTRIBUTES = re.compile(r"""(?:^|\s)(?:hidden(?=[\s=/>]|$)|aria-hidden\s*=\s*["']?\s*true)""", re.I)
_WHITE_COLOUR = r"\s*[\"']?\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
_WHITE = re.compile(rf"(?<![\w-])color\s*[:=]{_WHITE_COLOUR}", re.I)
_COLOURED = re.compile(
    rf"(?:background(?:-color|-image)?|bgcolor)\s*[:=](?!{_WHITE_COLOUR}|\s*[\"']?\s*(?:none|transparent|inherit))",
    re.I,
)
_AT_RULE = re.compile(r"@[^{;]+(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:[a-zA-Z][\w-]*)?([.#][\w\u0080-\uffff-]+)")


def hides(looks: str) -> bool:
    """Whether attributes or declarations keep words from the page, whatever is behind them."""
    cut_off = bool(_NO_SIZE.search(looks) and _CUT_OFF.search(looks))
    return bool(cut_off or _ATTRIBUTES.search(looks) or _STYLES.search(looks))


def is_white(looks: str) -> bool:
    """Whether they set words in white."""
    return bool(_WHITE.search(looks))


def is_coloured(looks: str) -> bool:
    """Whether they put something coloured behind the words."""
    return bool(_COLOURED.search(looks))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The classes (`.x`) and ids (`#x`) of a page's style sheets for which something is said everywhere."""

    hidden: frozenset[str]
    white: frozenset[str]
    coloured: frozenset[str]


def read_sheet(text: str) -> Sheet:
    """What the rules say whose selectors have one part; rules for a medium (@media print) are passed over."""
    rules = [
        (found[1], body)
        for selectors, body in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", text)))
        for selector in selectors.split(",")
        if (found := _SIMPLE.fullmatch(selector.strip()))
    ]

    def named(says: Iterable[tuple[str, bool]]) -> frozenset[str]:
        return frozenset(name for name, is_so in says if is_so)

    return Sheet(
        hidden=named((name, hides(body)) for name, body in rules),
        white=named((name, is_white(body)) for name, body in rules),
        coloured=named((name, is_coloured(body)) for name, body in rules),
    )
