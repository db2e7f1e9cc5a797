"""A file of things to answer, a JSON line each, and a record for every line, whatever becomes of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import typer
from pydantic import BaseModel

from bot.assistant import Assistant, open_assistant
from bot.keeping import kept
from knowledge.errors import BadFile, HotlineError
from knowledge.settings import Settings

_EVERY = 50  # lines between two reports of progress

Answer = Callable[[Assistant, Mapping[str, Any]], BaseModel]
"""Answers one line; BadLine for a line that lacks what it should have."""


class BadLine(HotlineError):
    """A line of a batch that cannot be read."""


def run_batch(
    batch: Path, out: Path, answer: Answer, *, fields: str, settings: Settings, say: Callable[[str], None]
) -> int:
    """Answers a file, a record a line, in order; 1 if any line could not be answered.

    `fields` says what a line should be, to whoever wrote one that is not.
    """
    if out.exists() and batch.exists() and out.samefile(batch):
        raise BadFile(f"{out} 既是问题文件又是答复文件", "请把答复写到另一个文件，以免盖掉问题")
    failed = 0
    with opened(batch, "r") as source, open_assistant(settings) as assistant, opened(out, "w") as target:
        for number, line in enumerate(filter(str.strip, source), 1):
            record = _answered(line, assistant, answer, fields)
            failed += "error" in record
            target.write(json.dumps(record, ensure_ascii=False) + "\n")
            if number % _EVERY == 0:
                say(f"已答 {number} 个")
    if failed:
        typer.echo(f"有 {failed} 行没能答复，原因写在 {out} 里这些行的 error 中；请改正后重跑", err=True)
    return 1 if failed else 0


@contextmanager
def opened(path: Path, mode: str) -> Iterator[IO[str]]:
    """A UTF-8 file to read or write; BadFile says why it cannot be."""
    try:
        with path.open(mode, encoding="utf-8-sig" if mode == "r" else "utf-8", errors="strict") as file:
            yield file
    except OSError as problem:
        raise BadFile(f"{path} 打不开（{problem.strerror}）", "请检查路径和权限") from problem
    except UnicodeDecodeError as problem:
        raise BadFile(f"{path} 不是 UTF-8 文本", "请另存为 UTF-8 再试") from problem


def _answered(line: str, assistant: Assistant, answer: Answer, fields: str) -> dict[str, Any]:
    """The record of one line, or `{"id", "error"}` for a line that cannot be answered."""
    key = None
    try:
        item = _item(line, fields)
        key = item.get("id")
        return answer(assistant, item).model_dump(mode="json") | {"id": key}
    except HotlineError as problem:
        return {"id": key, "error": {"type": type(problem).__name__, "message": kept(str(problem))}}


def _item(line: str, fields: str) -> Mapping[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise BadLine(f"这一行不是 JSON（{problem}）", f"每行应是 {fields}") from problem
    if not isinstance(item, dict):
        raise BadLine("这一行不是一个对象", f"每行应是 {fields}")
    # JSON may spell half of a character pair, which no file can hold: it is left out.
    whole: Mapping[str, Any] = json.loads(json.dumps(item, ensure_ascii=False).encode("utf-8", "ignore"))
    return whole
