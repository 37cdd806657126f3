"""A run: what an ensemble of worlds under one scenario left behind, in memory and on disk.

A run's folder holds `manifest.json` (what was run, with which versions), `series.parquet` (weekly
statistics), `outcomes.parquet` (one row a world), `ledger.parquet` (the decisions of the first worlds) and,
on request, `trajectories/` with one `.npy` a series, shape (week, world), float32. Plain `.npy` is kept
instead of a chunked store because NumPy maps it into memory as it is, and other programs read it without a
special library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from crossroads.errors import InputError, nearest
from crossroads.minds.decision import measure
from crossroads.runs.files import MANIFEST, read_json, read_tables, whole_folder, write_json, write_tables
from crossroads.runs.ledger import Meeting
from crossroads.runs.tables import date_weeks, worlds_dataset
from crossroads.world.measure import Measure, standard
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOMES

TRAJECTORIES = "trajectories"

RUN_FORMAT = "crossroads run 1"
"""Marks a folder as a run's; the number rises when the layout changes."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """An ensemble of worlds under one scenario.

    Attributes
    ----------
    scenario, title
        The scenario's name and its title for people.
    manifest
        What was run: scenario in full, seed, worlds, versions, shares of choices (see `manifest.json`).
    series
        Dimensions `statistic` (mean, q05 ... q95) and `date`; one variable a weekly series, with attributes
        `unit`, `title`, `kind`. NaN where the series is empty in every world (a closed front).
    outcomes
        Index `world`, one column an outcome; dates are ISO strings, '' = never.
    ledger
        One row a world and meeting, for the first worlds.
    trajectories
        Dimensions `date` and `world`, mapped from disk as needed; None where they were not kept.
    """

    scenario: str
    title: str
    manifest: dict[str, Any]
    series: xr.Dataset
    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    trajectories: xr.Dataset | None = None

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

    def save(self, folder: str | Path) -> Path:
        """Write the run to `folder`, whole or not at all, and return the folder.

        Raises
        ------
        InputError
            Where `folder` exists already or cannot be written.
        """
        target = Path(folder)
        with whole_folder(target) as temporary:
            self.write_into(temporary)
            if self.trajectories is not None:
                (temporary / TRAJECTORIES).mkdir()
                for name, variable in self.trajectories.data_vars.items():
                    np.save(temporary / TRAJECTORIES / f"{name}.npy", variable.values)
        return target

    def write_into(self, folder: Path, meetings: Sequence[Meeting] | None = None) -> None:
        """Write tables and manifest into an existing folder (without the trajectories).

        Where the ledger is at hand as its files hold it, it is not put together again.
        """
        ledger = self.ledger if meetings is None else meetings
        write_tables(folder, self.scenario, self.series, self.outcomes, ledger)
        write_json(folder / MANIFEST, self.manifest)

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Read a run from its folder.

        Raises
        ------
        InputError
            Where the folder is missing, damaged, or not a run's.
        """
        place = Path(folder)
        if not place.is_dir():
            raise InputError(f"{place}: no such folder; a run's folder is needed.")
        manifest = _run_manifest(place)
        series, outcomes, ledger = read_tables(place)
        if len(outcomes) != manifest["worlds"]:
            raise InputError(
                f"{place}: outcomes.parquet holds {len(outcomes)} worlds, manifest.json says {manifest['worlds']}."
            )
        trajectories = load_trajectories(place, outcomes.index.to_numpy(dtype=np.int64))
        scenario = manifest["scenario"]
        return cls(scenario["name"], scenario["title"], manifest, series, outcomes, ledger, trajectories)


def _run_manifest(place: Path) -> dict[str, Any]:
    if not (place / MANIFEST).is_file():
        raise InputError(f"{place}: has no {MANIFEST}; it is not the folder of a run.")
    manifest = read_json(place / MANIFEST)
    if manifest.get("format") != RUN_FORMAT:
        found = manifest.get("format", "nothing")
        raise InputError(f"{place / MANIFEST}: 'format' is {found!r}; a run of this version has {RUN_FORMAT!r}.")
    scenario = manifest.get("scenario")
    missing = [key for key in ("worlds", "seed", "horizon") if key not in manifest]
    if not isinstance(scenario, dict) or not {"name", "title"} <= scenario.keys():
        missing.append("scenario")
    if missing:
        raise InputError(f"{place / MANIFEST}: lacks {', '.join(missing)}; the folder is damaged.")
    return manifest


def load_trajectories(folder: Path, worlds: NDArray[np.int64], *, lazy: bool = True) -> xr.Dataset | None:
    """Map the trajectories of a run's folder, or return None where there are none.

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
    if not (folder / TRAJECTORIES).is_dir():
        return None
    arrays: dict[str, NDArray[np.float32]] = {}
    for name in OBSERVABLE_NAMES:
        path = folder / TRAJECTORIES / f"{name}.npy"
        try:
            arrays[name] = np.load(path, mmap_mode="r" if lazy else None)
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: is missing or damaged ({error}).") from error
        if arrays[name].ndim != 2 or arrays[name].shape[1] != len(worlds):
            raise InputError(f"{path}: has shape {arrays[name].shape}, not {len(worlds)} worlds.")
    return worlds_dataset(arrays, worlds)


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
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

    def weeks(self, name: str) -> NDArray[np.float64]:
        """Return the date outcome `name` as week indices, shape (world,), NaN = never."""
        return outcome_weeks(self.outcomes, name)
