"""`hotline eval …`: measures, and prints a table that can go into a README as it is."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from bot.assistant import open_assistant
from eval.datasets import questions as question_set
from eval.retrieval import MEASURES, Row, score
from eval.speed import Speed, home, measure, run
from eval.systems import ours
from knowledge.errors import HotlineError, ModelUnavailable
from knowledge.index import open_encoder
from knowledge.settings import Settings

Say = Callable[[str], None]


def retrieval(path: Path, *, out: Path | None, settings: Settings, say: Say) -> None:
    """The right clause first, in three, in five: ours beside a plain LangChain pipeline."""
    try:  # takes a second to import, and is no dependency of the service
        from eval.plain import PlainPipeline
    except ModuleNotFoundError as problem:
        raise HotlineError(
            f"没有装与之比较的 LangChain（缺 {problem.name}）",
            "请运行 .venv/bin/python -m pip install -e '.[eval]' 后再试",
        ) from problem

    questions = question_set(path)
    encoder = open_encoder(settings)
    if encoder is None:
        raise ModelUnavailable("没有向量模型，没法与常见做法比较", "请去掉 HOTLINE_ENCODER=none 再试")
    with home(settings.model_cache) as fresh:
        say("从零入库……")
        run(fresh, "ingest", "--shipped")
        with open_assistant(fresh, encoder=encoder) as assistant:
            say(f"本程序：{len(questions)} 个问题……")
            rows = [score("本程序", ours(assistant), questions)]
            say("LangChain 切块 500/50、原样的 bge-small-zh-v1.5、Chroma……")
            documents = [assistant.document(summary.doc_no) for summary in assistant.documents()]
        stock = open_encoder(settings.model_copy(update={"encoder": "original"}))
        if stock is None:
            raise ModelUnavailable("没有与之比较的向量模型", "请运行 hotline model")
        rows.append(score("LangChain＋Chroma", PlainPipeline(documents, stock), questions))
    typer.echo(_table(rows))
    _keep(out, {"retrieval": [asdict(row) for row in rows]})


def speed(path: Path, *, out: Path | None, settings: Settings, say: Say) -> None:
    """Ingest, start, questions."""
    with home(settings.model_cache) as fresh:
        measured = measure(fresh, question_set(path), say=say)
    typer.echo(_speed(measured))
    _keep(out, {"speed": asdict(measured)})


def _table(rows: Sequence[Row]) -> str:
    names = [str(measure) for measure in MEASURES]
    lines = [f"| | {' | '.join(names)} | p50 | p95 |", f"|---{'|---' * (len(names) + 2)}|"]
    for row in rows:
        figures = " | ".join(f"{row.figures[name]:.2f}" for name in names)
        lines.append(
            f"| {row.system}（{row.questions} 问） | {figures} | {row.p50:.1f} ms | {row.p95:.1f} ms |"
        )
    return "\n".join(lines)


def _speed(measured: Speed) -> str:
    return "\n".join(
        (
            f"从零入库（模型已在）：{measured.ingest_s:.1f} 秒",
            f"启动服务到第一个答复：{measured.start_to_first_answer_s:.1f} 秒",
            f"一个问题：p50 {measured.question_p50_ms:.1f} ms，p95 {measured.question_p95_ms:.1f} ms",
        )
    )


def _keep(out: Path | None, figures: dict[str, object]) -> None:
    if out:
        out.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
        typer.echo(f"结果已写入 {out}")
