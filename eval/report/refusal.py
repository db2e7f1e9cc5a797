"""The refusal curves: what a threshold on the nearest passage would refuse, rightly and wrongly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.outcome import Outcome
from eval.report.svg import Plot, Point, drawing, tag, tooltip, words
from eval.report.words import percent
from eval.scoring import Scored

Nearness = Callable[[Outcome], float | None]

_WIDEST = 0.5  # of the answerable refused: nobody would go further
_CROWDED = 0.05  # below, the marks of all low thresholds fall on one place
_MARKED = (0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
_STEPS = [step / 200 for step in range(201)]


def sentence(outcome: Outcome) -> float | None:
    """How near the nearest sentence of the texts was."""
    return outcome.nearest_sentence


def asked(outcome: Outcome) -> float | None:
    """How near the nearest of the questions that people ask was."""
    return outcome.nearest_asked


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that should be refused, as one line of the plot."""

    label: str
    outcomes: tuple[Outcome, ...]
    style: str


def groups(sets: Sequence[Scored]) -> tuple[Group, ...]:
    """Each set's questions to be refused."""
    found = [(scored.dataset.title, _expected(scored, "refuse")) for scored in sets]
    return tuple(
        Group(f"{title} {len(outcomes)} 题", outcomes, f"s{number}")
        for number, (title, outcomes) in enumerate(found, 1)
        if outcomes
    )


def answerable(scored: Scored) -> tuple[Outcome, ...]:
    """What came for the questions that should be answered."""
    return _expected(scored, "answer")


def refusal(to_refuse: Sequence[Group], to_answer: Sequence[Outcome], nearness: Nearness) -> Markup | None:
    """Refused of those to be refused against refused of those to be answered, as the threshold rises.

    The rings are where the program stands, which looks at more than one threshold. None where nothing
    was searched by meaning.
    """
    if not to_answer or not any(nearness(outcome) is not None for outcome in to_answer):
        return None
    plot = Plot((-0.02, _WIDEST), (0, 1), width=520, height=360, left=48, right=20)
    shares = [n / 10 for n in range(0, 11, 2)]
    parts = [
        plot.frame(
            [(n / 10, f"{n * 10}%") for n in range(6)],
            [(share, f"{share:.0%}") for share in shares],
            x_title="能答的题里，误拒的",
        )
    ]
    for group in to_refuse:
        curve = [
            (_below(to_answer, nearness, t, unknown=True), _below(group.outcomes, nearness, t, unknown=False))
            for t in _STEPS
        ]
        if shown := _within(curve):
            parts.append(plot.line(shown, group.style))
        for threshold in _MARKED:
            x = _below(to_answer, nearness, threshold, unknown=True)
            y = _below(group.outcomes, nearness, threshold, unknown=False)
            if x <= _WIDEST:
                text = f"界线 {threshold:.2f}：{group.label}中拒 {percent(y)}，能答的误拒 {percent(x)}"
                parts.append(plot.dot((x, y), group.style, text, radius=3.5))
                if group is to_refuse[0] and y > _CROWDED:
                    parts.append(words(f"{threshold:.2f}", plot.px(x) + 7, plot.py(y) + 15, class_="tick"))
    refused = sum(o.refused or o.record is None for o in to_answer) / len(to_answer)
    for number, group in enumerate(to_refuse):
        rightly = sum(o.refused for o in group.outcomes) / len(group.outcomes)
        text = f"现在的程序：{group.label}中拒 {percent(rightly)}，能答的误拒 {percent(refused)}"
        x, y = plot.px(min(refused, _WIDEST)), plot.py(rightly)
        parts.append(tag("circle", tooltip(text), class_=f"ring {group.style}", cx=x, cy=y, r=8))
        legend = plot.height - plot.bottom - 16 - 20 * (len(to_refuse) - 1 - number)
        parts.append(tag("circle", class_=f"ring {group.style}", cx=plot.width - 178, cy=legend - 4, r=6))
        parts.append(words(group.label, plot.width - 164, legend, class_=f"end {group.style}"))
    return drawing(plot.width, plot.height, "该拒的拒了多少，对着能答的误拒多少", *parts)


def _expected(scored: Scored, expected: str) -> tuple[Outcome, ...]:
    pairs = zip(scored.questions, scored.outcomes, strict=True)
    return tuple(outcome for question, outcome in pairs if question.expected == expected)


def _below(outcomes: Sequence[Outcome], nearness: Nearness, threshold: float, *, unknown: bool) -> float:
    """The share that a threshold would refuse; where no cosine is known, what counts against us."""
    near = [nearness(outcome) for outcome in outcomes]
    return sum(unknown if value is None else value < threshold for value in near) / len(near)


def _within(curve: Sequence[Point]) -> list[Point]:
    """The part of the curve that the plot shows, cut at its edge; nothing if it begins beyond."""
    kept: list[Point] = []
    for x, y in curve:
        if x > _WIDEST:
            if kept:
                before, at = kept[-1]
                kept.append((_WIDEST, at + (y - at) * (_WIDEST - before) / (x - before)))
            break
        kept.append((x, y))
    return kept
