"""The numbers that Word shows before paragraphs and keeps nowhere in their text.

A paragraph names a list and a level; the list's definition in numbering.xml says how that level
counts and looks (`（%1）` in 一、二、三). Clause numbers typed by the list button would be lost
without this. Bullets are no numbers and get none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_STYLES_AT_MOST = 20  # a style based on itself would never end


def chinese(number: int) -> str:
    """12 → 十二, 105 → 一百零五; digits above 9999, which no list reaches."""
    if not 0 < number < 10_000:
        return str(number)
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += _DIGITS[digit] + name
        elif words and number and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if words.startswith("一十") else words


def _letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, 28 → bb, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    words = ""
    for value, numeral in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        count, number = divmod(number, value)
        words += numeral * count
    return words


def _from_table(first: str, most: int) -> Callable[[int], str]:
    """Numbers that have a character each (①, ⑴, 甲), and digits beyond them."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= most else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalHalfWidth": str,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,  # what a Chinese Word writes for 一、二、三 as often as not
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(d)] for d in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number).translate(_LEGAL),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _from_table("①", 20),
    "decimalEnclosedCircleChinese": _from_table("①", 20),
    "decimalEnclosedParen": _from_table("⑴", 20),
    "decimalEnclosedFullstop": _from_table("⒈", 20),
    "ideographEnclosedCircle": _from_table("㊀", 10),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
_WITHOUT_NUMBER = ("none", "bullet")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    template: str  # （%1）: %1 stands for the number of the first level
    decimal_only: bool
    restarts: bool
    style: str | None


class Numbers:
    """Counts a document's numbered paragraphs; asked once for each, in document order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._first: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = {} if styles is None else {_value(s, "styleId"): s for s in styles.iter(f"{_W}style")}
        self._default_style = next(
            (
                name
                for name, style in self._styles.items()
                if _value(style, "type") == "paragraph" and _value(style, "default") in ("1", "true")
            ),
            None,
        )
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: Any) -> str:
        """The number shown before the paragraph, with a space where it would run into the words."""
        place = self._place(paragraph)
        if place is None:
            return ""
        list_id, depth = place
        levels = self._levels[list_id]
        if depth not in levels:
            return ""
        counts = self._count(list_id, depth)
        level = levels[depth]
        if level.format in _WITHOUT_NUMBER:
            return ""
        label = level.template
        for above in sorted(levels, reverse=True):  # %10 is not %1 and a nought
            if f"%{above + 1}" in label:
                number = counts.get(above, levels[above].start)
                shape = "decimal" if level.decimal_only else levels[above].format
                label = label.replace(f"%{above + 1}", _FORMATS.get(shape, str)(number))
        label = label.strip()
        return f"{label} " if label and label[-1].isascii() and label[-1] != ")" else label

    def _read(self, numbering: Any) -> None:
        abstract = {_value(a, "abstractNumId") or "": a for a in numbering.iter(f"{_W}abstractNum")}
        numbers = {_value(n, "numId") or "": n for n in numbering.iter(f"{_W}num")}
        for list_id, number in numbers.items():
            source = abstract.get(_child(number, "abstractNumId") or "")
            style = self._styles.get(_child(source, "numStyleLink") or "")
            if style is not None:  # the definition stands with the style's own list
                linked = numbers.get(_child(_down(style, "pPr", "numPr"), "numId") or "")
                source = abstract.get(_child(linked, "abstractNumId") or "")
            if source is None:
                continue
            levels = {_depth(level): _level(level) for level in source.findall(f"{_W}lvl")}
            for change in number.findall(f"{_W}lvlOverride"):
                depth = _depth(change)
                if (replaced := change.find(f"{_W}lvl")) is not None:
                    levels[depth] = _level(replaced)
                if (start := _child(change, "startOverride")) is not None:
                    self._first[list_id, depth] = _number(start, 1)
            # Lists with one definition go on counting where the last one stopped.
            self._lists[list_id] = _value(source, "abstractNumId") or ""
            self._levels[list_id] = levels

    def _count(self, list_id: str, depth: int) -> dict[int, int]:
        counts = self._counts.setdefault(self._lists[list_id], {})
        levels = self._levels[list_id]
        start = self._first.pop((list_id, depth), None)
        if start is not None:
            counts[depth] = start
        else:
            counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth and (d not in levels or levels[d].restarts)]:
            del counts[deeper]
        for above in [d for d in levels if d < depth]:
            counts.setdefault(above, levels[above].start)
        return counts

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, or those of its style."""
        own = _down(paragraph, "pPr", "numPr")
        list_id, depth = _child(own, "numId"), _child(own, "ilvl")
        if list_id is None:
            style, list_id, styled_depth = self._by_style(_child(_down(paragraph, "pPr"), "pStyle"))
            if list_id in self._levels and depth is None:
                levels = self._levels[list_id]
                depth = next(
                    (str(d) for d, level in levels.items() if style and level.style == style), styled_depth
                )
        return (list_id, _number(depth, 0)) if list_id in self._levels else None

    def _by_style(self, name: str | None) -> tuple[str | None, str | None, str | None]:
        name = name or self._default_style
        for _ in range(_STYLES_AT_MOST):
            style = self._styles.get(name)
            properties = _down(style, "pPr", "numPr")
            list_id = _child(properties, "numId")
            if list_id is not None:
                return name, list_id, _child(properties, "ilvl")
            name = _child(style, "basedOn")
            if name is None:
                break
        return None, None, None


def _level(level: Any) -> _Level:
    return _Level(
        start=_number(_child(level, "start"), 1),
        format=_child(level, "numFmt") or "decimal",
        template=_child(level, "lvlText") or "",
        decimal_only=level.find(f"{_W}isLgl") is not None,
        restarts=_child(level, "lvlRestart") != "0",
        style=_child(level, "pStyle"),
    )


def _depth(element: Any) -> int:
    return _number(_value(element, "ilvl"), 0)


def _number(text: str | None, otherwise: int) -> int:
    # Five digits at most: a list that starts at a billion would write megabytes of roman numerals.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 5 else otherwise


def _value(element: Any, name: str) -> str | None:
    value: str | None = element.get(f"{_W}{name}")
    return value


def _child(element: Any, name: str) -> str | None:
    """The `w:val` of a child element, or None where either is missing."""
    child = None if element is None else element.find(f"{_W}{name}")
    return None if child is None else _value(child, "val")


def _down(element: Any, *names: str) -> Any:
    for name in names:
        element = None if element is None else element.find(f"{_W}{name}")
    return element
