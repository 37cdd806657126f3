"""What single laws of the north and of the sea move: the same worlds with one number changed, intervals off zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import tables
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.world.block import Block

WORLDS = 300
LAST = dt.date(1944, 1, 9)
END_OF_1942, END_OF_1943 = (wartime.row(dt.date(year, 12, 27)) for year in (1942, 1943))

Measure = Callable[[Block], wartime.Floats]


@cache
def _played(scenario: str, *edits: ParameterEdit) -> Block:
    return wartime.play(wartime.scenario_setup(scenario, LAST, *edits), WORLDS)


def _at_the_end(series: str) -> Measure:
    return lambda block: wartime.series(block)[series][END_OF_1943].astype(np.float64)


def _by_the_end_of_1942(outcome: str) -> Measure:
    return lambda block: np.where(block.outcomes[outcome] <= END_OF_1942, 1.0, 0.0)


def _weeks_cut(block: Block) -> wartime.Floats:
    return wartime.series(block)["far_east_railway_cut"].astype(np.float64).sum(axis=0)


NORTH, RECORD = "north_august", "as_it_happened"
ARMISTICE, SOUTH = _by_the_end_of_1942("date_far_east_armistice"), _by_the_end_of_1942("date_japan_southern_war")
GARRISON, KWANTUNG = _at_the_end("soviet_far_east_strength"), _at_the_end("kwantung_strength")
JAPANESE, AMERICAN = _at_the_end("japan_carriers"), _at_the_end("us_carriers_pacific")

CASES = {
    "more arms for the Far East, a railway cut for fewer weeks": (
        NORTH,
        "far_east.arms_delivered",
        5.0,
        _weeks_cut,
        -1,
    ),
    "a quarrel that matters less, more armistices": (NORTH, "far_east.price_width", 10.0, ARMISTICE, 1),
    "a Moscow that gives less, fewer armistices": (NORTH, "far_east.price_given", 0.0, ARMISTICE, -1),
    "a higher ratio, a larger garrison": (RECORD, "far_east.garrison_ratio", 1.1, GARRISON, 1),
    "no relief, a larger garrison": (RECORD, "far_east.garrison_relief", 0.0, GARRISON, 1),
    "no pull of the Pacific, a larger Kwantung Army": (RECORD, "japan.pacific_pull", 0.0, KWANTUNG, 1),
    "no pull of the Pacific, a larger garrison across the border": (RECORD, "japan.pacific_pull", 0.0, GARRISON, 1),
    "an America that does not wait, fewer American carriers": (RECORD, "pacific.waits", 0.0, AMERICAN, -1),
    "an America that does not wait, fewer Japanese carriers": (RECORD, "pacific.waits", 0.0, JAPANESE, -1),
    "no fleet in being, fewer Japanese carriers": (RECORD, "pacific.fleet_in_being", 0.0, JAPANESE, -1),
    "battles that cost half, more Japanese carriers": (RECORD, "pacific.battle_toll", 0.5, JAPANESE, 1),
    "whole Japanese fleets that meet, fewer American carriers": (RECORD, "pacific.meets_japan", 2.0, AMERICAN, -1),
}
"""What is tried -> scenario, record, factor on it, what is measured, and its sign."""


@pytest.mark.parametrize("case", CASES)
def test_one_number_moves_what_it_should(case: str) -> None:
    scenario, record, factor, measure, sign = CASES[case]
    moved = measure(_played(scenario, ParameterEdit(record, scale=factor))) - measure(_played(scenario))
    low, high = tables.interval(moved)
    assert low > 0 if sign > 0 else high < 0, (low, high)


def test_no_aid_crosses_the_pacific_while_an_enemy_of_yesterday_fights_america() -> None:
    """A limit of the law of neutrality: not a ton, armistice or not."""
    block = _played(NORTH)
    tons = wartime.series(block)["lend_lease_pacific_kt"]
    weeks = np.arange(len(tons))[:, None]
    barred = (weeks > block.outcomes["date_japan_attacks_ussr"]) & (weeks > block.outcomes["date_us_japan_war"])
    assert barred.any() and np.isfinite(block.outcomes["date_far_east_armistice"]).any()
    assert (tons[barred] == 0).all()
