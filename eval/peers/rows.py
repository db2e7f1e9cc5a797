"""The rows of a comparison: as a table for people, as JSON for the report."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from eval.retrieval import MEASURES
from knowledge.errors import BadFile


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One system: quality, seconds to index, milliseconds a question, megabytes; or why it did not run."""

    system: str
    note: str
    questions: int
    figures: dict[str, float] = field(default_factory=dict)
    index_s: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    memory_mb: float = 0.0
    environment_mb: float = 0.0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows of one run, and what was compared where."""

    questions: str
    documents: int
    clauses: int
    program: str
    machine: str
    at: str
    rows: tuple[PeerRow, ...]

    def write(self, path: Path) -> None:
        """Keeps it as JSON."""
        path.write_text(json.dumps({"peers": asdict(self)}, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Comparison":
        """What `write` wrote; BadFile."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))["peers"]
            return cls(**held | {"rows": tuple(PeerRow(**row) for row in held["rows"])})
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BadFile(
                f"{path} 不是 hotline eval peers 的结果（{problem}）", "请用 hotline eval peers --out 写一个"
            ) from problem


def table(rows: Sequence[PeerRow]) -> str:
    """A Markdown table; the best of each measure in bold."""
    names = [str(measure) for measure in MEASURES]
    best = {name: max((round(row.figures.get(name, 0), 2) for row in rows), default=0) for name in names}
    heads = ["系统", *names, "建索引 s", "p50 ms", "p95 ms", "内存 MB", "环境 MB", "说明"]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in rows:
        if row.problem:
            cells = ["—"] * (len(heads) - 2) + [_cell(f"没有跑成：{row.problem}")]
        else:
            cells = [
                *(_bold(row.figures[name], best=best[name]) for name in names),
                f"{row.index_s:.1f}", f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}",
                f"{row.memory_mb:.0f}", f"{row.environment_mb:.0f}", _cell(row.note),
            ]  # fmt: skip
        lines.append(f"| {row.system} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _bold(share: float, *, best: float) -> str:
    return f"**{share:.2f}**" if round(share, 2) == best else f"{share:.2f}"


def _cell(text: str) -> str:
    """One line of a table, whatever a foreign error message is made of."""
    return " ".join(text.split()).replace("|", "\\|")
