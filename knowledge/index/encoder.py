"""Turning text into vectors: the small protocol that every encoder keeps, and the one that ships.

`open_encoder` is the only place that chooses. The shipped model needs neither torch nor a hub.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelUnavailable
from knowledge.index.adapted import adapted
from knowledge.index.model_files import cached_model
from knowledge.settings import Settings

Vectors = NDArray[np.float32]

BUILTIN = ("builtin", "original")  # settings that need the pinned model's files
_MAX_TOKENS = 512  # all that the model has positions for


class Encoder(Protocol):
    """Sentence vectors of one model. Thread-safe.

    `fingerprint` names the model, its weights and how its vectors are made: two encoders with one
    fingerprint can stand in for each other, and nothing else can.
    """

    @property
    def fingerprint(self) -> str:
        """Name, weights, pooling and dimensions, such as `bge-small-zh-v1.5:87847793fac8:cls:512`."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 for each text, in order; for no texts, an array of no rows."""
        ...


class OnnxEncoder:
    """bge-small-zh-v1.5 in int8, by onnxruntime. Questions and clauses alike, without a prefix.

    Each text runs through the model by itself. The file's int8 scales are worked out over whatever
    is in the batch, so in company a text's vector would depend on its neighbours (measured: cosine
    down to .966 with itself); alone it is always the same, and two threads of one text each are as
    quick as one batch on two threads (450 passages a second on two cores).
    """

    def __init__(self, folder: Path, threads: int, *, adapt: bool = False) -> None:
        """`adapt` takes the weights as they were adapted to lay questions, instead of as BAAI made them."""
        import onnxruntime
        from tokenizers import Tokenizer

        def session(intra: int) -> Any:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = intra
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

        try:
            weights = (folder / "model.onnx").read_bytes()
            if adapt:
                weights = adapted(weights)
            self._session = session(1)
            # A question comes alone and is waited for: two threads take 3.8 ms where one takes 5.4.
            self._alone = session(min(threads, 2))
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except ModelUnavailable:
            raise
        except Exception as problem:  # each library raises a class of its own, one of them bare
            raise ModelUnavailable(
                f"向量模型的文件读不了（{folder}：{problem}）",
                "请删掉这个目录再运行 hotline model；在此之前按词语检索",
            ) from problem
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=_MAX_TOKENS)
        self._threads = threads
        self._free = BoundedSemaphore(threads)
        self._dimensions = len(self._one("热身", self._session))
        digest = sha256(weights).hexdigest()[:12]
        self._fingerprint = f"{folder.name}:{digest}:cls:{self._dimensions}"

    @property
    def fingerprint(self) -> str:
        """Name, weights, pooling and dimensions."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """512."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 for each text, in order; a text is read up to 512 tokens."""
        if len(texts) <= 1:
            rows = [self._one(text, self._alone) for text in texts]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(lambda text: self._one(text, self._session), texts))
        return np.array(rows, dtype=np.float32).reshape(len(texts), self._dimensions)

    def _one(self, text: str, session: Any) -> Vectors:
        """The vector of one text: the first token's last hidden state, at length 1."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        with self._free:
            (hidden,) = session.run(["last_hidden_state"], feed)
        first: Vectors = hidden[0, 0]
        return first / np.linalg.norm(first)


def open_encoder(settings: Settings) -> Encoder | None:
    """The encoder that the settings ask for; None for `none`. ModelUnavailable if it is not to be had."""
    if settings.encoder == "none":
        return None
    if settings.encoder in BUILTIN:
        folder = cached_model(settings)
        if folder is None:
            raise ModelUnavailable("还没有下载向量模型", "请运行 hotline model；在此之前按词语检索，其余照常")
        return OnnxEncoder(folder, settings.threads, adapt=settings.encoder == "builtin")
    # Costs 4-5 s and 330 MB, so only who asks for another model pays.
    from knowledge.index.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(settings.encoder, settings.threads)
