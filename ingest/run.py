"""Files into the library: read, put together, published, indexed.

Incremental (an unchanged file is no work), idempotent, and safe to kill at any moment: the catalogue
changes in one transaction, the index is a new build switched at the end, and the next run finishes
what a killed one left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ingest.library import edition
from ingest.loaders import LoadedText, digest, load_many
from ingest.loaders.characters import display_name
from ingest.loaders.filetype import KINDS
from ingest.naming import name_files
from ingest.orders import warnings
from ingest.reading import Reading, is_current, read, to_json
from knowledge.catalogue import Catalogue, SourceRecord
from knowledge.errors import BadFile
from knowledge.settings import Settings

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. `reading` is None for a file that was refused or is already here.

    `same_as` names the source whose content an unchanged file has, where that is not its own. `warnings`
    say what an editor has to look at before anybody is answered from it.
    """

    path: Path
    state: Literal["new", "changed", "unchanged", "refused"]
    reading: Reading | None = None
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    same_as: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What an ingest did, a line a file; and the library's revision after it.

    `outdated` names the sources that another version of this program read. Their clauses stay as they
    are until the file is given again.
    """

    files: tuple[FileResult, ...]
    revision: int
    outdated: tuple[str, ...]

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.state == "refused")


@dataclass(frozen=True, slots=True)
class _Found:
    """A file as it lies there, and the name it has or gets in the library."""

    path: Path
    name: str
    sha256: str


def ingest(paths: Sequence[Path], *, catalogue: Catalogue, settings: Settings, progress: Progress) -> Result:
    """Brings files and folders into the library.

    The caller holds the writer lock. A file that cannot be read is reported and leaves the library as
    it was; the others go in. The order of the files makes no difference.

    Raises:
        StorageFull, CatalogueUnavailable: nothing was changed.
    """
    known = {source.name: source for source in catalogue.sources()}
    files = list(dict.fromkeys(_files(paths, home=settings.home)))
    hashes: dict[Path, str] = {}
    results: dict[Path, FileResult] = {}
    for path in files:
        try:
            hashes[path] = digest(path, settings=settings)
        except BadFile as problem:
            results[path] = FileResult(path, "refused", problem=str(problem))

    unread: list[_Found] = []
    for found, same_as in _named(hashes, known):
        source = known.get(found.name)
        if source and source.sha256 == found.sha256 and is_current(source.reading):
            results[found.path] = FileResult(found.path, "unchanged", same_as=same_as)
        else:
            unread.append(found)

    records: dict[str, SourceRecord] = {}
    texts = load_many(_told(unread, progress), settings)
    for found, (path, text) in zip(unread, texts, strict=True):
        twin = next((record.name for record in records.values() if record.sha256 == found.sha256), "")
        if twin and found.name not in known:
            results[path] = FileResult(path, "unchanged", same_as=twin)
            continue
        results[path] = result = _result(found, text, changed=found.name in known)
        if result.reading and isinstance(text, LoadedText):
            records[found.name] = _record(found, text, result.reading, result.warnings)

    sources = known | records
    if records:
        progress("整理文件、写入目录库")
        new = edition(sources, fresh=records, held=catalogue.documents())
        catalogue.publish(sources=list(records.values()), documents=new.documents, withdrawn=new.withdrawn)
    return Result(
        tuple(results[path] for path in files),
        catalogue.revision,
        tuple(name for name, source in sources.items() if not is_current(source.reading)),
    )


def _files(paths: Iterable[Path], *, home: Path) -> Iterator[Path]:
    """The files named, and in folders those of a kind we read; not what is hidden, nor our own."""
    for path in paths:
        if _is_folder(path):
            yield from sorted(found for found in path.rglob("*") if _is_wanted(found, path, home))
        else:
            yield path


def _is_wanted(found: Path, folder: Path, home: Path) -> bool:
    hidden = any(part.startswith(".") for part in found.relative_to(folder).parts)
    our_own = home.absolute() in found.absolute().parents
    return found.suffix.lower() in KINDS and not (hidden or our_own or _is_folder(found))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # no right to look, or no name at all: reading it will say so
        return False


def _named(hashes: Mapping[Path, str], known: Mapping[str, SourceRecord]) -> Iterator[tuple[_Found, str]]:
    """Each file under its name, or under that of the source whose content it has; which is said then."""
    names = name_files(list(hashes), known=known)
    replaced = {n for path, n in names.items() if n in known and known[n].sha256 != hashes[path]}
    by_content = {source.sha256: name for name, source in known.items() if name not in replaced}
    for path, name in names.items():
        same_as = "" if name in known else by_content.get(hashes[path], "")
        yield _Found(path, same_as or name, hashes[path]), same_as


def _told(unread: Iterable[_Found], progress: Progress) -> Iterator[Path]:
    for found in unread:
        progress(f"读 {display_name(found.path)}")
        yield found.path


def _result(found: _Found, text: LoadedText | BadFile, *, changed: bool) -> FileResult:
    if isinstance(text, BadFile):
        return FileResult(found.path, "refused", problem=str(text))
    try:
        reading = read(text.text, name=found.name)
    except BadFile as problem:
        return FileResult(found.path, "refused", problem=str(problem))
    state: Literal["new", "changed"] = "changed" if changed else "new"
    return FileResult(found.path, state, reading, text.removed, warnings(text.text, text.hidden))


def _record(found: _Found, text: LoadedText, reading: Reading, warned: Sequence[str]) -> SourceRecord:
    report: dict[str, Any] = {
        "characters": reading.characters,
        "removed": list(text.removed),
        "warnings": list(warned),
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
        name=found.name,
        sha256=found.sha256,
        kind=text.kind,
        ingested_at=datetime.now(UTC),
        reading=to_json(reading),
        report=report,
    )
