"""How far the verdict on south or north moves when a dial that no data pin down is set low, and high."""

from __future__ import annotations

import datetime as dt
import functools
import math
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crossroads.evidence import load
from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.lever import Dial
from crossroads.evidence.load import load_records
from crossroads.minds.setup import Setup
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.progress import Progress
from crossroads.runs.study_folder import parts_folder
from crossroads.scenario.question import own_question
from crossroads.scenario.scenario import own_scenario
from crossroads.statistics.intervals import wilson
from crossroads.statistics.paired import PairedDifference, paired_difference
from crossroads.validation.card.kinds import CARD
from crossroads.validation.card.unknowns import member_points
from crossroads.world import calendar
from crossroads.world.axes import Floats, Ints
from crossroads.world.block import Block
from crossroads.world.observables import VERDICTS

SOUTH, NORTH = SCENARIOS = ("south_december", "north_august")

TURNED: tuple[Dial, ...] = (
    *own_question("north_or_south").dials,
    load.dial("east.city_strength_centre"),
    load.dial("politics.german_resolve"),
)
"""The dials that are turned: those that every comparison declares, Moscow's own resistance, and German resolve."""

GERMANY_BY = dt.date(1945, 9, 1)

MEASURES: tuple[tuple[str, str], ...] = tuple((item["name"], item["words"]) for item in CARD["measures"])
"""What is told of each setting, with words."""

COUNTED: tuple[str, ...] = tuple(dict.fromkeys((*(name for name, _ in MEASURES), *VERDICTS)))
"""What is counted in each world: the measures, and how the war stands at the horizon."""

HEAVIER = 2
"""Times the memory of a plain run's world: so many columns fewer are carried side by side."""

