"""The calendar: weeks and dates.

Week 0 starts on Sunday 22 June 1941. A row dated with a Sunday is the week that starts on that day.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

START = dt.date(1941, 6, 22)
"""First day of week 0: the German attack on the Soviet Union."""

HORIZON = dt.date(1946, 12, 29)
"""Default end of a run: no week starts on or after this day."""

LAST_HORIZON = dt.date(1950, 12, 31)
"""The furthest horizon that a scenario may ask for."""

END_OF_1941 = dt.date(1941, 12, 31)
"""The last day of the year in which the courses are set."""

DAYS_A_WEEK = 7

MEMORY_WEEKS = 13
"""How far back reports are kept: no lag of theirs is longer."""

_LAST_YEAR = LAST_HORIZON.year + 10
"""Councils look some years beyond the end of a run."""

NEW_YEARS: tuple[int, ...] = tuple((dt.date(year, 1, 1) - START).days for year in range(START.year, _LAST_YEAR))
"""Days from the start to each New Year, negative for that of 1941."""

JULYS: tuple[int, ...] = tuple((dt.date(year, 7, 1) - START).days for year in range(START.year + 1, _LAST_YEAR))
"""Days from the start to each 1 July, from 1942 on."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def week_of(date: dt.date) -> int:
    """Return the index of the week that contains `date` (negative before 22 June 1941)."""
    return (date - START).days // DAYS_A_WEEK


def date_of(week: int) -> dt.date:
    """Return the Sunday on which week `week` starts."""
    return START + dt.timedelta(days=DAYS_A_WEEK * int(week))


def in_words(date: dt.date) -> str:
    """Return a date in words, whatever the computer's language: '9 August 1941'."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def weeks_until(horizon: dt.date) -> int:
    """Return the number of weekly steps from week 0 to `horizon`."""
    return math.ceil((horizon - START).days / DAYS_A_WEEK)


def dates(weeks: int) -> NDArray[np.datetime64]:
    """Return the Sundays of weeks 0 .. `weeks` - 1, shape (week,)."""
    # Here and not above: words for a date need no arrays.
    import numpy as np

    start = np.datetime64(START.isoformat(), "ns")
    return start + np.arange(weeks).astype("timedelta64[D]") * DAYS_A_WEEK
