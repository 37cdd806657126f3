"""The worlds of one stage: simulated in parts, each kept in a file, so that an interrupted stage goes on."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crossroads.evidence.fitted import Ensemble
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds, own_cell
from crossroads.runs.design import carry_out
from crossroads.runs.ensemble import simulate_worlds
from crossroads.runs.progress import Progress
from crossroads.validation.fit.targets import answers, load_plan
from crossroads.world.axes import Floats, Ints

SCENARIO = "as_it_happened_to_1943"
"""The decisions of 1941, and Germany's efforts to 1943, as recorded: what is fitted is the war, not the deciding."""

DATA_END = dt.date(1944, 1, 9)
"""The day up to which sets are simulated: no target lies after it."""

LEEWAY = dt.timedelta(days=9)
"""Sets that are fitted to earlier days are simulated so much beyond the last of them: to the end of its week."""

HEAVIER = 2
"""Times the memory of a plain run's world, so that an interruption costs less."""

BYTES_A_WORLD = 560
"""What a part holds of a world: its answers to the targets."""

DATES = ("date_moscow_falls", "date_germany_surrenders")
"""Outcomes that are kept beside the answers, as week indices (NaN = never)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the worlds of a stage have in common.

    `first` is the number of its first world, `count` how many there are; `horizon` ends them.
    """

    name: str
    ensemble: Ensemble
    seed: int
    first: int
    count: int
    horizon: dt.date = DATA_END


@dataclass(frozen=True, slots=True)
class Told:
    """What the worlds of a stage said: `answers` (target, world), and the weeks of `DATES` (date, world)."""

    answers: Floats
    dates: Floats


def _said(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, ensemble: Ensemble) -> dict[str, Floats]:
    block = simulate_worlds(cell.ending, seed, worlds, ensemble=_opened(ensemble), on_week=on_week)
    dates = np.stack([block.outcomes[name] for name in DATES])
    return {"answers": answers(load_plan().targets, block.series), "dates": dates}


def _opened(ensemble: Ensemble) -> Ensemble:
    """Return an ensemble that holds every record that may be fitted and that worlds do not draw, at its value.

    The numbers are the same without; with them, all stages have the same parameters that may differ between worlds, and
    one code.
    """
    still = [item for item in load_plan().movable() if item.draw == "fixed" and item.name not in ensemble.names]
    own = np.array([item.value for item in still], dtype=np.float64)
    values = np.concatenate([ensemble.values, np.repeat(own[:, np.newaxis], ensemble.values.shape[1], axis=1)])
    return replace(ensemble, names=(*ensemble.names, *(item.name for item in still)), values=values)


def simulate_stage(stage: Stage, work: Path, workers: int, progress: Progress, label: str) -> Told:
    """Simulate every world of a stage that is not kept in `work` yet, and return what all of them say.

    Parameters
    ----------
    stage
        The stage.
    work
        The working folder.
    workers
        Number of processes; 1 means this one.
    progress
        Told in world-weeks.
    label
        What the progress calls the stage.
    """
    cell = own_cell(stage.name, SCENARIO, stage.horizon)
    worlds = range(stage.first, stage.first + stage.count)
    measure = functools.partial(_said, ensemble=stage.ensemble)
    design = Design((cell,), worlds, stage.seed, block_worlds(HEAVIER), measure)
    found = carry_out(design, work, workers=workers, progress=progress, label=label)
    return Told(**found[stage.name])


def typical(said: Floats, sets: int) -> Floats:
    """Return each set's median answer over its luck, shape (target, set).

    Parameters
    ----------
    said
        Shape (target, world): the sets in order, as often as there are worlds a set.
    sets
        Number of sets.
    """
    return np.asarray(np.median(said.reshape(len(said), -1, sets), axis=1), dtype=np.float64)
