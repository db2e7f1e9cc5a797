"""Reads the lexicon, the YAML files that a social worker keeps: word groups, signs, frames, ordinary words.

A word may hold alternatives, `(爸|妈)打我`, and other groups, `我<爸妈>`; both are written out here, once,
so that looking for all words in a text is one walk over it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import yaml

from knowledge.errors import BadLibrary
from knowledge.text.normalise import fold

FOLDER = Path(__file__).parent / "lexicon"

_PARTS = re.compile(r"\(([^()]*)\)|<([^<>]+)>|([^()<>]+)")
_DEEPEST = 6


def read(name: str) -> object:
    """One file of the lexicon; BadLibrary if it cannot be read."""
    path = FOLDER / name
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as problem:
        raise BadLibrary(f"安全词表 {name} 读不了（{problem}）", "请改正这个文件") from problem


def groups(name: str) -> Mapping[str, str]:
    """The groups of a file: a name and its words in one string; BadLibrary if it is anything else."""
    found = read(name)
    if not isinstance(found, dict) or not all(isinstance(words, str) for words in found.values()):
        raise BadLibrary(f"安全词表 {name} 应当是“词组: 词 词 词”", "请照其他行的写法改正")
    return found


@cache
def written() -> Mapping[str, str]:
    """Every named group that patterns may use, as it is written."""
    return {**groups("words.yaml"), **frames()}


@cache
def frames() -> Mapping[str, str]:
    """The groups that say how something is meant."""
    return groups("frames.yaml")


@cache
def ordinary() -> frozenset[str]:
    """What sounds dangerous and is not: 打工, 笑死我了."""
    return frozenset(word for words in groups("ordinary.yaml").values() for word in expand(words))


@cache
def group(name: str) -> frozenset[str]:
    """The words of a group, written out; BadLibrary if there is no such group."""
    try:
        return frozenset(expand(written()[name]))
    except KeyError as problem:
        raise BadLibrary(f"安全词表里没有叫 {name} 的词组", "请改正 signs.yaml 里的写法") from problem


def expand(words: str, *, depth: int = 0) -> Iterator[str]:
    """The words of a string, alternatives and groups written out, in the form that texts are folded to."""
    if depth > _DEEPEST:
        raise BadLibrary(f"安全词表里的词组绕了圈：{words[:20]}", "请去掉互相引用的词组")
    for word in words.split():
        choices = [_choices(part, depth) for part in _PARTS.finditer(word)]
        for chosen in product(*choices):
            if plain := fold("".join(chosen)):
                yield plain


def _choices(part: re.Match[str], depth: int) -> list[str]:
    alternatives, name, literal = part.groups()
    if alternatives is not None:
        return alternatives.split("|")
    if name is None:
        return [literal]
    if name not in written():
        raise BadLibrary(f"安全词表里没有叫 {name} 的词组", "请改正引用它的那一行")
    return list(expand(written()[name], depth=depth + 1))


@dataclass(frozen=True, slots=True)
class Sounds:
    """What `sounds.yaml` holds, each list as it is written."""

    by_sound: str
    not_meant: str
    characters: Mapping[str, str]
    disguises: Mapping[str, str]


@cache
def sounds() -> Sounds:
    """The words that are recognised by sound; BadLibrary where a part is missing."""
    found = read("sounds.yaml")
    try:
        return Sounds(found["按音"], found["不是"], found["拼音字"], found["伪装"])  # type: ignore[index]
    except (KeyError, TypeError) as problem:
        raise BadLibrary(f"安全词表 sounds.yaml 缺少 {problem}", "请补上这一项") from problem
