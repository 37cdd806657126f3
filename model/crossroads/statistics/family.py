"""Many comparisons at once: how many would seem off zero by luck alone, which stand, how many worlds are lacking."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from crossroads.statistics.intervals import CONFIDENCE, LEAST_DIFFERING, Floats, normal_quantile, sign_test
from crossroads.statistics.paired import POWER, PairedDifference

MOST_NEEDED = 10**9
"""More worlds than this are told as this: nobody will run them."""


def p_value(pair: PairedDifference, *, share: bool) -> float:
    """Return the p of a paired difference, two-sided; NaN where it cannot be told.

    Parameters
    ----------
    pair
        The difference.
    share
        Whether each world is 0 or 1: by the exact sign test; else by the normal distribution, and 1 where fewer than
        `LEAST_DIFFERING` worlds differ.
    """
    if pair.worlds < 2 or math.isnan(pair.difference):
        return math.nan
    if pair.differing < LEAST_DIFFERING:
        return 1.0
    if share:
        net = round(pair.difference * pair.worlds)
        gained = (pair.differing + net) // 2
        return sign_test(gained, pair.differing - gained)
    if pair.deviation == 0:  # every world differs by the same
        return 0.0
    errors = abs(pair.difference) / (pair.deviation / math.sqrt(pair.worlds))
    return math.erfc(errors / math.sqrt(2))


def holm(p_values: Floats) -> Floats:
    """Return p adjusted for a family by Holm's rule; NaN stays, and is no member of the family.

    A comparison whose adjusted p is below 0.05 stands: the chance that even one of those that stand is owed to luck
    alone is at most 5 %, whatever hangs together among them.

    Parameters
    ----------
    p_values
        Shape (comparison,).

    References
    ----------
    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979),
    65-70.
    """
    adjusted = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    left = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * left), 1.0)
    return adjusted


def stands(rows: Any) -> Any:
    """Say whether a difference stands within its family, by `p_family`: of one row, or of each row of a table."""
    return rows["p_family"] < 1 - CONFIDENCE


def false_alarms(p_values: Floats) -> float:
    """Return how many intervals of a family would leave zero out by luck alone, were there no difference anywhere."""
    return (1 - CONFIDENCE) * int((~np.isnan(p_values)).sum())


def worlds_needed(pair: PairedDifference) -> float:
    """Return how many worlds would show a difference of this size four times in five; NaN where it cannot be told.

    Parameters
    ----------
    pair
        The difference and its spread, which stand for the true ones.
    """
    if not pair.difference or math.isnan(pair.difference) or math.isnan(pair.deviation):
        return math.nan
    errors = normal_quantile((1 + CONFIDENCE) / 2) + normal_quantile(POWER)
    return float(min(max(math.ceil((errors * pair.deviation / pair.difference) ** 2), LEAST_DIFFERING), MOST_NEEDED))
