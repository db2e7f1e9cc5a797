"""How many small changes to the code of a safety part its tests notice: `make mutation`.

cosmic-ray makes the changes, one at a time, in a private copy of the tree; each is tried in a process of
its own, since what a process has read once (lexicons, patterns) hides a change of how it is read. Of the
changes of one kind at one place one is drawn, and of all of these a sample. Prints the share that was
noticed, and writes it with every change that was not into `HOTLINE_HOME/mutation/PART.json`.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cosmic_ray.commands.init import init
from cosmic_ray.modules import find_modules
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome

from knowledge.settings import load_settings

ROOT = Path(__file__).parents[1]
_COPIED = ("bot", "eval", "ingest", "knowledge", "tests", "pyproject.toml", "README.md")
# To take @cache away changes nothing that a test could see; `|` stands in types, which nobody runs.
_LEFT_OUT = ("core/RemoveDecorator", "core/ReplaceBinaryOperator_BitOr")
_TIMES_LONGER = 4  # than the unchanged code takes: a change that hangs is noticed


@dataclass(frozen=True)
class Part:
    """Code that is changed, and the tests that should notice; each a pattern from the root."""

    code: Sequence[str]
    tests: Sequence[str]


PARTS: Mapping[str, Part] = {
    "safety": Part(("bot/safety",), ("tests/test_safety*.py",)),
    "privacy": Part(("bot/privacy",), ("tests/test_privacy*.py",)),
    "doors": Part(
        ("bot/api/cries.py", "bot/api/in_time.py", "bot/api/pace.py"),
        ("tests/test_cries.py", "tests/test_pace.py", "tests/test_danger_modes.py"),
    ),
    "orders": Part(
        ("ingest/orders.py", "ingest/loaders/hiding.py", "ingest/loaders/*_unseen.py"),
        ("tests/test_poisoned.py",),
    ),
}


def main(words: Sequence[str] | None = None) -> int:
    """Measures one part; 1 where the unchanged code does not pass its tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--sample", type=int, default=200, help="how many changes to try; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(words)
    out = load_settings().home.absolute() / "mutation" / f"{wanted.part}.json"
    part = PARTS[wanted.part]
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        copy = _copied(Path(folder))
        os.chdir(copy)
        os.environ["PYTHONPATH"] = str(copy)
        tests = " ".join(str(path.relative_to(copy)) for path in _found(part.tests, copy))
        command = f"{sys.executable} -m pytest -x -q -n 0 -p no:cacheprovider {tests}"
        began = time.monotonic()
        outcome, said = run_tests(command, timeout=600)
        seconds = time.monotonic() - began
        if outcome is not TestOutcome.SURVIVED:
            print(f"{said}\nthe unchanged code does not pass: nothing to measure", file=sys.stderr)
            return 1
        changes = _changes(_found(part.code, copy), Path(folder) / "changes.sqlite")
        drawn = _drawn(changes, sample=wanted.sample, seed=wanted.seed)
        print(f"{len(changes)} changes, {len(drawn)} drawn, {seconds:.1f} s for the tests", flush=True)
        missed = []
        tried = 0
        for change in drawn:
            result = mutate_and_test([change], command, timeout=_TIMES_LONGER * seconds)
            if result.worker_outcome is not WorkerOutcome.NORMAL:
                continue  # there was nothing to change after all
            tried += 1
            if result.test_outcome is TestOutcome.SURVIVED:
                missed.append(_told(change, result.diff or "", copy))
                print(f"missed: {missed[-1]['place']} {missed[-1]['kind']}", flush=True)
    score = 1 - len(missed) / tried if tried else 0.0
    print(f"{wanted.part}: {tried - len(missed)} of {tried} noticed, mutation score {score:.1%}")
    out.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "part": wanted.part, "when": datetime.now(UTC).isoformat(timespec="seconds"), "seed": wanted.seed,
        "changes": len(changes), "tried": tried, "score": round(score, 4), "missed": missed,
    }  # fmt: skip
    out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _copied(folder: Path) -> Path:
    copy = folder / "tree"
    copy.mkdir()
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    return copy


def _found(patterns: Iterable[str], copy: Path) -> list[Path]:
    return sorted(path for pattern in patterns for path in copy.glob(pattern))


def _changes(code: Iterable[Path], file: Path) -> list[MutationSpec]:
    """One change for each kind at each place."""
    with use_db(str(file), WorkDB.Mode.create) as work:
        init(list(find_modules(code)), work, {})
        every = [change for item in work.work_items for change in item.mutations]
    chosen: dict[tuple[object, ...], list[MutationSpec]] = {}
    for change in every:
        if not change.operator_name.startswith(_LEFT_OUT):
            kind = change.operator_name.split("_")[0]
            chosen.setdefault((str(change.module_path), change.start_pos, kind), []).append(change)
    draw = random.Random(0)
    return [draw.choice(of_a_kind) for _, of_a_kind in sorted(chosen.items(), key=lambda row: str(row[0]))]


def _drawn(changes: Sequence[MutationSpec], *, sample: int, seed: int) -> list[MutationSpec]:
    if not sample or sample >= len(changes):
        return list(changes)
    return random.Random(seed).sample(changes, sample)


def _told(change: MutationSpec, diff: str, copy: Path) -> dict[str, str]:
    lines = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    place = f"{change.module_path.relative_to(copy)}:{change.start_pos[0]}"
    return {"place": place, "kind": change.operator_name, "change": "\n".join(lines)}


if __name__ == "__main__":
    sys.exit(main())
