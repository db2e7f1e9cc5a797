"""Question sets with gold answers."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from knowledge.errors import BadFile
from knowledge.model import ClauseRef
from knowledge.rules import Verdict
from knowledge.rules.reading import FIVE

DEV = Path(__file__).parent / "questions_dev.jsonl"

FOLLOWS, BEGINS = "follow_up", "new_matter"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clause that carries the answer, and words of it that have to be among those quoted."""

    ref: ClauseRef
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the clauses that answer it.

    `expected` is answer, refuse, escalate, or calm (anything but escalate). Any clause of `gold` is
    enough, or, where `every` is set, none may be missing; `wanted` are the same clauses with their
    words, in the order of the file. A case (`expected` is check) has `verdicts`, a category and its
    right verdict each, and the categories it is `about`; `also` are verdicts on a category that count as
    right too, where the text can be read both ways. A turn of a dialogue (its `kind` is `FOLLOWS` or
    `BEGINS`) has what was said `before` it, and the same question written out as `standalone`.
    """

    id: str
    text: str
    expected: str
    gold: frozenset[ClauseRef]
    wanted: tuple[Wanted, ...] = ()
    every: bool = False
    kind: str = ""
    style: str = ""
    verdicts: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()
    also: frozenset[tuple[str, str]] = frozenset()
    before: tuple[str, ...] = ()
    standalone: str = ""

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


def dangers(path: Path) -> tuple[Question, ...]:
    """Sentences of danger and look-alikes: `id`, `text`, `level` (E0, E1, E2 or null), `kind`."""
    return _read(path, _danger, "id、text、level、kind")


def cases(path: Path) -> tuple[Question, ...]:
    """Children as people describe them: `id`, `text`, `verdicts` (by category), `about` (one or several)."""
    return _read(path, _case, "id、text、verdicts、about")


def dialogues(path: Path) -> tuple[Question, ...]:
    """The later turns of talks: `id`, `turns` of `question`, `standalone`, `follows`, `expected`, `gold`.

    The first turn of a talk is a question like any other, and only said before the rest.
    """
    return _read_each(path, _turns, "id、turns（question、standalone、follows、expected、gold）")


def _read(path: Path, make: Callable[[Any], Question], fields: str) -> tuple[Question, ...]:
    return _read_each(path, lambda item: (make(item),), fields)


def _read_each(path: Path, make: Callable[[Any], Sequence[Question]], fields: str) -> tuple[Question, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise BadFile(f"{path} 打不开（{problem.strerror}）", "请检查路径") from problem
    found: dict[str, Question] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            made = make(json.loads(line))
        except (ValueError, KeyError, TypeError) as problem:
            raise BadFile(
                f"{path} 第 {number} 行不是一个问题（{problem!r}）", f"每行应有 {fields}"
            ) from problem
        for question in made:
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


def _turns(item: Any) -> list[Question]:
    turns = item["turns"]
    said = tuple(turn["question"] for turn in turns)
    return [
        replace(
            _question(turn | {"id": f"{item['id']}/{place}"}),
            kind=FOLLOWS if turn["follows"] else BEGINS,
            before=said[: place - 1],
            standalone=turn["standalone"],
        )
        for place, turn in enumerate(turns[1:], 2)
    ]


def _refusable(item: Any) -> Question:
    return Question(item["id"], item["question"], "refuse", frozenset())


def _danger(item: Any) -> Question:
    expected = "escalate" if item["level"] in ("E0", "E1") else "calm"
    return Question(item["id"], item["text"], expected, frozenset(), kind=item["kind"])


def _case(item: Any) -> Question:
    verdicts = tuple(
        (str(category), Verdict(word).value) for category, word in dict(item["verdicts"]).items()
    )
    if strange := [category for category, _ in verdicts if category not in FIVE]:
        raise ValueError(f"没有“{strange[0]}”这个类别")
    about = item["about"]
    return Question(
        id=item["id"],
        text=item["text"],
        expected="check",
        gold=frozenset(),
        verdicts=verdicts,
        about=(about,) if isinstance(about, str) else tuple(about or ()),
        also=frozenset(
            (category, Verdict(word).value)
            for category, words in item.get("also", {}).items()
            for word in words
        ),
    )
