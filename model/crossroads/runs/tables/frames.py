"""From the arrays of a block to labelled tables, and back from the tables to arrays."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from crossroads.errors import legible
from crossroads.minds.decision import measure
from crossroads.runs.storage.files import whole_file
from crossroads.runs.tables.attributes import COORDINATES, of_variable
from crossroads.runs.tables.columns import STATISTICS, outcome_of, sundays, words
from crossroads.world import calendar
from crossroads.world.axes import Floats, Ints
from crossroads.world.observables import OBSERVABLES, OUTCOMES, Outcome

FORMULA = re.compile(r"(?![+-]?[.\d][\d.,]*([eE][+-]?\d+)?\Z)[=+\-@\t\uff1d\uff0b\uff0d\uff20]", re.ASCII)
"""What a text begins with that a spreadsheet would take for a formula; a number with its sign is none."""


def csv_text(text: object) -> object:
    """Return a cell for spreadsheets: a text that would begin a formula gets an apostrophe before it."""
    if not isinstance(text, str) or (text[:1].isalnum() and text.isascii() and text.isprintable()):
        return text
    return f"'{legible(text)}" if FORMULA.match(text) else legible(text)


def write_csv(table: pd.DataFrame, path: Path, number: Callable[[object], str] | None = None) -> None:
    """Write a table for spreadsheets, whole or not at all.

    Texts are written by `csv_text`; `number` writes what is no whole number.
    """
    write_csv_parts([table], path, number)


def write_csv_parts(parts: Iterable[pd.DataFrame], path: Path, number: Callable[[object], str] | None = None) -> None:
    """Write a table that comes in parts, of which one at a time is in memory; else as `write_csv`."""
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        for place, table in enumerate(parts):
            _cells(table).to_csv(file, index=False, header=not place, float_format=number, lineterminator="\n")


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    made = table.rename(columns=csv_text)
    for place in range(table.shape[1]):
        cells = table.iloc[:, place]
        if pd.api.types.is_object_dtype(cells) or pd.api.types.is_string_dtype(cells):
            made.isetitem(place, np.array([csv_text(cell) for cell in cells.tolist()], dtype=object))
    return made


def _column(outcome: Outcome, values: Floats) -> Any:
    if outcome.kind == "date":
        return sundays(values)
    if outcome.kind == "flag":
        return values > 0.5
    if outcome.kind == "category":
        return words(outcome, values)
    return np.asarray(values, dtype=np.float64)


def outcomes_frame(worlds: Ints, outcomes: dict[str, Floats]) -> pd.DataFrame:
    """Turn outcome arrays into a table with one row a world.

    Parameters
    ----------
    worlds
        World numbers, shape (world,).
    outcomes
        Outcome name -> float64, shape (world,), as in `Block.outcomes`; columns that a run was asked for come last.

    Returns
    -------
    pd.DataFrame
        Index `world`; the columns of `OUTCOME_NAMES`: dates as datetime64[s] (NaT = never), flags as bool, categories
        as words (missing = not known), numbers as float64 in the outcome's unit. The types are the same whatever the
        values.
    """
    index = pd.Index(np.asarray(worlds, dtype=np.int64), name="world")
    columns: dict[str, Any] = {}
    for outcome in (*OUTCOMES, *(measure(name).outcome for name in outcomes if "@" in name)):
        column = _column(outcome, outcomes[outcome.name])
        columns[outcome.name] = pd.Series(column, index=index, dtype="str" if outcome.kind == "category" else None)
    return pd.DataFrame(columns, index=index)


def outcome_numbers(name: str, column: pd.Series[Any]) -> Floats:
    """Return a column of the table of outcomes as numbers, as `outcomes_frame` was given them.

    Raises
    ------
    ValueError
        Where it is no outcome's column, or holds a word that its category has not.
    """
    if (outcome := outcome_of(name)) is None:
        raise ValueError(f"'{name}' is not an outcome of this version")
    if outcome.kind == "date":
        return date_weeks(column)
    if outcome.kind != "category":
        return column.to_numpy(dtype=np.float64)
    places = {value: float(place) for place, value in enumerate(outcome.categories)}
    found = np.array([places.get(value, np.nan) for value in column.to_numpy(dtype=object)], dtype=np.float64)
    if strange := set(column[np.isnan(found)].dropna()):
        raise ValueError(f"'{name}' holds {min(strange)!r}, which is none of its values")
    return found


def date_weeks(column: pd.Series) -> Floats:
    """Return a column of dates (missing = never) as week indices, shape (world,), NaN where never."""
    days = column.to_numpy(dtype="datetime64[D]")
    since = (days - np.datetime64(calendar.START.isoformat(), "D")).astype(np.float64)
    return np.where(np.isnat(days), np.nan, np.floor(since / calendar.DAYS_A_WEEK))


def stray_days(column: pd.Series) -> str:
    """Return the first day of a column of dates that begins no week of the war; '' where there is none."""
    days = column.to_numpy(dtype="datetime64[D]")
    known = days[~np.isnat(days)]
    since = (known - np.datetime64(calendar.START.isoformat(), "D")).astype(np.int64)
    stray = known[(since % calendar.DAYS_A_WEEK != 0) | (since < 0)]
    return str(stray[0]) if len(stray) else ""


_COMPACT = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def as_json(values: Sequence[str | float]) -> str:
    """Write a list of a ledger's row as JSON; what is not finite (an illegal option's utility) is null."""
    return _COMPACT.encode([None if isinstance(item, float) and not math.isfinite(item) else item for item in values])


def statistics_dataset(statistics: Floats) -> xr.Dataset:
    """Label weekly statistics, shape (observable, statistic, week), as a Dataset of (statistic, date)."""
    names = np.array(STATISTICS, dtype=object)
    return _dataset(statistics, {"statistic": names, "date": calendar.dates(statistics.shape[-1])})


def worlds_dataset(arrays: dict[str, NDArray[np.float32]], worlds: Ints) -> xr.Dataset:
    """Label weekly values of single worlds, each of shape (week, world), as a Dataset of (date, world)."""
    weeks = next(iter(arrays.values())).shape[0]
    return _dataset((arrays[item.name] for item in OBSERVABLES), {"date": calendar.dates(weeks), "world": worlds})


def _dataset(arrays: Iterable[NDArray[Any]], coords: dict[str, NDArray[Any]]) -> xr.Dataset:
    variables = {
        item.name: (tuple(coords), array, of_variable(item)) for item, array in zip(OBSERVABLES, arrays, strict=True)
    }
    return xr.Dataset(variables, {name: (name, values, COORDINATES[name]) for name, values in coords.items()})


def statistics_of(series: xr.Dataset) -> Floats:
    """Return labelled weekly statistics as numbers, as `statistics_dataset` was given them."""
    rows = [list(series["statistic"].values).index(name) for name in STATISTICS]
    return np.stack([series[item.name].transpose("statistic", "date").values[rows] for item in OBSERVABLES])


def tidy_series(series: xr.Dataset, scenario: str) -> pd.DataFrame:
    """Return weekly statistics as rows: scenario, variable, unit, date, then one column a statistic."""
    dates = series["date"].values.astype("datetime64[s]")
    names, weeks = [str(name) for name in series.data_vars], len(dates)
    units = [series[name].attrs["unit"] for name in names]
    columns: dict[str, Any] = {
        "scenario": [scenario] * (len(names) * weeks),
        "variable": np.repeat(np.array(names, dtype=object), weeks),
        "unit": np.repeat(np.array(units, dtype=object), weeks),
        "date": np.tile(dates, len(names)),
    }
    # One table at once: a column a series and statistic, put together by pandas, takes twenty times as long.
    values = statistics_of(series)
    columns |= {statistic: values[:, place].reshape(-1) for place, statistic in enumerate(STATISTICS)}
    return pd.DataFrame(columns)
