from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from validation_runs import WEEKS, WORLDS, made_run, rising

from crossroads.errors import InputError
from crossroads.evidence.history.formula import parse_formula
from crossroads.evidence.history.periods import Period, read_period
from crossroads.validation.score.sampling import FROM_JOINED_QUANTILES, FROM_QUANTILES, FROM_WORLDS, distribution

DAY = read_period("1941-06-22")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1941-06-22", "1941-06-22", "1941-06-22"),
        ("1942-02", "1942-02-01", "1942-02-28"),
        ("1941-Q3", "1941-07-01", "1941-09-30"),
        ("1943-H2", "1943-07-01", "1943-12-31"),
        ("1942", "1942-01-01", "1942-12-31"),
        ("FY1942", "1942-04-01", "1943-03-31"),
        ("1941-1945", "1941-01-01", "1945-12-31"),
        ("1941-07-09/1941-07-20", "1941-07-09", "1941-07-20"),
    ],
)
def test_a_date_is_read_as_the_period_it_means(text: str, first: str, last: str) -> None:
    assert read_period(text) == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "late 1943", "1941-13", "1941-Q5", "1941-H3", "1945-1941", "1941-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_period(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("at(front_moscow_km)", "did you mean 'front_moscow_axis_km'"),
        ("__import__('os').system('true')", "allowed: at"),
        ("at(front_moscow_axis_km).real", "allowed: at"),
        ("total(japan_oil_stock_mbbl)", "total of a stock"),
        ("mean(soviet_losses_east + soviet_front_strength)", "stocks and flows"),
        ("at(japan_carriers) * at(us_carriers_pacific)", "product of two measures"),
        ("at(japan_carriers) / 0", "division by 0"),
        ("1 + 1", "reads no observable"),
        ("at(japan_carriers, 'soon')", "cannot be read"),
        ("total(soviet_losses_east, '1942-01-01', '1941-01-01')", "end lies before"),
        ("at(japan_carriers, '1941-12-07', '1941-12-08')", "allowed: at"),
        ("at(japan_carriers" + " " * 600 + ")", "at most 500"),
        ("at(japan_carriers) if 1 else 2", "allowed: at"),
        ("at(japan_carriers) * True", "allowed: at"),
    ],
)
def test_a_formula_that_is_none_is_refused(text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_formula(text)
    assert told in str(refused.value)


def _median(text: str, period: str, changes: dict[str, np.ndarray], kept: bool) -> float:
    found = distribution(made_run(changes, kept=kept), parse_formula(text), read_period(period))
    assert found is not None
    return found.quantile(0.5)


@pytest.mark.parametrize("kept", [True, False], ids=["worlds", "quantiles"])
@pytest.mark.parametrize(
    ("text", "period", "right"),
    [
        # A stock rises by 7 a week, 1 a day; world 50 is the median and starts at 50.
        ("at(soviet_front_strength)", "1941-06-22", 50.0),
        ("at(soviet_front_strength)", "1941-06-25", 53.0),
        ("at(soviet_front_strength)", "1941-06", 58.0),
        ("at(soviet_front_strength, '1941-06-29')", "1942", 57.0),
        ("mean(soviet_front_strength)", "1941-06-22/1941-06-28", 53.0),
        ("-2 * at(soviet_front_strength) + 10", "1941-06-22", -90.0),
        ("1 - at(soviet_front_strength) / 100", "1941-06-22", 0.5),
        ("(at(soviet_front_strength, '1941-07-06') - at(soviet_front_strength, '1941-06-22')) / 14", "1942", 1.0),
        # A flow of 1050 a week in the median world.
        ("total(soviet_losses_east)", "1941-06-22/1941-07-05", 2100.0),
        ("total(soviet_losses_east)", "1941-06-24/1941-06-24", 150.0),
        ("mean(soviet_losses_east)", "1941-Q3", 1050.0),
        ("at(soviet_losses_east)", "1941-06-27", 1050.0),
        ("total(lend_lease_pacific_kt + lend_lease_arctic_kt)", "1941-06-22/1941-06-28", 2100.0),
        ("at(japan_carriers - 0.5 * us_carriers_pacific)", "1941-06-22", 525.0),
    ],
)
def test_a_formula_gives_the_number_worked_out_by_hand(text: str, period: str, right: float, kept: bool) -> None:
    if not kept and "'1941-07-06'" in text:
        right = 1.0  # the same world's rank on both days
    found = _median(text, period, {"soviet_front_strength": rising()}, kept)
    assert found == pytest.approx(right, rel=1e-5)


def test_how_a_distribution_was_found_is_told() -> None:
    simple, summed = parse_formula("at(japan_carriers)"), parse_formula("mean(japan_carriers)")
    kept, bare = made_run(), made_run(kept=False)
    bases = [distribution(run, formula, DAY).basis for run, formula in ((kept, summed), (bare, simple), (bare, summed))]  # type: ignore[union-attr]
    assert bases == [FROM_WORLDS, FROM_QUANTILES, FROM_JOINED_QUANTILES]


def test_joined_quantiles_are_never_narrower_than_the_worlds() -> None:
    """Worlds that are high one week and low the next cancel out in a sum; quantiles cannot know."""
    swing = np.where(np.arange(WEEKS)[:, None] % 2 == 0, np.arange(WORLDS), np.arange(WORLDS)[::-1]).astype(float)
    formula, period = parse_formula("total(soviet_losses_east)"), read_period("1941-06-22/1941-07-05")
    widths = []
    for kept in (True, False):
        found = distribution(made_run({"soviet_losses_east": swing}, kept=kept), formula, period)
        assert found is not None
        widths.append(found.quantile(0.9) - found.quantile(0.1))
    assert widths[0] == pytest.approx(0.0, abs=1e-9) and widths[1] == pytest.approx(160.0)


def test_a_closed_front_is_left_out_of_the_worlds_and_told() -> None:
    open_in_half = np.where(np.arange(WORLDS) < 40, 500.0, np.nan) * np.ones((WEEKS, 1))
    formula = parse_formula("at(front_moscow_axis_km)")
    found = distribution(made_run({"front_moscow_axis_km": open_in_half}), formula, DAY)
    assert found is not None and found.share == pytest.approx(40 / WORLDS) and found.quantile(0.5) == 500.0
    closed = np.full((WEEKS, WORLDS), np.nan)
    for kept in (True, False):
        assert distribution(made_run({"front_moscow_axis_km": closed}, kept=kept), formula, DAY) is None


def test_crps_of_worlds_is_the_textbook_sum_and_quantiles_come_near() -> None:
    run, bare = made_run(), made_run(kept=False)
    formula, seen = parse_formula("at(japan_carriers)"), 1030.0
    exact, near = distribution(run, formula, DAY), distribution(bare, formula, DAY)
    assert exact is not None and near is not None
    worlds = 1000.0 + np.arange(WORLDS)
    right = np.abs(worlds - seen).mean() - 0.5 * np.abs(worlds[:, None] - worlds[None, :]).mean()
    assert exact.crps(seen) == pytest.approx(right, rel=1e-9)
    assert near.crps(seen) == pytest.approx(right, rel=0.05)
    assert exact.crps(1050.0) < exact.crps(1030.0) < exact.crps(900.0)
