"""Conditions: what they mean, and what they refuse."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.minds.condition import condition_names, parse_condition

NAMES = [
    "japan.believes.soviet_far_east_divisions",
    "japan_oil_stock_mbbl",
    "front_moscow_axis_km",
    "soviet_cohesion",
]

VALUES = {
    "japan.believes.soviet_far_east_divisions": np.array([10.0, 15.0, 20.0, np.nan]),
    "japan_oil_stock_mbbl": np.array([40.0, 30.0, 20.0, 10.0]),
    "front_moscow_axis_km": np.array([np.nan, 900.0, 700.0, 500.0]),
    "soviet_cohesion": 0.5,
}


def holds(text: str) -> list[bool]:
    return parse_condition(text, NAMES).holds(VALUES.__getitem__).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("japan.believes.soviet_far_east_divisions <= 15", [True, True, False, False]),
        ("japan.believes.soviet_far_east_divisions < 15", [True, False, False, False]),
        ("15 >= japan.believes.soviet_far_east_divisions", [True, True, False, False]),
        ("japan_oil_stock_mbbl > 10 and japan_oil_stock_mbbl < 40", [False, True, True, False]),
        ("10 < japan_oil_stock_mbbl < 40", [False, True, True, False]),
        ("japan_oil_stock_mbbl == 40 or japan_oil_stock_mbbl == 10", [True, False, False, True]),
        ("not (japan_oil_stock_mbbl > 15)", [False, False, False, True]),
        ("japan_oil_stock_mbbl > japan.believes.soviet_far_east_divisions", [True, True, False, False]),
        ("japan_oil_stock_mbbl > -1.5", [True, True, True, True]),
    ],
)
def test_meaning(text: str, expected: list[bool]) -> None:
    assert holds(text) == expected


def test_and_binds_tighter_than_or_and_parentheses_change_it() -> None:
    loose = "japan_oil_stock_mbbl == 40 or japan_oil_stock_mbbl < 35 and japan_oil_stock_mbbl > 15"
    tight = "(japan_oil_stock_mbbl == 40 or japan_oil_stock_mbbl < 35) and japan_oil_stock_mbbl < 15"
    assert holds(loose) == [True, True, True, False]
    assert holds(tight) == [False, False, False, True]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
def test_a_closed_front_meets_no_comparison(operator: str) -> None:
    assert holds(f"front_moscow_axis_km {operator} 600")[0] is False


def test_a_number_for_all_worlds_is_enough() -> None:
    condition = parse_condition("soviet_cohesion < 0.6", NAMES)
    assert bool(condition.holds(VALUES.__getitem__))


def test_names_and_text_are_kept_and_survive_pickling() -> None:
    text = "japan_oil_stock_mbbl < 20 or not front_moscow_axis_km < 600"
    condition = pickle.loads(pickle.dumps(parse_condition(text, NAMES)))
    assert condition == parse_condition(text, NAMES)
    assert condition.text == text
    assert condition.names == {"japan_oil_stock_mbbl", "front_moscow_axis_km"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "japan_oil_stock_mbbl",
        "3 < 4",
        "japan_oil_stock_mbbl = 3",
        "japan_oil_stock_mbbl < 3 && soviet_cohesion > 1",
        "japan_oil_stock_mbbl + 1 < 3",
        "japan_oil_stock_mbbl < '3'",
        "japan_oil_stock_mbbl < True",
        "japan_oil_stock_mbbl in [3]",
        "__import__('os').system('true') == 0",
        "japan_oil_stock_mbbl.__class__ == 3",
        "[x for x in ()] == 3",
        "-soviet_cohesion < 3",
        "(" * 600 + "soviet_cohesion < 1" + ")" * 600,
        "soviet_cohesion < 1" + " or soviet_cohesion < 1" * 200,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="allowed"):
        parse_condition(text, NAMES)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"did you mean 'japan\.believes\.soviet_far_east_divisions'"):
        parse_condition("japan.beleives.soviet_fareast_divisions < 3", NAMES)


def test_the_names_are_observables_and_beliefs_of_known_nations() -> None:
    names = condition_names()
    assert "front_moscow_axis_km" in names
    assert "japan.believes.soviet_far_east_divisions" in names
    assert len(names) == len(set(names))
