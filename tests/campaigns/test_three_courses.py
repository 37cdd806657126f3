"""The main question as it is asked: south, north first, north instead of south, each by orders that hold."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.scenario.scenario import load_scenario
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.block import Block

WORLDS = np.arange(128)


@pytest.fixture(scope="module")
def courses() -> dict[str, Block]:
    names = ("south_december", "north_august", "north_only")
    return {name: simulate(load_scenario(name).setup, 1941, WORLDS) for name in names}


def _comes(block: Block, event: str) -> Array:
    return np.isfinite(block.outcomes[event])


def test_a_north_instead_of_the_south_never_goes_south(courses: dict[str, Block]) -> None:
    only = courses["north_only"]
    assert _comes(only, "date_japan_attacks_ussr").all()
    assert not _comes(only, "date_japan_southern_war").any()
    assert not any(only.not_applied.values())


def test_a_north_that_is_free_afterwards_sometimes_goes_south_as_well(courses: dict[str, Block]) -> None:
    """How often is the level of a window that closes, and no finding; but neither always nor never."""
    first = courses["north_august"]
    assert _comes(first, "date_japan_attacks_ussr").all()
    assert 0.1 < _comes(first, "date_japan_southern_war").mean() < 0.7


def test_the_two_norths_are_one_until_the_course_is_open_again(courses: dict[str, Block]) -> None:
    first, only = courses["north_august"], courses["north_only"]
    weeks = calendar.week_of(dt.date(1941, 9, 6))
    np.testing.assert_array_equal(first.series[:, :weeks], only.series[:, :weeks])


def test_the_south_of_december_is_the_south_of_december(courses: dict[str, Block]) -> None:
    south = courses["south_december"].outcomes["date_japan_southern_war"]
    assert np.ptp(south) == 0.0
