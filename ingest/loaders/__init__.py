"""A file comes in, its plain text comes out; whatever is wrong with the file is a `BadFile`.

`digest`, `load` and `load_many` are called by publishing. They look at the path and its size themselves;
everything that reads the content runs in a child process (`ingest.sandbox`) under the limits of the
settings.
"""

import hashlib
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.loaders.characters import display_name
from ingest.loaders.filetype import kind_by_name
from ingest.loaders.reading import read, too_large, unreadable
from ingest.sandbox import Outcome, Result, Sandbox
from knowledge.errors import BadFile

if TYPE_CHECKING:  # the child imports this package too, and the settings take longer than most files
    from knowledge.settings import Settings

_OUTPUT_MB = 64
_RESAVE = "请用原软件打开，另存一份再试"


@dataclass(frozen=True)
class LoadedText:
    """The text of a file as it stands there, with `\\n` for every line break.

    `kind` is txt, md, html, docx or pdf; `encoding` is None for formats that carry their own.
    `removed` says in plain words what was in the file and is not in the text: 零宽字符 3 个. `hidden` holds
    the beginnings of those words that the file kept from its readers, comments too; they are nowhere else.
    """

    text: str
    kind: str
    encoding: str | None
    removed: tuple[str, ...]
    hidden: tuple[str, ...] = ()


def load(path: Path, *, settings: "Settings") -> LoadedText:
    """The text of one file; BadFile says what is wrong with it and what to do."""
    [(_, loaded)] = load_many([path], settings)
    if isinstance(loaded, BadFile):
        raise loaded
    return loaded


def load_many(paths: Iterable[Path], settings: "Settings") -> Iterator[tuple[Path, LoadedText | BadFile]]:
    """The text of each file in turn, or what is wrong with it: one bad file stops no other.

    One child serves them all; a file that kills it costs a new child and nothing else.
    """
    with Sandbox(
        seconds=settings.parse_seconds, memory_mb=settings.parse_memory_mb, output_mb=_OUTPUT_MB
    ) as sandbox:
        for path in paths:
            try:
                yield path, _load(path, settings, sandbox)
            except BadFile as problem:
                yield path, _about(path, problem)


def digest(path: Path, *, settings: "Settings") -> str:
    """The sha256 of a file; BadFile where it is not there, or nothing that is read."""
    try:
        _check_path(path, most_bytes=settings.max_file_mb << 20)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise _about(path, unreadable(problem)) from problem
    except BadFile as problem:
        raise _about(path, problem) from problem


def _about(path: Path, problem: BadFile) -> BadFile:
    return BadFile(f"文件“{display_name(path)}”{problem.cause}", problem.remedy)


def _load(path: Path, settings: "Settings", sandbox: Sandbox) -> LoadedText:
    most_bytes = settings.max_file_mb << 20
    _check_path(path, most_bytes=most_bytes)
    result = sandbox.call(read, {"path": str(path.absolute()), "most_bytes": most_bytes})
    if result.outcome is not Outcome.DONE:
        raise _stopped(result, settings)
    answer = result.value
    if "cause" in answer:
        raise BadFile(answer["cause"], answer["remedy"])
    removed, hidden = tuple(answer["removed"]), tuple(answer["hidden"])
    return LoadedText(answer["text"], answer["kind"], answer["encoding"], removed, hidden)


def _check_path(path: Path, *, most_bytes: int) -> None:
    try:
        found = path.stat()
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the name
        raise unreadable(problem if isinstance(problem, OSError) else FileNotFoundError()) from problem
    if stat.S_ISDIR(found.st_mode):
        raise BadFile("是文件夹，不是文件", "请写出里面的文件，或用能读整个文件夹的命令")
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for, a device never ends
        raise BadFile("不是普通文件", "请把内容存成普通文件再试")
    kind_by_name(path)
    if found.st_size > most_bytes:
        raise too_large(most_bytes)


def _stopped(result: Result, settings: "Settings") -> BadFile:
    if result.outcome is Outcome.TIMED_OUT:
        return BadFile(
            f"读起来用的时间超过了限制（{settings.parse_seconds} 秒）",
            "请把文件拆小，或另存为 .txt 再试；确实要读，可调大 HOTLINE_PARSE_SECONDS",
        )
    if result.outcome is Outcome.OUT_OF_MEMORY:
        return BadFile(
            f"读起来用的内存超过了限制（{settings.parse_memory_mb} MB）",
            "请把文件拆小，或另存为 .txt 再试；确实要读，可调大 HOTLINE_PARSE_MEMORY_MB",
        )
    if result.outcome is Outcome.TOO_MUCH_OUTPUT:
        return BadFile(f"读出的文字超过了限制（{_OUTPUT_MB} MB）", "请把文件拆成几份，分别放入")
    what = f"（{result.detail}）" if result.detail else ""
    return BadFile(f"让解析程序出错停下{what}，可能已损坏", _RESAVE)
