"""A new build on trial: `python -m knowledge.index.verify FOLDER [CHROMA]`, a process of its own.

A broken Chroma index can end the process that opens it without an exception, so nobody who has
anything to lose opens a build first. Exit status 0 says that the build may be used; 1 that it may
not, with the reason on standard output; anything else that it took the process with it.
"""

import sys
from pathlib import Path

import numpy as np

from knowledge.errors import HotlineError
from knowledge.index.build import Build

_SAMPLE = 2000  # vectors of a group that must find themselves; all of them in a smaller one
_LOST_FEW, _LOST = 5, 0.02  # vectors that the graph may lose; they are compared one by one
_TOP = 5  # places in which a vector must find itself, or its like
_MISSES = 0.005  # of the sample: the graph is approximate. Chroma, when it loses vectors, loses 9-37 %
_SAME = 1e-4  # two vectors this near are one sentence, said twice
_PROBE_TOP = 10
# Of the probes' true neighbours. A sound index reaches .99 on text and, at 60,000 random vectors of 512
# dimensions, the worst that can be asked of it, .69.
_PROBE_RECALL = 0.5
_AT_A_TIME = 100


def problems(build: Build) -> list[str]:
    """What is wrong with a build, in Chinese; empty for one that may be used."""
    return [problem for group in build.dense for problem in _group_problems(build, group)]


def _group_problems(build: Build, group: str) -> list[str]:
    index, vectors = build.dense[group], build.vectors(group)
    count = len(vectors)
    if not count == index.count() == len(index.places) == build.manifest.dense[group]:
        return [f"{group}：应有 {count} 条向量，索引里是 {index.count()} 条"]
    found: list[str] = []
    if len(index.lost) > _LOST_FEW + _LOST * count:
        found.append(f"{group}：{count} 条向量里有 {len(index.lost)} 条不在图上")
    sample = np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(int))
    missed = 0
    for start in range(0, len(sample), _AT_A_TIME):
        numbers = sample[start : start + _AT_A_TIME]
        answers = index.nearest(vectors[numbers], _TOP)
        for number, answer in zip(numbers, answers, strict=True):
            missed += not any(
                cosine > 1 - _SAME and vectors[place] @ vectors[number] > 1 - _SAME
                for place, cosine in answer
            )
    if missed > _MISSES * len(sample):
        found.append(f"{group}：{len(sample)} 条向量里有 {missed} 条找不到自己")
    recall = _probe_recall(build, group)
    if recall < _PROBE_RECALL:
        found.append(f"{group}：试问题只找到应有结果的 {recall:.0%}")
    return found


def _probe_recall(build: Build, group: str) -> float:
    """The share of the probes' true neighbours, or of others as near, that the index finds."""
    vectors, exact = build.vectors(group), build.exact[group]
    right = wanted = 0
    answers = build.dense[group].nearest(build.probes, _PROBE_TOP)
    for probe, answer in zip(build.probes, answers, strict=True):
        truth = exact.search(probe, _PROBE_TOP)
        floor = truth[-1][1] - _SAME
        wanted += len(truth)
        right += sum(float(vectors[number] @ probe) >= floor for number, _ in answer)
    return right / wanted


def main() -> int:
    """Tries the build named on the command line."""
    folder, chroma = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    try:
        found = problems(Build.open(folder, chroma=chroma))
    except HotlineError as problem:
        found = [str(problem)]
    print("；".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
