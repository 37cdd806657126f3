"""What the tables of a run are made of: numbers as the parts of a run hold them, and what their columns are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError, nearest
from crossroads.minds.decision import measure
from crossroads.world import calendar
from crossroads.world.axes import Floats
from crossroads.world.observables import OUTCOMES, Outcome

if TYPE_CHECKING:
    from crossroads.runs.tables.ledger import Meeting

STATISTICS: tuple[str, ...] = ("mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95")
"""The statistics of a weekly series over worlds, in the order of the files."""


DATES: tuple[str, ...] = tuple(item.name for item in OUTCOMES if item.kind == "date")
"""Names of the outcomes that are days."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The numbers of a run of which its tables are made when they are asked for.

    Attributes
    ----------
    statistics
        Shape (observable, statistic, week).
    outcomes
        Name of an outcome -> float64, shape (world,), as in `Block.outcomes`, in the order of the table.
    meetings
        The ledger, as its file holds it.

    Each is None where its table is at hand.
    """

    statistics: Floats | None = None
    outcomes: Mapping[str, Floats] | None = None
    meetings: Sequence[Meeting] | None = None


def dated(name: str) -> str:
    """Return the name of a date outcome.

    Raises
    ------
    InputError
        Where it is not one.
    """
    if name not in DATES:
        raise InputError(f"'{name}' is not a dated outcome{nearest(name, DATES)}.")
    return name


AT_HAND = Arrays()
"""All tables are at hand."""


def outcome_of(name: str) -> Outcome | None:
    """Return the outcome that a column holds: one of every run's, or one that a run was asked for; None: no outcome."""
    known = {item.name: item for item in OUTCOMES}
    return known.get(name) or (measure(name).outcome if "@" in name else None)


def sundays(weeks: Floats) -> NDArray[np.datetime64]:
    """Return the Sundays of week indices, to the second; NaT for NaN."""
    known = ~np.isnan(weeks)
    found = np.full(np.shape(weeks), np.datetime64("NaT"), dtype="datetime64[s]")
    days = np.floor(weeks[known]).astype(np.int64) * calendar.DAYS_A_WEEK
    found[known] = np.datetime64(calendar.START.isoformat(), "D") + days.astype("timedelta64[D]")
    return found


def words(outcome: Outcome, values: Floats) -> list[str | None]:
    """Return the values of a category as words; None where it is not known."""
    return [None if np.isnan(value) else outcome.categories[int(value)] for value in values]
