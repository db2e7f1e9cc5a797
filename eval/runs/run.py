"""A run: a folder with what was asked, what came, and what made it. Scoring needs nothing else.

runs/20261122T081500Z-1/
    run.json               settings, code, build, encoder, sets with their hashes
    dev/items.jsonl        the set's file as it was
    dev/outputs.jsonl      an answer record a line, or an error
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from eval.datasets.registered import Dataset, named
from eval.outcome import Outcome
from eval.runs.about import About, Made, SetUsed, machine
from eval.runs.outputs import read
from eval.scoring import Scored
from knowledge.errors import BadFile, HotlineError

FILE = "run.json"


@dataclass(frozen=True, slots=True)
class Run:
    """A run's folder, and what it says of itself."""

    folder: Path
    about: About

    @classmethod
    def create(cls, runs: Path, made: Made, sets: Sequence[tuple[Dataset, Path, str]]) -> "Run":
        """A new run over sets: each with its file and the day to ask for. Nothing is asked yet."""
        started = _now()
        folder = _fresh(runs, started)
        used = {}
        for dataset, file, as_of in sets:
            count = len(dataset.kind.read(file))
            (folder / dataset.name).mkdir()
            shutil.copyfile(file, folder / dataset.name / "items.jsonl")
            used[dataset.name] = SetUsed(_sha256(file), count, as_of)
        run = cls(folder, About(folder.name, started, None, machine(), made, used))
        run._save()
        return run

    @classmethod
    def open(cls, folder: Path) -> "Run":
        """The run in a folder; BadFile if there is none."""
        try:
            fields = json.loads((folder / FILE).read_text(encoding="utf-8"))
            sets = {name: SetUsed(**used) for name, used in fields["sets"].items()}
            return cls(folder, About(**fields | {"made": Made(**fields["made"]), "sets": sets}))
        except OSError as problem:
            raise BadFile(
                f"{folder} 不是一次运行（{problem.strerror}）", "请用 hotline eval run 做一次"
            ) from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise BadFile(
                f"{folder / FILE} 读不懂（{problem!r}）", "请用 hotline eval run 重做一次"
            ) from problem

    def items(self, name: str) -> Path:
        """The set's file as it was when the run began."""
        return self.folder / name / "items.jsonl"

    def outputs(self, name: str) -> Path:
        """What came."""
        return self.folder / name / "outputs.jsonl"

    def finish(self) -> "Run":
        """Notes that nothing is left to ask."""
        run = replace(self, about=replace(self.about, finished=_now()))
        run._save()
        return run

    def scored(self, name: str) -> Scored:
        """A set of the run, ready to be scored; HotlineError if the run was not over it."""
        if name not in self.about.sets:
            raise HotlineError(f"运行 {self.about.id} 里没有题集 {name!r}", "请换一次运行，或用 --set 重做")
        dataset = named(name)
        questions = dataset.kind.read(self.items(name))
        came = read(self.outputs(name))
        outcomes = tuple(Outcome.of(came.get(question.id)) for question in questions)
        return Scored(dataset, self.about.sets[name].sha256, questions, outcomes)

    def _save(self) -> None:
        """Writes `run.json` whole or not at all."""
        fresh = self.folder / f"{FILE}.new"
        fresh.write_text(
            json.dumps(asdict(self.about), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        fresh.replace(self.folder / FILE)


def all_runs(runs: Path) -> Iterator[Run]:
    """The runs of a folder, newest first."""
    for file in sorted(runs.glob(f"*/{FILE}"), reverse=True):
        yield Run.open(file.parent)


def find(name: str | None, runs: Path) -> Run:
    """The run of that name or path, or the newest finished one; HotlineError if there is none."""
    if name is not None:
        folder = Path(name)
        return Run.open(folder if (folder / FILE).exists() else runs / name)
    for run in all_runs(runs):
        if run.about.finished:
            return run
    raise HotlineError(f"{runs} 里还没有做完的运行", "请先用 hotline eval run 做一次")


def unfinished(runs: Path) -> Run:
    """The newest run that did not finish; HotlineError if every run did."""
    for run in all_runs(runs):
        if not run.about.finished:
            return run
    raise HotlineError(f"{runs} 里没有中断的运行", "请去掉 --resume，从头做一次")


def _fresh(runs: Path, started: str) -> Path:
    """A folder that no other run has, not even one begun in the same second."""
    stamp = started.replace("-", "").replace(":", "")
    number = 1
    while True:
        folder = runs / f"{stamp}-{number}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        except OSError as problem:
            raise BadFile(f"{folder} 写不了（{problem.strerror}）", "请检查路径和权限") from problem
        else:
            return folder


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
