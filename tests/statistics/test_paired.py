from __future__ import annotations

import math

import fake_war
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.statistics import shapley
from crossroads.statistics.comparing import COLUMNS, comparison_table
from crossroads.statistics.family import holm, stands
from crossroads.statistics.intervals import paired_shares
from crossroads.statistics.paired import paired_difference, smallest_difference
from crossroads.telling.outcomes import same_in_all
from crossroads.world.observables import OUTCOMES, is_share

BASE = fake_war.scenario("base")
NORTH = fake_war.scenario("north", north=True)


def test_the_interval_is_that_of_the_paired_test() -> None:
    rng = np.random.default_rng(3)
    base = rng.normal(size=4000)
    values = base + rng.normal(0.1, 0.5, size=4000)
    pair = paired_difference(values, base)
    expected = stats.ttest_rel(values, base)
    interval = expected.confidence_interval(0.95)
    assert pair.difference == pytest.approx(np.mean(values - base))
    assert (pair.low, pair.high) == pytest.approx((interval.low, interval.high), abs=1e-4)
    unpaired = values.var(ddof=1) + base.var(ddof=1)
    assert pair.variance_reduction == pytest.approx(unpaired / (values - base).var(ddof=1))


def test_the_same_luck_makes_the_interval_narrower() -> None:
    rng = np.random.default_rng(3)
    base = rng.normal(size=1000)
    paired = paired_difference(base + 0.1, base + rng.normal(0, 0.1, 1000))
    unpaired = paired_difference(base + 0.1, rng.permutation(base))
    assert paired.high - paired.low < 0.2 * (unpaired.high - unpaired.low)
    assert paired.variance_reduction > 50
    assert unpaired.variance_reduction == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("count", [2, 5, 6, 12, 2000])
@pytest.mark.parametrize("sign", [1, -1])
def test_worlds_that_all_differ_alike_leave_room_for_others(count: int, sign: int) -> None:
    """How many others may not differ so is told by their number, as for shares; a few leave zero in."""
    base = np.arange(float(count))
    pair = paired_difference(base + 2 * sign, base)
    least, most = sorted((sign * pair.low, sign * pair.high))
    assert sign * pair.difference == most == 2.0
    assert least == (pytest.approx(2 * paired_shares(count, 0, count)[0]) if count >= 6 else 0.0)
    assert math.isnan(pair.variance_reduction)


def test_one_world_has_no_interval_and_no_world_no_difference() -> None:
    one = paired_difference(np.array([3.0]), np.array([1.0]))
    assert one.difference == 2.0 and one.worlds == 1 and math.isnan(one.low) and math.isnan(one.high)
    none = paired_difference(np.array([np.nan]), np.array([1.0]))
    assert none.worlds == 0 and math.isnan(none.difference)


def test_worlds_without_a_value_are_left_out_in_pairs() -> None:
    pair = paired_difference(np.array([3.0, np.nan, 5.0, 9.0]), np.array([1.0, 2.0, np.nan, 2.0]))
    assert pair.worlds == 2 and pair.difference == 4.5


def test_the_table_holds_every_outcome() -> None:
    runs = [run(BASE, worlds=60), run(NORTH, worlds=60)]
    table = comparison_table(runs)
    assert tuple(table.columns) == COLUMNS
    names = table["outcome"].tolist()
    for outcome in OUTCOMES:
        if outcome.kind == "date":
            assert {f"{outcome.name}:happens", f"{outcome.name}:weeks"} <= set(names)
        elif outcome.kind == "category":
            assert {f"{outcome.name}={category}" for category in outcome.categories} <= set(names)
        else:
            assert outcome.name in names
    rows = table.set_index("outcome")
    undefeated = [item.outcomes["japan_undefeated"].mean() for item in runs]
    assert rows.at["japan_undefeated", "difference"] == pytest.approx(undefeated[1] - undefeated[0])
    assert rows.at["japan_undefeated", "base_value"] == pytest.approx(undefeated[0])
    assert set(table["scenario"]) == {"north"} and set(table["base"]) == {"base"}


def test_each_difference_is_judged_as_one_of_the_whole_table() -> None:
    table = comparison_table([run(BASE, worlds=60), run(NORTH, worlds=60)])
    known = table.dropna(subset="p")
    np.testing.assert_array_equal(table["p_family"], holm(table["p"].to_numpy()))
    assert (known["p_family"] >= known["p"]).all() and (known["p_family"] <= 1).all()
    clear = known[(known["low"] > 0) | (known["high"] < 0)]
    assert 0 < stands(clear).sum() <= len(clear)
    # One that stands in so few worlds needs no more of them; one that luck can explain does.
    assert (known.loc[known["p"] < 1e-4, "worlds_needed"] <= 60).all()
    assert (known.loc[known["p"].between(0.2, 0.9), "worlds_needed"] > 60).all()


def test_a_date_that_never_comes_counts_to_the_horizon() -> None:
    made = run(BASE, worlds=60)
    weeks = made.weeks("date_moscow_falls")
    measured = made.measured()
    expected = np.where(np.isnan(weeks), fake_war.WEEKS, weeks)
    np.testing.assert_array_equal(measured["date_moscow_falls:weeks"], expected)
    np.testing.assert_array_equal(measured["date_moscow_falls:happens"], ~np.isnan(weeks))


