"""The tables of a run as Parquet: one schema whatever the data, so that equal runs make equal files.

What never happened is null, as is a category that is not known; dates are dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from crossroads.runs.storage.files import whole_file
from crossroads.runs.tables import arrow
from crossroads.runs.tables.columns import STATISTICS, outcome_of, sundays, words
from crossroads.runs.tables.ledger import Meeting, packed, unpacked
from crossroads.world import calendar
from crossroads.world.axes import Floats
from crossroads.world.observables import OBSERVABLES, Outcome

if TYPE_CHECKING:
    import pandas as pd

SERIES, OUTCOME_FILE, LEDGER = "series.parquet", "outcomes.parquet", "ledger.parquet"

_TYPES = {"date": pa.date32(), "flag": pa.bool_(), "category": pa.string()}
"""Kind of an outcome -> type of its column; of every other kind, a number."""

SERIES_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("scenario", "variable", "unit")),
        ("date", pa.date32()),
        *((name, pa.float64()) for name in STATISTICS),
    ]
)


def outcome_schema(names: Iterable[str]) -> pa.Schema:
    """Return the columns of the outcomes' file; `world` stands last, as pandas writes an index.

    Raises
    ------
    ValueError
        Where a name is no outcome's.
    """
    columns = [(item.name, _TYPES.get(item.kind, pa.float64())) for item in _outcomes(names)]
    return pa.schema([*columns, ("world", pa.int64())])


def _outcomes(names: Iterable[str]) -> list[Outcome]:
    found = []
    for name in names:
        if (outcome := outcome_of(name)) is None:
            raise ValueError(f"'{name}' is not an outcome of this version")
        found.append(outcome)
    return found


def write_tables(
    folder: Path,
    scenario: str,
    statistics: Floats,
    outcomes: Mapping[str, Floats],
    ledger: pd.DataFrame | Sequence[Meeting],
) -> None:
    """Write the three tables of a run into `folder` as Parquet.

    Parameters
    ----------
    folder
        The run's folder.
    scenario
        Its scenario's name.
    statistics, outcomes
        As in `runs.tables.columns.Arrays`.
    ledger
        The table of the ledger, or its meetings.
    """
    _write(_series_columns(scenario, statistics), arrow.for_pandas(SERIES_SCHEMA), folder / SERIES)
    schema = arrow.for_pandas(outcome_schema(outcomes), index="world")
    _write(_outcome_columns(outcomes), schema, folder / OUTCOME_FILE)
    with whole_file(folder / LEDGER) as temporary, temporary.open("wb") as file:
        write_ledger(ledger, file)


def _series_columns(scenario: str, statistics: Floats) -> list[pa.Array]:
    names, weeks = [item.name for item in OBSERVABLES], statistics.shape[-1]
    each = [[text for text in texts for _ in range(weeks)] for texts in (names, [item.unit for item in OBSERVABLES])]
    columns = [arrow.texts([scenario] * (len(names) * weeks)), *map(arrow.texts, each)]
    columns.append(arrow.days(np.tile(calendar.dates(weeks), len(names))))
    return columns + [arrow.measured(statistics[:, place].ravel()) for place in range(len(STATISTICS))]


def _outcome_columns(outcomes: Mapping[str, Floats]) -> list[pa.Array]:
    columns = [_column(item, outcomes[item.name]) for item in _outcomes(outcomes)]
    return [*columns, arrow.whole_numbers(np.arange(len(columns[0])))]


def _column(outcome: Outcome, values: Floats) -> pa.Array:
    if outcome.kind == "date":
        return arrow.days(sundays(values))
    if outcome.kind == "flag":
        return arrow.flags(values > 0.5)
    if outcome.kind == "category":
        return arrow.texts(words(outcome, values))
    return arrow.measured(values)


def _write(columns: list[pa.Array], schema: pa.Schema, path: Path) -> None:
    with whole_file(path) as temporary, temporary.open("wb") as file:  # Arrow takes no path that is no text
        pq.write_table(pa.Table.from_arrays(columns, schema=schema), file)


def write_ledger(ledger: pd.DataFrame | Sequence[Meeting], path: Path | IO[bytes]) -> None:
    """Write a ledger, a table or meetings, as Parquet; the file is the same however the meetings came together."""
    pq.write_table(
        packed(ledger if isinstance(ledger, Sequence) else _met(ledger)), path, use_dictionary=False, compression="zstd"
    )  # few numbers are repeated


def _met(ledger: pd.DataFrame) -> list[Meeting]:
    from crossroads.runs.tables.ledger_table import grouped  # loads pandas, which a table has loaded already

    return [meeting for _, meeting in grouped(ledger)]


def read_meetings(file: Path | IO[bytes]) -> list[Meeting]:
    """Read the meetings that `write_ledger` wrote."""
    return unpacked(pq.ParquetFile(file).read())  # of parts, which are known by their digest
