"""A measure is one number a world, under one name."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.minds.decision import measure
from crossroads.world.measure import standard
from crossroads.world.observables import OUTCOMES

HORIZON = 100.0
NEVER = np.nan
CASES = {
    "date_moscow_falls:happens": ("share", "share of worlds", [1.0, 0.0]),
    "date_moscow_falls:weeks": ("weeks", "weeks", [20.0, HORIZON]),
    "japan_undefeated": ("share", "share of worlds", [1.0, 0.0]),
    "verdict=stalemate": ("share", "share of worlds", [0.0, 1.0]),
    "japan_oil_months_left": ("number", "months", [3.5, NEVER]),
    "front_moscow_axis_km@1941-12-07": ("number", "km", [900.0, NEVER]),
    "japan.course@1941-12-31=wait": ("share", "share of worlds", [1.0, 0.0]),
}
WORLDS = {
    "date_moscow_falls": [20.0, NEVER],
    "japan_undefeated": [1.0, 0.0],
    "verdict": [0.0, 2.0],
    "japan_oil_months_left": [3.5, NEVER],
    "front_moscow_axis_km@1941-12-07": [900.0, NEVER],
    "japan.course@1941-12-31": [0.0, NEVER],
}


@pytest.mark.parametrize("name", CASES)
def test_each_form_has_its_unit_and_its_number(name: str) -> None:
    kind, unit, expected = CASES[name]
    found = measure(name)
    outcomes = {column: np.array(values) for column, values in WORLDS.items()}
    assert (found.name, found.kind, found.unit) == (name, kind, unit)
    np.testing.assert_array_equal(found.values(outcomes, HORIZON), expected)


def test_a_bare_name_is_short_for_what_its_kind_suggests() -> None:
    assert measure("date_moscow_falls").name == "date_moscow_falls:happens"
    assert [one.name for one in measure("verdict").each()][:2] == ["verdict=allied_1945", "verdict=allied_later"]
    options = [one.part for one in measure("germany.main_effort@1941-08-21").each()]
    assert options == ["moscow", "south", "north", "defend"]


def test_every_standard_measure_is_read_back_by_its_name() -> None:
    for item in (one for outcome in OUTCOMES for one in standard(outcome)):
        assert (measure(item.name).outcome, measure(item.name).part) == (item.outcome, item.part)


def test_titles_say_what_was_read_off_and_when() -> None:
    assert measure("front_moscow_axis_km@1941-12-07").title == "Front on the Moscow axis, 7 December 1941"
    title = measure("germany.main_effort@1941-08-21=moscow").title
    assert title == "Germany's main effort in the east on 21 August 1941: puts the main effort on Moscow"


def test_more_is_better_or_worse_in_a_nations_own_account() -> None:
    losses, stands = measure("military_losses_ussr"), measure("japan_undefeated")
    assert (losses.better("ussr"), losses.better("japan")) == (-1, 0)
    assert (stands.better("japan"), stands.better("germany")) == (1, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "blank text"),
        ("date_moscow_fals", "did you mean 'date_moscow_falls'"),
        ("front_moscow_axis_km", "a series, which needs a day"),
        ("front_moscow_axis@1941-12-07", "did you mean 'front_moscow_axis_km'"),
        ("front_moscow_axis_km@7.12.1941", "a day from 1941-06-22"),
        ("front_moscow_axis_km@1066-10-14", "a day from 1941-06-22"),
        ("japan.course@1941-12-31=nord", "did you mean 'north'"),
        ("verdict=stalmate", "did you mean 'stalemate'"),
        ("japan_undefeated:weeks", "japan_undefeated alone"),
        ("date_moscow_falls:week", "did you mean 'weeks'"),
        ("military_losses_ussr=many", "no values to choose from"),
    ],
)
def test_what_is_no_measure_is_told(text: str, words: str) -> None:
    with pytest.raises(InputError, match="found") as caught:
        measure(text)
    assert words in str(caught.value) and "allowed" in str(caught.value)