def test_runs_that_are_no_pairs_are_refused() -> None:
    base = run(BASE, worlds=8)
    with pytest.raises(InputError, match="at least two runs"):
        comparison_table([base])
    with pytest.raises(InputError, match="named twice"):
        comparison_table([base, run(BASE, worlds=8)])
    with pytest.raises(InputError, match="9 worlds and 8 worlds"):
        comparison_table([base, run(NORTH, worlds=9)])
    with pytest.raises(InputError, match="differ in seed"):
        comparison_table([base, run(NORTH, worlds=8, seed=2)])
    later = fake_war.scenario("later", horizon=fake_war.HORIZON + pd.Timedelta(days=70).to_pytimedelta())
    with pytest.raises(InputError, match="differ in horizon"):
        comparison_table([base, run(later, worlds=8)])


def test_the_smallest_difference_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(8)
    least = smallest_difference(deviation=2.0, worlds=400)
    found = 0
    for _ in range(1000):
        pair = paired_difference(rng.normal(least, 2.0, 400), np.zeros(400))
        found += pair.low > 0
    assert 760 <= found <= 840


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2000))
def test_zero_is_left_out_where_the_exact_sign_test_says_so(gained: int, lost: int, same: int) -> None:
    worlds = max(gained + lost + same, 2)
    low, high = paired_shares(gained, lost, worlds)
    assert -1 <= low <= (gained - lost) / worlds <= high <= 1
    p = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert (low > 0 or high < 0) == (p < 0.05)
    assert paired_shares(lost, gained, worlds) == (-high, -low)


@pytest.mark.parametrize("rate", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5])
@pytest.mark.parametrize("worlds", [100, 400, 1000, 2000])
def test_one_sided_rates_are_covered_by_enumeration(rate: float, worlds: int) -> None:
    counts = np.arange(worlds + 1)
    weights = stats.binom.pmf(counts, worlds, rate)
    covered = 0.0
    for count in counts[weights > 1e-6]:
        low, high = paired_shares(int(count), 0, worlds)
        covered += weights[count] * (low <= rate <= high)
    assert covered >= 0.94


def test_fewer_than_six_numbers_that_differ_never_leave_zero_out() -> None:
    values = np.zeros(400)
    values[:5] = 9.0
    pair = paired_difference(values, np.zeros(400))
    assert pair.low <= 0 < pair.high and pair.differing == 5


PARTS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=12)


@given(PARTS, st.sampled_from([1.0, 2.0]))
def test_no_interval_of_parts_or_odds_reaches_beyond_what_can_be(pairs: list[tuple[float, float]], most: float) -> None:
    """Few worlds have wide intervals, and a difference of odds is never more than 1."""
    values, base = np.array(pairs).T
    pair = paired_difference(values, base, share=False, most=most)
    assert -most <= pair.low <= pair.difference <= pair.high <= most
    if pair.differing < 6:
        assert pair.low <= 0 <= pair.high


@given(PARTS)
def test_no_shapley_share_of_few_worlds_leaves_zero_out(pairs: list[tuple[float, float]]) -> None:
    """A group that changes anything in fewer than six worlds cannot be told from luck, whatever the orders."""
    values, base = np.array(pairs).T
    worlds = {frozenset(): base, frozenset("a"): values, frozenset("b"): base, frozenset("ab"): values}
    table = shapley.shapley_table({"a": "A", "b": "B"}, shapley.orders(["a", "b"], 8), worlds.__getitem__, most=1.0)
    assert ((table["low"] >= -1) & (table["low"] <= table["share"])).all()
    assert ((table["high"] <= 1) & (table["high"] >= table["share"])).all()
    assert (table["share"][1], table["low"][1], table["high"][1]) == (0, 0, 0)
    if np.count_nonzero(base - values) < 6:
        assert table["low"][0] <= 0 <= table["high"][0]


def test_parts_and_weeks_of_a_comparison_stay_within_what_can_be() -> None:
    few = {"worlds": 3, "seed": 4}
    table = comparison_table([run(BASE, **few), run(NORTH, **few)]).dropna(subset="low").set_index("outcome")
    parts = [item.name for item in OUTCOMES if is_share(item.unit)]
    weeks = [name for name in table.index if name.endswith(":weeks")]
    assert len(parts) == 6 and len(weeks) > 10
    assert (table.loc[parts, ["low", "high"]].abs() <= 1).all(axis=None)
    assert (table.loc[weeks, ["low", "high"]].abs() <= fake_war.WEEKS).all(axis=None)


@pytest.mark.parametrize("worlds", [1, 2, 7, 60, 1_000, 5_000])
def test_words_where_no_world_differs_give_the_end_of_the_interval(worlds: int) -> None:
    row = pd.Series({"worlds": worlds, "differing": 0})
    most = math.ceil(1000 * paired_shares(0, 0, worlds)[1])
    assert f"at most about {most / 10:g} in 100" in same_in_all(row)
