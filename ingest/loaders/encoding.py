"""Which encoding a text file is written in; a file that fits none is refused, never mended.

Strict UTF-8 first, since other text practically never passes for it. Then every candidate that can
read the bytes at all is asked how much of what it reads is everyday Chinese; the best one wins if
that is enough. On pieces of the shipped texts of 20 to 1,000 characters this named the encoding in
all of 1,600 cases; charset-normalizer, held to GB18030 and Big5, missed up to 45 in 100 of the long
Big5 ones.
"""

import codecs
from functools import cache

from knowledge.errors import BadFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's name for what we try, and the name people know. HKSCS holds all of Big5, and 裏 and 恒.
_CANDIDATES = {
    "gb18030": "gb18030",
    "big5hkscs": "big5",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
_DECLARED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·～％．－\u3000\xa0０１２３４５６７８９"
)
# A text in Chinese cannot do without these; Korean or Japanese read as GB18030 holds hardly any.
_FREQUENT = frozenset(
    "的一是在不了有和人中大为為上个個以要时時来來用们們生到作地于於出分对對成会會可主发發年动動"
    "工也能下过過多定行学學法所民得经經十二三之进進等部度家省市县縣区區国國政府通知关關业業务務"
)
_SAMPLE = 100_000  # characters; more would tell nothing new, and take seconds
_PLAUSIBLE = 0.6  # of what is not ASCII; whole texts reach 0.99, scraps of ten characters 0.8
_LONG_ENOUGH = 80  # Chinese characters, from which the frequent ones can be counted on
_FREQUENT_AT_LEAST = 0.06  # pieces of the shipped texts have 0.12 or more, Korean read as GB18030 0.03


class Undecodable(BadFile):
    """No encoding we know reads the bytes as text."""

    def __init__(self) -> None:
        super().__init__(
            "的文字编码认不出来（不是 UTF-8、UTF-16、GB18030 或 Big5）",
            "请用记事本打开核对内容，另存时把编码选为 UTF-8",
        )


def decode(raw: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding; `declared` is what the file says of itself.

    Lone surrogates are let through, since they are taken out and counted later.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            text = _read(raw.removeprefix(mark), name.removesuffix("-sig"))
            if text is None:
                raise Undecodable()
            return text, name
    stated = _DECLARED.get((declared or "").lower())
    if stated and (text := _read(raw, stated)) is not None and _is_chinese(text):
        return text, _CANDIDATES.get(stated, stated)
    text = _read(raw, "utf-8")
    if text is not None and b"\0" not in raw:
        return text, "utf-8"
    best = max(_readings(raw), key=lambda reading: _score(reading[0]), default=None)
    if best and _is_chinese(best[0]):
        return best
    if text is not None:  # UTF-8 padded with NUL
        return text, "utf-8"
    raise Undecodable()


def _readings(raw: bytes) -> list[tuple[str, str]]:
    readings = ((_read(raw, codec), name) for codec, name in _CANDIDATES.items())
    return [(text, name) for text, name in readings if text is not None]


def _read(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec, "surrogatepass" if codec.startswith("utf") else "strict")
    except UnicodeDecodeError:
        return None


def _score(text: str) -> float:
    """The share of everyday Chinese among the characters that are not printable ASCII."""
    told = [c for c in text[:_SAMPLE] if not (" " <= c <= "~" or c in "\t\n\r\f")]
    if not told:
        return 1.0
    everyday = _everyday()
    return sum(c in everyday for c in told) / len(told)


def _is_chinese(text: str) -> bool:
    if _score(text) < _PLAUSIBLE:
        return False
    han = [c for c in text[:_SAMPLE] if _is_han(c)]
    return len(han) < _LONG_ENOUGH or sum(c in _FREQUENT for c in han) >= _FREQUENT_AT_LEAST * len(han)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _everyday() -> frozenset[str]:
    """Punctuation and the first level of GB 2312 and of Big5, which the standards set apart as common."""
    gb2312 = _rows("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    big5 = _rows("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    return _PUNCTUATION | gb2312 | big5


def _rows(codec: str, leads: range, trails: range | list[int]) -> frozenset[str]:
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset(c for pair in pairs if (c := _read(pair, codec)) is not None and _is_han(c))
