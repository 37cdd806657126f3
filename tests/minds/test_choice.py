"""Choice: odds over legal options, and a luck that is each meeting's own and yet lasts."""

from __future__ import annotations

import numpy as np
import pytest
import wartime
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from crossroads.minds import choice
from crossroads.minds.decision import decision_points

WORLDS = 20_000
EVERYWHERE = np.ones(WORLDS, dtype=bool)
PERSISTENCE = 0.7
COURSE = next(point for point in decision_points() if point.id == "japan.course")


def _noise(week: int, persistence: float = PERSISTENCE) -> wartime.Floats:
    return choice.noise(COURSE, persistence, wartime.luck_of_week(week, WORLDS), EVERYWHERE)


@given(
    arrays.arrays(float, (5, 7), elements=st.floats(-700, 700)),
    arrays.arrays(bool, (5, 7)),
)
def test_probabilities_sum_to_one_over_the_legal_options(log_odds: np.ndarray, legal: np.ndarray) -> None:
    found = choice.probabilities(log_odds, legal.astype(float))
    some = legal.any(axis=0)
    np.testing.assert_allclose(found.sum(axis=0), some.astype(float), rtol=1e-12)
    assert (found[~legal] == 0).all()
    assert (found >= 0).all()


def test_odds_of_three_to_one_are_three_to_one() -> None:
    found = choice.probabilities(np.log([[3.0], [1.0]]), np.ones((2, 1)))
    np.testing.assert_allclose(found[:, 0], [0.75, 0.25])


@pytest.mark.parametrize("persistence", [0.0, 0.7, 1.0])
def test_the_noise_of_a_meeting_is_gumbel_whatever_lasts(persistence: float) -> None:
    drawn = _noise(11, persistence)
    for option in drawn:
        assert stats.kstest(option, "gumbel_r").pvalue > 1e-4
    assert np.abs(np.corrcoef(drawn) - np.eye(len(drawn))).max() < 0.04


def test_choices_come_as_often_as_their_odds() -> None:
    odds = np.array([0.45, 0.0, 0.30, 0.10, 0.0, 0.07, 0.03, 0.0, 0.05])[:, None] * np.ones(WORLDS)
    chosen = choice.choose(odds, _noise(3))
    found = np.bincount(chosen, minlength=9) / WORLDS
    np.testing.assert_allclose(found, odds[:, 0], atol=0.012)
    assert found[1] == found[4] == found[7] == 0


def test_persistence_is_the_correlation_of_luck_between_meetings() -> None:
    scores = [stats.norm.ppf(np.exp(-np.exp(-_noise(week)[0]))) for week in (3, 40)]
    assert np.corrcoef(*scores)[0, 1] == pytest.approx(PERSISTENCE, abs=0.03)


def test_asking_again_is_no_new_lottery_unless_persistence_is_nothing() -> None:
    options = len(COURSE.options)
    odds = np.full((options, WORLDS), 1.0 / options)

    def same(persistence: float) -> float:
        first, second = (choice.choose(odds, _noise(week, persistence)) for week in (3, 40))
        return float((first == second).mean())

    assert same(0.0) == pytest.approx(1 / options, abs=0.02)
    assert same(0.0) < same(0.7) < same(1.0) == 1.0


def test_the_draw_of_an_option_belongs_to_its_name() -> None:
    mobilisation = next(point for point in decision_points() if point.id == "japan.mobilisation")
    other = choice.noise(mobilisation, PERSISTENCE, wartime.luck_of_week(3, WORLDS), EVERYWHERE)
    assert abs(np.corrcoef(other[0], _noise(3)[0])[0, 1]) < 0.03


def test_a_world_draws_the_same_luck_whether_or_not_others_meet() -> None:
    few = EVERYWHERE & (np.arange(WORLDS) % 3 == 0)
    luck = wartime.luck_of_week(3, WORLDS)
    np.testing.assert_array_equal(choice.noise(COURSE, PERSISTENCE, luck, few)[:, few], _noise(3)[:, few])
