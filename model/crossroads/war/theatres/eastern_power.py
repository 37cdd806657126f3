"""The Eastern Front: what an army is worth, what ground and works give its enemy, and the drive that is left.

Arrays are (sector, world) unless said.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crossroads.war.laws import combat, front
from crossroads.war.laws.small import TINY, bounded, in_all, in_rows, ramp, safe_log_ratio, saturating, toward
from crossroads.war.laws.weather import Season
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, log, log1p, power
from crossroads.world.state import EasternFront


class Salients(NamedTuple):
    """How far a sector lies ahead of its neighbours and behind them, as the Axis sees it, km; both at least 0."""

    ahead: Array
    behind: Array


def soviet_quality(east: EasternFront, week: float, winter: Array | float, arms: Array, p: Laws) -> Array:
    """Return Soviet effectiveness a man, in German men of June 1941, (sector, world).

    `winter` 0 to 1: men of the Far Eastern army are trained for it.
    """
    learning = saturating(week, p["east.soviet_learning_weeks"])
    skill = p["east.soviet_effectiveness"] + p["east.soviet_effectiveness_gain"] * learning
    green = p["east.green_quality"] + p["east.green_quality_gain"] * learning
    hardened = 1.0 + (p["far_east.winter_quality_bonus"] - 1.0) * winter
    mix = combat.quality_of_mix(
        (east.trained, east.green, east.far_eastern), (1.0, green, p["east.far_eastern_quality"] * hardened)
    )
    mix = mix + _spearhead(east, winter, p)
    men = in_all(east.trained + east.green + east.far_eastern)
    armed = exp(p["east.arms_exponent"] * safe_log_ratio(arms, men))
    return skill * mix * armed


def _spearhead(east: EasternFront, winter: Array | float, p: Laws) -> Array:
    """Return what men trained for winter add where they attack, beyond the bonus that is in the fitted numbers.

    They bear more of the fighting than their share of the men; as recorded it is 0.
    """
    beyond = p["far_east.winter_quality_bonus"] - p["far_east.winter_quality_recorded"]
    part = east.far_eastern / np.maximum(soviet_men(east), 1.0)
    more = np.minimum(p["far_east.winter_spearhead"] * part, 1.0) - part
    result: Array = p["east.far_eastern_quality"] * beyond * winter * more
    return result


def german_quality(losses: Array, week: float, fuel: Array, p: Laws) -> Array:
    """Return German effectiveness a man (June 1941 = 1), (world,).

    It falls with losses and want of fuel, and rises with the arms of 1942-43: tank output went from 3.8 to 12.1
    thousand.
    """
    worn = p["east.german_wear"] * saturating(losses, p["east.german_wear_losses"])
    arms = p["germany.arms_gain"] * saturating(week - p["germany.arms_from_week"], p["germany.arms_weeks"])
    return (1.0 - worn) * (1.0 + arms) * fuel


def soviet_men(east: EasternFront) -> Array:
    """Return the men of the Soviet field army."""
    return east.trained + east.green + east.far_eastern


def axis_men(east: EasternFront, p: Laws) -> Array:
    """Return the men of the Axis, allied ones at their worth."""
    return east.german + p["east.allied_quality"] * east.allied


def salients(line: Array, p: Laws) -> Salients:
    """Return how far each sector lies ahead of its neighbours and behind them."""
    level = line - p.column("east.flank_offset_km", SECTORS)
    beside = in_rows(level[CENTRE], np.minimum(level[NORTH], level[SOUTH]), level[CENTRE])
    behind = in_rows(level[CENTRE], np.maximum(level[NORTH], level[SOUTH]), level[CENTRE])
    return Salients(np.maximum(level - beside, 0.0), np.maximum(behind - level, 0.0))


def flank(east: EasternFront, p: Laws) -> Array:
    """Return the drive that a salient costs the side that is ahead (negative = against the Axis).

    Where the line is held by frontage, flanks that Germany's allies hold are weaker (`east.allied_flank`).
    """
    found = salients(east.front, p)
    ahead = found.ahead / p["east.flank_scale_km"]
    back = np.maximum(found.behind - p["east.soviet_salient_km"], 0.0) / p["east.flank_scale_km"]
    allied = east.allied / np.maximum(east.german + east.allied, 1.0)
    weak = 1.0 + p["rival.frontage"] * p["east.allied_flank"] * allied
    strength = p["east.flank_strength"]
    return log1p(strength * back) - log1p(strength * weak * ahead)


def line_km(line: Array, p: Laws) -> Array:
    """Return the length of each sector's line, km: it grows with the depth of an advance, and with salients."""
    straight = p.column("east.line_km", SECTORS) + p.column("east.line_growth", SECTORS) * line
    return np.maximum(straight, p["east.line_least_km"]) + salients(line, p).ahead


def frontage(men: Array, line: Array, p: Laws) -> Array:
    """Return what men on a line give its defence: 0 where a line is held by so many men a km as in June 1941."""
    dense = men / (p["east.men_a_km"] * line)
    bound = p["combat.largest_log_ratio"]
    return p["rival.frontage"] * p["east.force_to_space"] * bounded(log(dense + TINY), -bound, bound)


