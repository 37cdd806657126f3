"""Dates as recorded series write them: a day, a month, a quarter, a half, a year, a fiscal year, or a span."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

FORMS = "1941-06-22, 1941-06, 1941-Q3, 1941-H2, 1941, FY1941 (April to March), 1941-1945 or 1941-06-22/1941-07-09"
"""What `read_period` takes, for messages."""

FISCAL_MONTH = 4
"""Japan's fiscal year starts with this month."""

_YEAR, _FISCAL = re.compile(r"\d{4}"), re.compile(r"FY\s?(\d{4})")
_PART = re.compile(r"(\d{4})-?([QH])([1-4])")
_MONTH, _YEARS = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})\s?[-/]\s?(\d{4})")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included; a day is a period of one day."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> dt.date:
        """The day in the middle (the later of two)."""
        return self.first + dt.timedelta(days=self.days // 2)


def months(year: int, first: int, count: int) -> Period:
    """Return `count` whole months from the first of month `first` of `year`."""
    over, month = divmod(first + count - 2, 12)
    end = dt.date(year + over, month + 1, calendar.monthrange(year + over, month + 1)[1])
    return Period(dt.date(year, first, 1), end)


def fiscal_year(year: int) -> Period:
    """Return Japan's fiscal year that starts in April of `year`."""
    return months(year, FISCAL_MONTH, 12)


def read_period(text: str) -> Period:
    """Read a date as recorded series write it.

    Parameters
    ----------
    text
        One of `FORMS`.

    Raises
    ------
    ValueError
        Where it is none of them, or no such day exists.
    """
    text = text.strip()
    if "/" in text and not _YEARS.fullmatch(text):
        first, last = (dt.date.fromisoformat(part.strip()) for part in text.split("/", 1))
        return _ordered(first, last)
    if found := _FISCAL.fullmatch(text):
        return fiscal_year(int(found[1]))
    if found := _PART.fullmatch(text):
        length = 3 if found[2] == "Q" else 6
        if int(found[3]) * length > 12:
            raise ValueError(f"there is no half {found[3]}")
        return months(int(found[1]), (int(found[3]) - 1) * length + 1, length)
    if found := _YEARS.fullmatch(text):
        return _ordered(dt.date(int(found[1]), 1, 1), dt.date(int(found[2]), 12, 31))
    if _YEAR.fullmatch(text):
        return months(int(text), 1, 12)
    if found := _MONTH.fullmatch(text):
        if not 1 <= int(found[2]) <= 12:
            raise ValueError(f"there is no month {found[2]}")
        return months(int(found[1]), int(found[2]), 1)
    day = dt.date.fromisoformat(text)
    return Period(day, day)


def _ordered(first: dt.date, last: dt.date) -> Period:
    if last < first:
        raise ValueError("the end lies before the beginning")
    return Period(first, last)
