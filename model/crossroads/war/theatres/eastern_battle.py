"""The Eastern Front in a battle of a step: three sectors, one law, both directions; its river and its cities.

What follows from supply and season alone, with no dates: the leap, the pause, the second leap, the stall.
Arrays are (sector, world) unless said.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws import front
from crossroads.war.laws.small import bounded
from crossroads.war.laws.weather import Season
from crossroads.war.powers.manpower import Fight
from crossroads.war.theatres.eastern_losses import losses
from crossroads.war.theatres.eastern_power import (
    assembled,
    axis_concentration,
    drive,
    german_dead_zone,
    soviet_concentration,
    soviet_dead_zone,
)
from crossroads.war.theatres.eastern_supply import lesson, sides, supplied
from crossroads.world.axes import SECTORS, SOUTH, Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, replace


def battle(
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
    massing = soviet_concentration(east, ratio, week, mobility, p)
    beyond = (
        front.beyond(ratio, axis_concentration(east.massed, p), soviet_dead_zone(east, week, p)),
        front.beyond(-ratio, massing, german_dead_zone(east, week, p)),
    )
    may_attack = open_war * (effort >= 0), open_war
    armies = axis, soviet = sides(east, week, season, beyond, may_attack, p, luck)
    pace = exp(p["east.speed_luck"] * luck.normals("east.speed", SECTORS))
    clash = front.clash(axis, soviet, p, pace * (1.0 - p["weather.mud_drag"] * season.mud))
    line, river = _advance(east, clash.push * weeks, p)
    city, fallen = _cities(east, line, axis.beyond, open_war, p, weeks)
    fought = front.fought(ratio, clash, east.front, line, east.static, p["east.standing_km"], weeks)
    result = losses(east, week, season, fought, arms, open_war, p, luck)
    east = replace(
        east,
        front=line,
        river_crossed=river,
        city=city,
        fallen=fallen,
        static=fought.static,
        offensive_axis=clash.forward,
        offensive_soviet=clash.back,
        failed=lesson(east.failed, clash.back, fought.moved, p, weeks),
        massed=assembled(east.massed, effort, season, p, weeks),
    )
    return supplied(east, season, effort, armies, fought, mobility, p, weeks, reached), result


def _advance(east: EasternFront, move: Array, p: Laws) -> tuple[Array, Array]:
    """Return the line after a move, stopped at the river and at the gates of unfallen cities, and the crossing."""
    gates = p.column("east.gate_km", SECTORS)
    far = p.column("east.furthest_km", SECTORS)
    line = east.front + move
    stop = np.where(east.fallen > 0, far, np.maximum(gates, east.front))
    river = p["east.river_km"]
    waits = (east.river_crossed < 1) & (east.front[SOUTH] < river - 1.0) & (line[SOUTH] >= river)
    crossed = np.where((east.front[SOUTH] >= river - 1.0) & (move[SOUTH] > 1.0), 1.0, east.river_crossed)
    crossed = np.where(line[SOUTH] < river - p["east.city_regained_km"], 0.0, crossed)
    line = np.minimum(line, stop)
    line[SOUTH] = np.where(waits, river, line[SOUTH])
    return bounded(line, -p["east.berlin_km"], far), crossed


def _cities(
    east: EasternFront, line: Array, beyond: Array, open_war: Array, p: Laws, weeks: float
) -> tuple[Array, Array]:
    """Return the progress of each city's own fight and which cities have fallen."""
    at_gate = (line >= p.column("east.gate_km", SECTORS) - 1.0) & (open_war > 0)
    # However weak its defence, a city of millions is fought through street by street.
    pace = np.maximum(beyond - p.column("east.city_strength", SECTORS), 0.0) * p["east.city_rate"]
    push = np.minimum(pace, p["east.city_fastest"]) * weeks
    heal = p["east.city_heal"] * weeks
    city = bounded(east.city + np.where(at_gate, push, -heal), 0.0, 1.0)
    lost_again = line < p.column("east.gate_km", SECTORS) - p["east.city_regained_km"]
    fallen = np.where(lost_again, 0.0, np.maximum(east.fallen, city >= 1.0))
    return np.where(lost_again, np.minimum(city, 1.0 - heal), city), fallen
