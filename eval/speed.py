"""How fast: ingest from nothing, start to first answer, a question.

Whole processes are timed as a user would start them, each in a home of its own under a temporary
folder; only the embedding model is shared, as on any second run.
"""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.assistant import open_assistant
from eval.datasets import Question
from eval.measures import percentile
from knowledge.errors import HotlineError
from knowledge.settings import Settings, load_settings

_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds for whole processes, milliseconds for one question in process."""

    ingest_s: float
    start_to_first_answer_s: float
    question_p50_ms: float
    question_p95_ms: float


@contextmanager
def home(model_cache: Path) -> Iterator[Settings]:
    """A fresh home with the model already in its cache."""
    with TemporaryDirectory(prefix="hotline-eval-") as folder:
        settings = load_settings(home=Path(folder), database="", chroma="")
        if model_cache.is_dir():
            shutil.copytree(model_cache, settings.model_cache)
        yield settings


def measure(settings: Settings, questions: Sequence[Question], *, say: Callable[[str], None]) -> Speed:
    """Times a library from nothing, a service from nothing, and every question once."""
    say("从零入库……")
    began = time.perf_counter()
    run(settings, "ingest", "--shipped")
    ingested = time.perf_counter() - began
    say("启动服务到第一个答复……")
    started = _start_to_first_answer(settings)
    say(f"在进程内问 {len(questions)} 个问题……")
    times = _ask_all(settings, questions)
    return Speed(ingested, started, percentile(times, 0.5), percentile(times, 0.95))


def _ask_all(settings: Settings, questions: Sequence[Question]) -> list[float]:
    """Milliseconds of each whole answer; what is loaded on first use is loaded before."""
    with open_assistant(settings) as assistant:
        assistant.warm()
        times = []
        for question in questions:
            began = time.perf_counter()
            assistant.ask(question.text)
            times.append((time.perf_counter() - began) * 1000)
    return times


def run(settings: Settings, *words: str) -> None:
    """One command of ours as a process of its own; HotlineError with its last line if it fails."""
    done = subprocess.run(_command(*words), env=environment(settings.home), capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
        raise HotlineError(f"hotline {' '.join(words)} 没有成功（{last}）", "请先单独运行它")


def _start_to_first_answer(settings: Settings) -> float:
    port = _free_port()
    began = time.perf_counter()
    command = _command("serve", "--port", str(port))
    service = subprocess.Popen(command, env=environment(settings.home), stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < _START_SECONDS:
            if _answers(port):
                return time.perf_counter() - began
            time.sleep(0.02)
    finally:
        service.terminate()
        service.wait(timeout=10)
    raise HotlineError("服务没有在一分钟内答复", "请先单独运行 hotline serve 看看")


def _answers(port: int) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/ask",
        data=json.dumps({"question": "留守儿童怎么认定"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return bool(json.load(reply)["citations"])
    except (urllib.error.URLError, ConnectionError):
        return False


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot.command", *words]


def environment(home: Path | None = None) -> dict[str, str]:
    """For a process of ours that sees one home and no other store."""
    stores = {"HOTLINE_DATABASE": "", "HOTLINE_CHROMA": ""}
    return environ | stores | ({"HOTLINE_HOME": str(home)} if home else {})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
