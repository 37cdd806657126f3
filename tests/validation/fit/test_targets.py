from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from calibration_cases import FITS, MAP, plan, series, targets

from crossroads.errors import InputError
from crossroads.evidence.history.reference_rows import own_reference
from crossroads.evidence.load import load_levers, load_records
from crossroads.validation.fit.distance import FURTHEST, distance, excess, standardised
from crossroads.validation.fit.targets import answers, load_plan
from crossroads.validation.fit.worlds import DATA_END, typical


def test_the_projects_plan_holds_each_target_once_and_inside_the_simulated_time() -> None:
    plan = load_plan()
    assert 90 <= len(plan.targets) <= 130
    asked = [(target.formula.text, target.period) for target in plan.targets]
    assert len(set(asked)) == len(asked)
    assert all(target.formula.span(target.period).last < DATA_END for target in plan.targets)


def test_targets_repeat_the_reference_series() -> None:
    """A target on the day of a recorded point of a front has the point's number and range."""
    found = {(target.formula.text, target.date): target for target in load_plan().targets}
    checked = 0
    for axis in ("moscow", "leningrad", "stalingrad"):
        path = next(Path(own_reference()).rglob(f"front_{axis}_axis_km.csv"))
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                target = found.get((f"at(front_{axis}_axis_km)", row["date"]))
                if target is not None:
                    assert (target.value, target.low, target.high) == tuple(
                        float(row[key]) for key in ("value", "low", "high")
                    )
                    checked += 1
    assert checked > 20


def test_only_ranged_records_of_the_named_tiers_move() -> None:
    records = load_plan().movable()
    assert len(records) > 100
    for record in records:
        assert record.low < record.high
        assert record.tier in ("assumption", "fitted")
    names = {record.name for record in records}
    assert "east.soviet_effectiveness" in names
    assert "east.berlin_km" not in names
    assert not any(name.startswith(("interest.", "belief.", "odds.")) for name in names)


def test_a_lever_that_is_neutral_as_recorded_is_not_fitted() -> None:
    """What it stands for did in fact is in the fitted numbers: a fit that moved it would count it twice."""
    movable = {record.name for record in load_plan().movable()}
    records = load_records()
    neutral = [
        lever.parameter
        for lever in load_levers().values()
        if lever.number == "value" and records[lever.parameter].draw == "fixed"
    ]
    assert len(neutral) > 20
    assert not movable.intersection(neutral)
    assert not [name for name in movable if records[name].draw == "fixed" and records[name].value in (0.0, 1.0)]


def test_patterns_choose_and_leave() -> None:
    names = [record.name for record in plan().movable()]
    assert "east.axis_speed" in names
    assert "oil.least_activity" in names
    assert not any(name.startswith("oil.use_") for name in names)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("low = 48.0", "low = 53.0", "low <= value <= high"),
        ('id = "losses"', 'id = "oil"', "twice"),
        ("weight = 3.0", "wait = 3.0", "wait"),
        ("weight = 3.0", "", "weight"),
        ("weight = 3.0", "weight = 0.0", "weight"),
        ("at(japan_oil_stock_mbbl)", "at(japan_oil_stock)", "japan_oil_stock"),
        ('"oil.*"', '"petrol.*"', "petrol"),
        ('date = "1941-06-29"', 'date = "29 June"', "oil"),
        ("value = 50.0", "value = ", "TOML"),
    ],
)
def test_an_unsound_plan_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        plan(FITS.replace(old, new, 1), MAP.replace(old, new, 1))


def test_answers_read_stocks_on_their_day_and_total_flows() -> None:
    said = answers(targets(), series(4, 3, japan_oil_stock_mbbl=49.0, german_losses_east=60.0))
    np.testing.assert_allclose(said, [[49.0] * 3, [120.0] * 3])


def test_distance_is_nothing_inside_the_range_and_half_ranges_outside() -> None:
    said = np.array([[48.0, 46.0, 40.0, np.nan], [130.0, 100.0, 140.0, 100.0]])
    beyond = [[0.0, 1.0, 4.0, FURTHEST], [0.0, 0.0, 0.5, 0.0]]
    np.testing.assert_allclose(excess(targets(), said), beyond)
    # Weights 1 and 3.
    np.testing.assert_allclose(distance(targets(), said), np.array([1.0, 3.0]) @ np.log1p(beyond) / 4)


def test_what_is_far_off_is_not_given_up() -> None:
    far, further = (float(distance(targets(), np.array([[oil], [100.0]]))[0]) for oil in (40.0, 20.0))
    assert far < further < 2 * far


def test_standardised_answers_are_halves_of_the_range_from_its_middle() -> None:
    said = standardised(targets(), np.array([[48.0, 52.0], [110.0, 1e9]]))
    np.testing.assert_allclose(said[:, 0], [-1.0, 0.0])
    assert said[0, 1] == 1.0
    assert np.isfinite(said).all()


def test_a_lucky_world_does_not_move_a_sets_typical_answer() -> None:
    # Two sets, three worlds each: set 0 holds places 0, 2, 4.
    said = np.array([[1.0, 10.0, 1.0, 10.0, 500.0, 10.0]])
    np.testing.assert_allclose(typical(said, 2), [[1.0, 10.0]])
