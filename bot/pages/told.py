"""What has been told of a child so far, as the form of `/check` carries it from one press to the next.

The server keeps nothing and there is no cookie: everything is in the form, and every press sends all of
it. A fact that was heard in the text stands there anew each time; what a person confirmed, corrected or
answered is carried as given.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.pages.form import read_fields, read_text
from knowledge.errors import BadFacts
from knowledge.facts import UNCLEAR, FactSpec, Kind, vocabulary
from knowledge.facts.values import value_as_json

_MOST = 600  # fields: a few for each fact


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says.

    Attributes:
        text: what was written.
        given: what was confirmed, corrected or answered, as the contract writes values.
        asked: the facts that were asked for, whatever came of it.
        dropped: the facts that were heard wrongly and not put right yet.
        mistakes: what was filled in and cannot be read, in words for the person who did.
    """

    text: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()

    @property
    def facts(self) -> Mapping[str, object]:
        """What the check is given: a dropped fact is one that nobody can tell for now."""
        return {**self.given, **dict.fromkeys(self.dropped, UNCLEAR)}

    @property
    def carried(self) -> tuple[str, ...]:
        """What is given, as the form carries it."""
        return tuple(written(name, value) for name, value in self.given.items())

    @property
    def refused(self) -> tuple[str, ...]:
        """What was asked for and not answered at all."""
        return tuple(name for name in self.asked if name not in self.given and name not in self.dropped)


def written(name: str, value: object) -> str:
    """A fact with its value as a form field; `_pair` reads it back."""
    return f"{name}={json.dumps(value, ensure_ascii=False)}"


def read_told(body: bytes) -> Told:
    """What the form says; a field that cannot be read is told among the mistakes and stops nothing."""
    return _Reading(read_fields(body, most=_MOST)).told()


class _Reading:
    """One form being read. What was typed is taken whatever button was pressed."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._fields = fields
        self._mistakes: list[str] = []
        self._given: dict[str, object] = {}
        self._asked = dict.fromkeys(self._names("asked"))
        self._dropped = dict.fromkeys(self._names("dropped"))

    def told(self) -> Told:
        for pair in self._fields.get("given", ()):
            self._give(*_pair(pair))
        if "all" in self._fields:
            for pair in self._fields.get("heard", ()):
                self._give(*_pair(pair))
        for pair in self._fields.get("answer", ()):
            name, value = _pair(pair)
            self._asked[name] = None
            self._give(name, value)
        self._take_what_was_typed()
        for name in self._names("refuse"):
            self._asked[name] = None
            if name in self._dropped:
                self._give(name, UNCLEAR)  # what was heard wrongly must not come back
        for name in self._names("drop"):
            self._given.pop(name, None)
            self._asked.pop(name, None)
            self._dropped[name] = None
        for name in self._names("restore"):
            self._asked.pop(name, None)
            self._dropped.pop(name, None)
        return Told(
            text=read_text(self._fields, "text"),
            given=self._given,
            asked=tuple(name for name in self._asked if name in vocabulary()),
            dropped=tuple(self._dropped),
            mistakes=tuple(self._mistakes),
        )

    def _names(self, field_name: str) -> Sequence[str]:
        return [name for name in self._fields.get(field_name, ()) if name in vocabulary()]

    def _take_what_was_typed(self) -> None:
        questions = self._names("question")
        for spec in vocabulary():
            value = self._typed(spec)
            if value is None:
                continue
            self._give(spec.name, value)
            if spec.name in questions:
                self._asked[spec.name] = None

    def _typed(self, spec: FactSpec) -> object | None:
        chosen = self._fields.get(f"set.{spec.name}")
        if chosen:
            return chosen[-1].replace("\x00", "").strip()
        if spec.kind is not Kind.NUMBER:
            return None
        low, high = (self._fields.get(f"{end}.{spec.name}", [""])[-1].strip() for end in ("low", "high"))
        if not (low or high):
            return None
        first = _number(low) if low else spec.bounds.low
        return [first, _number(high) if high else first]

    def _give(self, name: str, value: object) -> None:
        try:
            spec = vocabulary()[name]
        except BadFacts as problem:
            self._mistakes.append(problem.cause)
            return
        try:
            self._given[name] = UNCLEAR if value == UNCLEAR else value_as_json(spec.read(value))
        except BadFacts as problem:
            self._mistakes.append(f"“{spec.label}”没有改成：{problem.remedy}")
            return
        self._dropped.pop(name, None)


def _pair(said: str) -> tuple[str, object]:
    name, _, value = said.partition("=")
    try:
        read = json.loads(value)
    except (json.JSONDecodeError, RecursionError):
        return name, value  # which the fact then refuses, with words that say what it takes
    # JSON may spell half of a character pair, which no page could hold.
    return name, read.encode("utf-8", "replace").decode("utf-8") if isinstance(read, str) else read


def _number(said: str) -> object:
    try:
        number = float(said)
    except ValueError:
        return said
    return int(number) if number.is_integer() else number
