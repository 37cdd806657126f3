"""Put the finished parts of a run together: weekly statistics, outcomes, ledger, trajectories."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from crossroads.progress import Progress
from crossroads.results import TRAJECTORIES
from crossroads.results_tables import outcomes_frame, statistics_dataset
from crossroads.runs.design import Made
from crossroads.runs.run_parts import SERIES, read_outcomes
from crossroads.weekly_statistics import STATISTICS_COUNT, weekly_statistics, weeks_a_chunk
from crossroads.world.observables import OBSERVABLE_NAMES

MOST_THREADS = 4
"""Each thread holds one chunk of weeks in memory."""

Chunk = tuple[int, int, int]
"""Position of an observable, first week, week after the last."""


def assemble_series(made: Made, worlds: int, progress: Progress, label: str, keep_in: Path | None = None) -> xr.Dataset:
    """Return the weekly statistics over all worlds, one variable at a time and in chunks of weeks.

    Parameters
    ----------
    made, worlds
        Every part of the run, and its number of worlds.
    progress, label
        Told in rows (one observable in one week).
    keep_in
        Folder of a run in which the trajectories are written as well.
    """
    weeks = made.files[0].shape(SERIES)[1]
    kept = [] if keep_in is None else _trajectory_files(keep_in, weeks, worlds)
    statistics = np.empty((len(OBSERVABLE_NAMES), STATISTICS_COUNT, weeks), dtype=np.float64)

    def summarise(chunk: Chunk) -> int:
        position, first, end = chunk
        places = position * weeks + first, end - first
        rows = np.concatenate([file.rows(SERIES, *places) for file in made.files], axis=1)
        statistics[position, :, first:end] = weekly_statistics(rows)
        if kept:
            kept[position].write(first, rows)
        return end - first

    progress.start(label, len(OBSERVABLE_NAMES) * weeks)
    # Sorting leaves Python's lock free, so that threads help; each chunk has its own place in the result.
    pool = ThreadPoolExecutor(max_workers=min(MOST_THREADS, os.cpu_count() or 1))
    try:
        for done in pool.map(summarise, _chunks(weeks, weeks_a_chunk(worlds))):
            progress.advance(done)
    finally:
        pool.shutdown(cancel_futures=True)
    progress.finish()
    return statistics_dataset(statistics)


def _chunks(weeks: int, step: int) -> list[Chunk]:
    starts = range(0, weeks, step)
    return [
        (position, first, min(first + step, weeks)) for position in range(len(OBSERVABLE_NAMES)) for first in starts
    ]


@dataclass(frozen=True, slots=True)
class _Trajectories:
    """A `.npy` file of one series, shape (week, world), written a few weeks at a time.

    Plain writes are used, not a memory map, so that the memory in use stays small whatever the size of a run.
    """

    path: Path
    start: int

    @classmethod
    def new(cls, path: Path, shape: tuple[int, ...]) -> _Trajectories:
        """Make a file of zeros."""
        mapped = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
        mapped.flush()
        return cls(path, int(mapped.offset))

    def write(self, row: int, rows: NDArray[np.float32]) -> None:
        """Write rows, shape (row, world), from row `row` on."""
        with self.path.open("r+b") as file:
            file.seek(self.start + row * rows.shape[-1] * rows.itemsize)
            file.write(rows.tobytes())


def _trajectory_files(folder: Path, weeks: int, worlds: int) -> list[_Trajectories]:
    (folder / TRAJECTORIES).mkdir(exist_ok=True)
    return [_Trajectories.new(folder / TRAJECTORIES / f"{name}.npy", (weeks, worlds)) for name in OBSERVABLE_NAMES]


def assemble_outcomes(made: Made, worlds: int) -> pd.DataFrame:
    """Return the outcomes of every world, in the order of worlds."""
    return outcomes_frame(np.arange(worlds, dtype=np.int64), read_outcomes(made))
