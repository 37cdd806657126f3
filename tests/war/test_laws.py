"""The small laws: shares, ramps, hazards, and that one coarse step agrees with several weekly ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crossroads.war.laws import small
from crossroads.war.powers import shipping
from crossroads.war.theatres import southern

rates = st.floats(0.0, 3.0)


@given(rate=rates, stock=st.floats(0.0, 1e7))
def test_a_step_of_four_weeks_takes_what_four_weekly_steps_take(rate: float, stock: float) -> None:
    left = stock
    for _ in range(4):
        left -= small.share(rate, 1) * left
    np.testing.assert_allclose(stock - small.share(rate, 4) * stock, left, rtol=1e-9, atol=1e-6)


@given(rate=rates, value=st.floats(-50, 50), target=st.floats(-50, 50))
def test_relaxing_in_one_coarse_step_is_relaxing_weekly(rate: float, value: float, target: float) -> None:
    now = np.array([value])
    for _ in range(4):
        now = small.toward(now, target, rate, 1)
    np.testing.assert_allclose(small.toward(np.array([value]), target, rate, 4), now, atol=1e-9)


def test_a_hazard_over_four_weeks_is_that_of_four_chances() -> None:
    uniform = (np.arange(100_000) + 0.5) / 100_000
    weekly = small.happens(0.07, uniform, 1).mean()
    np.testing.assert_allclose(small.happens(0.07, uniform, 4).mean(), 1 - (1 - weekly) ** 4, atol=2e-4)


@given(st.floats(-1e3, 1e3), st.floats(-10, 10), st.floats(0.1, 20))
def test_a_ramp_stays_between_0_and_1(value: float, low: float, width: float) -> None:
    assert 0.0 <= small.ramp(np.array([value]), low, low + width)[0] <= 1.0


@given(st.floats(-1e3, 1e3), st.floats(0.01, 50))
def test_saturation_starts_at_0_and_never_passes_1(value: float, scale: float) -> None:
    found = small.saturating(np.array([value]), scale)[0]
    assert 0.0 <= found <= 1.0
    assert value > 0 or found == 0.0


def test_a_ratio_against_nothing_is_finite() -> None:
    assert np.isfinite(small.safe_log_ratio(np.array([0.0, 5.0]), np.array([3.0, 0.0]))).all()


def test_an_event_keeps_its_first_week() -> None:
    known = np.array([np.inf, 3.0, np.inf])
    np.testing.assert_array_equal(small.first_week(known, 9.0, np.array([1.0, 1.0, 0.0])), [9.0, 3.0, np.inf])


def test_repairs_of_the_oil_fields_compose(parameters_of_one_world: small.Numbers) -> None:
    p, captured = parameters_of_one_world, np.array([0.9])
    weekly = np.array([0.1])
    for _ in range(4):
        weekly = southern.repair(weekly, captured, p, 1)
    np.testing.assert_allclose(southern.repair(np.array([0.1]), captured, p, 4), weekly, rtol=1e-9)


def test_captured_ships_enter_service_at_the_same_pace_in_a_coarse_step(
    parameters_of_one_world: small.Numbers,
) -> None:
    p, none = parameters_of_one_world, np.zeros(1)
    fleet, tankers, captured = np.array([5_000.0]), np.array([400.0]), np.array([700.0])
    waiting = captured
    for _ in range(4):
        _, _, waiting = shipping.step(fleet, tankers, waiting, none, none, p, 1)
    coarse = shipping.step(fleet, tankers, captured, none, none, p, 4)[2]
    np.testing.assert_allclose(coarse, waiting, rtol=1e-9)
