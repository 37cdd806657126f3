"""What is measured of one pull: measures of the war, odds over the meetings of 1941, and what a nation saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError, listing, nearest
from crossroads.minds.decision import measure as measure_of
from crossroads.minds.decision import points_by_id
from crossroads.runs import ensemble
from crossroads.runs.blocks import Cell, OnWeek
from crossroads.world.axes import Floats, Ints
from crossroads.world.block import LedgerEntry
from crossroads.world.calendar import END_OF_1941, weeks_until
from crossroads.world.measure import Measure

ODDS, BELIEVED = "odds:", "believed:"

VALUES = "values"

BEYOND = dt.timedelta(weeks=2)
"""How far a war is fought beyond the last meeting that counts."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number a world.

    Attributes
    ----------
    name
        As the row has it.
    war
        The measure of the war that it is; None where it comes from the ledger.
    point, option
        Of odds: 'nation.decision' and the option.
    nation, feature, day
        Of what was seen.
    """

    name: str
    war: Measure | None = None
    point: str = ""
    option: str = ""
    nation: str = ""
    feature: str = ""
    day: dt.date = END_OF_1941

    @property
    def is_share(self) -> bool:
        """Whether it is 0 or 1 in each world."""
        return self.war is not None and self.war.kind == "share"

    @property
    def is_part(self) -> bool:
        """Whether it lies between 0 and 1."""
        return bool(self.point) or (self.war is not None and self.war.is_part)

    @property
    def title(self) -> str:
        """A few words."""
        if self.war is not None:
            return self.war.title
        if self.point:
            decided = points_by_id()[self.point]
            return f"odds of '{decided.options[self.option]}' at the meetings of 1941"
        return f"{self.feature.replace('_', ' ')}, as {self.nation.replace('_', ' ')} saw it until {self.day}"

    @property
    def unit(self) -> str:
        """Its unit in words."""
        if self.war is not None:
            return self.war.unit
        return "odds from 0 to 1" if self.point else "as seen"

    def from_ledger(self, ledger: Sequence[LedgerEntry], worlds: int) -> Floats:
        """Return its value in each world, (world,), NaN where there was no such meeting."""
        return self._odds(ledger, worlds) if self.point else self._seen(ledger, worlds)

    def _odds(self, ledger: Sequence[LedgerEntry], worlds: int) -> Floats:
        total, met = np.zeros(worlds), np.zeros(worlds)
        for entry in ledger:
            if f"{entry.nation}.{entry.decision}" == self.point and entry.day <= self.day:
                counts = (entry.choice >= 0) & ~entry.forced
                total += np.where(counts, entry.probabilities[entry.options.index(self.option)], 0.0)
                met += counts
        with np.errstate(invalid="ignore"):
            mean: Floats = total / met
        return mean

    def _seen(self, ledger: Sequence[LedgerEntry], worlds: int) -> Floats:
        found = np.full(worlds, np.nan)
        for entry in ledger:
            if entry.nation == self.nation and entry.day <= self.day:
                found = np.where(entry.choice >= 0, entry.seen[self.feature], found)
        return found


def quantity(name: str) -> Quantity:
    """Read what is to be measured.

    Raises
    ------
    InputError
        Where it is nothing that can be measured.
    """
    if name.startswith(ODDS):
        point, _, option = name.removeprefix(ODDS).partition("=")
        known = points_by_id()
        if point not in known or option not in known[point].options:
            allowed = known if point not in known else known[point].options
            wrong = point if point not in known else option
            raise InputError(f"{name}: found '{wrong}'; allowed: {listing(allowed)}{nearest(wrong, allowed)}")
        return Quantity(name, point=point, option=option)
    if name.startswith(BELIEVED):
        place, _, day = name.removeprefix(BELIEVED).partition("@")
        nation, _, feature = place.partition(".")
        try:
            return Quantity(name, nation=nation, feature=feature, day=dt.date.fromisoformat(day))
        except ValueError:
            raise InputError(f"{name}: found '{day}'; allowed: a day such as 1941-08-09") from None
    return Quantity(name, war=measure_of(name))


def measured(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, names: str) -> dict[str, NDArray[Any]]:
    """Measure the worlds of a cell; a `runs.blocks.Measure` once bound.

    Parameters
    ----------
    cell, seed, worlds, on_week
        As for every measure.
    names
        Names of the quantities, one a line.

    Returns
    -------
    dict
        `VALUES`, shape (quantity, world).
    """
    asked = [quantity(name) for name in names.split("\n")]
    found: dict[str, Floats] = {}
    if told := [item for item in asked if item.war is None]:
        # What councils weighed is written down meeting by meeting, which is slow: no longer than it is asked for.
        last = max(item.day for item in told) + BEYOND
        short = replace(cell.ending, horizon=min(cell.until, last), reads=())
        block = ensemble.simulate_worlds(short, seed, worlds, ledger_below=int(worlds.max()) + 1, on_week=on_week)
        found |= {item.name: item.from_ledger(block.ledger, len(worlds)) for item in told}
    if wars := {item.name: item.war for item in asked if item.war is not None}:
        block = ensemble.simulate_worlds(cell.ending, seed, worlds, on_week=on_week)
        weeks = float(weeks_until(cell.until))
        found |= {name: np.asarray(item.values(block.outcomes, weeks), dtype=np.float64) for name, item in wars.items()}
    return {VALUES: np.stack([found[item.name] for item in asked])}
