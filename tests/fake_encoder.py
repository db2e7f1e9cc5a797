"""An encoder that needs no model: texts that share pairs of characters are near each other."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from knowledge.index.encoder import Vectors
from knowledge.text.words import bigrams

_DIMENSIONS = 64


class FakeEncoder:
    """Each pair of characters points one way, by its hash; a text points the way of all of its pairs."""

    def __init__(self, name: str = "fake") -> None:
        self.fingerprint = f"{name}:0:pairs:{_DIMENSIONS}"
        self.dimensions = _DIMENSIONS
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        rows = [self._one(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), _DIMENSIONS)

    def _one(self, text: str) -> Vectors:
        pairs = bigrams(text) or [text]
        total = np.sum([_direction(pair) for pair in pairs], axis=0)
        unit: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return unit


def _direction(pair: str) -> Vectors:
    noise = blake2b(pair.encode(), digest_size=_DIMENSIONS).digest()
    direction: Vectors = np.frombuffer(noise, dtype=np.uint8).astype(np.float32) - np.float32(127.5)
    return direction
