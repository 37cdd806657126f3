"""What a run says to a formula: the number in every world where worlds were kept, else from weekly quantiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.evidence.history.formula import Formula, SeriesMeasure
from crossroads.evidence.history.periods import Period
from crossroads.evidence.history.weeks import measured, period_weights
from crossroads.runs.run import Run
from crossroads.runs.tables.weekly import QUANTILES
from crossroads.world.axes import Floats
from crossroads.world.expressions import FUNCTIONS, Node, Operation, evaluate

FROM_WORLDS = "worlds"
FROM_QUANTILES = "weekly quantiles"
FROM_JOINED_QUANTILES = "weekly quantiles, joined"
"""How a distribution was found; joined ones take worlds to keep their rank, and are too wide or off the median."""

_LEVELS = np.array(QUANTILES)
_GRID = (np.arange(400) + 0.5) / 400
"""Levels at which the quantile loss is taken where only quantiles are known."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a run holds possible for one recorded number.

    Attributes
    ----------
    values
        The number in each world that has it, sorted; or its quantiles at the levels of `QUANTILES`.
    basis
        `FROM_WORLDS`, `FROM_QUANTILES` or `FROM_JOINED_QUANTILES`.
    share
        Share of worlds that have the number (a front may be closed); NaN where it cannot be told.
    """

    values: Floats
    basis: str
    share: float

    def quantile(self, level: float) -> float:
        """Return a quantile, interpolated linearly."""
        if self.basis == FROM_WORLDS:
            return float(np.quantile(self.values, level))
        return float(np.interp(level, _LEVELS, self.values))

    def crps(self, seen: float) -> float:
        """Return the continuous ranked probability score against what was seen (0 = certain and right).

        From worlds it is exact. From quantiles it is twice the mean quantile loss over all levels, the
        quantiles joined by straight lines and held constant beyond the outermost.
        """
        if self.basis == FROM_WORLDS:
            count = len(self.values)
            # Half the mean difference of two worlds, from their ranks.
            ranks = 2.0 * np.arange(1, count + 1) - count - 1
            spread = float((ranks * self.values).sum()) / count**2
            return float(np.abs(self.values - seen).mean()) - spread
        gap = seen - np.interp(_GRID, _LEVELS, self.values)
        return float(2.0 * np.where(gap >= 0, _GRID * gap, (_GRID - 1.0) * gap).mean())


def distribution(run: Run, formula: Formula, row: Period) -> Distribution | None:
    """Return what a run holds possible for a formula; None where no world has the number.

    Parameters
    ----------
    run
        The run; every day that the formula reads lies inside it.
    formula
        What is asked.
    row
        The days of the row of the reference.
    """
    if run.trajectories is not None:
        kept = run.trajectories
        values: Floats = evaluate(
            formula.root,
            lambda measure: measured(
                measure, period_weights(measure, row, run.horizon_weeks), lambda name, weeks: kept[name].values[weeks]
            ),
        )
        known = np.sort(values[np.isfinite(values)])
        return Distribution(known, FROM_WORLDS, len(known) / len(values)) if len(known) else None
    levels = np.asarray(_levels(run, formula.root, row), dtype=np.float64)
    if not np.isfinite(levels).all():
        return None
    return Distribution(levels, _basis(formula), float("nan"))


def _basis(formula: Formula) -> str:
    measures = formula.measures()
    simple = len(measures) == 1 and len(measures[0].weights) == 1 and measures[0].reading == "at"
    return FROM_QUANTILES if simple else FROM_JOINED_QUANTILES


def _levels(run: Run, node: Node, row: Period) -> Floats | float:
    """Return a part of a formula at the levels of `QUANTILES`, worlds taken to keep their rank."""
    if isinstance(node, float):
        return node
    if isinstance(node, Operation):
        left, right = (_levels(run, part, row) for part in node.parts)
        # What is taken away, or divided by, is largest where the result is smallest.
        turned = right[::-1] if node.operator in ("-", "/") and isinstance(right, np.ndarray) else right
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.sort(FUNCTIONS[node.operator](left, turned))  # times a negative number they come out in reverse
    assert isinstance(node, SeriesMeasure)
    weights = period_weights(node, row, run.horizon_weeks)
    used = np.flatnonzero(weights)
    total = np.zeros(len(QUANTILES))
    for name, factor in node.weights:
        values = run.series[name].sel(statistic=[f"q{level * 100:02.0f}" for level in QUANTILES]).values[:, used]
        levels = np.asarray(values, dtype=np.float64) @ weights[used]
        total += factor * (levels if factor >= 0 else levels[::-1])
    return total
