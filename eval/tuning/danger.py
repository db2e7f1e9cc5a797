"""How the weights of `bot/safety/lexicon/weights.tsv` are worked out: `python -m eval.tuning.danger`.

A logistic regression over the turns of phrase and the clues of sentences of danger and of everyday life;
the same files every time, but for rounding. What it learns from: the development sets of danger,
sentences written for it (`told_danger.yaml`, `told_calm.yaml`), families as they are described to the
eligibility check, and questions about policy.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.safety.detect import by_rule
from bot.safety.hearing import heard
from bot.safety.mentions import Mentioned
from bot.safety.signs import CLASSES
from bot.safety.weighing import BIAS, FILE, KINDS, features, standing_clues
from eval.datasets import DEV
from eval.tuning.cries import cries
from eval.tuning.families import families
from knowledge.library import curated

Floats = NDArray[np.float64]

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests"
# How many lines of a set may be learned from; the rest of danger_more is only ever scored.
SETS = {"danger_dev": None, "danger_rounds": None, "danger_more": 600}
# The lexicon was made with these two, so that every cry in them has its clues. In a cry that nobody has seen
# half of them are missing: half are left out here, or the clues would be trusted too much.
_MADE_WITH = ("danger_dev", "danger_rounds")
_LEFT_OUT = 0.5
# Described to the eligibility check as families, and in danger all the same.
_HARM = frozenset(
    {
        "儿童.疑似家暴或侵害",
        "儿童.单独居住或失踪",
        "儿童.流浪乞讨",
        "儿童.受侵害或遗弃",
        "儿童.人身安全受威胁",
    }
)
_NOBODY_MINDS = frozenset(
    {
        "S025", "S038", "S039", "S041", "S122", "S135", "S187", "S214",
        "S227", "S298", "S300", "S344", "S443", "S501", "S546", "S576",
    }
)  # fmt: skip
_FAMILIES = 1200  # made-up ones
_CRIES = 600
_AT_LEAST = 2  # sentences that a feature has to stand in
_STRENGTH = 5.0  # the inverse of the ridge
_SMALLEST, _SMALLEST_OF_KIND = 0.05, 0.3  # weights below are left out of the files


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, whether a child is in danger in it, and where it comes from."""

    text: str
    danger: bool
    source: str
    kind: str = ""


def sentences(sets: Mapping[str, int | None] = SETS) -> Iterator[Told]:
    """Everything that is learned from."""
    for name, most in sets.items():
        for line in islice((DEV.with_name(f"{name}.jsonl")).read_text("utf-8").splitlines(), most):
            row = json.loads(line)
            # The dangers of the rounds are what the detection said of them itself.
            said = row["classes"] if name != "danger_rounds" else ()
            yield Told(row["text"], row["level"] in ("E0", "E1"), name, next(iter(said), ""))
    for name in ("told_danger", "told_calm"):
        for kind, texts in _yaml(HERE / f"{name}.yaml").items():
            danger = name == "told_danger"
            yield from (Told(text, danger, name, kind if danger else "") for text in texts)
    for row in _yaml(TESTS / "facts_said.yaml"):
        if row["id"] not in _NOBODY_MINDS and not _harm(row):
            yield Told(row["said"], False, "facts_said")
    yield from (Told(text, False, "families") for text in families(_FAMILIES))
    yield from (Told(text, True, "cries", kind) for kind, text in cries(_CRIES))
    asked = [question for row in curated().asked for question in row.questions]
    for text in asked:
        if not _a_cry_all_the_same(text):
            yield Told(text, False, "asked")


def _a_cry_all_the_same(text: str) -> bool:
    """Whether a question about policy tells of a child in danger, by the rules alone."""
    found = by_rule(Mentioned(heard(text) + "。"))
    return any(one.level in ("E0", "E1") for _, _, one in found)


def _yaml(path: Path):  # type: ignore[no-untyped-def]
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def _harm(row: Mapping[str, Mapping[str, object]]) -> bool:
    told = {**row.get("facts", {}), **row.get("low", {}), **row.get("either", {})}
    return any(told.get(fact) == "是" for fact in _HARM)


def described(told: Sequence[Told]) -> list[dict[str, float]]:
    """The features of each sentence."""
    chance = Random(12345)
    return [_features(one, chance) for one in told]


def _features(told: Told, chance: Random) -> dict[str, float]:
    mentions = Mentioned(heard(told.text) + "。")
    clues = standing_clues(mentions, 0, len(mentions.text))
    if told.danger and told.source in _MADE_WITH:
        clues = tuple(clue for clue in clues if chance.random() >= _LEFT_OUT)
    return features(mentions.text, clues)


def learned(wanted: Sequence[bool], rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The weight of each feature; the wanted sentences together count as much as the others."""
    often = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in often.items() if count >= _AT_LEAST)
    place = {name: number for number, name in enumerate(names)}
    cells = [
        (number, place[name], much)
        for number, row in enumerate(rows)
        for name, much in row.items()
        if name in place
    ]
    at, which = (np.array(column) for column in list(zip(*cells, strict=True))[:2])
    much = np.array([cell[2] for cell in cells])
    danger = np.array(wanted, dtype=float)
    share = np.where(danger == 1, 0.5 / danger.mean(), 0.5 / (1 - danger.mean()))

    def loss(now: Floats) -> tuple[float, Floats]:
        score = np.bincount(at, much * now[which], len(rows)) + now[-1]
        sign = np.where(danger == 1, score, -score)
        wrong = share * (1 / (1 + np.exp(-score)) - danger)
        slope = np.append(np.bincount(which, much * wrong[at], len(names)), wrong.sum())
        slope[:-1] += now[:-1] / _STRENGTH
        return float(share @ np.logaddexp(0, -sign) + now[:-1] @ now[:-1] / (2 * _STRENGTH)), slope

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    return {BIAS: float(found[-1]), **dict(zip(names, map(float, found), strict=False))}


def kinds_learned(
    told: Sequence[Told], rows: Sequence[Mapping[str, float]]
) -> Iterator[tuple[str, str, float]]:
    """For each danger what each feature says of it, among the sentences of which the danger is known."""
    known = [
        (one.kind, row) for one, row in zip(told, rows, strict=True) if one.danger and one.kind in CLASSES
    ]
    for kind in sorted({kind for kind, _ in known}):
        weights = learned([other == kind for other, _ in known], [row for _, row in known])
        yield from ((name, kind, much) for name, much in weights.items())


def written(rows: Iterable[tuple[str, str, float]], smallest: float) -> bytes:
    """A file: a feature, a danger or `all`, and the weight in thousandths on each line, by name."""
    kept = sorted(row for row in rows if row[0] == BIAS or abs(row[2]) >= smallest)
    return "".join(f"{name}\t{kind}\t{round(much * 1000)}\n" for name, kind, much in kept).encode()


def main() -> None:
    """Writes the two files and says the hashes that `bot/safety/weighing.py` has to name."""
    told = tuple(sentences())
    rows = described(told)
    weights = learned([one.danger for one in told], rows)
    files = {
        FILE: written(((name, "all", much) for name, much in weights.items()), _SMALLEST),
        KINDS: written(kinds_learned(told, rows), _SMALLEST_OF_KIND),
    }
    print(f"{len(told)} 句")
    for path, data in files.items():
        path.write_bytes(data)
        print(f"{path.name} {len(data.splitlines())} 行，SHA256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
