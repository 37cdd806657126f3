"""The Far East: how it opens, the fighting of a step with what it costs both armies, what is held and what is seen.

Arrays are (axis, world) unless said; the front is positive where Japan has advanced.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import bounded, in_all, ramp
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.war.powers import attention, border, diplomacy, japanese_army
from crossroads.war.theatres.far_east_battle import FarEastForces, battle, bombers, rail_cut
from crossroads.world.axes import AMUR, FAR_EAST_AXES, MARITIME, TRANSBAIKAL, Array, Flags, Laws
from crossroads.world.portable import exp
from crossroads.world.state import FarEast, SovietManpower, State, replace


def opening(p: Laws, worlds: int) -> FarEast:
    """Return the front on 22 June 1941: both sides supplied, neither attacking."""
    axes = np.zeros((len(FAR_EAST_AXES), worlds))
    stock = axes + p["supply.far_east_stock_opening"]
    return FarEast.zeros(
        worlds,
        front=axes,
        stock_japan=stock,
        stock_soviet=stock,
        static=axes,
        rail_cut=axes,
        bombers=bombers(p),
        unrest=np.minimum(p["border.level"], 1.0),
    )


def fight(state: State, step: Step) -> tuple[State, Flows]:
    """Fight in the Far East; take Japan's losses in every theatre."""
    p, weeks, ussr = step.p, step.weeks, state.ussr
    learning = p["east.soviet_effectiveness"] + p["east.soviet_effectiveness_gain"] * (
        1.0 - exp(-state.week / p["east.soviet_learning_weeks"])
    )
    china_war = diplomacy.war_in_china(state.politics, state.week, p)
    pacific_weeks = np.maximum(state.week - state.politics.week_us_japan, 0.0) * step.wars.japan_us
    hollow = japanese_army.hollowed(pacific_weeks, step.orders.japan_draw_down, p)
    forces = FarEastForces(
        japanese=japanese_army.ready(state.japan, state.far.weeks_of_war, p) * (1.0 - hollow),
        trained=ussr.far_east_trained,
        green=ussr.far_east_green,
        arms=ussr.far_east_arms,
        soviet_skill=learning + 0.0 * step.oil,
        mobility=ussr.mobility,
        wants=(1.0 - step.orders.japan_sues) * (state.politics.week_japan_attacks_ussr <= state.week),
        south=step.wars.japan_south,
        oil=step.oil,
        kept=(attention.japanese(state, step.wars, china_war, p), attention.soviet(state, step.wars, p)),
        hollow=hollow,
        drawn=border.drawn_east(state.far, p),
    )
    far, fought = battle(state.far, forces, step.season, p, step.luck, weeks)
    ussr, soviet_lost = _soviet_losses(ussr, fought.soviet_share, p, weeks)
    near = ramp(-state.pacific.distance, -p["pacific.far_km"], -p["pacific.near_km"])
    southern_share = p["japan.south_losses"] * step.wars.japan_south * (1.0 + p["japan.south_losses_near"] * near)
    resisted = china_war * state.economy.china_resistance
    army, japanese_lost = japanese_army.losses(state.japan, fought.japanese_share, southern_share, resisted, p, weeks)
    lost = {"japanese_losses_far_east": japanese_lost, "soviet_losses_far_east": soviet_lost}
    return replace(state, far=far, ussr=ussr, japan=army), lost


def _soviet_losses(ussr: SovietManpower, share: Array, p: Laws, weeks: float) -> tuple[SovietManpower, Array]:
    """Take a share a week from the Soviet Far Eastern army; return also the men lost, (world,)."""
    trained = ussr.far_east_trained * np.minimum(share * weeks, p["combat.largest_loss_share"])
    green = ussr.far_east_green * np.minimum(share * weeks, p["combat.largest_loss_share"])
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
    return ussr, soviet_lost


def drawn_back(far: FarEast, kept: Array, p: Laws) -> FarEast:
    """Return the front where Japan keeps a share of its advance, (world,), and gives up the rest; trains run again."""
    front = np.where(far.front > 0, far.front * kept, far.front)
    return replace(far, front=front, rail_cut=rail_cut(front, p))


def cut_off(far: FarEast, p: Laws) -> Array:
    """Return the share of the Soviet Far Eastern army that no train reaches, (world,).

    An armistice leaves the line where it stands, and with it the cut. Shares of the axes that a scenario sets may come
    to more than the whole, of which no more than all can be cut off.
    """
    return np.minimum(in_all(p.column("far_east.soviet_share", FAR_EAST_AXES) * far.rail_cut), 1.0)


def share_held(far: FarEast, p: Laws) -> Array:
    """Return the share of the Soviet Far East that the USSR holds, (world,)."""
    return _held(far.front, p.column("far_east.limit_km", FAR_EAST_AXES), p)


def manchuria_held(far: FarEast, p: Laws) -> Array:
    """Return the share of Manchuria's depth that Japan holds, (world,)."""
    return _held(-far.front, p.column("far_east.depth_km", FAR_EAST_AXES), p)


def _held(lost_km: Array, depth: Array, p: Laws) -> Array:
    """Return the share of a depth that is not lost, (world,)."""
    weight = p.column("far_east.territory_weight", FAR_EAST_AXES)
    lost = bounded(lost_km / depth, 0.0, 1.0)
    result: Array = 1.0 - in_all(weight * lost) / weight.sum(axis=0)
    return result


def series(state: State, wars: Wars) -> dict[str, Array]:
    """Return the fronts, NaN where they are closed; 1 where no train reaches the Maritime region; the border."""
    far = state.far
    maritime, amur, transbaikal = (
        np.where(far.open > 0, far.front[axis], np.nan) for axis in (MARITIME, AMUR, TRANSBAIKAL)
    )
    return {
        "far_east_front_maritime_km": maritime,
        "far_east_front_amur_km": amur,
        "far_east_front_transbaikal_km": transbaikal,
        "far_east_railway_cut": far.rail_cut[MARITIME],
        "border_incidents": far.incidents,
        "border_battles": far.battles,
        "bombers_dead_japan": far.bombed,
    }


def events(state: State, p: Laws) -> dict[str, Array | Flags]:
    """Return whether the railway is cut, Vladivostok has fallen, and Manchuria is lost.

    Lost is what is overrun, and what is given up when Japan capitulates.
    """
    return {
        "week_rail_cut": state.far.rail_cut[MARITIME] > 0,
        "week_vladivostok": state.far.vladivostok >= 1.0,
        "week_manchuria": (manchuria_held(state.far, p) <= p["far_east.manchuria_lost_share"])
        | (state.politics.week_japan_out <= state.week),
    }


def facts(state: State) -> dict[str, Array]:
    """Return the bombers within reach of Japan's home islands, and how tense the border is."""
    return {"soviet_bombers": state.far.bombers, "border_tension": state.far.tension}
