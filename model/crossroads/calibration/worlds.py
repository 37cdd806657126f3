"""The worlds of one stage: simulated in parts, each kept in a file, so that an interrupted stage goes on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crossroads.calibration.targets import answers, load_plan
from crossroads.evidence.ensemble import Ensemble
from crossroads.evidence.parameters import draw_parameters
from crossroads.pool import in_processes
from crossroads.progress import Progress
from crossroads.scenario import load_scenario
from crossroads.world import calendar

Floats = NDArray[np.float64]

SCENARIO = "as_it_happened"
"""The decisions of 1941 as recorded: what is fitted is the war, not the deciding."""

DATA_END = dt.date(1943, 4, 11)
"""The day up to which sets are simulated: no target lies after it."""

PART = 2500
"""Worlds simulated together. It decides speed and what an interruption costs, never a result."""

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

    @property
    def weeks(self) -> int:
        """Number of weekly steps."""
        return calendar.weeks_until(self.horizon)


@dataclass(frozen=True, slots=True)
class Told:
    """What the worlds of a stage said: `answers` (target, world), and the weeks of `DATES` (date, world)."""

    answers: Floats
    dates: Floats


def simulate_part(stage: Stage, begin: int, end: int, path: Path) -> None:
    """Simulate worlds `begin` to `end` of a stage, counted from its first, and keep what they say in `path`."""
    from crossroads.engine import simulate

    setup = dataclasses.replace(load_scenario(SCENARIO).setup, horizon=stage.horizon)
    worlds = np.arange(stage.first + begin, stage.first + end)
    parameters = draw_parameters(setup.edits, stage.seed, worlds, setup.knowledge, stage.ensemble)
    block = simulate(setup, stage.seed, worlds, parameters=parameters)
    said = answers(load_plan().targets, block.series)
    dates = np.stack([block.outcomes[name] for name in DATES])
    beside = path.with_name(f"unfinished-{path.name}")
    np.savez(beside, answers=said, dates=dates)
    beside.replace(path)


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
    edges = [*range(0, stage.count, PART), stage.count]
    parts = [
        (stage, begin, end, work / f"{stage.name}-{number:03d}.npz")
        for number, (begin, end) in enumerate(itertools.pairwise(edges))
    ]
    missing = [part for part in parts if not part[3].is_file()]
    progress.start(label, stage.count * stage.weeks)
    progress.advance((stage.count - sum(end - begin for _, begin, end, _ in missing)) * stage.weeks)

    def on_done(position: int) -> None:
        _, begin, end, _ = missing[position]
        progress.advance((end - begin) * stage.weeks)

    if min(workers, len(missing)) > 1:
        in_processes(simulate_part, missing, work, workers, on_done)
    else:
        for position, part in enumerate(missing):
            simulate_part(*part)
            on_done(position)
    progress.finish()
    return _read([path for *_, path in parts])


def _read(paths: list[Path]) -> Told:
    said: list[Floats] = []
    dates: list[Floats] = []
    for path in paths:
        with np.load(path, allow_pickle=False) as held:
            said.append(held["answers"])
            dates.append(held["dates"])
    return Told(np.concatenate(said, axis=1), np.concatenate(dates, axis=1))


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
