from __future__ import annotations

import datetime as dt

import numpy as np
import wartime

from crossroads.war.laws import weather
from crossroads.war.laws.weather import Season
from crossroads.world import calendar

WORLDS = 50
WEEKS = range(0, 288)


def season(day: dt.date, *, luck: bool = False) -> Season:
    week = calendar.week_of(day)
    p = wartime.parameters(WORLDS, knowledge=luck)
    return weather.season(float(week), p, wartime.luck_of_week(week, WORLDS, on=luck))


def test_seasons_are_shares_in_every_week_and_world() -> None:
    p = wartime.parameters(WORLDS, knowledge=True)
    for week in WEEKS:
        found = weather.season(float(week), p, wartime.luck_of_week(week, WORLDS))
        for share in (found.mud, found.far_east_window, found.far_east_winter):
            assert share.shape == (WORLDS,)
            assert share.min() >= 0.0 and share.max() <= 1.0
        assert found.winter.min() >= 0.0 and np.isfinite(found.winter).all()


def test_winter_lasts_over_new_year_and_is_gone_in_summer() -> None:
    for year in (1941, 1942, 1943):
        deep = [dt.date(year, 12, 28), dt.date(year + 1, 1, 4), dt.date(year + 1, 2, 1)]
        levels = np.stack([season(day).winter for day in deep])
        assert (levels > 0).all()
        np.testing.assert_allclose(levels[0], levels[1])
        assert (season(dt.date(year, 7, 13)).winter == 0).all()


def test_severity_is_one_draw_a_winter() -> None:
    december, january, next_year = (
        season(day, luck=True).winter for day in (dt.date(1941, 12, 28), dt.date(1942, 1, 25), dt.date(1942, 12, 27))
    )
    np.testing.assert_allclose(december, january)
    assert not np.allclose(december, next_year)


def test_mud_comes_in_october_and_april_and_not_in_summer() -> None:
    for day in (dt.date(1941, 10, 19), dt.date(1942, 4, 12)):
        assert season(day).mud.min() > 0.5, day
    for day in (dt.date(1941, 7, 20), dt.date(1942, 8, 2), dt.date(1942, 1, 18)):
        assert season(day).mud.max() == 0, day


def test_mud_begins_in_other_weeks_in_other_worlds() -> None:
    assert len(np.unique(season(dt.date(1941, 10, 5), luck=True).mud)) > 5


def test_only_the_first_winter_finds_the_invader_unprepared() -> None:
    assert season(dt.date(1942, 1, 4)).first_winter == 1.0
    assert season(dt.date(1943, 1, 3)).first_winter == 0.0


def test_the_northern_window_is_open_in_august_and_shut_in_january() -> None:
    assert season(dt.date(1941, 8, 24)).far_east_window.min() > 0.9
    assert season(dt.date(1942, 1, 11)).far_east_window.max() == 0.0


def test_a_staff_that_looks_ahead_sees_the_season_shrink_from_july_to_november() -> None:
    p = wartime.parameters(1)
    days = [dt.date(1941, month, 5) for month in (7, 8, 9, 10, 11)]
    ahead = [float(weather.season_ahead(calendar.week_of(day), p)) for day in days]
    assert ahead == sorted(ahead, reverse=True)
    assert ahead[0] > 0 == ahead[-1]
