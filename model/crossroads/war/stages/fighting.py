"""The fighting of one step: the Eastern Front, the Far East, the sea and the West, with what they cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from crossroads.war.laws.fronts import divided
from crossroads.war.laws.small import anywhere, first_week, in_all, ramp
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.war.powers import border, german_army, japanese_army, manpower
from crossroads.war.theatres import eastern_front, eastern_power, far_east, pacific, southern, west
from crossroads.world.axes import CENTRE, Array, Flags, Laws
from crossroads.world.portable import exp
from crossroads.world.state import Group, State, choose, replace


def in_the_east(state: State, step: Step) -> tuple[State, Flows]:
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
    return after, lost


def _fight_on(state: State, step: Step) -> tuple[State, Flows]:
    p, season, luck, weeks = step.p, step.season, step.luck, step.weeks
    east, ussr, germany = state.east, state.ussr, state.germany
    fuel = 1.0 - p["germany.fuel_lost"] * ramp(-east.front[-1], 0.0, p["germany.fuel_km"])
    fuel = fuel * (1.0 - p["germany.bombing_fuel"] * state.west.bombing)
    drawn_east = border.drawn_east(state.far, p)
    qualities = (
        eastern_power.german_quality(germany.losses_east, state.week, fuel, p) * _german_attention(state, step),
        eastern_power.soviet_quality(east, state.week, season.far_east_winter, ussr.arms, p)
        * _soviet_attention(state, step),
    )
    men = np.maximum(in_all(east.trained + east.green + east.far_eastern), 1.0)
    arms = np.maximum(ussr.arms, 1.0) / men
    before = manpower.occupied_share(east.front, p)
    open_war = step.wars.germany_ussr
    east, fight = eastern_front.fight(
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
    east, ussr, soviet_lost = manpower.soviet_losses(east, ussr, fight, p, weeks)
    east, germany, german_lost = german_army.german_losses(east, germany, fight, p, weeks)
    ussr = manpower.occupation(ussr, before, manpower.occupied_share(east.front, p), p)
    east, ussr = manpower.soviet_flows(east, ussr, fight.ratio, state.week, p, weeks)
    men = in_all(east.trained + east.green + east.far_eastern)
    aid = in_all(step.aid)
    ussr = manpower.arms_and_mobility(ussr, before, east.fallen[CENTRE], aid, men, drawn_east, state.week, p, weeks)
    here = in_all(east.german) + germany.west
    wanted = west.men_wanted(state.west, step.wars.germany_us, open_war, here, p)
    east, germany = german_army.german_flows(east, germany, step.orders.german_effort, wanted, p, weeks)
    lost = {"soviet_losses_east": soviet_lost, "german_losses_east": german_lost}
    return replace(state, east=east, ussr=ussr, germany=germany), lost


def _german_attention(state: State, step: Step) -> Array:
    """Return what Germany keeps of its effectiveness on each land front: the east, and the west after a landing."""
    return divided(step.p, step.wars.germany_ussr, state.west.invaded * step.wars.germany_us)


def _soviet_attention(state: State, step: Step) -> Array:
    """Return what the USSR keeps of its effectiveness on each land front: the west and the Far East."""
    return divided(step.p, step.wars.germany_ussr, state.far.open)


def in_the_far_east(state: State, step: Step) -> tuple[State, Flows]:
    """Fight in the Far East; take Japan's losses in every theatre."""
    p, weeks, ussr = step.p, step.weeks, state.ussr
    learning = p["east.soviet_effectiveness"] + p["east.soviet_effectiveness_gain"] * (
        1.0 - exp(-state.week / p["east.soviet_learning_weeks"])
    )
    china_war = southern.war_in_china(state.politics, state.week, p)
    pacific_weeks = np.maximum(state.week - state.politics.week_us_japan, 0.0) * step.wars.japan_us
    hollow = japanese_army.hollowed(pacific_weeks, step.orders.japan_draw_down, p)
    forces = far_east.FarEastForces(
        japanese=japanese_army.ready(state.japan, state.far.weeks_of_war, p) * (1.0 - hollow),
        trained=ussr.far_east_trained,
        green=ussr.far_east_green,
        arms=ussr.far_east_arms,
        soviet_skill=learning + 0.0 * step.oil,
        mobility=ussr.mobility,
        wants=(1.0 - step.orders.japan_sues) * (state.politics.week_japan_attacks_ussr <= state.week),
        south=step.wars.japan_south,
        oil=step.oil,
        kept=(divided(p, china_war > 0, state.far.open, step.wars.japan_south), _soviet_attention(state, step)),
        hollow=hollow,
        drawn=border.drawn_east(state.far, p),
    )
    far, fought = far_east.fight(state.far, forces, step.season, p, step.luck, weeks)
    trained = ussr.far_east_trained * np.minimum(fought.soviet_share * weeks, p["combat.largest_loss_share"])
    green = ussr.far_east_green * np.minimum(fought.soviet_share * weeks, p["combat.largest_loss_share"])
    soviet_lost = trained + green
    men = np.maximum(ussr.far_east_trained + ussr.far_east_green, 1.0)
    hurt = p["ussr.wounded_share"] * soviet_lost
    dead = p["manpower.dead_share"] * (soviet_lost - hurt)
    ussr = replace(
        ussr,
        far_east_trained=ussr.far_east_trained - trained,
        far_east_green=ussr.far_east_green - green,
        far_east_arms=ussr.far_east_arms * (1.0 - p["ussr.arms_lost_share"] * soviet_lost / men),
        hospital=ussr.hospital + hurt,
        dead=ussr.dead + dead,
        missing=ussr.missing + (soviet_lost - hurt - dead),
    )
    near = ramp(-state.pacific.distance, -p["pacific.far_km"], -p["pacific.near_km"])
    southern_share = p["japan.south_losses"] * step.wars.japan_south * (1.0 + p["japan.south_losses_near"] * near)
    resisted = china_war * state.economy.china_resistance
    army, japanese_lost = japanese_army.losses(state.japan, fought.japanese_share, southern_share, resisted, p, weeks)
    lost = {"japanese_losses_far_east": japanese_lost, "soviet_losses_far_east": soviet_lost}
    return replace(state, far=far, ussr=ussr, japan=army), lost


