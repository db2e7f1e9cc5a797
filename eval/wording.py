"""`hotline eval wording`: how well the checks tell a true sentence about a clause from a subtly false one.

Offline, without any model: the sentences of `eval/datasets/wording.jsonl` go through the checks of
`bot.wording.checking`, the exact gates one by one and the two with a threshold as curves.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from bot.wording.checking import NEAR, SHARED, SHARED_ALONE, Support
from bot.wording.likeness import near, shared
from knowledge.index import Encoder, Words, open_encoder
from knowledge.index.passages import dictionary
from knowledge.settings import Settings

SENTENCES = Path(__file__).parent / "datasets" / "wording.jsonl"
_PARTS = ("calibration", "held_out")
_STEPS = tuple(number / 100 for number in range(50, 100, 5))


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence about a quote: whether it is true, and in which way it is false."""

    id: str
    part: str
    title: str
    quote: str
    sentence: str
    true: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks say of one sentence; `gate` is the exact gate that it does not pass."""

    item: Item
    gate: str | None
    shared: float
    near: float | None

    def passes(self, *, shared_at: float, near_at: float) -> bool:
        """Whether it is shown with these thresholds."""
        return self.gate is None and self.shared >= shared_at and (self.near is None or self.near >= near_at)


@dataclass(frozen=True, slots=True)
class Point:
    """Of the true sentences so many pass, of the false ones so many, at a threshold."""

    at: float
    true_pass: float
    false_pass: float


def items(path: Path = SENTENCES) -> tuple[Item, ...]:
    """The sentences of the set."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Item(
            **{name: row[name] for name in ("id", "part", "title", "quote", "sentence", "kind")},
            true=row["true"],
        )
        for row in rows
    )


def look(sentences: Sequence[Item], support: Support, encoder: Encoder | None) -> tuple[Seen, ...]:
    """All sentences through all checks."""
    found = []
    for item in sentences:
        quotes = [item.quote]
        fault = support.exact(item.sentence, quotes, title=item.title)
        found.append(
            Seen(
                item,
                fault[0].value if fault else None,
                shared(item.sentence, quotes, support.cut),
                near(item.sentence, quotes, encoder) if encoder else None,
            )
        )
    return tuple(found)


def curve(seen: Sequence[Seen], score: Callable[[Seen], float]) -> tuple[Point, ...]:
    """The curve of one score among the sentences that the exact gates let through."""
    left = [one for one in seen if one.gate is None]
    true, false = ([score(one) for one in left if one.item.true is wanted] for wanted in (True, False))
    return tuple(Point(at, _above(true, at), _above(false, at)) for at in _STEPS)


def area(seen: Sequence[Seen], score: Callable[[Seen], float]) -> float:
    """The area under the curve: how often a true sentence scores above a false one."""
    true = [score(one) for one in seen if one.item.true]
    false = [score(one) for one in seen if not one.item.true]
    above = sum((high > low) + (high == low) / 2 for high in true for low in false)
    return above / (len(true) * len(false)) if true and false else 0.0


def wording(*, out: Path | None, settings: Settings, say: Callable[[str], None]) -> None:
    """Measures and prints."""
    encoder = open_encoder(settings)
    words = Words(dictionary(), settings.model_cache)
    sentences = items()
    say(f"{len(sentences)} 句……")
    seen = look(sentences, Support(words.words, encoder), encoder)
    at = {"shared_at": SHARED if encoder else SHARED_ALONE, "near_at": NEAR}
    typer.echo("| 部分 | 真句通过 | 假句挡住 | 其中精确核对挡住 | 用词 AUC | 意思 AUC |")
    typer.echo("| --- | ---: | ---: | ---: | ---: | ---: |")
    report = {}
    for part in _PARTS:
        ours = [one for one in seen if one.item.part == part]
        true, false = ([one for one in ours if one.item.true is wanted] for wanted in (True, False))
        passed = _rate(true, lambda one: one.passes(**at))
        stopped = 1 - _rate(false, lambda one: one.passes(**at))
        exact = _rate(false, lambda one: one.gate is not None)
        areas = [area(ours, lambda one: one.shared), area(ours, lambda one: one.near or 0.0)]
        typer.echo(
            f"| {part}（{len(true)} 真 {len(false)} 假） | {passed:.1%} | {stopped:.1%} | {exact:.1%} "
            f"| {areas[0]:.3f} | {areas[1]:.3f} |"
        )
        report[part] = {"true_pass": passed, "false_stopped": stopped, "exact": exact, "auc": areas}
    typer.echo("\n校准部分里精确核对放过的句子，各阈值上真句、假句通过的比例：")
    fitted = [one for one in seen if one.item.part == _PARTS[0]]
    curves = {
        "用词": curve(fitted, lambda one: one.shared),
        "意思": curve(fitted, lambda one: one.near or 0.0),
    }
    for name, points in curves.items():
        for point in points:
            typer.echo(f"{name} ≥ {point.at:.2f}　真 {point.true_pass:.1%}　假 {point.false_pass:.1%}")
    missed = Counter(one.item.kind for one in seen if not one.item.true and one.passes(**at))
    typer.echo(
        "\n没挡住的假句：" + ("、".join(f"{kind} {count}" for kind, count in missed.most_common()) or "没有")
    )
    for one in fitted:
        if one.passes(**at) is not one.item.true:
            wrong = f"真句被挡（{one.gate or '不够像'}）" if one.item.true else "假句放过"
            typer.echo(f"{one.item.id} {wrong} {one.item.sentence}")
    if out:
        report["curves"] = {name: [asdict(point) for point in points] for name, points in curves.items()}
        out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _above(scores: Sequence[float], at: float) -> float:
    return sum(score >= at for score in scores) / len(scores) if scores else 0.0


def _rate(seen: Sequence[Seen], holds: Callable[[Seen], bool]) -> float:
    return sum(map(holds, seen)) / len(seen) if seen else 0.0
