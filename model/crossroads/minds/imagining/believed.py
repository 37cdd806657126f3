"""Building blocks of a believed state: what a council's reports put in the place of what a staff supposes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.subject import Lanes
from crossroads.minds.imagining.supposed import Supposed
from crossroads.world.axes import Array
from crossroads.world.state import Orders, State, replace


def with_parameters(p: Parameters, **changes: Array | float) -> Parameters:
    """Return parameters of which some are believed to be otherwise; `__` in a keyword stands for the dot.

    None of the weather: that of a week is worked out once for all imagined worlds of a scenario.
    """
    assert not any(name.startswith("weather") for name in changes), "weather is common to all imagined worlds"
    return p.changed({name.replace("__", "."): np.copy(value) for name, value in changes.items()})


def supposed(lanes: Lanes, reference: Supposed) -> State:
    """Return the state as all suppose it, with the wars, pact and trade that are public."""
    facts = lanes.situation
    nobody = np.zeros(lanes.count)
    south, north = facts.get("south_war", nobody), facts.get("north_war", nobody)
    state = reference.at(lanes.week, case_of(lanes))
    politics, now = state.politics, lanes.week
    known = {
        "week_us_japan": facts.get("us_war", nobody),
        "week_us_germany": facts.get("germany_us_war", nobody),
        "week_germany_out": facts.get("germany_out", nobody),
        "week_ussr_out": facts.get("ussr_out", nobody),
        "week_southern_war": south,
        "week_japan_attacks_ussr": north,
        "week_armistice": facts.get("armistice", nobody),
        "week_indochina": facts.get("indochina", nobody),
    }
    changes: dict[str, object] = {
        name: np.where(on > 0, np.minimum(getattr(politics, name), now), np.inf) for name, on in known.items()
    }
    # Nobody plans on a surrender that has not been made.
    for name in ("week_japan_out", "week_terms", "week_ussr_attacks_japan"):
        changes[name] = np.full(lanes.count, np.inf)
    for name in ("pact", "trade"):
        if name in facts:
            changes[name] = facts[name]
    far = replace(state.far, open=north)
    return replace(state, politics=replace(politics, **changes), far=far)


def case_of(lanes: Lanes) -> NDArray[np.int64]:
    """Return which case of the supposed war each lane is in: the wars in Asia are public."""
    nobody = np.zeros(lanes.count)
    south, north = (lanes.situation.get(name, nobody) for name in ("south_war", "north_war"))
    return (south + 2 * north).astype(np.int64)


def standing_orders(lanes: Lanes, p: Parameters) -> Orders:
    """Return orders under which everything goes on as it is."""
    facts = lanes.situation
    orders = Orders.opening(lanes.count)
    nobody = np.zeros(lanes.count)
    south, north = facts.get("south_war", nobody), facts.get("north_war", nobody)
    orders.japan_rung = np.maximum(facts.get("rung", nobody), 2.0 * north)
    orders.japan_south_week = np.where(south > 0, 0.0, np.inf)
    orders.japan_south_without_us = south * (1.0 - facts.get("us_war", nobody))
    orders.japan_north_week = np.where(north > 0, 0.0, np.inf)
    orders.us_trade = facts.get("trade", nobody)
    orders.us_aid = nobody + 2.0
    orders.us_weight = nobody + p["united_states.weight_germany_first"]
    orders.germany_declares = np.ones(lanes.count)
    return orders


def with_far_east(state: State, men: Array, p: Parameters) -> State:
    """Return the state with a Soviet Far Eastern army of `men`, in the usual mix of trained and green."""
    trained = men * p["ussr.far_east_trained_share"]
    return replace(state, ussr=replace(state.ussr, far_east_trained=trained, far_east_green=men - trained))


def with_manchuria(state: State, men: Array) -> State:
    """Return the state with a Japanese army of `men` in Manchuria and Korea."""
    return replace(state, japan=replace(state.japan, manchuria=men))


def with_front(state: State, sector: int, front: Array) -> State:
    """Return the state with the spearhead of a sector at `front` km, the railheads as far behind it as supposed."""
    east = state.east
    moved = front - east.front[sector]
    changes = {}
    for name in ("front", "railhead_axis", "railhead_soviet"):
        rows = getattr(east, name).copy()
        rows[sector] = rows[sector] + moved
        changes[name] = rows
    return replace(state, east=replace(east, **changes))


def with_soviet_field_army(state: State, men: Array) -> State:
    """Return the state with a Soviet field army of `men` against Germany, spread as supposed."""
    east = state.east
    total = (east.trained + east.green + east.far_eastern).sum(axis=0)
    factor = men / np.maximum(total, 1.0)
    changes = {name: getattr(east, name) * factor for name in ("trained", "green", "far_eastern")}
    return replace(state, east=replace(east, **changes))


def share_of(weeks: Array, horizon: int) -> Array:
    """Return weeks as a share of the horizon."""
    return weeks / horizon
