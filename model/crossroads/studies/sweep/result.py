"""What came of a sweep, in memory or in its folder."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from crossroads.errors import InputError, listing, nearest
from crossroads.identity import MANIFEST
from crossroads.runs.export import MOST_CSV_BYTES
from crossroads.runs.shown import Shown
from crossroads.runs.storage.files import whole_files
from crossroads.runs.storage.kinds import refuse_other
from crossroads.runs.storage.manifests import SweepKeys, checked
from crossroads.runs.storage.seal import Sealed, opened
from crossroads.runs.storage.set_aside import SetAside
from crossroads.runs.tables.frames import write_csv, write_csv_parts
from crossroads.scenario.experiment import Experiment, kept_experiment
from crossroads.studies.sweep.table import COUNTS, OF_BANDS, OF_PAIRS, dimensions_table, points_table
from crossroads.world.axes import Floats

KIND = "a sweep"

WORLDS_CSV = "worlds.csv"

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

    @classmethod
    def load(cls, folder: str | Path) -> Sweep:
        """Read a sweep from its folder.

        Raises
        ------
        InputError
            Where the folder is missing, damaged, or no sweep's.
        """
        sealed = opened(Path(folder), KIND)
        path = sealed.folder / MANIFEST
        refuse_other(sealed.folder, sealed.manifest, "sweep", KIND)
        if sealed.manifest.get("format") != SWEEP_FORMAT:
            raise InputError(f"{path}: 'format': found {sealed.manifest.get('format')!r}; allowed: '{SWEEP_FORMAT}'.")
        tables = {name: _read(sealed, name) for name in (TABLE, EFFECTS, POINTS)}
        aside = _read(sealed, ASIDE) if (sealed.folder / ASIDE).is_file() else aside_table([])
        keys = checked(SweepKeys, sealed.manifest, path)
        points = tables[POINTS].drop(columns="point").to_numpy(dtype=np.float64)
        experiment = kept_experiment(keys.experiment, keys.scenarios, points, path)
        return cls(experiment, keys.worlds, keys.seed, tables[TABLE], tables[EFFECTS], aside, sealed.folder)

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
            opened(self.folder, KIND).check(WORLDS),
            columns=[measure],
            filters=[("scenario", "==", asked), ("point", ">=", 0)],
        )
        return kept[measure].to_numpy(dtype=np.float64).reshape(len(self.experiment.points), -1)

    def write(self, folder: Path) -> None:
        """Write the tables as CSV."""
        for name, table in self.tables.items():
            write_csv(table, folder / name)


def _read(sealed: Sealed, name: str) -> pd.DataFrame:
    """Read one of its tables, of the types that it was written with."""
    try:
        # By Arrow, which reads a number to the last digit.
        types = {column: pa.float64() for column in (*OF_BANDS, *OF_PAIRS, "p", "p_family")}
        types |= {"structure_hangs_on": pa.string()} | {column: pa.int64() for column in COUNTS}
        table: pd.DataFrame = pa_csv.read_csv(
            io.BytesIO(sealed.read(name, MOST_CSV_BYTES)), convert_options=pa_csv.ConvertOptions(column_types=types)
        ).to_pandas()
    except (ValueError, pa.ArrowException) as error:
        raise InputError(f"{sealed.folder / name}: cannot be read as a table ({error}).") from error
    for column in table.columns.intersection(list(COUNTS)):
        table[column] = table[column].astype("Int64")
    return table


def export_worlds(folder: str | Path, to: str | Path) -> list[Path]:
    """Write the worlds of a sweep as CSV, and its other tables beside them.

    Parameters
    ----------
    folder
        Folder of a sweep.
    to
        Folder to write into, made where it does not exist. Files that exist are never overwritten.

    Raises
    ------
    InputError
        Where the folder is not sound, or a file exists already.
    """
    made, target = Sweep.load(folder), Path(to)
    sealed = opened(Path(folder), KIND)
    names = [*made.tables, WORLDS_CSV]
    for name in names:
        if (target / name).exists():
            raise InputError(f"{target / name}: exists already and is not overwritten.")
    source = pq.ParquetFile(sealed.check(WORLDS))
    with whole_files(target) as written:
        for name, table in made.tables.items():
            write_csv(table, written / name)
        groups = (source.read_row_group(place).to_pandas() for place in range(source.num_row_groups))
        write_csv_parts(groups, written / WORLDS_CSV)
    return [target / name for name in names]


def aside_table(found: list[tuple[str, int, range, SetAside]]) -> pd.DataFrame:
    """Return the shards that were set aside, a row each."""
    rows: list[dict[str, Any]] = [
        {"scenario": scenario, "point": point, "first_world": span.start, "worlds": len(span), "error": why.told}
        for scenario, point, span, why in found
    ]
    return pd.DataFrame(rows, columns=["scenario", "point", "first_world", "worlds", "error"])
