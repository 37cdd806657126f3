"""The one runner: cells by worlds, measured part by part, each part kept; the result is the same however it is made.

A study is a `Design`: cells (what is varied), worlds (the same in every cell, with the same luck), and a measure (what
is kept of each world). `carry_out` cuts it into parts, has an engine make those that a folder does not hold yet, and
joins them. Blocks, engines, workers and order decide memory and speed, never a result.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.deciding.setup import Setup
from crossroads.progress import Progress, Silent
from crossroads.runs.engines import Engine, OnWeek, Tally, engine_of
from crossroads.runs.parts import SUFFIX, PartFile, open_part, write_part
from crossroads.world import calendar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Results = dict[str, dict[str, NDArray[Any]]]
"""Name of a cell -> name of what was measured -> array of shape (..., world)."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One thing that is varied: a row of a study.

    Attributes
    ----------
    name
        Stem of its files and label of its row; no two cells of a design share it.
    setup
        Orders, edits, deciders, reasons that are off.
    until
        The horizon.
    columns
        Name of a parameter -> its value in each world, in its record's unit, shape (world,); NaN: as the world draws
        it. Cells that differ in nothing else are carried side by side.
    wars
        How many wars its measure fights in each world: what the progress counts.
    """

    name: str
    setup: Setup
    until: dt.date
    columns: Mapping[str, Floats] = field(default_factory=dict)
    wars: int = 1

    @property
    def weeks(self) -> int:
        """Weeks of war in each world."""
        return calendar.weeks_until(self.until) * self.wars

    @property
    def ending(self) -> Setup:
        """The setup with the cell's horizon."""
        return replace(self.setup, horizon=self.until)

    def given(self, drawn: Mapping[str, Floats | float]) -> dict[str, Floats]:
        """Return the parameters that the columns set, name -> (column,), with what is `drawn` where they leave it."""
        return {name: np.where(np.isnan(value), drawn[name], value) for name, value in self.columns.items()}


Measure = Callable[[Cell, int, Ints, OnWeek], Mapping[str, NDArray[Any]]]
"""`measure(cell, seed, worlds, on_week)` returns name -> array of shape (..., world).

`worlds` are the numbers of the block's worlds; the same number may return, with other values in `cell.columns`. It is a
function of a module (or a `functools.partial` of one), so that other processes find it.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What every study is.

    Attributes
    ----------
    cells
        What is varied.
    worlds
        Numbers of the worlds, one after the other, the same in every cell.
    seed
        Seed of all luck.
    block
        Worlds carried together at most.
    measure
        What is kept of them.
    apart
        Names of what the measure keeps of a part as a whole; it is not joined.
    """

    cells: tuple[Cell, ...]
    worlds: range
    seed: int
    block: int
    measure: Measure
    apart: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Check what a mistake in a study's own code would break."""
        names = [cell.name for cell in self.cells]
        if len(set(names)) < len(names):
            raise ValueError(f"cells need names of their own: {', '.join(names)}")
        if self.worlds.step != 1 or not self.worlds or self.block < 1:
            raise ValueError(f"worlds {self.worlds} in blocks of {self.block}: none can be carried")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one file holds: one or more cells side by side, in a span of worlds.

    Attributes
    ----------
    cells
        The cells, their columns cut to the span.
    worlds
        Numbers of the worlds.
    """

    cells: tuple[Cell, ...]
    worlds: range

    @property
    def size(self) -> int:
        """Worlds times cells: the columns of the block."""
        return len(self.worlds) * len(self.cells)

    @property
    def together(self) -> Cell:
        """The cells as one, their columns one after the other."""
        first = self.cells[0]
        if len(self.cells) == 1:
            return first
        drawn = np.full(len(self.worlds), np.nan)
        names = dict.fromkeys(name for cell in self.cells for name in cell.columns)
        columns = {name: np.concatenate([cell.columns.get(name, drawn) for cell in self.cells]) for name in names}
        return replace(first, columns=columns)

    @property
    def numbers(self) -> Ints:
        """World number of each column of the block, shape (column,)."""
        return np.tile(np.arange(self.worlds.start, self.worlds.stop, dtype=np.int64), len(self.cells))

    def path(self, work: Path) -> Path:
        """Return the part's file in a folder."""
        more = f"-and-{len(self.cells) - 1}-more" if len(self.cells) > 1 else ""
        return work / f"{self.cells[0].name}{more}-{self.worlds.start}{SUFFIX}"

    def key(self, design: Design) -> str:
        """Return what tells this part from every other: a SHA-256 of all that its values hang on but the code."""
        digest = hashlib.sha256(repr((_named(design.measure), design.seed, self.worlds)).encode())
        for cell in self.cells:
            digest.update(repr((cell.name, cell.setup, cell.until, sorted(cell.columns))).encode())
            for name in sorted(cell.columns):
                digest.update(np.ascontiguousarray(cell.columns[name]).tobytes())
        return digest.hexdigest()


