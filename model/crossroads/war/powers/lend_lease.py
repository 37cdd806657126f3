"""Aid to the USSR by three routes, each with its capacity. Thousand long tons; arrays (route, world) unless said."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import in_all, in_rows
from crossroads.war.laws.weather import Season
from crossroads.world.axes import ROUTES, Array, Laws
from crossroads.world.portable import expm1


def offered(level: Array, industry: Array, p: Laws) -> Array:
    """Return tons a week that America is ready to send, (world,); `level` 0 none, 1 pledge, 2 full."""
    share = np.where(level >= 2, 1.0, np.where(level >= 1, p["lend_lease.pledge_share"], 0.0))
    return share * (p["lend_lease.offer_opening"] + p["lend_lease.offer_growth"] * industry)


def capacity(week: float, season: Season, pacific_open: Array, american_flag: Array, p: Laws) -> Array:
    """Return each route's capacity a week.

    `pacific_open` 0 where Japan and the USSR fight or Vladivostok has fallen; `american_flag` 0 where Japan and
    America are at war, when only non-military cargo under the Soviet flag passes; (world,).
    """
    ports = p.column("lend_lease.capacity", ROUTES)
    since = week - p.column("lend_lease.opens_week", ROUTES)
    old = p.column("lend_lease.opening_share", ROUTES)
    # Berths, railways and ships are built before they carry: slow at first, then fast, then full.
    built = -expm1(-np.square(np.maximum(since, 0.0) / p.column("lend_lease.growth_weeks", ROUTES)))
    opened = (old + (1.0 - old) * built) * (since >= 0.0)
    ice = 1.0 - p["lend_lease.arctic_loss"] - p["lend_lease.ice"] * np.minimum(season.winter, 1.0)
    # Under either flag the Pacific route carries only what is not military; a war between America and Japan leaves
    # it to the Soviet flag alone.
    flag = pacific_open * np.where(american_flag > 0, 1.0, p["lend_lease.soviet_flag_share"])
    opens = in_rows(np.maximum(ice, 0.0), np.ones_like(pacific_open), flag)
    return ports * opened * opens


def shipped(offer: Array, room: Array) -> Array:
    """Return tons that arrive by each route: the offer, divided by capacity, never above it."""
    total = in_all(room)
    fill = np.minimum(1.0, offer / np.maximum(total, 1.0))
    return room * fill
