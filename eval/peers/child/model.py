"""The same embedding model for everybody: our file, run as `knowledge.index.encoder` runs it.

Written again because that module brings settings, errors and their libraries along; a test holds the
two to the same vectors.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

_MAX_TOKENS = 512


class Model:
    """Vectors of length 1 for texts, each through the model by itself."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        weights = str(folder / "model.onnx")
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(weights, options, providers=providers)
        options.intra_op_num_threads = min(threads, 2)
        self._alone = onnxruntime.InferenceSession(weights, options, providers=providers)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=_MAX_TOKENS)
        self._threads = threads

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, in order."""
        if len(texts) == 1:
            return self._one(texts[0], self._alone).reshape(1, -1)
        with ThreadPoolExecutor(self._threads) as pool:
            return np.array(list(pool.map(lambda text: self._one(text, self._session), texts)))

    def _one(self, text: str, session: onnxruntime.InferenceSession) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (hidden,) = session.run(["last_hidden_state"], feed)
        first: NDArray[np.float32] = hidden[0, 0]
        return first / np.linalg.norm(first)
