"""Every key of a manifest that is read has its type, and every file that it names is missed where it is gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from unittest import mock

import fake_war
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
