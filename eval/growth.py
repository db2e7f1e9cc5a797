"""`hotline eval growth`: what a library costs as it grows, with more and more laws beside the policy texts.

Every size starts from nothing, in a home of its own, and every phase is a process of its own, so that
its memory is its own. Sizes that the output file already has are not measured again: a run of hours
that was stopped goes on.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from eval.datasets import questions as question_set
from eval.speed import environment, home, run
from knowledge.errors import BadFile, HotlineError, ModelUnavailable
from knowledge.index import cached_model
from knowledge.settings import Settings

Say = Callable[[str], None]


def growth(
    path: Path,
    corpus: Path,
    sizes: Sequence[int],
    *,
    plain_up_to: int,
    out: Path,
    settings: Settings,
    say: Say,
) -> None:
    """A row for each number of law clauses added; prints the table, and keeps it in `out` row by row.

    The plain LangChain pipeline is measured beside ours up to `plain_up_to` clauses: its time a
    clause does not change, and at full size it would take hours.
    """
    question_set(path)  # said now if it cannot be read, not after an hour
    rows = _kept(out)
    model = cached_model(settings)
    if model is None:
        raise ModelUnavailable("还没有下载向量模型", "请运行 hotline model")
    measured = {row["added"] for row in rows}
    left = sorted(set(sizes) - measured)
    for size in sorted(set(sizes) & measured):
        say(f"另加 {size} 条：已经量过")
    beside = {size for size in left if 0 < size <= plain_up_to}
    with _plain_model(model, needed=bool(beside)) as plain:
        for size in left:
            say(f"另加 {size} 条法律条款……")
            row = _measured(size, path, corpus, settings, say)
            if plain and size in beside:
                say("同样的文本，LangChain＋sentence-transformers＋Chroma……")
                row |= _child("plain", plain, corpus, size)
            rows.append(row)
            out.write_text(json.dumps({"growth": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
    typer.echo(_table(rows))
    typer.echo(f"结果在 {out}")


def _measured(size: int, path: Path, corpus: Path, settings: Settings, say: Say) -> dict[str, Any]:
    with home(settings.model_cache) as fresh:
        run(fresh, "ingest", "--shipped")
        indexed = _child("index", fresh.home, corpus, size)
        say(f"库里 {indexed['clauses']} 条，建索引 {indexed['index_s']:.0f} 秒；开始提问……")
        return {"added": size, **indexed, **_child("ask", fresh.home, path)}


def _child(phase: str, *words: object) -> dict[str, Any]:
    """What a phase measured; HotlineError with its last words if it failed."""
    with TemporaryDirectory(prefix="hotline-growth-") as folder:
        result = Path(folder) / "result.json"
        command = [sys.executable, "-m", "eval.grown", phase, str(result), *map(str, words)]
        done = subprocess.run(command, env=environment(), stderr=subprocess.PIPE, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
            raise HotlineError(f"这一步没有成功（{phase}：{last}）", "前面的结果已经存下，再运行一次会接着量")
        measured: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return measured


@contextmanager
def _plain_model(model: Path, *, needed: bool) -> Iterator[Path | None]:
    """The encoder as sentence-transformers opens one, which is how a plain pipeline would have it."""
    if not needed:
        yield None
        return
    try:
        from eval.tuning.weights import as_sentence_transformer
    except ModuleNotFoundError as problem:
        raise HotlineError(
            f"没有装与之比较的程序（缺 {problem.name}）",
            "请运行 .venv/bin/python -m pip install -e '.[models,eval]'，或加 --plain-up-to 0",
        ) from problem
    with TemporaryDirectory(prefix="hotline-plain-") as folder:
        as_sentence_transformer(model, Path(folder))
        yield Path(folder)


def _kept(out: Path) -> list[dict[str, Any]]:
    if not out.exists():
        return []
    try:
        rows: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))["growth"]
        return sorted(rows, key=lambda row: row["added"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadFile(f"{out} 不是以前的结果（{problem!r}）", "请换一个文件名，以免盖掉别的东西") from problem


def _table(rows: Sequence[dict[str, Any]]) -> str:
    lines = [
        "| 条款 | 建索引（秒） | 每千条（秒） | LangChain（秒） | 启动（秒） "
        "| p50 / p95（毫秒） | 内存（MB） | R@1 / R@5 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda row: row["added"]):
        plain = row.get("plain_index_s")
        lines.append(
            f"| {row['clauses']} | {row['index_s']:.0f} | {row['index_s'] / row['clauses'] * 1000:.1f} "
            f"| {'—' if plain is None else f'{plain:.0f}'} | {row['start_s']:.1f} "
            f"| {row['p50_ms']:.0f} / {row['p95_ms']:.0f} | {row['memory_mb']:.0f} "
            f"| {row['recall1']:.3f} / {row['recall5']:.3f} |"
        )
    return "\n".join(lines)
