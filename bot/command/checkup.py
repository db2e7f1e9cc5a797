"""`hotline doctor`: what works, what does not, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile

import typer

from bot.assistant import open_assistant
from bot.eligibility.rulebook import Rulebook
from knowledge.catalogue import Catalogue
from knowledge.errors import BadLibrary, BadSettings, HotlineError, IndexUnavailable, ModelUnavailable
from knowledge.index import Builds, open_encoder
from knowledge.index.encoder import BUILTIN
from knowledge.index.model_files import cached_model, damaged_files
from knowledge.index.refresh import behind
from knowledge.library import check, curated, hotlines, shipped
from knowledge.model import ClauseRef
from knowledge.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, whether it is well, and what is to be said of it."""

    name: str
    well: bool
    words: str


def checkup(settings: Settings, *, look: "Callable[[Settings], Iterator[Finding]] | None" = None) -> int:
    """Prints a line a finding, as it is found; 1 if anything is not well."""
    well = True
    for finding in (look or examine)(settings):
        typer.echo(f"{'✓' if finding.well else '✗'} {finding.name}：{finding.words}")
        well = well and finding.well
    return 0 if well else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at everything once; a part that is not well does not hide the others."""
    looks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("目录", _home),
        ("随附文件", lambda _: f"{len(shipped())} 个，与清单一致"),
        (
            "电话表",
            lambda _: "、".join(f"{row.name} {row.number}（{row.checked} 核对）" for row in hotlines()),
        ),
        ("目录库", _catalogue),
        ("资格规则", _rules),
        ("向量模型", _model),
        ("索引", _index),
        ("试问一句", _trial),
    )
    for name, look in looks:
        try:
            yield Finding(name, True, look(settings))
        except HotlineError as problem:
            yield Finding(name, False, str(problem))


def _home(settings: Settings) -> str:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.home):
            return f"{settings.home.resolve()}，可写"
    except OSError as problem:
        raise BadSettings(
            f"{settings.home} 写不进去（{problem.strerror}）", "请检查 HOTLINE_HOME"
        ) from problem


def _catalogue(settings: Settings) -> str:
    with Catalogue.open(settings.database_url) as catalogue:
        catalogue.check()
        documents = catalogue.documents()
        texts = {ClauseRef(doc_no, clause.label): clause.text for doc_no, clause in catalogue.clauses()}
    if not documents:
        raise IndexUnavailable("目录库里还没有文件", "请运行 hotline ingest --shipped")
    faults = check(curated(), texts)
    if faults:
        raise BadLibrary(
            f"有 {len(faults)} 行与条款对不上，如：{faults[0]}", "请改正 knowledge/library 里的表"
        )
    return f"{len(documents)} 份文件，{len(texts)} 条；整理好的表与条款一致"


def _rules(settings: Settings) -> str:
    with Catalogue.open(settings.database_url) as catalogue:
        rules = Rulebook(catalogue).rules()
    return f"{len(rules.nodes)} 个条件，引文都与条款一致"


def _model(settings: Settings) -> str:
    folder = cached_model(settings) if settings.encoder in BUILTIN else None
    damaged = damaged_files(folder) if folder else []
    if damaged:
        raise ModelUnavailable(
            f"向量模型的文件坏了（{'、'.join(damaged)}）", "请删掉 models 文件夹，再运行 hotline model"
        )
    encoder = open_encoder(settings)
    return f"{encoder.fingerprint}" if encoder else "设置为不用，只按词语检索"


def _index(settings: Settings) -> str:
    build = Builds(settings).current()
    if build is None:
        raise IndexUnavailable("还没有索引", "请运行 hotline ingest --shipped")
    try:
        encoder = open_encoder(settings)
        build.require(encoder)
        with Catalogue.open(settings.database_url) as catalogue:
            if behind(catalogue, settings, encoder=encoder):
                raise IndexUnavailable("索引比目录库旧", "请再运行一次 hotline ingest --shipped")
        return f"{build.id}，{len(build.clauses)} 条，{'有' if build.dense else '没有'}向量"
    finally:
        build.close()


def _trial(settings: Settings) -> str:
    with open_assistant(settings) as assistant:
        record = assistant.ask("留守儿童怎么认定")
    if not record.citations:
        raise IndexUnavailable("没有找到应有的条款", "请重新入库：hotline ingest --shipped")
    best, took = record.citations[0], record.timings_ms["total"]
    return f"找到 {best.doc_no} {best.clause}，用时 {took:.0f} 毫秒"
