"""Helpers: play a short war with a decider in a seat, and read what the seat decided."""

from __future__ import annotations

import datetime as dt

import numpy as np
from told import NAMES, told

from crossroads.engine import War, simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.deciders.bench import Maker
from crossroads.minds.decision import NATIONS, DecisionPoint, decision_points
from crossroads.minds.setup import Setup
from crossroads.minds.view import View
from crossroads.world.block import Block

NEW_YEAR = dt.date(1942, 1, 4)


def point_of(decision: str) -> DecisionPoint:
    return next(point for point in decision_points() if point.id == decision)


def played(
    make: Maker, *seats: str, worlds: int = 8, horizon: dt.date = NEW_YEAR, edits: tuple[ParameterEdit, ...] = ()
) -> Block:
    """Play a war with one decider in the seats named; the others keep to stated odds."""
    from crossroads.minds.deciders.catalogue import DECIDERS

    setup = Setup(horizon=horizon, edits=edits)
    deciders = {nation: make if nation in seats else DECIDERS["stated_odds"] for nation in NATIONS}
    return simulate(setup, 1941, np.arange(worlds), ledger_below=worlds, deciders=deciders)


def decided(block: Block, nation: str, world: int = 0) -> list[str]:
    """Return what a nation decided, a short history."""
    return [f"{date}: {text}" for date, name, text in told(block, world) if name == NAMES[nation]]


def views(week: int = 1, worlds: int = 4) -> tuple[War, dict[str, View]]:
    """Return a war in which every nation has looked about it once a week, and what each sees."""
    war = War(Setup(), 1941, np.arange(worlds))
    for _ in range(week + 1):
        war.step()
    return war, {nation.name: nation.view for nation in war.nations}
