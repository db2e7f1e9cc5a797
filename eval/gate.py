"""Guards figures against falling: what the development set scored is committed, with its noise.

A figure falls when it is worse than the baseline by more than its noise: one standard error of the
bootstrap, and never less than one question, since int8 arithmetic differs between processors enough
to turn one ranking. What is promised by construction has no noise.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.scoring import Scored, parse
from knowledge.errors import BadFile, HotlineError

BASELINE = Path(__file__).parent / "baseline.json"
SET = "dev"
GUARDED = (
    "Recall@1", "Recall@5", "MRR@10", "FirstCitation", "Evidence", "Verbatim", "Refusal", "FalseRefusal",
    "FalseAlarm",
)  # fmt: skip
_PROMISED = ("Verbatim",)


@dataclass(frozen=True, slots=True)
class Guard:
    """A figure over n questions, and by how much it may be worse."""

    figure: float
    n: int
    noise: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the set with this hash scored."""

    sha256: str
    figures: Mapping[str, Guard]

    @classmethod
    def of(cls, scored: Scored) -> "Baseline":
        """The baseline that a run would be."""
        return cls(scored.sha256, {name: _guard(scored, name) for name in GUARDED})

    @classmethod
    def read(cls, path: Path) -> "Baseline":
        """The committed baseline; BadFile if it cannot be read."""
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            figures = {name: Guard(**guard) for name, guard in fields["figures"].items()}
            return cls(fields["sha256"], figures)
        except OSError as problem:
            raise BadFile(f"基线 {path} 打不开（{problem.strerror}）", "请用 --update 写一份") from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise BadFile(f"基线 {path} 读不懂（{problem!r}）", "请用 --update 重写") from problem

    def write(self, path: Path) -> None:
        """Writes it, to be committed."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Judged:
    """A guarded figure as it was and as it is."""

    name: str
    was: Guard
    now: float
    fallen: bool

    def __str__(self) -> str:
        """One line for the log of a check."""
        state = "退步" if self.fallen else "守住"
        was = self.was
        return f"{state} {self.name}：{self.now:.3f}，基线 {was.figure:.3f} ± {was.noise:.3f}（{was.n} 题）"


def judge(scored: Scored, baseline: Baseline) -> tuple[Judged, ...]:
    """Every guarded figure; HotlineError if the baseline is of another set, or lacks a figure."""
    if scored.sha256 != baseline.sha256:
        raise HotlineError(
            f"题集 {scored.dataset.name} 改过，和基线不是同一份", "请看过新的结果，再用 --update 更新基线"
        )
    if missing := [name for name in GUARDED if name not in baseline.figures]:
        raise HotlineError(f"基线里没有 {'、'.join(missing)}", "请用 --update 更新基线")
    return tuple(_judged(scored, name, baseline.figures[name]) for name in GUARDED)


def _judged(scored: Scored, name: str, was: Guard) -> Judged:
    (measure,) = parse(name)
    now = scored.figure(measure).mean
    worse = now - was.figure if measure.lower_is_better else was.figure - now
    return Judged(name, was, now, fallen=worse > was.noise + 1e-9)


def _guard(scored: Scored, name: str) -> Guard:
    (measure,) = parse(name)
    figure = scored.figure(measure)
    noise = 0.0 if name in _PROMISED else max(figure.error, 1 / max(figure.n, 1))
    return Guard(round(figure.mean, 6), figure.n, round(noise, 6))
