"""Intervals for what a limited number of worlds, of battles, or of recorded rows can tell: 95 %, unless said."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95

LEAST_DIFFERING = 6
"""Fewer pairs than this cannot tell a difference from luck: five alike of five have an exact p of 0.06."""

_LEANS = 1e-6
"""A skewness below this is none, and Hall's transformation that of no change."""

RESAMPLES = 400
"""Resamples of a bootstrap."""

TAILS = (0.025, 0.975)
"""Quantiles of what was resampled that are the ends of its interval."""


@functools.cache
def normal_quantile(share: float) -> float:
    """Return the quantile of the standard normal distribution."""
    # SciPy is loaded here and not above: runs that compare nothing need not wait for it.
    from scipy.special import ndtri

    return float(ndtri(share))


@functools.lru_cache(maxsize=4096)
def student_quantile(freedom: int) -> float:
    """Return the number of standard errors to either end of the interval, by Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


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


def paired_numbers(differences: Floats) -> tuple[float, float]:
    """Return the interval of a mean difference of numbers, as far as the pairs that differ can tell it.

    It is Student's, with as many degrees of freedom as the pairs that differ allow, widened where differences lean to
    one side to what Hall's transformation of the same mean gives. Where fewer than `LEAST_DIFFERING` pairs differ, it
    reaches as far as the greatest difference seen would take it, were such pairs as frequent as they could be.

    Parameters
    ----------
    differences
        Shape (pair,), at least two, without NaN.

    References
    ----------
    P. Hall, "On the removal of skewness by transformation", Journal of the Royal Statistical Society B 54 (1992),
    221-228.
    """
    count, mean = len(differences), float(differences.mean())
    differing = int(np.count_nonzero(differences))
    spread = float(differences.std(ddof=1))
    if spread == 0:
        return mean, mean
    errors = student_quantile(max(differing - 1, 1))
    error, root = spread / math.sqrt(count), math.sqrt(count)
    low, high = mean - errors * error, mean + errors * error
    skew = float(((differences - mean) ** 3).mean()) / float(differences.std()) ** 3
    if abs(skew) > _LEANS:
        turned = [
            3 * root / skew * (math.cbrt(1 + skew * (end - skew / (6 * root)) / root) - 1) for end in (errors, -errors)
        ]
        low, high = min(low, mean - error * turned[0]), max(high, mean - error * turned[1])
    if differing < LEAST_DIFFERING:
        reach = exact(differing, count)[1] * float(np.abs(differences).max())
        low, high = min(low, -reach), max(high, reach)
    return low, high


def told_apart(low: float, high: float, differing: int, most: float = math.inf) -> tuple[float, float]:
    """Return the interval of a mean difference as far as so few pairs can tell it, and no wider than can be.

    Parameters
    ----------
    low, high
        The interval that the spread of the pairs gives; NaN stays.
    differing
        Pairs that differ: fewer than `LEAST_DIFFERING` never leave zero out.
    most
        The largest difference that a pair can have: 1 of what lies from 0 to 1.
    """
    if differing < LEAST_DIFFERING:
        low, high = min(low, 0.0), max(high, 0.0)
    return max(low, -most), min(high, most)


def wilson(count: int, worlds: int) -> tuple[float, float]:
    """Return Wilson's interval of a share, which says something of a share of 0 or 1 too.

    `scipy.stats` has it as well, and takes as long to load as a thousand worlds to run.

    References
    ----------
    R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
    857-872.
    """
    errors, share = normal_quantile(0.5 + 0.5 * CONFIDENCE), count / worlds
    whole = 2 * (worlds + errors**2)
    center = (2 * worlds * share + errors**2) / whole
    half = errors / whole * math.sqrt(4 * worlds * share * (1 - share) + errors**2)
    return float(center - half) if count else 0.0, float(center + half) if count < worlds else 1.0


def exact(count: int, worlds: int) -> tuple[float, float]:
    """Return the interval of a share by Clopper and Pearson: quantiles of the beta distribution."""
    from scipy.special import betaincinv

    low, high = (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2
    return (
        float(betaincinv(count, worlds - count + 1, low)) if count else 0.0,
        float(betaincinv(count + 1, worlds - count, high)) if count < worlds else 1.0,
    )


def sign_test(gained: int, lost: int) -> float:
    """Return the p of the exact two-sided sign test (McNemar's) of pairs that differ; 1 where none does.

    It is that of `scipy.stats.binomtest` at a half, where both tails are alike, without its search for the other one.
    """
    from scipy.special import bdtr

    return min(1.0, 2.0 * float(bdtr(min(gained, lost), gained + lost, 0.5))) if gained + lost else 1.0


@functools.lru_cache(maxsize=4096)
def paired_shares(gained: int, lost: int, worlds: int) -> tuple[float, float]:
    """Return the interval of a paired difference of shares: Tango's score interval, held to the exact sign test.

    It is widened to reach zero where the exact (McNemar) test of the pairs that differ has p of 0.05 or more, and
    to Clopper and Pearson's interval where all that differ do so one way. With no
    such pair it reaches about 4 in `worlds` to either side.

    References
    ----------
    T. Tango, "Equivalence test and confidence interval for the difference in proportions for the paired-sample
    design", Statistics in Medicine 17 (1998), 891-908.
    """
    from scipy.optimize import brentq

    errors, found = normal_quantile((1 + CONFIDENCE) / 2), (gained - lost) / worlds

    def upper(gained: int, lost: int) -> float:
        def distance(difference: float) -> float:
            linear = (2 * worlds - gained + lost) * difference - gained - lost
            root = math.sqrt(max(linear**2 + 8 * worlds * lost * difference * (1 - difference), 0.0))
            spread = worlds * ((root - linear) / (2 * worlds) + difference * (1 - difference))
            return gained - lost - worlds * difference + errors * math.sqrt(max(spread, 0.0))

        # A shade above the difference itself, where the distance may be zero without being the limit.
        middle = (gained - lost) / worlds + 1e-9
        return 1.0 if middle >= 1 or distance(1.0) >= 0 else float(brentq(distance, middle, 1.0))

    low, high = max(-upper(lost, gained), -1.0) + 0.0, min(upper(gained, lost), 1.0)
    if (
        gained + lost and not gained * lost
    ):  # one share alone, where the score interval falls short at about four worlds
        ends = sorted(math.copysign(end, found) for end in exact(gained + lost, worlds))
        low, high = min(low, ends[0]), max(high, ends[1])
    if sign_test(gained, lost) >= 1 - CONFIDENCE:
        return min(low, 0.0), max(high, 0.0)
    return min(low, found), max(high, found)


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
