"""What came of a sweep, in memory or in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.errors import InputError, listing, nearest
from crossroads.runs.shown import Shown
from crossroads.runs.storage.set_aside import SetAside
from crossroads.runs.storage.tables import write_csv
from crossroads.scenario.experiment import Experiment
from crossroads.studies.sweep.table import dimensions_table, points_table
from crossroads.world.axes import Floats

SWEEP_FORMAT = "crossroads sweep 1"
"""Marks a folder as a sweep's; the number rises when the layout changes."""

TABLE, EFFECTS, POINTS, DIMENSIONS = "sweep.csv", "effects.csv", "points.csv", "dimensions.csv"

WORLDS, ASIDE, PAGE = "worlds.parquet", "set_aside.csv", "sweep.txt"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sweep(Shown):
    """Scenarios times points.

    Attributes
    ----------
    experiment
        What was asked.
    worlds, seed
        Worlds of each row, numbered from 0, and the seed of all luck.
    table
        One row a scenario, point and measure, in the columns of `table.COLUMNS` and one a dimension. Point -1 is the
        scenario as it stands, to which the differences are.
    effects
        One row a scenario, dimension and measure: what it is where the dimension is high against where it is low.
    aside
        Rows of shards that failed: `scenario`, `point`, `first_world`, `worlds`, `error`.
    folder
        Where it is kept; None: in memory only.
    """

    experiment: Experiment
    worlds: int
    seed: int
    table: pd.DataFrame
    effects: pd.DataFrame
    aside: pd.DataFrame
    folder: Path | None = None
    _values: Floats | None = field(default=None, repr=False)

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        names = [scenario.name for scenario in self.experiment.scenarios]
        points = len(self.experiment.points)
        return {
            "experiment": self.experiment.name,
            "scenarios": names,
            "points": points,
            "worlds": self.worlds,
            "seed": self.seed,
        }

    @property
    def overview(self) -> pd.DataFrame:
        """Each measure with its bands and its difference."""
        own = [each.name for each in self.experiment.dimensions]
        return self.table[["scenario", "point", *own, "measure", "value", "difference", "low", "high", "p_family"]]

    @property
    def points(self) -> pd.DataFrame:
        """One row a point, one column a dimension."""
        return points_table(self.experiment)

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Name of a file -> its table."""
        own = {TABLE: self.table, EFFECTS: self.effects, POINTS: self.points}
        own[DIMENSIONS] = dimensions_table(self.experiment)
        return own | ({ASIDE: self.aside} if len(self.aside) else {})

    def outcomes(self, measure: str, scenario: str | None = None) -> Floats:
        """Return a measure of each world at each point, shape (point, world), NaN where a shard was set aside.

        Parameters
        ----------
        measure
            Its name, as in the table.
        scenario
            A scenario of the experiment; None: the first.

        Raises
        ------
        InputError
            Where the experiment counts no such measure, or has no such scenario.
        """
        names = [scenario.name for scenario in self.experiment.scenarios]
        parts = [item.name for item in self.experiment.parts]
        asked = names[0] if scenario is None else scenario
        for kind, found, allowed in (("measure", measure, parts), ("scenario", asked, names)):
            if found not in allowed:
                raise InputError(f"{kind}: found '{found}'; allowed: {listing(allowed)}{nearest(found, allowed)}")
        if self._values is not None:
            return self._values[names.index(asked), :, parts.index(measure)]
        assert self.folder is not None
        kept = pd.read_parquet(
            self.folder / WORLDS, columns=[measure], filters=[("scenario", "==", asked), ("point", ">=", 0)]
        )
        return kept[measure].to_numpy(dtype=np.float64).reshape(len(self.experiment.points), -1)

    def write(self, folder: Path) -> None:
        """Write the tables as CSV."""
        for name, table in self.tables.items():
            write_csv(table, folder / name)


def aside_table(found: list[tuple[str, int, range, SetAside]]) -> pd.DataFrame:
    """Return the shards that were set aside, a row each."""
    rows: list[dict[str, Any]] = [
        {"scenario": scenario, "point": point, "first_world": span.start, "worlds": len(span), "error": why.told}
        for scenario, point, span, why in found
    ]
    return pd.DataFrame(rows, columns=["scenario", "point", "first_world", "worlds", "error"])
