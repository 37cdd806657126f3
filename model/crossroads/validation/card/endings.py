"""Cities and endings: in how many worlds each comes, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from crossroads.runs.run import Run
from crossroads.statistics.intervals import median_interval, wilson
from crossroads.validation.card.kinds import CARD
from crossroads.world import calendar
from crossroads.world.axes import Floats

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Asked:
    """An event that is asked for.

    Attributes
    ----------
    outcome, title
        The outcome, and words.
    recorded, day
        What was recorded, in words; the day, where it came.
    nation
        Whose colour it has.
    until
        The last day that counts; None = the horizon.
    bar
        Weeks a bar, where its weeks are drawn.
    """

    outcome: str
    title: str
    recorded: str
    nation: str
    day: dt.date | None = None
    until: dt.date | None = None
    bar: int = 0

    @property
    def week(self) -> float | None:
        """When it came in fact, in weeks since 22 June 1941; None where it did not."""
        return None if self.day is None else (self.day - calendar.START).days / calendar.DAYS_A_WEEK


ASKED: tuple[Asked, ...] = tuple(Asked(**cells) for cells in CARD["endings"])
"""The rows, in the order of the page."""


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """How often and when an event comes.

    Attributes
    ----------
    asked
        The event.
    worlds
        Number of worlds.
    weeks
        Week index of each world in which it comes, sorted, shape (worlds where it comes,).
    """

    asked: Asked
    worlds: int
    weeks: Floats

    @property
    def count(self) -> int:
        """Number of worlds in which it comes."""
        return len(self.weeks)

    @property
    def share(self) -> tuple[float, float, float]:
        """Share of worlds in which it comes, with its 95 % interval: (share, low, high)."""
        return self.count / self.worlds, *wilson(self.count, self.worlds)

    @property
    def different_weeks(self) -> int:
        """In how many different weeks it comes."""
        return len(np.unique(np.floor(self.weeks)))

    @property
    def points(self) -> Floats | None:
        """The 10 %, 50 % and 90 % points of the week where it comes, shape (3,); None where it never comes."""
        return np.quantile(self.weeks, LEVELS) if self.count else None

    @property
    def median_interval(self) -> tuple[float, float]:
        """The 95 % interval of the median week; NaN where too few worlds tell."""
        return median_interval(self.weeks)


def endings(run: Run) -> tuple[Ending, ...]:
    """Return how often and when each event comes in a run, in the order of `ASKED`."""
    found = []
    for item in ASKED:
        weeks = run.weeks(item.outcome)
        come = weeks[~np.isnan(weeks)]
        if item.until is not None:
            come = come[come <= calendar.week_of(item.until)]
        found.append(Ending(item, run.worlds, np.sort(come)))
    return tuple(found)
