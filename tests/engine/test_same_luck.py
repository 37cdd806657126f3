"""A world is the same world in any company: alone, in a crowd, in any order, block or process."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
import wartime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossroads.evidence.edits import ParameterEdit
from crossroads.runs import blocks, ensemble
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block

SCENARIOS = ("historical", "north_august", "south_december")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_world_is_the_same_alone_among_10_and_among_100(name: str) -> None:
    setup = wartime.scenario_setup(name)
    hundred = wartime.play(setup, 100)
    assert wartime.same_bits(hundred, wartime.play(setup, 10), range(10))
    for world in (0, 63):
        assert wartime.same_bits(hundred, wartime.play(setup, [world]), [world])


def test_the_order_of_world_numbers_changes_nothing() -> None:
    setup = wartime.scenario_setup("north_august")
    order = [7, 3, 900_001, 0, 5]
    mixed, sorted_ = wartime.play(setup, order), wartime.play(setup, sorted(order))
    assert wartime.same_bits(mixed, sorted_, [order.index(world) for world in sorted(order)])
    assert wartime.same_bits(mixed, wartime.play(setup, [900_001]), [2])


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds=st.lists(st.integers(0, 10**7), min_size=2, max_size=9, unique=True), seed=st.integers(0, 10**6))
def test_any_company_leaves_a_world_as_it_is(worlds: list[int], seed: int) -> None:
    setup = wartime.scenario_setup("historical", dt.date(1943, 1, 3))
    together = wartime.play(setup, worlds, seed=seed)
    assert wartime.same_bits(together, wartime.play(setup, worlds[-1:], seed=seed), [len(worlds) - 1])


DIFFERING = (
    ParameterEdit("view.japan_lag_weeks", low=1, high=5),
    ParameterEdit("view.ussr_lag_weeks", low=1, high=4),
    ParameterEdit("intelligence.german_reporting_lag_weeks", low=1, high=5),
    ParameterEdit("view.us_lag_weeks", low=1, high=4),
    ParameterEdit("japan.north_lead_weeks", low=3, high=5),
    ParameterEdit("supply.tempo_weeks", low=10, high=17),
    ParameterEdit("japan.southern_gathering_weeks", scale=1.3),
)
"""Numbers of weeks, which code might be tempted to take from one world for all."""


def test_parameters_that_differ_by_world_leave_each_world_its_own() -> None:
    setup = wartime.scenario_setup("historical", dt.date(1942, 9, 6), *DIFFERING)
    together = wartime.play(setup, 24, ledger=True)
    for world in (0, 11, 23):
        alone = wartime.play(setup, [world], ledger=True)
        assert _odds(together, world) == _odds(alone, world)
        assert wartime.same_bits(together, alone, [world])


def _odds(block: Block, world: int) -> dict[tuple[int, str, str], list[float]]:
    """Return the odds of every meeting that a world held."""
    position = int(np.flatnonzero(block.worlds == world)[0])
    return {
        (entry.week, entry.nation, entry.decision): entry.probabilities[:, position].tolist()
        for entry in block.ledger
        if entry.choice[position] >= 0
    }


def test_a_shorter_war_is_the_start_of_a_longer_one() -> None:
    """Nothing dated later can reach a decision: without a future, the past is the same."""
    long = wartime.watched("historical").block
    short = wartime.play(wartime.scenario_setup("historical", dt.date(1943, 1, 3)), wartime.WATCHED, ledger=True)
    weeks = short.series.shape[1]
    assert np.array_equal(long.series[:, :weeks], short.series, equal_nan=True)
    for entry, other in zip(long.ledger, short.ledger, strict=False):
        assert np.array_equal(entry.choice, other.choice)


def test_another_seed_is_another_war() -> None:
    setup = wartime.scenario_setup("historical", dt.date(1942, 1, 4))
    first, second = (wartime.play(setup, 4, seed=seed) for seed in (1, 2))
    assert not np.array_equal(first.series, second.series, equal_nan=True)


def test_worlds_differ_from_each_other() -> None:
    lost = wartime.series(wartime.watched("historical").block)["soviet_losses_east"]
    assert len(np.unique(lost[0])) == len(np.unique(lost[20])) == wartime.WATCHED


def test_two_processes_and_small_blocks_give_the_same_run(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("north_august")
    short = dataclasses.replace(scenario.setup, horizon=dt.date(1942, 3, 1))
    scenario = dataclasses.replace(scenario, setup=short)
    one = ensemble.run(scenario, worlds=20, ledger_worlds=20, workers=1)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 6)
    two = ensemble.run(scenario, worlds=20, ledger_worlds=20, workers=2)
    pd.testing.assert_frame_equal(one.outcomes, two.outcomes)
    assert one.series.identical(two.series)
    assert str(one.ledger.to_dict("list")) == str(two.ledger.to_dict("list"))
