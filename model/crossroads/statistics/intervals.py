"""Intervals for what a limited number of worlds, or of recorded rows, can tell."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 400
"""Resamples of a bootstrap."""

_LEVELS = (0.025, 0.975)
_NORMAL = 1.959963984540054


def median_interval(values: Floats) -> tuple[float, float]:
    """Return the 95 % interval of a median, from ranks; NaN where there are too few values to tell.

    Parameters
    ----------
    values
        Shape (n,), without NaN.
    """
    ordered = np.sort(values)
    half = _NORMAL * math.sqrt(len(ordered)) / 2
    low, high = math.floor(len(ordered) / 2 - half) - 1, math.ceil(len(ordered) / 2 + half)
    if low < 0 or high >= len(ordered):
        return math.nan, math.nan
    return float(ordered[low]), float(ordered[high])


def resampled(values: Floats, seed: int, *, median: bool = False) -> tuple[float, float]:
    """Return the 95 % interval of a mean (or median) by resampling; NaN below two values.

    Parameters
    ----------
    values
        Shape (n,), without NaN; taken to be independent of each other.
    seed
        Seed of the resampling.
    median
        The median in the place of the mean.
    """
    if len(values) < 2:
        return math.nan, math.nan
    rng = np.random.default_rng(seed)
    drawn = values[rng.integers(0, len(values), (RESAMPLES, len(values)))]
    found = np.median(drawn, axis=1) if median else drawn.mean(axis=1)
    low, high = np.quantile(found, _LEVELS)
    return float(low), float(high)
