"""Several rankings made into one, by rank alone, so that no scale of scores can drown another."""

from collections.abc import Iterable, Mapping, Sequence

_K = 60  # the customary constant of reciprocal rank fusion: how fast a lower rank loses weight


def fuse(rankings: Iterable[tuple[Sequence[int], float]]) -> Mapping[int, float]:
    """Reciprocal rank fusion.

    Args:
        rankings: item numbers, best first, each ranking with its weight.

    Returns:
        For every item that any ranking names, the sum of weight / (60 + rank), divided by the sum of
        the weights at rank 1: an item that is first everywhere scores 1.
    """
    fused: dict[int, float] = {}
    total = 0.0
    for ranking, weight in rankings:
        total += weight / (_K + 1)
        for rank, item in enumerate(ranking, 1):
            fused[item] = fused.get(item, 0.0) + weight / (_K + rank)
    return {item: score / total for item, score in fused.items()} if total else {}
