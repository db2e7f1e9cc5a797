"""One index build, opened for search: what `Builds` writes and `knowledge.retrieval` asks."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from knowledge.errors import EncoderMismatch, HotlineError, StorageFull
from knowledge.index.dense import DenseIndex, VectorStore
from knowledge.index.encoder import Encoder, Vectors
from knowledge.index.exact import ExactIndex
from knowledge.index.lexical import LexicalIndex
from knowledge.index.manifest import Manifest, unreadable
from knowledge.index.places import Places
from knowledge.model import ClauseRef

log = structlog.get_logger(__name__)


class Build:
    """An index build. Thread-safe; nothing in it changes.

    `clauses` gives a clause's number its identity. `dense` holds a `DenseIndex` for each group of
    passages and is empty in a build without vectors; `lexical` a `LexicalIndex` for each way of
    cutting. `fingerprint` is the encoder's, None without vectors.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        clauses: tuple[ClauseRef, ...],
        dense: Mapping[str, DenseIndex],
        lexical: Mapping[str, LexicalIndex],
        store: VectorStore | None,
    ) -> None:
        self._folder = folder
        self._store = store
        self.manifest = manifest
        self.id = manifest.id
        self.revision = manifest.revision
        self.fingerprint = manifest.fingerprint
        self.clauses = clauses
        self.dense = dense
        self.lexical = lexical

    @classmethod
    def open(cls, folder: Path, *, chroma: str) -> "Build":
        """The build in a folder; IndexUnavailable if it is damaged.

        `chroma` is the address of the server that holds the vectors, for a build written with one. The
        server is not asked before the first search, which fails by itself if it is down.
        """
        manifest = Manifest.read(folder)
        manifest.check_files(folder)
        store: VectorStore | None = None
        try:
            clauses = tuple(ClauseRef(*pair) for pair in _load(folder / "clauses.json"))
            lexical = {name: LexicalIndex.open(folder / "lexical" / name) for name in manifest.lexical}
            dense: dict[str, DenseIndex] = {}
            if manifest.dense:
                if manifest.on_server and not chroma:
                    raise unreadable(folder, "它的向量在 Chroma 服务里，而 HOTLINE_CHROMA 没有设")
                store = VectorStore(chroma if manifest.on_server else folder / "chroma")
                dense = {
                    group: _dense(folder, group, store, manifest.collections[group])
                    for group in manifest.dense
                }
            if not manifest.on_server and not _complete(dense, manifest):
                raise unreadable(folder, "向量的条数不对")
        except HotlineError:
            if store:
                store.close()
            raise
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise unreadable(folder, str(problem)) from problem
        return cls(folder, manifest, clauses=clauses, dense=dense, lexical=lexical, store=store)

    def require(self, encoder: Encoder | None) -> None:
        """EncoderMismatch if the vectors were made by another encoder than the one given.

        Vectors of two models look alike and mean nothing to each other. Without an encoder, or without
        vectors, words are searched alone and nothing can be mixed up.
        """
        if encoder is None or self.fingerprint is None or encoder.fingerprint == self.fingerprint:
            return
        raise EncoderMismatch(
            f"索引 {self.id} 是用 {self.fingerprint!r} 编码的，现在的向量模型是 {encoder.fingerprint!r}",
            "请运行 hotline ingest --rebuild 重建索引，或把 HOTLINE_ENCODER 改回原来的模型",
        )

    @cached_property
    def exact(self) -> Mapping[str, ExactIndex]:
        """Exact search over the same vectors, for checks and for evaluation."""
        return {group: ExactIndex(self.vectors(group)) for group in self.dense}

    def vectors(self, group: str) -> Vectors:
        """The vectors of a group by number, memory-mapped."""
        return _vectors(self._folder, group)

    @property
    def probes(self) -> Vectors:
        """The vectors of the fixed questions that a new build has to answer."""
        rows: Vectors = np.load(self._folder / "probes.npy")
        return rows

    def close(self) -> None:
        """Lets go of the vectors' files; a later search would open them again."""
        if self._store:
            self._store.close()


def _complete(dense: Mapping[str, DenseIndex], manifest: Manifest) -> bool:
    """Whether Chroma opens and has every vector.

    On a full disk it cannot even count. That is no fault of the build: words go on answering, and
    vectors do so again once there is space.
    """
    try:
        return all(dense[group].count() == count for group, count in manifest.dense.items())
    except StorageFull as problem:
        log.warning("vectors_not_counted", build=manifest.id, reason=str(problem))
        return True


def _dense(folder: Path, group: str, store: VectorStore, collection: str) -> DenseIndex:
    """An index with the places and the lost vectors that were written beside its collection."""
    lost, vectors = _load(folder / "dense" / f"{group}.json")["lost"], _vectors(folder, group)
    places = Places.open(folder / "dense", group)
    return DenseIndex(store, collection, places, {number: vectors[number] for number in lost})


def _vectors(folder: Path, group: str) -> Vectors:
    rows: Vectors = np.load(folder / "dense" / f"{group}.npy", mmap_mode="r")
    return rows


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
