"""What a sweep is made of: one cell a scenario and point, cut at every thousand worlds; each shard whole or not there.

A shard holds the measures of its worlds, the same measures of each world under another luck where bands are asked for,
and which of the rival laws held in it. Nothing in it hangs on who made it, when, or beside which other shards.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.decision import measure
from crossroads.runs import ensemble
from crossroads.runs.blocks import Cell, Design, OnWeek
from crossroads.runs.design import Made
from crossroads.runs.engines import MARK
from crossroads.runs.storage.parts import PartFile
from crossroads.scenario.experiment import Experiment
from crossroads.scenario.scenario import Scenario, reads_of
from crossroads.scenario.structures import LAWS
from crossroads.world.axes import Floats, Ints
from crossroads.world.calendar import weeks_until

SHARD_WORLDS = 1000
"""Worlds of a shard: what an interruption costs at most, and what one worker holds at a time."""

FOLDER = "shards"

VALUES, TWINS, SWITCHES = "values", "twins", "laws"
"""Arrays of a shard: (measure, world), the same under another luck, and (law, world)."""

AS_IT_STANDS = -1
"""The point of a scenario to which nothing is done."""

ANOTHER_LUCK = ensemble.MOST["worlds"]
"""World i is fought again with the luck of world i + this, which no run holds."""


def switches() -> tuple[str, ...]:
    """Return the records that switch between two rival laws, in the order of the table of laws."""
    return tuple(dict.fromkeys(record for held in LAWS.values() for record in held))


def cell_name(scenario: str, point: int) -> str:
    """Return the name of a cell, by which its files are called."""
    return f"{scenario}-as_it_stands" if point == AS_IT_STANDS else f"{scenario}-{point:06d}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sweep: a scenario at a point."""

    scenario: int
    point: int
    name: str


def rows_of(experiment: Experiment) -> list[Row]:
    """Return the rows in their order: of each scenario first as it stands, then point by point."""
    points = range(AS_IT_STANDS, len(experiment.points))
    return [
        Row(place, point, cell_name(scenario.name, point))
        for place, scenario in enumerate(experiment.scenarios)
        for point in points
    ]


def design(experiment: Experiment, rows: Sequence[Row], worlds: int, seed: int) -> Design:
    """Return the design of some rows."""
    names = tuple(item.name for item in experiment.parts)
    measured = functools.partial(_measured, names="\n".join(names), twice=experiment.bands)
    cells = tuple(_cell(experiment, row, names) for row in rows)
    return Design(cells, range(worlds), seed, SHARD_WORLDS, measured, grows=True)


def _cell(experiment: Experiment, row: Row, names: Sequence[str]) -> Cell:
    scenario: Scenario = experiment.scenarios[row.scenario]
    if row.point != AS_IT_STANDS:
        scenario = experiment.at(row.point, scenario)
    setup = replace(scenario.setup, reads=reads_of(names))
    return Cell(row.name, setup, setup.horizon, wars=2 if experiment.bands else 1)


def _measured(
    cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, names: str, twice: bool
) -> dict[str, NDArray[Any]]:
    measures = [measure(name) for name in names.split("\n")]
    weeks = float(weeks_until(cell.until))

    def counted(numbers: Ints, **how: Any) -> Floats:
        block = ensemble.simulate_worlds(cell.ending, seed, numbers, on_week=on_week, **how)
        return np.stack([np.asarray(item.values(block.outcomes, weeks), dtype=np.float64) for item in measures])

    drawn = draw_parameters(cell.setup.edits, seed, worlds, cell.setup.knowledge)
    laws = [np.broadcast_to(np.asarray(drawn[name], dtype=np.float64), worlds.shape) for name in switches()]
    found: dict[str, NDArray[Any]] = {VALUES: counted(worlds), SWITCHES: np.stack(laws).astype(np.int8)}
    if twice:
        found[TWINS] = counted(worlds + ANOTHER_LUCK, parameters=drawn)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What was counted in one row: arrays as in a shard over all its worlds, NaN where a shard was set aside."""

    values: Floats
    twins: Floats | None
    laws: dict[str, Floats]


def counted(made: Made, measures: int) -> Iterator[Counted]:
    """Yield what was counted, row by row in the order of the design; one row at a time is in memory."""
    worlds, files = len(made.design.worlds), _by_cell(made)
    for cell in made.design.cells:
        twins = cell.wars > 1
        whole = {
            VALUES: np.full((measures, worlds), np.nan),
            SWITCHES: np.full((len(switches()), worlds), np.nan),
            **({TWINS: np.full((measures, worlds), np.nan)} if twins else {}),
        }
        for span, file in files.get(cell.name, ()):
            for name, array in whole.items():
                array[:, span.start : span.stop] = file.read(name)
        laws = dict(zip(switches(), whole[SWITCHES], strict=True))
        yield Counted(whole[VALUES], whole.get(TWINS), laws)


def _by_cell(made: Made) -> dict[str, list[tuple[range, PartFile]]]:
    found: dict[str, list[tuple[range, PartFile]]] = {}
    for part, file in made.parts:
        found.setdefault(part.cells[0].name, []).append((part.worlds, file))
    return found


def bytes_of(experiment: Experiment, worlds: int) -> int:
    """Return the bytes that the shards of an experiment take on disk."""
    a_world = len(experiment.parts) * 8 * (2 if experiment.bands else 1) + len(switches())
    return a_world * worlds * len(rows_of(experiment))


def shards_folder(work: Path) -> Path:
    """Return the folder of the shards in a working folder, made where it is not there."""
    folder = work / FOLDER
    folder.mkdir(exist_ok=True)
    for mark in folder.glob(f"{MARK}*"):  # left behind by what was killed
        mark.unlink()
    return folder
