"""`hotline ask`: one question to read, or a file of them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import typer

from bot.answering import Audience
from bot.assistant import Assistant, open_assistant
from bot.record import AnswerRecord
from knowledge.errors import BadFile, HotlineError
from knowledge.settings import Settings

_EVERY = 50  # lines between two reports of progress


def ask_one(
    question: str, *, settings: Settings, as_of: date | None, audience: Audience, as_json: bool
) -> int:
    """Prints one answer; 0."""
    with open_assistant(settings) as assistant:
        record = assistant.ask(question, as_of=as_of, audience=audience)
    if as_json:
        typer.echo(json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        typer.echo(readable(record))
    return 0


def readable(record: AnswerRecord) -> str:
    """An answer as a person reads it in a terminal."""
    lines = [record.answer]
    if record.citations:
        lines += ["", "依据："]
        lines += [f"  {c.doc_no} {c.clause}　{c.title}" for c in _once(record)]
    elif record.hits:
        lines += ["", "可以看看："]
        lines += [f"  {hit.doc_no} {hit.clause}" for hit in record.hits[:3]]
    lines += [f"注意：{notice}" for notice in record.notices]
    return "\n".join(lines)


def _once(record: AnswerRecord) -> list[Any]:
    return list({(c.doc_no, c.clause): c for c in record.citations}.values())


def ask_batch(
    batch: Path,
    out: Path,
    *,
    settings: Settings,
    as_of: date | None,
    audience: Audience,
    say: Callable[[str], None],
) -> int:
    """Answers a file of questions, a record a line, in order; 1 if any line could not be answered."""
    if out.exists() and batch.exists() and out.samefile(batch):
        raise BadFile(f"{out} 既是问题文件又是答复文件", "请把答复写到另一个文件，以免盖掉问题")
    failed = 0
    with _opened(batch, "r") as source, open_assistant(settings) as assistant, _opened(out, "w") as target:
        for number, line in enumerate(filter(str.strip, source), 1):
            record = _answer_line(line, assistant, as_of=as_of, audience=audience)
            failed += "error" in record
            target.write(json.dumps(record, ensure_ascii=False) + "\n")
            if number % _EVERY == 0:
                say(f"已答 {number} 个")
    if failed:
        typer.echo(f"有 {failed} 行没能答复，原因写在 {out} 里这些行的 error 中；请改正后重跑", err=True)
    return 1 if failed else 0


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[IO[str]]:
    try:
        with path.open(mode, encoding="utf-8-sig" if mode == "r" else "utf-8", errors="strict") as file:
            yield file
    except OSError as problem:
        raise BadFile(f"{path} 打不开（{problem.strerror}）", "请检查路径和权限") from problem
    except UnicodeDecodeError as problem:
        raise BadFile(f"{path} 不是 UTF-8 文本", "请另存为 UTF-8 再试") from problem


def _answer_line(
    line: str, assistant: Assistant, *, as_of: date | None, audience: Audience
) -> dict[str, Any]:
    """The record of one line, or `{"id", "error"}` for a line that cannot be answered."""
    try:
        item = json.loads(line)
    except ValueError as problem:
        return _error(None, "BadLine", f'这一行不是 JSON（{problem}）；每行应是 {{"id", "question"}}')
    key = item.get("id") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        return _error(key, "BadLine", '这一行缺少文字的 question；每行应是 {"id", "question"}')
    try:
        record = assistant.ask(item["question"], as_of=as_of, audience=audience)
    except HotlineError as problem:
        return _error(key, type(problem).__name__, str(problem))
    return record.model_dump(mode="json") | {"id": key}


def _error(key: Any, kind: str, message: str) -> dict[str, Any]:
    return {"id": key, "error": {"type": kind, "message": message}}
