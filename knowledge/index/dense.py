"""Search by meaning, through Chroma: in a folder of the build, or on a server. Nobody else knows Chroma.

What was measured of Chroma 1.5.9 stands behind every choice here: its default settings find 72 % of
hard neighbours, its default embedding function downloads a model, `add` ignores ids it knows, zero
vectors and vectors of another model are taken without a word.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.errors import BadSettings, HotlineError, IndexUnavailable, StorageFull
from knowledge.index.disk import is_full
from knowledge.index.encoder import Vectors
from knowledge.index.places import Place, Places

_BATCH = 2000  # Chroma takes 5,461 at a time at most
_CONNECT_SECONDS = 2.0
_SERVER_SECONDS = 30.0  # for a batch; a question takes milliseconds


class VectorStore:
    """The collections of one build: `place` is a folder, or the address of a Chroma server.

    Connects on first use, so that a build opens although its server is down for the moment.
    """

    def __init__(self, place: Path | str) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._client: Any = None
        self._collections: dict[tuple[Any, str], Any] = {}

    def add(self, name: str, vectors: Vectors, *, progress: Callable[[str], None]) -> list[int]:
        """Makes a collection of vectors, numbered from 0, and gives those that its graph has lost.

        Among many that are nearly one, the graph now and then drops every link to one of them: in one
        build of 200 near-twins out of ten, one to five could not be found. A search for as many as
        there are walks the whole graph, in 10 ms for 2,000.
        """
        with self._wrapped():
            collection = self._connected().create_collection(
                name, configuration=_configuration(len(vectors)), embedding_function=None
            )
            for start in range(0, len(vectors), _BATCH):
                batch = vectors[start : start + _BATCH]
                ids = [_name(start + place) for place in range(len(batch))]
                collection.upsert(ids=ids, embeddings=batch)
                progress(f"已写入 {start + len(batch)}/{len(vectors)} 条向量")
        (found,) = self.nearest(name, vectors[:1], len(vectors))
        return sorted(set(range(len(vectors))) - {number for number, _ in found})

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
            sessions = _sessions(client)
            client.close()
            for session in sessions:
                session.close()

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _connect(self._place)
            return self._client

    def _collection(self, name: str) -> Any:
        client = self._connected()
        collection = self._collections.get((client, name))
        if collection is None:
            collection = client.get_collection(name, embedding_function=None)
            # By client too: one that is closed meanwhile must not leave its collection to the next.
            self._collections[client, name] = collection
        return collection

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        """Chroma's many kinds of errors as ours: it raises its own, httpx's, SQLite's and Rust's."""
        try:
            yield
        except HotlineError:
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
    """One group of passages, searchable by meaning. Thread-safe.

    `places` says by the number of a vector where its text stands. `lost` are the vectors that the
    graph cannot reach, by number; they are few, and every search compares them all.
    """

    def __init__(self, store: VectorStore, name: str, places: Places, lost: Mapping[int, Vectors]) -> None:
        self._store = store
        self._name = name
        self.places = places
        self.lost = lost

    def search(self, vector: Vectors, k: int) -> list[tuple[Place, float]]:
        """The k places nearest to a vector, with their cosines, best first.

        IndexUnavailable or StorageFull if the index cannot answer, as when its server is down or the
        disk is full; words can still be searched.
        """
        if not vector.any():
            raise IndexUnavailable("不能用零向量检索", "请运行 hotline doctor 检查向量模型")
        (found,) = self.nearest(vector.reshape(1, -1), k)
        places = ((place, similarity) for number, similarity in found for place in self.places.of(number))
        return list(islice(places, k))

    def nearest(self, vectors: Vectors, k: int) -> list[list[tuple[int, float]]]:
        """Several searches at once, by the numbers of the vectors found."""
        k = min(k, len(self.places))
        found = self._store.nearest(self._name, vectors, k)
        if not self.lost:
            return found
        return [
            sorted(
                {**dict(row), **{number: float(lost @ vector) for number, lost in self.lost.items()}}.items(),
                key=lambda each: (-each[1], each[0]),
            )[:k]
            for row, vector in zip(found, vectors, strict=True)
        ]

    def count(self) -> int:
        """How many vectors the collection says it has."""
        return self._store.count(self._name)


def _connect(place: Path | str) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if isinstance(place, Path):
        try:
            return chromadb.PersistentClient(str(place), settings=quiet)
        except BaseException:
            # Chroma keeps what it could not start, as on a full disk, and would hand it out ever after.
            SharedSystemClient._identifier_to_system.pop(str(place), None)
            raise
    address = urlsplit(place)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise BadSettings(f"设置 HOTLINE_CHROMA 的值 {place!r} 不是一个地址", "请写成 http://主机:端口")
    secure = address.scheme == "https"
    port = address.port or (443 if secure else 80)
    # Chroma would wait for minutes for a machine that does not answer.
    socket.create_connection((address.hostname, port), timeout=_CONNECT_SECONDS).close()
    client = chromadb.HttpClient(address.hostname, port, ssl=secure, settings=quiet)
    for session in _sessions(client):
        session.timeout = _SERVER_SECONDS
    return client


def _sessions(client: Any) -> list[Any]:
    """A client's HTTP connections, if it has any. Chroma gives them no time limit and never closes them."""
    servers = (client._server, client._admin_client._server)
    return [server._session for server in servers if hasattr(server, "_session")]


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
