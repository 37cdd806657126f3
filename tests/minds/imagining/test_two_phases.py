"""A plan of two phases: other orders hold from the week of its turn on, by single steps and in one go."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from crossroads.engine import SUBJECTS
from crossroads.engine.compiled.staffs.ahead import Ahead
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.imagining.forward import Forward, Schedule, Way, imagine
from crossroads.war.advance import advance
from crossroads.war.opening import opening_state
from crossroads.world import calendar
from crossroads.world.axes import CENTRE, SOUTH
from crossroads.world.state import Orders, State, replace

STEPS = [4, 4, 4, 4, 4]


@pytest.fixture(scope="module")
def p() -> Parameters:
    return draw_parameters((), 1941, np.zeros(1, dtype=np.int64), knowledge=False)


def _orders(effort: int) -> Orders:
    return replace(Orders.opening(1), german_effort=np.full(1, float(effort)))


def _gone(p: Parameters, effort: int, then: tuple[int, Orders] | None, forward: Forward = advance) -> tuple[State, Way]:
    weeks, later = then or (None, None)
    schedule = Schedule.of(STEPS, True, weeks)
    return imagine(forward, opening_state(p, 1), _orders(effort), p, schedule, lasting={}, then=later)


def test_a_turn_to_the_same_orders_is_none(p: Parameters) -> None:
    plain, way = _gone(p, SOUTH, None)
    turned, same = _gone(p, SOUTH, (8, _orders(SOUTH)))
    np.testing.assert_array_equal(turned.east.front, plain.east.front)
    np.testing.assert_array_equal(same.flows["soviet_losses_east"], way.flows["soviet_losses_east"])


def test_a_turn_after_the_horizon_is_none(p: Parameters) -> None:
    plain, _ = _gone(p, SOUTH, None)
    turned, _ = _gone(p, SOUTH, (99, _orders(CENTRE)))
    np.testing.assert_array_equal(turned.east.front, plain.east.front)


def test_a_turn_lies_between_both_plans_of_one_phase(p: Parameters) -> None:
    south, centre = (_gone(p, effort, None)[0].east for effort in (SOUTH, CENTRE))
    turned = _gone(p, SOUTH, (8, _orders(CENTRE)))[0].east
    assert south.massed[CENTRE] < turned.massed[CENTRE] <= centre.massed[CENTRE]
    assert south.massed[SOUTH] > turned.massed[SOUTH] > centre.massed[SOUTH]


def test_a_turn_is_the_same_compiled(p: Parameters) -> None:
    plain, compiled = _gone(p, SOUTH, (8, _orders(CENTRE))), _gone(p, SOUTH, (8, _orders(CENTRE)), Ahead())
    np.testing.assert_array_equal(compiled[0].east.front, plain[0].east.front)
    np.testing.assert_array_equal(compiled[1].flows["german_losses_east"], plain[1].flows["german_losses_east"])


@pytest.mark.parametrize(
    ("day", "weeks"),
    [(dt.date(1941, 8, 21), 14), (dt.date(1941, 9, 21), 10), (dt.date(1942, 4, 5), 24)],
)
def test_berlin_plans_to_the_winter_and_no_further(p: Parameters, day: dt.date, weeks: int) -> None:
    horizon = SUBJECTS["germany.main_effort"].horizon(calendar.week_of(day), p)
    assert abs(horizon - weeks) <= 1
