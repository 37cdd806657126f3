"""Nations that deliberate: most histories are those that could be expected, and some are not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import tables
import wartime

from crossroads.engine import War
from crossroads.minds.deciders.catalogue import DEFAULT
from crossroads.minds.deciders.deliberation import Deliberation
from crossroads.minds.decision import NATIONS
from crossroads.world.block import Block
from crossroads.world.observables import COURSES

WORLDS = 2_000


@pytest.fixture(scope="module")
def free() -> Block:
    return tables.past_new_year("historical", WORLDS)


def _share(block: Block, *courses: str) -> float:
    return float(np.isin(block.outcomes["japan_course"], [COURSES.index(name) for name in courses]).mean())


def test_all_four_nations_deliberate_unless_they_are_told_otherwise() -> None:
    assert DEFAULT == "deliberation"
    nations = War(seed=1941).nations
    assert {nation.name for nation in nations} == set(NATIONS)
    assert all(isinstance(nation.decider, Deliberation) for nation in nations)


def test_most_worlds_go_south_and_some_go_north(free: Block) -> None:
    assert _share(free, "south", "south_without_us") >= 0.5
    assert 0.02 <= _share(free, "north", "limited") <= 0.25
    assert _share(free, *COURSES) == 1.0


def test_a_move_into_southern_indochina_is_answered_by_a_freeze_or_an_embargo_which_most_become(free: Block) -> None:
    moved = tables.first_chosen(free, "japan.course", "indochina")
    went = moved <= wartime.row(dt.date(1941, 7, 2))
    freeze, embargo = (
        tables.first_odds(free, "united_states.trade", option, moved)[went] for option in ("partial", "full")
    )
    assert np.isfinite(freeze).sum() > WORLDS / 4
    assert np.nanmean(freeze + embargo) >= 0.9
    # Neither is a formality: which comes first is open, and with it the day on which the last oil is sold.
    assert 0.2 < np.nanmean(freeze) < 0.8
    cut = free.outcomes["date_us_full_embargo"][went]
    assert (cut <= wartime.row(dt.date(1941, 12, 1))).mean() > 0.9
    assert len(np.unique(cut[np.isfinite(cut)])) > 8


def test_germany_follows_japan_into_war_with_america(free: Block) -> None:
    declared = tables.first_odds(free, "germany.war_on_us", "declare")
    assert np.isfinite(declared).sum() > WORLDS / 4
    assert np.nanmean(declared) >= 0.6


def test_troops_go_west_before_december(free: Block) -> None:
    moved = wartime.series(free)["soviet_men_moved_west"][wartime.row(dt.date(1941, 11, 30))]
    assert (moved > 0).mean() >= 0.8


@pytest.mark.parametrize(
    "scenario", ["historical", "north_july", "north_august", "north_only", "hold_at_indochina", "south_december"]
)
def test_what_is_free_is_never_certain(scenario: str) -> None:
    """An embargo, an American entry, and an armistice: none in all worlds to the horizon, and none in no world."""
    found = wartime.play(wartime.scenario_setup(scenario), 500).outcomes
    free = {"date_us_full_embargo", "date_us_germany_war", "date_us_japan_war", "date_far_east_armistice"}
    # A blow at Pearl Harbor that is ordered leaves America no choice.
    for outcome in free - ({"date_us_japan_war"} if scenario == "south_december" else set()):
        assert 0.0 < np.isfinite(found[outcome]).mean() < 1.0, outcome


JULY = range(wartime.row(dt.date(1941, 7, 20)), wartime.row(dt.date(1941, 8, 10)))


@pytest.mark.parametrize(
    ("decision", "weeks"),
    [
        ("japan.course", [wartime.row(dt.date(1941, 12, 1))]),
        ("united_states.trade", JULY),
        ("ussr.transfers", [wartime.row(dt.date(1941, 10, 12))]),
    ],
)
def test_a_great_decision_is_no_toss_of_a_coin(free: Block, decision: str, weeks: list[int] | range) -> None:
    """Options lie further apart than what is left unsaid, and one of them is likelier than equal odds would have it."""
    entries = [entry for entry in wartime.meetings(free, decision) if entry.week in weeks]
    apart = np.concatenate([tables.spread(entry) for entry in entries])
    assert len(apart) > 200
    assert (apart > 1.0).mean() > 0.7
    likeliest = np.concatenate([entry.probabilities[:, entry.choice >= 0].max(axis=0) for entry in entries])
    assert np.median(likeliest) > 0.5
    options = max(int((entry.probabilities > 0).sum(axis=0).max()) for entry in entries)
    assert options > 2
