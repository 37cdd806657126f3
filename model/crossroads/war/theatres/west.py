"""The West: American growth, the share of Germany tied down, invasion and advance. Arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, happens, in_all, safe_log_ratio, saturating, share, toward
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.war.laws.weather import Season
from crossroads.war.powers import attention
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import State, West, replace


def american_army(army: Array, at_war: Array, fought: Array, p: Laws, weeks: float) -> Array:
    """Return the American army after `weeks`: slow growth at peace; at war a steeper one, once camps are built.

    `fought` weeks since America entered the war, 0 or less before, (world,).
    """
    camps = saturating(fought, p["united_states.camps_weeks"])
    at_peace = toward(army, p["united_states.army_peace"], p["united_states.army_rate_peace"], weeks)
    mobilising = toward(army, p["united_states.army_war"], p["united_states.army_rate_war"] * camps, weeks)
    return np.maximum(army, np.maximum(at_peace, np.where(at_war > 0, mobilising, army)))


def american_industry(industry: Array, at_war: Array, p: Laws, weeks: float) -> Array:
    """Return American war industry, 0 to 1, after `weeks`."""
    target = np.where(at_war > 0, 1.0, p["united_states.industry_peace"])
    rate = np.where(at_war > 0, p["united_states.industry_rate_war"], p["united_states.industry_rate_peace"])
    return np.maximum(industry, toward(industry, target, rate, weeks))


def build_up(west: West, army: Array, at_war: Array, industry: Array, weight: Array, p: Laws, weeks: float) -> West:
    """Ship the American army to Europe; `weight` share of American weight that goes against Germany."""
    pace = p["west.shipping_pace"] * industry * weight * at_war
    return replace(west, build_up=west.build_up + share(pace, weeks) * np.maximum(army - west.build_up, 0.0))


def air_war(west: West, industry: Array, at_war: Array, p: Laws, weeks: float) -> West:
    """Build up the bombing of Germany, 0 to 1."""
    target = p["west.bombing_britain"] + (1.0 - p["west.bombing_britain"]) * industry * at_war
    return replace(west, bombing=toward(west.bombing, target, p["west.bombing_rate"], weeks))


def invade(west: West, season: Season, german_men: Array, at_war: Array, p: Laws, luck: WeekLuck, weeks: float) -> West:
    """Land in France when enough men stand in England and the season allows, and advance after.

    Of the army overseas a share stands in England; the rest is in the Mediterranean.

    `german_men` in the west; the advance follows the logarithm of the power ratio.
    """
    ready = (p["west.england_share"] * west.build_up >= p["west.invasion_men"]) * at_war * (season.winter <= 0.0)
    landed = happens(p["west.invasion_hazard"] * ready, luck.uniform("west.invasion"), weeks)
    invaded = np.maximum(west.invaded, landed)
    allied = west.build_up * p["west.american_quality"] + p["west.british_army"]
    ratio = safe_log_ratio(allied, german_men * p["west.german_quality"] + TINY)
    pace = p["west.advance_rate"] * np.maximum(ratio + p["west.weekly_luck"] * luck.normal("west.advance"), 0.0)
    progress = np.minimum(west.progress + invaded * at_war * pace * weeks, 1.0)
    return replace(west, invaded=invaded, progress=progress)


def opening(p: Laws, worlds: int) -> West:
    """Return the west on 22 June 1941: America has no army there."""
    return West.zeros(worlds)


def fight(state: State, step: Step) -> tuple[State, Flows]:
    """Bring America's army over, bomb Germany, land and advance."""
    economy, at_war, p, weeks = state.economy, step.wars.germany_us, step.p, step.weeks
    front = build_up(state.west, economy.us_army, at_war, economy.us_industry, step.orders.us_weight, p, weeks)
    front = air_war(front, economy.us_industry, at_war, p, weeks)
    germany_alive = np.isinf(state.politics.week_germany_out) * 1.0
    men = state.germany.west * attention.german(state, step.wars, p)
    front = invade(front, step.season, men, at_war * germany_alive, p, step.luck, weeks)
    return replace(state, west=front), {}


def series(state: State, wars: Wars) -> dict[str, Array]:
    """Return the share of German strength that is tied down."""
    west = state.germany.west
    return {"german_share_west": west / (west + in_all(state.east.german))}


def events(state: State, p: Laws) -> dict[str, Array | Flags]:
    """Return nothing: what ends in the west is dated by politics."""
    return {}


def facts(state: State) -> dict[str, Array]:
    """Return nothing: what councils know of the west is told by its series."""
    return {}
