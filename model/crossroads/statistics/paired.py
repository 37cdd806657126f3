"""Differences between scenarios, world by world: each world is compared with itself under other orders."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from crossroads.runs.run import Measure, Run
from crossroads.statistics.intervals import (
    CONFIDENCE,
    LEAST_DIFFERING,
    Floats,
    normal_quantile,
    paired_numbers,
    paired_shares,
    told_apart,
)

POWER = 0.80


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """The mean paired difference, its 95 % interval, and what pairing gained.

    Of shares the interval is `paired_shares`; of numbers it is `paired_numbers`, on the differences of single worlds,
    reaches to zero where fewer than `LEAST_DIFFERING` worlds differ, and no further than a world can. With fewer than
    two worlds it is NaN. `variance_reduction` is the variance of an unpaired difference over that of the paired one,
    NaN where the paired one has none. `differing` counts the worlds that differ; `deviation` is that of single worlds'
    differences.
    """

    difference: float
    low: float
    high: float
    worlds: int
    variance_reduction: float
    differing: int
    deviation: float

    @property
    def interval(self) -> tuple[float, float, float]:
        """The mean difference with its 95 % interval."""
        return self.difference, self.low, self.high

    @property
    def clear(self) -> bool:
        """Whether the interval lies off zero."""
        return self.low > 0 or self.high < 0


def paired_difference(
    values: Floats, base: Floats, *, share: bool | None = None, most: float = math.inf
) -> PairedDifference:
    """Compare two measures world by world; worlds in which either is NaN are left out.

    Parameters
    ----------
    values, base
        Shape (world,), the same worlds in the same order.
    share
        Whether each world is 0 or 1; unsaid, the values tell.
    most
        The largest difference that a world can have, beyond which no interval reaches: 1 of odds and of parts.
    """
    known = ~(np.isnan(values) | np.isnan(base))
    values, base = values[known], base[known]
    count = len(values)
    if count == 0:
        return PairedDifference(math.nan, math.nan, math.nan, 0, math.nan, 0, math.nan)
    differences = values - base
    mean, differing = float(differences.mean()), int(np.count_nonzero(differences))
    if count == 1:
        return PairedDifference(mean, math.nan, math.nan, 1, math.nan, differing, math.nan)
    variance = float(differences.var(ddof=1))
    if bool(np.isin(values, (0, 1)).all() and np.isin(base, (0, 1)).all()) if share is None else share:
        low, high = paired_shares(int((differences > 0).sum()), int((differences < 0).sum()), count)
    elif variance == 0 and mean:
        # Worlds that all differ alike have no spread; how many others may not differ so is told by their number.
        least = paired_shares(count, 0, count)[0] if count >= LEAST_DIFFERING else 0.0
        low, high = sorted((mean * least, mean))
    else:
        low, high = told_apart(*paired_numbers(differences), differing, most)
    unpaired = float(values.var(ddof=1) + base.var(ddof=1))
    gain = unpaired / variance if variance > 0 else math.nan
    return PairedDifference(mean, low, high, count, gain, differing, math.sqrt(variance))


def measured_difference(values: Floats, base: Floats, measure: Measure, run: Run) -> PairedDifference:
    """Compare one measure of two runs in the same worlds; see `paired_difference`, which is told what kind it is of."""
    most = measure.largest_difference(float(run.horizon_weeks))
    return paired_difference(values, base, share=measure.kind == "share", most=most)


def smallest_difference(deviation: float, worlds: int) -> float:
    """Return the mean paired difference that so many worlds would show four times in five.

    Parameters
    ----------
    deviation
        Standard deviation of the differences of single worlds, in the measure's unit.
    worlds
        Number of worlds.

    Returns
    -------
    float
        The difference detected at the 5 % level (two-sided) with 80 % power, in the same unit.
    """
    return (normal_quantile((1 + CONFIDENCE) / 2) + normal_quantile(POWER)) * deviation / math.sqrt(worlds)
