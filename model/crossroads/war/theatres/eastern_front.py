"""The Eastern Front: how it opens, the fighting of a step with what it costs both armies, and what is seen of it.

Arrays are (sector, world) unless said.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import anywhere, in_all, ramp
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.war.powers import attention, border, german_army, manpower
from crossroads.war.theatres import eastern_power
from crossroads.war.theatres.eastern_battle import battle
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Flags, Laws
from crossroads.world.state import EasternFront, State, choose, replace


def opening(p: Laws, worlds: int) -> EasternFront:
    """Return the front on 22 June 1941: the Axis attacks, its main effort before Moscow."""
    zero = np.zeros((len(SECTORS), worlds))
    german = p.column("east.german_share", SECTORS)
    allied = p.column("east.allied_share", SECTORS)
    soviet = p.column("east.soviet_share", SECTORS)
    return EasternFront.zeros(
        worlds,
        len(SECTORS),
        stock_axis=zero + p["supply.axis_stock_opening"],
        stock_soviet=zero + p["supply.soviet_stock_opening"],
        offensive_axis=zero + 1.0,
        german=german / german.sum(axis=0) * p["germany.army_east_opening"],
        allied=allied / allied.sum(axis=0) * p["germany.allied_opening"],
        trained=soviet / soviet.sum(axis=0) * p["ussr.field_opening"],
        massed=zero + (np.arange(len(SECTORS)) == CENTRE)[:, None],
        river_crossed=0.0,
    )


def fight(state: State, step: Step) -> tuple[State, Flows]:
    """Fight in the east, take the losses, bring up men.

    Once Germany has surrendered both armies stay as they are.
    """
    going_on = np.isinf(state.politics.week_germany_out)
    if not anywhere(going_on):
        return state, {}
    after, lost = _fight_on(state, step)
    if anywhere(~going_on):
        after = replace(
            after,
            east=choose(going_on, after.east, state.east),
            ussr=choose(going_on, after.ussr, state.ussr),
            germany=choose(going_on, after.germany, state.germany),
        )
        lost = {name: np.where(going_on, men, 0.0) for name, men in lost.items()}
    return after, lost


def _fight_on(state: State, step: Step) -> tuple[State, Flows]:
    p, season, luck, weeks = step.p, step.season, step.luck, step.weeks
    east, ussr, germany = state.east, state.ussr, state.germany
    fuel = 1.0 - p["germany.fuel_lost"] * ramp(-east.front[-1], 0.0, p["germany.fuel_km"])
    fuel = fuel * (1.0 - p["germany.bombing_fuel"] * state.west.bombing)
    drawn_east = border.drawn_east(state.far, p)
    qualities = (
        eastern_power.german_quality(germany.losses_east, state.week, fuel, p) * attention.german(state, step.wars, p),
        eastern_power.soviet_quality(east, state.week, season.far_east_winter, ussr.arms, p)
        * attention.soviet(state, step.wars, p),
    )
    men = np.maximum(in_all(east.trained + east.green + east.far_eastern), 1.0)
    arms = np.maximum(ussr.arms, 1.0) / men
    before = manpower.occupied_share(east.front, p)
    open_war = step.wars.germany_ussr
    east, fought = battle(
        east,
        state.week,
        season,
        qualities,
        step.orders.german_effort,
        ussr.mobility,
        arms,
        open_war,
        p,
        luck,
        weeks,
        1.0 - drawn_east,
    )
    east, ussr, soviet_lost = manpower.soviet_losses(east, ussr, fought, p, weeks)
    east, germany, german_lost = german_army.german_losses(east, germany, fought, p, weeks)
    ussr = manpower.occupation(ussr, before, manpower.occupied_share(east.front, p), p)
    east, ussr = manpower.soviet_flows(east, ussr, fought.ratio, state.week, p, weeks)
    men = in_all(east.trained + east.green + east.far_eastern)
    aid = in_all(step.aid)
    ussr = manpower.arms_and_mobility(ussr, before, east.fallen[CENTRE], aid, men, drawn_east, state.week, p, weeks)
    here = in_all(east.german) + germany.west
    wanted = german_army.wanted_in_the_west(state.west, step.wars.germany_us, open_war, here, p)
    east, germany = german_army.german_flows(east, germany, step.orders.german_effort, wanted, p, weeks)
    lost = {"soviet_losses_east": soviet_lost, "german_losses_east": german_lost}
    return replace(state, east=east, ussr=ussr, germany=germany), lost


def series(state: State, wars: Wars) -> dict[str, Array]:
    """Return fronts and armies; NaN where the war is over."""
    east, fighting = state.east, wars.germany_ussr > 0
    german = in_all(east.german)
    found = {
        "soviet_front_strength": in_all(east.trained + east.green + east.far_eastern),
        "german_front_strength": german,
        "axis_front_strength": german + in_all(east.allied),
        "front_leningrad_axis_km": east.front[NORTH],
        "front_moscow_axis_km": east.front[CENTRE],
        "front_stalingrad_axis_km": east.front[SOUTH],
    }
    return {name: np.where(fighting, value, np.nan) for name, value in found.items()}


def events(state: State, p: Laws) -> dict[str, Array | Flags]:
    """Return which cities have fallen."""
    fallen = state.east.fallen
    return {"week_moscow": fallen[CENTRE], "week_leningrad": fallen[NORTH], "week_stalingrad": fallen[SOUTH]}


def facts(state: State) -> dict[str, Array]:
    """Return whether Germany attacks before Moscow."""
    return {"offensive_centre": state.east.offensive_axis[CENTRE]}
