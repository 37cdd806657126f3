"""The Eastern Front: three sectors, one law, both directions.

What follows from supply and season alone, with no dates: the leap, the pause, the second leap, the stall.
Arrays are (sector, world) unless said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws import combat, supply
from crossroads.war.laws.small import bounded, in_all, in_rows, ramp, safe_log_ratio, saturating, toward
from crossroads.war.laws.step import Wars
from crossroads.war.laws.weather import Season
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, log1p, power
from crossroads.world.state import EasternFront, State, replace


@dataclass(slots=True)
class Fight:
    """What a week of fighting does; all (sector, world), men per week.

    `ratio` is the logarithm of the Axis' power over the Soviets', with flanks, surprise and luck.
    """

    ratio: Array
    soviet_lost: Array
    soviet_encircled: Array
    soviet_sick: Array
    german_lost: Array
    german_sick: Array
    allied_lost: Array


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
    men = in_all(east.trained + east.green + east.far_eastern)
    armed = exp(p["east.arms_exponent"] * safe_log_ratio(arms, men))
    return skill * mix * armed


def german_quality(losses: Array, fuel: Array, p: Laws) -> Array:
    """Return German effectiveness a man (June 1941 = 1), (world,), falling with losses and want of fuel."""
    worn = p["east.german_wear"] * saturating(losses, p["east.german_wear_losses"])
    return (1.0 - worn) * fuel


def _flank(front: Array, p: Laws) -> Array:
    """Return the drive that a salient costs the side that is ahead (negative = against the Axis)."""
    level = front - p.column("east.flank_offset_km", SECTORS)
    beside = in_rows(level[CENTRE], np.minimum(level[NORTH], level[SOUTH]), level[CENTRE])
    behind = in_rows(level[CENTRE], np.maximum(level[NORTH], level[SOUTH]), level[CENTRE])
    ahead = np.maximum(level - beside, 0.0) / p["east.flank_scale_km"]
    back = np.maximum(behind - level - p["east.soviet_salient_km"], 0.0) / p["east.flank_scale_km"]
    strength = p["east.flank_strength"]
    return log1p(strength * back) - log1p(strength * ahead)


def _soviet_dead_zone(east: EasternFront, week: float, p: Laws) -> Array:
    """Return the drive that the Axis must exceed to move at all."""
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
    return zone + in_rows(leningrad, moscow, river)


def _german_dead_zone(east: EasternFront, week: float, p: Laws) -> Array:
    """Return the drive that the Soviets must exceed to move at all: works, depth, and what a defender learns."""
    learnt = p["east.german_defence_gain"] * saturating(week, p["east.german_defence_weeks"])
    dug = p["east.german_fortify"] * saturating(east.static, p["east.german_fortify_weeks"])
    depth = p["east.german_depth"] * ramp(-east.front, 0.0, p["east.german_depth_km"])
    return p.column("east.german_dead_zone", SECTORS) + dug + depth + learnt


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


def _tempo_luck(week: float, side: str, p: Laws, luck: WeekLuck) -> Array:
    """Return each sector's factor on the starting level: redrawn by own seasons with own boundaries."""
    drawn = luck.redrawn(f"tempo.{side}", f"tempo.offset.{side}", SECTORS, week / p["supply.tempo_weeks"])
    return exp(p["supply.tempo_spread"] * drawn)


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
    frost = np.where(season.first_winter, p["weather.first_winter_frost"], p["weather.later_winter_frost"])
    axis_men = east.german + p["east.allied_quality"] * east.allied
    stock_part = p["east.supply_power"]
    axis = axis_men * german * (1.0 - stock_part + stock_part * saturating(east.stock_axis, 1.0))
    axis = axis * np.maximum(1.0 - frost * season.winter, p["weather.worst"])
    soviet_men = east.trained + east.green + east.far_eastern
    red = soviet_men * soviet * (1.0 - stock_part + stock_part * saturating(east.stock_soviet, 1.0))
    red = red * np.maximum(1.0 - p["weather.soviet_frost"] * season.winter, p["weather.worst"])
    surprise = p.column("east.surprise", SECTORS) * exp(-week / p["east.surprise_weeks"])
    chance = p["east.weekly_luck"] * luck.normals("east.drive", SECTORS)
    return safe_log_ratio(axis, red) + _flank(east.front, p) + surprise + chance


