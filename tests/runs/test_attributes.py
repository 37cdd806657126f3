"""The series say what they are and where they come from, by the CF conventions, wherever they are written to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import fake_war
import numpy as np
import pytest
import xarray as xr

from crossroads.runs.ensemble import replay, run
from crossroads.runs.run import Run
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, UDUNITS

UNITS = frozenset({"km", "barrel", "register_ton", "long_ton", "week"})
"""Units of the database of UDUNITS that series may be measured in."""

SCENARIO = fake_war.scenario("made_up", north=True)
SAID = ("title", "scenario", "seed", "worlds", "horizon", "version", "source", "Conventions", "code_hash")


def _valid(units: str) -> bool:
    """Say whether UDUNITS reads it: a number, a product of units to whole powers, or both."""
    scale, *factors = units.split(" ") if re.match(r"\d", units) else ("1", *units.split(" "))
    named = [re.fullmatch(r"([a-z_]+)(-?[1-9])?", factor) for factor in factors]
    return bool(re.fullmatch(r"1(e\d+)?", scale)) and all(found and found[1] in UNITS for found in named)


def _of_statistics(folder: Path) -> xr.Dataset:
    return run(SCENARIO, worlds=6, out=folder / "run").series


def _read_back(folder: Path) -> xr.Dataset:
    run(SCENARIO, worlds=6, out=folder / "run")
    return Run.load(folder / "run").series


def _of_worlds(folder: Path) -> xr.Dataset:
    kept = run(SCENARIO, worlds=6, keep_trajectories=True, out=folder / "run").trajectories
    assert kept is not None
    return kept


def _replayed(_: Path) -> xr.Dataset:
    return replay(SCENARIO, [1, 4]).series


KINDS = (_of_statistics, _read_back, _of_worlds, _replayed)


@pytest.mark.parametrize("made", KINDS)
def test_every_variable_has_units_and_a_name(tmp_path: Path, made: Callable[[Path], xr.Dataset]) -> None:
    series = made(tmp_path)
    assert tuple(series.data_vars) == OBSERVABLE_NAMES
    for item in OBSERVABLES:
        said = series[item.name].attrs
        assert _valid(said["units"]) and said["units"] == UDUNITS[item.unit], item.name
        assert said["long_name"] == item.title
        assert (said["unit"], said["title"], said["kind"]) == (item.unit, item.title, item.kind)
    assert series["date"].attrs["standard_name"] == "time"
    assert "units" not in series["date"].attrs  # which xarray writes itself, and refuses beside its own


def test_what_no_program_would_read_is_seen() -> None:
    assert all(map(_valid, ("1", "km", "week-1", "1e6 barrel week-1")))
    assert not any(map(_valid, ("", "men", "share", "million barrels", "1e6 barrels", "km per week", "2 km")))
    assert set(UDUNITS) == {item.unit for item in OBSERVABLES}


@pytest.mark.parametrize("made", KINDS)
def test_files_of_other_kinds_say_where_they_come_from(tmp_path: Path, made: Callable[[Path], xr.Dataset]) -> None:
    series = made(tmp_path)
    assert set(SAID) <= set(series.attrs)
    assert (series.attrs["scenario"], series.attrs["title"]) == ("made_up", "Made up")
    assert (series.attrs["seed"], series.attrs["Conventions"]) == (1941, "CF-1.11")
    assert series.attrs["worlds"] == series.sizes.get("world", 6)
    assert series.attrs["horizon"] == str(fake_war.HORIZON)
    series.to_netcdf(tmp_path / "series.nc", engine="scipy")
    series.to_zarr(tmp_path / "series.zarr", consolidated=False)
    for again in (
        xr.load_dataset(tmp_path / "series.nc", engine="scipy"),
        xr.open_zarr(tmp_path / "series.zarr", consolidated=False).load(),
    ):
        assert again.attrs == series.attrs
        assert again["date"].attrs == series["date"].attrs
        for name in OBSERVABLE_NAMES:
            assert again[name].attrs == series[name].attrs
            np.testing.assert_array_equal(again[name].values, series[name].values)


def test_a_seed_that_netcdf_cannot_hold_is_text(tmp_path: Path) -> None:
    series = run(SCENARIO, worlds=2, seed=10**15).series
    series.to_netcdf(tmp_path / "series.nc", engine="scipy")
    assert xr.load_dataset(tmp_path / "series.nc", engine="scipy").attrs["seed"] == str(10**15)
