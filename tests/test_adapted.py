import numpy as np
import pytest

from knowledge.errors import ModelUnavailable
from knowledge.index import open_encoder
from knowledge.index.adapted import adapted, write
from knowledge.settings import load_settings

TABLE = bytes(range(256)) * 4
BEFORE = b"head" + TABLE + b"layers as they were"
AFTER = b"a longer head" + TABLE + b"layers as they are now"


@pytest.fixture
def change(tmp_path):
    path = tmp_path / "adapted.bin"
    write(BEFORE, AFTER, [TABLE], path)
    return path


def test_the_adapted_file_comes_out_of_the_original_and_what_changed(change):
    assert adapted(BEFORE, change) == AFTER


def test_what_both_files_hold_is_not_kept_twice(change):
    assert len(change.read_bytes()) < len(AFTER) - len(TABLE) + 200


def test_another_original_is_refused(change):
    with pytest.raises(ModelUnavailable, match="对不上"):
        adapted(BEFORE.replace(TABLE, TABLE[::-1]), change)


def test_a_damaged_change_is_refused(change):
    change.write_bytes(change.read_bytes().replace(b"now", b"not"))
    with pytest.raises(ModelUnavailable, match="对不上"):
        adapted(BEFORE, change)


@pytest.fixture(scope="module")
def encoders(model_cache):
    return {
        name: open_encoder(load_settings(home=model_cache.parent, encoder=name))
        for name in ("builtin", "original")
    }


def test_no_index_of_the_original_is_taken_for_one_of_the_adapted(encoders):
    assert encoders["builtin"].fingerprint != encoders["original"].fingerprint


def test_vectors_of_the_adapted_encoder_are_of_length_one(encoders):
    rows = encoders["builtin"].encode(["留守儿童", "困境儿童", "流动儿童"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
