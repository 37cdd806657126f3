"""A run: what an ensemble of worlds under one scenario left behind, in memory and on disk.

A run's folder holds `manifest.json` (what was run, with which versions, and what each file must be),
`series.parquet` (weekly statistics), `outcomes.parquet` (one row a world), `ledger.parquet` (the decisions of the
first worlds) and, on request, `trajectories/` with one `.npy` a series, shape (week, world), float32: NumPy maps plain
`.npy` into memory as it is, and other programs read it without a special library.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError, counted, legible
from crossroads.identity import MANIFEST
from crossroads.minds.decision import measure
from crossroads.runs.shown import Shown, ToldAndDrawn
from crossroads.runs.storage.files import remove_folder, whole_file, whole_folder
from crossroads.runs.storage.formats import check_format
from crossroads.runs.storage.manifests import OLDER_RUN_FORMATS, RUN_FORMAT, RunKeys, checked
from crossroads.runs.storage.seal import DIGEST, FILES, opened, seal
from crossroads.runs.tables.attributes import made_by, signed
from crossroads.runs.tables.columns import AT_HAND, DATES, Arrays, dated
from crossroads.runs.tables.parquet import write_tables
from crossroads.runs.tables.trajectories import TRAJECTORIES, map_trajectories
from crossroads.world import calendar
from crossroads.world.measure import Measure as Measure
from crossroads.world.measure import standard
from crossroads.world.observables import OUTCOMES as OUTCOMES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

LATER: Any = object()
"""Stands where a table of a run is not put together yet."""

_TABLES: Mapping[str, str] = {"series": "statistics", "outcomes": "outcomes", "ledger": "meetings"}
"""Table of a run -> the arrays that it is put together from."""

log = logging.getLogger("crossroads")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Run(ToldAndDrawn):
    """An ensemble of worlds under one scenario.

    Attributes
    ----------
    scenario, title
        The scenario's name and its title for people.
    manifest
        What was run: scenario in full, seed, worlds, versions, shares of choices (see `manifest.json`).
    series
        Dimensions `statistic` (mean, q05 ... q95) and `date`; one variable a weekly series, with attributes
        `unit`, `title`, `kind`, and by the CF conventions `units` (as UDUNITS reads them) and `long_name`. NaN where
        the series is empty in every world (a closed front). Its own attributes say what it comes from.
    outcomes
        Index `world`, one column an outcome; dates are datetime64[s], NaT = never.
    ledger
        One row a world and meeting, for the first worlds.
    opens
        Opens what `trajectories` returns; None where they were not kept.
    arrays
        What the tables that are given as `LATER` are put together from when they are first asked for.
    """

    scenario: str
    title: str
    manifest: dict[str, Any]
    series: xr.Dataset
    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    opens: Callable[[], xr.Dataset] | None = None
    arrays: Arrays = AT_HAND

    def __post_init__(self) -> None:
        """Let the series say what they come from: they are taken out of the run, and written by others."""
        for table in _TABLES:
            if (given := getattr(self, table)) is LATER:
                object.__delattr__(self, table)
            else:
                self._put(table, given)

    def _put(self, table: str, made: Any) -> None:
        """Put a table in its place, and let go of the arrays that it was made from: it may be changed by hand."""
        # In this order, so that whoever asks meanwhile finds one or the other.
        object.__setattr__(self, table, signed(made, self._comes_from) if table == "series" else made)
        object.__setattr__(self, "arrays", replace(self.arrays, **{_TABLES[table]: None}))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name not in _TABLES:
                raise AttributeError(f"a run has no attribute '{name}'", name=name, obj=self)
            from crossroads.runs.tables.frames import outcomes_frame, statistics_dataset
            from crossroads.runs.tables.ledger_table import frame

            if (made := getattr(self.arrays, _TABLES[name])) is None:  # another thread has made it since
                return object.__getattribute__(self, name)
            if name == "series":
                self._put(name, statistics_dataset(made))
            elif name == "outcomes":
                self._put(name, outcomes_frame(np.arange(self.worlds), made))
            else:
                self._put(name, frame(made))
            return getattr(self, name)

    def changed(self, **values: Any) -> Run:
        """Return the run with other values of some of its attributes; no table is made for it that is not made yet."""
        held = {name: LATER for name, arrays in _TABLES.items() if getattr(self.arrays, arrays) is not None}
        others = (item.name for item in dataclasses.fields(self) if item.name not in held)
        return Run(**({name: getattr(self, name) for name in others} | held | values))

    @property
    def world_numbers(self) -> NDArray[np.int64]:
        """Numbers of its worlds."""
        return np.arange(self.worlds) if self.arrays.outcomes is not None else self.outcomes.index.to_numpy(np.int64)

    @property
    def _comes_from(self) -> dict[str, Any]:
        numbers = {"seed": self.manifest.get("seed"), "worlds": self.worlds}
        return {"title": self.title, "scenario": self.scenario, **numbers, **made_by(self.manifest)}

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {"scenario": self.scenario, "worlds": self.worlds, "seed": self.seed, "weeks": self.horizon_weeks}

    @property
    def overview(self) -> pd.DataFrame:
        """Its outcomes over worlds, by measure: mean and the middle eight tenths; of what happens or not, shares."""
        import pandas as pd

        found = self.measured()
        return pd.DataFrame(
            {
                "outcome": list(found),
                "title": [item.title for item in self.measures.values()],
                "unit": [item.unit for item in self.measures.values()],
                "mean": found.mean().to_numpy(),
                "q10": found.quantile(0.1).to_numpy(),
                "q90": found.quantile(0.9).to_numpy(),
            }
        )

    @property
    def trajectories(self) -> xr.Dataset | None:
        """Every world's series, dimensions `date` and `world`, mapped from disk as needed; None: not kept.

        Raises
        ------
        InputError
            Where a file is missing or not what the manifest says.
        """
        return None if self.opens is None else signed(self.opens(), self._comes_from)

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        held = self.arrays.outcomes
        return len(self.outcomes) if held is None else len(next(iter(held.values())))

    @property
    def seed(self) -> int:
        """The seed of the worlds' luck."""
        return int(self.manifest["seed"])

    @property
    def horizon_weeks(self) -> int:
        """Number of weeks from 22 June 1941 to the horizon."""
        held = self.arrays.statistics
        return int(self.series.sizes["date"]) if held is None else int(held.shape[-1])

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its outcomes, and of what it was asked for beside them."""
        return tuple(self.outcomes.columns if self.arrays.outcomes is None else self.arrays.outcomes)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return an outcome of each world as a number, shape (world,).

        A date is a week index (NaN = never), a flag 0 or 1, a category the place of its value (NaN = not known).
        """
        if self.arrays.outcomes is None:
            from crossroads.runs.tables.frames import outcome_numbers

            return outcome_numbers(name, self.outcomes[name])
        held = np.floor(self.arrays.outcomes[name]) if name in DATES else self.arrays.outcomes[name].view()
        held.flags.writeable = False
        return held

    def weeks(self, name: str) -> NDArray[np.float64]:
        """Return the date outcome `name` as week indices, shape (world,), NaN = never."""
        return self.numbers(dated(name))

    @property
    def main_events(self) -> dict[str, NDArray[np.float64]]:
        """The dates that tell wars apart, as `weeks` gives them."""
        return {item.name: self.weeks(item.name) for item in OUTCOMES if item.main}

    def values(self, asked: Measure) -> NDArray[np.float64]:
        """Return a measure of each world, shape (world,); a category's as the index of its value."""
        outcome = asked.outcome
        found = self.numbers(outcome.name)
        return asked.values({outcome.name: found}, float(self.horizon_weeks))

    @property
    def measures(self) -> dict[str, Measure]:
        """What can be compared of its worlds: every outcome, then what it was asked for."""
        asked = (measure(str(name)).outcome for name in self.columns if "@" in str(name))
        return {item.name: item for outcome in (*OUTCOMES, *asked) for item in standard(outcome)}

    def measured(self) -> pd.DataFrame:
        """Return every measure of every world as a number: a table for programs that take numbers alone.

        Returns
        -------
        pd.DataFrame
            Index `world`, one column of float64 a measure, under the names of `measures`. A flag is 0 or 1. A category
            has a column a value (`verdict=stalemate`), 1 where it is the one that stands. A date has two: `:happens`,
            whether it came by the horizon, and `:weeks`, the weeks from 22 June 1941 until it came or until the
            horizon. A number is itself, NaN where it is not known (a front that was closed on the day asked for).
        """
        import pandas as pd

        columns = {name: self.values(item) for name, item in self.measures.items()}
        return pd.DataFrame(columns, index=pd.Index(self.world_numbers, name="world"))

    def save(self, folder: str | Path, temporary: Path | None = None) -> Path:
        """Write the run to `folder`, whole or not at all, and return the folder.

        Parameters
        ----------
        folder
            The folder to make.
        temporary
            Where it is put together; None: beside `folder`.

        Raises
        ------
        InputError
            Where `folder` exists already or cannot be written, or where a table was changed by hand into what no file
            holds: worlds or weeks left out or in another order, a day that is no Sunday.
        """
        target = Path(folder)
        with whole_folder(target, temporary) as whole:
            if self.trajectories is not None:
                for name, variable in self.trajectories.data_vars.items():
                    with whole_file(whole / TRAJECTORIES / f"{name}.npy") as made, made.open("wb") as file:
                        np.save(file, variable.values)
            self.write_into(whole)
        return target

    def write_into(self, folder: Path) -> None:
        """Write tables and manifest into an existing folder, which holds the trajectories where they are kept."""
        held = self.arrays
        statistics = self._statistics() if held.statistics is None else held.statistics
        outcomes = self._outcomes() if held.outcomes is None else held.outcomes
        ledger = self.ledger if held.meetings is None else held.meetings
        write_tables(folder, self.scenario, statistics, outcomes, ledger)
        seal(folder, self.manifest)

    def _statistics(self) -> NDArray[np.float64]:
        from crossroads.runs.tables.frames import statistics_of

        if not np.array_equal(self.series["date"].values, calendar.dates(self.horizon_weeks)):
            found = f"its series do not go from {calendar.START} on, week by week"
            raise InputError(f"'{self.scenario}': {found}; it is not written.")
        return statistics_of(self.series)

    def _outcomes(self) -> dict[str, NDArray[np.float64]]:
        """Return the table of outcomes as numbers; refuse one that a file could not hold as it is."""
        from crossroads.runs.tables.frames import stray_days

        if not np.array_equal(self.world_numbers, np.arange(self.worlds)):
            raise InputError(f"'{self.scenario}': its worlds are not numbered from 0 without gaps; it is not written.")
        for name in self.columns:
            if name in DATES and (day := stray_days(self.outcomes[name])):
                raise InputError(f"'{self.scenario}': '{name}' holds {day}, no Sunday of the war; it is not written.")
        return {name: self.numbers(name) for name in self.columns}

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Read a run from its folder.

        Raises
        ------
        InputError
            Where the folder is missing, damaged, or not a run's.
        """
        from crossroads.runs.tables.reading import check_agreement, read_tables

        sealed = opened(Path(folder), "a run")
        place, manifest = sealed.folder, sealed.manifest
        check_format(sealed, RUN_FORMAT, OLDER_RUN_FORMATS, "a run")
        keys = checked(RunKeys, manifest, place / MANIFEST)
        series, outcomes, ledger = read_tables(sealed)
        check_agreement(sealed, outcomes, ledger)
        if len(outcomes) != keys.worlds:
            raise InputError(
                f"{place}: outcomes.parquet holds {counted(len(outcomes), 'world')}, {MANIFEST} says {keys.worlds}."
            )
        if series.sizes["date"] != calendar.weeks_until(dt.date.fromisoformat(keys.horizon)):
            raise InputError(f"{place}: series.parquet does not end at {keys.horizon}, the horizon in {MANIFEST}.")
        kept = functools.cache(functools.partial(map_trajectories, sealed, outcomes.index.to_numpy(dtype=np.int64)))
        if not (has := (place / TRAJECTORIES).is_dir()) and any(
            name.startswith(f"{TRAJECTORIES}/") for name in manifest.get(FILES, ())
        ):
            raise InputError(f"{place / TRAJECTORIES}: is missing, though {MANIFEST} names files in it.")
        told = {key: value for key, value in manifest.items() if key not in (FILES, DIGEST)}
        name, title = keys.scenario.name, legible(keys.scenario.title)
        return cls(name, title, told, series, outcomes, ledger, kept if has else None)


def finished_run(folder: Path, plan: Mapping[str, Any]) -> Run | None:
    """Return the run of a plan that an earlier start has left, every file as it was written.

    What fails is told in a line, and removed: it is to be made anew.
    """
    try:
        sealed = opened(folder, "a run")
        if sealed.manifest.get("plan") != plan:
            raise InputError(f"{folder}: is another run.")
        for name in sealed.manifest.get(FILES, ()):
            sealed.check(name)
        return Run.load(folder)
    except InputError as fault:
        log.warning("%s It is made anew.", fault)
        remove_folder(folder)
        return None


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
        week = self.weeks(name)[list(self.outcomes.index).index(world)]
        return None if np.isnan(week) else calendar.date_of(int(week))

    def weeks(self, name: str) -> NDArray[np.float64]:
        """Return the date outcome `name` as week indices, shape (world,), NaN = never."""
        from crossroads.runs.tables.frames import date_weeks

        return date_weeks(self.outcomes[dated(name)])
