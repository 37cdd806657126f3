"""Reading the tables of a run: nothing is taken that does not fit its schema.

A table that fits is still looked through: worlds in order, weeks one after the other, categories that exist, shares
from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.runs.storage.seal import Sealed
from crossroads.runs.tables.columns import STATISTICS, outcome_of
from crossroads.runs.tables.frames import statistics_dataset
from crossroads.runs.tables.ledger_table import frame, meetings_of
from crossroads.runs.tables.parquet import LEDGER, OUTCOME_FILE, SERIES, SERIES_SCHEMA, outcome_schema
from crossroads.runs.tables.unfold import TooLargeError, unfolded
from crossroads.world import calendar, observables

MOST = 2.5e9
"""No outcome counts more: all people of 1941 were fewer."""

Read = TypeVar("Read", xr.Dataset, pd.DataFrame)


def read_ledger(file: Path | IO[bytes]) -> pd.DataFrame:
    """Read a ledger's file of this version, or of one before, as a table (see `runs.tables.ledger_table.frame`)."""
    return _read_ledger(pq.ParquetFile(file).read())


def read_tables(sealed: Sealed) -> tuple[xr.Dataset, pd.DataFrame, pd.DataFrame]:
    """Read the series, outcomes and ledger of a run.

    Raises
    ------
    InputError
        Where a file is missing, is not what the manifest says, or is not a table of this version.
    """
    return (
        _sound(sealed, SERIES, _read_series),
        _sound(sealed, OUTCOME_FILE, _read_outcomes),
        _sound(sealed, LEDGER, _read_ledger),
    )


