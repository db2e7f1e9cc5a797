"""What was meant, whatever way it was written: tricks, homophones and pinyin put right.

自 杀, 自.杀, 自殺, zisha, 自沙 and 想4 all come out as the word they stand for. Only words that a danger is
told by are put right, and never where the text reads as an ordinary word.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pypinyin import lazy_pinyin

from bot.safety.words import expand, ordinary, sounds, written
from knowledge.text.normalise import fold

LONGEST = 20_000  # characters that are listened to; more comes from no person in danger

_HAN = "\u4e00-\u9fff"
_RUN = re.compile(rf"[{_HAN}]+")
_GAP = r"[^\w。!?;\n]|_"
_SPACED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:(?:{_GAP}|。){{1,3}}[{_HAN}](?![{_HAN}])){{2,}}")
_SEPARATOR = re.compile(r"\W|_")
_BLANK = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_SHORTHAND = (
    # 想4了 but not 想4点去: the figure is death only where nothing is counted by it.
    (re.compile(r"(?<=想)4(?=了|$|\W)"), "死"),
    (re.compile(r"(?<=[想要去])s(?![a-z0-9])"), "死"),
    (re.compile(r"(?<=[想要去])(?:zs|zisha)(?![a-z0-9])"), "自杀"),
)
_LATIN = re.compile(r"[a-z][a-z' ]*[a-z]|[a-z]")
_SYLLABLE = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|o|e|i|u|v))"
)
_MIXED = re.compile(rf"([{_HAN}]{{0,2}})([a-z]{{1,12}})([{_HAN}]{{0,2}})")
_FLAT = re.compile(r"^([zcs])h")
_NASAL = re.compile(r"ng$")

Sound = tuple[str, ...]


def heard(text: str) -> str:
    """The text as it was meant. Sentence ends stay, and nothing is ever taken out but spaces and tricks."""
    plain = fold(text[:LONGEST].replace("\n", "。").replace("\r", "。"))
    for written_, meant in _disguises().items():
        if written_ in plain:
            plain = plain.replace(written_, meant)
    plain = _SPACED.sub(lambda match: _SEPARATOR.sub("", match.group()), plain)
    plain = _broken().sub(lambda match: _SEPARATOR.sub("", match.group()), plain)
    plain = _BLANK.sub("", plain)
    for pattern, meant in _SHORTHAND:
        plain = pattern.sub(meant, plain)
    plain = _MIXED.sub(_mixed, plain)
    plain = _LATIN.sub(lambda match: _spelt(match.group()), plain)
    return _RUN.sub(lambda match: _sounded(match.group()), plain)


@cache
def _disguises() -> Mapping[str, str]:
    return {fold(key): meant for key, meant in sounds().disguises.items()}


@cache
def _broken() -> re.Pattern[str]:
    """A danger word whose characters something was put between."""
    words = sorted(expand(sounds().by_sound), key=len, reverse=True)
    return re.compile("|".join(rf"(?:{_GAP}|。){{1,3}}".join(word) for word in words))


def _mixed(match: re.Match[str]) -> str:
    """Pinyin inside a word: 跟zong, 消shi."""
    before, letters, after = match.groups()
    middle = _cut(letters)
    if middle is None or not (before or after):
        return match.group()
    for kept in range(len(before), -1, -1):
        for taken in range(len(after), -1, -1):
            if kept + taken == 0:
                continue
            left, right = before[len(before) - kept :], after[:taken]
            said = (*map(_reading, left), *middle, *map(_reading, right))
            word = _words_by_sound().get(said)
            if word and word.startswith(left) and word.endswith(right):
                return before[: len(before) - kept] + word + after[taken:]
    return match.group()


@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    return str(lazy_pinyin(character)[0])


def _spelt(run: str) -> str:
    """Pinyin as characters; letters that are no pinyin stay as they are."""
    syllables: list[str] = []
    for word in run.split():
        cut = _cut(word)
        if cut is None:
            return run
        syllables += cut
    written_ = "".join(_from_sounds(syllables))
    return written_ if _RUN.search(written_) else run


def _cut(word: str) -> list[str] | None:
    """The fewest syllables that a word of letters can be read as, None where it is no pinyin.

    Step by step, and not by one expression: xianxianxian… can be cut in more ways than there is time.
    """
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or not _SYLLABLE.fullmatch(word, start, end):
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = [*before, word[start:end]]
    return best[len(word)]


def _from_sounds(syllables: list[str]) -> Iterator[str]:
    words, single, place = _words_by_sound(), sounds().characters, 0
    while place < len(syllables):
        for length in range(min(6, len(syllables) - place), 1, -1):
            if word := words.get(tuple(syllables[place : place + length])):
                yield word
                place += length
                break
        else:
            yield single.get(syllables[place], syllables[place] + " ")
            place += 1


@cache
def _words_by_sound() -> Mapping[Sound, str]:
    """Every word of the lexicon by its syllables, those that are listened for before the others."""
    found: dict[Sound, str] = {}
    for text in (sounds().by_sound, *written().values()):
        for word in expand(text):
            if _RUN.fullmatch(word) and len(word) > 1:
                found.setdefault(tuple(map(_reading, word)), word)
    return found


def _sounded(run: str) -> str:
    """Characters with homophones of danger words put right."""
    sounds = [_sound(character) for character in run]
    terms, place, meant = _terms(), 0, ""
    while place < len(run):
        for length in range(min(6, len(run) - place), 1, -1):
            term = terms.get(tuple(sounds[place : place + length]))
            if term and _is_meant(term, run, place):
                meant += term
                place += length
                break
        else:
            meant += run[place]
            place += 1
    return meant


def _is_meant(term: str, run: str, place: int) -> bool:
    """Whether what sounds like a danger word is one: nearly written so, and no word of its own."""
    end = place + len(term)
    said = run[place:end]
    if said == term or not any(one == other for one, other in zip(said, term, strict=True)):
        return False
    around = run[max(0, place - 3) : end + 3]
    return not any(word in around for word in _other_words(term))


@cache
def _terms() -> Mapping[Sound, str]:
    return {tuple(_sound(character) for character in term): term for term in expand(sounds().by_sound)}


@cache
def _other_words(term: str) -> tuple[str, ...]:
    """The ordinary words that share a sound with a term, so that they are looked for only there."""
    heard_as = {_sound(character) for character in term}
    everyday = [*expand(sounds().not_meant), *(word for word in ordinary() if len(word) < 7)]
    return tuple(word for word in everyday if len({_sound(c) for c in word} & heard_as) > 1)


@lru_cache(maxsize=8192)
def _sound(character: str) -> str:
    """A character's syllable without its tone, and without what many speakers do not tell apart."""
    return _NASAL.sub("n", _FLAT.sub(r"\1", _reading(character)))
