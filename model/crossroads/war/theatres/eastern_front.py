"""The Eastern Front: three sectors, one law, both directions.

What follows from supply and season alone, with no dates: the leap, the pause, the second leap, the stall.
Arrays are (sector, world) unless said.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws import combat, supply
from crossroads.war.laws.small import bounded, in_all, softened
from crossroads.war.laws.step import Wars
from crossroads.war.laws.weather import Season
from crossroads.war.theatres.eastern_losses import Fight, Fought, losses
from crossroads.war.theatres.eastern_power import (
    assembled,
    axis_concentration,
    drive,
    german_dead_zone,
    soviet_concentration,
    soviet_dead_zone,
)
from crossroads.war.theatres.eastern_supply import Rates, lesson, supplied, who_attacks
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, State, replace


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
    reached: Array | float = 1.0,
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
    reached
        Share of Soviet supply that is not drawn to other fronts, 0 to 1; (world,).
    """
    ratio = drive(east, week, season, qualities, p, luck)
    axis_beyond = ratio + axis_concentration(east.massed, p) - soviet_dead_zone(east, week, p)
    massing = soviet_concentration(east, ratio, week, mobility, p)
    soviet_beyond = -ratio + massing - german_dead_zone(east, week, p)
    rates = Rates(supply.rates(p, "axis"), supply.rates(p, "soviet"))
    attack_axis, attack_soviet = who_attacks(east, week, season, (axis_beyond, soviet_beyond), rates, p, luck)
    defends = (effort >= 0).astype(np.float64)
    offensive_axis = attack_axis * open_war * defends
    offensive_soviet = attack_soviet * open_war
    pace = exp(p["east.speed_luck"] * luck.normals("east.speed", SECTORS))
    ground = pace * (1.0 - p["weather.mud_drag"] * season.mud)
    leap = p["east.opening_speed"] * exp(-week / p["east.opening_weeks"])
    opening = 1.0 + leap * p.column("east.opening_share", SECTORS)
    scale, ease = p["combat.drive_scale"], p["supply.stock_ease"]
    top = p["east.axis_speed"] * p.column("east.axis_pace", SECTORS) * opening
    # An attack that is just too weak still gnaws.
    gnaws = p["combat.gnawing"]
    forward = combat.speed(softened(axis_beyond, gnaws), top, scale, east.stock_axis, ease)
    back = combat.speed(softened(soviet_beyond, gnaws), p["east.soviet_speed"], scale, east.stock_soviet, ease)
    forward, back = forward * ground * offensive_axis, back * ground * offensive_soviet
    front, river = _advance(east, (forward - back) * weeks, p)
    city, fallen = _cities(east, front, axis_beyond, open_war, p, weeks)
    moved = (front - east.front) / weeks
    fought = Fought(ratio, moved, offensive_axis, offensive_soviet, arms, open_war)
    result = losses(east, week, season, fought, p, luck)
    east = replace(
        east,
        front=front,
        river_crossed=river,
        city=city,
        fallen=fallen,
        static=np.where(np.abs(moved) > p["east.standing_km"], 0.0, east.static + weeks),
        offensive_axis=offensive_axis,
        offensive_soviet=offensive_soviet,
        failed=lesson(east.failed, offensive_soviet, moved, p, weeks),
        massed=assembled(east.massed, effort, season, p, weeks),
    )
    beyond = (axis_beyond, soviet_beyond)
    return supplied(east, season, effort, beyond, moved, rates, mobility, p, weeks, reached), result


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
