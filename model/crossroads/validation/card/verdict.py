"""How far the verdict on south or north moves when a dial that no data pin down is set low, and high."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.setup import Setup
from crossroads.runs.pool import in_processes
from crossroads.runs.progress import Progress
from crossroads.scenario.scenario import load_scenario
from crossroads.statistics.intervals import wilson
from crossroads.statistics.paired import PairedDifference, paired_difference
from crossroads.statistics.thirds import DIALS, Dial
from crossroads.validation.card.unknowns import member_points
from crossroads.world import calendar
from crossroads.world.block import Block
from crossroads.world.observables import VERDICTS

Floats = NDArray[np.float64]

SOUTH, NORTH = SCENARIOS = ("south_december", "north_august")

TURNED: tuple[Dial, ...] = (
    *DIALS,
    Dial("east.city_strength_centre", "how hard Moscow fights for itself"),
    Dial("politics.german_resolve", "what Germany bears before it thinks of surrender"),
)
"""The dials that are turned: those that every comparison declares, Moscow's own resistance, and German resolve."""

GERMANY_BY = dt.date(1945, 9, 1)

MEASURES: tuple[tuple[str, str], ...] = (
    ("ussr_out", "the USSR collapses or makes peace with Germany"),
    ("germany_by", "Germany has surrendered by 1 September 1945"),
    ("japan_undefeated", "Japan is undefeated at the horizon"),
    ("allied_1945", "Germany and Japan have both surrendered by the end of 1945"),
    ("axis_eurasia", "the USSR is lost and Germany undefeated at the horizon"),
)
"""What is told of each setting, with words."""

COUNTED: tuple[str, ...] = tuple(dict.fromkeys((*(name for name, _ in MEASURES), *VERDICTS)))
"""What is counted in each world: the measures, and how the war stands at the horizon."""

Edit = tuple[str, float] | None
"""A parameter and the value at which it is set; None = every parameter drawn."""

Order = tuple[str, Sequence[Edit], int, int, Ensemble, dt.date | None, Path]
"""The arguments of `simulate_settings`."""

Beside = tuple[Parameters, NDArray[np.int64]]
"""Parameters of columns that are run side by side, and the world's number of each column."""

COLUMNS = 2400
"""Columns that are run side by side. It decides speed and memory, never a result."""

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
        return paired_difference(*parts)


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


def beside(setup: Setup, ensemble: Ensemble, edits: Sequence[Edit], worlds: int, seed: int) -> Beside:
    """Return the same worlds once for each edit, side by side: their parameters, and the worlds' numbers.

    Parameters
    ----------
    setup
        The scenario's setup.
    ensemble
        The ensemble in use.
    edits
        Name of a parameter and the value at which it is set; None = every parameter drawn.
    worlds, seed
        Number of worlds from world 0, and the seed.

    Returns
    -------
    parameters, numbers : Parameters, numpy.ndarray
        The numbers have shape (edit times world,), the worlds of the first edit first.
    """
    numbers = np.tile(np.arange(worlds, dtype=np.int64), len(edits))
    drawn = draw_parameters(setup.edits, seed, numbers, setup.knowledge, ensemble)
    given: dict[str, Floats] = {}
    for place, edit in enumerate(edits):
        if edit is not None:
            name, value = edit
            own = np.broadcast_to(np.asarray(drawn[name], dtype=np.float64), numbers.shape)
            given.setdefault(name, own.copy())[place * worlds : (place + 1) * worlds] = value
    return drawn.changed(given), numbers


def turned(
    worlds: int,
    seed: int,
    ensemble: Ensemble,
    progress: Progress,
    *,
    workers: int = 1,
    dials: tuple[Dial, ...] = TURNED,
    horizon: dt.date | None = None,
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
    """
    chosen = settings(ensemble, dials)
    keys: list[tuple[int, str]] = [(-1, DRAWN)]
    edits: list[Edit] = [None]
    for place, item in enumerate(chosen):
        keys += [(place, LOW), (place, HIGH)]
        edits += [(item.dial.parameter, item.low), (item.dial.parameter, item.high)]
    together = max(1, COLUMNS // worlds)
    parts = [(scenario, first) for scenario in SCENARIOS for first in range(0, len(keys), together)]
    with tempfile.TemporaryDirectory(prefix="crossroads-") as name:
        orders: list[Order] = [
            (
                scenario,
                edits[first : first + together],
                worlds,
                seed,
                ensemble,
                horizon,
                Path(name) / f"{number:03d}.npz",
            )
            for number, (scenario, first) in enumerate(parts)
        ]
        _carry_out(orders, Path(name), min(workers, len(orders)), progress)
        read = [_read(order[-1], worlds) for order in orders]
    counted: dict[int, dict[tuple[str, str, str], Floats]] = {}
    for (scenario, first), found in zip(parts, read, strict=True):
        for (place, setting), values in zip(keys[first : first + together], found, strict=True):
            counted.setdefault(place, {}).update({(scenario, setting, name): row for name, row in values.items()})
    turns = tuple(Turn(item, counted[place]) for place, item in enumerate(chosen))
    none = Setting(Dial("", "all dials drawn"), np.nan, np.nan, "", fitted=False)
    return Turns(worlds, turns, Turn(none, counted[-1]))


def _carry_out(orders: list[Order], work: Path, workers: int, progress: Progress) -> None:
    """Carry out every order, here or in several processes."""
    sizes = [len(order[1]) * order[2] for order in orders]
    progress.start("dials set low and high", sum(sizes))
    if workers > 1:
        in_processes(simulate_settings, orders, work, workers, lambda place: progress.advance(sizes[place]))
    else:
        for order, size in zip(orders, sizes, strict=True):
            simulate_settings(*order)
            progress.advance(size)
    progress.finish()


def simulate_settings(
    scenario: str,
    edits: Sequence[Edit],
    worlds: int,
    seed: int,
    ensemble: Ensemble,
    horizon: dt.date | None,
    path: Path,
) -> None:
    """Run the first worlds of a scenario once for each edit, side by side, and keep what is counted in `path`.

    Parameters
    ----------
    scenario
        The scenario's name.
    edits, worlds, seed, ensemble
        As for `beside`.
    horizon
        Where the run ends; None = the scenario's horizon.
    path
        The file to write (NumPy archive).
    """
    from crossroads.engine import simulate

    setup = load_scenario(scenario).setup
    setup = dataclasses.replace(setup, horizon=horizon or setup.horizon)
    parameters, numbers = beside(setup, ensemble, edits, worlds, seed)
    block = simulate(setup, seed, numbers, parameters=parameters)
    np.savez(path, **counts(block))  # type: ignore[arg-type]


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


def _read(path: Path, worlds: int) -> list[dict[str, Floats]]:
    """Return what was counted, an entry an edit."""
    with np.load(path, allow_pickle=False) as held:
        found = {name: np.asarray(held[name], dtype=np.float64).reshape(-1, worlds) for name in COUNTED}
    return [{name: rows[place] for name, rows in found.items()} for place in range(len(found[COUNTED[0]]))]


def processes() -> int:
    """Return how many processes are used where nothing is said: as many as there are processors, at most four."""
    return min(4, os.cpu_count() or 1)
