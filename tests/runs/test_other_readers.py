"""The tables of a run mean the same to every program: nulls, types and numbers, whatever the data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.errors import InputError
from crossroads.minds.decision import measure
from crossroads.runs.export import decimal
from crossroads.runs.storage.seal import Sealed
from crossroads.runs.tables.columns import STATISTICS
from crossroads.runs.tables.frames import (
    date_weeks,
    outcome_numbers,
    outcomes_frame,
    statistics_dataset,
    statistics_of,
)
from crossroads.runs.tables.ledger_table import LEDGER_COLUMNS
from crossroads.runs.tables.parquet import outcome_schema, write_tables
from crossroads.runs.tables.reading import read_tables
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, OUTCOME_NAMES, OUTCOMES, RENAMED, is_share

WORLDS = 4

WEEKS = st.one_of(st.just(np.nan), st.integers(0, 400).map(float))
SHARES = st.sampled_from([0.0, 1.0, 0.25, 0.97])


def _values(kind: str, unit: str, categories: tuple[str, ...]) -> st.SearchStrategy[float]:
    if kind == "date":
        return WEEKS
    if kind == "flag":
        return st.sampled_from([0.0, 1.0])
    if kind == "category":
        return st.one_of(st.just(np.nan), st.integers(0, len(categories) - 1).map(float))
    return SHARES if unit == "share" else st.floats(0.0, 1e9)


ANY = st.fixed_dictionaries(
    {
        item.name: st.lists(_values(item.kind, item.unit, item.categories), min_size=WORLDS, max_size=WORLDS)
        for item in OUTCOMES
    }
)


NOTHING = {item.name: [0.0] * WORLDS for item in OUTCOMES}


def _series() -> xr.Dataset:
    return statistics_dataset(np.zeros((len(OBSERVABLE_NAMES), len(STATISTICS), 3)))


def _written(folder: Path, values: dict[str, list[float]]) -> pd.DataFrame:
    outcomes = outcomes_frame(np.arange(WORLDS), {name: np.array(value) for name, value in values.items()})
    _put(folder, _series(), outcomes)
    return outcomes


def _put(folder: Path, series: xr.Dataset, outcomes: pd.DataFrame) -> None:
    numbers = {name: outcome_numbers(name, outcomes[name]) for name in outcomes.columns}
    write_tables(folder, "x", statistics_of(series), numbers, pd.DataFrame(columns=list(LEDGER_COLUMNS)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def _days(weeks: list[float]) -> list[dt.date | None]:
    return [None if np.isnan(week) else calendar.date_of(int(week)) for week in weeks]


@settings(max_examples=25, deadline=None)
@given(values=ANY)
def test_every_reader_sees_the_same(place: Path, values: dict[str, list[float]]) -> None:
    """Arrow, pandas, polars and DuckDB agree on nulls, dates, words and numbers, all or none of which may be there."""
    outcomes = _written(place, values)
    path = place / "outcomes.parquet"
    arrow = pq.read_table(path)
    assert arrow.schema.remove_metadata() == outcome_schema(OUTCOME_NAMES)
    columns: dict[str, dict[str, list[Any]]] = {
        "arrow": arrow.to_pydict(),
        "polars": pl.read_parquet(path).to_dict(as_series=False),
        "duckdb": duckdb.sql(f"select * from '{path}'").to_arrow_table().to_pydict(),
    }
    frame = pd.read_parquet(path)
    for item in OUTCOMES:
        given_ones = values[item.name]
        if item.kind == "date":
            expected: list[Any] = _days(given_ones)
        elif item.kind == "category":
            expected = [None if np.isnan(value) else item.categories[int(value)] for value in given_ones]
        else:
            expected = [bool(value) for value in given_ones] if item.kind == "flag" else given_ones
        for reader, found in columns.items():
            assert found[item.name] == expected, (reader, item.name)
        assert frame[item.name].notna().tolist() == [value is not None for value in expected]
    loaded = read_tables(Sealed(place, {}))[1]
    pd.testing.assert_frame_equal(loaded, outcomes)
    for item in OUTCOMES:
        if item.kind == "date":
            np.testing.assert_array_equal(date_weeks(outcomes[item.name]), values[item.name])


SHARES_OF_A_RUN = [item.name for item in (*OBSERVABLES, *OUTCOMES) if is_share(item.unit) and item.kind != "flag"]


@pytest.mark.parametrize("value", [-1e-9, 1.287, np.nan])
@pytest.mark.parametrize("name", SHARES_OF_A_RUN)
def test_a_share_that_is_no_part_of_a_whole_is_not_read(tmp_path: Path, name: str, value: float) -> None:
    series, outcomes = _series(), _written(tmp_path, NOTHING)
    if name in OUTCOME_NAMES:
        outcomes.loc[2, name] = value
    else:
        series[name][1, 2] = value
    _put(tmp_path, series, outcomes)
    with pytest.raises(InputError, match=f"'{name}' holds "):
        read_tables(Sealed(tmp_path, {}))


def test_an_outcome_is_still_read_under_its_earlier_name(tmp_path: Path) -> None:
    outcomes = _written(tmp_path, NOTHING | {"japan_empire_index": [1.287, 0.0, 1.0, 0.7]})
    path = tmp_path / "outcomes.parquet"
    table = pq.read_table(path)
    earlier = {new: old for old, new in RENAMED.items()}
    pq.write_table(table.rename_columns([earlier.get(name, name) for name in table.column_names]), path)
    pd.testing.assert_frame_equal(read_tables(Sealed(tmp_path, {}))[1], outcomes)
    assert measure("japan_empire_share_held") == measure("japan_empire_index")


@given(value=st.one_of(st.floats(-1e300, 1e300), st.just(np.nan), st.integers(-(10**12), 10**12).map(float)))
def test_a_number_in_csv_always_has_a_point(value: float) -> None:
    """A reader that guesses types takes `1` for a whole number, and fails at the `0.97` below it."""
    text = decimal(value)
    assert float(text) == pytest.approx(value, rel=1e-9, nan_ok=True)
    assert "." in text or not np.isfinite(value)


def test_whole_shares_stay_numbers_for_readers_that_guess(tmp_path: Path) -> None:
    pd.DataFrame({"share": [1.0, 0.0, 0.97]}).to_csv(tmp_path / "x.csv", index=False, float_format=decimal)
    assert (tmp_path / "x.csv").read_text("utf-8").splitlines() == ["share", "1.0", "0.0", "0.97"]
    assert pl.read_csv(tmp_path / "x.csv", infer_schema_length=1)["share"].to_list() == [1.0, 0.0, 0.97]
    assert pa.types.is_floating(duckdb.sql(f"from '{tmp_path / 'x.csv'}'").to_arrow_table().schema.field("share").type)


def test_series_go_to_netcdf_and_zarr_and_come_back(tmp_path: Path) -> None:
    series = _series()
    series.to_netcdf(tmp_path / "series.nc", engine="scipy")
    series.to_zarr(tmp_path / "series.zarr", consolidated=False)
    for again in (
        xr.load_dataset(tmp_path / "series.nc", engine="scipy"),
        xr.open_zarr(tmp_path / "series.zarr", consolidated=False).load(),
    ):
        assert [str(name) for name in again["statistic"].values] == list(STATISTICS)
        np.testing.assert_array_equal(again["date"].values, series["date"].values)
        name = OBSERVABLE_NAMES[0]
        np.testing.assert_array_equal(again[name].values, series[name].values)
        assert again[name].attrs["unit"] == series[name].attrs["unit"]
