"""Characters that nobody sees but a program reads: taken out of every text, and counted.

They hide instructions or other words in a text that looks harmless. U+3000 and the no-break space
are white space and stay; so does everything that has a shape.
"""

import re
from collections import Counter
from pathlib import Path

_NAME_AT_MOST = 120
_CONTROL_SHARE = 0.01
# The mandatory line breaks of UAX #14, in whatever way a file writes them.
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = {
    "NUL 字符 {} 个": "\0",
    "不成对的代理字符 {} 个": "\ud800-\udfff",
    "零宽字符 {} 个": "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2065\ufeff",
    "双向控制符 {} 个": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f",
    "标签字符 {} 个": "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff",
    "异体选择符 {} 个": "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef",
    # What fills a place in Korean, Khmer or Braille, marks an annotation, a beam of notes or shorthand.
    "空白填充符 {} 个": "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a",
    "控制字符 {} 个": "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f",
}
_PATTERNS = {label: re.compile(f"[{members}]") for label, members in _UNSEEN.items()}
# Shorter runs are part of a flag or of an old form of a character.
_TAGS = re.compile("[\U000e0020-\U000e007e]{8,}")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_CONTROLS = [chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x20), 0x7F)]


def visible(text: str) -> tuple[str, Counter[str]]:
    r"""The text without unseen characters and with `\n` for every line break, and what went."""
    removed: Counter[str] = Counter()
    for label, pattern in _PATTERNS.items():
        text, count = pattern.subn("", text)
        if count:
            removed[label] = count
    return _BREAK.sub("\n", text), removed


def smuggled(text: str) -> str:
    """What is spelt in characters that nobody sees: ASCII in tags, bytes in variation selectors."""
    tags = ["".join(chr(ord(tag) - 0xE0000) for tag in run) for run in _TAGS.findall(text)]
    selected = [bytes(map(_selected, run)).decode("utf-8", "ignore") for run in _SELECTORS.findall(text)]
    return "\n".join(tags + selected)


def _selected(selector: str) -> int:
    code = ord(selector)
    return code - 0xFE00 if code <= 0xFE0F else code - 0xE0100 + 16


def looks_binary(text: str) -> bool:
    """Whether a text has more control characters than any text file."""
    controls = sum(map(text.count, _CONTROLS))
    return controls > _CONTROL_SHARE * len(text)


def plain_name(name: str) -> str:
    """A file's name without what is not seen: it too can hold hidden or direction-changing marks."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "", visible(name)[0])


def display_name(path: Path) -> str:
    """A file's name as it may be shown."""
    name = plain_name(path.name)
    return name if len(name) <= _NAME_AT_MOST else f"{name[: _NAME_AT_MOST - 1]}…"
