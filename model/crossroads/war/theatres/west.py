"""The West: American growth, the share of Germany tied down, invasion and advance. Arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, happens, in_all, ramp, safe_log_ratio, saturating, share, toward
from crossroads.war.laws.step import Wars
from crossroads.war.laws.weather import Season
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import power
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


def men_wanted(west: West, at_war: Array, open_war: Array, here: Array, p: Laws) -> Array:
    """Return how many German men the west should hold, (world,).

    Shares are of Germany's army of June 1941, east and west: what Britain ties down, what America's build-up does
    (`germany.share_tied_by_united_states` where the build-up is full), and what a landing does. So the west grows in
    men with the enemy there, whatever the east has lost; once the war in the east is over, most of what is left stands
    there.

    Parameters
    ----------
    west
        The front in the west.
    at_war
        1 while Germany and America fight.
    open_war
        1 while Germany and the USSR fight.
    here
        The German army, east and west, men.
    """
    opening = p["germany.army_east_opening"] + p["germany.army_west_opening"]
    ready = power(ramp(west.build_up, 0.0, p["west.build_up_full"]), p["west.garrison_exponent"])
    america = p["germany.share_tied_by_united_states"] * ready * at_war
    planned = opening * (p["west.share_britain"] + america + p["west.share_invaded"] * west.invaded)
    # Shares that a scenario sets may add up to more than there is.
    return np.where(open_war > 0, np.minimum(planned, here), p["west.share_after_east"] * here)


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


def series(state: State, wars: Wars) -> dict[str, Array]:
    """Return the share of German strength that is tied down."""
    west = state.germany.west
    return {"german_share_west": west / (west + in_all(state.east.german))}


def events(state: State, p: Laws) -> dict[str, Array | Flags]:
    """Return nothing: what ends in the west is dated by politics."""
    return {}
