"""What a study is (cells, worlds, a measure), and how it is cut into parts: spans of worlds, cells side by side."""

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

from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.setup import Setup
from crossroads.prelude.june import laid_over
from crossroads.runs.storage.parts import SUFFIX
from crossroads.scenario.scenario import own_scenario
from crossroads.world import calendar
from crossroads.world.axes import Floats, Ints

OnWeek = Callable[[int], None]
"""Told of each week of a part."""


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

    def parameters(self, seed: int, worlds: Ints, ensemble: Ensemble | None = None) -> Parameters:
        """Return the parameters of a block of worlds, those that the columns set among them.

        Parameters
        ----------
        seed, worlds
            Seed, and world numbers, shape (column,).
        ensemble
            Where worlds take their fitted parameters from; None: the installed one.
        """
        drawn = laid_over(
            draw_parameters(self.setup.edits, seed, worlds, self.setup.knowledge, ensemble), self.setup, seed, worlds
        )
        return drawn.changed(self.given(drawn))


Measure = Callable[[Cell, int, Ints, OnWeek], Mapping[str, NDArray[Any]]]
"""`measure(cell, seed, worlds, on_week)` returns name -> array of shape (..., world).

`worlds` are the numbers of the block's worlds; the same number may return, with other values in `cell.columns`. It is a
function of a module (or a `functools.partial` of one), so that other processes find it.
"""


def own_cell(name: str, scenario: str, until: dt.date) -> Cell:
    """Return the cell of one of the project's own scenarios, whatever ./scenarios holds, to a horizon of the cell's."""
    return Cell(name, own_scenario(scenario).setup, until)


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
    grows
        Whether worlds may be added later: the parts then end at every `block` worlds, however many there are.
    """

    cells: tuple[Cell, ...]
    worlds: range
    seed: int
    block: int
    measure: Measure
    apart: frozenset[str] = frozenset()
    grows: bool = False

    def __post_init__(self) -> None:
        """Check what a mistake in a study's own code would break."""
        names = [cell.name for cell in self.cells]
        if len(set(names)) < len(names):
            raise ValueError(f"cells need names of their own: {', '.join(names)}")
        if self.worlds.step != 1 or not self.worlds or self.block < 1:
            raise ValueError(f"worlds {self.worlds} in blocks of {self.block}: none can be carried")


BLOCK_WORLDS = 5120
"""Worlds carried together at most. It decides memory and speed, never a result."""


_PLAIN = (int, float, str, dt.date)


def block_worlds(heavier: int = 1) -> int:
    """Return how many worlds are carried together where each is so many times heavier than one of a plain run."""
    return max(1, BLOCK_WORLDS // heavier)


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
    """Return what tells a measure: its function's name, and the plain values that are bound to it."""
    bound = []
    while isinstance(measure, functools.partial):
        values = [*measure.args, *(value for _, value in sorted(measure.keywords.items()))]
        bound += [repr(value) for value in values if isinstance(value, _PLAIN)]
        measure = measure.func
    name = getattr(measure, "__qualname__", type(measure).__qualname__)
    return f"{measure.__module__}.{name}({', '.join(bound)})"


def spans(worlds: range, block: int) -> list[range]:
    """Cut worlds into spans of at most `block`: one, or an even number of nearly equal ones.

    Two workers then end together; how many there are does not enter, so that work can be taken up by more or fewer.
    """
    count = -(-len(worlds) // block)
    count = min(count + count % 2, len(worlds)) if count > 1 else 1
    edges = [worlds.start + len(worlds) * number // count for number in range(count + 1)]
    return [range(first, end) for first, end in itertools.pairwise(edges)]


def whole_spans(worlds: range, block: int) -> list[range]:
    """Cut worlds at every `block` worlds from 0: those of more worlds are the same, but for what was the last."""
    edges = [edge for edge in range(0, worlds.stop, block) if edge > worlds.start]
    return [range(first, end) for first, end in itertools.pairwise([worlds.start, *edges, worlds.stop])]


def parts_of(design: Design) -> list[Part]:
    """Cut a design into parts: cells that differ in columns alone side by side as far as they fit, the others apart."""
    parts = []
    together = max(1, design.block // len(design.worlds))
    cut = (whole_spans if design.grows else spans)(design.worlds, design.block)
    for cells in _alike(design.cells, together):
        for span in cut:
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
