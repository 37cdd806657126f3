"""Outcomes as one table of numbers, for programs that take nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import fake_war
import numpy as np
import pandas as pd

from crossroads.runs.ensemble import run
from crossroads.runs.run import Run
from crossroads.world.observables import OUTCOMES

WORLDS = 30


def test_every_outcome_is_a_column_of_numbers() -> None:
    made = run(fake_war.scenario(north=True), worlds=WORLDS)
    table = made.measured()
    assert table.index.equals(made.outcomes.index) and table.index.name == "world"
    assert list(table) == list(made.measures)
    assert set(table.dtypes) == {np.dtype(np.float64)}
    assert np.isfinite(table.to_numpy()).all()
    for item in OUTCOMES:
        column = made.outcomes[item.name]
        if item.kind == "flag":
            np.testing.assert_array_equal(table[item.name], column.astype(float))
        elif item.kind == "category":
            found = table[[f"{item.name}={value}" for value in item.categories]]
            assert (found.sum(axis="columns") == 1).all()
            for value in item.categories:
                np.testing.assert_array_equal(found[f"{item.name}={value}"], column == value)
        elif item.kind == "date":
            came = table[f"{item.name}:happens"] == 1
            np.testing.assert_array_equal(came, column.notna())
            assert (table.loc[~came, f"{item.name}:weeks"] == fake_war.WEEKS).all()
            days = pd.Timestamp("1941-06-22") + pd.to_timedelta(7 * table.loc[came, f"{item.name}:weeks"], unit="D")
            assert (days == column[came]).all()
        else:
            np.testing.assert_array_equal(table[item.name], column)


def test_a_front_that_was_closed_is_no_number(tmp_path: Path) -> None:
    made = run(fake_war.scenario(), worlds=3)
    day, turned = "front_moscow_axis_km@1941-12-07", "japan.course@1941-12-31"
    asked = made.outcomes.assign(**{day: [12.0, np.nan, 7.0], turned: pd.Series(["wait", "south", None], dtype="str")})
    saved = Run.load(dataclasses.replace(made, outcomes=asked).save(tmp_path / "run"))
    table = saved.measured()
    np.testing.assert_array_equal(table[day], [12.0, np.nan, 7.0])
    np.testing.assert_array_equal(table[f"{turned}=south"], [0.0, 1.0, 0.0])
    assert table.filter(like=f"{turned}=").loc[2].sum() == 0  # where no option stands
