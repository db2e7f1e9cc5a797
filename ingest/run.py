"""Files into the library: read, put together, published, indexed.

Incremental (an unchanged file is no work), idempotent, and safe to kill at any moment: the catalogue
changes in one transaction, the index is a new build switched at the end, and the next run finishes
what a killed one left.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ingest.assemble import assemble
from ingest.loaders import LoadedText, load_many
from ingest.loaders.filetype import KINDS
from ingest.reading import Reading, from_json, read, to_json
from knowledge.catalogue import Catalogue, SourceRecord
from knowledge.errors import BadFile
from knowledge.settings import Settings

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. `reading` is None for a file that was refused or is already here."""

    path: Path
    state: Literal["new", "changed", "unchanged", "refused"]
    reading: Reading | None = None
    removed: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What an ingest did: a line a file, and the library's revision after it."""

    files: tuple[FileResult, ...]
    revision: int

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.state == "refused")


def ingest(paths: Sequence[Path], *, catalogue: Catalogue, settings: Settings, progress: Progress) -> Result:
    """Brings files and folders into the library.

    The caller holds the writer lock. A file that cannot be read is reported and leaves the library as
    it was; the others go in.

    Raises:
        StorageFull, CatalogueUnavailable: nothing was changed.
    """
    known = {source.name: source for source in catalogue.sources()}
    files = list(_files(paths))
    fresh: list[tuple[Path, str, str]] = []
    results: dict[Path, FileResult] = {}
    for path, name in _named(files):
        try:
            sha256 = _sha256(path, settings)
        except BadFile as problem:
            results[path] = FileResult(path, "refused", problem=str(problem))
            continue
        if any(source.sha256 == sha256 for source in known.values()):
            results[path] = FileResult(path, "unchanged")
        else:
            fresh.append((path, name, sha256))

    records: list[SourceRecord] = []
    loaded = load_many([path for path, _, _ in fresh], settings)
    for (path, name, sha256), (_, text) in zip(fresh, loaded, strict=True):
        progress(f"读 {path.name}")
        result = _result(path, name, text, changed=name in known)
        results[path] = result
        if result.reading and isinstance(text, LoadedText):
            records.append(_record(name, sha256, text, result.reading))

    if records:
        progress("整理文件、写入目录库")
        readings = {
            name: (source.sha256, from_json(source.reading))
            for name, source in (known | {record.name: record for record in records}).items()
        }
        documents = assemble(readings)
        held = {document.doc_no for document in catalogue.documents()}
        gone = sorted(held - {document.doc_no for document in documents})
        catalogue.publish(sources=records, documents=documents, withdrawn=gone)
    return Result(tuple(results[path] for path in files), catalogue.revision)


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    """The files named, and in folders those of a kind we read."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.is_file() and found.suffix.lower() in KINDS and found.name[0] != "."
            )
        else:
            yield path


def _named(files: Sequence[Path]) -> Iterable[tuple[Path, str]]:
    """Each file with the name it is cited by: without suffix, or with it where two would be one."""
    stems = [path.stem for path in files]
    for path in files:
        yield path, path.stem if stems.count(path.stem) == 1 else path.name


def _sha256(path: Path, settings: Settings) -> str:
    """A file's hash; BadFile where it is not there, or larger than what is read at all."""
    try:
        size = path.stat().st_size
        if size > settings.max_file_mb * 2**20:
            raise BadFile(
                f"{path.name} 有 {size / 2**20:.0f} MB，最大 {settings.max_file_mb} MB",
                "请拆开再传，或调大 HOTLINE_MAX_FILE_MB",
            )
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise BadFile(f"{path.name} 打不开（{problem.strerror}）", "请检查路径和读取权限") from problem


def _result(path: Path, name: str, text: LoadedText | BadFile, *, changed: bool) -> FileResult:
    if isinstance(text, BadFile):
        return FileResult(path, "refused", problem=str(text))
    try:
        reading = read(text.text, name=name)
    except BadFile as problem:
        return FileResult(path, "refused", problem=str(problem))
    return FileResult(path, "changed" if changed else "new", reading, text.removed)


def _record(name: str, sha256: str, text: LoadedText, reading: Reading) -> SourceRecord:
    report: dict[str, Any] = {
        "characters": reading.characters,
        "removed": list(text.removed),
        "documents": [
            {
                "doc_no": document.doc_no,
                "title": document.title,
                "clauses": sum(not clause.is_heading for clause in document.clauses),
            }
            for document in reading.documents
        ],
        "dropped": [
            {"reason": passage.reason, "line": passage.line, "characters": passage.characters}
            for passage in reading.dropped
        ],
    }
    return SourceRecord(
        name=name,
        sha256=sha256,
        kind=text.kind,
        ingested_at=datetime.now(UTC),
        reading=to_json(reading),
        report=report,
    )
