"""A text as the patterns read it, with the way back to the original.

Full-width forms become plain (NFKC), what shows nothing goes (U+200B between two digits), and in the joined
reading line breaks go too, since a broken line breaks numbers and names. Every character remembers where in
the original it came from, so that the original is masked and nothing else in it changes.
"""

import re
import unicodedata
from dataclasses import dataclass

# Format characters, combining marks (variation selectors, the keycap of 1️⃣), half pairs.
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cs"})
_BREAK = re.compile(r"(?<![ \t])[ \t]*[\r\n]+[ \t>|]*")
# A line that opens with a label or a list mark is a line of its own.
_OPENS = re.compile(r"\w{1,6}:|[-*•(]|\d{1,2}[.、)]|[一二三四五六七八九十]{1,3}[、.)]")
_NUMERALS = str.maketrans("零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖", "0011223456789123456789")


@dataclass(frozen=True, slots=True)
class Shadow:
    """The plain text, and for each of its characters the offset of its original."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the original."""
        return self.origin[start], self.origin[end - 1] + 1

    def counted(self) -> str:
        """The same with Chinese numerals as digits, character for character: 一三八 → 138."""
        return self.text.translate(_NUMERALS)


def shadow(original: str) -> Shadow:
    """The original, plain."""
    characters: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(original):
        if character.isascii():
            if not (character.isprintable() or character in "\t\r\n"):
                continue
            plain = character
        elif unicodedata.category(character) in _UNSEEN:
            continue
        else:
            plain = unicodedata.normalize("NFKC", character)
        for each in plain:
            characters.append(each)
            origin.append(at)
    return Shadow("".join(characters), tuple(origin))


def joined(plain: Shadow) -> Shadow:
    """The same with its broken lines joined; itself where none is broken."""
    kept: list[int] = []
    after = 0
    for match in _BREAK.finditer(plain.text):
        if _OPENS.match(plain.text, match.end()):
            continue
        kept.extend(range(after, match.start()))
        after = match.end()
    if after == 0:
        return plain
    kept.extend(range(after, len(plain.text)))
    return Shadow("".join(plain.text[i] for i in kept), tuple(plain.origin[i] for i in kept))
