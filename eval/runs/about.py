"""What a run has to say of itself: settings without secrets, the code, the index and its encoder."""

import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.assistant import Assistant
from knowledge.settings import Settings

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class SetUsed:
    """A set as it was run: the hash of its file, how many questions it had, and the day it was asked for."""

    sha256: str
    questions: int
    as_of: str


@dataclass(frozen=True, slots=True)
class Made:
    """What made the outputs. Two runs of one make differ in nothing that we know of."""

    program: str
    settings: dict[str, Any]
    build: str
    encoder: str | None
    clauses: int


@dataclass(frozen=True, slots=True)
class About:
    """`run.json`. Times are UTC; `finished` is None while a run goes on, and where it was killed."""

    id: str
    started: str
    finished: str | None
    machine: str
    made: Made
    sets: dict[str, SetUsed]


def made_by(assistant: Assistant, settings: Settings) -> Made:
    """What would make the outputs now; IndexUnavailable if there is nothing to answer from."""
    build = assistant.build
    return Made(program(), shown(settings), build.id, build.fingerprint, len(build.clauses))


def machine() -> str:
    """Where times were measured."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def program() -> str:
    """The version, and in a git checkout the commit, with `+` where files differ from it."""
    release = version("hotline-12345")
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit:
        return release
    return f"{release} ({commit}{'+' if _git('status', '--porcelain') else ''})"


def _git(*words: str) -> str:
    """What git says of the folder this program lies in; nothing where that is no checkout."""
    if not (_ROOT / ".git").exists():
        return ""
    try:
        done = subprocess.run(("git", "-C", str(_ROOT), *words), capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):  # no git here: the release number has to do
        return ""
    return done.stdout.strip()


def shown(settings: Settings) -> dict[str, Any]:
    """The settings as JSON. Of addresses only scheme and host are kept: the rest may hold a password."""
    values = settings.model_dump(mode="json")
    return values | {name: _address(values[name]) for name in ("database", "chroma")}


def _address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}" if url else ""