def soviet_dead_zone(east: EasternFront, week: float, p: Laws) -> Array:
    """Return the drive that the Axis must exceed to move at all: works, belts, the river, depth, and frontage."""
    zone = p.column("east.soviet_dead_zone", SECTORS) + p["east.soviet_fortify"] * saturating(
        east.static, p["east.fortify_weeks"]
    )
    built = ramp(week, 0.0, p["east.moscow_belt_weeks"])
    moscow = (
        p["east.moscow_belt"]
        * built
        * ramp(east.front[CENTRE], p["east.moscow_belt_start_km"], p["east.moscow_belt_end_km"])
    )
    leningrad = p["east.leningrad_belt"] * ramp(
        east.front[NORTH], p["east.leningrad_belt_start_km"], p["east.leningrad_belt_end_km"]
    )
    at_river = (east.river_crossed < 1) & (east.front[SOUTH] >= p["east.river_km"] - 1.0)
    # Weeks at the bank bring bridging, bridgeheads and turned flanks.
    wait = exp(-east.static[SOUTH] / p["east.river_weeks"])
    river = p["east.river_dead_zone"] * wait * at_river
    depth = p["east.soviet_depth"] * saturating(week - p["east.soviet_depth_from_week"], p["east.soviet_depth_weeks"])
    held = frontage(soviet_men(east), line_km(east.front, p), p)
    return zone + in_rows(leningrad, moscow, river) + depth + held


def german_dead_zone(east: EasternFront, week: float, p: Laws) -> Array:
    """Return the drive that the Soviets must exceed to move at all: works, depth, what is learnt, and frontage."""
    learnt = p["east.german_defence_gain"] * saturating(week, p["east.german_defence_weeks"])
    dug = p["east.german_fortify"] * saturating(east.static, p["east.german_fortify_weeks"])
    depth = p["east.german_depth"] * ramp(-east.front, 0.0, p["east.german_depth_km"])
    held = frontage(axis_men(east, p), line_km(east.front, p), p)
    return p.column("east.german_dead_zone", SECTORS) + dug + depth + learnt + held


def axis_concentration(massed: Array, p: Laws) -> Array:
    """Return the drive that massing gives the Axis where its main effort is assembled, and costs it elsewhere."""
    elsewhere = p["east.axis_other_effort"]
    return elsewhere + (p["east.axis_main_effort"] - elsewhere) * massed


def assembled(massed: Array, effort: Array, season: Season, p: Laws, weeks: float) -> Array:
    """Return how far the main effort is assembled after `weeks`; armoured corps do not march through deep mud.

    `effort` sector of the main effort, -1 = defence; (world,).
    """
    main = np.arange(len(SECTORS))[:, None] == effort
    pace = np.where(main, 1.0 / p["east.massing_weeks"], 1.0 / p["east.dispersal_weeks"])
    return toward(massed, main.astype(np.float64), (1.0 - season.mud) * pace, weeks)


def soviet_concentration(east: EasternFront, ratio: Array, week: float, mobility: Array, p: Laws) -> Array:
    """Return the drive that massing gives the Soviets: on one axis, where the enemy is most exposed."""
    bonus = p["east.moscow_rally"] * (east.front[CENTRE] > p["east.moscow_rally_km"])
    appeal = -ratio
    appeal[CENTRE] = appeal[CENTRE] + bonus
    main = appeal >= appeal.max(axis=0)
    art = (
        p["east.soviet_concentration"]
        + p["east.soviet_concentration_gain"] * saturating(week, p["east.soviet_art_weeks"])
        + p["east.mobility_concentration"] * mobility
    )
    rally = np.zeros_like(ratio)
    rally[CENTRE] = bonus
    return np.where(main, art + rally, art - p["east.soviet_off_axis"])


def german_frost(season: Season, p: Laws) -> Array:
    """Return the share of its power that a winter costs the German army.

    The army learns: each winter after the second takes a share of what the one before took. Where the line is held by
    frontage, what the second winter takes is bounded, since weak flanks explain the rest.
    """
    most = np.where(p["rival.frontage"] > 0, p["weather.frost_most"], 1.0)
    learnt = power(p["weather.frost_learning"], np.maximum(season.number - 1.0, 0.0))
    later = np.minimum(p["weather.later_winter_frost"], most) * learnt
    return np.where(season.first_winter > 0, p["weather.first_winter_frost"], later)


def drive(
    east: EasternFront,
    week: float,
    season: Season,
    qualities: tuple[Array, Array],
    p: Laws,
    luck: WeekLuck,
) -> Array:
    """Return the logarithm of the Axis' power over the Soviets', with flanks, surprise and luck.

    `qualities` are the German (world,) and the Soviet (sector, world) effectiveness a man.
    """
    german, soviet = qualities
    part, worst = p["east.supply_power"], p["weather.worst"]
    axis = axis_men(east, p) * german * front.fed(east.stock_axis, part)
    axis = axis * front.through_winter(german_frost(season, p), season.winter, worst)
    red = soviet_men(east) * soviet * front.fed(east.stock_soviet, part)
    red = red * front.through_winter(p["weather.soviet_frost"], season.winter, worst)
    size = p.column("east.surprise", SECTORS) * p["east.german_surprise"]
    surprise = front.surprise(size, week, p["east.surprise_weeks"])
    chance = p["east.weekly_luck"] * luck.normals("east.drive", SECTORS)
    lasting = p["east.drive_discrepancy"] * beyond_fit(week, p) * luck.lasting_normal("east.drive_discrepancy")
    return front.drive(axis, red, flank(east, p), surprise, chance, lasting)


def beyond_fit(week: float, p: Laws) -> Array | float:
    """Return the root of the years beyond the last fitted week: what the laws miss grows as a walk does."""
    return np.sqrt(np.maximum(week - p["east.fitted_to_week"], 0.0) / p["east.discrepancy_weeks"])
