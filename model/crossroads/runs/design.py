"""The one runner: cells by worlds, measured part by part, each part kept; the result is the same however it is made.

A study is a `Design`. `carry_out` cuts it into parts, has an engine make those that a folder does not hold yet, and
joins them. Blocks, engines, workers and order decide memory and speed, never a result.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled.llvm import machine
from crossroads.runs.blocks import Cell, Design, Measure, OnWeek, Part, parts_of
from crossroads.runs.engines import Engine, Tally, engine_of
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.room import hand_back
from crossroads.runs.storage.parts import PartFile, open_part, write_part

log = logging.getLogger(__name__)

__all__ = ["Cell", "Design", "Made", "Measure", "OnWeek", "Results", "carry_out", "make_parts", "ready"]

Results = dict[str, dict[str, NDArray[Any]]]
"""Name of a cell -> name of what was measured -> array of shape (..., world)."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The parts of a design, all on disk.

    Attributes
    ----------
    design
        The design.
    parts
        Each part with its file, cells in order, and in each the worlds in order.
    before
        How many of them an earlier start had made.
    """

    design: Design
    parts: tuple[tuple[Part, PartFile], ...]
    before: int

    @property
    def files(self) -> list[PartFile]:
        """The files, in the order of the parts."""
        return [file for _, file in self.parts]

    def of(self, cell: str) -> dict[str, NDArray[Any]]:
        """Read what was measured in one cell: name -> array of shape (..., world), worlds in order."""
        found: dict[str, NDArray[Any]] = {}
        for part, file in self.parts:
            names = [each.name for each in part.cells]
            if cell in names:
                for name in file.arrays:
                    if name not in self.design.apart:
                        _place(found, name, file.read(name), part.worlds, names.index(cell), self.design.worlds)
        return found

    def remove(self) -> None:
        """Remove the files: what they held is kept elsewhere."""
        for file in self.files:
            file.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What an engine hands to a worker: one part of a design, and the folder to keep it in."""

    design: Design
    part: Part
    work: Path


def _make(order: _Task, on_week: OnWeek) -> None:
    """Measure one part and keep it."""
    design, part = order.design, order.part
    made = design.measure(part.together, design.seed, part.numbers, on_week)
    for name, value in made.items():
        if name not in design.apart and np.shape(value)[-1:] != (part.size,):
            raise ValueError(f"{name}: has shape {np.shape(value)}, not a last axis of {part.size}, one for each world")
    write_part(part.path(order.work), part.key(design), made)
    del made
    hand_back()


def make_parts(
    design: Design,
    work: Path,
    *,
    engine: str | Engine | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    label: str = "",
) -> Made:
    """Make every part of a design that a folder does not hold yet, whole and undamaged; return all of them.

    Parameters
    ----------
    design
        The study.
    work
        The folder, which exists; one folder may hold the parts of several designs with different cells.
    engine
        Who does the work: a name of `engines.ENGINES`, or a function like those; None: this process for one worker,
        else processes.
    workers
        How many may work at a time.
    progress
        Told in world-weeks.
    label
        What the progress calls this work.

    Raises
    ------
    InputError
        Where a worker process ended of itself, or a part was damaged as soon as it was written.
    """
    told = progress or Silent()
    parts = parts_of(design)
    found = {part: open_part(part.path(work), part.key(design)) for part in parts}
    missing = [part for part in parts if found[part] is None]
    _tell([path for part in missing if os.path.lexists(path := part.path(work))])
    total = sum(_weeks(part) for part in parts)
    told.start(label, total)
    told.advance(total - sum(_weeks(part) for part in missing))
    count = max(1, min(workers, len(missing)))
    if missing:
        machine.tell()
        # A worker is handed its own part alone, not the columns of all.
        bare = replace(design, cells=())
        orders = [_Task(bare, part, work) for part in missing]
        tally = Tally(told, [part.size for part in missing], [part.cells[0].weeks for part in missing])
        engine_of(engine, count)(_make, orders, count, tally)
    told.finish()
    whole = tuple((part, found[part] or _whole(design, part, work)) for part in parts)
    return Made(design, whole, len(parts) - len(missing))


def _tell(strange: list[Path]) -> None:
    """Say in one line which parts are not taken."""
    if strange:
        more = f" and {len(strange) - 1} more" if strange[1:] else ""
        log.warning("%s%s: damaged, or of other work; made anew.", strange[0], more)


def _weeks(part: Part) -> int:
    return part.size * part.cells[0].weeks


def _whole(design: Design, part: Part, work: Path) -> PartFile:
    found = open_part(part.path(work), part.key(design))
    if found is None:
        raise OSError(f"{part.path(work)} was damaged as it was written")
    return found


def ready(design: Design, work: Path) -> set[str]:
    """Return the names of the cells that a folder holds already, in every world."""
    lacking = {
        cell.name
        for part in parts_of(design)
        if open_part(part.path(work), part.key(design)) is None
        for cell in part.cells
    }
    return {cell.name for cell in design.cells} - lacking


def carry_out(design: Design, work: Path, **how: Any) -> Results:
    """Carry out a design, going on from the parts that a folder holds, and return what was measured.

    Parameters
    ----------
    design, work, **how
        As for `make_parts`: engine, workers, progress, label.

    Returns
    -------
    dict
        Name of a cell -> name -> array of shape (..., world), worlds in order.

    Raises
    ------
    InputError
        As `make_parts`.
    """
    made = make_parts(design, work, **how)
    return {cell.name: made.of(cell.name) for cell in design.cells}


def _place(
    found: dict[str, NDArray[Any]], name: str, value: NDArray[Any], span: range, number: int, worlds: range
) -> None:
    """Put what a part holds of one of its cells into its place."""
    own = value[..., number * len(span) : (number + 1) * len(span)]
    if name not in found:
        found[name] = np.empty((*own.shape[:-1], len(worlds)), own.dtype)
    found[name][..., span.start - worlds.start : span.stop - worlds.start] = own
