"""The one forward step: what the war does in a step of some weeks, given what the nations have ordered.

The engine calls it with one week at a time. It knows arrays, not reasons: what a nation believes and wants stays
outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.mechanics import (
    diplomacy,
    eastern_front,
    far_east,
    japan_army,
    lend_lease,
    manpower,
    oil,
    pacific,
    politics,
    shipping,
    snapshot,
    southern,
    transfers,
    weather,
    west,
)
from crossroads.mechanics.diplomacy import Wars
from crossroads.mechanics.laws import Numbers, first_week, ramp
from crossroads.mechanics.weather import Season
from crossroads.world.axes import Array
from crossroads.world.draws import WeekLuck
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


def advance(state: State, orders: Orders, p: Numbers, luck: WeekLuck, weeks: float = 1.0) -> tuple[State, Flows]:
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
    state, aid = _move_and_supply(state, orders, wars_now, season, p, weeks)
    activity = oil.activity(state.economy.oil_stock, oil.wanted(snapshot.oil_demand(state, orders, wars_now), p), p)
    state, oil_flows, merchant_lost = _economy(state, orders, wars_now, p, luck, weeks)
    state, soviet_lost, german_lost = _eastern_front(state, orders, wars_now, season, aid, p, luck, weeks)
    state, japanese_far, soviet_far = _far_east(state, orders, wars_now, season, activity, p, luck, weeks)
    state = _sea_and_west(state, orders, wars_now, season, activity, p, luck, weeks)
    state = _politics(state, orders, wars_now, japanese_far + soviet_far, p, luck, weeks)
    flows = Flows(soviet_lost, german_lost, japanese_far, soviet_far, oil_flows, merchant_lost, aid)
    return replace(state, week=state.week + weeks), flows


def _move_and_supply(
    state: State, orders: Orders, wars_now: Wars, season: Season, p: Numbers, weeks: float
) -> tuple[State, Array]:
    ussr = transfers.send_west(state.ussr, orders.ussr_transfers, wars_now.japan_ussr, p, weeks)
    ussr = transfers.call_up(ussr, p, weeks)
    building = (orders.ussr_attack_week < np.inf) & np.isinf(state.politics.week_ussr_attacks_japan)
    germany_out = (state.politics.week_germany_out <= state.week).astype(np.float64)
    needs = np.maximum(building * 1.0, wars_now.japan_ussr * p["far_east.war_rail_share"])
    east, ussr = transfers.send_east(
        state.east, ussr, needs * np.maximum(germany_out, p["far_east.rail_while_germany"]), p, weeks
    )
    fallen = state.politics.week_vladivostok <= state.week
    pacific_open = (1.0 - wars_now.japan_ussr) * (1.0 - fallen)
    offer = lend_lease.offered(state.politics.aid_to_ussr, state.economy.us_industry, p) * wars_now.germany_ussr
    room = lend_lease.capacity(state.week, season, pacific_open, 1.0 - wars_now.japan_us, p)
    aid = lend_lease.shipped(offer, room) * weeks
    return replace(state, east=east, ussr=ussr), aid


def _economy(
    state: State, orders: Orders, wars_now: Wars, p: Numbers, luck: WeekLuck, weeks: float
) -> tuple[State, oil.OilFlows, Array]:
    """Oil, shipping, the southern fields, China, American growth, the Japanese army."""
    economy, politics_now, army = state.economy, state.politics, state.japan
    war_weeks = np.maximum(state.week - politics_now.week_southern_war, 0.0)
    us_weeks = np.maximum(state.week - politics_now.week_us_japan, 0.0)
    near = ramp(-state.pacific.distance, -p["pacific.far_km"], -p["pacific.near_km"])
    coast = wars_now.japan_ussr * (politics_now.week_vladivostok > state.week)
    lost = shipping.losses(
        state.pacific.submarines, us_weeks, economy.merchant_fleet, near, coast, wars_now.japan_us, p, weeks
    )
    captured = southern.capture(
        economy.southern_capture,
        war_weeks * wars_now.japan_south,
        army.south,
        wars_now.japan_us,
        luck.lasting_normal("southern.campaign"),
        p,
        weeks,
    )
    taken = p["shipping.captured_ships"] * (captured - economy.southern_capture)
    fleet, tankers, repairing = shipping.step(
        economy.merchant_fleet, economy.tankers, economy.captured_ships, taken, lost, p, weeks
    )
    southern_flow = oil.southern(
        economy.southern_capture,
        economy.southern_repair,
        economy.tankers,
        economy.merchant_fleet / p["shipping.fleet_opening"],
        p,
    )
    bought = oil.bought(politics_now.trade, p) * (1.0 - wars_now.japan_south)
    gain = np.where(state.far.front[-1] > p["far_east.sakhalin_km"], p["oil.sakhalin_war_factor"], 1.0)
    sakhalin = p["japan.sakhalin_oil_share"] * p["oil.use_peace"] * gain
    sakhalin = sakhalin * np.where((wars_now.japan_ussr > 0) & (gain <= 1.0), 0.0, 1.0)
    demand = snapshot.oil_demand(state, orders, wars_now)
    stock, flows = oil.step(economy.oil_stock, demand, bought, southern_flow, sakhalin, p, weeks)
    china_war = p["china.war_with_japan"] * np.isinf(politics_now.week_japan_out)
    china_war = china_war * np.where(politics_now.week_terms <= state.week, p["china.war_after_terms"], 1.0)
    resistance = southern.resistance(
        economy.china_resistance, economy.soviet_aid_china, china_war, wars_now.japan_us, p, weeks
    )
    aid_level = np.where(orders.ussr_aid_china > 0, 1.0, 0.0) * (
        1.0 - p["china.aid_cut_by_war"] * wars_now.germany_ussr
    )
    posture = japan_army.Posture(
        rung=orders.japan_rung,
        northern_war=wars_now.japan_ussr,
        southern=np.maximum(
            wars_now.japan_south, orders.japan_south_week <= state.week + p["japan.southern_gathering_weeks"]
        ),
        draw_down=orders.japan_draw_down,
        china=southern.army_needed(economy.china_resistance, china_war, p),
    )
    army = japan_army.flows(army, posture, p, weeks)
    at_war = wars_now.us_any
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
        china_dead=economy.china_dead + southern.chinese_dead(resistance, china_war, p, weeks),
        us_army=west.american_army(economy.us_army, at_war, p, weeks),
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
    return replace(state, economy=economy, japan=army), flows, lost


def _eastern_front(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    aid: Array,
    p: Numbers,
    luck: WeekLuck,
    weeks: float,
) -> tuple[State, Array, Array]:
    """Fight in the east, take the losses, bring up men."""
    east, ussr, germany = state.east, state.ussr, state.germany
    fuel = 1.0 - p["germany.fuel_lost"] * ramp(-east.front[-1], 0.0, p["germany.fuel_km"])
    fuel = fuel * (1.0 - p["germany.bombing_fuel"] * state.west.bombing)
    qualities = (
        eastern_front.german_quality(germany.losses_east, fuel, p),
        eastern_front.soviet_quality(east, state.week, ussr.arms, p),
    )
    before = manpower.occupied_share(east.front, p)
    open_war = wars_now.germany_ussr
    east, fight = eastern_front.fight(
        east, state.week, season, qualities, orders.german_effort, ussr.mobility, open_war, p, luck, weeks
    )
    east, ussr, soviet_lost = manpower.soviet_losses(east, ussr, fight, p, weeks)
    east, germany, german_lost = manpower.german_losses(east, germany, fight, p, weeks)
    ussr = manpower.occupation(ussr, before, manpower.occupied_share(east.front, p), p)
    east, ussr = manpower.soviet_flows(east, ussr, fight.ratio, state.week, p, weeks)
    men = (east.trained + east.green + east.far_eastern).sum(axis=0)
    ussr = manpower.arms_and_mobility(ussr, before, aid.sum(axis=0), men, p, weeks)
    wanted = west.share_wanted(state.west, wars_now.germany_us, p)
    wanted = np.where(open_war > 0, wanted, p["west.share_after_east"])
    east, germany = manpower.german_flows(east, germany, orders.german_effort, wanted, p, weeks)
    return replace(state, east=east, ussr=ussr, germany=germany), soviet_lost, german_lost


def _far_east(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    activity: Array,
    p: Numbers,
    luck: WeekLuck,
    weeks: float,
) -> tuple[State, Array, Array]:
    """Fight in the Far East; take Japan's losses in every theatre."""
    ussr = state.ussr
    learning = p["east.soviet_effectiveness"] + p["east.soviet_effectiveness_gain"] * (
        1.0 - np.exp(-state.week / np.asarray(p["east.soviet_learning_weeks"]))
    )
    forces = far_east.FarEastForces(
        japanese=state.japan.manchuria,
        trained=ussr.far_east_trained,
        green=ussr.far_east_green,
        soviet_skill=learning + 0.0 * activity,
        wants=(1.0 - orders.japan_sues) * (state.politics.week_japan_attacks_ussr <= state.week),
        oil=activity,
    )
    far, fought = far_east.fight(state.far, forces, season, p, luck, weeks)
    trained = ussr.far_east_trained * np.minimum(fought.soviet_share * weeks, p["combat.largest_loss_share"])
    green = ussr.far_east_green * np.minimum(fought.soviet_share * weeks, p["combat.largest_loss_share"])
    soviet_lost = trained + green
    hurt = p["ussr.wounded_share"] * soviet_lost
    dead = p["manpower.dead_share"] * (soviet_lost - hurt)
    ussr = replace(
        ussr,
        far_east_trained=ussr.far_east_trained - trained,
        far_east_green=ussr.far_east_green - green,
        hospital=ussr.hospital + hurt,
        dead=ussr.dead + dead,
        missing=ussr.missing + (soviet_lost - hurt - dead),
    )
    near = ramp(-state.pacific.distance, -p["pacific.far_km"], -p["pacific.near_km"])
    southern_share = p["japan.south_losses"] * wars_now.japan_south * (1.0 + p["japan.south_losses_near"] * near)
    china_war = p["china.war_with_japan"] * state.economy.china_resistance
    army, japanese_lost = japan_army.losses(state.japan, fought.japanese_share, southern_share, china_war, p, weeks)
    return replace(state, far=far, ussr=ussr, japan=army), japanese_lost, soviet_lost


