from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from swept import SWEPT

from crossroads.cli import calibrate
from crossroads.errors import InputError
from crossroads.evidence.fitted import NO_ENSEMBLE, Ensemble, read_ensemble
from crossroads.evidence.history.record_map import Target
from crossroads.evidence.parameters import draw_parameters
from crossroads.runs import blocks
from crossroads.runs.blocks import Cell
from crossroads.runs.progress import Interrupted
from crossroads.validation.fit import calibrate as whole
from crossroads.validation.fit import worlds as stages
from crossroads.validation.fit.judgement import Answered, headline
from crossroads.validation.fit.structures import FITS, SEARCHES
from crossroads.validation.fit.targets import load_plan

SMALL = {"worlds": 84, "rounds": 3, "members": 4, "seed": 5, "workers": 1}

SECOND = f"1941-42-{SEARCHES[0].name}-round-01"
"""The second round of the first search."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("calibration") / "fit"
    whole.calibrate(out=target, **SMALL)
    return target


def test_the_folder_holds_the_ensemble_its_record_and_a_report(made: Path) -> None:
    names = ("ensemble.npz", "fit_record.toml", "report.md")
    both = {*names, *(name.replace(".", "_1941_42.") for name in names)}
    assert {path.name for path in made.iterdir()} == both
    assert [path.name for path in made.parent.iterdir()] == ["fit"]
    ensemble = read_ensemble(made / "ensemble.npz")
    assert ensemble.values.shape == (len(ensemble.names), 4)
    record = tomllib.loads((made / "fit_record.toml").read_text(encoding="utf-8"))
    assert record["order"] == {"worlds": 84, "rounds": 3, "members": 4, "seed": 5}
    assert len(record["round"]) == 3 * len(SEARCHES)
    assert len(record["search"]) == len(SEARCHES)
    assert {item["id"] for item in record["target"]} == {target.id for target in load_plan().targets}
    assert all(item["seen"] for item in record["target"])
    early = tomllib.loads((made / "fit_record_1941_42.toml").read_text(encoding="utf-8"))
    tolerances = np.array([item["tolerance"] for item in early["round"]]).reshape(len(SEARCHES), 3)
    # Of a dozen sets one search may be unlucky; all of them together come nearer.
    assert tolerances[:, 1:].min(axis=1).mean() < tolerances[:, 0].mean()
    assert {item["date"][:4] for item in early["target"] if not item["seen"]} >= {"1943"}
    assert {item["id"] for item in early["target"] if item["seen"]} == {
        target.id for target in load_plan().targets if target.period.last <= dt.date(1942, 12, 31)
    }


def test_the_report_tells_misses_first(made: Path) -> None:
    lines = (made / "report.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.endswith("|") and ("median in range" in line or "half-ranges" in line)]
    assert len(rows) == len(load_plan().targets)
    missed = ["**missed**" in row for row in rows]
    assert any(missed)
    assert missed == sorted(missed, reverse=True)


def test_an_interrupted_fit_goes_on_and_ends_with_the_same_bytes(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, said, calls = tmp_path / "again", stages._said, []

    def stopped(cell: Cell, *rest: Any, **bound: Any) -> Any:
        calls.append(cell.name)
        if cell.name == SECOND and calls.count(SECOND) == 1:
            raise KeyboardInterrupt
        return said(cell, *rest, **bound)

    monkeypatch.setattr(stages, "_said", stopped)
    with pytest.raises(Interrupted, match="To go on: crossroads calibrate --worlds 84"):
        whole.calibrate(out=target, command="crossroads calibrate --worlds 84", **SMALL)
    assert not target.exists()
    whole.calibrate(out=target, **SMALL)
    assert calls.count(SECOND.replace("01", "00")) == 1
    for path in made.iterdir():
        assert (target / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_first_fit_has_not_seen_the_year_that_it_is_judged_by(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever 1943 had been, the sets fitted to 1941-42 are the same; those fitted to 1943 as well are not."""
    plan = load_plan()

    def moved(target: Target) -> Target:
        later = target.period.last > FITS[0].until
        shift = 3.0 * target.half if later else 0.0
        return target.model_copy(update={name: getattr(target, name) + shift for name in ("value", "low", "high")})

    changed = plan.model_copy(update={"targets": tuple(map(moved, plan.targets))})
    monkeypatch.setattr(whole, "load_plan", lambda: changed)
    whole.calibrate(out=tmp_path / "fit", **SMALL)
    names = ("ensemble_1941_42.npz", "ensemble.npz")
    same = [(tmp_path / "fit" / name).read_bytes() == (made / name).read_bytes() for name in names]
    assert same == [True, False]