def at_sea(state: State, step: Step) -> tuple[State, Flows]:
    """Fight at sea and among the islands, and drop the bomb where it is ready."""
    sea, industry = state.pacific, state.economy.us_industry
    wars_now, p, luck, weeks = step.wars, step.p, step.luck, step.weeks
    at_war = wars_now.japan_us
    fought = np.maximum(state.week - state.politics.week_us_japan, 0.0)
    sea = pacific.yards(sea, state.week, fought, at_war, industry, p, weeks)
    expected = pacific.due(state.week, fought, industry, p)
    sea = pacific.battles(sea, fought, expected, at_war, step.oil, p, luck, weeks)
    against_japan = 1.0 - step.orders.us_weight * np.maximum(wars_now.germany_us, p["pacific.weight_without_germany"])
    sea = pacific.island_steps(sea, at_war, step.oil, against_japan, industry, p, luck, weeks)
    sea = pacific.bombing(sea, at_war, p, weeks)
    japan_target = at_war * (sea.distance <= p["pacific.bomb_reach_km"]) * np.isinf(state.politics.week_japan_out)
    germany_target = wars_now.germany_us * np.isinf(state.politics.week_germany_out)
    sea, used = pacific.bomb_programme(sea, wars_now.us_any, np.maximum(japan_target, germany_target), p, luck, weeks)
    politics_now = replace(
        state.politics,
        week_bomb=first_week(state.politics.week_bomb, state.week, used),
        civilian_deaths=state.politics.civilian_deaths + p["civilians.bomb"] * used,
    )
    sea = replace(sea, bombs_on_japan=sea.bombs_on_japan + used * japan_target)
    return replace(state, pacific=sea, politics=politics_now), {}


def in_the_west(state: State, step: Step) -> tuple[State, Flows]:
    """Bring America's army over, bomb Germany, land and advance."""
    economy, at_war, p, weeks = state.economy, step.wars.germany_us, step.p, step.weeks
    front = west.build_up(state.west, economy.us_army, at_war, economy.us_industry, step.orders.us_weight, p, weeks)
    front = west.air_war(front, economy.us_industry, at_war, p, weeks)
    germany_alive = np.isinf(state.politics.week_germany_out) * 1.0
    men = state.germany.west * _german_attention(state, step)
    front = west.invade(front, step.season, men, at_war * germany_alive, p, step.luck, weeks)
    return replace(state, west=front), {}


@dataclass(frozen=True, slots=True)
class TheatreOfWar:
    """A theatre of war: how it fights, and its law, which says how it opens, what is seen of it and what happened."""

    fight: Callable[[State, Step], tuple[State, Flows]]
    law: TheatreLaw


class TheatreLaw(Protocol):
    """What the module of a theatre gives."""

    def opening(self, p: Laws, worlds: int) -> Group:
        """Return how the theatre stands on 22 June 1941."""

    def series(self, state: State, wars: Wars) -> dict[str, Array]:
        """Return the stocks among the observables that are the theatre's own, (world,)."""

    def events(self, state: State, p: Laws) -> dict[str, Array | Flags]:
        """Return where what is dated in `Politics` has happened by now: name of its week -> (world,)."""


THEATRES: dict[str, TheatreOfWar] = {
    "east": TheatreOfWar(in_the_east, eastern_front),
    "far": TheatreOfWar(in_the_far_east, far_east),
    "pacific": TheatreOfWar(at_sea, pacific),
    "west": TheatreOfWar(in_the_west, west),
}
"""Name of its group in the state -> the theatre, in the order in which they fight."""
