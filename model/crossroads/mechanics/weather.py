"""Weather: mud, winter, and the northern campaigning window.

The seasons come every year; how severe a winter is, and when mud and frost begin, is luck: one draw a world and
winter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from crossroads.mechanics.laws import Numbers, bounded, ramp
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.draws import WeekLuck


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


def _bump(day: float, start: Array | float, end: Array | float, edge: Array | float) -> Array:
    """Return a season that is 1 between two days of the year, with edges, also over New Year."""
    days = np.asarray(day)
    opening = ramp(days, np.asarray(start) - edge, np.asarray(start) + edge)
    closing = ramp(days, np.asarray(end) - edge, np.asarray(end) + edge)
    within = opening - closing
    return np.where(np.asarray(start) <= np.asarray(end), within, bounded(1 + within, 0.0, 1.0))


def season(week: float, p: Numbers, luck: WeekLuck) -> Season:
    """Return the weather of week `week`.

    Parameters
    ----------
    week
        Week index; may be fractional in coarse steps.
    p
        Parameters `weather.*`: days of the year, spreads in days, severity.
    luck
        Lasting normals `winter.N` (severity) and `mud.N` (onset), one a winter.
    """
    number = calendar.winter_of(week)
    day = day_of_year(week)
    severity = np.exp(p["weather.winter_severity_spread"] * luck.lasting_normal(f"winter.{number}"))
    shift = p["weather.onset_spread_days"] * luck.lasting_normal(f"onset.{number}")
    edge = p["weather.edge_days"]
    mud = _bump(day, p["weather.autumn_mud_start"] + shift, p["weather.autumn_mud_end"] + shift, edge)
    mud = mud + _bump(day, p["weather.spring_mud_start"] + shift, p["weather.spring_mud_end"] + shift, edge)
    winter = _bump(day, p["weather.winter_start"] + shift, p["weather.winter_end"] + shift, edge)
    far_start, far_end = p["weather.far_east_window_start"], p["weather.far_east_window_end"]
    window = _bump(day, far_start + shift, far_end + shift, edge)
    return Season(
        mud=bounded(mud, 0.0, 1.0),
        winter=bounded(winter, 0.0, 1.0) * p["weather.winter_severity"] * severity,
        first_winter=float(number == 0),
        far_east_window=window,
        far_east_winter=bounded(winter, 0.0, 1.0),
    )


def season_ahead(week: float, p: Numbers) -> Array:
    """Return how much of a northern campaign decided now fits into the ordinary season, 0 to 1, as a staff reckons."""
    begins = day_of_year(week) + calendar.DAYS_A_WEEK * np.asarray(p["japan.north_lead_weeks"])
    days_left = np.asarray(p["weather.far_east_window_end"]) - begins
    long_enough = ramp(days_left, 0.0, p["weather.campaign_days"])
    started = ramp(
        begins,
        p["weather.far_east_window_start"] - p["weather.campaign_days"],
        p["weather.far_east_window_start"],
    )
    return long_enough * started
