"""Coarse steps of the imagination against weekly ones: the same war, a quarter of the steps."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.minds.imagining.forward import parts_of
from crossroads.minds.imagining.supposed import steps_ahead
from crossroads.war import measured
from crossroads.war.advance import Parts, advance
from crossroads.war.opening import opening_state
from crossroads.war.powers.diplomacy import wars
from crossroads.world.axes import CENTRE, SOUTH
from crossroads.world.state import Orders

YEAR = 52
CASES = {
    "everyone waits": {},
    "Japan attacks in the north": {"japan_north_week": 10.0, "japan_rung": 2.0},
    "Japan goes south": {"japan_south_week": 24.0, "us_trade": 2.0, "germany_declares": 1.0},
    "Germany goes south": {"german_effort": float(SOUTH)},
    "Germany stands": {"german_effort": -1.0},
    "many troops go west": {"ussr_transfers": 2.0, "german_effort": float(CENTRE)},
}
STOCKS = (
    "soviet_front_strength",
    "german_front_strength",
    "soviet_far_east_strength",
    "kwantung_strength",
    "japan_oil_stock_mbbl",
    "japan_merchant_fleet_kgrt",
    "us_distance_to_tokyo_km",
    "japan_carriers",
    "us_carriers_pacific",
    "soviet_cohesion",
    "us_army_strength",
    "japan_army_strength",
)


@pytest.fixture(scope="module")
def p() -> Parameters:
    return draw_parameters((), 1941, np.zeros(1, dtype=np.int64), knowledge=False)


def _orders(changes: dict[str, float]) -> Orders:
    orders = Orders.opening(1)
    orders.ussr_transfers, orders.us_aid = np.ones(1), np.full(1, 2.0)
    for name, value in changes.items():
        setattr(orders, name, np.full(1, value))
    return orders


def _year(
    p: Parameters, changes: dict[str, float], steps: list[int]
) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    state, orders, lost = opening_state(p, 1), _orders(changes), np.zeros(4)
    for step in steps:
        state, flows = advance(state, orders, p, ExpectedLuck(1, float(step), {}), float(step), parts_of(step))
        lost += np.array(
            [
                flows["soviet_losses_east"][0],
                flows["german_losses_east"][0],
                flows["japanese_losses_far_east"][0],
                flows["soviet_losses_far_east"][0],
            ]
        )
    stocks = measured.stocks(state, wars(state), p)
    fronts = np.concatenate([state.east.front[:, 0], state.far.front[:, 0]])
    return {name: float(stocks[name][0]) for name in STOCKS}, lost, fronts


@pytest.mark.parametrize("case", CASES)
def test_a_year_in_steps_of_a_month_is_the_year_in_weeks(p: Parameters, case: str) -> None:
    stocks, lost, fronts = _year(p, CASES[case], [1] * YEAR)
    coarse_stocks, coarse_lost, coarse_fronts = _year(p, CASES[case], steps_ahead(p, 0, YEAR))
    for name, value in stocks.items():
        assert coarse_stocks[name] == pytest.approx(value, rel=0.10), name
    # An attack that opens some days later in the month costs less before the year is out.
    assert coarse_lost == pytest.approx(lost, rel=0.10, abs=1.0)
    np.testing.assert_allclose(coarse_fronts, fronts, atol=60.0)


def test_one_part_is_the_weekly_step_to_the_bit(p: Parameters) -> None:
    orders, luck = _orders({}), ExpectedLuck(1, 1.0, {})
    first, _ = advance(opening_state(p, 1), orders, p, luck)
    second, _ = advance(opening_state(p, 1), orders, p, luck, 1.0, Parts(1, 1))
    np.testing.assert_array_equal(first.east.front, second.east.front)


def test_an_eastern_front_that_is_left_aside_stands_still(p: Parameters) -> None:
    state, flows = advance(opening_state(p, 1), _orders({}), p, ExpectedLuck(1, 4.0, {}), 4.0, Parts(0, 2))
    np.testing.assert_array_equal(state.east.front, 0.0)
    assert flows["soviet_losses_east"][0] == 0
