"""An environment of its own for each library we compare with, so that our dependencies stay clean.

Under `HOTLINE_HOME/peers`, made once from the pins in this folder and used again until they change.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from pathlib import Path

from filelock import FileLock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from eval.peers.lineup import Environment
from eval.progress import track
from knowledge.errors import HotlineError

Create = Callable[[Path, Environment], None]

_READY = "ready"


class PeerFailed(HotlineError):
    """One system could not be run here; the others go on, and its row says why."""


def ready(
    environment: Environment, folder: Path, *, say: Callable[[str], None], create: Create | None = None
) -> Path:
    """The environment's Python, made first where it is not there or not of these pins; PeerFailed."""
    home, pins = folder / environment.name, environment.pins.read_bytes()
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {sha256(pins).hexdigest()}"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{environment.name}.lock"):
        if _read(home / _READY) != wanted:
            say(f"为 {environment.name} 建一个单独的环境（第一次约一分钟）……")
            shutil.rmtree(home, ignore_errors=True)
            (create or _create)(home, environment)
            (home / _READY).write_text(wanted, encoding="ascii")
    return home / "bin" / "python"


def size_mb(packages: Iterable[str], *, places: Iterable[Path] | None = None) -> float:
    """Megabytes on disk of packages and all that they need, in our environment or in the `places`."""
    held = {
        canonicalize_name(one.metadata["Name"]): one
        for one in (distributions() if places is None else distributions(path=[str(p) for p in places]))
    }
    waiting, counted = list(packages), dict[str, Distribution]()
    while waiting:
        asked = Requirement(waiting.pop())
        name = canonicalize_name(asked.name)
        if name in held and name not in counted:
            counted[name] = held[name]
            waiting += [text for text in held[name].requires or () if _applies(text, asked.extras)]
    return sum(_bytes(one) for one in counted.values()) / 1024**2


def _applies(text: str, extras: set[str]) -> bool:
    marker = Requirement(text).marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _bytes(distribution: Distribution) -> int:
    files = (Path(str(distribution.locate_file(file))) for file in distribution.files or ())
    return sum(path.stat().st_size for path in files if path.is_file())


def _create(home: Path, environment: Environment) -> None:
    """A new environment by `venv`, filled by pip, with its progress told package by package."""
    _run([sys.executable, "-m", "venv", str(home)])
    count = sum(line[:1].isalnum() for line in environment.pins.read_text("utf-8").splitlines())
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    with track(f"安装 {environment.name}", count) as advance:
        _run([*pip, "--disable-pip-version-check", "--requirement", str(environment.pins)], line=advance)


def _run(command: list[str], *, line: Callable[[], None] = lambda: None) -> None:
    """Runs to the end; calls `line` for each of the pins that pip turns to."""
    last = ""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for text in process.stdout or ():
            if text.strip() and (text.startswith("ERROR") or not last.startswith("ERROR")):
                last = text.strip()
            if "(from -r " in text:
                line()
    if process.returncode:
        raise PeerFailed(f"环境没有装成（{last or f'退出码 {process.returncode}'}）")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return None
