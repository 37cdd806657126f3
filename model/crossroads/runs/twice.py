"""Worlds that are fought twice: with the same parameters and another luck, so that the two can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.decision import measure
from crossroads.prelude.june import laid_over
from crossroads.runs import ensemble
from crossroads.runs.blocks import Cell, OnWeek
from crossroads.scenario.experiment_checks import MOST_WORLDS
from crossroads.scenario.scenario import Scenario, reads_of
from crossroads.scenario.structures import LAWS
from crossroads.world.axes import Floats, Ints
from crossroads.world.calendar import weeks_until

VALUES, TWINS, SWITCHES = "values", "twins", "laws"
"""What is kept: (measure, world), the same under another luck, and (law, world)."""

ANOTHER_LUCK = MOST_WORLDS
"""World i is fought again with the luck of world i + this, which no run holds."""


def switches() -> tuple[str, ...]:
    """Return the records that switch between two rival laws, in the order of the table of laws."""
    return tuple(dict.fromkeys(record for held in LAWS.values() for record in held))


def cell_of(name: str, scenario: Scenario, measures: Sequence[str], wars: int) -> Cell:
    """Return the cell of a scenario whose worlds are asked for some measures.

    Parameters
    ----------
    name
        Of the cell.
    scenario
        What is run.
    measures
        Their names, which the setup must know before the war begins.
    wars
        How many wars are fought in each world.
    """
    setup = replace(scenario.setup, reads=reads_of(measures))
    return Cell(name, setup, setup.horizon, wars=wars)


def measured(
    cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, names: str, lucks: str
) -> dict[str, NDArray[Any]]:
    """Measure the worlds of a cell under their own luck, another, or both; a `runs.blocks.Measure` once bound.

    Parameters
    ----------
    cell, seed, worlds, on_week
        As for every measure.
    names
        Names of the measures, one a line.
    lucks
        'own', 'another' or 'both'.

    Returns
    -------
    dict
        `VALUES` and `TWINS` as asked for, shape (measure, world), and `SWITCHES`, shape (law, world).
    """
    measures = [measure(name) for name in names.split("\n")]
    weeks = float(weeks_until(cell.until))

    def counted(numbers: Ints, **how: Any) -> Floats:
        block = ensemble.simulate_worlds(cell.ending, seed, numbers, on_week=on_week, **how)
        return np.stack([np.asarray(item.values(block.outcomes, weeks), dtype=np.float64) for item in measures])

    drawn = laid_over(draw_parameters(cell.setup.edits, seed, worlds, cell.setup.knowledge), cell.setup, seed, worlds)
    laws = [np.broadcast_to(np.asarray(drawn[name], dtype=np.float64), worlds.shape) for name in switches()]
    found: dict[str, NDArray[Any]] = {SWITCHES: np.stack(laws).astype(np.int8)}
    if lucks != "another":
        found[VALUES] = counted(worlds)
    if lucks != "own":
        found[TWINS] = counted(worlds + ANOTHER_LUCK, parameters=drawn)
    return found
