"""What a study is: cells (what is varied), worlds (the same in every cell), a measure (what is kept of each world)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.deciding.setup import Setup
from crossroads.evidence.ensemble import Ensemble
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.world import calendar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

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
        drawn = draw_parameters(self.setup.edits, seed, worlds, self.setup.knowledge, ensemble)
        return drawn.changed(self.given(drawn))


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
