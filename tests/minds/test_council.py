"""How a table of factions weighs what it imagines."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.minds import council as rule
from crossroads.minds.council import Council


def table(**changes: object) -> Council:
    """Two services and a court, two terms, one future, one world: the attack brings land and costs men."""
    values = np.zeros((1, 2, 3, 1))
    values[0, 0, 1, 0], values[0, 1, 1, 0] = 1.0, -1.0
    values[0, 0, 2, 0], values[0, 1, 2, 0] = 0.4, -0.1
    plain: dict[str, object] = {
        "options": ("wait", "attack", "small_move"),
        "factions": ("army", "navy", "court"),
        "terms": ("land", "losses"),
        "futures": ("expected",),
        "values": values,
        "weights": np.array([[[2.0], [1.0]], [[0.5], [1.0]], [[1.0], [1.0]]]),
        "power": np.array([[0.5], [0.3], [0.2]]),
        "assent": np.array([1.0, 1.0, 0.0]),
        "costly": np.array([0.0, 1.0, 0.0]),
        "futures_odds": np.ones((1, 1)),
        "veto": np.ones(1),
        "loss_aversion": np.ones(1),
        "curvature": np.ones(1),
        "temperature": np.full(1, 0.25),
        **rule.apart(3, 1),
    }
    return Council(**(plain | changes))  # type: ignore[arg-type]


def test_the_quiet_course_is_the_measure_of_all() -> None:
    np.testing.assert_array_equal(rule.utilities(table())[0], 0.0)


def test_power_weighs_the_gains_of_the_factions() -> None:
    # Army 2 - 1 = 1, navy 0.5 - 1 = -0.5, court 0; the navy's dissent counts once more.
    assert rule.utilities(table())[1, 0] == pytest.approx(0.5 * 1 - 0.3 * 0.5 - 0.5)


def test_what_all_think_cheap_passes_without_assent() -> None:
    cheap = table(costly=np.zeros(3))
    assert rule.utilities(cheap)[1, 0] == pytest.approx(0.5 * 1 - 0.3 * 0.5)


def test_the_court_has_no_veto() -> None:
    weights = np.array([[[2.0], [1.0]], [[2.0], [1.0]], [[0.0], [5.0]]])
    assert rule.utilities(table(weights=weights))[1, 0] == pytest.approx(0.8 * 1 - 0.2 * 5)


def test_contributions_add_up_to_each_factions_view() -> None:
    held = table()
    np.testing.assert_allclose(rule.contributions(held).sum(axis=1), rule.by_faction(held))


def test_a_loss_can_weigh_more_than_a_gain() -> None:
    averse = table(loss_aversion=np.full(1, 2.25), curvature=np.full(1, 0.88))
    own, plain = rule.by_faction(averse)[:, 1, 0], rule.by_faction(table())[:, 1, 0]
    assert own[0] == pytest.approx(plain[0] ** 0.88)
    assert own[1] == pytest.approx(-2.25 * 0.5**0.88)


def test_slow_decline_makes_a_gamble_attractive() -> None:
    values = np.zeros((2, 1, 2, 1))
    values[:, 0, 0, 0] = -1.0
    values[:, 0, 1, 0] = 0.0, -2.0
    odds = {"futures": ("good", "bad"), "futures_odds": np.full((2, 1), 0.5), "terms": ("standing",)}
    lone = {"factions": ("cabinet",), "weights": np.ones((1, 1, 1)), "power": np.ones((1, 1)), "assent": np.ones(1)}
    shape = {"options": ("decline", "gamble"), "costly": np.zeros(2), "values": values}
    assert rule.utilities(table(**odds, **lone, **shape))[1, 0] == pytest.approx(0.0)
    bent = {"loss_aversion": np.full(1, 2.25), "curvature": np.full(1, 0.6)}
    assert rule.utilities(table(**odds, **lone, **shape, **bent))[1, 0] > 0


def test_worlds_can_be_picked() -> None:
    twice = table().take(np.array([0, 0]))
    assert rule.utilities(twice).shape == (3, 2)
