"""The child's side of `ingest.sandbox`: limits first, then one JSON line in, one JSON line out.

Imports next to nothing, so that it starts in 30 ms; a request names the function to import.
"""

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from operator import attrgetter
from typing import Any

# A parser reads one file that it was given. Whatever else it does, a hostile file made it do.
_FORBIDDEN = (
    "os.exec",
    "os.fork",
    "os.kill",
    "os.link",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.system",
    "os.truncate",
    "socket.",
    "subprocess.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SPARE_SECONDS = 2  # the parent's clock should win; this one is for a child whose parent has died


def main() -> None:
    """Serves requests until the parent closes the pipe or a request uses up the memory."""
    seconds, memory_mb, output_bytes = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints is no answer
    _limit(memory_mb)
    sys.addaudithook(_forbid)
    for line in sys.stdin.buffer:
        _limit_cpu(seconds)
        request = json.loads(line.decode("utf-8", "surrogatepass"))
        answer = _answer(request, output_bytes=output_bytes)
        answers.write(answer)
        answers.flush()
        if answer is _OUT_OF_MEMORY:
            return


def _line(answer: dict[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


# Made beforehand: when it is needed there is no memory to make it.
_OUT_OF_MEMORY = _line({"outcome": "out_of_memory"})
_TOO_MUCH_OUTPUT = _line({"outcome": "too_much_output"})


def _answer(request: dict[str, Any], *, output_bytes: int) -> bytes:
    module, _, name = request["function"].partition(":")
    try:
        function: Callable[[Any], object] = attrgetter(name)(importlib.import_module(module))
        answer = _line({"outcome": "done", "value": function(request["argument"])})
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception as problem:  # the call fails, the child goes on
        # Not the message: it may quote the file, and ends in a log.
        return _line({"outcome": "failed", "detail": type(problem).__name__})
    return answer if len(answer) <= output_bytes else _TOO_MUCH_OUTPUT


def _limit(memory_mb: int) -> None:
    limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: 64}
    if sys.platform != "darwin":  # macOS has the limit and does not keep it
        limits[resource.RLIMIT_AS] = memory_mb << 20
    for kind, most in limits.items():
        allowed = _allowed(kind, most)
        resource.setrlimit(kind, (allowed, allowed))


def _limit_cpu(seconds: float) -> None:
    """Sets the processor time anew for each request, since the system counts it from the start."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime + seconds) + _SPARE_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_allowed(resource.RLIMIT_CPU, most), hard))


def _allowed(kind: int, most: int) -> int:
    """The limit we want, or the lower one that the system has set already."""
    _, hard = resource.getrlimit(kind)
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and (arguments[2] or 0) & _WRITING):
        raise PermissionError(event)


if __name__ == "__main__":
    main()
