"""The one forward step: what the war does in a step of some weeks, given what the nations have ordered.

The engine calls it with one week at a time. It knows arrays, not reasons: what a nation believes and wants stays
outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed

import numpy as np

from crossroads.war.laws import weather
from crossroads.war.laws.small import anywhere
from crossroads.war.laws.step import Flows, Step
from crossroads.war.powers import border, diplomacy, oil
from crossroads.war.stages import economy, endings, fighting
from crossroads.world.axes import ARCTIC, PACIFIC_ROUTE, PERSIAN, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.observables import OBSERVABLES
from crossroads.world.state import Orders, State, replace


@dataclass(frozen=True, slots=True)
class Parts:
    """Into how many parts the fighting on land divides a step: stocks of offensive turn faster than the rest.

    0 on the Eastern Front: the war between Germany and the USSR stands still, as for a council that holds a belief of
    its outcome and need not fight it out.
    """

    east: int
    far: int


WHOLE = Parts(1, 1)

FLOW_NAMES: tuple[str, ...] = tuple(item.name for item in OBSERVABLES if item.kind == "flow")


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
    The order: weather; diplomacy (declarations, embargo, pacts, the border); moves and supply (rail transfers, aid);
    war economy (oil, shipping, growth, mobilisation); fighting (Eastern Front, Far East, sea, West); politics
    (cohesion, surrender, armistice).
    """
    season = weather.season(state.week, p, luck)
    state = diplomacy.declarations(state, orders, season.far_east_window, p, luck, weeks)
    state = border.step(state, season.far_east_window, p, luck, weeks)
    wars_now = diplomacy.wars(state)
    state, aid = economy.move_and_supply(state, orders, wars_now, season, p, weeks)
    activity = oil.activity(state.economy.oil_stock, oil.wanted(oil.oil_demand(state, orders, wars_now, p), p), p)
    state, flowed = economy.economy_step(state, orders, wars_now, p, luck, weeks)
    flows: Flows = dict.fromkeys(FLOW_NAMES, np.zeros(state.worlds)) | flowed
    flows |= {"lend_lease_pacific_kt": aid[PACIFIC_ROUTE]}
    flows |= {"lend_lease_persian_kt": aid[PERSIAN], "lend_lease_arctic_kt": aid[ARCTIC]}
    step = Step(orders, wars_now, season, p, luck, weeks, aid, activity)
    for name, theatre in fighting.THEATRES.items():
        state = _fight(state, step, name, theatre, getattr(parts, name, 1), flows)
    far_losses = flows["japanese_losses_far_east"] + flows["soviet_losses_far_east"]
    state = endings.politics_step(state, orders, wars_now, far_losses, p, luck, weeks)
    return replace(state, week=state.week + weeks), flows


def _fight(state: State, whole: Step, name: str, theatre: fighting.TheatreOfWar, parts: int, flows: Flows) -> State:
    """Fight a theatre in its parts of a step, and add what flowed."""
    begun = state.week
    for part in range(parts):
        weeks = whole.weeks / parts
        group = getattr(state, name)
        # Weather matters to whoever fights; where nobody does, it is not asked for again.
        if part and (not hasattr(group, "open") or anywhere(group.open)):
            week = begun + part * weeks
            state = replace(state, week=week)
            season = weather.season(week, whole.p, whole.luck)
        else:
            state, season = replace(state, week=begun), whole.season
        step = whole if parts == 1 else changed(whole, season=season, weeks=weeks, aid=whole.aid / parts)
        state, lost = theatre.fight(state, step)
        flows |= lost if parts == 1 else {series: flows[series] + more for series, more in lost.items()}
    return replace(state, week=begun)