def fight(
    east: EasternFront,
    week: float,
    season: Season,
    qualities: tuple[Array, Array],
    effort: Array,
    mobility: Array,
    arms: Array,
    open_war: Array,
    p: Laws,
    luck: WeekLuck,
    weeks: float,
) -> tuple[EasternFront, Fight]:
    """Fight on all three sectors for `weeks`; return the front after it and what it cost.

    Parameters
    ----------
    qualities
        German (world,) and Soviet (sector, world) effectiveness a man.
    effort
        Sector of the German main effort, -1 = defence; (world,).
    mobility
        Soviet mobility 0 to 1; (world,).
    arms
        Soviet arms a man, June 1941 = 1; (world,).
    open_war
        1 while Germany and the USSR fight; (world,).
    """
    ratio = drive(east, week, season, qualities, p, luck)
    axis_beyond = ratio + axis_concentration(east.massed, p) - _soviet_dead_zone(east, week, p)
    massing = soviet_concentration(east, ratio, week, mobility, p)
    soviet_beyond = -ratio + massing - _german_dead_zone(east, week, p)
    axis, soviet = supply.rates(p, "axis"), supply.rates(p, "soviet")
    # Nobody begins an offensive in deep mud; one that has begun may go on.
    passable = season.mud < p["supply.mud_no_start"]
    axis_tempo, soviet_tempo = _tempo_luck(week, "axis", p, luck), _tempo_luck(week, "soviet", p, luck)
    start = (
        supply.attacking(east.offensive_axis, east.stock_axis, axis, axis_tempo, axis_beyond * passable),
        supply.attacking(east.offensive_soviet, east.stock_soviet, soviet, soviet_tempo, soviet_beyond * passable),
    )
    defends = (effort >= 0).astype(np.float64)
    offensive_axis = start[0] * open_war * defends
    offensive_soviet = start[1] * open_war
    pace = exp(p["east.speed_luck"] * luck.normals("east.speed", SECTORS))
    ground = pace * (1.0 - p["weather.mud_drag"] * season.mud)
    leap = p["east.opening_speed"] * exp(-week / p["east.opening_weeks"])
    opening = 1.0 + leap * p.column("east.opening_share", SECTORS)
    scale, ease = p["combat.drive_scale"], p["supply.stock_ease"]
    top = p["east.axis_speed"] * p.column("east.axis_pace", SECTORS) * opening
    forward = combat.speed(axis_beyond, top, scale, east.stock_axis, ease)
    back = combat.speed(soviet_beyond, p["east.soviet_speed"], scale, east.stock_soviet, ease)
    forward, back = forward * ground * offensive_axis, back * ground * offensive_soviet
    front, river = _advance(east, (forward - back) * weeks, p)
    city, fallen = _cities(east, front, axis_beyond, open_war, p, weeks)
    moved = (front - east.front) / weeks
    result = _losses(east, week, season, ratio, moved, (offensive_axis, offensive_soviet), arms, open_war, p)
    east = replace(
        east,
        front=front,
        river_crossed=river,
        city=city,
        fallen=fallen,
        static=np.where(np.abs(moved) > p["east.standing_km"], 0.0, east.static + weeks),
        offensive_axis=offensive_axis,
        offensive_soviet=offensive_soviet,
        massed=assembled(east.massed, effort, season, p, weeks),
    )
    east = _supply(east, season, effort, (axis_beyond, soviet_beyond), moved, (axis, soviet), p, weeks)
    return east, result


def _advance(east: EasternFront, move: Array, p: Laws) -> tuple[Array, Array]:
    """Return the front after a move, stopped at the river and at the gates of unfallen cities, and the crossing."""
    gates = p.column("east.gate_km", SECTORS)
    far = p.column("east.furthest_km", SECTORS)
    front = east.front + move
    stop = np.where(east.fallen > 0, far, np.maximum(gates, east.front))
    river = p["east.river_km"]
    waits = (east.river_crossed < 1) & (east.front[SOUTH] < river - 1.0) & (front[SOUTH] >= river)
    crossed = np.where((east.front[SOUTH] >= river - 1.0) & (move[SOUTH] > 1.0), 1.0, east.river_crossed)
    crossed = np.where(front[SOUTH] < river - p["east.city_regained_km"], 0.0, crossed)
    front = np.minimum(front, stop)
    front[SOUTH] = np.where(waits, river, front[SOUTH])
    return bounded(front, -p["east.berlin_km"], far), crossed


def _cities(
    east: EasternFront, front: Array, beyond: Array, open_war: Array, p: Laws, weeks: float
) -> tuple[Array, Array]:
    """Return the progress of each city's own fight and which cities have fallen."""
    at_gate = (front >= p.column("east.gate_km", SECTORS) - 1.0) & (open_war > 0)
    # However weak its defence, a city of millions is fought through street by street.
    pace = np.maximum(beyond - p.column("east.city_strength", SECTORS), 0.0) * p["east.city_rate"]
    push = np.minimum(pace, p["east.city_fastest"]) * weeks
    heal = p["east.city_heal"] * weeks
    city = bounded(east.city + np.where(at_gate, push, -heal), 0.0, 1.0)
    lost_again = front < p.column("east.gate_km", SECTORS) - p["east.city_regained_km"]
    fallen = np.where(lost_again, 0.0, np.maximum(east.fallen, city >= 1.0))
    return np.where(lost_again, np.minimum(city, 1.0 - heal), city), fallen


