"""`hotline eval run`, `report`, `compare` and `gate`: ask once, then look at it from all sides."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import typer

from bot.assistant import open_assistant
from eval.compare import common, compare, table
from eval.datasets.registered import chosen
from eval.gate import BASELINE, SET, Baseline, judge
from eval.peers.rows import Comparison
from eval.report import page
from eval.report.growth import read as read_sizes
from eval.runs import Run, find
from eval.runs.about import made_by
from eval.runs.generate import begin, generate
from eval.runs.generate import resume as last_unfinished
from eval.scoring import parse
from knowledge.settings import Settings

Say = Callable[[str], None]


def run(
    sets: Sequence[str],
    *,
    as_of: date | None,
    runs: Path | None,
    benchdata: Path | None,
    resume: bool,
    settings: Settings,
    say: Say,
) -> None:
    """Makes a run, or goes on with the one that was killed, and prints its main figures."""
    done = _run(
        sets,
        as_of=as_of,
        folder=_folder(runs, settings),
        benchdata=benchdata,
        resume=resume,
        settings=settings,
    )
    for name in done.about.sets:
        scored = done.scored(name)
        figures = [(measure, scored.figure(measure)) for measure in scored.measures]
        typer.echo(f"{scored.dataset.title}（{len(scored.questions)} 题）")
        for measure, figure in figures:
            if figure.n:
                typer.echo(
                    f"  {measure}　{figure.mean:.3f}（{figure.low:.3f}–{figure.high:.3f}，{figure.n} 题）"
                )
    say(f"已存入 {done.folder}；看报告：hotline eval report {done.about.id}")


def report(
    name: str | None,
    *,
    against: Sequence[str],
    peers: Path | None,
    growth: Path | None,
    out: Path | None,
    runs: Path | None,
    settings: Settings,
    say: Say,
) -> None:
    """One page about a run, in its folder unless another place is named.

    `peers` and `growth` are what those commands wrote; each is a part of its own.
    """
    folder = _folder(runs, settings)
    looked_at = find(name, folder)
    path = out or looked_at.folder / "report.html"
    whole = page(
        looked_at,
        [find(other, folder) for other in against],
        peers=Comparison.read(peers) if peers else None,
        sizes=read_sizes(growth) if growth else (),
    )
    path.write_text(whole, encoding="utf-8")
    say(f"报告在 {path}，用浏览器打开即可")


def compare_runs(
    first: str, second: str, *, measures: Sequence[str], runs: Path | None, settings: Settings
) -> None:
    """A table for each set that two runs have in common."""
    folder = _folder(runs, settings)
    one, other = find(first, folder), find(second, folder)
    for name in common(one, other):
        before, after = one.scored(name), other.scored(name)
        wanted = parse(*measures) if measures else before.measures
        typer.echo(f"{before.dataset.title}：前者 {one.about.id}，后者 {other.about.id}\n")
        typer.echo(table("前者", "后者", compare(before, after, wanted)) + "\n")


def gate(*, baseline: Path | None, update: bool, runs: Path | None, settings: Settings, say: Say) -> int:
    """Runs the guarded set; 1 if a guarded figure fell. A line for each figure on stdout."""
    path = baseline or BASELINE
    held = None if update else Baseline.read(path)
    done = _run(
        [SET], as_of=None, folder=_folder(runs, settings), benchdata=None, resume=False, settings=settings
    )
    scored = done.scored(SET)
    if held is None:
        Baseline.of(scored).write(path)
        say(f"基线已写入 {path}")
        return 0
    judged = judge(scored, held)
    for one in judged:
        typer.echo(str(one))
    fallen = [one.name for one in judged if one.fallen]
    if fallen:
        say(
            f"有 {len(fallen)} 项退步：{'、'.join(fallen)}；看是哪些题：hotline eval report {done.about.id}，"
            "若是有意的，用 hotline eval gate --update 更新基线"
        )
    return 1 if fallen else 0


def _run(
    sets: Sequence[str],
    *,
    as_of: date | None,
    folder: Path,
    benchdata: Path | None,
    resume: bool,
    settings: Settings,
) -> Run:
    # Wrong names and missing files are told before a model is loaded.
    asked = () if resume else chosen(sets, benchdata=benchdata)
    with open_assistant(settings) as assistant:
        made = made_by(assistant, settings)
        started = last_unfinished(folder, made) if resume else begin(folder, made, asked, as_of=as_of)
        return generate(started, assistant)


def _folder(runs: Path | None, settings: Settings) -> Path:
    return runs or settings.home / "runs"
