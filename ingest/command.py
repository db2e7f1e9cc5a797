"""`hotline ingest`: files in, a report a person can check out."""

from collections.abc import Callable
from pathlib import Path

import typer

from ingest.run import FileResult, Result, ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.errors import ModelUnavailable
from knowledge.index import open_encoder
from knowledge.index.refresh import refresh
from knowledge.library import shipped as shipped_files
from knowledge.settings import Settings

_STATES = {"new": "新收入", "changed": "已更新", "unchanged": "没有变化", "refused": "没能读入"}


def run(paths: tuple[Path, ...], *, shipped: bool, settings: Settings, say: Callable[[str], None]) -> int:
    """Ingests, brings the index up to date, prints the report; 1 if a file was refused."""
    if shipped:
        paths = (*paths, *(entry.path for entry in shipped_files()))
    with writer_lock(settings.home), Catalogue.open(settings.database_url) as catalogue:
        result = ingest(paths, catalogue=catalogue, settings=settings, progress=say)
        typer.echo(report(result, catalogue))
        try:
            encoder = open_encoder(settings)
        except ModelUnavailable as problem:
            say(f"注意：{problem}；先建词语索引，装好模型后再运行一次即可补上")
            encoder = None
        build = refresh(catalogue, settings, encoder=encoder, progress=say)
    typer.echo(f"索引已就绪：{len(build.clauses)} 条条款（{build.id}）")
    return 1 if result.refused else 0


def report(result: Result, catalogue: Catalogue) -> str:
    """A line a file, then its documents, what was left out and why, then how copies differ."""
    lines: list[str] = []
    for file in result.files:
        lines.append(f"{file.path.name}：{_STATES[file.state]}{_because(file)}")
        lines += [f"    {line}" for line in _reading(file)]
    if any(file.state in ("new", "changed") for file in result.files):
        lines += _copies(catalogue)
    return "\n".join(lines)


def _because(file: FileResult) -> str:
    return f"。{file.problem}" if file.problem else ""


def _reading(file: FileResult) -> list[str]:
    if not file.reading:
        return []
    lines = []
    for document in file.reading.documents:
        clauses = sum(not clause.is_heading for clause in document.clauses)
        part = "" if document.complete else "（只有一部分）"
        lines.append(f"{document.doc_no}　{document.title}{part}：{clauses} 条")
    for passage in file.reading.dropped:
        lines.append(f"未收：第 {passage.line} 行起 {passage.characters} 字——{passage.reason}")
    lines += [f"未收：{removed}" for removed in file.removed]
    kept = file.reading.characters - sum(passage.characters for passage in file.reading.dropped)
    lines.append(
        f"全文 {file.reading.characters} 字 = 收入 {kept} 字 + 未收 {file.reading.characters - kept} 字"
    )
    return lines


def _copies(catalogue: Catalogue) -> list[str]:
    """Documents that came in several copies: which is cited, and where the others read otherwise."""
    lines = []
    for summary in catalogue.documents():
        if len(summary.sources) < 2:
            continue
        document = catalogue.document(summary.doc_no)
        cited = next(source.name for source in document.sources if source.canonical)
        others = "、".join(source.name for source in document.sources if not source.canonical)
        lines.append(
            f"{document.doc_no} 有 {len(document.sources)} 个来源：以 {cited} 为准；"
            f"另有 {others}，与之有 {len(document.differences)} 处文字不同"
        )
    return lines