def _losses(
    east: EasternFront,
    week: float,
    season: Season,
    ratio: Array,
    moved: Array,
    offensive: tuple[Array, Array],
    arms: Array,
    open_war: Array,
    p: Laws,
) -> Fight:
    """Return the men lost a week by each side and sector."""
    axis_attacks, soviet_attacks = offensive
    fresh = p["east.fresh_front_losses"] * exp(-east.static / p["east.fresh_front_weeks"])
    ordered = p["east.ordered_attacks"] * exp(-week / p["east.ordered_attack_weeks"])
    quiet = p["east.quiet_activity"]
    relief = p["east.relief_attacks"] * axis_attacks.max(axis=0) * open_war
    both = (quiet + fresh + quiet * (ordered + relief)) * (1.0 - p["weather.mud_quiet"] * season.mud)
    slope = p["combat.loss_slope"]
    early = exp(-week / p["east.soviet_learning_weeks"])
    men = east.trained + east.green + east.far_eastern
    soviet_base = p["east.soviet_lethality"] * (1.0 + p["east.soviet_early_lethality"] * early)
    soviet_activity = both + p["east.soviet_exposure"] * soviet_attacks
    soviet = combat.loss_share(soviet_base, slope, ratio, soviet_activity, p) * men * open_war
    pocket_base = p["east.encirclement"] * (1.0 + p["east.encirclement_early"] * early)
    pocket = combat.encircled_share(pocket_base, np.maximum(moved, 0.0), p["east.encirclement_speed"])
    german_activity = both + p["east.german_exposure"] * axis_attacks
    german_base = p["east.german_lethality"] * power(arms, p["east.arms_lethality"])
    german_share = combat.loss_share(german_base, slope, -ratio, german_activity, p)
    cut_off = combat.encircled_share(
        p["east.german_encirclement"], np.maximum(-moved, 0.0), p["east.encirclement_speed"]
    )
    frost = season.winter * season.first_winter
    soviet_sick = p["east.soviet_sickness"] + p["east.soviet_winter_sickness"] * season.winter
    german_sick = p["east.german_sickness"] + p["east.german_frostbite"] * frost
    german_lost = (german_share + cut_off) * open_war
    return Fight(
        ratio=ratio,
        soviet_lost=soviet,
        soviet_encircled=pocket * men * open_war,
        soviet_sick=soviet_sick * men * open_war,
        german_lost=german_lost * east.german,
        german_sick=german_sick * east.german * open_war,
        allied_lost=german_lost * east.allied,
    )


def _supply(
    east: EasternFront,
    season: Season,
    effort: Array,
    beyond: tuple[Array, Array],
    moved: Array,
    rates: tuple[supply.SupplyRates, supply.SupplyRates],
    p: Laws,
    weeks: float,
) -> EasternFront:
    """Return the front with stocks and railheads after `weeks`."""
    axis, soviet = rates
    main = np.arange(len(SECTORS))[:, None] == effort
    priority = np.where(main, p["supply.main_effort_priority"], 1.0)
    hard = 1.0 - p["supply.mud_loss"] * season.mud
    frozen = 1.0 - np.minimum(p["supply.axis_winter_loss"] * season.winter, 1.0) * season.first_winter
    axis_in = supply.delivered(
        axis, east.front - east.railhead_axis, np.maximum(east.railhead_axis, 0.0), hard * frozen, priority
    )
    home = p.column("east.soviet_base_km", SECTORS)
    soviet_in = supply.delivered(
        soviet,
        east.railhead_soviet - east.front,
        np.maximum(home - east.railhead_soviet, 0.0),
        hard,
        np.ones_like(moved),
    )
    axis_out = supply.burnt(axis, east.offensive_axis, beyond[0], np.maximum(moved, 0.0), east.offensive_soviet)
    axis_out = axis_out + p["supply.axis_winter_burn"] * season.winter * season.first_winter
    soviet_out = supply.burnt(soviet, east.offensive_soviet, beyond[1], np.maximum(-moved, 0.0), east.offensive_axis)
    return replace(
        east,
        stock_axis=supply.next_stock(
            east.stock_axis, axis_in, axis_out, axis.stock_most, weeks, p["supply.axis_refit_debt"]
        ),
        stock_soviet=supply.next_stock(east.stock_soviet, soviet_in, soviet_out, soviet.stock_most, weeks),
        railhead_axis=supply.next_railhead(east.railhead_axis, east.front, 1.0, axis.railhead_speed, weeks),
        railhead_soviet=supply.next_railhead(east.railhead_soviet, east.front, -1.0, soviet.railhead_speed, weeks),
    )


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
