"""Cities and endings: in how many worlds each comes, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.runs.run import Run
from crossroads.statistics.intervals import median_interval, wilson
from crossroads.world import calendar
from crossroads.world.axes import Floats

LEVELS = (0.1, 0.5, 0.9)

END_OF_1941 = calendar.week_of(calendar.END_OF_1941)


@dataclass(frozen=True, slots=True)
class Asked:
    """An event that is asked for: outcome, words, the last week that counts (None = the horizon), what was recorded."""

    outcome: str
    title: str
    until: int | None
    recorded: str


ASKED: tuple[Asked, ...] = (
    Asked("date_moscow_falls", "Moscow falls in 1941", END_OF_1941, "it held"),
    Asked("date_leningrad_falls", "Leningrad falls, ever", None, "it held"),
    Asked("date_stalingrad_falls", "Stalingrad falls, ever", None, "it held"),
    Asked("date_ussr_collapses", "The USSR collapses or makes peace", None, "it did neither"),
    Asked("date_germany_surrenders", "Germany surrenders", None, "8 May 1945"),
    Asked("date_japan_surrenders", "Japan surrenders", None, "15 August 1945"),
)
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


def endings(run: Run, asked: tuple[Asked, ...] = ASKED) -> tuple[Ending, ...]:
    """Return how often and when each event comes in a run, in the order of `asked`.

    Parameters
    ----------
    run
        The run.
    asked
        The events.
    """
    found = []
    for item in asked:
        weeks = run.weeks(item.outcome)
        come = weeks[~np.isnan(weeks)]
        if item.until is not None:
            come = come[come <= item.until]
        found.append(Ending(item, run.worlds, np.sort(come)))
    return tuple(found)
