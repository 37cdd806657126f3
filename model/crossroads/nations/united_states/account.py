"""The United States' account of a whole war: what its papers on Japan weighed, and three things that they did not."""

from __future__ import annotations

import numpy as np

from crossroads.minds.imagining import account
from crossroads.minds.imagining.realised import WarEnded
from crossroads.nations.united_states.imagined import Trade
from crossroads.world.axes import Array, Laws


def stakes(ending: WarEnded, p: Laws) -> dict[str, Array]:
    """Return term -> stakes of what came, (world,).

    - Time at war with Japan, Japan's oil and conquests as long as it stands, terms that Japan took, as the question of
      trade weighs them; the Soviet Union, by the same question's interest in it, where it is out.
    - What papers of 1941 did not hold: a Germany or a Japan that stands at the end, and its own dead.
    """
    state, politics = ending.state, ending.state.politics
    trade = Trade()
    japan = 1.0 - account.by_now(ending, politics.week_japan_out)
    germany = 1.0 - account.by_now(ending, politics.week_germany_out)
    at_war = account.weeks_of(ending, politics.week_us_japan, politics.week_japan_out)
    came = {
        "japanese_strength": -japan * np.minimum(state.economy.oil_stock / p["oil.stock_opening"], 1.0),
        "ussr": -account.by_now(ending, politics.week_ussr_out) * p["reason.support_ussr"],
        "war": -at_war / p["staff.trade.horizon_weeks"],
        "asia": -japan * state.economy.southern_capture + account.by_now(ending, politics.week_terms),
    }
    ends = {
        "germany_stands": -germany * p["interest.united_states.germany_stands"],
        "japan_stands": -japan * by_war(ending) * p["interest.united_states.japan_stands"],
        "dead": -state.economy.us_dead / p["staff.losses_stake"] * p["interest.united_states.losses"],
    }
    return account.weighed(trade, came, p) | ends


def by_war(ending: WarEnded) -> Array:
    """Return 1 where America has been at war with Japan, (world,): a Japan at peace that stands is no failure."""
    return account.by_now(ending, ending.state.politics.week_us_japan)