def _sea_and_west(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    activity: Array,
    p: Numbers,
    luck: WeekLuck,
    weeks: float,
) -> State:
    """Fight at sea and in the west."""
    sea, front, economy = state.pacific, state.west, state.economy
    at_war = wars_now.japan_us
    sea = pacific.yards(sea, state.week, at_war, economy.us_industry, p, weeks)
    sea = pacific.battles(sea, at_war, activity, p, luck, weeks)
    against_japan = 1.0 - orders.us_weight * np.maximum(wars_now.germany_us, p["pacific.weight_without_germany"])
    sea = pacific.island_steps(sea, at_war, activity, against_japan, economy.us_industry, p, luck, weeks)
    sea = pacific.bombing(sea, at_war, p, weeks)
    japan_target = at_war * (sea.distance <= p["pacific.bomb_reach_km"]) * np.isinf(state.politics.week_japan_out)
    germany_target = wars_now.germany_us * np.isinf(state.politics.week_germany_out)
    sea, used = pacific.bomb_programme(sea, wars_now.us_any, np.maximum(japan_target, germany_target), p, luck, weeks)
    front = west.build_up(front, economy.us_army, wars_now.germany_us, economy.us_industry, orders.us_weight, p, weeks)
    front = west.air_war(front, economy.us_industry, wars_now.germany_us, p, weeks)
    germany_alive = np.isinf(state.politics.week_germany_out) * 1.0
    front = west.invade(front, season, state.germany.west, wars_now.germany_us * germany_alive, p, luck, weeks)
    politics_now = replace(
        state.politics,
        week_bomb=first_week(state.politics.week_bomb, state.week, used),
        civilian_deaths=state.politics.civilian_deaths + p["civilians.bomb"] * used,
    )
    sea = replace(sea, bombs_on_japan=sea.bombs_on_japan + used * japan_target)
    return replace(state, pacific=sea, west=front, politics=politics_now)


