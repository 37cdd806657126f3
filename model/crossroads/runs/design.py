"""The one runner: cells by worlds, measured part by part, each part kept; the result is the same however it is made.

A study is a `Design`. `carry_out` cuts it into parts, has an engine make those that a folder does not hold yet, and
joins them. Blocks, engines, workers and order decide memory and speed, never a result.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled.llvm import machine
from crossroads.runs.blocks import Cell, Design, Measure, OnWeek, Part, parts_of
from crossroads.runs.engines import Engine, Tally, Work, engine_of
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import clear_place
from crossroads.runs.storage.parts import PartFile, open_part, write_part
from crossroads.runs.storage.room import hand_back
from crossroads.runs.storage.set_aside import SetAside

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
    aside
        Parts that failed and were set aside, each with its error.
    """

    design: Design
    parts: tuple[tuple[Part, PartFile], ...]
    before: int
    aside: tuple[tuple[Part, SetAside], ...] = ()

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
    sets_aside: bool


def _measure(order: _Task, on_week: OnWeek) -> dict[str, NDArray[Any]] | SetAside:
    """Measure one part; where that fails, and failures are set aside, say why instead."""
    design, part = order.design, order.part
    try:
        made = dict(design.measure(part.together, design.seed, part.numbers, on_week))
        for name, value in made.items():
            if name not in design.apart and np.shape(value)[-1:] != (part.size,):
                shape = f"has shape {np.shape(value)}, not a last axis of {part.size}, one for each world"
                raise ValueError(f"{name}: {shape}")
    except OSError:  # a full or broken disk would fail every part
        raise
    except Exception as error:
        if not order.sets_aside:
            raise
        return SetAside.of(error)
    return made


def _keep(order: _Task, made: dict[str, NDArray[Any]] | SetAside) -> None:
    """Write what was measured of a part, or why it could not be."""
    path = order.part.path(order.work)
    if isinstance(made, SetAside):
        made.write(path)
    else:
        write_part(path, order.part.key(order.design), made)
        SetAside.forget(path)
    hand_back()


_MAKE = Work(_measure, _keep)


def make_parts(
    design: Design,
    work: Path,
    *,
    engine: str | Engine | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    label: str = "",
    sets_aside: bool = False,
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
    sets_aside
        Whether a part that fails is set aside with its error while the rest goes on: `Made.aside` tells, and the
        next start tries it again.

    Raises
    ------
    InputError
        Where a worker process ended of itself, or a part was damaged as soon as it was written.
    """
    told = progress or Silent()
    parts = parts_of(design)
    found = {part: open_part(part.path(work), part.key(design)) for part in parts}
    missing = [part for part in parts if found[part] is None]
    strange = [path for part in missing if os.path.lexists(path := part.path(work))]
    _tell(strange)
    for path in strange:
        clear_place(path)
    total = sum(_weeks(part) for part in parts)
    told.start(label, total)
    told.advance(total - sum(_weeks(part) for part in missing))
    count = max(1, min(workers, len(missing)))
    if missing:
        machine.tell()
        # A worker is handed its own part alone, not the columns of all.
        bare = replace(design, cells=())
        apart = in_turn(missing, count)
        orders = [_Task(bare, part, work, sets_aside) for part in apart]
        tally = Tally(told, [part.size for part in apart], [part.cells[0].weeks for part in apart])
        engine_of(engine, count)(_MAKE, orders, count, tally)
    told.finish()
    aside = {part: why for part in missing if sets_aside and (why := SetAside.read(part.path(work))) is not None}
    whole = tuple((part, found[part] or _whole(design, part, work)) for part in parts if part not in aside)
    return Made(design, whole, len(parts) - len(missing), tuple(aside.items()))


def in_turn(parts: Sequence[Part], workers: int) -> list[Part]:
    """Return parts in an order in which workers are at different cells: what staffs imagine in one serves its next."""
    cells: dict[str, list[Part]] = {}
    for part in parts:
        cells.setdefault(part.cells[0].name, []).append(part)
    rows = list(cells.values())
    together = (zip_longest(*rows[first : first + workers]) for first in range(0, len(rows), workers))
    return [part for row in together for beside in row for part in beside if part is not None]


def _tell(strange: list[Path]) -> None:
    """Say in one line which parts are not taken."""
    if strange:
        more = f" and {len(strange) - 1} more" if strange[1:] else ""
        log.warning("%s%s: damaged, of other work, or of fewer worlds; made anew.", strange[0], more)


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