def check_agreement(sealed: Sealed, outcomes: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Check that sound tables are those that the manifest of a run speaks of.

    Raises
    ------
    InputError
        Where one is not; the message names the file and what it holds.
    """
    for name, fault in _disagreements(sealed.manifest, outcomes, ledger):
        raise InputError(f"{sealed.folder / name}: {fault}; {MANIFEST} says otherwise.")


def _disagreements(
    manifest: Mapping[str, Any], outcomes: pd.DataFrame, ledger: pd.DataFrame
) -> Iterator[tuple[str, str]]:
    """Yield where sound tables are not those that a manifest speaks of: the file, and what it holds."""
    last = pd.Timestamp(manifest["horizon"])
    for name in outcomes.columns:
        if pd.api.types.is_datetime64_any_dtype(outcomes[name]) and (outcomes[name].dropna() > last).any():
            yield OUTCOME_FILE, f"'{name}' holds a day after the horizon"
    if len(ledger):
        if int(ledger["world"].max()) >= int(manifest["ledger_worlds"]) or int(ledger["world"].min()) < 0:
            yield LEDGER, f"holds decisions of world {int(ledger['world'].max())}"
        if (pd.to_datetime(ledger["date"]) > last).any():
            yield LEDGER, "holds decisions after the horizon"
        if set(ledger["scenario"]) != {manifest["scenario"]["name"]}:
            yield LEDGER, f"holds decisions under '{next(iter(set(ledger['scenario'])))}'"


def _sound(sealed: Sealed, name: str, reader: Callable[[pa.Table], Read]) -> Read:
    content = sealed.read(name, _most_bytes(name, sealed))
    try:
        return reader(unfolded(content))
    except TooLargeError as error:
        raise InputError(f"{sealed.folder / name}: {error}.") from None
    except Exception as error:  # whatever a reader of damaged bytes may raise: Arrow alone has a dozen errors
        reason = " ".join(str(error).split())
        raise InputError(f"{sealed.folder / name}: is damaged or not a table of this version ({reason}).") from error


def _most_bytes(name: str, sealed: Sealed) -> int:
    """Return how many bytes a file may have: it grows with worlds."""
    worlds, told = (sealed.manifest.get(key) for key in ("worlds", "ledger_worlds"))
    if not isinstance(worlds, int) or not isinstance(told, int):
        return 1 << 30
    sizes = {SERIES: 0, OUTCOME_FILE: worlds << 12, LEDGER: min(worlds, told) << 20}
    return (1 << 26) + sizes[name]


def _read_series(table: pa.Table) -> xr.Dataset:
    found = _fitting(table, SERIES_SCHEMA)
    weeks = len(found) // len(observables.OBSERVABLE_NAMES)
    days = np.tile(calendar.dates(weeks).astype("datetime64[s]"), len(observables.OBSERVABLE_NAMES))
    if list(found["variable"]) != [name for name in observables.OBSERVABLE_NAMES for _ in range(weeks)]:
        raise ValueError("the variables are not the series of this version, each in all weeks")
    if not np.array_equal(found["date"].to_numpy(dtype="datetime64[s]"), days):
        raise ValueError(f"the dates are not the Sundays from {calendar.START} on")
    values = found[list(STATISTICS)].to_numpy(dtype=np.float64)
    if np.isinf(values).any():
        raise ValueError("a value is not finite")
    cube = values.reshape(len(observables.OBSERVABLE_NAMES), weeks, len(STATISTICS)).transpose(0, 2, 1)
    for item, own in zip(observables.OBSERVABLES, cube, strict=True):
        if observables.is_share(item.unit) and not ((own >= 0) & (own <= 1)).all():
            raise ValueError(f"'{item.name}' holds what is no share (0 to 1)")
    quantiles = np.nan_to_num(cube[:, [place for place, name in enumerate(STATISTICS) if name != "mean"]])
    if (np.diff(quantiles, axis=1) < 0).any():
        raise ValueError("quantiles do not rise")
    return statistics_dataset(np.ascontiguousarray(cube))


def _read_ledger(table: pa.Table) -> pd.DataFrame:
    return frame(meetings_of(table))


def _fitting(table: pa.Table, schema: pa.Schema) -> pd.DataFrame:
    """Return a table as pandas', refused where its columns or their types are others."""
    if table.column_names != schema.names:
        strange = sorted(set(table.column_names) ^ set(schema.names))
        raise ValueError(f"the columns are not those of this version: {', '.join(strange) or 'their order'}")
    for field in schema:
        found = table.schema.field(field.name).type
        if found != field.type and not _as_before(found, field.type):
            raise ValueError(f"'{field.name}' holds {found}, where {field.type} is needed")
    days = {field.name: _days(table.column(field.name)) for field in schema if field.type == pa.date32()}
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame.assign(**days)


def _as_before(found: pa.DataType, wanted: pa.DataType) -> bool:
    """Say whether a type is the one that format 1 had: dates as texts, '' = never, and long texts."""
    text = pa.types.is_string(found) or pa.types.is_large_string(found)
    return bool(text) and (wanted == pa.date32() or wanted == pa.string())


def _days(column: pa.ChunkedArray) -> Any:
    if column.type == pa.date32():
        return column.to_numpy().astype("datetime64[s]")
    texts = [text or "NaT" for text in column.to_pylist()]
    return np.array(texts, dtype="datetime64[s]")


def _read_outcomes(table: pa.Table) -> pd.DataFrame:
    renamed = table.rename_columns([observables.RENAMED.get(name, name) for name in table.column_names])
    table = renamed.replace_schema_metadata(table.schema.metadata)  # which says what is the index: renaming drops it
    names = [name for name in table.column_names if name != "world"]
    if tuple(names[: len(observables.OUTCOME_NAMES)]) != observables.OUTCOME_NAMES:
        raise ValueError("the columns are not the outcomes of this version")
    found = _fitting(table, outcome_schema(names))
    found = found.set_index("world") if "world" in found.columns else found
    if list(found.index) != list(range(len(found))):
        raise ValueError("the worlds are not numbered from 0 without gaps")
    for name in names:
        outcome = outcome_of(name)
        assert outcome is not None
        found[name] = _within(outcome, found[name])
    return found


def _within(outcome: observables.Outcome, column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column whose every value can be: refused are others."""
    if outcome.kind == "category":
        column = column.astype("str").where(column != "")
        strange = set(column.dropna()) - set(outcome.categories)
        if strange:
            raise ValueError(f"'{outcome.name}' holds {min(strange)!r}, which is none of its values")
    elif outcome.kind == "date":
        first, last = pd.Timestamp(calendar.START), pd.Timestamp(calendar.LAST_HORIZON)
        away = (column - first).dt.days
        if ((away % calendar.DAYS_A_WEEK).fillna(0) != 0).any() or (column.dropna() < first).any():
            raise ValueError(f"'{outcome.name}' holds a day that is no Sunday of the war")
        if (column.dropna() > last).any():
            raise ValueError(f"'{outcome.name}' holds a day after {calendar.LAST_HORIZON}")
    elif outcome.kind != "flag":
        values = column.to_numpy(dtype=np.float64)
        if np.isinf(values).any() or (np.isnan(values).any() and outcome in observables.OUTCOMES):
            raise ValueError(f"'{outcome.name}' holds what is not a number")
        if (values < 0).any() and outcome in observables.OUTCOMES and not outcome.signed:
            raise ValueError(f"'{outcome.name}' holds a number below 0")
        if observables.is_share(outcome.unit) and ((values < 0) | (values > 1)).any():
            raise ValueError(f"'{outcome.name}' holds what is no share (0 to 1)")
        if (values > MOST).any():
            raise ValueError(f"'{outcome.name}' holds more than there were people")
    return column
