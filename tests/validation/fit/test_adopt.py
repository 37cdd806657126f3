"""Adopting a calibration: the ensemble among the evidence's data, and the records marked with their targets."""

from __future__ import annotations

import shutil
import tomllib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.evidence.fitted import Ensemble, ensemble_bytes, installed, read_ensemble
from crossroads.evidence.load import ENSEMBLE, load_records
from crossroads.validation.fit.adopt import adopt
from crossroads.validation.fit.structures import RIVALS
from crossroads.validation.fit.targets import load_plan

NAME = "east.axis_speed"


def _data(folder: Path) -> Path:
    """Return a copy of the evidence's own data."""
    there = Path(str(resources.files("crossroads.evidence").joinpath("data")))
    data = folder / "data"
    data.mkdir()
    for path in there.glob("*.toml"):
        shutil.copy(path, data)
    return data


def _calibration(folder: Path) -> Path:
    made = folder / "calibration"
    made.mkdir()
    record = load_records()[NAME]
    values = np.linspace(record.low, record.high, 5)[None]
    (made / ENSEMBLE).write_bytes(ensemble_bytes(Ensemble((NAME,), values, np.full(5, 0.2))))
    (made / "fit_record.toml").write_text(
        f'[[record]]\nname = "{NAME}"\ntargets = ["moscow_1941_07_16", "german_losses_1942"]\n'
    )
    return made


def _records(data: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for path in sorted(data.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        found.update({name: cells for name, cells in tables.items() if isinstance(cells, dict)})
    return found


def test_only_what_was_fitted_is_marked_and_no_number_moves(tmp_path: Path) -> None:
    data = _data(tmp_path)
    before = _records(data)
    assert adopt(_calibration(tmp_path), data) == [NAME]
    after = _records(data)
    assert after[NAME]["tier"] == "fitted"
    assert after[NAME]["targets"] == "moscow_1941_07_16, german_losses_1942"
    assert [name for name, cells in after.items() if cells.get("tier") == "fitted"] == [NAME]
    for name, cells in before.items():
        kept = {key: cell for key, cell in cells.items() if key not in {"tier", "targets"}}
        assert {key: cell for key, cell in after[name].items() if key not in {"tier", "targets"}} == kept
    assert read_ensemble(data / ENSEMBLE).names == (NAME,)


def test_adopting_twice_is_adopting_once(tmp_path: Path) -> None:
    data, made = _data(tmp_path), _calibration(tmp_path)
    adopt(made, data)
    once = {path.name: path.read_bytes() for path in data.iterdir()}
    adopt(made, data)
    assert {path.name: path.read_bytes() for path in data.iterdir()} == once


def test_a_folder_without_a_calibration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no calibration"):
        adopt(tmp_path, tmp_path)


def test_the_installed_ensemble_and_the_fitted_records_are_one_thing() -> None:
    targets = {target.id for target in load_plan().targets}
    fitted = {name: record.targets.split(", ") for name, record in load_records().items() if record.tier == "fitted"}
    assert set(fitted) == set(installed().names) - set(RIVALS)
    assert len(fitted) > 50
    for name, named in fitted.items():
        assert set(named) <= targets, name