def _politics(
    state: State, orders: Orders, wars_now: Wars, far_losses: Array, p: Numbers, luck: WeekLuck, weeks: float
) -> State:
    """Cohesion, exhaustion, pressure; collapse, surrender, armistice; the dates of what has happened."""
    occupied = manpower.occupied_share(state.east.front, p)
    held = far_east.manchuria_held(state.far, p)
    state = replace(state, politics=politics.dates(state, held, p))
    together = politics.cohesion(state, wars_now, occupied, p, weeks)
    collapse = politics.soviet_collapse(together, orders.ussr_treats, wars_now, p, luck, weeks)
    powers = _powers(state, p)
    exhaustion = politics.german_exhaustion(state, powers, p, luck)
    germany_out = politics.german_surrender(state, exhaustion, p, luck, weeks)
    pressure = politics.japanese_pressure(state, wars_now, p, luck)
    japan_out = politics.japanese_surrender(state, pressure, orders.japan_sues, wars_now, p, luck, weeks)
    strength = state.japan.manchuria + state.ussr.far_east_trained + state.ussr.far_east_green
    strain = state.far.weeks_of_war * far_losses / np.maximum(strength * weeks, 1.0)
    peace = politics.armistice(state.far, strain, wars_now, p, luck, weeks)
    now = state.week
    known = state.politics
    closes = np.maximum(peace, japan_out)
    fallen = (known.week_moscow <= now) & np.isinf(known.week_ussr_out)
    known = replace(
        known,
        soviet_cohesion=together,
        exhaustion_germany=exhaustion,
        pressure_japan=pressure,
        us_opinion=diplomacy.opinion(known, now, wars_now, fallen, p, luck, weeks),
        civilian_deaths=known.civilian_deaths + politics.civilian_deaths(state, wars_now, occupied, p, weeks),
        week_ussr_out=first_week(known.week_ussr_out, now, collapse),
        week_germany_out=first_week(known.week_germany_out, now, germany_out),
        week_japan_out=first_week(known.week_japan_out, now, japan_out),
        week_armistice=first_week(known.week_armistice, now, peace * (1.0 - japan_out)),
    )
    far = replace(state.far, open=np.where(closes > 0, 0.0, state.far.open))
    return replace(state, politics=known, far=far)


def _powers(state: State, p: Numbers) -> politics.Powers:
    """Return the armies' strength in German men of June 1941."""
    east = state.east
    german = eastern_front.german_quality(state.germany.losses_east, np.ones(state.worlds), p)
    soviet = eastern_front.soviet_quality(east, state.week, state.ussr.arms, p)
    men = east.trained + east.green + east.far_eastern
    allied = (state.west.build_up * p["west.american_quality"] + p["west.british_army"]) * state.west.invaded
    return politics.Powers(
        soviet=(men * soviet).sum(axis=0),
        axis_east=((east.german + p["east.allied_quality"] * east.allied).sum(axis=0)) * german,
        allied_west=allied,
        german_west=state.germany.west * p["west.german_quality"],
    )
