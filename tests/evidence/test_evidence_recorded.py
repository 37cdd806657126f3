"""What was recorded, as figures show it."""

from __future__ import annotations

from importlib import resources

import pandas as pd
import pytest

from crossroads.evidence.history.formula import SeriesMeasure
from crossroads.evidence.history.record_map import SUBJECTS, load_record_map
from crossroads.evidence.history.recorded import recorded_decisions, recorded_points
from crossroads.evidence.load import load_sources
from crossroads.world.calendar import START
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES

SUMS = {"lend_lease_total_kt"}


def _value(series: str, day: str) -> float:
    points = recorded_points()
    row = points[(points["series"] == series) & (points["date"] == pd.Timestamp(day))]
    assert len(row) == 1
    return float(row["value"].iloc[0])


def test_points_carry_known_series_units_and_sources() -> None:
    points = recorded_points()
    assert set(points["series"]) <= set(OBSERVABLE_NAMES) | SUMS
    units = {item.name: item.unit for item in OBSERVABLES}
    for row in points.itertuples():
        assert row.unit == units.get(str(row.series), row.unit) and row.unit
    assert set(points["source"]) <= set(load_sources())
    assert (points["date"] >= pd.Timestamp(START)).all()
    assert not points.isna().any(axis=None)


def test_a_value_lies_in_its_range() -> None:
    points = recorded_points()
    assert ((points["low"] <= points["value"]) & (points["value"] <= points["high"])).all()


def test_sums_are_sums_of_observables_and_the_map_tells_how() -> None:
    known = load_record_map()
    for name in SUMS:
        rule = known.rule("series", name)
        assert rule is not None and rule.formula is not None
        assert set(rule.formula.observables) <= set(OBSERVABLE_NAMES) and len(rule.formula.observables) > 1


def test_every_file_of_the_map_is_read() -> None:
    folder = resources.files("crossroads.evidence").joinpath("record_map")
    assert {item.name for item in folder.iterdir()} == {f"{name}.toml" for name in SUBJECTS}


def test_what_is_drawn_has_a_formula_of_one_reading_and_rows() -> None:
    points = recorded_points()
    for rule in load_record_map().rules:
        if rule.dots is not None:
            assert rule.formula is not None and isinstance(rule.formula.root, SeriesMeasure)
            assert (rule.dots.series or rule.formula.observables[0]) in set(points["series"])


@pytest.mark.parametrize(
    ("series", "day", "expected"),
    [
        ("front_moscow_axis_km", "1941-07-16", 627),
        ("soviet_far_east_strength", "1941-12-01", 1_343_307),
        ("soviet_losses_east", "1941-08-11", 195_259),
        ("japan_oil_stock_mbbl", "1943-04-01", 25.327),
        ("ija_share_china", "1941-12-08", 22 / 51),
        # 41,087 men in the nine days from 22 to 30 June.
        ("german_losses_east", "1941-06-26", 41_087 / 9 * 7),
        # 172,214 men in the 31 days of July.
        ("german_losses_east", "1941-07-16", 172_214 / 31 * 7),
        # 2,453,097 tons in the year 1942.
        ("lend_lease_total_kt", "1942-07-02", 2_453.097 / 365 * 7),
    ],
)
def test_a_recorded_figure_comes_out_in_the_observable_s_unit(series: str, day: str, expected: float) -> None:
    assert _value(series, day) == pytest.approx(expected)


def test_a_fiscal_year_that_mixes_peace_and_war_is_left_out() -> None:
    points = recorded_points()
    imports = points[points["series"] == "japan_oil_import_mbbl"]
    assert list(imports["date"].dt.year) == [1942, 1943]


def test_recorded_decisions_are_dated_in_1941() -> None:
    decisions = recorded_decisions()
    assert set(decisions["nation"]) == {"Japan", "USSR", "Germany", "United States"}
    assert (decisions["date"].dt.year == 1941).all()
    assert decisions["date"].is_monotonic_increasing
