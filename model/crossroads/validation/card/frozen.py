"""The same worlds fought again with every decision held fixed: the orders of a base war, imposed week by week.

A base war is fought with its nations deciding, and the orders that stood in each week are kept. Fighting it again under
these orders, with the same luck, tells what one change does to the war by itself: nobody answers it by deciding
otherwise. What the laws of war draw by luck (an armistice, a surrender) still follows the change.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from crossroads.engine import War
from crossroads.errors import InputError, counted, nearest
from crossroads.evidence.parameters import Parameters
from crossroads.minds.setup import Setup
from crossroads.war.advance import advance
from crossroads.war.laws.step import Flows
from crossroads.war.opening import opening_state
from crossroads.world.axes import Array
from crossroads.world.luck import Luck
from crossroads.world.state import Orders, State


@dataclass(frozen=True, slots=True, eq=False)
class FrozenWar:
    """All that a war hangs on once nobody decides.

    Attributes
    ----------
    parameters
        Parameters by name, numbers or arrays of shape (world,).
    luck
        The worlds' luck.
    orders
        The orders that stand in each week when the war moves, one a week; arrays of shape (world,).
    """

    parameters: Parameters
    luck: Luck
    orders: tuple[Orders, ...]

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.luck.worlds)

    @property
    def weeks(self) -> int:
        """Number of weekly steps."""
        return len(self.orders)


Change = Callable[[FrozenWar], FrozenWar]
"""Makes another war of a frozen one: other parameters, or other orders."""

Look = Callable[[int, State, Flows | None], None]
"""Told after each step: weeks fought, the state then, and what flowed in the step (None for the opening, at 0)."""


def _unseen(_weeks: int, _state: State, _flows: Flows | None) -> None:
    """Look at nothing."""


def freeze(setup: Setup, seed: int, worlds: NDArray[np.int64], look: Look = _unseen) -> FrozenWar:
    """Fight a base war with its nations deciding, and keep the orders of every week.

    Parameters
    ----------
    setup
        What the base war is, with its horizon.
    seed
        Seed of the run.
    worlds
        World numbers, shape (world,).
    look
        Told of each state of the base war.
    """
    war = War(setup, seed, np.asarray(worlds, dtype=np.int64))
    look(0, war.state, None)
    orders = []
    for week in range(war.weeks):
        war.step()
        orders.append(_copy(war.orders))
        look(week + 1, war.state, war.flows)
    frozen = FrozenWar(war.p, war.luck, tuple(orders))
    war.release()
    return frozen


def _copy(orders: Orders) -> Orders:
    return Orders(**{item.name: getattr(orders, item.name).copy() for item in fields(Orders)})


def fight_again(war: FrozenWar, look: Look = _unseen) -> State:
    """Fight a frozen war from 22 June 1941; return its last state.

    Unchanged, it is the base war to the bit.

    Parameters
    ----------
    war
        The frozen war, changed or not.
    look
        Told of each state.
    """
    state = opening_state(war.parameters, war.worlds)
    look(0, state, None)
    for week, orders in enumerate(war.orders):
        state, flows = advance(state, orders, war.parameters, war.luck.week(week))
        look(week + 1, state, flows)
    return state


def with_parameter(war: FrozenWar, name: str, value: float | Array) -> FrozenWar:
    """Return the war with one parameter at `value`, in its own unit: a number, or an array of shape (world,).

    Raises
    ------
    InputError
        Where there is no such parameter, or the value is not a finite number a world.
    """
    if name not in war.parameters:
        raise InputError(f"frozen war: unknown parameter '{name}'{nearest(name, war.parameters)}")
    given = np.asarray(value, dtype=np.float64)
    if given.shape not in ((), (war.worlds,)) or not np.isfinite(given).all():
        raise InputError(
            f"frozen war: '{name}': a finite number, or one for each of {counted(war.worlds, 'world')}, is allowed"
        )
    changed: float | Array = given.copy() if given.ndim else float(given)
    return replace(war, parameters=Parameters({**war.parameters, name: changed}))


def scaled(name: str, factor: float) -> Change:
    """Return the change that multiplies a parameter of each world.

    Parameters
    ----------
    name
        Name of the parameter.
    factor
        By how much, 0 or more.

    Raises
    ------
    InputError
        Where `factor` is below 0 or not a number; where there is no such parameter, when the change is made.
    """
    if not (math.isfinite(factor) and factor >= 0):
        raise InputError(f"frozen war: '{name}': factor: found {factor:g}; a finite number, 0 or more, is allowed")

    def change(war: FrozenWar) -> FrozenWar:
        if name not in war.parameters:
            raise InputError(f"frozen war: unknown parameter '{name}'{nearest(name, war.parameters)}")
        return with_parameter(war, name, war.parameters[name] * factor)

    return change


def reordered(rule: Callable[[int, Orders], Orders]) -> Change:
    """Return the change that puts other orders in the place of those that stood.

    Parameters
    ----------
    rule
        Told the week and the orders that stood in it; returns those that stand instead.
    """

    def change(war: FrozenWar) -> FrozenWar:
        return replace(war, orders=tuple(rule(week, orders) for week, orders in enumerate(war.orders)))

    return change
