"""How far a long run is, on stderr: a bar for a person, a line now and then for a log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_EVERY = 50  # items between two lines of a log


@contextmanager
def track(title: str, total: int, *, done: int = 0) -> Iterator[Callable[[], None]]:
    """Gives what to call after each item. `done` items of `total` were there before."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(console, title, total, done)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=total, completed=done)
        yield lambda: progress.advance(task)


def _lines(console: Console, title: str, total: int, done: int) -> Callable[[], None]:
    def advance() -> None:
        nonlocal done
        done += 1
        if done % _EVERY == 0 or done == total:
            console.print(f"{title}：{done}/{total}", highlight=False)

    return advance
