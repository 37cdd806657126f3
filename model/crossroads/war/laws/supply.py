"""Supply and tempo: stocks of offensive, railheads, and when an army can attack.

There is no calendar of offensives. An attack burns its stock; the further the spearhead outruns the railhead, the
less is delivered; the attack stops, the railhead comes up, the stock fills, and the attack can start again. All
arrays are (sector or axis, world).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from crossroads.war.laws.small import bounded
from crossroads.world.axes import Array, Numbers
from crossroads.world.portable import exp


@dataclass(slots=True)
class SupplyRates:
    """One side's supply constants, floats or arrays that broadcast against (sector, world).

    `delivery` weeks of offensive a week at the railhead; `gap_km`, `line_km` km over which delivery falls by e with
    the gap to the railhead and with the length of the line; `burn` weeks of offensive a week of attack;
    `resistance_burn` extra burn against a defence that holds, with its `resistance_scale` in drive; `burn_per_km` extra
    burn of movement; `burn_attacked` burn of a defender; `stock_most` the store's size; `stock_start`, `stock_stop`
    levels; `railhead_speed` km per week. The names are those of the records.
    """

    delivery: Array | float
    gap_km: Array | float
    line_km: Array | float
    burn: Array | float
    resistance_burn: Array | float
    resistance_scale: Array | float
    burn_per_km: Array | float
    burn_attacked: Array | float
    stock_most: Array | float
    stock_start: Array | float
    stock_stop: Array | float
    railhead_speed: Array | float


_OWN = ("delivery", "burn")
_NAMES = tuple(item.name for item in fields(SupplyRates))


def rates(p: Numbers, side: str, model: str = "") -> SupplyRates:
    """Return a side's constants by its name in the records; but for delivery and burn they may be another's."""
    common = model or side
    return SupplyRates(**{name: p[f"supply.{side if name in _OWN else common}_{name}"] for name in _NAMES})


def delivered(
    rates: SupplyRates, gap: Array, line: Array | float, weather: Array | float, priority: Array | float
) -> Array:
    """Return weeks of offensive delivered a week.

    `gap` km from railhead to spearhead, `line` km of railway behind it, `weather` and `priority` factors.
    """
    fall = exp(-np.maximum(gap, 0.0) / rates.gap_km - np.maximum(line, 0.0) / rates.line_km)
    return rates.delivery * fall * weather * priority


def burnt(rates: SupplyRates, attacking: Array, drive: Array, moved: Array, attacked: Array) -> Array:
    """Return weeks of offensive burnt a week: `moved` km per week, `attacked` 1 where the enemy attacks."""
    against = 1.0 + rates.resistance_burn * exp(-np.maximum(drive, 0.0) / rates.resistance_scale)
    return attacking * (rates.burn * against + rates.burn_per_km * moved) + attacked * rates.burn_attacked


def next_stock(
    stock: Array, inflow: Array, outflow: Array, most: Array | float, weeks: float, debt: Array | float = 0.0
) -> Array:
    """Return the stock after `weeks`, between `-debt` and `most`.

    Below 0 it is what a worn army must be given before any store fills again.
    """
    return bounded(stock + (inflow - outflow) * weeks, -debt, most)


def attacking(before: Array | float, stock: Array, rates: SupplyRates, start: Array | float, promising: Array) -> Array:
    """Return 1 where a side attacks: it starts above the level `start` if promising, and stops below another."""
    starts = (stock > start) & (promising > 0)
    goes_on = (before > 0) & (stock > rates.stock_stop)
    return (starts | goes_on).astype(np.float64)


def next_railhead(railhead: Array, front: Array, toward: float, speed: Array | float, weeks: float) -> Array:
    """Return the railhead after following the front.

    `toward` +1 for a railhead that comes from the west, -1 from the east; it never lies beyond the front.
    """
    follow = railhead + bounded(toward * (front - railhead), 0.0, speed * weeks) * toward
    # A front that is thrown back takes the railhead with it.
    return np.where(toward * (railhead - front) > 0, front, follow)
