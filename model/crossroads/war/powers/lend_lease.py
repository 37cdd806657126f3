"""Aid to the USSR by three routes, each with its capacity. Thousand long tons; arrays (route, world) unless said."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import in_all, in_rows
from crossroads.war.laws.weather import Season
from crossroads.world.axes import ARCTIC, PACIFIC_ROUTE, PERSIAN, ROUTES, Array, Laws
from crossroads.world.portable import expm1, power


def offered(level: Array, industry: Array, p: Laws) -> Array:
    """Return tons a week that America is ready to send, (world,); `level` 0 none, 1 pledge, 2 full."""
    share = np.where(level >= 2, 1.0, np.where(level >= 1, p["lend_lease.pledge_share"], 0.0))
    return share * (p["lend_lease.offer_opening"] + p["lend_lease.offer_growth"] * industry)


def capacity(week: float, season: Season, pacific_open: Array, p: Laws) -> Array:
    """Return each route's capacity a week.

    `pacific_open` 0 where ships cannot reach Vladivostok or nothing leaves it by rail, (world,). Since America and
    Japan are at war all that passes there goes under the Soviet flag: the capacity is what that flag carries.
    """
    ports = p.column("lend_lease.capacity", ROUTES)
    since = week - p.column("lend_lease.opens_week", ROUTES)
    old = p.column("lend_lease.opening_share", ROUTES)
    # Berths, railways and ships are built before they carry: slow at first, then fast, then full.
    grown = np.maximum(since, 0.0) / p.column("lend_lease.growth_weeks", ROUTES)
    built = -expm1(-power(grown, p.column("lend_lease.growth_power", ROUTES)))
    opened = (old + (1.0 - old) * built) * (since >= 0.0)
    ice = 1.0 - p["lend_lease.arctic_loss"] - p["lend_lease.ice"] * np.minimum(season.winter, 1.0)
    opens = in_rows(np.maximum(ice, 0.0), np.ones_like(pacific_open), pacific_open)
    return ports * opened * opens


def neutral(fought: Array, japan_us: Array) -> Array:
    """Return 1 where Japan lets ships pass to Vladivostok, (world,).

    `fought` 1 where Japan and the USSR have fought each other, `japan_us` 1 while Japan fights America. Japan let the
    ships of a neutral pass. An armistice does not make a neutral of an enemy's ally.
    """
    return 1.0 - fought * japan_us


def shipped(offer: Array, room: Array, p: Laws) -> Array:
    """Return tons that arrive by each route: never more in all than the offer, nor by a route than it can carry.

    Each route is kept going on a floor, a share of its room. What is left of the offer goes where it is safest and
    cheapest: across the Pacific first, then through Persia, then to the Arctic ports.
    """
    floor = p["lend_lease.floor"] * room
    floor = floor * np.minimum(offer / np.maximum(in_all(floor), 1.0), 1.0)
    left = offer - in_all(floor)
    above = {}
    for route in (PACIFIC_ROUTE, PERSIAN, ARCTIC):
        above[route] = np.minimum(room[route] - floor[route], left)
        left = left - above[route]
    return floor + in_rows(*(above[route] for route in range(len(ROUTES))))
