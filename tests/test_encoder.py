"""One contract for every encoder: the shipped one, a sentence-transformers folder, and the fake."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.errors import ModelUnavailable
from knowledge.index.encoder import Encoder, OnnxEncoder, open_encoder
from knowledge.index.model_files import ensure_model
from knowledge.settings import Settings, load_settings
from tests.fake_encoder import FakeEncoder

TEXTS = (
    "留守儿童是指父母双方外出务工",
    "孩子",
    "残疾儿童康复救助的对象是零到六岁的孩子，包括视力、听力、言语、肢体、智力残疾和孤独症。" * 3,
    "民政局负责登记",
    "2号",
)


@pytest.fixture(scope="session")
def shipped_folder():
    """The model itself: fetched into the home of whoever runs the tests, unless it is there."""
    return ensure_model(load_settings(), progress=lambda line: print(line, file=sys.stderr))


@pytest.fixture(scope="session")
def shipped(shipped_folder):
    return OnnxEncoder(shipped_folder, threads=2)


@pytest.fixture(scope="session")
def bert_folder(tmp_path_factory):
    """A BERT with one layer and chance weights, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    letters = sorted(set("".join(TEXTS)))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(12345)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64, initializer_range=0.5,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bare")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "bare")
    modules = [Transformer(str(folder / "bare"), max_seq_length=64), Pooling(32, pooling_mode="cls")]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "tiny-bert"))
    return folder / "tiny-bert"


@pytest.fixture(scope="session")
def from_folder(bert_folder):
    encoder = open_encoder(Settings(encoder=str(bert_folder), threads=1))
    assert encoder is not None
    return encoder


@pytest.fixture(params=["shipped", "from_folder", "fake"])
def encoder(request) -> Encoder:
    return FakeEncoder() if request.param == "fake" else request.getfixturevalue(request.param)


def test_a_text_becomes_a_vector_of_length_one(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_vectors_come_in_the_order_of_their_texts_and_do_not_depend_on_their_company(encoder):
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode(TEXTS[::-1])[::-1] == pytest.approx(together, abs=1e-5)


def test_one_text_twice_is_one_vector_twice(encoder):
    once, again, other = encoder.encode([TEXTS[0], TEXTS[0], TEXTS[3]])
    assert once @ again == pytest.approx(1, abs=1e-5)
    assert once @ other < 0.999


def test_no_texts_are_an_array_of_no_rows(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize("text", ["", "？", "龘", "孩子" * 3000, "a\nb\x00", "👧🏻"])
def test_any_text_has_a_vector(encoder, text):
    (vector,) = encoder.encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_fingerprint_says_which_model_made_a_vector_and_how(encoder):
    name, weights, pooling, dimensions = encoder.fingerprint.split(":")
    assert name in {"bge-small-zh-v1.5", "tiny-bert", "fake"}
    assert weights
    assert pooling in {"cls", "pairs"}
    assert int(dimensions) == encoder.dimensions


def test_many_threads_get_the_vectors_of_one(encoder):
    expected = encoder.encode(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(encoder.encode, [TEXTS] * 16):
            assert vectors == pytest.approx(expected, abs=1e-5)


def test_the_shipped_model_is_the_one_that_was_measured(shipped):
    assert shipped.fingerprint == "bge-small-zh-v1.5:87847793fac8:cls:512"
    assert shipped.dimensions == 512


def test_the_shipped_model_knows_what_belongs_together(shipped):
    question, right, wrong = shipped.encode(
        ["爸妈都出去打工的孩子算不算留守", "留守儿童是指父母双方外出务工", "救护车的收费标准由发改部门制定"]
    )
    assert question @ right > question @ wrong + 0.1


def test_other_weights_are_another_fingerprint(bert_folder, from_folder, tmp_path):
    import torch
    from sentence_transformers import SentenceTransformer

    assert open_encoder(Settings(encoder=str(bert_folder))).fingerprint == from_folder.fingerprint
    model = SentenceTransformer(str(bert_folder), device="cpu")
    with torch.no_grad():
        model[0].auto_model.encoder.layer[0].output.dense.weight += 0.01
    model.save(str(tmp_path / "tiny-bert"))
    tuned = open_encoder(Settings(encoder=str(tmp_path / "tiny-bert")))
    assert tuned.fingerprint != from_folder.fingerprint


def test_words_alone_need_no_encoder():
    assert open_encoder(Settings(encoder="none")) is None


def test_without_the_files_the_remedy_is_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="请运行 hotline model"):
        open_encoder(Settings(home=tmp_path))


def test_files_that_are_no_model_are_refused_by_name(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelUnavailable, match="请删掉这个目录再运行 hotline model"):
        OnnxEncoder(tmp_path, threads=1)


def test_a_folder_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(ModelUnavailable, match="载入不了") as problem:
        open_encoder(Settings(encoder=str(tmp_path / "no" / "model")))
    assert "HOTLINE_ENCODER" in problem.value.remedy


def test_without_the_extra_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match=r"pip install 'hotline-12345\[models\]'"):
        open_encoder(Settings(encoder="somewhere/some-model"))


def test_the_shipped_model_runs_without_torch(shipped_folder):
    code = (
        "import sys; from pathlib import Path; from knowledge.index.encoder import OnnxEncoder\n"
        f"OnnxEncoder(Path({str(shipped_folder.resolve())!r}), 1).encode(['孩子'])\n"
        "print({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
