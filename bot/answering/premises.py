"""What a question takes for granted and the text says otherwise: the sentence that puts it right.

听说满十四就不算了: the clause that is quoted says 不满16周岁. A figure, a department, or one of two ways of
putting it is compared with the words of the quotes that speak of the same thing. Whatever a correction
says is a piece of a quote, or was said in the question.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.library import curated
from knowledge.model import Clause
from knowledge.text.normalise import fold
from knowledge.text.numerals import NUMERAL, value

FILE = Path(__file__).parent / "premises.yaml"

_COUNT = rf"[\d{NUMERAL}俩仨半]+"
# How each kind of figure is written; the group is the number.
_FIGURES = {
    "年龄": re.compile(rf"({_COUNT})\s*周?岁|(?:满|到|过)了?({_COUNT})(?=就|才|不算|以后|都)"),
    "次数": re.compile(
        rf"每?({_COUNT})?个?(季度|季|半年|年|月|周)"
        r"(?:一次|[^,，。；了没]{0,9}(?:[一1两2]次|一遍|一回|一趟|更新|比对|走访)|(?<=每季度)(?=吧|对|是)|(?<=每半年)(?=吧|对|是)|(?<=每月)(?=吧|对|是)|(?<=每年)(?=吧|对|是))"
    ),
    "月数": re.compile(rf"(?<!每)(?<!每隔)({_COUNT})\s*个?月(?![底日初])|({_COUNT})年(?=才|就|以上|以下|$)"),
    "年份": re.compile(r"(20\d\d)\s*(?:年|到|至|-)"),
    "日子": re.compile(r"(\d{1,2}月\d{1,2})日"),
    "年月": re.compile(r"(20\d\d年\d{1,2}月)"),
    "分钟": re.compile(rf"({_COUNT})\s*分钟"),
    "等级": re.compile(rf"(?:([{NUMERAL}\d])至)?([{NUMERAL}\d])级(以上)?"),
    "部门数": re.compile(rf"({_COUNT})个?(?:部门|单位|家)"),
    "小时": re.compile(rf"({_COUNT})\s*个?小时"),
    "工作日": re.compile(rf"({_COUNT})\s*个?工作日"),
    "个数": re.compile(rf"({_COUNT})个(?:孩子|儿童|小孩|娃)?(?:以上|以下)"),
    "比例": re.compile(r"(\d+(?:\.\d+)?)\s*%"),
}
_OF_RULES = ("次数", "分钟", "部门数", "工作日")  # figures that are never told of a child
_LONG = 90  # characters from which a piece is shown without the one before it
_BARE = 12  # characters of a line that is a date and nothing else
_MUCH = 4  # pairs shared by words that are much alike
_MONTHS = {"季度": 3, "季": 3, "半年": 6, "年": 12, "月": 1, "周": 0}
_EVERYDAY = (
    ("打工", "务工"),
    ("回趟家", "回家探亲"),
    ("贴出来", "公开公示"),
    ("贴墙", "公开公示"),
    ("牌子", "标识"),
)
_EXTRA = {"俩": "二", "仨": "三", "半": "六"}
_PIECE = re.compile(r"(?:[^,，。;；:：、\n]+?次(?=[一-鿿]{3})|[^,，。;；:：、\n]+)[,，。;；:：、\n]*")
_CLAUSE = re.compile(r"[^,，。;；\n]+")
_SENTENCE = re.compile(r"[^。;；\n]+")
_NOT = re.compile(r"不|没|别|非|无")
_LIMIT = re.compile(r"只(?:有|限|能是|给|针对)([一-鿿]{2,10}?)(?:才|能|可以|的|，|,)")
_TAG = re.compile(r"(?:是|对)不(?:是|对)?$|是不$")
_ACTS = re.compile(
    r"的(?:项目|活动|行动|事)|负责|牵头|主管|管|办|搞|开展|主办|设立|发|归|实施|组织|承担|联合"
)
_GROUPS = ("留守", "困境", "流动")
_NAME = re.compile(r"《[^《》]+》")
_DOES = re.compile(r"要(?!求)|联合|负责|牵头|通过|会同|指导|设立")
_LEAST = 2  # pairs of characters that a piece shares with the question to be about the same thing


@dataclass(frozen=True, slots=True)
class _Cues:
    checks: re.Pattern[str]
    opposites: tuple[dict[str, list[str]], ...]
    negated: re.Pattern[str]


@cache
def _cues() -> _Cues:
    table: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _Cues(
        checks=re.compile("|".join(table["求证"])),
        opposites=tuple(table["相对"]),
        negated=re.compile(table["否定"]),
    )


def correction(
    question: str,
    quotes: Sequence[str],
    best: Clause,
    *,
    title: str,
    doc_no: str,
    named: bool,
    contrary: bool = False,
) -> str | None:
    """The sentence that puts right what a folded question takes for granted, or None.

    Args:
        question: the question; one that takes nothing for granted has nothing put right.
        quotes: the words shown of the clause that answers.
        best: that clause, with its departments.
        title: its document's title.
        doc_no: its document's 文号.
        named: whether the question names that document.
        contrary: whether the rules say of the child described the opposite of what the question says.
    """
    told = [window for quote in quotes for window in _windows(quote)]
    if not _cues().checks.search(question):
        # Said in passing: only what belongs to no child is compared, and only with words much like it.
        written = _other_figure(question, told, kinds=_OF_RULES, least=_MUCH)
        return f"问题里的说法和文件写的不一样，{written}。" if written else None
    written = None
    if named:
        written = _other_document(question, quotes, title) or _not_in_it(question, doc_no)
    written = (
        written
        or _other_figure(question, told)
        or _other_way(question, told)
        or _other_department(question, quotes, best)
        or _the_contrary(question, quotes)
        or _only(question, told)
    )
    if written is None and contrary and told:
        written = _quoted(max(told, key=lambda window: _shared(question, window)))
    return f"这个说法和文件写的不一样，{written}。" if written else None


def _other_document(question: str, quotes: Sequence[str], title: str) -> str | None:
    """The document that is named is about something else than the question says."""
    groups = [group for group in _GROUPS if group in question]
    if not groups or any(group in title for group in _GROUPS):
        return None
    name = next((found.group() for quote in quotes if (found := _NAME.search(quote))), None)
    return f"这份文件是{name}" if name else None


def _not_in_it(question: str, doc_no: str) -> str | None:
    """A programme that the document named does not have."""
    for programme in curated().programmes:
        held = {cited.doc_no for cited in programme.cited}
        if doc_no not in held and any(fold(name) in question for name in (programme.name, *programme.also)):
            return f"这份文件里没有写{programme.name}"
    return None


def _windows(text: str) -> Iterator[str]:
    """The pieces between commas, each with the one before it in the same sentence: what it is about."""
    for sentence in _SENTENCE.findall(text):
        pieces = _PIECE.findall(sentence)
        for place, piece in enumerate(pieces):
            yield (pieces[place - 1] if place else "") + piece


def _quoted(piece: str) -> str:
    if len(piece) > _LONG:
        *_, piece = _PIECE.findall(piece)
    return f"文件写的是“{piece.strip(' ,，。;；:：、')}”"


def _other_figure(
    question: str, told: Sequence[str], *, kinds: Iterable[str] = _FIGURES, least: int = 1
) -> str | None:
    for kind in kinds:
        written = [(window, found) for window in told if (found := _values(kind, fold(window)))]
        if not written:
            continue
        everywhere = frozenset().union(*(found for _, found in written))
        for piece in map(fold, _windows(question)):
            asserted = _values(kind, piece)
            if not asserted:
                continue
            window, found = max(written, key=lambda one: _alike(piece, one[0], kind))
            same = bool(asserted & found)
            if (same and asserted <= everywhere) or (
                _shared(question, window) < least and len(window) > _BARE
            ):
                continue
            return _quoted(window)
    return None


def _alike(claim: str, window: str, kind: str) -> tuple[int, int]:
    """How much a window speaks of what a claim does; the piece with the figure counts twice."""
    own = [piece for piece in _PIECE.findall(window) if _values(kind, fold(piece))] or [window]
    shared = max(_shared(claim, piece) for piece in own) + _shared(claim, window)
    return shared, len(set(claim) & set(fold(window)))


def frequencies(text: str) -> frozenset[str]:
    """How often things are to be done, by a text: 每季度 and 每三个月 are the same."""
    return _values("次数", fold(text))


def _values(kind: str, text: str) -> frozenset[str]:
    return frozenset(value for match in _FIGURES[kind].finditer(text) for value in _read(kind, match))


def _read(kind: str, match: re.Match[str]) -> Iterator[str]:
    """What a figure comes to, the same for all ways of writing it; a range is all that is in it."""
    if kind == "次数":
        unit = match.group(2)
        yield str(_MONTHS[unit] * (1 if unit == "半年" else _number(match.group(1) or "一")))
    elif kind == "等级":  # 一级 is the gravest: 三级以上 is one to three
        last = _number(match.group(2))
        first = 1 if match.group(3) else _number(match.group(1) or match.group(2))
        yield from map(str, range(first, last + 1))
    elif kind == "月数" and match.group(2):
        yield str(12 * _number(match.group(2)) if match.group(2) != "半" else 6)
    elif kind in ("日子", "年月", "比例"):
        yield match.group(1)
    else:
        yield str(_number(match.group(match.lastindex or 1)))


def _number(written: str) -> int:
    plain = "".join(_EXTRA.get(c, c) for c in written)
    if plain.isdigit():
        return int(plain)
    try:
        return value(plain)
    except ValueError:
        return -1


def _other_way(question: str, told: Sequence[str]) -> str | None:
    """One of two that exclude each other: the question has the one, the words about it the other."""
    for row in _cues().opposites:
        for piece in map(fold, _windows(question)):
            said = {name for name, words in row.items() if any(fold(word) in piece for word in words)}
            if len(said) != 1:
                continue
            rivals = [
                (window, names)
                for window in told
                if (names := {n for n, words in row.items() if any(fold(w) in fold(window) for w in words)})
            ]
            if not rivals:
                continue
            window, names = max(rivals, key=lambda one: _shared(piece, one[0]))
            if not said & names and _shared(piece, window) >= _LEAST:
                return _quoted(window)
    return None


def _other_department(question: str, quotes: Sequence[str], best: Clause) -> str | None:
    asked = _departments(question)
    if len(asked) != 1 or not _ACTS.search(question):
        return None
    for programme in curated().programmes:
        if programme.organiser and any(fold(n) in question for n in (programme.name, *programme.also)):
            theirs = _departments(fold(programme.organiser))
            return None if asked & theirs else f"文件里{programme.name}写的是{programme.organiser}"
    sentences = [sentence for quote in quotes for sentence in _SENTENCE.findall(quote)]
    if not sentences:
        return None
    nearest = max(sentences, key=lambda one: _shared(question, one))
    acting = _departments(fold(nearest)) if _shared(question, nearest) >= _LEAST else frozenset()
    if acting:
        return None if asked & acting else _quoted(_opening(question, nearest))
    duties = frozenset().union(*(_departments(fold(duty.department)) for duty in best.duties))
    if not duties or asked & duties:
        return None
    return f"文件写明负责的是{'、'.join(duty.department for duty in best.duties)}"


def _opening(question: str, sentence: str) -> str:
    """The piece of a sentence that says who acts, with the next one where it says little by itself."""
    pieces = _PIECE.findall(sentence)
    acting = [place for place, piece in enumerate(pieces) if _departments(fold(piece))]
    doing = [place for place in acting if _DOES.search(_NAME.sub("", pieces[place]))] or acting or [0]
    first = max(doing, key=lambda place: _shared(question, pieces[place]))
    little = len(pieces[first]) < _BARE  # a bare department says nothing yet
    return "".join(pieces[first : first + 2]) if little else pieces[first]


@cache
def _names() -> tuple[tuple[str, str], ...]:
    found = [
        (fold(name), row.name) for row in curated().departments for name in (row.name, row.full, *row.also)
    ]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def _departments(text: str) -> frozenset[str]:
    found = set()
    for name, department in _names():
        if len(name) > 1 and name in text:
            found.add(department)
            text = text.replace(name, " ")
    return frozenset(found)


def _the_contrary(question: str, quotes: Sequence[str]) -> str | None:
    """The words about it forbid or leave out what the question has without a 不."""
    plain = _TAG.sub("", question.rstrip("?。! "))
    claims = [piece for piece in map(fold, _PIECE.findall(plain)) if not _NOT.search(piece)]
    for clause in (clause for quote in quotes for clause in _CLAUSE.findall(quote)):
        denial = _cues().negated.search(clause)
        if denial is None:
            continue
        forbids = denial.group() in ("不宜", "不得")
        denied = clause[denial.end() :] if forbids else clause
        for claim in claims:
            shared = _pairs(claim) & _pairs(denied)
            if len(shared) >= _LEAST or (denial.group() == "不宜" and shared):
                return _quoted(clause)
    return None


def _only(question: str, told: Sequence[str]) -> str | None:
    """只有农村户口才算: a limit that the words about it do not have."""
    limit = _LIMIT.search(question)
    near = [window for window in told if _shared(question, window) >= _LEAST]
    if limit is None or not near or any(_shared(limit.group(1), window) for window in told):
        return None
    nearest = max(near, key=lambda window: _shared(question, window))
    return f"文件没有写只有“{limit.group(1)}”才行，{_quoted(nearest)}"


def _shared(one: str, other: str) -> int:
    """How many pairs of Han characters two stretches share, spoken words taken for the official ones."""
    return len(_pairs(one) & _pairs(other))


@lru_cache(maxsize=512)
def _pairs(text: str) -> frozenset[str]:
    plain = _NAME.sub("", fold(text))  # another document's name is full of our words
    plain += "".join(official for said, official in _spoken() if said in plain)
    return frozenset(
        plain[i : i + 2]
        for i in range(len(plain) - 1)
        if "一" <= plain[i] <= "鿿" and "一" <= plain[i + 1] <= "鿿"
    )


@cache
def _spoken() -> tuple[tuple[str, str], ...]:
    """What people say, and the official word for it."""
    table = [(fold(said), fold(row.official)) for row in curated().words for said in row.said]
    return (*table, *_EVERYDAY)
