"""Conditions: what they mean, and what they refuse."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.errors import InputError
from crossroads.minds.condition import ALWAYS, NEVER, condition_names, parse_condition, settled

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


OIL, BELIEF, FRONT = "japan_oil_stock_mbbl", "japan.believes.soviet_far_east_divisions", "front_moscow_axis_km"
GRID = np.arange(-0.5, 4.75, 0.25)
"""Values that tell conditions on whole numbers from 0 to 4 apart; a stock is never below 0."""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x < 20 and x > 30", "x < 20 and x > 30"),
        ("x < 20 and x >= 20", "x < 20 and x >= 20"),
        ("x <= 20 and x >= 20", None),
        ("20 < x < 10", "20 < x and x < 10"),
        ("x == 3 and x == 4", "x == 3 and x == 4"),
        ("x == 3 and x != 3", "x == 3 and x != 3"),
        ("x == 3 and x < 3", "x == 3 and x < 3"),
        ("x == 3 and x <= 3", None),
        ("(x < 3 and soviet_cohesion > 0.5) and (soviet_cohesion < 0.9 and (x > 5 and x < 9))", "x < 3 and x > 5"),
        ("x < 3 or x > 5", None),
        ("x < 3 and soviet_cohesion > 0.5 or x > 5", None),
        ("(x < 3 or x > 5) and x == 4", "(x < 3 or x > 5) and x == 4"),
        ("(x < 3 or soviet_cohesion > 0.5) and x > 5", None),
        ("soviet_cohesion > 0.5 or x > 5 and x < 3", "x > 5 and x < 3"),
        ("not (x > 5 and x < 3)", "x > 5 and x < 3"),
        ("x > 5 and x > soviet_cohesion and soviet_cohesion > 0.5", None),
    ],
)
@pytest.mark.parametrize("name", [OIL, BELIEF, FRONT])
def test_bounds_on_one_series_that_leave_nothing_are_told(name: str, text: str, told: str | None) -> None:
    found = list(settled(parse_condition(text.replace("x", name), condition_names())))
    assert found == ([] if told is None else [f"{told.replace('x', name)} {NEVER}"])


def test_a_front_that_closes_meets_what_is_only_denied() -> None:
    """Of a closed front no comparison holds, so that both of these do; a stock is always known."""
    text = "not {0} < 5 and not {0} > 3"
    assert list(settled(parse_condition(text.format(FRONT), condition_names()))) == []
    assert NEVER in next(settled(parse_condition(text.format(OIL), condition_names())))


COMPARED = st.builds(
    "{} {} {}".format,
    st.sampled_from([OIL, BELIEF]),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.integers(0, 4),
)
TREES = st.recursive(
    COMPARED,
    lambda parts: st.one_of(
        st.builds("not ({})".format, parts),
        *(
            st.lists(parts, min_size=2, max_size=4).map(lambda held, sign=sign: f"({sign.join(held)})")
            for sign in (" and ", " or ")
        ),
    ),
    max_leaves=8,
)


def _met(text: str) -> np.ndarray:
    """Return where a condition holds of all pairs of values, the belief unknown too."""
    oil, belief = (np.array(part) for part in zip(*itertools.product(GRID[GRID >= 0], [*GRID, np.nan]), strict=True))
    return parse_condition(text, NAMES).holds({OIL: oil, BELIEF: belief}.__getitem__)


@given(TREES)
def test_what_is_told_is_so(text: str) -> None:
    for told in settled(parse_condition(text, NAMES)):
        part = told.partition(" (Japan")[0]
        if part.endswith(NEVER):
            assert not _met(part.removesuffix(NEVER)).any()
        else:
            assert part.endswith(ALWAYS)
            met = _met(part.removesuffix(ALWAYS))
            assert met.reshape(-1, len(GRID) + 1)[:, :-1].all()


@given(st.lists(COMPARED, min_size=1, max_size=6), st.integers(0, 5), st.sampled_from([OIL, BELIEF]))
def test_no_conjunction_of_bounds_on_one_series_is_missed(parts: list[str], nested: int, name: str) -> None:
    """However it is nested; and nothing is said of one that some number meets, but what is settled by itself."""
    parts = [part.replace(OIL, name).replace(BELIEF, name) for part in parts]
    text = " and ".join([*parts[:nested], f"({' and '.join(parts[nested:])})"] if parts[nested:] else parts)
    told = list(settled(parse_condition(text, NAMES)))
    assert any(NEVER in sentence for sentence in told) == (not _met(text).any())
