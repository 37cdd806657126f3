"""The war to the end of 1943 beside the record, and what a fit to the years before knew of its last year."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.evidence.history.record_map import load_record_map
from crossroads.validation.card.later_war import LaterNumber, later_numbers
from crossroads.validation.fit.groups import by_group
from crossroads.validation.fit.structures import FITS
from crossroads.validation.fit.targets import answers
from crossroads.validation.fit.worlds import DATA_END, SCENARIO
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES

WORLDS = 600
RECORDS = Path(__file__).resolve().parents[2] / "docs/reference/calibration"
TARGETS = load_record_map().targets()
SPREAD = 2.5631
"""Width of a standard normal between its 10 % and its 90 % point."""


@cache
def _fought() -> Block:
    return simulate(wartime.scenario_setup(SCENARIO, DATA_END), wartime.SEED, np.arange(WORLDS))


@cache
def _said() -> wartime.Floats:
    return answers(TARGETS, _fought().series)


@cache
def _later() -> tuple[LaterNumber, ...]:
    return later_numbers(TARGETS, _said())


def test_thirteen_of_the_fifteen_numbers_that_the_later_war_hangs_on_hold() -> None:
    missed = [item.title for item in _later() if not item.holds]
    assert len(_later()) == 15
    assert len(missed) <= 2, missed


def test_numbers_of_1943_lie_in_their_intervals_about_as_often_as_they_should() -> None:
    later = [row for row, target in enumerate(TARGETS) if target.period.last > FITS[0].until]
    whole = by_group(tuple(TARGETS[row] for row in later), _said()[later])[-1]
    assert whole.numbers == 40
    assert 0.65 <= whole.inside / whole.numbers <= 0.90
    assert whole.spread < 1.2 and abs(whole.bias) < 0.3


def test_a_fit_to_1941_and_1942_was_not_far_off_in_the_year_that_it_had_not_seen() -> None:
    """As its record tells: root mean square z without any added discrepancy."""
    told = tomllib.loads((RECORDS / "fit_record_1941_42.toml").read_text("utf-8"))
    unseen = [item for item in told["target"] if not item["seen"]]
    assert len(unseen) == 40 and all(
        item["date"] >= "1943" or "1943" in item["date"] for item in unseen if "FY" not in item["date"]
    )
    z = []
    for item in unseen:
        low, middle, high = item["after"]
        apart = np.hypot((high - low) / SPREAD, (item["high"] - item["low"]) / SPREAD)
        z.append((item["value"] - middle) / apart)
    assert np.sqrt(np.mean(np.square(z))) < 1.5


@pytest.mark.parametrize("axis", ["moscow", "stalingrad"])
def test_no_two_months_of_the_median_world_are_faster_than_those_of_the_record(axis: str) -> None:
    """The fastest two months of the record are the leap of 1941."""
    front = np.nanmedian(_fought().series[OBSERVABLE_NAMES.index(f"front_{axis}_axis_km")], axis=1)
    after = wartime.row(dt.date(1943, 1, 3))
    two_months = np.abs(front[after + 9 :] - front[after:-9])
    assert two_months.max() < 685, "km: to Yelnya by 20 July 1941"


@pytest.mark.parametrize("outcome", ["date_germany_surrenders", "date_japan_surrenders"])
def test_endings_are_not_known_to_a_season(outcome: str) -> None:
    weeks = simulate(wartime.scenario_setup("as_it_happened"), wartime.SEED, np.arange(300)).outcomes[outcome]
    low, high = np.nanquantile(np.asarray(weeks, dtype=np.float64), [0.1, 0.9])
    assert high - low > 20


def test_offensives_stall_and_resume_in_every_year() -> None:
    """In most worlds the front of the south stands for a month in each half of a year, and moves in each year."""
    front = _fought().series[OBSERVABLE_NAMES.index("front_stalingrad_axis_km")].astype(np.float64)
    for year in (1942, 1943):
        first, last = wartime.row(dt.date(year, 1, 4)), wartime.row(dt.date(year, 12, 26))
        month = np.abs(front[first + 4 : last] - front[first : last - 4])
        assert np.nanmedian(month.min(axis=0)) < 15, year
        assert np.nanmedian(month.max(axis=0)) > 60, year
