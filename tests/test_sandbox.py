"""The child process: every way to end has a name, and none takes the parent along."""

import faulthandler
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.sandbox import Outcome, Sandbox, run_limited


def _limited(
    function: Callable[..., object], argument: object, *, seconds: float = 20, memory_mb: int = 256
) -> tuple[Outcome, object]:
    result = run_limited(function, argument, seconds=seconds, memory_mb=memory_mb, output_mb=1)
    return result.outcome, result.value


def test_an_answer_comes_back_as_plain_data():
    assert _limited(sorted, ["儿", "丙", "\ud800"]) == (Outcome.DONE, ["丙", "儿", "\ud800"])


@pytest.mark.parametrize(
    ("function", "argument", "outcome"),
    [
        (faulthandler._sigsegv, False, Outcome.CRASHED),
        (os._exit, 0, Outcome.CRASHED),
        (eval, "[__import__('os').closerange(0, 64), __import__('time').sleep(60)]", Outcome.CRASHED),
        (eval, "__import__('os').kill(1, 0)", Outcome.FAILED),
        (bytearray, 1 << 30, Outcome.OUT_OF_MEMORY),
        (secrets.token_hex, 1 << 20, Outcome.TOO_MUCH_OUTPUT),
        (eval, "1 / 0", Outcome.FAILED),
        (eval, "(lambda f: f(f))(lambda f: f(f))", Outcome.FAILED),
        (eval, "object()", Outcome.FAILED),  # no JSON
    ],
)
def test_every_bad_end_has_its_name(function, argument, outcome):
    assert _limited(function, argument) == (outcome, None)


@pytest.mark.parametrize(("function", "argument"), [(time.sleep, 60), (eval, "sum(1 for _ in iter(int, 1))")])
def test_a_hang_ends_when_the_time_is_up(function, argument):
    started = time.monotonic()
    assert _limited(function, argument, seconds=0.5) == (Outcome.TIMED_OUT, None)
    assert time.monotonic() - started < 5


def test_a_failure_names_the_exception_and_not_its_words():
    result = run_limited(eval, "{}['身份证号']", seconds=20, memory_mb=256, output_mb=1)
    assert result.detail == "KeyError"


def test_a_child_serves_the_next_call_too():
    with Sandbox(seconds=20, memory_mb=256, output_mb=1) as sandbox:
        pids = {sandbox.call(eval, "__import__('os').getpid()").value for _ in range(3)}
        sandbox.call(eval, "1 / 0")
        pids.add(sandbox.call(eval, "__import__('os').getpid()").value)
    assert len(pids) == 1
    assert pids != {os.getpid()}


@pytest.mark.parametrize(
    ("function", "argument"),
    [(os._exit, 0), (bytearray, 1 << 30), (secrets.token_hex, 1 << 20), (time.sleep, 9)],
)
def test_a_child_that_dies_is_replaced(function, argument):
    with Sandbox(seconds=1, memory_mb=256, output_mb=1) as sandbox:
        assert sandbox.call(len, "前").outcome is Outcome.DONE
        assert sandbox.call(function, argument).outcome is not Outcome.DONE
        assert sandbox.call(len, "后来").value == 2


def test_memory_that_earlier_calls_kept_is_not_held_against_the_next():
    keep = "globals().setdefault('kept', []).append(bytearray(70 << 20))"
    with Sandbox(seconds=20, memory_mb=256, output_mb=1) as sandbox:
        outcomes = {sandbox.call(eval, keep).outcome for _ in range(5)}
    assert outcomes == {Outcome.DONE}


def test_what_a_library_prints_is_no_answer():
    assert _limited(print, '{"outcome": "done", "value": "假"}') == (Outcome.DONE, None)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "__import__('os').fork()",
        "__import__('os').system('true')",
        "open('{folder}/new.txt', 'w')",
        "__import__('os').remove('{folder}/old.txt')",
        "__import__('os').rename('{folder}/old.txt', '{folder}/moved.txt')",
    ],
)
def test_the_child_reaches_no_network_starts_nothing_and_writes_nothing(expression, tmp_path):
    (tmp_path / "old.txt").write_text("在")
    result = run_limited(eval, expression.format(folder=tmp_path), seconds=20, memory_mb=256, output_mb=1)
    assert (result.outcome, result.detail) == (Outcome.FAILED, "PermissionError")
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]


def test_the_child_sees_no_secrets_of_the_parent(monkeypatch):
    monkeypatch.setenv("HOTLINE_TELEGRAM_TOKEN", "123:secret")
    _, seen = _limited(eval, "list(__import__('os').environ)")
    assert isinstance(seen, list)
    assert not [name for name in seen if name.startswith("HOTLINE")]


def test_a_module_in_the_working_directory_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert _limited(len, "在") == (Outcome.DONE, 1)


def test_several_run_at_the_same_time():
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        hanging = [pool.submit(_limited, time.sleep, 60, seconds=2) for _ in range(4)]
        working = [pool.submit(_limited, len, "字" * n) for n in range(4)]
        assert [job.result() for job in working] == [(Outcome.DONE, n) for n in range(4)]
        assert {job.result()[0] for job in hanging} == {Outcome.TIMED_OUT}
    assert time.monotonic() - started < 8


def test_no_threads_and_no_pipes_are_left_behind():
    threads, pipes = threading.active_count(), _open_files()
    for _ in range(5):
        _limited(os._exit, 0)
    assert (threading.active_count(), _open_files()) == (threads, pipes)


def _open_files() -> int:
    return sum(1 for number in range(256) if _is_open(number))


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_whose_parent_is_gone_ends():
    code = """
import os
from ingest.sandbox import Sandbox
sandbox = Sandbox(seconds=20, memory_mb=256, output_mb=1)
print(sandbox.call(eval, "__import__('os').getpid()").value, flush=True)
os._exit(0)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    child = Path("/proc") / told.stdout.strip()
    for _ in range(200):
        if not child.exists():
            return
        time.sleep(0.05)
    pytest.fail("the child is still there")
