"""The prompts: files with a version, and what is put into them for one request.

Clauses and question stand between marks that are new for each request, so that no text can close them. A
canary that no honest answer repeats tells when the prompt itself comes back.
"""

import secrets
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from bot.record import AnswerRecord
from bot.wording.tokens import Tokens

Audience = Literal["operator", "family"]

SENTENCES = 6  # asked for at most
_READER = {
    "operator": "读的人是话务员，要能直接念给来电人听。",
    "family": "读的人是孩子的家里人，话要平实、温和，称呼用“您”。",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: `rules` as the system's words, `data` as the user's. `secret` must not come back."""

    rules: str
    data: str
    secret: tuple[str, ...]
    version: str


def prompt(record: AnswerRecord, question: str, tokens: Tokens, *, audience: Audience) -> Prompt:
    """The prompt for a record; `question` is the question with its personal data masked."""
    marker, canary = secrets.token_hex(6), secrets.token_hex(5)
    clauses = "\n".join(
        _filled(
            "clause",
            token=f"[{token}]",
            marker=marker,
            title=record.citations[place].title,
            quote=record.citations[place].quote,
        )
        for token, place in tokens.given.items()
    )
    rules = _filled(
        "word",
        example=f"[{next(iter(tokens.given))}]",
        most=str(SENTENCES),
        reader=_READER[audience],
        marker=marker,
        canary=canary,
    )
    data = _filled("word_data", clauses=clauses, marker=marker, question=question)
    return Prompt(rules, data, (marker, canary), _read("word")[0])


def rules_text() -> str:
    """The rules as they stand in the file, to know them when they come back."""
    return _read("word")[1]


def _filled(name: str, **values: str) -> str:
    """A prompt with its values, each put in once: what a value holds is not read again."""
    parts = _read(name)[1].split("{")
    return parts[0] + "".join(values[part.split("}", 1)[0]] + part.split("}", 1)[1] for part in parts[1:])


@cache
def _read(name: str) -> tuple[str, str]:
    """A prompt file's version and words."""
    head, _, words = (
        files("bot.wording").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8").partition("---\n")
    )
    return head.removeprefix("version:").strip(), words.strip()
