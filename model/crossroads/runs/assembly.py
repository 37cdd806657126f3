"""Put the finished blocks of a run together: weekly statistics, outcomes, ledger, trajectories."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from crossroads.runs.blocks import SeriesFile, Span, open_series, read_outcomes
from crossroads.runs.progress import Progress
from crossroads.runs.run import TRAJECTORIES
from crossroads.runs.tables import outcomes_frame, statistics_dataset
from crossroads.runs.weekly import STATISTICS_COUNT, weekly_statistics, weeks_a_chunk
from crossroads.world.observables import OBSERVABLE_NAMES

MOST_THREADS = 4
"""Each thread holds one chunk of weeks in memory."""

Chunk = tuple[int, int, int]
"""Position of an observable, first week, week after the last."""


def assemble_series(
    work: Path, blocks: Sequence[Span], progress: Progress, label: str, keep_in: Path | None = None
) -> xr.Dataset:
    """Return the weekly statistics over all worlds, one variable at a time and in chunks of weeks.

    Parameters
    ----------
    work, blocks
        The working folder and every block of the run, all finished.
    progress, label
        Told in rows (one observable in one week).
    keep_in
        Folder of a run in which the trajectories are written as well.
    """
    shards = open_series(work, blocks)
    weeks, worlds = shards[0].shape[1], blocks[-1].end
    kept = [] if keep_in is None else _trajectory_files(keep_in, weeks, worlds)
    statistics = np.empty((len(OBSERVABLE_NAMES), STATISTICS_COUNT, weeks), dtype=np.float64)

    def summarise(chunk: Chunk) -> int:
        position, first, end = chunk
        rows = np.concatenate([shard.read(position * weeks + first, end - first) for shard in shards], axis=1)
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


def _trajectory_files(folder: Path, weeks: int, worlds: int) -> list[SeriesFile]:
    (folder / TRAJECTORIES).mkdir(exist_ok=True)
    return [SeriesFile.new(folder / TRAJECTORIES / f"{name}.npy", (weeks, worlds)) for name in OBSERVABLE_NAMES]


def assemble_outcomes(work: Path, blocks: Sequence[Span], asked: Sequence[str] = ()) -> pd.DataFrame:
    """Return the outcomes of every world, in the order of worlds, and what the run was asked for beside them."""
    worlds: NDArray[np.int64] = np.arange(blocks[-1].end, dtype=np.int64)
    return outcomes_frame(worlds, read_outcomes(work, blocks, asked))
