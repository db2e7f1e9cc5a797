"""Vectors for the texts of a build: those made before come from the catalogue, the rest are made now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelUnavailable
from knowledge.index.encoder import Encoder, Vectors

_AT_A_TIME = 128  # texts encoded before they are kept: what a killed run loses at most
_LENGTH_TOLERANCE = 1e-3


class VectorCache(Protocol):
    """Vectors kept by encoder and by the sha256 of their text; the catalogue is one."""

    def vectors(self, fingerprint: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Those that are held."""
        ...

    def add_vectors(self, fingerprint: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keeps more of them."""
        ...


def passage_vectors(
    texts: Sequence[str],
    encoder: Encoder,
    *,
    cache: VectorCache | None,
    progress: Callable[[str], None],
) -> Vectors:
    """One vector for each text, in order. ModelUnavailable if one is not fit to be searched."""
    rows = np.empty((len(texts), encoder.dimensions), dtype=np.float32)
    for start in range(0, len(texts), _AT_A_TIME):
        some = texts[start : start + _AT_A_TIME]
        fresh = _some(some, encoder, cache, rows[start : start + len(some)])
        # What was all held from before is quick, and said once.
        if fresh or start + len(some) == len(texts):
            progress(f"已编码 {start + len(some)}/{len(texts)} 段")
    return checked(rows, encoder)


def _some(texts: Sequence[str], encoder: Encoder, cache: VectorCache | None, rows: Vectors) -> int:
    """Fills the rows of some texts; how many had to be encoded."""
    keys = [sha256(text.encode()).hexdigest() for text in texts]
    held = cache.vectors(encoder.fingerprint, keys) if cache is not None else {}
    missing = []
    for place, key in enumerate(keys):
        blob = held.get(key, b"")
        if len(blob) == 4 * encoder.dimensions:
            rows[place] = np.frombuffer(blob, dtype="<f4")
        else:
            missing.append(place)
    if missing:
        rows[missing] = checked(encoder.encode([texts[place] for place in missing]), encoder)
        if cache is not None:
            blobs = [(keys[place], rows[place].astype("<f4").tobytes()) for place in missing]
            cache.add_vectors(encoder.fingerprint, blobs)
    return len(missing)


def checked(rows: NDArray[np.float32], encoder: Encoder) -> Vectors:
    """The same rows, if each is a vector of length 1: Chroma takes a zero vector without a word."""
    lengths = np.linalg.norm(rows, axis=1)
    # Written so that a NaN fails too.
    bad = np.flatnonzero(~(np.abs(lengths - 1) < _LENGTH_TOLERANCE))
    if rows.shape[1] != encoder.dimensions or len(bad):
        raise ModelUnavailable(
            f"向量模型 {encoder.fingerprint} 算出了不能用的向量（{len(bad)} 条，共 {len(rows)} 条）",
            "请运行 hotline doctor 检查模型文件，或换一个模型后重建索引",
        )
    return rows
