"""The war at sea and among the islands: carriers, rare battles, island steps, bombing, the bomb. Arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, first_week, happens, ramp, safe_log_ratio, toward
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, log
from crossroads.world.state import Pacific, State, replace


def industrial_edge(p: Laws) -> Array | float:
    """Return America's yards and factories beside those of record: the ratio to Japan's over that which is fitted."""
    return p["pacific.industrial_ratio"] / p["pacific.industrial_ratio_of_record"]


def delivered(week: Array | float, war_weeks: Array, industry: Array, p: Laws) -> Array:
    """Return the carriers that American yards deliver a week, (world,).

    The programme of 1940 delivers from its date, faster with industry. Without it yards begin with the war.
    """
    delivers = ramp(
        week,
        p["pacific.us_programme_week"],
        p["pacific.us_programme_week"] + p["pacific.us_programme_ramp"],
    )
    delivers = delivers * p["pacific.us_naval_programme_scale"]
    begun = ramp(
        war_weeks,
        p["pacific.wartime_programme_weeks"],
        p["pacific.wartime_programme_weeks"] + p["pacific.us_programme_ramp"],
    )
    delivers = np.maximum(delivers, begun)
    peace = p["pacific.us_programme_peace"]
    result: Array = p["pacific.us_yards"] * delivers * (peace + (1.0 - peace) * industry) * industrial_edge(p)
    return result


def yards(
    sea: Pacific, week: float, war_weeks: Array, at_war: Array, industry: Array, p: Laws, weeks: float
) -> Pacific:
    """Launch carriers and boats: Japan's yards slowly, America's by programme; carriers come from the Atlantic."""
    edge = industrial_edge(p)
    american = delivered(week, war_weeks, industry, p)
    early = 1.0 - np.minimum(american / (p["pacific.us_yards"] + TINY), 1.0)
    transferred = p["pacific.us_transfers"] * at_war * (sea.carriers_us < p["pacific.us_carriers_most_early"]) * early
    return replace(
        sea,
        carriers_japan=sea.carriers_japan + p["pacific.japan_yards"] * weeks,
        carriers_us=sea.carriers_us + (american + transferred) * weeks,
        submarines=np.minimum(
            sea.submarines
            + p["pacific.submarine_building"] * np.maximum(industry, p["pacific.us_programme_peace"]) * edge * weeks,
            p["pacific.submarines_most"] * edge,
        ),
    )


def due(week: float, war_weeks: Array, industry: Array, p: Laws) -> Array:
    """Return the carriers that America can expect within its planning time, (world,), at the pace of its middle."""
    ahead = p["pacific.waits_weeks"]
    return delivered(week + 0.5 * ahead, war_weeks + 0.5 * ahead, industry, p) * ahead


def battles(
    sea: Pacific,
    war_weeks: Array,
    expected: Array,
    at_war: Array,
    activity: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> Pacific:
    """Fight at most one carrier battle a step.

    Fleets meet some weeks after the outbreak, when the first conquests are made. Only a part of each meets. Japan
    seeks battle with what it has beyond a fleet that it keeps in being; America waits where many new carriers are due
    beside those it has; the weaker side declines.

    `war_weeks` since the outbreak; `expected` carriers due in American yards; `activity` of the Japanese fleet that its
    oil allows, 0 to 1.
    """
    ratio = safe_log_ratio(sea.carriers_us, sea.carriers_japan)
    willing = exp(-p["pacific.declining"] * np.abs(ratio))
    waits = exp(-p["pacific.waits"] * expected / (sea.carriers_us + TINY))
    kept = p["pacific.fleet_in_being"] * p["pacific.carriers_japan_opening"]
    seeks = ramp(sea.carriers_japan, kept, kept + p["pacific.carriers_for_battle"])
    dares = ramp(sea.carriers_us, 1.0, p["pacific.carriers_for_battle"])
    begun = ramp(war_weeks, p["pacific.first_battle_weeks"], p["pacific.battles_weeks"])
    hazard = p["pacific.battle_hazard"] * willing * waits * seeks * dares * begun * activity * at_war
    fought = happens(hazard, luck.uniform("pacific.battle"), weeks)
    edge = p["pacific.battle_luck"] * luck.normal("pacific.battle")
    toll, most = p["pacific.battle_toll"], p["pacific.battle_most_lost"]
    ours, theirs = p["pacific.meets_us"] * sea.carriers_us, p["pacific.meets_japan"] * sea.carriers_japan
    lost_us = np.minimum(toll * theirs * activity * exp(-edge), most * ours)
    lost_japan = np.minimum(toll * ours * exp(edge), most * theirs)
    return replace(
        sea,
        carriers_us=sea.carriers_us - fought * lost_us,
        carriers_japan=sea.carriers_japan - fought * lost_japan,
    )


def sea_control(sea: Pacific, activity: Array) -> Array:
    """Return the American share of carrier strength, 0 to 1."""
    return sea.carriers_us / (sea.carriers_us + sea.carriers_japan * activity + TINY)


def island_steps(
    sea: Pacific,
    at_war: Array,
    activity: Array,
    weight: Array,
    industry: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> Pacific:
    """Build up for the next island step and take it; `weight` share of American weight against Japan."""
    needed = p["pacific.control_needed"]
    control = np.maximum(sea_control(sea, activity) - needed, 0.0) / np.maximum(1.0 - needed, TINY)
    slow, fast = p["pacific.logistics_slow"], p["pacific.logistics_fast"]
    pace = (slow + (fast - slow) * control) * (control > 0)
    effort = exp(p["pacific.weight_exponent"] * log(weight / p["pacific.weight_reference"] + TINY))
    # Ships, fuel and airfields for a step come out of the same yards and factories, beside what is there already.
    effort = effort * (1.0 + p["pacific.steps_by_industry"] * (industrial_edge(p) - 1.0))
    chance = exp(p["pacific.step_luck"] * luck.normal("pacific.step"))
    pace = pace * effort * (p["pacific.early_industry"] + (1.0 - p["pacific.early_industry"]) * industry) * chance
    done = sea.logistics + at_war * pace / p["pacific.step_weeks"] * weeks
    steps = np.floor(done)
    near = ramp(sea.distance, p["pacific.near_km"], p["pacific.far_km"])
    length = p["pacific.step_km"] * (p["pacific.far_step_factor"] * near + 1.0 - near)
    return replace(
        sea,
        logistics=done - steps,
        distance=np.maximum(sea.distance - steps * length, p["pacific.least_km"]),
    )


def bombing(sea: Pacific, at_war: Array, p: Laws, weeks: float) -> Pacific:
    """Build up the bombing of Japan once bases lie within reach."""
    reach = ramp(-sea.distance, -p["pacific.bomber_reach_km"], -p["pacific.bomber_full_km"])
    return replace(sea, bombing=toward(sea.bombing, reach * at_war, p["pacific.bombing_rate"], weeks))


def bomb_programme(
    sea: Pacific, at_war: Array, target: Array, p: Laws, luck: WeekLuck, weeks: float
) -> tuple[Pacific, Array]:
    """Advance the atomic programme and use its bombs; return also bombs used in the step.

    The five documents do not mention the bomb: it is an addition, with a switch (`pacific.atomic_bomb_programme`).
    `at_war` 1 while America is at war with anyone; `target` 1 where an enemy capital region is within reach.
    """
    pace = exp(p["pacific.bomb_luck"] * luck.lasting_normal("pacific.bomb")) / p["pacific.bomb_weeks"]
    effort = np.where(at_war > 0, 1.0, p["pacific.bomb_peace_effort"]) * p["pacific.atomic_bomb_programme"]
    work = sea.bomb_work + pace * effort * weeks
    ready = np.maximum(work - 1.0, 0.0) * p["pacific.bombs_after_first"] + (work >= 1.0)
    used = np.where(target > 0, np.maximum(np.floor(ready) - sea.bombs_used, 0.0), 0.0)
    return replace(sea, bomb_work=work, bombs_used=sea.bombs_used + used), used


def opening(p: Laws, worlds: int) -> Pacific:
    """Return the fleets and the distance on 22 June 1941."""
    return Pacific.zeros(
        worlds,
        carriers_japan=p["pacific.carriers_japan_opening"],
        carriers_us=p["pacific.carriers_us_opening"],
        distance=p["pacific.distance_opening"],
        submarines=p["pacific.submarines_opening"],
    )


def fight(state: State, step: Step) -> tuple[State, Flows]:
    """Fight at sea and among the islands, and drop the bomb where it is ready."""
    sea, industry = state.pacific, state.economy.us_industry
    wars_now, p, luck, weeks = step.wars, step.p, step.luck, step.weeks
    at_war = wars_now.japan_us
    fought = np.maximum(state.week - state.politics.week_us_japan, 0.0)
    sea = yards(sea, state.week, fought, at_war, industry, p, weeks)
    expected = due(state.week, fought, industry, p)
    sea = battles(sea, fought, expected, at_war, step.oil, p, luck, weeks)
    against_japan = 1.0 - step.orders.us_weight * np.maximum(wars_now.germany_us, p["pacific.weight_without_germany"])
    sea = island_steps(sea, at_war, step.oil, against_japan, industry, p, luck, weeks)
    sea = bombing(sea, at_war, p, weeks)
    japan_target = at_war * (sea.distance <= p["pacific.bomb_reach_km"]) * np.isinf(state.politics.week_japan_out)
    germany_target = wars_now.germany_us * np.isinf(state.politics.week_germany_out)
    sea, used = bomb_programme(sea, wars_now.us_any, np.maximum(japan_target, germany_target), p, luck, weeks)
    politics_now = replace(
        state.politics,
        week_bomb=first_week(state.politics.week_bomb, state.week, used),
        civilian_deaths=state.politics.civilian_deaths + p["civilians.bomb"] * used,
    )
    sea = replace(sea, bombs_on_japan=sea.bombs_on_japan + used * japan_target)
    return replace(state, pacific=sea, politics=politics_now), {}


def series(state: State, wars: Wars) -> dict[str, Array]:
    """Return the distance to Tokyo and the carriers."""
    sea = state.pacific
    return {
        "us_distance_to_tokyo_km": sea.distance,
        "japan_carriers": sea.carriers_japan,
        "us_carriers_pacific": sea.carriers_us,
    }


def events(state: State, p: Laws) -> dict[str, Array | Flags]:
    """Return whether the islands near Tokyo have been taken."""
    return {"week_landing": state.pacific.distance <= p["pacific.landing_km"]}


def facts(state: State) -> dict[str, Array]:
    """Return nothing: what councils know of the sea is told by its series."""
    return {}
