"""The report: one page about a run that opens from a file, with nothing to be fetched."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.compare import Difference, common, compare
from eval.measures import percentile
from eval.peers.rows import Comparison
from eval.report import refusal
from eval.report.beside import beside as peers_chart
from eval.report.beside import ordered
from eval.report.charts import Series, breakdown, latency, recall, whisker
from eval.report.failures import reasons
from eval.report.growth import Size, growth
from eval.report.words import EXPECTED, KIND, STATUS, STYLE, VERDICT, percent, points, said, span
from eval.runs import Run
from eval.scoring import Estimate, Measure, Scored, parse
from eval.scoring.answers import RIGHT
from knowledge.errors import HotlineError

_HERE = Path(__file__).parent
_TILES = ("Recall@1", "Recall@5", "Evidence", "Verbatim", "Refusal", "FalseRefusal")
_NONE = "没有记录"


@dataclass(frozen=True, slots=True)
class Against:
    """An earlier run beside this one, over one set; `problem` says why the two cannot be compared."""

    run: Run
    title: str
    differences: tuple[Difference, ...]
    problem: str = ""

    @property
    def scale(self) -> tuple[float, float]:
        """A scale that holds every interval, with zero in its middle."""
        widest = max(
            (abs(end) for one in self.differences for end in (one.change.low, one.change.high)), default=0
        )
        return (-max(widest, 0.02), max(widest, 0.02))


@dataclass(frozen=True, slots=True)
class Tile:
    """A main figure, and what it has more than in the first of the earlier runs."""

    measure: Measure
    figure: Estimate
    change: Difference | None


def page(
    run: Run, against: Sequence[Run], *, peers: Comparison | None = None, sizes: Sequence[Size] = ()
) -> str:
    """The whole page, in Chinese. Questions of a sealed set are counted and not shown.

    With `peers`, ours beside other systems; with `sizes`, the cost as the library grows.
    """
    sets = [run.scored(name) for name in run.about.sets]
    main = next((scored for scored in sets if scored.dataset.name == "dev"), sets[0])
    beside = [row for other in against for row in _against(run, other)]
    ranked = [scored for scored in sets if any(q.answerable for q in scored.questions)]
    milliseconds = [value for scored in sets for value in scored.milliseconds]
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        percent=percent, points=points, said=said, span=span, whisker=whisker, expected=EXPECTED,
        kinds=KIND, styles=STYLE, statuses=STATUS, verdicts=VERDICT,
    )  # fmt: skip
    return environment.get_template("page.html").render(
        run=run,
        css=Markup((_HERE / "page.css").read_text(encoding="utf-8")),  # ours, not a stranger's
        sets=sets,
        main=main,
        missing=sum(not outcome.came for scored in sets for outcome in scored.outcomes),
        tiles=_tiles(main, beside),
        recall=recall(_series(ranked, against)) if ranked else None,
        by_style=breakdown(main, list(STYLE.items()), by="style") if main in ranked else None,
        by_kind=breakdown(main, list(KIND.items()), by="kind") if main in ranked else None,
        refusals=_refusals(main, sets),
        confusion=[row for scored in sets for row in _confusion(scored)],
        checks=[row for scored in sets for row in _checks(scored)],
        columns=(*STATUS.values(), _NONE),
        latency=latency(milliseconds) if milliseconds else None,
        late={share: percentile(milliseconds, share) for share in (0.5, 0.95)} if milliseconds else {},
        peers=peers,
        peer_rows=ordered(peers.rows) if peers else [],
        peers_chart=peers_chart(peers.rows) if peers else None,
        growth=growth(sizes) if sizes else [],
        against=beside,
        failures=[(scored, reasons(scored)) for scored in sets],
    )


def _against(run: Run, other: Run) -> list[Against]:
    rows = []
    for name in common(other, run):
        before, after = other.scored(name), run.scored(name)
        try:
            rows.append(Against(other, after.dataset.title, compare(before, after, after.measures)))
        except HotlineError as problem:
            rows.append(Against(other, after.dataset.title, (), str(problem)))
    return rows


def _tiles(main: Scored, beside: Sequence[Against]) -> list[Tile]:
    changes = {
        str(one.measure): one
        for row in reversed(beside)
        if row.title == main.dataset.title
        for one in row.differences
    }
    figures = [(measure, main.figure(measure)) for measure in parse(*_TILES)]
    return [Tile(measure, figure, changes.get(str(measure))) for measure, figure in figures if figure.n]


def _series(ranked: Sequence[Scored], against: Sequence[Run]) -> list[Series]:
    """This run's sets with their bands, and the first set of each earlier run as a thin line."""
    now = [Series(scored.dataset.title, scored, f"s{number}") for number, scored in enumerate(ranked, 1)]
    name = ranked[0].dataset.name
    earlier = [other for other in against if name in other.about.sets]
    return now + [
        Series(f"先前 {number}", other.scored(name), "past", banded=False)
        for number, other in enumerate(earlier, 1)
    ]


def _refusals(main: Scored, sets: Sequence[Scored]) -> list[tuple[str, Markup]]:
    to_refuse, to_answer = refusal.groups(sets), refusal.answerable(main)
    ways = (("以最近的条款原句为准", refusal.sentence), ("以最近的常见问法为准", refusal.asked))
    drawn = [
        (title, refusal.refusal(to_refuse, to_answer, nearness)) for title, nearness in ways if to_refuse
    ]
    return [(title, plot) for title, plot in drawn if plot is not None]


def _confusion(scored: Scored) -> list[tuple[str, int, list[tuple[int, float, bool]]]]:
    """A row for each kind of question: how many there are, and for each status count, share, rightness."""
    rows = []
    for expected, right in RIGHT.items():
        came = [
            outcome.record.status.value if outcome.record else _NONE
            for question, outcome in zip(scored.questions, scored.outcomes, strict=True)
            if question.expected == expected
        ]
        if came:
            counts, fine = Counter(came), {status.value for status in right}
            cells = [(counts[s], counts[s] / len(came), s in fine) for s in (*STATUS, _NONE)]
            rows.append((f"{scored.dataset.title}：{EXPECTED[expected]}", len(came), cells))
    return rows


def _checks(scored: Scored) -> list[tuple[str, int, list[tuple[int, float, bool]]]]:
    """A row for each verdict that was right: for each verdict that came count, share, rightness."""
    came: dict[str, Counter[str]] = {right: Counter() for right in VERDICT}
    for question, outcome in zip(scored.questions, scored.outcomes, strict=True):
        for category, right in question.verdicts:
            came[right][outcome.verdict(category) or _NONE] += 1
    return [
        (
            f"{scored.dataset.title}：{VERDICT[right]}",
            counts.total(),
            [(counts[v], counts[v] / counts.total(), v == right) for v in (*VERDICT, _NONE)],
        )
        for right, counts in came.items()
        if counts
    ]
