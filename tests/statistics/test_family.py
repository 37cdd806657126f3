"""A family of comparisons does not overclaim: false alarms are as rare as said, and worlds needed are enough."""

from __future__ import annotations

import math

import numpy as np
import pytest

from crossroads.statistics.family import MOST_NEEDED, false_alarms, holm, p_value, worlds_needed
from crossroads.statistics.intervals import sign_test
from crossroads.statistics.paired import PairedDifference, paired_difference


def test_holm_on_a_known_family() -> None:
    adjusted = holm(np.array([0.01, np.nan, 0.04, 0.03, 0.005]))
    np.testing.assert_allclose(adjusted, [0.03, np.nan, 0.06, 0.06, 0.02])
    assert holm(np.array([0.9, 0.8])).max() == 1.0
    assert len(holm(np.array([]))) == 0


def _pairs(rng: np.random.Generator, worlds: int, gain: float, lose: float) -> PairedDifference:
    luck = rng.uniform(size=worlds)
    base = (rng.uniform(size=worlds) < 0.5).astype(float)
    values = np.where(luck < gain, 1.0, np.where(luck > 1 - lose, 0.0, base))
    return paired_difference(values, base, share=True)


def _counted(gained: int, lost: int) -> PairedDifference:
    """Return so many of 300 pairs that differ, without the interval, which takes long."""
    return PairedDifference((gained - lost) / 300, math.nan, math.nan, 300, math.nan, gained + lost, math.nan)


def _measured(row: np.ndarray) -> PairedDifference:
    spread = float(row.std(ddof=1))
    return PairedDifference(float(row.mean()), math.nan, math.nan, len(row), math.nan, len(row), spread)


def test_p_of_a_share_is_the_exact_sign_tests() -> None:
    values, base = np.zeros(100), np.zeros(100)
    values[:9], base[9:12] = 1, 1
    assert p_value(paired_difference(values, base), share=True) == sign_test(9, 3)
    assert p_value(paired_difference(values, values), share=True) == 1.0
    few = paired_difference(np.r_[np.ones(4), np.zeros(96)], np.zeros(100))
    assert p_value(few, share=True) == 1.0
    assert math.isnan(p_value(paired_difference(np.array([1.0]), np.array([0.0])), share=True))
    assert p_value(paired_difference(np.arange(9.0) + 2, np.arange(9.0), share=False), share=False) == 0.0


@pytest.mark.parametrize("kind", ["share", "number"])
def test_of_families_without_a_difference_one_in_twenty_holds_a_false_alarm_at_most(kind: str) -> None:
    rng = np.random.default_rng(11)
    families, alarms, single = 250, 0, 0
    for _ in range(families):
        if kind == "share":
            p = np.array(
                [p_value(_counted(*rng.multinomial(300, (0.05, 0.05, 0.9))[:2]), share=True) for _ in range(20)]
            )
        else:
            draws = rng.normal(size=(20, 300)) * 3
            p = np.array([p_value(_measured(row), share=False) for row in draws])
        alarms += bool((holm(p) < 0.05).any())
        single += int((p < 0.05).sum())
        assert false_alarms(p) == pytest.approx(1.0)
    assert alarms / families <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / families)
    assert single / families <= 1.25  # of twenty each


@pytest.mark.parametrize(("gain", "lose"), [(0.06, 0.02), (0.02, 0.0), (0.3, 0.2)])
def test_so_many_worlds_as_are_needed_show_a_share_four_times_in_five(gain: float, lose: float) -> None:
    rng = np.random.default_rng(3)
    needed = worlds_needed(_pairs(rng, 200_000, gain / 2, lose / 2))
    found = [_pairs(rng, int(needed), gain / 2, lose / 2).clear for _ in range(300)]
    # The exact test is careful with few pairs that differ, and shows a little less.
    assert 0.68 <= np.mean(found) <= 0.87


def test_so_many_worlds_as_are_needed_show_a_number_four_times_in_five() -> None:
    rng = np.random.default_rng(5)
    needed = worlds_needed(paired_difference(rng.normal(0.2, 1.0, size=100_000), np.zeros(100_000), share=False))
    assert needed == pytest.approx(((1.96 + 0.8416) / 0.2) ** 2, rel=0.1)
    found = [paired_difference(rng.normal(0.2, 1, int(needed)), np.zeros(int(needed))).clear for _ in range(600)]
    assert 0.75 <= np.mean(found) <= 0.86


def test_what_is_needed_where_nothing_is_seen() -> None:
    same = np.zeros(50)
    assert math.isnan(worlds_needed(paired_difference(same, same)))
    tiny = PairedDifference(1e-9, -1, 1, 100, math.nan, 50, 1.0)
    assert worlds_needed(tiny) == MOST_NEEDED


DRAWS = {
    "normal": (0.3, lambda rng, shape: rng.normal(0.3, 2, size=shape)),
    "leaning": (1.0, lambda rng, shape: rng.exponential(2, size=shape) - 1),
    "leaning far": (math.exp(0.5), lambda rng, shape: rng.lognormal(0, 1, size=shape)),
    "often none": (0.4, lambda rng, shape: rng.normal(1, 2, size=shape) * (rng.uniform(size=shape) < 0.4)),
    "mostly none": (0.1, lambda rng, shape: rng.normal(1, 2, size=shape) * (rng.uniform(size=shape) < 0.1)),
    "weeks": (4.5, lambda rng, shape: rng.integers(-30, 40, size=shape).astype(float)),
}


@pytest.mark.parametrize("worlds", [100, 300, 1000])
@pytest.mark.parametrize("kind", DRAWS)
def test_intervals_of_numbers_hold_the_true_difference(kind: str, worlds: int) -> None:
    """At least 94 in 100, and no more than 97 where twenty worlds or more differ, within the error of the trial."""
    trials = 1500
    true, draw = DRAWS[kind]
    rows = draw(np.random.default_rng(worlds), (trials, worlds))
    pairs = [paired_difference(row, np.zeros(worlds), share=False) for row in rows]
    held = np.array([pair.low <= true <= pair.high for pair in pairs])
    many = np.array([pair.differing >= 20 for pair in pairs])
    error = 2 * math.sqrt(0.06 * 0.94 / trials)
    assert held.mean() >= 0.94 - error
    if many.mean() > 0.9:
        assert held[many].mean() <= 0.97 + error


def test_few_that_differ_reach_as_far_as_they_may() -> None:
    seen = np.zeros(100)
    seen[:2] = 50.0
    pair = paired_difference(seen, np.zeros(100), share=False)
    assert pair.low < 0 and pair.high > 3.0 and pair.difference == 1.0
    none = paired_difference(np.zeros(100), np.zeros(100), share=False)
    assert none.interval == (0.0, 0.0, 0.0)
