"""Small laws that several mechanics share: saturation, decay, ramps, hazards.

Arrays in, new arrays out; the world is the last axis. Rates are per week, and every law takes `weeks`, so that one
coarse step agrees with several weekly ones.
"""

from __future__ import annotations

import numpy as np

from crossroads.world.axes import Array, Flags
from crossroads.world.portable import exp, expm1, log, log1p

TINY = 1e-9
"""Guards a division or a logarithm against zero; far below one man or one barrel."""


def share(rate: Array | float, weeks: float) -> Array | float:
    """Return the share that leaves a stock in `weeks` at `rate` per week: 1 - exp(-rate weeks)."""
    return -expm1(-rate * weeks)


def bounded(value: Array | float, low: Array | float, high: Array | float) -> Array:
    """Return `value` cut at `low` and `high`; a third of the cost of `numpy.clip` on short arrays."""
    return np.minimum(np.maximum(value, low), high)


def ramp(value: Array | float, low: Array | float, high: Array | float) -> Array:
    """Return 0 below `low`, 1 above `high`, linear between; a step where the two are one."""
    width = high - low
    return bounded((value - low) / (width + (width == 0) * TINY), 0.0, 1.0)


def saturating(value: Array | float, scale: Array | float) -> Array:
    """Return 1 - exp(-max(value, 0) / scale): rises from 0 and saturates at 1."""
    return -expm1(-np.maximum(value, 0.0) / scale)


def softened(value: Array, width: Array | float) -> Array:
    """Return max(value, 0) with a soft edge: width x log(1 + exp(value / width))."""
    return np.maximum(value, 0.0) + width * log1p(exp(-np.abs(value) / width))


def happens(hazard: Array | float, uniform: Array, weeks: float) -> Array:
    """Return 1 where an event of `hazard` per week happens within `weeks`, given a uniform, else 0."""
    return (uniform < share(hazard, weeks)).astype(np.float64)


def toward(value: Array, target: Array | float, rate: Array | float, weeks: float) -> Array:
    """Return `value` after relaxing towards `target` at `rate` per week."""
    return value + (target - value) * share(rate, weeks)


def safe_log_ratio(first: Array, second: Array) -> Array:
    """Return ln(first / second), finite where either is 0."""
    return log((first + TINY) / (second + TINY))


def anywhere(event: Array | Flags) -> bool:
    """Return whether something is not 0 in some world; a third of the cost of `any` on short arrays."""
    return bool(np.count_nonzero(event))


def in_all(parts: Array) -> Array:
    """Return the sum over the first axis (sectors, axes, routes); `sum` without its detour through Python."""
    total: Array = np.add.reduce(parts)
    return total


def in_rows(*parts: Array) -> Array:
    """Return arrays (world,) as the rows of one, (part, world)."""
    return np.stack(np.broadcast_arrays(*parts))


def first_week(known: Array, now: float, event: Array | Flags) -> Array:
    """Return `known` (week of an event, infinity = never) with `now` where `event` is 1 for the first time."""
    if not anywhere(event):
        return known
    return np.minimum(known, np.where(event > 0, now, np.inf))