LOW, HIGH, DRAWN = "low", "high", "drawn"
"""Settings of a dial; `DRAWN` leaves every dial to the worlds' own draws."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A dial and the two values at which it is set, in its record's unit; `fitted`: these are the members' 80 %."""

    dial: Dial
    low: float
    high: float
    unit: str
    fitted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One dial, low and high, in both scenarios; `counted` has scenario, setting, measure -> 0 or 1, shape (world,)."""

    setting: Setting
    counted: dict[tuple[str, str, str], Floats]

    def share(self, scenario: str, setting: str, measure: str) -> tuple[float, float, float]:
        """Return the share of worlds, with its 95 % interval: (share, low, high)."""
        values = self.counted[scenario, setting, measure]
        return float(values.mean()), *wilson(int(values.sum()), len(values))

    def most_often(self, scenario: str, setting: str) -> str:
        """Return how the war stands most often at the horizon, one of `VERDICTS`; of equals the first."""
        return max(VERDICTS, key=lambda name: float(self.counted[scenario, setting, name].sum()))

    def difference(self, setting: str, measure: str) -> PairedDifference:
        """Return the share in the north less that in the south, world by world, at one setting."""
        north, south = (self.counted[scenario, setting, measure] for scenario in (NORTH, SOUTH))
        return paired_difference(north, south)

    def moved(self, measure: str) -> PairedDifference:
        """Return by how much that difference moves from the low to the high setting, world by world."""
        parts = [
            self.counted[NORTH, setting, measure] - self.counted[SOUTH, setting, measure] for setting in (HIGH, LOW)
        ]
        return paired_difference(*parts, most=2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """Every dial turned, and the same worlds with all dials drawn (`drawn`: scenario, `DRAWN`, measure -> values)."""

    worlds: int
    turns: tuple[Turn, ...]
    drawn: Turn


def settings(ensemble: Ensemble, dials: tuple[Dial, ...] = TURNED) -> tuple[Setting, ...]:
    """Return the low and the high value of each dial: its record's range, or where it is fitted the members' 80 %.

    Parameters
    ----------
    ensemble
        The ensemble in use.
    dials
        The dials.
    """
    found = []
    for dial in dials:
        record = load_records()[dial.parameter]
        fitted = dial.parameter in ensemble.names
        low, _, high = member_points(ensemble, dial.parameter) if fitted else (record.low, record.value, record.high)
        found.append(Setting(dial, float(low), float(high), record.unit, fitted))
    return tuple(found)


def turned(
    worlds: int,
    seed: int,
    ensemble: Ensemble,
    progress: Progress,
    *,
    workers: int = 1,
    dials: tuple[Dial, ...] = TURNED,
    horizon: dt.date | None = None,
    work: Path | None = None,
) -> Turns:
    """Run the same worlds south and north with each dial set low and high.

    Parameters
    ----------
    worlds, seed
        Number of worlds, from world 0, and the seed of their luck.
    ensemble
        The ensemble from which worlds take their fitted parameters.
    progress
        Told of every world and setting that is done.
    workers
        Number of processes; 1 means this one. It never moves a result.
    dials
        The dials.
    horizon
        Where the runs end; None = the scenario's horizon.
    work
        Folder of its parts, from which it goes on; None = nothing is kept.
    """
    chosen = settings(ensemble, dials)
    undialled = Setting(Dial("", "all dials drawn"), math.nan, math.nan, "", fitted=False)
    setups = {name: own_scenario(name).setup for name in SCENARIOS}
    if horizon is not None:
        setups = {name: replace(setup, horizon=horizon) for name, setup in setups.items()}
    rows = [(undialled, DRAWN), *((item, setting) for item in chosen for setting in (LOW, HIGH))]
    cells = {
        (scenario, item, setting): _cell(scenario, setup, item, setting, worlds)
        for scenario, setup in setups.items()
        for item, setting in rows
    }
    measure = functools.partial(_counted, ensemble=ensemble)
    design = Design(tuple(cells.values()), range(worlds), seed, block_worlds(HEAVIER), measure)
    with parts_folder(work) as place:
        found = carry_out(design, place, workers=workers, progress=progress, label="dials set low and high")
    turns = {item: Turn(item, {}) for item in (undialled, *chosen)}
    for (scenario, item, setting), cell in cells.items():
        turns[item].counted.update({(scenario, setting, name): row for name, row in found[cell.name].items()})
    return Turns(worlds, tuple(turns[item] for item in chosen), turns[undialled])


def _cell(scenario: str, setup: Setup, item: Setting, setting: str, worlds: int) -> Cell:
    """Return a scenario with one dial at one of its settings."""
    # Where all dials are drawn some dial has a column too, as drawn, so that these worlds go beside the others.
    parameter = item.dial.parameter or TURNED[0].parameter
    value = {LOW: item.low, HIGH: item.high}.get(setting, math.nan)
    name = f"{scenario}-{item.dial.parameter or 'all'}-{setting}"
    return Cell(name, setup, setup.horizon, {parameter: np.full(worlds, value)})


def _counted(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, ensemble: Ensemble) -> dict[str, Floats]:
    from crossroads.engine import simulate

    parameters = cell.parameters(seed, worlds, ensemble)
    return counts(simulate(cell.ending, seed, worlds, parameters=parameters, on_week=on_week))


def counts(block: Block) -> dict[str, Floats]:
    """Return what is counted in each world of a block: measure -> 0 or 1, shape (world,)."""
    found = block.outcomes
    collapsed, germany = found["date_ussr_collapses"], found["date_germany_surrenders"]
    told = {
        "ussr_out": ~np.isnan(collapsed),
        "germany_by": germany <= calendar.week_of(GERMANY_BY),
        "japan_undefeated": np.asarray(found["japan_undefeated"]) > 0,
        **{name: found["verdict"] == place for place, name in enumerate(VERDICTS)},
    }
    return {name: np.asarray(told[name], dtype=np.float64) for name in COUNTED}


def processes() -> int:
    """Return how many processes the command line uses untold: as many as there are processors, at most four."""
    return min(4, os.cpu_count() or 1)
