"""Every key of a manifest that is read has its type, and every file that it names is missed where it is gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import fake_war
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.runs import ensemble
from crossroads.runs.run import Run
from crossroads.runs.storage.files import read_json
from crossroads.runs.storage.seal import seal


def _kept(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    with mock.patch.object(ensemble, "simulate_worlds", fake_war.simulate):
        ensemble.run(fake_war.scenario(), worlds=2, out=tmp_path / "run", keep_trajectories=True)
    manifest: dict[str, Any] = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))
    return tmp_path / "run", manifest


@pytest.mark.parametrize("plan", ["x", [], 7, {"worlds": [1]}, {"seed": {}}, {"worlds": "6"}, {"ledger_worlds": -1}])
def test_a_plan_that_is_none_is_told_by_its_key(tmp_path: Path, plan: Any) -> None:
    folder, manifest = _kept(tmp_path)
    content = {key: value for key, value in manifest.items() if key not in ("files", "digest")}
    seal(folder, {**content, "plan": plan}, within=("trajectories",))
    with pytest.raises(InputError, match=r"manifest\.json: 'plan[\w.]*': found .*; allowed: "):
        Run.load(folder)


def test_files_that_a_manifest_names_are_missed(tmp_path: Path) -> None:
    folder, _ = _kept(tmp_path)
    shutil.rmtree(folder / "trajectories")
    with pytest.raises(InputError, match=r"trajectories: is missing, though manifest\.json names files in it"):
        Run.load(folder)


def test_half_a_letter_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": "\\ud800"}')
    with pytest.raises(InputError, match="half a letter"):
        read_json(path)
    path.write_text('{"a": "\\ud83d\\ude00"}')
    assert read_json(path) == {"a": "\N{GRINNING FACE}"}


FORGED: dict[str, tuple[Callable[[Run], Run], str]] = {
    "a day after the horizon": (
        lambda run: replace(run, outcomes=run.outcomes.assign(date_moscow_falls=pd.Timestamp("1946-12-29"))),
        r"outcomes\.parquet: 'date_moscow_falls' holds a day after the horizon",
    ),
    "more dead than lived": (
        lambda run: replace(run, outcomes=run.outcomes.assign(military_losses_ussr=9e299)),
        r"outcomes\.parquet.*'military_losses_ussr' holds more than there were people",
    ),
    "quantiles": (
        lambda run: replace(
            run, series=run.series.isel(statistic=[0, 7, 6, 5, 4, 3, 2, 1]).assign_coords(run.series.coords)
        ),
        r"series\.parquet.*quantiles do not rise",
    ),
    "worlds that were not kept": (
        lambda run: replace(run, ledger=run.ledger.assign(world=run.ledger["world"] + 900)),
        r"ledger\.parquet: holds decisions of world 90\d",
    ),
    "another scenario": (
        lambda run: replace(run, ledger=run.ledger.assign(scenario="another")),
        r"ledger\.parquet: holds decisions under 'another'",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_table_with_a_sound_seal_is_refused(tmp_path: Path, name: str) -> None:
    folder, _ = _kept(tmp_path)
    forge, told = FORGED[name]
    forge(Run.load(folder)).save(tmp_path / "forged")
    with pytest.raises(InputError, match=told):
        Run.load(tmp_path / "forged")
