"""Two scenarios are the same world until the first thing that differs."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.setup import Setup
from crossroads.world.block import Block, LedgerEntry
from crossroads.world.observables import OBSERVABLES

WORLDS = wartime.WATCHED
HORIZON = dt.date(1944, 1, 2)
STOCKS = [index for index, item in enumerate(OBSERVABLES) if item.kind == "stock"]

Key = tuple[int, str, str]


def _by_meeting(block: Block) -> dict[Key, LedgerEntry]:
    return {(entry.week, entry.nation, entry.decision): entry for entry in block.ledger}


def first_differences(base: Block, other: Block) -> np.ndarray:
    """Return each world's first week in which a choice or its odds differ; the number of weeks if none does."""
    first = np.full(WORLDS, base.series.shape[1])
    mine, theirs = _by_meeting(base), _by_meeting(other)
    for key in sorted(set(mine) | set(theirs)):
        left, right = mine.get(key), theirs.get(key)
        if left is None or right is None:
            only = left or right
            assert only is not None
            differs = only.choice >= 0
        else:
            met = (left.choice >= 0) | (right.choice >= 0)
            differs = met & (
                (left.choice != right.choice)
                | (left.probabilities != right.probabilities).any(axis=0)
                | (left.forced != right.forced)
            )
        first = np.where(differs, np.minimum(first, key[0]), first)
    return first


def _assert_same_until(base: Block, other: Block, first: np.ndarray) -> None:
    for world, week in enumerate(first):
        before = base.series[:, :week, world], other.series[:, :week, world]
        assert np.array_equal(*before, equal_nan=True), f"world {world} differs before week {week}"
        if week < base.series.shape[1]:
            at = base.series[STOCKS, week, world], other.series[STOCKS, week, world]
            assert np.array_equal(*at, equal_nan=True), f"world {world}: stocks differ at week {week}"


@pytest.mark.parametrize(
    "name",
    [
        "north_august",
        "north_july",
        "south_december",
        "wait",
        "no_transfer",
        "accept_us_terms",
        "no_embargo",
        "typhoon_early",
    ],
)
def test_worlds_part_from_the_base_at_the_first_decision_that_differs(name: str) -> None:
    base, other = wartime.played("historical", WORLDS, HORIZON), wartime.played(name, WORLDS, HORIZON)
    first = first_differences(base, other)
    assert (first < base.series.shape[1]).any(), "no world differs at all"
    _assert_same_until(base, other, first)


def test_a_world_that_chose_what_the_scenario_orders_parts_later_or_never() -> None:
    base = wartime.played("historical", WORLDS, HORIZON)
    other = wartime.played("south_december", WORLDS, HORIZON)
    weeks = base.series.shape[1]
    apart = [
        next((week for week in range(weeks) if not _same_row(base, other, week, world)), weeks)
        for world in range(WORLDS)
    ]
    assert len(set(apart)) > 1


def _same_row(base: Block, other: Block, week: int, world: int) -> bool:
    return np.array_equal(base.series[:, week, world], other.series[:, week, world], equal_nan=True)


def test_a_war_without_the_bomb_is_the_same_war_until_the_first_bomb() -> None:
    base, other = wartime.watched("historical").block, wartime.play(wartime.scenario_setup("no_bomb"), WORLDS)
    bomb = base.outcomes["date_atomic_bomb_used"]
    assert np.isfinite(bomb).any()
    weeks = base.series.shape[1]
    for world in range(WORLDS):
        until = weeks if np.isnan(bomb[world]) else int(bomb[world])
        left, right = base.series[:, :until, world], other.series[:, :until, world]
        assert np.array_equal(left, right, equal_nan=True)
    assert np.isnan(other.outcomes["date_atomic_bomb_used"]).all()


def _harmless_northern_war() -> tuple[ParameterEdit, ...]:
    """Return edits after which a war in the Far East touches nothing in Europe."""
    return tuple(
        ParameterEdit(name, value=0.0)
        for name in (
            "far_east.soviet_lethality",
            "far_east.encirclement",
            "far_east.war_rail_share",
            "far_east.local_call_up",
            "politics.weight_second_front",
            "lend_lease.capacity_pacific",
            "diplomacy.incident_north",
        )
    )


def _war(course: str) -> Setup:
    quiet = wartime.nothing_new(
        dt.date(1944, 1, 2),
        wartime.once("japan.course", course, dt.date(1941, 8, 9)),
        wartime.always("germany.main_effort", "moscow"),
    )
    return wartime.with_edits(quiet, *_harmless_northern_war())


def test_a_war_in_asia_that_touches_nothing_in_europe_leaves_its_luck_alone() -> None:
    """The Far East draws luck of its own; the Eastern Front's is the same bit for bit."""
    peace, war = (wartime.play(_war(course), 12) for course in ("wait", "north"))
    assert np.isfinite(war.outcomes["date_japan_attacks_ussr"]).all()
    assert np.isnan(peace.outcomes["date_japan_attacks_ussr"]).all()
    left, right = wartime.series(peace), wartime.series(war)
    for name in (
        "front_leningrad_axis_km",
        "front_moscow_axis_km",
        "front_stalingrad_axis_km",
        "soviet_losses_east",
        "german_losses_east",
        "german_front_strength",
        "soviet_front_strength",
        "soviet_cohesion",
    ):
        assert np.array_equal(left[name], right[name], equal_nan=True), name
    assert not np.array_equal(left["japan_oil_stock_mbbl"], right["japan_oil_stock_mbbl"])


def test_a_decision_of_japan_does_not_change_the_luck_of_the_sea() -> None:
    """A southern war that starts in the same week has the same carrier battles, with the north settled or not."""
    south = wartime.once("japan.course", "south", dt.date(1941, 12, 1))
    plain = wartime.nothing_new(dt.date(1944, 1, 2), south)
    ready = wartime.with_forces(plain, wartime.always("germany.request", "ask"))
    left, right = (wartime.series(wartime.play(setup, 12)) for setup in (plain, ready))
    for name in ("japan_carriers", "us_carriers_pacific", "us_distance_to_tokyo_km"):
        assert np.array_equal(left[name], right[name]), name
