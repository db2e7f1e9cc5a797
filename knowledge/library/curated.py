"""The curated tables: questions people ask, words they use, programmes, departments, hotlines.

Read once, validated strictly (an unknown key is an error that names the file and the row), frozen.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import BadLibrary
from knowledge.model import ClauseRef
from knowledge.text.squeeze import squeeze

FOLDER = Path(__file__).parent


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(_Row):
    """Where a row stands in the texts: document, clause, and words of that clause."""

    doc_no: str
    clause: str
    quote: str

    @property
    def ref(self) -> ClauseRef:
        """The clause cited."""
        return ClauseRef(self.doc_no, self.clause)


class Asked(_Row):
    """What people ask of one sentence of a clause."""

    cited: Cited
    questions: tuple[str, ...]


class Word(_Row):
    """An official term, and what people say for it."""

    official: str
    said: tuple[str, ...]
    cited: Cited


class Fit(_Row):
    """Whom a programme is for under one document, as far as its own name or sentence says.

    `needs` are categories (留守儿童, 困境儿童) and facts (儿童.重病=是, 儿童.周岁≥16); all have to hold.
    """

    doc_no: str
    needs: tuple[str, ...]


class Programme(_Row):
    """A programme, project or action. `organiser` and `for_whom` are None where the text is silent.

    `fits` are the conditions that facts can speak to, one row a way of meeting them; `person` are those
    that somebody has to ask about; `differs` says where the documents do not agree.
    """

    name: str
    also: tuple[str, ...] = ()
    organiser: str | None
    for_whom: str | None
    apply: bool
    fits: tuple[Fit, ...] = ()
    person: tuple[str, ...] = ()
    differs: str | None = None
    cited: tuple[Cited, ...]


class DepartmentEntry(_Row):
    """A department: its short name in closing brackets, its full name, and what else it is called."""

    name: str
    full: str
    also: tuple[str, ...] = ()
    cited: Cited


class Hotline(_Row):
    """A telephone number that may be given out: for what, to whom, and when it was last checked.

    `tiers` are the emergency cards it stands on; `classes` the dangers it is for, where not for all.
    """

    number: str
    name: str
    for_what: str
    who: str
    region: str
    hours: str
    source: str
    checked: date
    tiers: tuple[Literal["E0", "E1", "E2"], ...]
    classes: tuple[str, ...] = ()


class Curated(_Row):
    """All tables together."""

    asked: tuple[Asked, ...]
    words: tuple[Word, ...]
    programmes: tuple[Programme, ...]
    departments: tuple[DepartmentEntry, ...]


Row = TypeVar("Row", bound=_Row)


def _load(path: Path) -> object:
    try:
        # The C loader: a service reads these tables at every start, and they take a second in Python.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem}）", "请改正这个文件") from problem


def _rows(path: Path, make: type[Row]) -> tuple[Row, ...]:
    found = _load(path)
    if not isinstance(found, list):
        raise BadLibrary(f"{path.name} 应当是一张列表", "请照其他行的写法改正")
    return tuple(_row(path, number, make, row) for number, row in enumerate(found, 1))


def _row(path: Path, number: int, make: type[Row], row: object) -> Row:
    try:
        return make.model_validate(row)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadLibrary(
            f"{path.name} 第 {number} 行的 {where} 不对（{first['msg']}）", "请照其他行的写法改正"
        ) from problem


def _asked(path: Path) -> Iterator[Asked]:
    found = _load(path)
    if not isinstance(found, dict) or set(found) != {"document", "rows"}:
        raise BadLibrary(f"{path.name} 应当有 document 和 rows 两项", "请照其他文件的写法改正")
    for number, row in enumerate(found["rows"], 1):
        if not isinstance(row, dict) or set(row) != {"clause", "quote", "asked"}:
            raise BadLibrary(f"{path.name} 第 {number} 行应当有 clause、quote、asked", "请改正这一行")
        cited = {"doc_no": found["document"], "clause": row["clause"], "quote": row["quote"]}
        yield _row(path, number, Asked, {"cited": cited, "questions": row["asked"]})


@cache
def curated() -> Curated:
    """Every table, read and checked for shape; `check` compares them with the texts."""
    return Curated(
        asked=tuple(row for path in sorted((FOLDER / "questions").glob("*.yaml")) for row in _asked(path)),
        words=_rows(FOLDER / "words.yaml", Word),
        programmes=_rows(FOLDER / "programmes.yaml", Programme),
        departments=_rows(FOLDER / "departments.yaml", DepartmentEntry),
    )


@cache
def hotlines() -> tuple[Hotline, ...]:
    """The numbers that may reach a person; there is no other source of numbers but a cited clause."""
    return _rows(FOLDER / "hotlines.yaml", Hotline)


def check(tables: Curated, clauses: Mapping[ClauseRef, str]) -> list[str]:
    """What does not hold: rows whose quote is not inside their clause.

    Args:
        tables: the curated tables.
        clauses: the texts by clause. Rows of documents that are not among them are passed over.

    Returns:
        One Chinese sentence a fault; an empty list if everything holds.
    """
    held = {ref.doc_no for ref in clauses}
    return [fault for cited in _citations(tables) if (fault := _fault(cited, clauses, held))]


def sound(tables: Curated, clauses: Mapping[ClauseRef, str]) -> Curated:
    """The tables without the rows that do not hold.

    The shipped tables hold for the shipped texts, and a test says so. An office that puts a new edition
    in their place cannot edit the package: what no longer holds there is passed over, not believed.
    """

    held = {ref.doc_no for ref in clauses}

    def holds(cited: Cited) -> bool:
        return _fault(cited, clauses, held) is None

    return Curated(
        asked=tuple(row for row in tables.asked if holds(row.cited)),
        words=tuple(row for row in tables.words if holds(row.cited)),
        programmes=tuple(
            row.model_copy(update={"cited": kept})
            for row in tables.programmes
            if (kept := tuple(cited for cited in row.cited if holds(cited)))
        ),
        departments=tuple(row for row in tables.departments if holds(row.cited)),
    )


def _fault(cited: Cited, clauses: Mapping[ClauseRef, str], held: Collection[str]) -> str | None:
    if cited.doc_no not in held:
        return None
    text = clauses.get(cited.ref)
    if text is None:
        return f"{cited.doc_no} 没有 {cited.clause} 这一条（引文“{cited.quote}”）"
    return None if squeeze(cited.quote) in squeeze(text) else f"{cited.ref} 里没有“{cited.quote}”"


def _citations(tables: Curated) -> Iterator[Cited]:
    yield from (row.cited for row in tables.asked)
    yield from (row.cited for row in tables.words)
    yield from (row.cited for row in tables.departments)
    yield from (cited for row in tables.programmes for cited in row.cited)
