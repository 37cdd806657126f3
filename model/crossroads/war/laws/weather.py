"""Weather: mud, winter, and the northern campaigning window.

The seasons come every year; how severe a winter is, and when mud and frost begin, is luck: one draw a world and
winter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import bounded, ramp
from crossroads.world import calendar
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck

SEASONS: tuple[str, ...] = ("autumn_mud", "spring_mud", "winter", "far_east_window")
"""Seasons with a first and a last day of the year."""


@dataclass(slots=True)
class Season:
    """The weather of one week, each shape (world,).

    `mud` 0 to 1 in European Russia; `winter` 0 to 1 times the winter's severity; `first_winter` 1 in the winter of
    1941-42, when neither army of the invader is equipped for it; `far_east_window` 1 while armies can march in the
    Far East; `far_east_winter` 0 to 1.
    """

    mud: Array
    winter: Array
    first_winter: float
    far_east_window: Array
    far_east_winter: Array


def day_of_year(week: float) -> float:
    """Return the day of the year on which a week starts (1 = 1 January)."""
    day = calendar.START + dt.timedelta(days=calendar.DAYS_A_WEEK * week)
    return float(day.timetuple().tm_yday)


def _in_season(day: float, start: Array, end: Array, edge: Array | float) -> Array:
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
    number = calendar.winter_of(week)
    severity = np.exp(p["weather.winter_severity_spread"] * luck.lasting_normal(f"winter.{number}"))
    shift = p["weather.onset_spread_days"] * luck.lasting_normal(f"onset.{number}")
    start, end = p.column("weather.start", SEASONS) + shift, p.column("weather.end", SEASONS) + shift
    autumn, spring, winter, window = _in_season(day_of_year(week), start, end, p["weather.edge_days"])
    winter = bounded(winter, 0.0, 1.0)
    return Season(
        mud=bounded(autumn + spring, 0.0, 1.0),
        winter=winter * p["weather.winter_severity"] * severity,
        first_winter=float(number == 0),
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
