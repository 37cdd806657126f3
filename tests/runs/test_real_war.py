"""The engine itself, through the ensemble: a few worlds, a few months."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crossroads.runs import blocks, ensemble
from crossroads.runs.assembly import run_design
from crossroads.runs.design import make_parts
from crossroads.runs.engines import ENGINES
from crossroads.runs.ensemble import replay, run
from crossroads.scenario.scenario import Scenario, load_scenario


@pytest.fixture(autouse=True)
def _real_war(monkeypatch: pytest.MonkeyPatch, _cheap_war: None) -> None:
    def simulate_worlds(*order: Any, **options: Any) -> Any:
        from crossroads.engine import simulate

        return simulate(*order, **options)

    monkeypatch.setattr(ensemble, "simulate_worlds", simulate_worlds)


def _until_december(name: str) -> Scenario:
    scenario = load_scenario(name)
    setup = dataclasses.replace(scenario.setup, horizon=dt.date(1941, 12, 28))
    return dataclasses.replace(scenario, setup=setup)


def test_blocks_and_replays_do_not_change_a_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = _until_december("north_august")
    order = {"worlds": 8, "seed": 3, "ledger_worlds": 8, "keep_trajectories": True}
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 3)
    small = run(scenario, out=tmp_path / "small", **order)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 100)
    large = run(scenario, out=tmp_path / "large", **order)
    pd.testing.assert_frame_equal(small.outcomes, large.outcomes)
    assert small.series.identical(large.series)
    assert str(small.ledger.to_dict("list")) == str(large.ledger.to_dict("list"))
    again = replay(scenario, [1, 6], seed=3)
    pd.testing.assert_frame_equal(again.outcomes, large.outcomes.loc[[1, 6]])
    assert large.trajectories is not None
    for name in again.series:
        kept = large.trajectories[name].sel(world=[1, 6]).values.T
        np.testing.assert_array_equal(again.series[name].values, kept)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "serial"])
def test_threads_and_processes_leave_the_same_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    from crossroads.engine import simulate

    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 2)
    design = run_design("historical", _until_december("historical").setup, 8, 3, 8, simulate)
    content = []
    for name, workers in (("serial", 1), (engine, 3)):
        (tmp_path / name).mkdir()
        make_parts(design, tmp_path / name, engine=name, workers=workers)
        content.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert len(content[0]) == 4 and content[0] == content[1]


def test_every_outcome_and_series_is_there() -> None:
    made = run(_until_december("historical"), worlds=4)
    assert not made.outcomes["verdict"].eq("").any()
    assert not made.outcomes["japan_course"].eq("").any()
    assert made.series["soviet_front_strength"].sel(statistic="q50").notnull().all()
    assert len(made.ledger) > 0