def _named(measure: Measure) -> str:
    while isinstance(measure, functools.partial):
        measure = measure.func
    return f"{measure.__module__}.{getattr(measure, '__qualname__', type(measure).__qualname__)}"


def spans(worlds: range, block: int) -> list[range]:
    """Cut worlds into spans of at most `block`: one, or an even number of nearly equal ones.

    Two workers then end together; how many there are does not enter, so that work can be taken up by more or fewer.
    """
    count = -(-len(worlds) // block)
    count += count % 2 if count > 1 else 0
    edges = [worlds.start + len(worlds) * number // count for number in range(count + 1)]
    return [range(first, end) for first, end in itertools.pairwise(edges)]


def parts_of(design: Design) -> list[Part]:
    """Cut a design into parts: cells that differ in columns alone side by side as far as they fit, the others apart."""
    parts = []
    together = max(1, design.block // len(design.worlds))
    for cells in _alike(design.cells, together):
        for span in spans(design.worlds, design.block):
            parts.append(Part(tuple(_cut(cell, span, design.worlds) for cell in cells), span))
    return parts


def _alike(cells: Sequence[Cell], most: int) -> Iterator[tuple[Cell, ...]]:
    """Yield neighbouring cells that can be carried side by side, at most so many at a time."""
    for _, group in itertools.groupby(cells, key=lambda cell: (cell.setup, cell.until, cell.wars, bool(cell.columns))):
        alike = list(group)
        step = most if alike[0].columns else 1
        for first in range(0, len(alike), step):
            yield tuple(alike[first : first + step])


def _cut(cell: Cell, span: range, worlds: range) -> Cell:
    places = slice(span.start - worlds.start, span.stop - worlds.start)
    return replace(cell, columns={name: value[places] for name, value in cell.columns.items()})


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """What an engine hands to a worker: one part of a design, and the folder to keep it in."""

    design: Design
    part: Part
    work: Path


def _make(order: _Order, on_week: OnWeek) -> None:
    """Measure one part and keep it."""
    design, part = order.design, order.part
    made = design.measure(part.together, design.seed, part.numbers, on_week)
    for name, value in made.items():
        if name not in design.apart and np.shape(value)[-1:] != (part.size,):
            raise ValueError(f"{name}: has shape {np.shape(value)}, not {part.size} worlds as its last axis")
    write_part(part.path(order.work), part.key(design), made)


def make_parts(
    design: Design,
    work: Path,
    *,
    engine: str | Engine | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    label: str = "",
) -> list[tuple[Part, PartFile]]:
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
    missing = [part for part in parts if open_part(part.path(work), part.key(design)) is None]
    total = sum(part.size * part.cells[0].weeks for part in parts)
    told.start(label, max(total, 1))
    told.advance(total - sum(part.size * part.cells[0].weeks for part in missing))
    count = max(1, min(workers, len(missing)))
    if missing:
        # A worker is handed its own part alone, not the columns of all.
        bare = replace(design, cells=())
        orders = [_Order(bare, part, work) for part in missing]
        tally = Tally(told, [part.size for part in missing], [part.cells[0].weeks for part in missing])
        engine_of(engine, count)(_make, orders, count, tally)
    told.finish()
    return [(part, _whole(design, part, work)) for part in parts]


def _whole(design: Design, part: Part, work: Path) -> PartFile:
    found = open_part(part.path(work), part.key(design))
    if found is None:
        raise OSError(f"{part.path(work)} was damaged as it was written")
    return found


def ready(design: Design, work: Path) -> int:
    """Return how many parts of a design a folder holds already."""
    return sum(open_part(part.path(work), part.key(design)) is not None for part in parts_of(design))


def carry_out(
    design: Design,
    work: Path,
    *,
    engine: str | Engine | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    label: str = "",
) -> Results:
    """Carry out a design, going on from the parts that a folder holds, and return what was measured.

    Parameters
    ----------
    design, work, engine, workers, progress, label
        As for `make_parts`.

    Returns
    -------
    dict
        Name of a cell -> name -> array of shape (..., world), worlds in order.

    Raises
    ------
    InputError
        As `make_parts`.
    """
    made = make_parts(design, work, engine=engine, workers=workers, progress=progress, label=label)
    results: Results = {cell.name: {} for cell in design.cells}
    for part, file in made:
        first = part.worlds.start - design.worlds.start
        for name in file.arrays:
            if name not in design.apart:
                _place(results, name, file.read(name), part, slice(first, first + len(part.worlds)), len(design.worlds))
    return results


def _place(results: Results, name: str, value: NDArray[Any], part: Part, where: slice, worlds: int) -> None:
    """Put one array of a part into its place in the results of its cells."""
    size = len(part.worlds)
    for number, cell in enumerate(part.cells):
        own = value[..., number * size : (number + 1) * size]
        whole = results[cell.name].setdefault(name, np.empty((*own.shape[:-1], worlds), own.dtype))
        whole[..., where] = own
