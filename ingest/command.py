"""`hotline ingest`: files in, a report a person can check out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from ingest.loaders.characters import display_name
from ingest.run import FileResult, Result, ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.errors import ModelUnavailable
from knowledge.index import Encoder, open_encoder
from knowledge.index.refresh import refresh
from knowledge.library import check, curated
from knowledge.library import shipped as shipped_files
from knowledge.model import ClauseRef
from knowledge.settings import Settings

_STATES = {"new": "新收入", "changed": "已更新", "unchanged": "没有变化", "refused": "没能读入"}

Say = Callable[[str], None]


def run(
    paths: tuple[Path, ...], *, shipped: bool, rebuild: bool, settings: Settings, say: Say, progress: Say
) -> int:
    """Ingests, brings the index up to date, prints the report; 1 if a file was refused.

    `say` is for what has to be known, `progress` for whoever is watching.
    """
    if shipped:
        paths = (*paths, *(entry.path for entry in shipped_files()))
    with writer_lock(settings.home), Catalogue.open(settings.database_url) as catalogue:
        result = ingest(paths, catalogue=catalogue, settings=settings, progress=progress)
        if result.files:
            typer.echo(report(result, catalogue))
        if result.revision:
            _tell_faults(catalogue, say)
            build = refresh(
                catalogue, settings, encoder=_encoder(settings, say), progress=progress, rebuild=rebuild
            )
            build.close()
            typer.echo(f"索引已就绪：{len(build.clauses)} 条条款（{build.id}）")
    if result.refused:
        say(f"出错了：{_refusals(result)}")
    return 1 if result.refused else 0


def _tell_faults(catalogue: Catalogue, say: Say) -> None:
    """Says which curated rows the texts no longer bear out, as after a new edition of a shipped one."""
    texts = {ClauseRef(doc_no, clause.label): clause.text for doc_no, clause in catalogue.clauses()}
    faults = check(curated(), texts)
    if faults:
        say(
            f"注意：整理好的表有 {len(faults)} 行与现在的条款对不上，已跳过，如：{faults[0]}；"
            "用 hotline doctor 可再看"
        )


def _encoder(settings: Settings, say: Say) -> Encoder | None:
    try:
        return open_encoder(settings)
    except ModelUnavailable as problem:
        say(f"注意：{problem}；先建词语索引，装好模型后再运行一次即可补上")
        return None


def _refusals(result: Result) -> str:
    first, *others = result.refused
    more = f"（另有 {len(others)} 个文件没能读入，原因见上面的清单）" if others else ""
    return first.problem + more


def report(result: Result, catalogue: Catalogue) -> str:
    """A line a file, then its documents, what was left out and why, then how copies differ."""
    lines: list[str] = []
    for file in result.files:
        lines.append(f"{display_name(file.path)}：{_STATES[file.state]}{_because(file)}")
        lines += [f"    {line}" for line in _reading(file)]
    if any(file.state in ("new", "changed") for file in result.files):
        lines += _copies(catalogue)
    if result.outdated:
        lines.append(
            f"旧版程序读的有 {len(result.outdated)} 个来源（{'、'.join(result.outdated)}）："
            "其条款照旧可查；把原件再放入一次，就按现在的版本重读"
        )
    return "\n".join(lines)


def _because(file: FileResult) -> str:
    if file.same_as:
        return f"（内容与库里的 {file.same_as} 相同）"
    return f"。{file.problem}" if file.problem else ""


def _reading(file: FileResult) -> Iterator[str]:
    if not file.reading:
        return
    for document in file.reading.documents:
        clauses = sum(not clause.is_heading for clause in document.clauses)
        part = "" if document.complete else "（只有一部分）"
        yield f"{document.doc_no}　{document.title}{part}：{clauses} 条"
    for passage in file.reading.dropped:
        yield f"未收：第 {passage.line} 行起 {passage.characters} 字——{passage.reason}"
    yield from (f"未收：{removed}" for removed in file.removed)
    yield from (f"注意：{warning}" for warning in file.warnings)
    dropped = sum(passage.characters for passage in file.reading.dropped)
    whole = file.reading.characters
    yield f"全文 {whole} 字 = 收入 {whole - dropped} 字 + 未收 {dropped} 字"


def _copies(catalogue: Catalogue) -> Iterator[str]:
    """Documents that came in several copies: which is cited, and where the others read otherwise."""
    for summary in catalogue.documents():
        if len(summary.sources) < 2:
            continue
        document = catalogue.document(summary.doc_no)
        cited = next(source.name for source in document.sources if source.canonical)
        others = "、".join(source.name for source in document.sources if not source.canonical)
        yield (
            f"{document.doc_no} 有 {len(document.sources)} 个来源：以 {cited} 为准；"
            f"另有 {others}，与之有 {len(document.differences)} 处文字不同"
        )
