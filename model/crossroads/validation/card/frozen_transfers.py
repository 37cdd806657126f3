"""A given number of men sent west from the Soviet Far East by the end of 1941, at the times that the orders give."""

from __future__ import annotations

import numpy as np

from crossroads.errors import InputError
from crossroads.validation.card.frozen import Change, FrozenWar, reordered, with_parameter
from crossroads.war.opening import opening_state
from crossroads.war.powers import transfers
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.state import Orders, replace

LAST_WEEK = calendar.week_of(calendar.END_OF_1941)
"""The last week in which men leave."""

PLANNED = "ussr.transfer_west_troops"

HALVINGS = 40
"""How often the search for the plan that sends a number of men is halved; the last halves are below one man."""


def sent_west(war: FrozenWar, planned: Array | float) -> Array:
    """Return how many men the orders of 1941 send west, (world,), by the law of the war itself, with Japan at peace.

    Parameters
    ----------
    war
        The frozen war.
    planned
        The number that paces and limits are shares of, men; a number or (world,).
    """
    p = with_parameter(war, PLANNED, planned).parameters
    ussr = opening_state(p, war.worlds).ussr
    peace = np.zeros(war.worlds)
    # No garrison is ever enough: nobody leaves beyond what the orders say.
    garrison = peace + np.inf
    for orders in war.orders[: LAST_WEEK + 1]:
        ussr = transfers.send_west(ussr, orders.ussr_transfers, peace, garrison, p, 1.0)
        ussr = transfers.call_up(ussr, garrison, peace, p, 1.0)
    return ussr.moved_west


def men_sent_west(men: float) -> Change:
    """Return the change that sends `men` west by the end of 1941, spread over the weeks as the orders spread them.

    Each order has its weekly pace and its limit as shares of one planned number; that number is set, world by world, so
    that the orders of 1941 come to `men`. From January 1942 on nobody else leaves. The rest of the war stays as it is.
    In a world where Japan and the USSR fight in 1941, or where no transfer was ordered, fewer leave than asked for.

    Parameters
    ----------
    men
        Men on the way or arrived at the end of 1941, 0 or more.

    Raises
    ------
    InputError
        Where `men` is below 0 or not a number.
    """
    if not (np.isfinite(men) and men >= 0):
        raise InputError(f"frozen war: men sent west: found {men:g}; 0 or more men are allowed")
    return lambda war: with_parameter(_ended(war), PLANNED, _plan(war, men))


def _ended(war: FrozenWar) -> FrozenWar:
    """Return the war without transfers after 1941."""

    def rule(week: int, orders: Orders) -> Orders:
        if week <= LAST_WEEK:
            return orders
        return replace(orders, ussr_transfers=np.zeros_like(orders.ussr_transfers))

    return reordered(rule)(war)


def _plan(war: FrozenWar, men: float) -> Array:
    """Return the planned number that sends `men` by the end of 1941, (world,): found by halving."""
    low = np.zeros(war.worlds)
    high = np.full(war.worlds, men)
    # Orders that send only part of their plan need a larger one: doubled until it is enough or nothing more leaves.
    for _ in range(HALVINGS):
        short = sent_west(war, high) < men
        more = short & (sent_west(war, high * 2.0) > sent_west(war, high))
        if not more.any():
            break
        high = np.where(more, high * 2.0, high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        enough = sent_west(war, middle) >= men
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high
