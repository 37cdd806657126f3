"""The fighting of one step: the Eastern Front, the Far East, the sea and the West, with what they cost."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import anywhere, first_week, in_all, ramp
from crossroads.war.laws.weather import Season
from crossroads.war.powers import japanese_army, manpower
from crossroads.war.powers.diplomacy import Wars
from crossroads.war.theatres import eastern_front, far_east, pacific, southern, west
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State, choose, replace


def in_the_east(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    aid: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> tuple[State, Array, Array]:
    """Fight in the east, take the losses, bring up men; return also men lost by the Soviets and the Germans.

    Once Germany has surrendered both armies stay as they are.
    """
    going_on = np.isinf(state.politics.week_germany_out)
    if not anywhere(going_on):
        return state, np.zeros(state.worlds), np.zeros(state.worlds)
    after, soviet_lost, german_lost = _fight_on(state, orders, wars_now, season, aid, p, luck, weeks)
    if not going_on.all():
        after = replace(
            after,
            east=choose(going_on, after.east, state.east),
            ussr=choose(going_on, after.ussr, state.ussr),
            germany=choose(going_on, after.germany, state.germany),
        )
    return after, soviet_lost, german_lost


def _fight_on(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    aid: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> tuple[State, Array, Array]:
    east, ussr, germany = state.east, state.ussr, state.germany
    fuel = 1.0 - p["germany.fuel_lost"] * ramp(-east.front[-1], 0.0, p["germany.fuel_km"])
    fuel = fuel * (1.0 - p["germany.bombing_fuel"] * state.west.bombing)
    qualities = (
        eastern_front.german_quality(germany.losses_east, fuel, p),
        eastern_front.soviet_quality(east, state.week, season.far_east_winter, ussr.arms, p),
    )
    men = np.maximum(in_all(east.trained + east.green + east.far_eastern), 1.0)
    arms = np.maximum(ussr.arms, 1.0) / men
    before = manpower.occupied_share(east.front, p)
    open_war = wars_now.germany_ussr
    east, fight = eastern_front.fight(
        east, state.week, season, qualities, orders.german_effort, ussr.mobility, arms, open_war, p, luck, weeks
    )
    east, ussr, soviet_lost = manpower.soviet_losses(east, ussr, fight, p, weeks)
    east, germany, german_lost = manpower.german_losses(east, germany, fight, p, weeks)
    ussr = manpower.occupation(ussr, before, manpower.occupied_share(east.front, p), p)
    east, ussr = manpower.soviet_flows(east, ussr, fight.ratio, state.week, p, weeks)
    men = in_all(east.trained + east.green + east.far_eastern)
    ussr = manpower.arms_and_mobility(ussr, before, in_all(aid), men, p, weeks)
    wanted = west.share_wanted(state.west, wars_now.germany_us, p)
    wanted = np.where(open_war > 0, wanted, p["west.share_after_east"])
    east, germany = manpower.german_flows(east, germany, orders.german_effort, wanted, p, weeks)
    return replace(state, east=east, ussr=ussr, germany=germany), soviet_lost, german_lost


def in_the_far_east(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    activity: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> tuple[State, Array, Array]:
    """Fight in the Far East; take Japan's losses in every theatre."""
    ussr = state.ussr
    learning = p["east.soviet_effectiveness"] + p["east.soviet_effectiveness_gain"] * (
        1.0 - np.exp(-state.week / p["east.soviet_learning_weeks"])
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
    china_war = southern.war_in_china(state.politics, state.week, p) * state.economy.china_resistance
    army, japanese_lost = japanese_army.losses(state.japan, fought.japanese_share, southern_share, china_war, p, weeks)
    return replace(state, far=far, ussr=ussr, japan=army), japanese_lost, soviet_lost


def at_sea_and_in_the_west(
    state: State,
    orders: Orders,
    wars_now: Wars,
    season: Season,
    activity: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> State:
    """Fight at sea and in the west."""
    sea, front, economy = state.pacific, state.west, state.economy
    at_war = wars_now.japan_us
    fought = np.maximum(state.week - state.politics.week_us_japan, 0.0)
    sea = pacific.yards(sea, state.week, fought, at_war, economy.us_industry, p, weeks)
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
