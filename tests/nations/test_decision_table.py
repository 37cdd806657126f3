from __future__ import annotations

import datetime as dt

import pytest

from crossroads.minds.decision import NATIONS, DecisionPoint, decision_points, points_of
from crossroads.world import calendar


@pytest.mark.parametrize("point", decision_points(), ids=lambda point: point.id)
def test_every_decision_has_words_options_and_a_first_meeting(point: DecisionPoint) -> None:
    assert point.nation in NATIONS
    assert point.title and point.table and point.source
    assert len(point.options) >= 2 and all(point.options.values())
    assert point.dates or point.first_regular is not None
    assert (point.every_weeks > 0) == (point.first_regular is not None)
    assert point.earliest >= dt.date(1941, 6, 22)


def test_ids_are_unique_and_every_nation_decides_something() -> None:
    ids = [point.id for point in decision_points()]
    assert len(ids) == len(set(ids))
    assert sum(len(points_of(nation)) for nation in NATIONS) == len(ids)
    assert all(points_of(nation) for nation in NATIONS)


def test_the_imperial_conference_of_2_july_falls_in_the_second_week() -> None:
    course = next(point for point in decision_points() if point.id == "japan.course")
    assert course.meets_in(1) and not course.meets_in(0) and not course.meets_in(2)


def test_regular_meetings_come_every_so_many_weeks_and_never_before_the_first() -> None:
    troops = next(point for point in decision_points() if point.id == "japan.troops")
    first = calendar.week_of(dt.date(1942, 3, 1))
    weeks = [week for week in range(-30, 80) if troops.meets_in(week)]
    assert weeks == [first, first + 13, first + 26, first + 39]


@pytest.mark.parametrize("point", decision_points(), ids=lambda point: point.id)
def test_a_dated_meeting_is_held_in_the_week_of_its_date(point: DecisionPoint) -> None:
    assert all(point.meets_in(calendar.week_of(day)) for day in point.dates)
    assert not any(point.meets_in(week) for week in range(-60, calendar.week_of(point.earliest)))
