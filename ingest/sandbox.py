"""Runs a function in a child process that cannot outgrow its time, its memory or its answer.

`run_limited` is one call in one child; a `Sandbox` keeps its child for the next call, because a
start costs more than most files. The child is a fresh interpreter (`ingest.sandbox_child`), never a
fork, since the service has threads. Argument and answer are JSON: a parser that was taken over by a
hostile file can then lie about the text, but hands the parent nothing that runs.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
# What an interpreter may need to start. The rest of the environment holds tokens and passwords.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Outcome(StrEnum):
    """How a call ended; `FAILED` is an exception in the function, the others stop the child."""

    DONE = "done"
    FAILED = "failed"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MUCH_OUTPUT = "too_much_output"


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome; `value` with `DONE` only, `detail` (the exception's class) with `FAILED` only."""

    outcome: Outcome
    value: Any = None
    detail: str = ""


def run_limited(
    function: Callable[[Any], object],
    argument: object,
    *,
    seconds: float,
    memory_mb: int,
    output_mb: int,
) -> Result:
    """One call of a function that can be imported by its name, in a child of its own."""
    with Sandbox(seconds=seconds, memory_mb=memory_mb, output_mb=output_mb) as sandbox:
        return sandbox.call(function, argument)


class Sandbox:
    """A child that serves one call after another, and is replaced when a call was its last.

    The limits hold for each call. Not for several threads at once: each opens its own.
    """

    def __init__(self, *, seconds: float, memory_mb: int, output_mb: int) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._output_bytes = output_mb << 20
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def call(self, function: Callable[[Any], object], argument: object) -> Result:
        """Calls the function in the child; raises nothing that the function raised."""
        served_before = self._child is not None
        result = self._ask(function, argument)
        if result.outcome is Outcome.OUT_OF_MEMORY and served_before:
            # Earlier calls may have left too little: the verdict has to be this call's own.
            result = self._ask(function, argument)
        return result

    def close(self) -> None:
        """Ends the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.communicate()  # waits, and closes the pipes

    def _ask(self, function: Callable[[Any], object], argument: object) -> Result:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._start()
        child = self._child
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            child.kill()

        request = {"function": f"{function.__module__}:{function.__qualname__}", "argument": argument}
        deadline = threading.Timer(self._seconds, expire)
        deadline.daemon = True
        deadline.start()
        try:
            line = _exchange(child, _encode(request), limit=self._output_bytes)
        finally:
            deadline.cancel()
            deadline.join()  # so that a timer already awake cannot kill the child of the next call
        result = self._understand(child, line, expired=expired.is_set())
        if expired.is_set() or result.outcome not in (Outcome.DONE, Outcome.FAILED):
            self.close()
        return result

    def _understand(self, child: subprocess.Popen[bytes], line: bytes, *, expired: bool) -> Result:
        if line.endswith(b"\n"):
            try:
                answer = json.loads(line.decode("utf-8", "surrogatepass"))
                return Result(Outcome(answer["outcome"]), answer.get("value"), answer.get("detail", ""))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                return Result(Outcome.CRASHED)  # only a child that is no longer ours answers so
        if expired:
            return Result(Outcome.TIMED_OUT)
        if len(line) > self._output_bytes:
            return Result(Outcome.TOO_MUCH_OUTPUT)
        try:
            status = child.wait(timeout=1)
        except subprocess.TimeoutExpired:  # it closed its pipe and goes on
            return Result(Outcome.CRASHED)
        if status == -signal.SIGXCPU:
            return Result(Outcome.TIMED_OUT)
        if status == -signal.SIGKILL:  # not by us, so by a system that ran out of memory
            return Result(Outcome.OUT_OF_MEMORY)
        return Result(Outcome.CRASHED)

    def _start(self) -> subprocess.Popen[bytes]:
        limits = (self._seconds, self._memory_mb, self._output_bytes)
        # -P: a file called json.py in the working directory is not ours. -B: it may write nothing.
        command = [sys.executable, "-P", "-B", "-m", "ingest.sandbox_child", *map(str, limits)]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )


def _encode(request: object) -> bytes:
    # A file name that is no UTF-8 holds lone surrogates.
    return json.dumps(request, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _exchange(child: subprocess.Popen[bytes], request: bytes, *, limit: int) -> bytes:
    """The child's answer: a whole line, or what came before it died or wrote too much."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(request)
        child.stdin.flush()
    except BrokenPipeError:
        return b""
    return child.stdout.readline(limit + 1)
