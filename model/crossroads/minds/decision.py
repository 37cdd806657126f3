"""Decision points: who decides what, when, and among which options.

The table is data (`nations/NATION/decisions.toml`); its ids are the only ones that scenarios accept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from functools import cache
from typing import Any

import numpy as np
from pydantic import Field, StrictBool, StrictInt

from crossroads.errors import nearest
from crossroads.evidence.nations import load_nations, nation_tables
from crossroads.evidence.tables import Faults, StrictDay, Table, Words, unknown
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.measure import Measure, read_measure

FILE = "decisions.toml"

NATIONS: tuple[str, ...] = tuple(load_nations())
"""The nations that decide, in their order."""


class Imagined(Table):
    """What a decision is imagined on, and by what it is weighed.

    Attributes
    ----------
    public
        Facts on which the papers depend -> the features of the view that tell them, as flags.
    axes
        View features on which the papers depend; their steps are the records `staff.<decision>.<feature>_step`.
    odds
        View features that are odds of what the others will do: they weigh plans and need no paper of their own.
    futures
        Names of the futures.
    factions
        Who sits at the table, with 1 where assent to a costly course is needed.
    costly
        Options that need it.
    nest
        Options that differ in little but their day: they share most of what is left unsaid.
    terms
        What counts, in the order of the council's arrays.
    eastern_front
        Whether the war between Germany and the USSR is fought out in the imagination.
    """

    public: dict[str, str] = Field({})
    axes: tuple[str, ...] = ()
    odds: tuple[str, ...] = ()
    futures: tuple[str, ...] = ("expected",)
    factions: dict[str, StrictInt]
    costly: frozenset[str] = frozenset()
    nest: frozenset[str] = frozenset()
    terms: tuple[str, ...]
    eastern_front: StrictBool = False


class DecisionPoint(Table):
    """One decision point of one nation.

    Attributes
    ----------
    nation, name
        Ids, as scenarios write them.
    title, table
        Words for people: what is decided, and who sits at the table.
    options
        Option id -> phrase that completes the sentence "Japan ...".
    dates
        Meetings on fixed dates.
    first_regular, every_weeks
        Regular meetings: the first, and weeks between them (None and 0 where there are none).
    trigger
        What else opens the point ('' = nothing).
    source
        Key of the source of the dates and options.
    any_week
        True where its trigger opens it in weeks without a meeting of its own.
    hazard
        True where the odds are stated as a chance per month: its luck is fresh at each meeting.
    committing
        Options that bind the nation, so that another of them would come too late.
    imagined
        How a great decision is imagined; None where its odds are stated.
    """

    nation: str = Field(alias="[nation]")
    name: str
    title: Words
    table: Words
    options: dict[str, Words] = Field(alias="option")
    dates: tuple[StrictDay, ...]
    first_regular: StrictDay | None = Field(None, alias="from")
    every_weeks: StrictInt = 0
    trigger: str = ""
    source: str
    hazard: StrictBool = False
    any_week: StrictBool = False
    committing: frozenset[str] = frozenset()
    imagined: Imagined | None = None

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that what binds the nation, and what needs assent, is among its options."""
        for name in sorted(self.committing - self.options.keys()):
            yield ("committing",), unknown(name, self.options)
        for key in ("costly", "nest") if self.imagined else ():
            for name in sorted(getattr(self.imagined, key) - self.options.keys()):
                yield ("imagined", key), unknown(name, self.options)

    @property
    def id(self) -> str:
        """The id of the decision: 'nation.name'."""
        return f"{self.nation}.{self.name}"

    @property
    def earliest(self) -> dt.date:
        """The first day on which the point can be open."""
        days = list(self.dates)
        if self.first_regular is not None:
            days.append(self.first_regular)
        return min(days)

    def meets_in(self, week: int) -> bool:
        """Say whether a dated or regular meeting falls in week `week`."""
        return _meets(self.dates, self.first_regular, self.every_weeks, week)


@cache
def _meets(dates: tuple[dt.date, ...], first: dt.date | None, every: int, week: int) -> bool:
    if any(calendar.week_of(day) == week for day in dates):
        return True
    if first is None:
        return False
    since = week - calendar.week_of(first)
    return since >= 0 and since % every == 0


def day_of_week(point: DecisionPoint, week: Array | float) -> Array:
    """Return how far into week `week` its dated meeting falls, as a part of the week; 0 without one."""
    later: Array = week * np.zeros(())
    for day in point.dates:
        own = calendar.week_of(day)
        later = np.where(week == own, (day - calendar.date_of(own)).days / calendar.DAYS_A_WEEK, later)
    return later


@cache
def decision_points() -> tuple[DecisionPoint, ...]:
    """Return every decision point: nation by nation, in the order of each one's table."""
    return tuple(
        DecisionPoint.read(row, f"{nation}/{FILE}: decision {number}", nation=nation)
        for nation, table in nation_tables(FILE)
        for number, row in enumerate(table["decision"], 1)
    )


@cache
def points_by_id() -> dict[str, DecisionPoint]:
    """Return 'nation.decision' -> its decision point."""
    return {point.id: point for point in decision_points()}


@cache
def measure(text: str) -> Measure:
    """Read a measure of the war by its name, that of a decision included (see `world.measure`).

    Raises
    ------
    InputError
        Where it is none; the message says what was found and what is allowed.
    """
    return read_measure(text, points_by_id())


def points_of(nation: str) -> tuple[DecisionPoint, ...]:
    """Return the decision points of `nation`, in the order of the table."""
    return tuple(point for point in decision_points() if point.nation == nation)


def near_name(name: str, allowed: Iterable[str] | None = None) -> str:
    """Return the hint to the allowed name nearest to one that begins with a nation, or is one, as people call it.

    Parameters
    ----------
    name
        'usa', 'the Soviet Union', 'America.trade', or any other.
    allowed
        The names of nations where none are given.
    """
    head, point, rest = name.partition(".")
    nation = _called(head)
    meant = _called(name.replace(".", "")) or (f"{nation}{point}{rest}" if nation else name)
    return nearest(meant, load_nations() if allowed is None else allowed)


def _called(name: str) -> str:
    said = name.strip().casefold().replace("_", " ").replace("-", " ").removeprefix("the ")
    for nation, data in load_nations().items():
        names = (nation, data.names.long.removeprefix("the "), data.names.short, data.names.adjective, *data.names.also)
        if said in {called.casefold().replace("_", " ") for called in names}:
            return nation
    return ""
