"""The war between Japan and the USSR: seldom begun by the Soviets, able to end, and its port in play."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest
import wartime
from whole_war import as_it_happened

from crossroads.world.block import Block

WORLDS = 400


@cache
def played(name: str) -> Block:
    """Play a shipped scenario to its horizon in drawn worlds, once a session."""
    return as_it_happened().block if name == "as_it_happened" else wartime.play(wartime.scenario_setup(name), WORLDS)


def _week(block: Block, name: str) -> wartime.Floats:
    """Return the week of an outcome, infinity = never, (world,)."""
    return np.where(np.isnan(block.outcomes[name]), np.inf, block.outcomes[name])


@pytest.mark.parametrize("name", ["historical", "as_it_happened"])
def test_the_soviet_union_seldom_attacks_in_the_east_while_germany_lives(name: str) -> None:
    """A prototype's rule let it sweep Manchuria in 1943."""
    block = played(name)
    attack, germany = _week(block, "date_ussr_attacks_japan"), _week(block, "date_germany_surrenders")
    assert (attack < germany).mean() < 0.15
    assert (attack < wartime.row(dt.date(1944, 1, 2))).mean() < 0.1


def test_what_is_rare_before_germanys_end_is_common_after_it() -> None:
    """It is its own decision, not a wall: with Germany beaten, most Soviet governments attack."""
    block = played("as_it_happened")
    attack, germany = _week(block, "date_ussr_attacks_japan"), _week(block, "date_germany_surrenders")
    japan = _week(block, "date_japan_surrenders")
    free = (germany < japan) & np.isfinite(germany) & (attack >= germany)
    assert np.isfinite(attack[free]).mean() > 0.3


def test_manchuria_is_not_swept_in_1943() -> None:
    fallen = _week(played("historical"), "date_manchuria_falls")
    assert (fallen < wartime.row(dt.date(1944, 1, 2))).mean() < 0.05


def test_a_war_in_the_north_can_end_and_can_go_on() -> None:
    """In a prototype the north had no ending; here some wars are over within sixteen months, and some are not."""
    # The front is a number while the two fight, and missing while they do not.
    fights = np.isfinite(wartime.series(played("north_august"))["far_east_front_amur_km"])
    fought = fights.any(axis=0)
    assert fought.mean() > 0.9
    going_on = fights[wartime.row(dt.date(1943, 1, 3)), fought].mean()
    assert 0.05 < going_on < 0.95
    assert fights[-1, fought].mean() < 0.9, "by the horizon many are over"


def test_an_armistice_is_one_ending_among_others_and_needs_no_america() -> None:
    block = played("north_august")
    fought = np.isfinite(_week(block, "date_japan_attacks_ussr"))
    armistice = _week(block, "date_far_east_armistice")[fought]
    before = _week(block, "date_us_japan_war")[fought]
    assert 0.05 < np.isfinite(armistice).mean() < 0.999
    assert (armistice < before).mean() > 0.02, "some are made while America is at peace with Japan"
    low, high = np.quantile(armistice[np.isfinite(armistice)], [0.1, 0.9])
    assert high - low > 20.0, "weeks"


def test_vladivostok_is_neither_safe_nor_lost_by_construction() -> None:
    block = played("north_august")
    fought = np.isfinite(_week(block, "date_japan_attacks_ussr"))
    fallen = _week(block, "date_vladivostok_falls")[fought]
    assert 0.02 < np.isfinite(fallen).mean() < 0.98
    assert len(np.unique(fallen[np.isfinite(fallen)])) >= 3, "and it has no day of its own"
