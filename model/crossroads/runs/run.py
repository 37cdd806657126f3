"""A run: what an ensemble of worlds under one scenario left behind, in memory and on disk.

A run's folder holds `manifest.json` (what was run, with which versions, and what each file must be),
`series.parquet` (weekly statistics), `outcomes.parquet` (one row a world), `ledger.parquet` (the decisions of the
first worlds) and, on request, `trajectories/` with one `.npy` a series, shape (week, world), float32: NumPy maps plain
`.npy` into memory as it is, and other programs read it without a special library.
"""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from crossroads.errors import InputError, counted, legible, nearest
from crossroads.identity import MANIFEST
from crossroads.minds.decision import measure
from crossroads.runs.shown import Shown, ToldAndDrawn
from crossroads.runs.storage.attributes import made_by, signed
from crossroads.runs.storage.files import remove_folder, whole_file, whole_folder
from crossroads.runs.storage.kinds import kind_of, makes_anew, refuse_other
from crossroads.runs.storage.ledger import Meeting, frame
from crossroads.runs.storage.manifests import OLDER_RUN_FORMATS, RUN_FORMAT, RunKeys, checked, written
from crossroads.runs.storage.parquet import check_agreement, read_tables, write_tables
from crossroads.runs.storage.seal import DIGEST, FILES, Sealed, opened, seal
from crossroads.runs.storage.tables import LATER, date_weeks, worlds_dataset
from crossroads.world import calendar
from crossroads.world.measure import Measure as Measure
from crossroads.world.measure import standard
from crossroads.world.observables import OBSERVABLE_NAMES
from crossroads.world.observables import OUTCOMES as OUTCOMES

TRAJECTORIES = "trajectories"

log = logging.getLogger("crossroads")


