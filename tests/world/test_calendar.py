from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crossroads.world import calendar


def test_week_zero_is_the_german_attack_and_week_24_pearl_harbor() -> None:
    assert calendar.week_of(dt.date(1941, 6, 22)) == 0
    assert calendar.week_of(dt.date(1941, 12, 7)) == 24
    assert calendar.week_of(dt.date(1941, 6, 21)) == -1


@given(st.dates(dt.date(1935, 1, 1), dt.date(1950, 12, 31)))
def test_every_day_lies_in_the_seven_days_of_its_week(day: dt.date) -> None:
    sunday = calendar.date_of(calendar.week_of(day))
    assert sunday.isoweekday() == 7
    assert sunday <= day < sunday + dt.timedelta(days=7)


def test_no_week_starts_on_or_after_the_horizon() -> None:
    for horizon in (dt.date(1941, 12, 28), dt.date(1942, 1, 1), calendar.HORIZON):
        last = calendar.weeks_until(horizon) - 1
        assert calendar.date_of(last) < horizon <= calendar.date_of(last + 1)


def test_dates_are_sundays_seven_days_apart() -> None:
    days = calendar.dates(300)
    assert days[0] == np.datetime64("1941-06-22")
    assert (np.diff(days) == np.timedelta64(7, "D")).all()
