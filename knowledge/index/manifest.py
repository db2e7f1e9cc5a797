"""What `build.json` says of a build: enough to refuse one that is damaged or not for this encoder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from knowledge.errors import IndexUnavailable

FORMAT = 2
FILE = "build.json"
# Chroma writes into its database on opening; everything else in a build never changes again.
_CHANGING = "chroma/chroma.sqlite3"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A build in numbers.

    `fingerprint` and `dimensions` are the encoder's, None in a build without vectors. `dense` and
    `lexical` count what each index holds. `on_server` says that the vectors lie on a Chroma server,
    in `collections`; otherwise those are in the build's own folder. `files` are sizes in bytes.
    `digest` is of what went into it, as whoever had it built counts that.
    """

    id: str
    revision: int
    created: str
    fingerprint: str | None
    dimensions: int | None
    clauses: int
    dense: Mapping[str, int]
    lexical: Mapping[str, int]
    on_server: bool
    collections: Mapping[str, str]
    versions: Mapping[str, str]
    files: Mapping[str, int]
    digest: str = ""
    format: int = FORMAT

    def save(self, folder: Path) -> None:
        """Writes it into the build's folder."""
        words = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / FILE).write_text(words, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a build; IndexUnavailable where there is none, or one of another make."""
        try:
            fields = json.loads((folder / FILE).read_text(encoding="utf-8"))
            if fields["format"] != FORMAT:
                raise ValueError(f"format {fields['format']!r}, not {FORMAT}")
            return cls(**fields)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise unreadable(folder, str(problem)) from problem

    def check_files(self, folder: Path) -> None:
        """IndexUnavailable if a file is missing or has another length: a Chroma index cut short can
        end the whole process when it is opened, and no exception would tell.
        """
        now = dict(sizes(folder))
        changed = [name for name, size in self.files.items() if now.get(name) != size]
        if changed:
            raise unreadable(folder, f"{', '.join(changed[:3])}")


def sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """The files of a build and their lengths, but for those that a reader changes."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != FILE and not name.startswith(_CHANGING):
            yield name, path.stat().st_size


def versions() -> dict[str, str]:
    """Of everything that has a say in what a build's files look like."""
    return {name: version(name) for name in ("hotline-12345", "chromadb", "bm25s", "numpy", "jieba")}


def unreadable(folder: Path, reason: str) -> IndexUnavailable:
    """The error for a build that cannot be used."""
    return IndexUnavailable(
        f"索引 {folder.name} 读不了（{reason}）", "请运行 hotline ingest --rebuild 重建索引"
    )
