"""`hotline eval peers`: ours and what a user would pick instead, in one run."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from eval.datasets import questions as question_set
from eval.peers.bench import Bench
from eval.peers.lineup import LINEUP, OURS
from eval.peers.rows import Comparison, table
from eval.runs.about import machine, program
from eval.speed import home, run
from knowledge.catalogue import Catalogue
from knowledge.errors import HotlineError
from knowledge.index import ensure_model
from knowledge.settings import Settings


def peers(path: Path, *, out: Path | None, settings: Settings, say: Callable[[str], None]) -> None:
    """Prints a row for each system; one that could not run is named with its reason.

    HotlineError at the end if it was ours that could not.
    """
    asked = question_set(path)
    if settings.encoder != "builtin":
        raise HotlineError("比较要大家用同一个随装的向量模型", "请去掉 HOTLINE_ENCODER 再试")
    model = ensure_model(settings, progress=say)
    with home(settings.model_cache) as filled, TemporaryDirectory(prefix="hotline-peers-") as work:
        say("从零入库……")
        run(filled, "ingest", "--shipped")
        with Catalogue.open(filled.database_url) as catalogue:
            documents = [catalogue.document(summary.doc_no) for summary in catalogue.documents()]
        bench = Bench(
            documents, asked, work=Path(work), library=filled, model=model,
            peers=settings.home / "peers", say=say,
        )  # fmt: skip
        rows = []
        for number, system in enumerate(LINEUP, 1):
            say(f"（{number}/{len(LINEUP)}）{system.title}……")
            rows.append(bench.row(system))
    compared = Comparison(
        questions=path.stem,
        documents=len(documents),
        clauses=sum(not clause.is_heading for document in documents for clause in document.clauses),
        program=program(),
        machine=f"{machine()}, {os.cpu_count()} cores",
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        rows=tuple(rows),
    )
    typer.echo(
        f"{compared.questions}：{rows[0].questions} 问，{compared.documents} 个文件 {compared.clauses} 条；"
        f"同一台机器，一个接一个（{compared.machine}）。一块文本算作它大半所在的那一条。\n"
    )
    typer.echo(table(rows))
    if out:
        compared.write(out)
        say(f"结果已写入 {out}；画成图：hotline eval report --peers {out}")
    if failed := next((row for row in rows if row.system == OURS.title and row.problem), None):
        raise HotlineError(f"本程序自己没有跑成（{failed.problem}）", "请先运行 hotline doctor")
