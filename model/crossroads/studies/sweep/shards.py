"""What a sweep is made of: one cell a scenario and point, cut at every thousand worlds; each shard whole or not there.

A shard holds the measures of its worlds, the same measures of each world under another luck where bands are asked for,
and which of the rival laws held in it. Nothing in it hangs on who made it, when, or beside which other shards.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossroads.runs.blocks import Cell, Design
from crossroads.runs.design import Made
from crossroads.runs.engines import MARK
from crossroads.runs.storage.parts import PartFile
from crossroads.runs.twice import SWITCHES, TWINS, VALUES, cell_of, measured, switches
from crossroads.scenario.experiment import Experiment
from crossroads.scenario.scenario import Scenario
from crossroads.world.axes import Floats

SHARD_WORLDS = 1000
"""Worlds of a shard: what an interruption costs at most, and what one worker holds at a time."""

FOLDER = "shards"

AS_IT_STANDS = -1
"""The point of a scenario to which nothing is done."""


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
    lucks = "both" if experiment.bands else "own"
    bound = functools.partial(measured, names="\n".join(names), lucks=lucks)
    cells = tuple(_cell(experiment, row, names) for row in rows)
    return Design(cells, range(worlds), seed, SHARD_WORLDS, bound, grows=True)


def _cell(experiment: Experiment, row: Row, names: Sequence[str]) -> Cell:
    scenario: Scenario = experiment.scenarios[row.scenario]
    if row.point != AS_IT_STANDS:
        scenario = experiment.at(row.point, scenario)
    return cell_of(row.name, scenario, names, wars=2 if experiment.bands else 1)


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
