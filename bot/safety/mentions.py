"""Where the words of the lexicon stand in a text: each word once, by the group or the name it is asked for.

Left out: what an ordinary word covers (the 打 of 打工), and what is said not to be (没打, 预防自杀).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from bot.safety.clues import clues
from bot.safety.patterns import SENTENCE_END, Place, is_group
from bot.safety.signs import signs
from bot.safety.words import expand, frames, group, ordinary
from knowledge.text.numerals import NUMERAL, value

_ENDS = "。!?;"
_GROWN = 18
_OWN_AGE = re.compile(r"我(?:今年|都|已经|快)?$")
_AGE = re.compile(
    rf"(\d{{1,2}}|[{NUMERAL}]{{1,3}})(?:多|来)?(?:周岁|岁)|"
    r"(?<![\u4e00-\u9fff])[男女][,、 ]?(\d{1,2})(?!\d|[年月日号个])"
)

# What stands right before a word and takes it back. 有没有 and 是不是 take nothing back: they ask.
_NOT = re.compile(
    r"(?:没有|没|并未|未|不会|不是|并非|从不|从来不|没被|没再|防|预防|防止|避免|防范|反|反对|杜绝|禁止|严禁|"
    r"不得|不许|不准|制止|遏制|打击|没有被|没有再|没人)$"
)
_ASKS = re.compile(r"(?:有没有|是不是|会不会|有没|是否没)$")
_CHILDREN = frozenset({"<小孩>", "<家里孩子>", "<孩或我>", "<谁>", "<她岁>", "<未成年>"})
# 孩子他爸 is no child, and what befell him befell no child.
_SAID_OF_PARENTS = ("孩子的大人", "大人跑了", "大人轻生", "大人出事")
_PEOPLE = (
    "小孩", "我", "他", "爸妈", "亲戚外人", "大人", "同伴", "谁", "孩或我", "家里孩子", "我弟妹", "她岁",
    "继亲",
)  # fmt: skip
# Groups that the program itself asks for, beside those that the signs name.
_ASKED_FOR = ("正在", "小孩", "我", "他", "孩子话", *_SAID_OF_PARENTS)


class Mentioned:
    """The mentions of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentence = _count(text, _ENDS)
        self._clause = _count(text, _ENDS + ",:、")
        self._by_atom: dict[str, list[Place]] = {}
        self._joined: dict[frozenset[str], list[Place]] = {}
        self._covered = _covered(text)
        words = list(_words(text))
        parents = [(start, end) for start, end, atoms in words if "<孩子的大人>" in atoms]
        for start, end, atoms in words:
            if self._is_covered(start, end):
                continue
            if any(first <= start and end < last for first, last in parents):
                atoms = tuple(atom for atom in atoms if atom not in _CHILDREN)
            taken_back = _taken_back(text, start)
            for atom in atoms:
                if not taken_back or atom in _never_taken_back():
                    self._by_atom.setdefault(atom, []).append(self.place(start, end))
        for start, end, atom in _ages(text):
            for each in _groups_with(atom):
                self._by_atom.setdefault(each, []).append(self.place(start, end))
        self.atoms = frozenset(self._by_atom)

    def of(self, atoms: frozenset[str]) -> list[Place]:
        """The places of any of these, in the order of the text."""
        if atoms not in self._joined:
            places = {place for atom in atoms & self.atoms for place in self._by_atom[atom]}
            self._joined[atoms] = sorted(places, key=lambda place: (place.low, -place.high))
        return self._joined[atoms]

    def place(self, start: int, end: int) -> Place:
        """A stretch of the text with its distances."""
        ends = self._sentence
        return Place(start, end, start + SENTENCE_END * ends[start], end + SENTENCE_END * ends[end - 1])

    def sentence(self, offset: int) -> int:
        """Which sentence a character is in."""
        return self._sentence[offset]

    def clause(self, offset: int) -> int:
        """Which clause, between commas, a character is in."""
        return self._clause[offset]

    def _is_covered(self, start: int, end: int) -> bool:
        return any(
            first <= start and end <= last and end - start < last - first for first, last in self._covered
        )


def _count(text: str, marks: str) -> list[int]:
    """For each character, how many of these marks stand before it."""
    number, found = 0, []
    for character in text:
        found.append(number)
        number += character in marks
    return found


@cache
def _vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Every word that is looked for, with the groups it is in and its own name."""
    wanted = {f"<{name}>" for name in (*frames(), *_ASKED_FOR)}
    for sign in signs():
        wanted |= sign.unless
        wanted |= {atom for pattern in sign.patterns for atom in pattern.atoms}
    found: dict[str, list[str]] = {}
    for atom in sorted(wanted):
        for word in group(atom[1:-1]) if is_group(atom) else expand(atom):
            found.setdefault(word, []).append(atom)
    for clue in clues():
        for word in clue.words:
            found.setdefault(word, []).append(clue.atom)
    return {word: tuple(atoms) for word, atoms in found.items()}


@cache
def _lengths(which: str) -> Mapping[str, tuple[int, ...]]:
    """How long the words are that begin with a character."""
    found: dict[str, set[int]] = {}
    for word in _vocabulary() if which == "danger" else ordinary():
        found.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths)) for first, lengths in found.items()}


def _words(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    vocabulary, lengths = _vocabulary(), _lengths("danger")
    for start, first in enumerate(text):
        for length in lengths.get(first, ()):
            if atoms := vocabulary.get(text[start : start + length]):
                end = start + length
                if end <= len(text):
                    yield start, end, atoms


def _covered(text: str) -> list[tuple[int, int]]:
    words, lengths = ordinary(), _lengths("ordinary")
    return [
        (start, start + length)
        for start, first in enumerate(text)
        for length in lengths.get(first, ())
        if text[start : start + length] in words
    ]


def _taken_back(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return bool(_NOT.search(before)) and not _ASKS.search(before)


@cache
def _never_taken_back() -> frozenset[str]:
    return frozenset(f"<{name}>" for name in (*_PEOPLE, *frames()))


@cache
def _groups_with(word: str) -> tuple[str, ...]:
    """The groups that an age counts for: those that 孩子, or 老公, is in."""
    return tuple(atom for atom in _vocabulary().get(word, ()) if atom.startswith("<"))


def _ages(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _AGE.finditer(text):
        try:
            said = match[1] or match[2]
            years = int(said) if said.isdecimal() else value(said)
        except ValueError:  # 两三岁: two numerals in a row, and small ones
            years = 0
        if years < _GROWN:
            yield match.start(), match.end(), "孩子"
        elif _OWN_AGE.search(text[max(0, match.start() - 4) : match.start()]):
            yield match.start(), match.end(), "老公"
