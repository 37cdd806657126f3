"""The Soviet Union's account of a whole war, by what its leadership weighed at three tables."""

from __future__ import annotations

import numpy as np

from crossroads.minds.imagining import account
from crossroads.minds.imagining.realised import WarEnded
from crossroads.nations.ussr.imagined import FightOn, Transfers, WarOnJapan
from crossroads.world.axes import CENTRE, Array, Laws


def stakes(ending: WarEnded, p: Laws) -> dict[str, Array]:
    """Return term -> stakes of what came, (world,).

    - Survival, land in the west, men and a peace with Germany as the question of fighting on weighs them.
    - Moscow in German hands at the end, as the question of troops for the west weighs it.
    - The Far East held, Manchuria taken, time of war on two fronts, and the part in Japan's defeat that the Allies
      wished for, as the question of war on Japan weighs them.
    """
    state, politics = ending.state, ending.state.politics
    transfers, fight_on, on_japan = Transfers(), FightOn(), WarOnJapan()
    out = account.by_now(ending, politics.week_ussr_out)
    germany_out = account.by_now(ending, politics.week_germany_out)
    feared = p["staff.cohesion_feared"]
    danger = np.maximum(feared - politics.soviet_cohesion, 0.0) / feared
    lost = (state.ussr.dead + state.ussr.missing) / p["staff.field_army_stake"]
    opens = np.minimum(politics.week_japan_attacks_ussr, politics.week_ussr_attacks_japan)
    ends = (politics.week_armistice, politics.week_japan_out, politics.week_germany_out, politics.week_ussr_out)
    second = account.weeks_of(ending, opens, *ends) / p["staff.war_on_japan.horizon_weeks"]
    took = account.by_now(ending, politics.week_manchuria)
    joined = account.by_now(ending, politics.week_ussr_attacks_japan) * germany_out
    west = {
        "survival": -np.maximum(out, danger),
        "land": -(1.0 - ending.measures["ussr_territory_share_held"]),
        "losses": -lost,
        "ideology": -out * np.minimum(ending.orders.ussr_treats, 1.0),
    }
    east = {
        "gain": took * (1.0 - ending.measures[account.MANCHURIA]),
        "second_front": -second * p["reason.second_front"],
        "price": joined * account.by_now(ending, politics.week_us_japan) * p["reason.allied_prize"],
        "far_east": ending.measures["ussr_far_east_share_held"] - 1.0,
    }
    capital = {"capital": -state.east.fallen[CENTRE] * (1.0 - germany_out)}
    return (
        account.weighed(fight_on, west, p) | account.weighed(transfers, capital, p) | account.weighed(on_japan, east, p)
    )
