"""Search by meaning, through Chroma: in a folder of the build, or on a server. Nobody else knows Chroma.

What was measured of Chroma 1.5.9 stands behind every choice here: its default settings find 72 % of
hard neighbours, its default embedding function downloads a model, `add` ignores ids it knows, zero
vectors and vectors of another model are taken without a word.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from knowledge.errors import BadSettings, IndexUnavailable, StorageFull
from knowledge.index.disk import is_full
from knowledge.index.encoder import Vectors

_BATCH = 2000  # the server takes 5,461 at a time at most
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Passage:
    """One searchable piece of a clause.

    `clause` is the clause's number in the build; `start` and `end` are where the piece stands in the
    clause's text; `text` is what is encoded, which may carry the headings or be a question instead.
    """

    clause: int
    start: int
    end: int
    text: str


class VectorStore:
    """The collections of one build: `place` is a folder, or the address of a Chroma server.

    Connects on first use, so that a build opens although its server is down for the moment.
    """

    def __init__(self, place: Path | str) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}

    def add(self, name: str, vectors: Vectors, *, progress: Callable[[str], None]) -> None:
        """Makes a collection of vectors, numbered from 0."""
        with self._wrapped():
            collection = self._connected().create_collection(
                name, configuration=_configuration(len(vectors)), embedding_function=None
            )
            for start in range(0, len(vectors), _BATCH):
                batch = vectors[start : start + _BATCH]
                ids = [_name(start + place) for place in range(len(batch))]
                collection.upsert(ids=ids, embeddings=batch)
                progress(f"已写入 {start + len(batch)}/{len(vectors)} 条向量")

    def count(self, name: str) -> int:
        """How many vectors a collection says it has."""
        with self._wrapped():
            return int(self._collection(name).count())

    def nearest(self, name: str, vectors: Vectors, k: int) -> list[list[tuple[int, float]]]:
        """For each vector, the numbers of its k nearest and their cosines, best first."""
        with self._wrapped():
            found = self._collection(name).query(query_embeddings=vectors, n_results=k, include=["distances"])
        return [
            [(_number(name), 1.0 - distance) for name, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def drop(self, names: Sequence[str]) -> None:
        """Takes collections away; those that are not there are no matter."""
        from chromadb.errors import NotFoundError

        with self._wrapped():
            client = self._connected()
            for name in names:
                try:
                    client.delete_collection(name)
                except NotFoundError:
                    continue

    def close(self) -> None:
        """Lets go of files and connections; the next use connects again."""
        with self._lock:
            client, self._client = self._client, None
            self._collections.clear()
        if client is not None:
            client.close()

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _connect(self._place)
            return self._client

    def _collection(self, name: str) -> Any:
        client = self._connected()
        if name not in self._collections:
            self._collections[name] = client.get_collection(name, embedding_function=None)
        return self._collections[name]

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        """Chroma's many kinds of errors as ours: it raises its own, httpx's, SQLite's and Rust's."""
        try:
            yield
        except BadSettings:
            raise
        except BaseException as problem:
            # A panic in its Rust part is a BaseException, and no reason to end the program.
            if isinstance(problem, (KeyboardInterrupt, SystemExit, GeneratorExit)):
                raise
            if is_full(problem):
                raise StorageFull(
                    "磁盘已满，向量索引写不下", "请腾出空间后重新运行；原来的索引照常使用"
                ) from problem
            raise IndexUnavailable(
                f"向量索引用不了（{self._place}：{problem}）",
                "请检查 Chroma 服务，或运行 hotline ingest --rebuild 重建；词语检索照常",
            ) from problem


class DenseIndex:
    """One collection of a build, with the passages that its vectors stand for. Thread-safe."""

    def __init__(self, store: VectorStore, name: str, passages: Sequence[Passage]) -> None:
        self._store = store
        self._name = name
        self.passages = passages

    def search(self, vector: Vectors, k: int) -> list[tuple[Passage, float]]:
        """The k passages nearest to a vector, with their cosines, best first.

        IndexUnavailable if the index cannot answer, as when its server is down.
        """
        if not vector.any():
            raise IndexUnavailable("不能用零向量检索", "请运行 hotline doctor 检查向量模型")
        (found,) = self.nearest(vector.reshape(1, -1), k)
        return [(self.passages[number], similarity) for number, similarity in found]

    def nearest(self, vectors: Vectors, k: int) -> list[list[tuple[int, float]]]:
        """Several searches at once, by the passages' numbers."""
        return self._store.nearest(self._name, vectors, min(k, len(self.passages)))

    def count(self) -> int:
        """How many vectors the index says it has."""
        return self._store.count(self._name)


def _connect(place: Path | str) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if isinstance(place, Path):
        return chromadb.PersistentClient(str(place), settings=quiet)
    address = urlsplit(place)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise BadSettings(f"设置 HOTLINE_CHROMA 的值 {place!r} 不是一个地址", "请写成 http://主机:端口")
    secure = address.scheme == "https"
    port = address.port or (443 if secure else 80)
    return chromadb.HttpClient(address.hostname, port, ssl=secure, settings=quiet)


def _configuration(count: int) -> dict[str, dict[str, object]]:
    # The threshold is the number of vectors, so that the graph is written once, whole, when the last
    # one is in. Short of it, Chroma would keep the rest in its log and build the graph anew, and a
    # little differently, each time it is opened.
    return {
        "hnsw": {
            "space": "cosine",
            "ef_construction": 400,
            "max_neighbors": 32,
            "ef_search": 400,
            "sync_threshold": max(2, count),
        }
    }


def _name(number: int) -> str:
    return f"p{number:06d}"


def _number(name: str) -> int:
    return int(name[1:])
