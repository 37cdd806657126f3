"""Moves, supply and the war economy of one step: rail and aid, oil and ships, China, growth, Japan's army."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import ramp
from crossroads.war.laws.step import Flows, Wars
from crossroads.war.laws.weather import Season
from crossroads.war.powers import (
    attention,
    border,
    chinese_aid,
    diplomacy,
    japanese_army,
    lend_lease,
    oil,
    shipping,
    transfers,
)
from crossroads.war.theatres import far_east, southern, west
from crossroads.world.axes import MARITIME, Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State, replace


def move_and_supply(
    state: State, orders: Orders, wars_now: Wars, season: Season, p: Laws, weeks: float
) -> tuple[State, Array]:
    """Send troops and aid by rail and sea; return the state and the aid that arrived, (route, world)."""
    pacific_weeks = pacific_war_weeks(state, wars_now)
    garrison = transfers.garrison_wanted(state.japan.manchuria, pacific_weeks, p)
    garrison = garrison * border.garrison_factor(state.far, p)
    building = (orders.ussr_attack_week < np.inf) & np.isinf(state.politics.week_ussr_attacks_japan)
    cut_off = far_east.cut_off(state.far, p)
    held = np.maximum(wars_now.japan_ussr, building * 1.0)
    ussr = transfers.send_west(state.ussr, orders.ussr_transfers, held, garrison, p, weeks)
    ussr = transfers.call_up(ussr, garrison, cut_off, p, weeks)
    germany_out = (state.politics.week_germany_out <= state.week).astype(np.float64)
    build_up = 1.0 + (p["far_east.build_up"] - 1.0) * germany_out
    needs = np.maximum(building * build_up, wars_now.japan_ussr * p["far_east.war_rail_share"]) * (1.0 - cut_off)
    east, ussr = transfers.send_east(
        state.east, ussr, needs * np.maximum(germany_out, p["far_east.rail_while_germany"]), p, weeks
    )
    fallen = state.politics.week_vladivostok <= state.week
    known = state.politics
    first = np.minimum(known.week_japan_attacks_ussr, known.week_ussr_attacks_japan)
    fought = (first <= state.week).astype(np.float64)
    neutral = (1.0 - wars_now.japan_ussr) * lend_lease.neutral(fought, wars_now.japan_us)
    pacific_open = neutral * (1.0 - fallen) * (1.0 - state.far.rail_cut[MARITIME])
    offer = lend_lease.offered(state.politics.aid_to_ussr, state.economy.us_industry, p)
    offer = offer * p["lend_lease.american_aid"] * wars_now.germany_ussr
    room = lend_lease.capacity(state.week, season, pacific_open, p)
    aid = lend_lease.shipped(offer, room, p) * weeks
    return replace(state, east=east, ussr=ussr), aid


def pacific_war_weeks(state: State, wars_now: Wars) -> Array:
    """Return the weeks for which Japan and America have fought, (world,); 0 where they do not."""
    return np.maximum(state.week - state.politics.week_us_japan, 0.0) * wars_now.japan_us


def economy_step(
    state: State, orders: Orders, wars_now: Wars, p: Laws, luck: WeekLuck, weeks: float
) -> tuple[State, Flows]:
    """Oil, shipping, the southern fields, China, American growth, the Japanese army."""
    economy, politics_now, army = state.economy, state.politics, state.japan
    war_weeks = np.maximum(state.week - politics_now.week_southern_war, 0.0)
    us_weeks = np.maximum(state.week - politics_now.week_us_japan, 0.0)
    near = ramp(-state.pacific.distance, -p["pacific.far_km"], -p["pacific.near_km"])
    coast = wars_now.japan_ussr * (politics_now.week_vladivostok > state.week)
    lost = shipping.losses(
        state.pacific.submarines, us_weeks, economy.merchant_fleet, near, coast, wars_now.japan_us, p, weeks
    )
    china_war = diplomacy.war_in_china(politics_now, state.week, p)
    kept = attention.japanese(state, wars_now, china_war, p)
    captured = southern.capture(
        economy.southern_capture,
        war_weeks * wars_now.japan_south,
        army.south,
        wars_now.japan_us,
        southern.means(economy.merchant_fleet, wars_now.japan_ussr, p) * kept,
        luck.lasting_normal("southern.campaign"),
        p,
        weeks,
    )
    prizes = p["shipping.captured_ships"] * (captured - economy.southern_capture)
    fleet, tankers, repairing = shipping.step(
        economy.merchant_fleet, economy.tankers, economy.captured_ships, prizes, lost, p, weeks
    )
    southern_flow = oil.southern(
        economy.southern_capture,
        economy.southern_repair,
        economy.tankers,
        economy.merchant_fleet / p["shipping.fleet_opening"],
        p,
    )
    alive = np.isinf(politics_now.week_japan_out).astype(np.float64)
    bought = oil.bought(politics_now.trade, p) * (1.0 - wars_now.japan_south) * alive
    taken = state.far.front[-1] > p["far_east.sakhalin_km"]
    sakhalin = oil.sakhalin(alive, taken, wars_now.japan_ussr, p)
    demand = oil.oil_demand(state, orders, wars_now, p)
    stock, flows = oil.step(economy.oil_stock, demand, bought, southern_flow * alive, sakhalin, p, weeks)
    resistance = southern.resistance(
        economy.china_resistance,
        economy.soviet_aid_china,
        chinese_aid.sustained(economy.soviet_arms_china, orders.ussr_aid_china, p),
        china_war,
        wars_now.japan_us,
        p,
        weeks,
    )
    aid_level = np.where(orders.ussr_aid_china > 0, 1.0, 0.0) * (
        1.0 - p["china.aid_cut_by_war"] * wars_now.germany_ussr
    )
    posture = japanese_army.Posture(
        rung=orders.japan_rung,
        northern_war=wars_now.japan_ussr,
        southern=np.maximum(
            wars_now.japan_south, orders.japan_south_week <= state.week + p["japan.southern_gathering_weeks"]
        ),
        draw_down=orders.japan_draw_down,
        china=southern.army_needed(economy.china_resistance, china_war, p),
        pacific_weeks=pacific_war_weeks(state, wars_now),
    )
    army = japanese_army.flows(army, posture, p, weeks)
    at_war = wars_now.us_any
    entered = np.minimum(state.politics.week_us_japan, state.politics.week_us_germany)
    economy = replace(
        economy,
        oil_stock=stock,
        southern_capture=captured,
        southern_repair=southern.repair(economy.southern_repair, captured, p, weeks),
        merchant_fleet=fleet,
        tankers=tankers,
        captured_ships=repairing,
        china_resistance=resistance,
        soviet_aid_china=aid_level,
        soviet_arms_china=chinese_aid.arms_beyond(economy.soviet_arms_china, aid_level, p, weeks),
        china_dead=economy.china_dead + southern.chinese_dead(resistance, china_war, p, weeks),
        us_army=west.american_army(economy.us_army, at_war, state.week - entered, p, weeks),
        us_industry=west.american_industry(economy.us_industry, at_war, p, weeks),
        us_dead=economy.us_dead
        + (
            p["united_states.deaths_pacific"] * wars_now.japan_us * (1.0 + near)
            + p["united_states.deaths_west"]
            * wars_now.germany_us
            * (p["united_states.deaths_before_landing"] + state.west.invaded)
        )
        * weeks,
    )
    flowed = {
        "japan_oil_import_mbbl": flows.imported,
        "japan_oil_southern_mbbl": flows.southern,
        "japan_oil_consumption_mbbl": flows.used,
        "japan_merchant_losses_kgrt": lost,
    }
    return replace(state, economy=economy, japan=army), flowed
