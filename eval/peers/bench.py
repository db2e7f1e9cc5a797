"""Runs the systems one after the other, each a child process given the same file of texts and questions."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.datasets import Question
from eval.measures import mean, percentile
from eval.peers.environments import PeerFailed, ready, size_mb
from eval.peers.lineup import System
from eval.peers.rows import PeerRow
from eval.pieces import clause_of
from eval.retrieval import MEASURES
from knowledge.model import ClauseRef, Document
from knowledge.settings import Settings

LIMIT = 10  # clauses of a ranking
_SECONDS = 1800.0  # for one system, from start to end
_CHILD = Path(__file__).parent / "child"

Say = Callable[[str], None]
Launch = Callable[[System, Path], dict[str, Any]]


class Bench:
    """The texts and questions of one comparison, laid out in `work`, which the caller throws away."""

    def __init__(
        self,
        documents: Sequence[Document],
        questions: Sequence[Question],
        *,
        work: Path,
        library: Settings,
        model: Path,
        peers: Path,
        say: Say,
    ) -> None:
        """`library` is a home that holds the documents, `peers` the folder of the environments."""
        self._documents = documents
        self._questions = [question for question in questions if question.answerable]
        self._work, self._peers, self._say = work, peers, say
        fresh = work / "fresh"
        fresh.mkdir(parents=True)
        # Our program looks for the model in its own home.
        (fresh / "models").symlink_to(library.model_cache.resolve())
        shutil.copytree(_CHILD, work / "child", ignore=shutil.ignore_patterns("__pycache__"))
        task = {
            "texts": [document.text for document in documents],
            "questions": [question.text for question in self._questions],
            "clauses": LIMIT,
            "model": str(model.resolve()),
            "threads": library.threads,
            "extra": {
                "library": str(library.home.resolve()),
                "fresh": str(fresh.resolve()),
                "documents": [_written(document) for document in documents],
            },
        }
        (work / "task.json").write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")

    def row(self, system: System, *, launch: Launch | None = None) -> PeerRow:
        """A system's figures, or the reason why there are none."""
        try:
            result = (launch or self._launch)(system, self._work)
            return self._scored(system, result)
        except PeerFailed as problem:
            self._say(f"{system.title} 没有跑成：{problem}")
            return PeerRow(system.title, system.note, len(self._questions), problem=str(problem))

    def _scored(self, system: System, result: dict[str, Any]) -> PeerRow:
        rankings = [self._ranking(found) for found in result["rankings"]]
        if len(rankings) != len(self._questions):
            raise PeerFailed(f"{len(self._questions)} 个问题只答了 {len(rankings)} 个")
        figures = {
            str(measure): mean(measure(r, q.gold) for r, q in zip(rankings, self._questions, strict=True))
            for measure in MEASURES
        }
        return PeerRow(
            system.title,
            system.note,
            len(self._questions),
            figures=figures,
            index_s=result["index_s"],
            p50_ms=percentile(result["ms"], 0.5),
            p95_ms=percentile(result["ms"], 0.95),
            memory_mb=result["memory_mb"],
            environment_mb=self._size(system),
        )

    def _ranking(self, pieces: Sequence[tuple[int, int, int]]) -> list[ClauseRef]:
        """The clauses that the pieces count as, each once, at its best place."""
        refs = dict.fromkeys(clause_of(self._documents[text], start, end) for text, start, end in pieces)
        return list(refs)[:LIMIT]

    def _size(self, system: System) -> float:
        if system.environment is None:
            return size_mb(system.packages)
        places = (self._peers / system.environment.name).glob("lib/python*/site-packages")
        return size_mb(system.environment.packages, places=places)

    def _launch(self, system: System, work: Path) -> dict[str, Any]:
        """Runs the system's child to its end and reads what it wrote; PeerFailed."""
        result = work / "result.json"
        result.unlink(missing_ok=True)
        arguments = [system.variant, str(work / "task.json"), str(result)]
        if system.environment is None:
            command, folder = [sys.executable, "-m", "eval.peers.inhouse", *arguments], None
        else:
            python = ready(system.environment, self._peers, say=self._say).absolute()
            # -E: no PYTHONPATH may lead it to what is ours.
            command = [str(python), "-E", "-m", f"child.{system.environment.name}", *arguments]
            folder = work
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_SECONDS
            )
        except subprocess.TimeoutExpired as problem:
            raise PeerFailed(f"{_SECONDS / 60:.0f} 分钟没有跑完") from problem
        if done.returncode or not result.is_file():
            last = (done.stderr.strip().splitlines() or [f"退出码 {done.returncode}，没有说明"])[-1]
            raise PeerFailed(last)
        read: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return read


def _written(document: Document) -> dict[str, Any]:
    """A document without its text, for the systems of our own make."""
    return {
        "doc_no": document.doc_no,
        "title": document.title,
        "clauses": [
            {
                "label": clause.label,
                "headings": clause.headings,
                "spans": [(span.start, span.end) for span in clause.spans],
                "text": clause.text,
                "is_heading": clause.is_heading,
            }
            for clause in document.clauses
        ],
    }
