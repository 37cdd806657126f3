"""Single worlds of a run, run again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from crossroads.runs.shown import Shown
from crossroads.runs.storage.columns import dated
from crossroads.runs.storage.tables import date_weeks


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Replay(Shown):
    """Single worlds of a scenario run again, bit for bit as in the ensemble.

    Attributes
    ----------
    scenario, title, seed
        As in `Run`.
    series
        Dimensions `world` and `date`; one variable a weekly series, float32.
    outcomes, ledger
        As in `Run`, for these worlds only.
    """

    scenario: str
    title: str
    seed: int
    series: xr.Dataset
    outcomes: pd.DataFrame
    ledger: pd.DataFrame

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {"scenario": self.scenario, "worlds": self.outcomes.index.to_list(), "seed": self.seed}

    @property
    def overview(self) -> pd.DataFrame:
        """Its outcomes, a row each, a column a world."""
        return self.outcomes.T.rename_axis("outcome").reset_index()

    def day(self, world: int, name: str) -> dt.date | None:
        """Return the day of a date outcome in one of the worlds; None where it never comes."""
        day = self.outcomes[name].loc[world]
        return None if pd.isna(day) else pd.Timestamp(day).date()

    def weeks(self, name: str) -> NDArray[np.float64]:
        """Return the date outcome `name` as week indices, shape (world,), NaN = never."""
        return date_weeks(self.outcomes[dated(name)])
