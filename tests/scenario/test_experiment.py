"""Experiments: points as asked for, the same checks as a scenario's, and one clear message for what is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checkout import ROOT

from crossroads import load_scenario
from crossroads.errors import InputError
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.experiment import load_experiment
from crossroads.scenario.files import known_experiments

SHIPPED = sorted(path.stem for path in (ROOT / "experiments").glob("*.toml"))

PLAIN: dict[str, Any] = {
    "title": "Oil and men",
    "scenarios": ["historical", "no_embargo"],
    "measures": ["date_moscow_falls", "japan_course"],
    "levers": {"oil_stock": {"values": [0.5, 1, 2]}},
    "uncertainties": {"politics.breaking_point": {"low": 0.2, "high": 0.4, "steps": 3}},
}


def test_a_grid_crosses_its_dimensions_levers_first() -> None:
    made = load_experiment(PLAIN)
    assert [each.name for each in made.dimensions] == ["oil_stock", "politics.breaking_point"]
    assert [each.role for each in made.dimensions] == ["levers", "uncertainties"]
    assert made.points.shape == (9, 2)
    np.testing.assert_allclose(made.points[:4], [[0.5, 0.2], [0.5, 0.3], [0.5, 0.4], [1.0, 0.2]])
    assert [item.name for item in made.parts][:2] == ["date_moscow_falls:happens", "japan_course=wait"]
    assert (made.worlds, made.seed, made.bands) == (1000, 1941, True)


def test_a_point_is_the_scenario_with_the_same_numbers_in_its_tables() -> None:
    made = load_experiment(PLAIN)
    own = made.at(1, made.scenarios[1])
    by_hand = as_scenario(
        load_scenario("no_embargo"),
        {"levers": {"oil_stock": 0.5}, "parameters": {"politics.breaking_point": {"value": made.points[1, 1]}}},
    )
    assert own.setup == by_hand.setup
    scaled = PLAIN | {"uncertainties": {"politics.breaking_point": {"values": [0.9], "scale": True}}}
    by_factor = as_scenario(
        load_scenario("historical"),
        {"levers": {"oil_stock": 0.5}, "parameters": {"politics.breaking_point": {"scale": 0.9}}},
    )
    made = load_experiment(scaled)
    assert made.at(0, made.scenarios[0]).setup == by_factor.setup


@pytest.mark.parametrize("sample", ["latin_hypercube", "sobol"])
def test_a_sample_fills_its_ranges_and_is_crossed_with_the_grid(sample: str) -> None:
    ranges = {"oil_stock": {"low": 0.5, "high": 2.0}, "sakhalin_oil": {"low": 0.0, "high": 4.0}}
    asked = PLAIN | {"levers": ranges, "sample": sample, "points": 16}
    made = load_experiment(asked)
    assert made.points.shape == (48, 3)
    np.testing.assert_array_equal(made.points, load_experiment(asked).points)
    for place, (low, high) in enumerate(((0.5, 2.0), (0.0, 4.0))):
        each = np.unique(made.points[:, place])
        assert len(each) == 16 and low <= each.min() and each.max() <= high
        # One point in each sixteenth of the range.
        assert len(set(np.minimum((each - low) / (high - low) * 16, 15.999).astype(int))) == 16
    another = load_experiment(asked | {"seed": 7})
    assert np.array_equal(another.points, made.points) is (sample == "sobol")


def test_points_may_be_given() -> None:
    asked = {**PLAIN, "levers": {"oil_stock": {"low": 0.5, "high": 2.0}}, "uncertainties": {}}
    made = load_experiment(asked, points=[[0.5], [1.25]])
    np.testing.assert_array_equal(made.points, [[0.5], [1.25]])
    for points, words in (
        ([[0.5, 1.0]], "shape 1 x 2; allowed: rows of 1 numbers"),
        ([[3.0]], "found 3 for oil_stock; allowed: numbers from 0.5 to 2"),
        ([["many"]], "allowed: rows of numbers"),
        ([[float("nan")]], "found nan for oil_stock"),
        ([], "allowed: rows of 1 numbers"),
    ):
        with pytest.raises(InputError, match="experiment: points:") as refused:
            load_experiment(asked, points=points)
        assert words in str(refused.value)
    with pytest.raises(InputError, match="values or steps; allowed beside points: low, high"):
        load_experiment({**asked, "uncertainties": {"politics.breaking_point": {"values": [0.3]}}}, points=[[1.0, 0.3]])
    with pytest.raises(InputError, match="every dimension has values or steps"):
        load_experiment({**PLAIN, "uncertainties": {}}, points=[[1.0]])


LEVERS = {"oil_stock": {"values": [1.0]}}
RANGE = {"oil_stock": {"low": 0.5, "high": 2.0}}

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no such lever": ({"levers": {"oil_stok": {"values": [1]}}}, "levers.oil_stok: found 'oil_stok'; allowed:"),
    "range reversed": ({"levers": {"oil_stock": {"low": 2, "high": 1, "steps": 3}}}, "which is not below high = 1"),
    "too many points": (
        {"levers": {name: {"low": 0.5, "high": 1.5, "steps": 1000} for name in ("oil_stock", "german_army")}},
        "found 6,000,000 points; allowed: at most 100,000",
    ),
    "a million million points": (
        {
            "levers": {
                name: {"low": 0.5, "high": 1.5, "steps": 1000}
                for name in ("oil_stock", "german_army", "winter_severity", "submarine_toll")
            },
            "scenarios": ["historical"],
            "uncertainties": {},
        },
        "found 1,000,000,000,000 points",
    ),
    "no such scenario": ({"scenarios": ["north_agust"]}, "did you mean 'north_august'?"),
    "no scenario": ({"scenarios": []}, "scenarios: found nothing; allowed: a list of at least one scenario"),
    "scenario twice": ({"scenarios": ["wait", "wait"]}, "scenarios: found 'wait' twice; allowed: each once"),
    "no such measure": ({"measures": ["moscow"]}, "measures.1: found 'moscow'"),
    "a day too late": (
        {"measures": ["front_moscow_axis_km@1949-12-07"]},
        "measures.1: found 'front_moscow_axis_km@1949-12-07'; allowed: a day before",
    ),
    "no number": ({"levers": {"oil_stock": {}}}, "levers.oil_stock: found no numbers"),
    "two ways": ({"levers": {"oil_stock": {"values": [1], "steps": 3}}}, "found values with steps"),
    "one step": ({"levers": {"oil_stock": {"low": 0.5, "high": 2, "steps": 1}}}, "a whole number of at least 2"),
    "too many steps": ({"levers": {"oil_stock": {"low": 0.5, "high": 2, "steps": 10**12}}}, "at most 1,000 numbers"),
    "a number twice": ({"levers": {"oil_stock": {"values": [1, 1.0]}}}, "found a number that stands there twice"),
    "text": ({"levers": {"oil_stock": {"values": ["much"]}}}, "levers.oil_stock.values"),
    "not finite": ({"levers": {"oil_stock": {"values": [float("inf")]}}}, "levers.oil_stock.values"),
    "impossible": ({"uncertainties": {"politics.breaking_point": {"values": [-1]}}}, '"politics.breaking_point"'),
    "the same twice": (
        {"uncertainties": {"oil.stock_opening": {"values": [50]}}},
        "a second change of oil.stock_opening; allowed: it alone, or levers.oil_stock alone",
    ),
    "no sample": ({"levers": RANGE}, "sample: found nothing; allowed: latin_hypercube or sobol: oil_stock has neither"),
    "no points": ({"levers": RANGE, "sample": "sobol"}, "points: found nothing"),
    "no power of two": ({"levers": RANGE, "sample": "sobol", "points": 60}, "such as 64"),
    "no point": ({"levers": RANGE, "sample": "sobol", "points": 0}, "points: found 0"),
    "no such sample": ({"levers": RANGE, "sample": "sobel", "points": 4}, "did you mean 'sobol'?"),
    "sample of a grid": ({"sample": "sobol", "points": 4}, "no such key: every dimension has values or steps"),
    "nothing varied": ({"levers": {}, "uncertainties": {}}, "levers: found nothing"),
    "unknown key": ({"world": 3}, "found the unknown key 'world'; allowed:"),
    "no world": ({"worlds": 0}, "worlds: found 0; allowed: a whole number from 1 to 10,000,000"),
    "too many worlds": ({"worlds": 10**9}, "worlds: found 1000000000; allowed"),
    "a seed below 0": (
        {"levers": RANGE, "sample": "latin_hypercube", "points": 4, "seed": -3},
        "seed: found -3; allowed: a whole number from 0",
    ),
    "a seed too large": ({"seed": 9 * 10**18}, "seed: found 9000000000000000000; allowed"),
    "nothing in a list": ({"levers": {"oil_stock": {"values": [1.0, None]}}}, "levers.oil_stock.values.2: found None"),
    "unknown key below": ({"levers": {"oil_stock": {"value": [1]}}}, "did you mean 'values'?"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_experiment_is_refused_in_few_words(name: str) -> None:
    change, words = BAD[name]
    with pytest.raises(InputError) as refused:
        load_experiment({**PLAIN, **change})
    told = str(refused.value)
    assert words in told, told
    assert all(line.startswith("experiment: ") for line in told.splitlines())
    assert len(told.splitlines()) <= 2 and all("Traceback" not in line for line in told.splitlines())


def test_a_file_is_found_by_name_and_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="did you mean 'transfers'"):
        load_experiment("transfer")
    (tmp_path / "own.toml").write_text(
        'title = "Mine"\nscenarios = ["wait"]\nmeasures = ["verdict"]\n[levers]\noil_stock = {values = [1, 2]}\n'
    )
    assert load_experiment("own.toml").name == "own"
    with pytest.raises(InputError, match=r"gone.toml: found no such file; allowed: an experiment's name or the path"):
        load_experiment("gone.toml")
    (tmp_path / "bad.toml").write_text("title = \n")
    with pytest.raises(InputError, match=r"bad.toml: line 1"):
        load_experiment("bad.toml")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_loads_and_each_end_of_it_is_possible(name: str) -> None:
    made = load_experiment(name)
    assert made.question.endswith("?") and made.title
    for point in (0, len(made.points) - 1):
        for scenario in made.scenarios:
            assert made.at(point, scenario).setup != scenario.setup
    assert name in known_experiments()