def outcome_weeks(outcomes: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return a date outcome as week indices, shape (world,), NaN where it never happened.

    Raises
    ------
    InputError
        Where `name` is not a date outcome.
    """
    dates = [item.name for item in OUTCOMES if item.kind == "date"]
    if name not in dates:
        raise InputError(f"'{name}' is not a dated outcome{nearest(name, dates)}.")
    return date_weeks(outcomes[name])


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
    meetings
        The ledger as its files hold it, where `ledger` is given as `LATER`: put together when it is first asked for.
    """

    scenario: str
    title: str
    manifest: dict[str, Any]
    series: xr.Dataset
    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    opens: Callable[[], xr.Dataset] | None = None
    meetings: Sequence[Meeting] | None = None

    def __post_init__(self) -> None:
        """Let the series say what they come from: they are taken out of the run, and written by others."""
        object.__setattr__(self, "series", signed(self.series, self._comes_from))
        if self.ledger is LATER:
            object.__delattr__(self, "ledger")
        else:  # what was made of them is at hand
            object.__setattr__(self, "meetings", None)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name != "ledger":
                raise AttributeError(f"a run has no attribute '{name}'", name=name, obj=self)
            object.__setattr__(self, name, frame(self.meetings))
            return self.ledger

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
        return len(self.outcomes)

    @property
    def seed(self) -> int:
        """The seed of the worlds' luck."""
        return int(self.manifest["seed"])

    @property
    def horizon_weeks(self) -> int:
        """Number of weeks from 22 June 1941 to the horizon."""
        return int(self.series.sizes["date"])

    def weeks(self, name: str) -> NDArray[np.float64]:
        """Return the date outcome `name` as week indices, shape (world,), NaN = never."""
        return outcome_weeks(self.outcomes, name)

    @property
    def main_events(self) -> dict[str, NDArray[np.float64]]:
        """The dates that tell wars apart, as `weeks` gives them."""
        return {item.name: self.weeks(item.name) for item in OUTCOMES if item.main}

    def values(self, asked: Measure) -> NDArray[np.float64]:
        """Return a measure of each world, shape (world,); a category's as the index of its value."""
        outcome = asked.outcome
        if outcome.kind == "date":
            found = self.weeks(outcome.name)
        elif outcome.kind == "category":
            places = {value: float(place) for place, value in enumerate(outcome.categories)}
            found = np.asarray(self.outcomes[outcome.name].map(places), dtype=np.float64)
        else:
            found = self.outcomes[outcome.name].to_numpy(dtype=np.float64)
        return asked.values({outcome.name: found}, float(self.horizon_weeks))

    @property
    def measures(self) -> dict[str, Measure]:
        """What can be compared of its worlds: every outcome, then what it was asked for."""
        asked = (measure(str(name)).outcome for name in self.outcomes.columns if "@" in str(name))
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
        columns = {name: self.values(item) for name, item in self.measures.items()}
        return pd.DataFrame(columns, index=self.outcomes.index)

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
            Where `folder` exists already or cannot be written.
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
        ledger = self.ledger if self.meetings is None else self.meetings
        write_tables(folder, self.scenario, self.series, self.outcomes, ledger)
        seal(folder, self.manifest)

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Read a run from its folder.

        Raises
        ------
        InputError
            Where the folder is missing, damaged, or not a run's.
        """
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


def check_format(sealed: Sealed, own: str, older: Sequence[str], what: str) -> None:
    """Refuse a folder of another format; say of an older one that is read that it cannot be checked.

    Raises
    ------
    InputError
        Where the format is neither this version's nor one that it still reads.
    """
    found, path = sealed.manifest.get("format"), sealed.folder / MANIFEST
    if found == own:
        if not sealed.checked:
            raise InputError(f"{path}: lacks 'files' and 'digest', which this version's folders have; it was changed.")
        return
    kind = kind_of({"format": own})
    refuse_other(sealed.folder, sealed.manifest, kind, what)
    again = makes_anew(sealed.folder, kind)
    if found not in older:
        raise InputError(
            f"{path}: 'format' is {found!r}; {what} of this version has {own!r}{written(sealed.manifest)}. "
            f"Where it was made by this program: {again} makes it anew."
        )
    told = "%s: is of an older version%s, without digests: damage to it cannot be seen. %s makes it anew."
    log.warning(told, sealed.folder, written(sealed.manifest), again)


def map_trajectories(sealed: Sealed, worlds: NDArray[np.int64]) -> xr.Dataset:
    """Map the trajectories of a run's folder, each file held against its seal.

    Raises
    ------
    InputError
        Where a file is missing or damaged.
    """
    for name in OBSERVABLE_NAMES:
        sealed.check(f"{TRAJECTORIES}/{name}.npy")
    return load_trajectories(sealed.folder, worlds)


def load_trajectories(folder: Path, worlds: NDArray[np.int64], *, lazy: bool = True) -> xr.Dataset:
    """Map the files of trajectories in a folder.

    Parameters
    ----------
    folder
        The run's folder.
    worlds
        World numbers, shape (world,).
    lazy
        False reads everything into memory at once.

    Raises
    ------
    InputError
        Where a file is missing or damaged.
    """
    arrays: dict[str, NDArray[np.float32]] = {}
    for name in OBSERVABLE_NAMES:
        path = folder / TRAJECTORIES / f"{name}.npy"
        try:
            arrays[name] = np.load(path, mmap_mode="r" if lazy else None)
        except Exception as error:  # NumPy reads headers with Python's own parser, whose errors are many
            raise InputError(f"{path}: is missing or damaged ({' '.join(str(error).split())}).") from error
        found = arrays[name]
        if found.dtype != np.float32 or found.ndim != 2 or found.shape[1] != len(worlds):
            needed = f"float32 of {counted(len(worlds), 'world')}"
            raise InputError(f"{path}: holds {found.dtype} of shape {found.shape}; {needed} is needed.")
        if found.shape != next(iter(arrays.values())).shape:
            raise InputError(f"{path}: has shape {found.shape}, unlike the other series.")
    return worlds_dataset(arrays, worlds)


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
        day = self.outcomes[name].loc[world]
        return None if pd.isna(day) else pd.Timestamp(day).date()

    def weeks(self, name: str) -> NDArray[np.float64]:
        """Return the date outcome `name` as week indices, shape (world,), NaN = never."""
        return outcome_weeks(self.outcomes, name)
