"""Japan's account of a whole war, by the interests of the factions that decided its course."""

from __future__ import annotations

import numpy as np

from crossroads.minds.imagining import account
from crossroads.minds.imagining.realised import WarEnded
from crossroads.nations.japan.imagined import JapanCourse
from crossroads.world.axes import Array, Laws


def stakes(ending: WarEnded, p: Laws) -> dict[str, Array]:
    """Return term -> stakes of what came, (world,).

    - Gains count as far as Japan holds them at the end: a Japan that has surrendered holds nothing, Manchuria included.
    - Men lost are all soldiers dead and missing; the papers reckoned with those of the north alone, at the same rate.
    - Surrender is counted as the pressure on the nation's survival at its fullest, and as a humiliation.
    """
    state, politics, economy = ending.state, ending.state.politics, ending.state.economy
    years = p["staff.course.horizon_weeks"]
    stands = 1.0 - account.by_now(ending, politics.week_japan_out)
    north = state.far.weeks_of_war / years
    south = account.weeks_of(ending, politics.week_southern_war, politics.week_japan_out) / years
    america = account.weeks_of(ending, politics.week_us_japan, politics.week_japan_out) / years
    fights = np.minimum(2.0 * north, 1.0)
    attacked = account.by_now(ending, politics.week_japan_attacks_ussr)
    enough = p["oil.use_peace"] * p["view.weeks_a_month"] * p["staff.oil_enough_months"]
    now, opening = economy.oil_stock / enough, p["oil.stock_opening"] / enough
    alone, both = p["interest.japan.south_front_share"], np.minimum(north, south)
    material = 1.0 - p["interest.japan.barren_share"] * p["reason.barren_north"]
    land = stands * (1.0 - ending.measures["ussr_far_east_share_held"]) - (
        1.0 - stands * ending.measures[account.MANCHURIA]
    )
    table = np.maximum(fights, p["interest.japan.spoils_waiting"] * np.minimum(ending.orders.japan_rung, 1.0))
    came = {
        "oil": np.minimum(now, 1.0) - np.minimum(opening, 1.0),
        "southern_resources": stands * economy.southern_capture * economy.southern_repair * p["reason.southern_riches"],
        "southern_sphere": stands * economy.southern_capture * p["reason.southern_sphere"],
        "northern_gain": land * material,
        "spoils": stands * account.by_now(ending, politics.week_ussr_out) * table,
        "homeland": -state.pacific.bombing,
        "losses": -(state.japan.dead + state.japan.missing) / p["staff.losses_stake"] * p["reason.attrition"],
        "northern_strain": -north * p["reason.slender_means"],
        "long_war": -america * p["reason.american_industry"],
        "pact": -attacked * p["reason.neutrality_pact"],
        "two_fronts": -(north + alone * south + p["interest.japan.both_wars"] * both) * p["reason.one_front"],
        "ideology": fights * p["reason.anti_communism"],
        "revenge": fights * p["reason.revenge"],
        "humiliation": -np.maximum(account.by_now(ending, politics.week_terms), 1.0 - stands),
        "defeat": -np.maximum(politics.pressure_japan, 1.0 - stands),
    }
    return account.weighed(JapanCourse(), came, p)
