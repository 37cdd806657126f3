"""The one forward step: what the war does in a step of some weeks, given what the nations have ordered.

The engine calls it with one week at a time. It knows arrays, not reasons: what a nation believes and wants stays
outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws import weather
from crossroads.war.laws.small import anywhere
from crossroads.war.powers import diplomacy, oil
from crossroads.war.stages import economy, endings, fighting
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State, replace


@dataclass(slots=True)
class Flows:
    """What flowed in a step: men lost, barrels, tons; (world,), `lend_lease` (route, world)."""

    soviet_losses_east: Array
    german_losses_east: Array
    japanese_losses_far_east: Array
    soviet_losses_far_east: Array
    oil: oil.OilFlows
    merchant_lost: Array
    lend_lease: Array


@dataclass(frozen=True, slots=True)
class Parts:
    """Into how many parts the fighting on land divides a step: stocks of offensive turn faster than the rest.

    0 on the Eastern Front: the war between Germany and the USSR stands still, as for a council that holds a belief of
    its outcome and need not fight it out.
    """

    eastern_front: int
    far_east: int


WHOLE = Parts(1, 1)


def advance(
    state: State,
    orders: Orders,
    p: Laws,
    luck: WeekLuck,
    weeks: float = 1.0,
    parts: Parts = WHOLE,
) -> tuple[State, Flows]:
    """Carry the war forward.

    Parameters
    ----------
    state
        What is true at the start of the step.
    orders
        Standing orders of the four nations.
    p
        Parameters by name.
    luck
        The luck of the step's week.
    weeks
        Length of the step.
    parts
        Into how many parts the fighting on land divides the step.

    Returns
    -------
    The state at the start of the next step, and what flowed in this one.

    Notes
    -----
    The order: weather; diplomacy (declarations, embargo, pacts); moves and supply (rail transfers, aid); war economy
    (oil, shipping, growth, mobilisation); fighting (Eastern Front, Far East, sea, West); politics (cohesion,
    surrender, armistice).
    """
    season = weather.season(state.week, p, luck)
    state = diplomacy.declarations(state, orders, season.far_east_window, p, luck, weeks)
    wars_now = diplomacy.wars(state)
    state, aid = economy.move_and_supply(state, orders, wars_now, season, p, weeks)
    activity = oil.activity(state.economy.oil_stock, oil.wanted(oil.oil_demand(state, orders, wars_now, p), p), p)
    state, oil_flows, merchant_lost = economy.economy_step(state, orders, wars_now, p, luck, weeks)
    state, losses = _on_land(state, orders, wars_now, season, aid, activity, p, luck, weeks, parts)
    soviet_lost, german_lost, japanese_far, soviet_far = losses
    state = fighting.at_sea_and_in_the_west(state, orders, wars_now, season, activity, p, luck, weeks)
    state = endings.politics_step(state, orders, wars_now, japanese_far + soviet_far, p, luck, weeks)
    flows = Flows(soviet_lost, german_lost, japanese_far, soviet_far, oil_flows, merchant_lost, aid)
    return replace(state, week=state.week + weeks), flows


def _on_land(
    state: State,
    orders: Orders,
    wars_now: diplomacy.Wars,
    season: weather.Season,
    aid: Array,
    activity: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
    parts: Parts,
) -> tuple[State, list[Array]]:
    """Fight in both land theatres; return the state and men lost: Soviet and German, Japanese and Soviet Far East."""
    begun, nobody = state.week, np.zeros(state.worlds)
    lost = [nobody, nobody, nobody, nobody]
    for part in range(parts.eastern_front):
        state, now = _moment(state, begun, part, weeks / parts.eastern_front, season, p, luck)
        short = weeks / parts.eastern_front
        share = aid / parts.eastern_front
        state, *men = fighting.in_the_east(state, orders, wars_now, now, share, p, luck, short)
        lost[:2] = men if parts.eastern_front == 1 else [before + more for before, more in zip(lost, men, strict=False)]
    for part in range(parts.far_east):
        short = weeks / parts.far_east
        # Weather matters to whoever fights; where nobody does, it is not asked for again.
        again = part if anywhere(state.far.open) else 0
        state, now = _moment(state, begun, again, short, season, p, luck)
        state, *men = fighting.in_the_far_east(state, orders, wars_now, now, activity, p, luck, short)
        lost[2:] = men if parts.far_east == 1 else [before + more for before, more in zip(lost[2:], men, strict=True)]
    return (state if state.week == begun else replace(state, week=begun)), lost


def _moment(
    state: State, begun: float, part: int, weeks: float, season: weather.Season, p: Laws, luck: WeekLuck
) -> tuple[State, weather.Season]:
    """Return the state at a part of a step, with that part's weather."""
    if part == 0:
        return (state if state.week == begun else replace(state, week=begun)), season
    week = begun + part * weeks
    return replace(state, week=week), weather.season(week, p, luck)
