"""A cheap stand-in for the engine: every value depends on the seed, the world and the scenario only."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.decision import decision_points
from crossroads.minds.setup import Setup
from crossroads.scenario.scenario import Scenario
from crossroads.world import calendar
from crossroads.world.block import Block, LedgerEntry
from crossroads.world.observables import OBSERVABLES, OUTCOMES

HORIZON = dt.date(1942, 2, 1)
WEEKS = calendar.weeks_until(HORIZON)
SIMULATING = "simulating"
NEVER_SECONDS = 600.0


def scenario(name: str = "made_up", north: bool = False, horizon: dt.date = HORIZON) -> Scenario:
    resolved = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "question": "What if?",
        "why": "",
        "extends": None,
        "base": None,
        "horizon": horizon.isoformat(),
        "force": [{"nation": "japan", "decision": "course", "on": "1941-08-09", "option": "north"}] if north else [],
        "parameters": {},
        "levers": {},
        "uncertainty": {"luck": True, "knowledge": True},
    }
    return Scenario.from_resolved(resolved)


def _uniforms(seed: int, stream: int, worlds: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    return np.stack([np.random.default_rng([seed, stream, int(world)]).uniform(size=count) for world in worlds], axis=1)


def simulate(
    setup: Setup,
    seed: int,
    worlds: NDArray[np.int64],
    *,
    ledger_below: int = 0,
    on_week: Callable[[int], None] | None = None,
    parameters: object = None,
) -> Block:
    weeks = calendar.weeks_until(setup.horizon)
    north = bool(setup.forces)
    shape = (len(OBSERVABLES), weeks, len(worlds))
    series = _uniforms(seed, 1, worlds, len(OBSERVABLES) * weeks).reshape(shape).astype(np.float32)
    series[12] = np.where(series[12] < 0.6, np.nan, series[12])  # a front that is closed in many worlds
    series[13] = np.nan
    luck = _uniforms(seed, 2, worlds, len(OUTCOMES))
    outcomes: dict[str, NDArray[np.float64]] = {}
    for position, item in enumerate(OUTCOMES):
        draw = luck[position]
        if item.kind == "date":
            outcomes[item.name] = np.where(draw < 0.5 + 0.1 * north, np.floor(draw * weeks), np.nan)
        elif item.kind == "flag":
            outcomes[item.name] = (draw < 0.3 + 0.2 * north).astype(np.float64)
        elif item.kind == "category":
            outcomes[item.name] = np.floor(draw * len(item.categories))
        elif item.unit == "share":
            outcomes[item.name] = draw
        else:
            outcomes[item.name] = draw * 1e6 + 1e4 * north
    for week in range(weeks):
        if on_week is not None:
            on_week(week)
    known = worlds[worlds < ledger_below]
    not_applied = {index: int((worlds % 10 == 3).sum()) for index in range(len(setup.forces))}
    choices = {"japan.course": {"north" if north else "south": len(worlds)}}
    return Block(worlds, series, outcomes, _ledger(seed, known, north), choices, not_applied)


def _ledger(seed: int, worlds: NDArray[np.int64], north: bool) -> tuple[LedgerEntry, ...]:
    course = decision_points()[0]
    options = tuple(course.options)
    entries = []
    for day in course.dates:
        week = calendar.week_of(day)
        draw = _uniforms(seed, 100 + week, worlds, len(options)) if len(worlds) else np.empty((len(options), 0))
        utilities = np.zeros_like(draw)
        utilities[1] = -np.inf
        choice = np.where(worlds % 7 == 6, -1, 0)
        if north and day == dt.date(1941, 8, 9):
            choice = np.full(len(worlds), options.index("north"))
        forced = np.full(len(worlds), north and day == dt.date(1941, 8, 9))
        seen = {"oil_months_left": draw[0] * 20, "unknown": np.full(len(worlds), np.nan)}
        probabilities = np.full_like(draw, 1 / len(options))
        entries.append(
            LedgerEntry(week, "japan", "course", options, utilities, probabilities, draw, choice, forced, seen)
        )
    return tuple(entries)


def slow(setup: Setup, seed: int, worlds: NDArray[np.int64], **rest: object) -> Block:
    """Say that a block has begun, and never finish it before an interrupt."""
    os.write(1, f"{SIMULATING}\n".encode())  # one write: two processes share the pipe
    time.sleep(NEVER_SECONDS)
    return simulate(setup, seed, worlds)


def ends_of_itself(setup: Setup, seed: int, worlds: NDArray[np.int64], **rest: object) -> Block:
    """End the process, as a system short of memory would."""
    import os

    os._exit(7)
