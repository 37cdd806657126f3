"""Japan's course as it is read off: what binds it first, on the last day of 1941."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.engine import COURSE_WEEK, War
from crossroads.world import calendar
from crossroads.world.observables import COURSES

WEEKS = ("japan_north_week", "japan_south_week", "japan_terms_week")


@pytest.fixture(scope="module")
def war() -> War:
    return War(seed=1941)


@pytest.mark.parametrize(
    ("weeks", "limited", "without_us", "course"),
    [
        ((np.inf, np.inf, np.inf), 0.0, 0.0, "wait"),
        ((9.0, np.inf, np.inf), 0.0, 0.0, "north"),
        ((9.0, np.inf, np.inf), 1.0, 0.0, "limited"),
        ((np.inf, 24.0, np.inf), 0.0, 0.0, "south"),
        ((np.inf, 24.0, np.inf), 0.0, 1.0, "south_without_us"),
        ((np.inf, np.inf, 20.0), 0.0, 0.0, "terms"),
        # What is carried out first binds: the rest follows from it.
        ((9.0, 24.0, np.inf), 0.0, 0.0, "north"),
        ((40.0, 24.0, np.inf), 1.0, 1.0, "south_without_us"),
        ((np.inf, 24.0, 20.0), 0.0, 0.0, "terms"),
    ],
)
def test_the_course_is_the_first_that_binds_japan(
    war: War, weeks: tuple[float, float, float], limited: float, without_us: float, course: str
) -> None:
    for name, week in zip(WEEKS, weeks, strict=True):
        setattr(war.orders, name, np.array([week]))
    war.orders.japan_limited, war.orders.japan_south_without_us = np.array([limited]), np.array([without_us])
    assert war.block().outcomes["japan_course"][0] == COURSES.index(course)


def test_the_course_is_read_off_in_the_week_of_31_december_1941(war: War) -> None:
    assert calendar.date_of(COURSE_WEEK).isoformat() == "1941-12-28"
    for name in WEEKS:
        setattr(war.orders, name, np.array([9.0]))
    # Orders of later years change nothing of it.
    war.course, war.week = np.array([float(COURSES.index("south"))]), COURSE_WEEK + 1
    assert war.block().outcomes["japan_course"][0] == COURSES.index("south")
