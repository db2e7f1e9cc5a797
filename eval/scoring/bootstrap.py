"""How far a figure may be off because there are only so many questions: bootstrap, always with one seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
_SEED = 12345


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions, the bounds of its 95 % interval, and its standard error."""

    mean: float
    low: float
    high: float
    error: float
    n: int


def estimate(scores: Sequence[float]) -> Estimate:
    """The mean of scores and how sure it is; all zeros for no scores."""
    if not scores:
        return Estimate(0.0, 0.0, 0.0, 0.0, 0)
    values = np.array(scores)
    means = values[_draws(len(values))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return Estimate(float(values.mean()), float(low), float(high), float(means.std()), len(values))


def _draws(count: int) -> NDArray[np.int64]:
    """Which questions each resample takes: the same every time, so that a figure never changes by itself."""
    return np.random.default_rng(_SEED).integers(0, count, size=(RESAMPLES, count))
