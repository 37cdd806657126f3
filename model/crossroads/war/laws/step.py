"""One step of the war: what is the same for all who fight in it."""

from __future__ import annotations

from dataclasses import dataclass

from crossroads.war.laws.weather import Season
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders

Flows = dict[str, Array]
"""What flowed in a step, by name of its series; (world,)."""


@dataclass(slots=True)
class Wars:
    """Who fights whom this week; 1 or 0, (world,)."""

    germany_ussr: Array
    japan_ussr: Array
    japan_south: Array
    japan_us: Array
    germany_us: Array
    us_any: Array


@dataclass(frozen=True, slots=True)
class Step:
    """What the fighting of a step goes by.

    Attributes
    ----------
    orders, wars, season, p, luck
        Standing orders, the wars that are on, the weather, parameters by name, and the luck of the week.
    weeks
        Length of the step, or of the part of it that is fought.
    aid
        Lend-lease that arrives in it, thousand long tons, (route, world).
    oil
        Activity that Japan's oil allows, 0 to 1, (world,).
    """

    orders: Orders
    wars: Wars
    season: Season
    p: Laws
    luck: WeekLuck
    weeks: float
    aid: Array
    oil: Array
