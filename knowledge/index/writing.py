"""Filling the folder of a new build, and having it tried. `Builds` decides what becomes of it."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import numpy as np
import structlog

from knowledge.errors import IndexUnavailable
from knowledge.index.dense import VectorStore
from knowledge.index.encoder import Encoder, Vectors
from knowledge.index.lexical import LexicalIndex
from knowledge.index.manifest import Manifest, sizes, versions
from knowledge.index.places import Passage, Places, distinct
from knowledge.index.probes import PROBES
from knowledge.index.vectors import VectorCache, checked, passage_vectors
from knowledge.model import ClauseRef

Progress = Callable[[str], None]

# The names of a build's collections on a server, written before the first is made and read to clear
# up after a killed writer.
COLLECTIONS = "collections.json"
_TRIAL_SECONDS = 600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a build, all of it worked out by the caller from one revision of the catalogue.

    Attributes:
        revision: the catalogue's.
        clauses: in the order of their numbers.
        lexical: for each way of cutting (`words`, `bigrams`), the tokens of every clause.
        dense: for each group (`sentences`, `questions`), the passages to be encoded.
        digest: the same for the same contents, to be found again in the build's manifest.
    """

    revision: int
    clauses: Sequence[ClauseRef]
    lexical: Mapping[str, Sequence[Sequence[str]]]
    dense: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    digest: str = ""


def write_folder(
    folder: Path,
    name: str,
    contents: Contents,
    *,
    encoder: Encoder | None,
    cache: VectorCache | None,
    chroma: str,
    created: datetime,
    progress: Progress,
) -> None:
    """Makes a folder that holds the whole build. A group without passages is left out."""
    folder.mkdir()
    progress("正在写词语索引……")
    for way, rows in contents.lexical.items():
        LexicalIndex.make(rows).save(folder / "lexical" / way)
    _dump(folder / "clauses.json", [(ref.doc_no, ref.label) for ref in contents.clauses])
    groups = {group: distinct(rows) for group, rows in contents.dense.items() if rows} if encoder else {}
    # A server may serve several homes, so a name says more than the build and the group.
    collections = {group: f"hotline-{name}-{group}-{token_hex(4)}" for group in groups}
    if encoder and groups:
        np.save(folder / "probes.npy", checked(encoder.encode(PROBES), encoder))
        vectors = {
            group: passage_vectors(texts, encoder, cache=cache, progress=progress)
            for group, (texts, _) in groups.items()
        }
        places = {group: there for group, (_, there) in groups.items()}
        _write_dense(folder, places, vectors, collections, chroma=chroma, progress=progress)
    Manifest(
        id=name,
        revision=contents.revision,
        created=created.isoformat(timespec="seconds"),
        fingerprint=encoder.fingerprint if encoder and groups else None,
        dimensions=encoder.dimensions if encoder and groups else None,
        clauses=len(contents.clauses),
        dense={group: len(texts) for group, (texts, _) in groups.items()},
        lexical={way: len(rows) for way, rows in contents.lexical.items()},
        on_server=bool(chroma and groups),
        collections=collections,
        versions=versions(),
        files=dict(sizes(folder)),
        digest=contents.digest,
    ).save(folder)


def _write_dense(
    folder: Path,
    places: Mapping[str, Places],
    vectors: Mapping[str, Vectors],
    collections: Mapping[str, str],
    *,
    chroma: str,
    progress: Progress,
) -> None:
    (folder / "dense").mkdir()
    if chroma:
        _dump(folder / COLLECTIONS, list(collections.values()))
    store = VectorStore(chroma or folder / "chroma")
    try:
        for group, there in places.items():
            np.save(folder / "dense" / f"{group}.npy", vectors[group])
            lost = store.add(collections[group], vectors[group], progress=progress)
            if lost:
                log.info("vectors_lost_by_the_graph", group=group, lost=len(lost), of=len(there))
            there.save(folder / "dense", group)
            _dump(folder / "dense" / f"{group}.json", {"lost": lost})
    finally:
        # Two processes on one Chroma folder lose vectors, and the one that tries it opens it next.
        store.close()


def try_out(folder: Path, *, chroma: str) -> None:
    """Lets a child process try a build; IndexUnavailable if it does not pass, or takes the child with it."""
    command = [sys.executable, "-m", "knowledge.index.verify", str(folder), chroma]
    try:
        trial = subprocess.run(command, capture_output=True, text=True, timeout=_TRIAL_SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise _failed("检查没有在时限内完成") from problem
    if trial.returncode:
        log.warning("build_trial_failed", status=trial.returncode, said=trial.stderr[-2000:])
        raise _failed(trial.stdout.strip() or f"检查的进程意外结束，状态 {trial.returncode}")


def _failed(reason: str) -> IndexUnavailable:
    return IndexUnavailable(
        f"新索引没有通过检查（{reason}），已放弃，原来的索引照常使用",
        "请再运行一次；如果还是这样，请运行 hotline doctor",
    )


def _dump(path: Path, rows: object) -> None:
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
