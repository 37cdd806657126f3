"""A made-up study: what a world gives hangs on the seed, its number, the cell and its columns alone."""

from __future__ import annotations

import datetime as dt
import functools
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.setup import Force, Setup
from crossroads.runs.design import Cell, Design, OnWeek

UNTIL = dt.date(1941, 7, 20)
DIAL = "made.dial"

SOUTH, NORTH = (
    Setup(),
    Setup(forces=(Force("japan", "course", on=dt.date(1941, 8, 9), option="north"),)),
)


def design(worlds: range = range(7, 27), block: int = 6, measure: Any = None) -> Design:
    """Return a design of two plain cells and three that differ in a column."""
    dials = [(f"dial_{value}", {DIAL: np.full(len(worlds), value)}) for value in (0.5, 2.0)]
    own = ("dial_own", {DIAL: np.where(np.arange(len(worlds)) % 2, np.nan, 3.0)})
    cells = [Cell("south", SOUTH, UNTIL), Cell("north", NORTH, UNTIL)]
    cells += [Cell(name, SOUTH, UNTIL, columns) for name, columns in (*dials, own)]
    return Design(tuple(cells), worlds, 5, block, measure or measured, apart=frozenset({"told"}))


def measured(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek) -> Mapping[str, NDArray[Any]]:
    """Measure a series, a number and a flag of each world, and keep a text of the whole block."""
    for week in range(cell.weeks):
        on_week(week)
    luck = np.stack([np.random.default_rng([seed, int(world)]).uniform(size=3) for world in worlds], axis=1)
    dial = cell.given({DIAL: luck[2]}).get(DIAL, luck[2])
    north = float(bool(cell.setup.forces))
    return {
        "series": (luck[:2] * dial + north).astype(np.float32),
        "sum": luck.sum(axis=0) + north,
        "high": dial > 1,
        "told": np.frombuffer(f"{len(worlds)} worlds".encode(), dtype=np.uint8),
    }


def fails_at(first: int, error: BaseException) -> Callable[..., Mapping[str, NDArray[Any]]]:
    """Return a measure that fails in the block that begins with one world."""

    def failing(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek) -> Mapping[str, NDArray[Any]]:
        if worlds[0] == first and cell.name == "north":
            raise error
        return measured(cell, seed, worlds, on_week)

    return failing


def refuses(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek) -> Mapping[str, NDArray[Any]]:
    """Fail in every block but the first."""
    if worlds[0] > 7:
        raise ValueError("no luck")
    return measured(cell, seed, worlds, on_week)


def ends_of_itself(*_: object) -> Mapping[str, NDArray[Any]]:
    """End the process, as a system short of memory would."""
    os._exit(7)


def misshapen(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek) -> Mapping[str, NDArray[Any]]:
    """Give a number too many."""
    return {"sum": np.zeros(len(worlds) + 1)}


def names(folder: Path) -> list[str]:
    """Return the names of all that stands in a folder."""
    return sorted(path.name for path in folder.iterdir())


def slow(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek) -> Mapping[str, NDArray[Any]]:
    """Measure as `measured` does, so slowly that there is time to end a worker."""
    time.sleep(0.1)
    return measured(cell, seed, worlds, on_week)


def ends_its_worker_once(mark: Path) -> Callable[..., Mapping[str, NDArray[Any]]]:
    """Return a measure that ends the process that first carries out a certain part, as if the machine had died."""
    return functools.partial(_ending, mark=mark)


def _ending(
    cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek, *, mark: Path
) -> Mapping[str, NDArray[Any]]:
    if worlds[0] > 7 and cell.name == "north" and not mark.exists():
        mark.write_text("ended")
        os.kill(os.getpid(), signal.SIGKILL)
    return slow(cell, seed, worlds, on_week)
