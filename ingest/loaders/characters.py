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
    "零宽字符 {} 个": "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff",
    "双向控制符 {} 个": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f",
    "标签字符 {} 个": "\U000e0000-\U000e007f",
    "异体选择符 {} 个": "\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef",
}
_PATTERNS = {label: re.compile(f"[{members}]") for label, members in _UNSEEN.items()}
_CONTROLS = [chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x20), 0x7F)]


def visible(text: str) -> tuple[str, Counter[str]]:
    r"""The text without unseen characters and with `\n` for every line break, and what went."""
    removed: Counter[str] = Counter()
    for label, pattern in _PATTERNS.items():
        text, count = pattern.subn("", text)
        if count:
            removed[label] = count
    return _BREAK.sub("\n", text), removed


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
