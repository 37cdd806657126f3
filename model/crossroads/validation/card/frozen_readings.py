"""What is read of a war that is fought again: the front before Moscow, Moscow's fall, Soviet losses and strength."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from crossroads.validation.card.kinds import CARD
from crossroads.war.laws.step import Flows
from crossroads.world import calendar
from crossroads.world.axes import CENTRE, Array
from crossroads.world.state import State

BEFORE_MOSCOW = dt.date(1941, 12, 5)
"""The day of the Soviet counter-offensive."""

IN_SPRING = dt.date(1942, 4, 20)
"""The day by which the winter's fighting has ended."""

NEEDED = dt.date(1942, 4, 26)
"""The horizon that the latest reading needs."""

YEAR_END = calendar.week_of(calendar.END_OF_1941)
"""The last week of 1941: its Sunday is 28 December."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One outcome of a frozen war: its id, a title for people, the unit in which it is told."""

    id: str
    title: str
    unit: str


READINGS: tuple[Reading, ...] = tuple(Reading(**cells) for cells in CARD["readings"])
"""All readings. Fronts are km east of the line of 22 June 1941; where the war in the east is over, as it stood."""


class Reader:
    """Reads a war as it is fought: `look` is told of each state, `values` are the readings, id -> (world,).

    Stocks of a day are interpolated between the Sundays around it.

    Parameters
    ----------
    worlds
        Number of worlds.
    """

    def __init__(self, worlds: int) -> None:
        self.values: dict[str, Array] = {item.id: np.zeros(worlds) for item in READINGS}

    def look(self, weeks: int, state: State, flows: Flows | None) -> None:
        """Take in the state after `weeks` and what flowed in the step before it."""
        east = state.east
        self._stock("front_december", BEFORE_MOSCOW, weeks, east.front[CENTRE])
        self._stock("front_april", IN_SPRING, weeks, east.front[CENTRE])
        self._stock("soviet_strength", IN_SPRING, weeks, (east.trained + east.green + east.far_eastern).sum(axis=0))
        if flows is not None and weeks - 1 <= YEAR_END:
            self.values["soviet_losses"] = self.values["soviet_losses"] + flows["soviet_losses_east"]
            self.values["moscow_falls"] = (state.politics.week_moscow <= YEAR_END).astype(np.float64)

    def _stock(self, name: str, day: dt.date, weeks: int, value: Array) -> None:
        at = (day - calendar.START).days / calendar.DAYS_A_WEEK
        weight = max(0.0, 1.0 - abs(at - weeks))
        if weight > 0:
            self.values[name] = self.values[name] + weight * value
