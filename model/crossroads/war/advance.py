"""The one forward step: what the war does in a step of some weeks, given what the nations have ordered.

The engine calls it with one week at a time. It knows arrays, not reasons: what a nation believes and wants stays
outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws import weather
from crossroads.war.laws.step import Flows, Step
from crossroads.war.powers import border, diplomacy, oil
from crossroads.war.stages import economy, endings, fighting
from crossroads.world.axes import ARCTIC, PACIFIC_ROUTE, PERSIAN, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.observables import OBSERVABLES
from crossroads.world.state import Orders, State, replace


@dataclass(frozen=True, slots=True)
class Parts:
    """Into how many parts theatres divide a step, where whoever asks for it has a say; None: as it does itself.

    0 on the Eastern Front: the war between Germany and the USSR stands still, as for a council that holds a belief of
    its outcome and need not fight it out.
    """

    east: int | None = None
    far: int | None = None

    def of(self, theatre: str, own: int) -> int:
        """Return the parts of a theatre, by the name of its group; `own` those that it divides the step into itself."""
        asked: int | None = getattr(self, theatre, None)
        return own if asked is None else asked


WHOLE = Parts()
"""Each theatre divides a step as it does itself: it fights a week whole."""

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
        Into how many parts theatres divide the step, if not as they do themselves.

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
        state = fighting.fight_in_parts(state, step, name, parts.of(name, theatre.parts(weeks)), flows)
    far_losses = flows["japanese_losses_far_east"] + flows["soviet_losses_far_east"]
    state = endings.politics_step(state, orders, wars_now, far_losses, p, luck, weeks)
    return replace(state, week=state.week + weeks), flows
