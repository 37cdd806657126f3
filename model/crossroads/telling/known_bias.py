"""Where the model is known to be wrong: endings whose recorded day its worlds do not hold, by the report card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crossroads.evidence.reading import packaged
from crossroads.world import calendar

_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class KnownEnding:
    """When an ending comes in worlds whose decisions of 1941 are those on record, and when it came.

    Attributes
    ----------
    recorded
        The day on which it came.
    median, low, high
        Of the weeks in which it comes: the middle, and the ends of the middle 80 %.
    """

    recorded: dt.date
    median: dt.date
    low: dt.date
    high: dt.date

    @property
    def missed(self) -> bool:
        """Whether the recorded day lies outside the middle 80 %."""
        return not self.low <= self.recorded <= self.high

    @property
    def months(self) -> int:
        """How many months the median lies after the recorded day; before it below 0."""
        return round((self.median - self.recorded).days / _MONTH)

    @property
    def week(self) -> float:
        """The median in weeks since the start."""
        return float(calendar.week_of(self.median))


@cache
def known_endings() -> Mapping[str, KnownEnding]:
    """Return outcome -> what the report card found of it, as `crossroads report-card` writes it."""
    return {name: KnownEnding(**days) for name, days in packaged("telling/known_bias.toml").items()}
