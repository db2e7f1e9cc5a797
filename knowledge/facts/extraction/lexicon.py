"""The words of `lexicon.yaml`: who is who, what states are called, what is doubted or denied.

Every entry is a regular expression without groups of its own; most are plain words. Entries of a list are
alternatives, the longest first where they are plain.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from knowledge.errors import BadLibrary

FILE = Path(__file__).parent.parent / "lexicon.yaml"

_SECTIONS = {"称呼", "来电人", "说法", "听错", "音近可改"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon, compiled.

    Attributes:
        people: for each kind of person what they are called, as plain words.
        caller: what shows who is calling.
        ways: every other list, by its name.
        slips: two-character terms as they are typed or recognised wrongly, and what was meant.
        terms: longer terms that are put right wherever something sounds like them.
    """

    people: Mapping[str, tuple[str, ...]]
    caller: Mapping[str, re.Pattern[str]]
    ways: Mapping[str, re.Pattern[str]]
    slips: Mapping[str, str]
    terms: tuple[str, ...]

    def way(self, name: str) -> re.Pattern[str]:
        """The pattern of a list of ways to say something."""
        return self.ways[name]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    return read_lexicon(FILE)


def read_lexicon(path: Path) -> Lexicon:
    """A lexicon from a file; BadLibrary names the list or the entry that cannot be used."""
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem}）", "请改正这个文件") from problem
    if not isinstance(table, dict) or set(table) != _SECTIONS:
        raise BadLibrary(f"{path.name} 应当正好有 {'、'.join(sorted(_SECTIONS))} 几部分", "请改正这个文件")
    slips = {str(wrong): right for right, wrongs in table["听错"].items() for wrong in wrongs}
    for wrong, right in slips.items():
        if len(wrong) != len(right):
            raise BadLibrary(f"{path.name} 的听错里 {wrong!r} 和 {right!r} 不一样长", "请改成一样长")
    return Lexicon(
        people=MappingProxyType({name: tuple(words) for name, words in table["称呼"].items()}),
        caller=MappingProxyType({name: _compile(path, name, ways) for name, ways in table["来电人"].items()}),
        ways=MappingProxyType({name: _compile(path, name, ways) for name, ways in table["说法"].items()}),
        slips=MappingProxyType(slips),
        terms=tuple(table["音近可改"]),
    )


def _compile(path: Path, name: str, ways: object) -> re.Pattern[str]:
    if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
        raise BadLibrary(f"{path.name} 的“{name}”应当是一列说法", "带逗号、冒号的要加引号")
    for way in ways:
        try:
            re.compile(way)
        except re.error as problem:
            raise BadLibrary(f"{path.name} 的“{name}”里 {way!r} 写得不对（{problem}）", "请改正") from problem
    return re.compile("|".join(f"(?:{way})" for way in sorted(ways, key=len, reverse=True)))
