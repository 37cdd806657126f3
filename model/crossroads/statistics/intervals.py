"""Intervals for what a limited number of worlds, of battles, or of recorded rows can tell: 95 %, unless said."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95

RESAMPLES = 400
"""Resamples of a bootstrap."""

TAILS = (0.025, 0.975)
"""Quantiles of what was resampled that are the ends of its interval."""


def normal_quantile(share: float) -> float:
    """Return the quantile of the standard normal distribution."""
    # SciPy is loaded here and not above: runs that compare nothing need not wait for it.
    from scipy.special import ndtri

    return float(ndtri(share))


def student_quantile(freedom: int) -> float:
    """Return the number of standard errors to either end of the interval, by Student's t."""
    from scipy import stats

    return float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))


def mean_interval(values: Floats, *, student: bool = False) -> tuple[float, float, float]:
    """Return a mean with its interval, which is NaN for one value.

    Parameters
    ----------
    values
        Shape (n,), without NaN; at least one.
    student
        Student's interval in the place of the normal one.
    """
    count, mean = len(values), float(values.mean())
    if count < 2:
        return mean, math.nan, math.nan
    errors = student_quantile(count - 1) if student else normal_quantile((1 + CONFIDENCE) / 2)
    half = errors * float(values.std(ddof=1)) / math.sqrt(count)
    return mean, mean - half, mean + half


def wilson(count: int, worlds: int) -> tuple[float, float]:
    """Return Wilson's interval of a share, which says something of a share of 0 or 1 too."""
    return _binomial(count, worlds, "wilson")


def exact(count: int, worlds: int) -> tuple[float, float]:
    """Return the interval of a share by Clopper and Pearson."""
    return _binomial(count, worlds, "exact")


def _binomial(count: int, worlds: int, method: str) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(count, worlds).proportion_ci(confidence_level=CONFIDENCE, method=method)
    return float(found.low), float(found.high)


def median_interval(values: Floats) -> tuple[float, float]:
    """Return the interval of a median, from ranks; NaN where there are too few values to tell.

    Parameters
    ----------
    values
        Shape (n,), without NaN.
    """
    ordered = np.sort(values)
    half = normal_quantile((1 + CONFIDENCE) / 2) * math.sqrt(len(ordered)) / 2
    low, high = math.floor(len(ordered) / 2 - half) - 1, math.ceil(len(ordered) / 2 + half)
    if low < 0 or high >= len(ordered):
        return math.nan, math.nan
    return float(ordered[low]), float(ordered[high])


def resampled(values: Floats, seed: int, *, median: bool = False) -> tuple[float, float]:
    """Return the interval of a mean (or median) by resampling; NaN below two values.

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
    low, high = np.quantile(found, TAILS)
    return float(low), float(high)
