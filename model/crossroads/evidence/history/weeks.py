"""Measures of a formula read off weekly series: the weight of each week in a day, an average, or a sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.history.formula import FLOWS, SeriesMeasure
from crossroads.evidence.history.periods import Period
from crossroads.world.axes import Floats
from crossroads.world.calendar import DAYS_A_WEEK, START


def day_number(day: dt.date) -> int:
    """Return days since the start of week 0."""
    return (day - START).days


def day_weights(day: dt.date, weeks: int, flow: bool) -> Floats:
    """Return the weight of each week in the value on a day, shape (week,).

    A stock stands at the start of each week and is interpolated linearly; in the last week it stays. A flow is
    the total of the week in which the day lies.
    """
    place = day_number(day) / DAYS_A_WEEK
    week = min(int(place), weeks - 1)
    weights = np.zeros(weeks)
    after = 0.0 if flow or week == weeks - 1 else place - week
    weights[week] = 1.0 - after
    if after:
        weights[week + 1] = after
    return weights


@lru_cache(maxsize=1024)
def period_weights(measure: SeriesMeasure, row: Period, weeks: int) -> Floats:
    """Return the weight of each week in a measure, shape (week,), to be read alone; the days lie inside the run."""
    found = _period_weights(measure, measure.days(row), weeks)
    found.flags.writeable = False
    return found


def _period_weights(measure: SeriesMeasure, period: Period, weeks: int) -> Floats:
    flow = measure.weights[0][0] in FLOWS
    if measure.reading == "at":
        return day_weights(period.last, weeks, flow)
    days = [period.first + dt.timedelta(days=number) for number in range(period.days)]
    summed = np.sum([day_weights(day, weeks, flow) for day in days], axis=0)
    # A week's flow is spread evenly over its days.
    return np.asarray(summed / (DAYS_A_WEEK if measure.reading == "total" else period.days))


def measured(measure: SeriesMeasure, weeks: Floats, weekly: Callable[[str, slice], NDArray[Any]]) -> Floats:
    """Return a measure in every world, shape (world,); NaN where a world lacks it.

    Parameters
    ----------
    measure
        The measure.
    weeks
        The weight of each week in it, as `period_weights` gives them.
    weekly
        Gives an observable in some weeks, shape (week, world).
    """
    used = np.flatnonzero(weeks)
    span = slice(used[0], used[-1] + 1)
    parts = [factor * (weeks[span] @ np.asarray(weekly(name, span), np.float64)) for name, factor in measure.weights]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)
