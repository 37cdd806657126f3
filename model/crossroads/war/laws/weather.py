"""Weather: mud, winter, and the northern campaigning window.

The seasons come every year; how severe a winter is, and when mud and frost begin, is luck: one draw a world and
winter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import bounded, ramp
from crossroads.world import calendar
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp

SEASONS: tuple[str, ...] = ("autumn_mud", "spring_mud", "winter", "far_east_window")
"""Seasons with a first and a last day of the year."""


@dataclass(slots=True)
class Season:
    """The weather of one week, each shape (world,).

    `mud` 0 to 1 in European Russia, `thaw` that of the spring; `number` of the nearest winter (0 = 1941-42); `winter`
    0 to 1 times its severity; `first_winter` 1 in the winter of 1941-42, when neither army of the invader is equipped
    for it; `far_east_window` 1 while armies can march in the Far East; `far_east_winter` 0 to 1.
    """

    mud: Array
    winter: Array
    first_winter: Array
    far_east_window: Array
    far_east_winter: Array
    thaw: Array
    number: Array


_NEW_YEARS, _JULYS = np.array(calendar.NEW_YEARS, np.float64), np.array(calendar.JULYS, np.float64)


def day_of_year(week: float) -> Array:
    """Return the day of the year on which a week starts (1 = 1 January); a step may start within a week."""
    day = np.floor(calendar.DAYS_A_WEEK * week)
    result: Array = day - np.where(day >= _NEW_YEARS, _NEW_YEARS, _NEW_YEARS[0]).max(axis=0) + 1.0
    return result


def winter_of(week: float) -> Array:
    """Return the number of the winter nearest to a week, a whole number: 0 = 1941-42.

    A winter belongs to the year of its December; from July on the next one is meant.
    """
    day = np.floor(calendar.DAYS_A_WEEK * week)
    result: Array = np.where(day >= _JULYS, 1.0, 0.0).sum(axis=0)
    return result


def _in_season(day: Array, start: Array, end: Array, edge: Array | float) -> Array:
    """Return 1 between two days of the year, with edges, also over New Year; all (season, world)."""
    opening = ramp(day, start - edge, start + edge)
    closing = ramp(day, end - edge, end + edge)
    within = opening - closing
    return np.where(start <= end, within, bounded(1.0 + within, 0.0, 1.0))


def season(week: float, p: Laws, luck: WeekLuck) -> Season:
    """Return the weather of week `week`.

    Parameters
    ----------
    week
        Week index; may be fractional in coarse steps.
    p
        Parameters `weather.*`: days of the year, spreads in days, severity.
    luck
        Lasting normals `winter.N` (severity) and `onset.N` (when seasons begin), one a winter.
    """
    return luck.once(("season", week), lambda own: _season(week, p, own))


def _season(week: float, p: Laws, luck: WeekLuck) -> Season:
    number = winter_of(week)
    severity = exp(p["weather.winter_severity_spread"] * luck.numbered("winter", number))
    shift = p["weather.onset_spread_days"] * luck.numbered("onset", number)
    start, end = p.column("weather.start", SEASONS) + shift, p.column("weather.end", SEASONS) + shift
    autumn, spring, winter, window = _in_season(day_of_year(week), start, end, p["weather.edge_days"])
    winter = bounded(winter, 0.0, 1.0)
    return Season(
        mud=bounded(autumn + spring, 0.0, 1.0),
        thaw=spring,
        number=number + 0.0 * spring,
        winter=winter * p["weather.winter_severity"] * severity,
        first_winter=np.where(number < 1.0, 1.0, 0.0),
        far_east_window=window,
        far_east_winter=winter,
    )


def season_ahead(week: float, p: Laws) -> Array:
    """Return how much of a northern campaign decided now fits into the ordinary season, 0 to 1, as a staff reckons."""
    begins = day_of_year(week) + calendar.DAYS_A_WEEK * p["japan.north_lead_weeks"]
    days_left = p["weather.end_far_east_window"] - begins
    long_enough = ramp(days_left, 0.0, p["weather.campaign_days"])
    started = ramp(
        begins,
        p["weather.start_far_east_window"] - p["weather.campaign_days"],
        p["weather.start_far_east_window"],
    )
    return long_enough * started
