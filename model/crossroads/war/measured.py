"""What can be measured of a state: the stocks among the observables, by name, and a few facts for the councils."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws import weather
from crossroads.war.laws.step import Wars
from crossroads.war.powers import diplomacy, oil
from crossroads.war.stages.fighting import THEATRES
from crossroads.war.theatres import far_east, southern
from crossroads.world.axes import Array, Laws
from crossroads.world.state import Orders, State


def stocks(state: State, wars: Wars, p: Laws) -> dict[str, Array]:
    """Return every stock among the observables, (world,); a front that is closed is NaN."""
    ussr, japan = state.ussr, state.japan
    in_china = p["china.divisions_in_china"] * japan.china / p["china.japanese_army"]
    found = {
        "soviet_far_east_strength": ussr.far_east_trained + ussr.far_east_green,
        "soviet_men_moved_west": ussr.moved_west,
        "soviet_divisions_moved_west": ussr.moved_west / p["ussr.men_a_division"],
        "kwantung_strength": japan.manchuria,
        # The army in China is told in divisions of 1941: in wars that a scenario makes up, more than there are in all.
        "ija_share_china": np.minimum(in_china / p["china.divisions_total"], 1.0),
        "japan_oil_stock_mbbl": state.economy.oil_stock,
        "japan_merchant_fleet_kgrt": state.economy.merchant_fleet,
        "us_opinion_war": state.politics.us_opinion,
        "soviet_cohesion": state.politics.soviet_cohesion,
        "us_army_strength": state.economy.us_army,
        "japan_army_strength": japan.home + japan.manchuria + japan.china + japan.south,
    }
    for theatre in THEATRES.values():
        found |= theatre.law.series(state, wars)
    return found


def territory_held(state: State, p: Laws) -> tuple[Array, Array]:
    """Return the shares of the Soviet Far East and of Manchuria that their holders of 1941 still hold, (world,)."""
    return far_east.share_held(state.far, p), far_east.manchuria_held(state.far, p)


def facts(state: State, orders: Orders, wars: Wars, p: Laws) -> dict[str, Array]:
    """Return what every council knows of the war's public and its own secret facts, 0 or 1 unless said, (world,).

    `south_ready_week` week of the run, infinity = not prepared; `refusals` a count; `oil_use_week` million barrels at
    full activity; `trade` and `aid` levels; `*_weeks` weeks since the event (NaN = not yet); `pressure_japan`,
    `exhaustion_germany` on their own scales. Who may see which is the nations' affair.
    """
    politics, now = state.politics, state.week
    # An attack that opens in this very week is known to the government that is attacked and to its ally's.
    attacks_us = (
        (orders.japan_south_week <= now) & (orders.japan_south_without_us < 1) & np.isinf(politics.week_us_japan)
    )
    japan_us = np.maximum(wars.japan_us, attacks_us * np.isinf(politics.week_japan_out))
    flags = {
        "germany_ussr_war": wars.germany_ussr,
        "japan_ussr_war": wars.japan_ussr,
        "japan_south_war": wars.japan_south,
        "japan_us_war": japan_us,
        "germany_us_war": wars.germany_us,
        "germany_out": politics.week_germany_out <= now,
        "ussr_out": politics.week_ussr_out <= now,
        "japan_out": politics.week_japan_out <= now,
        "terms_accepted": politics.week_terms <= now,
        "far_east_armistice": politics.week_armistice <= now,
        "soviet_attack_ordered": np.isfinite(orders.ussr_attack_week),
        "soviet_attack_made": politics.week_ussr_attacks_japan <= now,
        "north_ordered": np.isfinite(orders.japan_north_week),
        "south_ordered": np.isfinite(orders.japan_south_week),
        "south_without_us_ordered": np.isfinite(orders.japan_south_week) & (orders.japan_south_without_us > 0),
        "indochina_ordered": np.isfinite(orders.japan_indochina_week),
        "terms_ordered": np.isfinite(orders.japan_terms_week),
        "moscow_fallen": politics.week_moscow <= now,
    }
    china = diplomacy.war_in_china(politics, now, p)
    china_army = p["china.japanese_army"]
    levels = {
        "rung": orders.japan_rung,
        "trade": politics.trade,
        "aid": politics.aid_to_ussr,
        "pact": politics.pact,
        "refusals": politics.refusals,
        "atlantic_clash": politics.atlantic_clash,
        "south_ready_week": orders.japan_ready_week,
        "germany_promises": orders.germany_promises,
        "germany_asks": orders.germany_asks,
        "german_effort": orders.german_effort,
        "us_weight": orders.us_weight,
        "pressure_japan": politics.pressure_japan,
        "exhaustion_germany": politics.exhaustion_germany,
        "german_losses": state.germany.losses_east,
        "oil_use_week": oil.wanted(oil.oil_demand(state, orders, wars, p), p),
        "embargo_weeks": _since(politics.week_us_full_embargo, now),
        "indochina_weeks": _since(politics.week_indochina, now),
        "north_weeks": _since(politics.week_japan_attacks_ussr, now),
        "south_weeks": _since(politics.week_southern_war, now),
        "notice_weeks": _since(politics.week_notice, now),
        "us_war_weeks": np.where(attacks_us, 0.0, _since(politics.week_us_japan, now)),
        "northern_season": np.zeros(state.worlds) + weather.season_ahead(now, p),
        # Below 0 where China ties down more men than stand there, which only a scenario can make it do.
        "free_army": np.maximum(
            1.0 - southern.army_needed(state.economy.china_resistance, china, p) / china_army,
            np.minimum(1.0 - p["china.tied_share"], 0.0),
        ),
    }
    for theatre in THEATRES.values():
        levels |= theatre.law.facts(state)
    return {name: value.astype(np.float64) for name, value in flags.items()} | levels


def _since(week: Array, now: float) -> Array:
    return np.where(week <= now, now - week, np.nan)
