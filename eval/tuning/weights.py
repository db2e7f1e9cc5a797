"""Weights out of the int8 file into torch, and back into the same graph.

The fp32 weights of bge-small-zh-v1.5 are not to be had, and are not needed: a tensor of the file is
`(quantized - zero_point) * scale`, and the vectors of the torch model made of them agree with the
file's at cosine .994 to .997. On the way back every product gets one scale a column instead of one in
all, which the graph's own multiplication spreads by itself: on the one coarse scale most of what was
learned rounds away (more than nine weights in ten came out as they were).
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

_PRODUCT = re.compile(
    r"layer\.(\d+)/(attention/self/(?:query|key|value)|attention/output/dense|intermediate/dense|output/dense)/"
)
_TABLES = ("word", "token_type", "position")
_LARGEST = 127.0


def to_torch(folder: Path) -> BertModel:
    """The model of a folder with `model.onnx` and `config.json`, its weights in fp32, ready to train."""
    graph = onnx.load(folder / "model.onnx").graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def whole(stem: str) -> Any:
        numbers = held[f"{stem}_quantized"].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
        return torch.tensor(numbers * held[f"{stem}_scale"])

    state = {
        name: torch.tensor(array)
        for name, array in held.items()
        if array.dtype == np.float32 and not name.endswith("_scale")
    }
    for table in _TABLES:
        state[f"embeddings.{table}_embeddings.weight"] = whole(f"embeddings.{table}_embeddings.weight")
    for name, stem in _products(graph).items():
        state[name] = whole(stem).T.contiguous()
    model = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False)
    model.load_state_dict(state)
    return model


def to_graph(state: Mapping[str, Any], base: Path, out: Path) -> None:
    """Writes a folder like `base` with other weights; word and position tables stay as they are."""
    model = onnx.load(base / "model.onnx")
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for name, stem in _products(model.graph).items():
        columns = state[name].float().numpy().T
        scale = np.abs(columns).max(axis=0) / _LARGEST  # the file's zero points are all 0
        tensors[f"{stem}_scale"].CopyFrom(numpy_helper.from_array(scale, f"{stem}_scale"))
        tensors[f"{stem}_quantized"].raw_data = np.rint(columns / scale).astype(np.int8).tobytes()
    for name in tensors.keys() & state.keys():
        if not name.startswith("embeddings."):
            tensors[name].raw_data = state[name].float().numpy().tobytes()
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "config.json"):
        shutil.copyfile(base / name, out / name)
    onnx.save(model, out / "model.onnx")


def word_tables(folder: Path) -> list[bytes]:
    """The stretches of a model's file that training leaves alone."""
    graph = onnx.load(folder / "model.onnx").graph
    names = {f"embeddings.{table}_embeddings.weight_quantized" for table in ("word", "position")}
    return [tensor.raw_data for tensor in graph.initializer if tensor.name in names]


def as_sentence_transformer(folder: Path, out: Path) -> None:
    """The same model as a folder that sentence-transformers opens: first token, length 1."""
    from sentence_transformers import SentenceTransformer, models  # type: ignore[attr-defined]
    from transformers import BertTokenizerFast  # type: ignore[attr-defined]
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    plain = out / "bert"
    to_torch(folder).save_pretrained(plain)
    BertTokenizerFast(tokenizer_file=str(folder / "tokenizer.json")).save_pretrained(plain)
    words = models.Transformer(str(plain), max_seq_length=512)
    whole = SentenceTransformer(modules=[words, models.Pooling(512, pooling_mode="cls"), models.Normalize()])
    whole.save(str(out))


def _products(graph: Any) -> dict[str, str]:
    """The 24 matrix products by the name torch gives their weight, with the stem of their tensors."""
    found = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            place = _PRODUCT.search(node.name)
            assert place, node.name
            name = f"encoder.layer.{place[1]}.{place[2].replace('/', '.')}.weight"
            found[name] = node.input[1].removesuffix("_quantized")
    return found
