"""Question sets with gold answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import BadFile
from knowledge.model import ClauseRef

DEV = Path(__file__).parent / "questions_dev.jsonl"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clause that carries the answer, and words of it that have to be among those quoted."""

    ref: ClauseRef
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the clauses that answer it.

    `expected` is answer, refuse or escalate. Any clause of `gold` is enough, or, where `every` is set,
    none may be missing; `wanted` are the same clauses with their words, in the order of the file.
    """

    id: str
    text: str
    expected: str
    gold: frozenset[ClauseRef]
    wanted: tuple[Wanted, ...] = ()
    every: bool = False
    kind: str = ""
    style: str = ""

    @property
    def answerable(self) -> bool:
        """Whether there is a right clause to be found."""
        return self.expected == "answer" and bool(self.gold)


def questions(path: Path) -> tuple[Question, ...]:
    """A question set; BadFile names the line that cannot be read."""
    return _read(path, _question, "id、question、expected、gold")


def to_refuse(path: Path) -> tuple[Question, ...]:
    """Questions of which nothing is known but that they are none of our business: `id`, `question`."""
    return _read(path, _refusable, "id、question")


def _read(path: Path, make: Callable[[Any], Question], fields: str) -> tuple[Question, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise BadFile(f"{path} 打不开（{problem.strerror}）", "请检查路径") from problem
    found: dict[str, Question] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = make(json.loads(line))
        except (ValueError, KeyError, TypeError) as problem:
            raise BadFile(
                f"{path} 第 {number} 行不是一个问题（{problem!r}）", f"每行应有 {fields}"
            ) from problem
        if question.id in found:
            # One of the two would vanish from every run, since records are joined by id.
            raise BadFile(f"{path} 第 {number} 行的 id {question.id!r} 用过了", "请给每个问题自己的 id")
        found[question.id] = question
    return tuple(found.values())


def _question(item: Any) -> Question:
    wanted = tuple(
        Wanted(ClauseRef(row["doc_no"], row["clause"]), row.get("must_quote", "")) for row in item["gold"]
    )
    return Question(
        id=item["id"],
        text=item["question"],
        expected=item["expected"],
        gold=frozenset(one.ref for one in wanted),
        wanted=wanted,
        every=item.get("gold_mode") == "all",
        kind=item.get("kind", ""),
        style=item.get("lang_style", ""),
    )


def _refusable(item: Any) -> Question:
    return Question(item["id"], item["question"], "refuse", frozenset())