def test_a_folder_that_is_taken_is_refused(made: Path) -> None:
    with pytest.raises(InputError, match="exists already"):
        whole.calibrate(out=made, **SMALL)


def test_unfinished_work_of_other_settings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stages, "_said", stopped)
    with pytest.raises(Interrupted):
        whole.calibrate(out=tmp_path / "fit", **SMALL)
    with pytest.raises(InputError, match="another plan"):
        whole.calibrate(out=tmp_path / "fit", **SMALL | {"seed": 6})


@pytest.mark.parametrize(("name", "value"), [("worlds", 40), ("rounds", 1), ("members", 3), ("seed", -1)])
def test_numbers_out_of_bounds_are_told(tmp_path: Path, name: str, value: int) -> None:
    with pytest.raises(InputError, match=name):
        whole.calibrate(out=tmp_path / "fit", **SMALL | {name: value})


def test_the_commands_settings_are_the_librarys() -> None:
    assert calibrate.SETTINGS == {
        "worlds": whole.WORLDS,
        "rounds": whole.ROUNDS,
        "members": whole.MEMBERS,
    }


@SWEPT
def test_the_result_does_not_hang_on_parts_or_processes(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 43 * stages.HEAVIER)
    target = tmp_path / "parts"
    whole.calibrate(out=target, **SMALL | {"workers": 2})
    assert (target / "ensemble.npz").read_bytes() == (made / "ensemble.npz").read_bytes()
    shutil.rmtree(target)


def test_a_target_is_met_by_its_median_or_by_a_narrow_interval() -> None:
    target = next(item for item in load_plan().targets if item.id == "moscow_1941_06_28")  # 298, 323, 348
    assert Answered(target, np.array([0.0, 300.0, 900.0])).met
    assert Answered(target, np.array([280.0, 290.0, 330.0])).met
    assert not Answered(target, np.array([280.0, 290.0, 320.0])).met
    assert not Answered(target, np.array([230.0, 290.0, 400.0])).met


def test_what_parameter_sets_move_is_told_apart_from_luck() -> None:
    random = np.random.default_rng(8)
    drawn = np.repeat(np.arange(200), 8)
    germany = 150 + 10 * random.standard_normal(200)[drawn] + 5 * random.standard_normal(1600)
    moscow = np.where(random.random(1600) < 0.1, random.integers(15, 28, 1600), np.nan).astype(np.float64)
    found = headline(np.stack([moscow, germany]), drawn)
    assert found.germany_between == pytest.approx(10.0, rel=0.2)
    assert found.germany_luck == pytest.approx(5.0, rel=0.1)
    assert found.moscow == pytest.approx(0.1, abs=0.03)
    assert found.moscow_between < 0.05
    assert found.moscow_weeks == 13


def test_every_stage_of_a_fit_has_one_code() -> None:
    prior = load_plan().movable()
    few = Ensemble((prior[0].name,), np.array([[prior[0].value, prior[0].low]]), np.array([0.5, 0.5]), 10)
    worlds = np.arange(10, 16)
    varying = []
    for ensemble in (NO_ENSEMBLE, few):
        opened = stages._opened(ensemble)
        plain, drawn = draw_parameters((), 3, worlds, True, ensemble), draw_parameters((), 3, worlds, True, opened)
        assert plain.keys() == drawn.keys()
        for name, values in plain.items():
            np.testing.assert_array_equal(np.broadcast_to(values, worlds.shape), drawn[name], err_msg=name)
        varying.append({name for name, value in drawn.items() if isinstance(value, np.ndarray)})
    assert varying[0] == varying[1] > {item.name for item in prior if item.draw == "fixed"}
