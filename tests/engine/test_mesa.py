"""The war is a Mesa model like any other: it runs by itself, its agents act by name, and batch runs work on it."""

from __future__ import annotations

import datetime as dt
import inspect
from dataclasses import replace
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engine import War
from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLE_NAMES

SHORT = Setup(horizon=dt.date(1941, 8, 31), deciders=tuple((kind.name, "stated_odds") for kind, _ in NATIONS))


def test_a_war_ends_by_itself() -> None:
    war = War(SHORT, 1941, worlds=np.arange(3))
    war.run_model()
    assert war.week == war.weeks == war.steps and not war.running


def test_all_nations_observe_before_any_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    war, done = War(SHORT, 1941), []
    for kind in {type(agent) for agent in war.agents}:
        for verb in ("observe", "decide"):
            monkeypatch.setattr(kind, verb, lambda self, *_, verb=verb: done.append((verb, self.name)))
    war.step()
    order = [kind.name for kind, _ in NATIONS]
    assert done == [("observe", name) for name in order] + [("decide", name) for name in order]


def test_weekly_means_are_collected() -> None:
    war = War(SHORT, 1941, worlds=np.arange(5))
    war.run_model()
    table = war.datacollector.get_model_vars_dataframe()
    assert tuple(table.columns) == OBSERVABLE_NAMES and len(table) == war.weeks
    row = OBSERVABLE_NAMES.index("japan_oil_stock_mbbl")
    means = war.recorder.series[row, : war.weeks].mean(axis=-1, dtype=np.float64)
    np.testing.assert_allclose(table["japan_oil_stock_mbbl"], means, rtol=1e-12)


def test_batch_runs_differ_by_seed_and_not_by_processes() -> None:
    def means(processes: int) -> dict[int, float]:
        asked: dict[str, Any] = {"setup": SHORT}
        if "rng" in inspect.signature(mesa.batch_run).parameters:
            seeds: dict[str, Any] = {"rng": [1, 2]}
        else:
            asked, seeds = asked | {"seed": [1, 2]}, {}
        rows = mesa.batch_run(War, asked, number_processes=processes, display_progress=False, **seeds)
        return {row["seed"]: row["soviet_losses_east"] for row in rows}

    alone = means(1)
    assert set(alone) == {1, 2} and alone[1] != alone[2]
    assert means(2) == alone


@settings(max_examples=25)
@given(weeks=st.integers(1, 9), taken=st.integers(0, 12))
def test_every_step_is_taken_until_the_horizon_and_none_past_it(weeks: int, taken: int) -> None:
    """Whatever the horizon, and whoever steps: nothing is written past the last week, and the message says why."""
    setup = replace(SHORT, horizon=calendar.START + dt.timedelta(weeks=weeks))
    war = War(setup, 1941, worlds=np.arange(2), collect=False)
    for step in range(taken):
        if step < weeks:
            war.step()
            continue
        with pytest.raises(
            InputError, match=f"step: found week {weeks + 1} of a war of {weeks} weeks.*allowed: one step"
        ):
            war.step()
    assert war.week == min(weeks, taken) and war.running == (taken < weeks)
    war.run_model()
    assert war.week == weeks and not war.running


@pytest.mark.parametrize("seed", [-1, 1.0, 1.5, "x", True, np.float64(3), [1], 1j])
def test_what_is_no_seed_is_refused(seed: Any) -> None:
    with pytest.raises(InputError, match=r"^seed: found .*; allowed: a whole number from 0\.$"):
        War(SHORT, seed=seed)


@pytest.mark.parametrize(
    "worlds", [[], [-1], [2, 2], 3, [0.5], [[1, 2]], "12", [True], range(0), np.arange(2.0), ["a"]]
)
def test_what_are_no_worlds_is_refused(worlds: Any) -> None:
    with pytest.raises(InputError, match=r"^worlds: found .*; allowed: one or more whole numbers from 0, each once"):
        War(SHORT, 1941, worlds=worlds)


@pytest.mark.parametrize("worlds", [[4], (1, 7), range(3), np.arange(2, dtype=np.uint8)])
def test_worlds_may_be_any_row_of_whole_numbers(worlds: Any) -> None:
    assert War(SHORT, 1941, worlds=worlds).block().worlds.tolist() == list(worlds)


@pytest.mark.parametrize("setup", ["no_pact", 7, {}, dt.date(1942, 1, 1)])
def test_what_is_no_setup_is_refused(setup: Any) -> None:
    with pytest.raises(InputError, match=r"^setup: found .*; allowed: a Setup"):
        War(setup)


def test_a_war_without_a_seed_is_refused() -> None:
    """Newer batch runs give None where they are told no seeds: no run could be repeated."""
    for words in ({}, {"seed": None}):
        with pytest.raises(InputError, match=r"seed: found None.*rng=\[1, 2\]"):
            War(SHORT, **words)
