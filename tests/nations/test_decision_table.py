from __future__ import annotations

import datetime as dt

import pytest

from crossroads.deciding.decision import NATIONS, DecisionPoint, decision_points, points_of


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
    transfers = next(point for point in decision_points() if point.id == "ussr.transfers")
    weeks = [week for week in range(-5, 20) if transfers.meets_in(week)]
    assert weeks == [1, 3, 7, 11, 15, 19]
