"""Exact means and quantiles over worlds, one week a row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

QUANTILES: tuple[float, ...] = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)

STATISTICS_COUNT = 1 + len(QUANTILES)

CHUNK_BYTES = 32 * 1024 * 1024
"""Working memory of one chunk of weeks: the rows, their sorted copy and their float64 copy together."""


def weeks_a_chunk(worlds: int) -> int:
    """Return how many weeks of `worlds` worlds fit into one chunk (at least one)."""
    return max(1, CHUNK_BYTES // (worlds * 16))


def weekly_statistics(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean and the quantiles of each row; NaN is left out, and a row of NaN gives NaN.

    Quantiles are interpolated linearly between the two nearest worlds. The mean is summed in float64 over the
    whole row, so that it does not depend on the blocks in which the worlds were computed.

    Parameters
    ----------
    rows
        Shape (week, world), worlds in their order.

    Returns
    -------
    NDArray[np.float64]
        Shape (statistic, week), in the order of `results_tables.STATISTICS`.
    """
    ordered = np.sort(rows, axis=-1)  # NaN goes to the end
    last_is_nan = np.isnan(ordered[:, -1])
    count = np.full(len(rows), rows.shape[1], dtype=np.int64)
    if last_is_nan.any():
        count[last_is_nan] -= np.isnan(ordered[last_is_nan]).sum(axis=-1)
    statistics = np.empty((STATISTICS_COUNT, len(rows)), dtype=np.float64)
    statistics[0] = _means(rows, count)
    for position, quantile in enumerate(QUANTILES, start=1):
        statistics[position] = _quantile(ordered, count, quantile)
    return statistics


def _means(rows: NDArray[np.float32], count: NDArray[np.int64]) -> NDArray[np.float64]:
    wide = rows.astype(np.float64)
    short = count < rows.shape[1]
    if short.any():
        wide[short] = np.nan_to_num(wide[short], nan=0.0, posinf=np.inf, neginf=-np.inf)
    with np.errstate(invalid="ignore"):
        return np.asarray(wide.sum(axis=-1) / count, dtype=np.float64)


def _quantile(ordered: NDArray[np.float32], count: NDArray[np.int64], quantile: float) -> NDArray[np.float64]:
    place = quantile * np.maximum(count - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    row = np.arange(len(ordered))
    low, high = ordered[row, below].astype(np.float64), ordered[row, above].astype(np.float64)
    weight, gap = place - below, high - low
    # Interpolating from the nearer end keeps a quantile between its two worlds despite rounding.
    return np.where(weight >= 0.5, high - gap * (1.0 - weight), low + gap * weight)
