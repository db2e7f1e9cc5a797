"""Any other embedding model, from a folder or a hub, through sentence-transformers.

Imported only when the settings name one: the library costs 4-5 s and 330 MB. `HF_HUB_OFFLINE=1` is
honoured by the library itself: a hub's name then works only if it has been downloaded before.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import numpy as np

from knowledge.errors import ModelUnavailable
from knowledge.index.encoder import Vectors

_SAMPLED = 256  # numbers looked at in each tensor; training changes nearly all of them


class SentenceTransformerEncoder:
    """A sentence-transformers model as an `Encoder`."""

    def __init__(self, name: str, threads: int) -> None:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as problem:
            raise ModelUnavailable(
                f"用模型 {name!r} 需要 sentence-transformers，这里没有安装",
                "请运行 pip install 'hotline-12345[models]'，或把 HOTLINE_ENCODER 改回 builtin",
            ) from problem
        torch.set_num_threads(threads)  # torch takes every core otherwise, and then requests queue
        try:
            model: Any = SentenceTransformer(name)
        except Exception as problem:  # loading runs four libraries, each with errors of its own
            raise ModelUnavailable(
                f"向量模型 {name!r} 载入不了（{problem}）",
                "请检查 HOTLINE_ENCODER 写的文件夹或模型名；没有网络时只能用文件夹或下载过的模型",
            ) from problem
        self._model = model
        self._free = BoundedSemaphore(1)  # torch itself uses the threads
        self._dimensions = int(self._model.get_embedding_dimension())
        called = Path(name).name if Path(name).is_dir() else name
        self._fingerprint = f"{called}:{self._digest()}:{self._pooling()}:{self._dimensions}"

    @property
    def fingerprint(self) -> str:
        """Name, weights, pooling and dimensions."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 for each text, in order."""
        if not texts:
            return np.empty((0, self._dimensions), dtype=np.float32)
        with self._free:
            rows = self._model.encode(
                list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(rows, dtype=np.float32)

    def _pooling(self) -> str:
        modes = (getattr(module, "pooling_mode", None) for module in self._model)
        mode = next((mode for mode in modes if mode), "own")
        return mode if isinstance(mode, str) else "+".join(mode)

    def _digest(self) -> str:
        """A hash over names, shapes and a sample of every tensor: quick for large models too."""
        digest = sha256(str(self._model.max_seq_length).encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            flat = tensor.detach().flatten()
            sample = flat[:: max(1, len(flat) // _SAMPLED)].float().cpu().numpy()
            digest.update(f"{name}{tuple(tensor.shape)}".encode() + sample.tobytes())
        return digest.hexdigest()[:12]
