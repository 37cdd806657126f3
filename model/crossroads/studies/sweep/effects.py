"""What each dimension moves: the same worlds where it is high against where it is low, all else averaged over."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from crossroads.scenario.experiment import Dimension, Experiment
from crossroads.statistics.family import holm, p_value, worlds_needed
from crossroads.statistics.paired import paired_difference
from crossroads.studies.sweep.shards import AS_IT_STANDS, Counted, Row
from crossroads.studies.sweep.table import COUNTS, OF_PAIRS
from crossroads.world.axes import Floats
from crossroads.world.calendar import weeks_until

COLUMNS = (
    *("scenario", "dimension", "role", "measure", "from_number", "to_number", "from_value", "to_value"),
    *(*OF_PAIRS, "p", "p_family", "worlds_needed"),
)
"""Columns of the table of effects."""

THIRD = 3
"""Of a sampled dimension the highest third of the points stands against the lowest."""


def ends_of(dimension: Dimension, numbers: Floats) -> tuple[float, float]:
    """Return the numbers up to which a dimension counts as low, and from which on as high."""
    if not dimension.is_sampled:
        return dimension.low, dimension.high
    ordered = np.sort(numbers)
    edge = max(1, len(ordered) // THIRD)
    return float(ordered[edge - 1]), float(ordered[-edge])


@dataclass(slots=True)
class Effects:
    """Adds up, row by row, what is counted at either end of each dimension.

    Attributes
    ----------
    experiment
        The experiment.
    """

    experiment: Experiment
    _ends: list[tuple[float, float]] = field(init=False)
    _sums: dict[tuple[int, int, bool], Floats] = field(default_factory=dict)
    _counts: dict[tuple[int, int, bool], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the ends."""
        points = self.experiment.points
        self._ends = [ends_of(each, points[:, place]) for place, each in enumerate(self.experiment.dimensions)]

    def add(self, row: Row, own: Counted) -> None:
        """Add a row; a scenario as it stands is at neither end."""
        if row.point == AS_IT_STANDS:
            return
        for place, number in enumerate(self.experiment.points[row.point]):
            low, high = self._ends[place]
            for is_high in (False, True):
                if number >= high if is_high else number <= low:
                    key = row.scenario, place, is_high
                    self._sums[key] = self._sums.get(key, 0.0) + own.values
                    self._counts[key] = self._counts.get(key, 0) + 1

    def table(self) -> pd.DataFrame:
        """Return one row a scenario, dimension and measure; p is adjusted for the family of all of them."""
        rows = []
        for scenario, made in enumerate(self.experiment.scenarios):
            weeks = float(weeks_until(made.setup.horizon))
            for place, dimension in enumerate(self.experiment.dimensions):
                rows += self._of_dimension(scenario, made.name, place, dimension, weeks)
        table = pd.DataFrame(rows)
        table["p_family"] = holm(table["p"].to_numpy(dtype=np.float64))
        for name in COUNTS:
            table[name] = table[name].astype("Int64")
        return table[list(COLUMNS)]

    def _of_dimension(
        self, scenario: int, name: str, place: int, dimension: Dimension, weeks: float
    ) -> list[dict[str, Any]]:
        below, above = (
            self._sums[scenario, place, is_high] / self._counts[scenario, place, is_high] for is_high in (False, True)
        )
        rows = []
        for number, item in enumerate(self.experiment.parts):
            low, high = below[number], above[number]
            most = item.largest_difference(weeks)
            # Averaged over several points a world is no longer 0 or 1.
            is_share = item.kind == "share" and bool(np.isin(np.concatenate([low, high]), (0, 1)).all())
            pair = paired_difference(high, low, share=is_share, most=most)
            known = ~(np.isnan(low) | np.isnan(high))
            rows.append(
                {
                    "scenario": name,
                    "dimension": dimension.name,
                    "role": dimension.role,
                    "measure": item.name,
                    "from_number": self._ends[place][0],
                    "to_number": self._ends[place][1],
                    "from_value": float(low[known].mean()) if known.any() else math.nan,
                    "to_value": float(high[known].mean()) if known.any() else math.nan,
                    **dict(zip(OF_PAIRS, astuple(pair), strict=True)),
                    "p": p_value(pair, share=is_share),
                    "worlds_needed": worlds_needed(pair),
                }
            )
        return rows
