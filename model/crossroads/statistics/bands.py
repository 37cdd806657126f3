"""How sure a mean over worlds is, told apart by what it hangs on: luck, knowledge, and the laws themselves.

*Luck* is the finite number of worlds: more of them narrow it. *Knowledge* is that nobody knows the parameters: the mean
would lie elsewhere were one set of them the true one. *Structure* is that laws have rivals that fit as well. No number
of worlds narrows the last two.

Each world is fought twice, with the same parameters and another luck. What the two have in common is owed to the
parameters: the covariance of the pairs is the variance of what could be expected if the parameters were known (I. M.
Sobol, "Global sensitivity indices for nonlinear mathematical models", Mathematics and Computers in Simulation 55
(2001), 271-280). The part of it that goes with the switches between rival laws is the structure's; the rest is that of
knowledge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossroads.statistics.intervals import Floats, mean_interval, normal_quantile, wilson

HELD = 0.80
"""Share of what could be true that the bands of knowledge and of structure hold."""

SURE = 0.95
"""How sure it is that a band is not wider than its reach."""

LEAST_UNDER_A_LAW = 20
"""Fewer worlds than this under one of two rival laws tell nothing of what hangs on it."""


@dataclass(frozen=True, slots=True)
class Bands:
    """A mean and its three bands; each an interval, NaN where it cannot be told.

    Attributes
    ----------
    mean
        Over the worlds.
    luck
        Its 95 % interval for so many worlds.
    knowledge
        Within this the mean would lie in 80 % of cases, were the parameters known and the laws those of each world.
    structure
        The same, were it known which of the rival laws hold.
    hangs_on
        The switch between laws that moves it most; '' where none does.
    knowledge_reach, structure_reach
        How wide either band may be, with 95 % certainty: so many worlds leave so much room.
    """

    mean: float
    luck: tuple[float, float]
    knowledge: tuple[float, float] = (math.nan, math.nan)
    structure: tuple[float, float] = (math.nan, math.nan)
    hangs_on: str = ""
    knowledge_reach: tuple[float, float] = (math.nan, math.nan)
    structure_reach: tuple[float, float] = (math.nan, math.nan)


def bands(
    values: Floats, twins: Floats | None, laws: Mapping[str, Floats], *, share: bool, part: bool = False
) -> Bands:
    """Return the mean of a measure with its bands; worlds that are NaN are left out.

    Parameters
    ----------
    values
        Of each world, shape (world,).
    twins
        Of the same worlds under another luck, shape (world,); None: luck alone is told.
    laws
        Switch between two rival laws -> 0 or 1 in each world, shape (world,).
    share
        Whether each world is 0 or 1.
    part
        Whether each world lies from 0 to 1.
    """
    known = ~np.isnan(values) if twins is None else ~(np.isnan(values) | np.isnan(twins))
    own = values[~np.isnan(values)]
    if not len(own):
        return Bands(math.nan, (math.nan, math.nan))
    mean, *ends = mean_interval(own)
    luck = wilson(int(own.sum()), len(own)) if share else (ends[0], ends[1])
    if twins is None or known.sum() < 2:
        return Bands(mean, luck)
    one, other = values[known], twins[known]
    total, most_total = _shared_variance(one, other)
    parts = {name: _of_law((one + other) / 2, held[known]) for name, held in laws.items()}
    structure = min(sum(part for part, _ in parts.values()), total)
    most_structure = min(sum(most for _, most in parts.values()), most_total)
    most = max(parts, key=lambda name: parts[name][0], default="")
    limits = (0.0, 1.0) if share or part else (float(min(one.min(), other.min())), float(max(one.max(), other.max())))

    def band(variance: float) -> tuple[float, float]:
        return _band(mean, variance, limits, share or part)

    return Bands(
        mean,
        luck,
        band(total - structure),
        band(structure),
        most if most and parts[most][0] > 0 else "",
        band(most_total),
        band(most_structure),
    )


def _shared_variance(one: Floats, other: Floats) -> tuple[float, float]:
    """Return the covariance of pairs that are drawn alike, none below 0, and what it is at most with certainty."""
    middle = (one.mean() + other.mean()) / 2
    products = (one - middle) * (other - middle)
    found = float(products.sum() / (len(one) - 1))
    room = normal_quantile(SURE) * float(products.std(ddof=1)) / math.sqrt(len(one))
    return max(0.0, found), max(0.0, found + room)


def _of_law(values: Floats, held: Floats) -> tuple[float, float]:
    """Return the variance between worlds under two laws, less what luck alone would show, and what it is at most."""
    under = held > 0.5
    count = int(under.sum())
    if min(count, len(held) - count) < LEAST_UNDER_A_LAW:
        return 0.0, 0.0
    first, second = values[under], values[~under]
    noise = first.var(ddof=1) / len(first) + second.var(ddof=1) / len(second)
    share = count / len(held)
    apart = abs(float(first.mean() - second.mean()))
    most = apart + normal_quantile(SURE) * math.sqrt(noise)
    weight = share * (1 - share)
    return float(max(0.0, apart**2 - noise) * weight), most**2 * weight


def _band(mean: float, variance: float, limits: tuple[float, float], whole: bool) -> tuple[float, float]:
    """Return the middle 80 % of a distribution with a mean and a variance, within its limits."""
    tail = (1 - HELD) / 2
    if variance <= 0:
        return mean, mean
    if whole and 0 < mean < 1:
        from scipy.stats import beta

        most = mean * (1 - mean)
        if variance < most:
            size = most / variance - 1
            low, high = beta.ppf((tail, 1 - tail), mean * size, (1 - mean) * size)
            return float(min(low, mean)), float(max(high, mean))
        return 0.0, 1.0
    half = normal_quantile(1 - tail) * math.sqrt(variance)
    return max(mean - half, min(limits[0], mean)), min(mean + half, max(limits[1], mean))
