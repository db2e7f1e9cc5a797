import gzip
import json

import pytest

from eval import growth as room
from eval.datasets import DEV
from eval.report.growth import read
from knowledge.errors import BadFile, ModelUnavailable
from knowledge.settings import load_settings

ROW = {"clauses": 163, "vectors": 900, "index_s": 2.0, "start_s": 1.0, "p50_ms": 5.0, "p95_ms": 9.0,
       "memory_mb": 300.0, "recall1": 0.8, "recall5": 0.9}  # fmt: skip


@pytest.fixture
def grow(tmp_path, model_cache, monkeypatch):
    measured = []

    def fake(size, *_):
        measured.append(size)
        return {"added": size, **ROW}

    monkeypatch.setattr(room, "_measured", fake)
    settings = load_settings(home=model_cache.parent)

    def run(*sizes):
        room.growth(DEV, tmp_path / "laws.gz", sizes, plain_up_to=0, out=tmp_path / "growth.json",
                    settings=settings, say=lambda _: None)  # fmt: skip
        return measured

    return run


def test_sizes_are_measured_from_small_to_large_and_kept_row_by_row(grow, tmp_path):
    assert grow(4, 1) == [1, 4]
    assert [row["added"] for row in json.loads((tmp_path / "growth.json").read_text())["growth"]] == [1, 4]


def test_what_was_measured_before_is_not_measured_again(grow):
    grow(1)
    assert grow(1, 4) == [1, 4]


def test_the_report_reads_what_was_kept(grow, tmp_path):
    grow(1)
    [size] = read(tmp_path / "growth.json")
    assert (size.clauses, size.recall5, size.plain_index_s) == (163, 0.9, None)


def test_a_file_of_something_else_is_not_overwritten(grow, tmp_path):
    (tmp_path / "growth.json").write_text('{"keep": "me"}')
    with pytest.raises(BadFile, match="换一个文件名"):
        grow(1)
    assert (tmp_path / "growth.json").read_text() == '{"keep": "me"}'


def test_without_a_model_there_is_nothing_to_measure(tmp_path):
    with pytest.raises(ModelUnavailable, match="hotline model"):
        room.growth(DEV, tmp_path / "laws.gz", [1], plain_up_to=0, out=tmp_path / "growth.json",
                    settings=load_settings(home=tmp_path), say=lambda _: None)  # fmt: skip


@pytest.mark.nightly
def test_a_library_is_measured_with_laws_in_it(tmp_path, model_cache):
    laws = [
        {"law": "某法", "date": None, "article": f"第{n}条", "text": f"本条规定第{n}件事。"} for n in range(9)
    ]
    with gzip.open(tmp_path / "laws.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in laws)
    out = tmp_path / "growth.json"
    room.growth(DEV, tmp_path / "laws.gz", [9], plain_up_to=9, out=out,
                settings=load_settings(home=model_cache.parent), say=lambda _: None)  # fmt: skip
    [row] = json.loads(out.read_text())["growth"]
    assert row["recall5"] > 0.9
    assert min(row["index_s"], row["plain_index_s"], row["p95_ms"], row["memory_mb"]) > 0
