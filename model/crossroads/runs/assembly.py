"""From blocks to a run: what each leaves in its part, and how the parts are put together, whatever their size.

Weekly statistics, outcomes and ledger are put together here; trajectories are written where they are asked for.
"""

from __future__ import annotations

import functools
import io
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import Made
from crossroads.runs.progress import Progress
from crossroads.runs.storage.parts import PartFile
from crossroads.runs.tables.ledger import Meeting, kept
from crossroads.runs.tables.parquet import read_meetings, write_ledger
from crossroads.runs.tables.trajectories import TRAJECTORIES
from crossroads.runs.tables.weekly import STATISTICS_COUNT, weekly_statistics, weeks_a_chunk
from crossroads.world.axes import Floats, Ints
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOME_NAMES

T = TypeVar("T")

SERIES, OUTCOMES, LEDGER, COUNTS = "series", "outcomes", "ledger", "counts"
"""Arrays of a part: (observable, week, world), (outcome, world), and two files as bytes."""

Simulate = Callable[..., Block]
"""`simulate(setup, seed, worlds, ledger_below=..., on_week=...) -> Block`."""


def run_design(name: str, setup: Setup, worlds: int, seed: int, ledger_below: int, simulate: Simulate) -> Design:
    """Return the design of a plain run: one cell, worlds from 0, and all that a run keeps."""
    measure = functools.partial(_measured, simulate=simulate, ledger_below=ledger_below)
    cell = Cell(name, setup, setup.horizon)
    return Design((cell,), range(worlds), seed, block_worlds(), measure, apart=frozenset({LEDGER, COUNTS}))


def _measured(
    cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, simulate: Simulate, ledger_below: int
) -> dict[str, NDArray[Any]]:
    block = simulate(cell.ending, seed, worlds, ledger_below=ledger_below, on_week=on_week)
    known = [int(world) for world in block.worlds if world < ledger_below]
    names = (*OUTCOME_NAMES, *cell.setup.reads)
    ledger = io.BytesIO()
    write_ledger(kept(cell.name, block.ledger, known), ledger)
    counts = {
        "choices": block.choices,
        "not_applied": {str(index): count for index, count in block.not_applied.items()},
    }
    return {
        SERIES: np.asarray(block.series, dtype=np.float32),
        OUTCOMES: np.stack([np.asarray(block.outcomes[name], dtype=np.float64) for name in names]),
        LEDGER: np.frombuffer(ledger.getvalue(), dtype=np.uint8),
        COUNTS: np.frombuffer(json.dumps(counts).encode(), dtype=np.uint8),
    }


def read_ledgers(made: Made, ledger_below: int) -> list[Meeting]:
    """Read the ledger of the worlds below `ledger_below`, part by part."""
    wanted = [file for part, file in made.parts if part.worlds.start < ledger_below] or made.files[:1]
    return [meeting for file in wanted for meeting in _told(file, LEDGER, lambda raw: read_meetings(io.BytesIO(raw)))]


def _told(file: PartFile, name: str, read: Callable[[bytes], T]) -> T:
    """Return what a part says under a name; refuse one whose digests are sound and whose content is not."""
    try:
        return read(file.read(name).tobytes())
    except (ValueError, TypeError, LookupError, AttributeError, OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"{file.path}: what it holds as '{name}' cannot be read; remove the file, and the same command makes it "
            "anew."
        ) from error


def _counted(raw: bytes) -> tuple[dict[str, Counter[str]], Counter[int]]:
    """Read what a part has counted: options by decision, and forced decisions that did not apply by number."""
    counts = json.loads(raw)
    choices = {decision: Counter(options) for decision, options in counts["choices"].items()}
    return choices, Counter({int(index): int(count) for index, count in counts["not_applied"].items()})


def read_counts(made: Made) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
    """Add up over parts how many worlds chose each option, and how many never met a forced decision."""
    choices: dict[str, Counter[str]] = {}
    not_applied: Counter[int] = Counter()
    for file in made.files:
        made_choices, missed = _told(file, COUNTS, _counted)
        for decision, options in made_choices.items():
            choices.setdefault(decision, Counter()).update(options)
        not_applied.update(missed)
    ordered = {decision: dict(sorted(choices[decision].items())) for decision in sorted(choices)}
    return ordered, dict(sorted(not_applied.items()))


MOST_THREADS = 4
"""Each thread holds one chunk of weeks in memory."""

Chunk = tuple[int, int, int]
"""Position of an observable, first week, week after the last."""


def assemble_series(made: Made, worlds: int, progress: Progress, label: str, keep_in: Path | None = None) -> Floats:
    """Return the weekly statistics over all worlds, one variable at a time and in chunks of weeks.

    Parameters
    ----------
    made, worlds
        Every part of the run, and its number of worlds.
    progress, label
        Told in rows (one observable in one week).
    keep_in
        Folder of a run in which the trajectories are written as well.

    Returns
    -------
    Floats
        Shape (observable, statistic, week).
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
    return statistics


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


def assemble_outcomes(made: Made, asked: Sequence[str] = ()) -> dict[str, Floats]:
    """Return the outcomes of every world, in the order of worlds, and what the run was asked for beside them."""
    table = np.concatenate([file.read(OUTCOMES) for file in made.files], axis=1)
    return {name: table[position] for position, name in enumerate((*OUTCOME_NAMES, *asked))}
