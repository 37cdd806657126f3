"""Helpers of the tests of the war: play a few worlds, week by week or whole, and read what they leave."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crossroads.engine import War, simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.decision import decision_points
from crossroads.minds.setup import Force, Setup
from crossroads.scenario.scenario import load_scenario
from crossroads.world import calendar
from crossroads.world.block import Block, LedgerEntry
from crossroads.world.luck import Luck, WeekLuck
from crossroads.world.observables import OBSERVABLES
from crossroads.world.state import State

SEED = 1941
CHRISTMAS_1941 = dt.date(1941, 12, 28)
SPRING_1942 = dt.date(1942, 4, 19)

Floats = NDArray[np.float64]


def numbers(count: int) -> NDArray[np.int64]:
    return np.arange(count, dtype=np.int64)


def parameters(worlds: int = 1, *edits: ParameterEdit, knowledge: bool = False) -> Parameters:
    return draw_parameters(edits, SEED, numbers(worlds), knowledge)


def luck_of_week(week: int = 0, worlds: int = 1, *, on: bool = True) -> WeekLuck:
    return Luck(SEED, numbers(worlds), on=on).week(week)


def scenario_setup(name: str, horizon: dt.date | None = None, *edits: ParameterEdit) -> Setup:
    setup = load_scenario(name).setup
    return dataclasses.replace(setup, horizon=horizon or setup.horizon, edits=(*setup.edits, *edits))


def with_edits(setup: Setup, *edits: ParameterEdit) -> Setup:
    return dataclasses.replace(setup, edits=(*setup.edits, *edits))


def with_forces(setup: Setup, *forces: Force) -> Setup:
    return dataclasses.replace(setup, forces=(*setup.forces, *forces))


def nothing_new(horizon: dt.date, *forces: Force, luck: bool = True, knowledge: bool = True) -> Setup:
    """Return a setup in which every nation always takes each table's first option, but for `forces`.

    The first option of each decision is the one that changes nothing. `forces` come after, so that they prevail.
    """
    quiet = [always(point.id, next(iter(point.options))) for point in decision_points()]
    return Setup(forces=(*quiet, *forces), horizon=horizon, luck=luck, knowledge=knowledge)


def always(decision: str, option: str, on: dt.date | None = None) -> Force:
    nation, name = decision.split(".")
    point = next(item for item in decision_points() if item.id == decision)
    return Force(nation, name, on=on or point.earliest, option=option, always=True)


def once(decision: str, option: str, on: dt.date) -> Force:
    nation, name = decision.split(".")
    return Force(nation, name, on=on, option=option)


def play(setup: Setup, worlds: int | Sequence[int] = 8, *, seed: int = SEED, ledger: bool = False) -> Block:
    chosen = numbers(worlds) if isinstance(worlds, int) else np.asarray(worlds, dtype=np.int64)
    return simulate(setup, seed, chosen, ledger_below=int(chosen.max()) + 1 if ledger else 0)


@cache
def played_once(setup: Setup, worlds: int) -> Block:
    """Play a setup that several tests set beside others; each is played once a session."""
    return play(setup, worlds)


@cache
def played(name: str, worlds: int, horizon: dt.date | None = None) -> Block:
    """Play a shipped scenario with its ledger; each is played once a session."""
    return play(scenario_setup(name, horizon), worlds, ledger=True)


def fight_through(setup: Setup, worlds: int = 8, *, seed: int = SEED, until: int | None = None) -> War:
    """Return a war after its last week, or after `until` weeks."""
    war = War(setup, seed, numbers(worlds), worlds)
    for _ in range(war.weeks if until is None else until):
        war.step()
    return war


def each_week(setup: Setup, worlds: int, look: Callable[[War], None], *, seed: int = SEED) -> War:
    """Play a war and look at it at its opening and after every week."""
    war = War(setup, seed, numbers(worlds))
    look(war)
    for _ in range(war.weeks):
        war.step()
        look(war)
    return war


@dataclasses.dataclass(frozen=True)
class Watched:
    """A whole war and its state at the opening and after every week, each a copy of its own."""

    states: tuple[State, ...]
    block: Block
    p: Parameters


WATCHED = 24
"""Worlds of a war that is watched for several tests."""


@cache
def watched(name: str) -> Watched:
    """Play a shipped scenario to its horizon and keep its ledger and every week; each is played once a session."""
    war = War(scenario_setup(name), SEED, numbers(WATCHED), WATCHED)
    states = [copy.deepcopy(war.state)]
    for _ in range(war.weeks):
        war.step()
        states.append(copy.deepcopy(war.state))
    return Watched(tuple(states), war.block(), war.p)


def series(block: Block) -> dict[str, NDArray[np.float32]]:
    """Return name -> (week, world)."""
    return {item.name: block.series[index] for index, item in enumerate(OBSERVABLES)}


def row(date: dt.date) -> int:
    """Return the index of the row of the week that contains a day."""
    return calendar.week_of(date)


def meetings(block: Block, decision: str) -> list[LedgerEntry]:
    return [entry for entry in block.ledger if f"{entry.nation}.{entry.decision}" == decision]


def chosen(entry: LedgerEntry) -> list[str]:
    """Return each world's choice at one meeting, '' where it did not meet."""
    return [entry.options[index] if index >= 0 else "" for index in entry.choice]


def same_bits(first: Block, second: Block, columns: Iterable[int] | None = None) -> bool:
    """Say whether two blocks agree bit for bit; `columns` picks worlds of the first."""
    picked = slice(None) if columns is None else list(columns)
    same = np.array_equal(first.series[..., picked], second.series, equal_nan=True)
    return same and all(
        np.array_equal(value[picked], second.outcomes[name], equal_nan=True) for name, value in first.outcomes.items()
    )
