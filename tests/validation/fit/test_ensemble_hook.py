from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import NO_ENSEMBLE, Ensemble, ensemble_bytes, read_ensemble
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.setup import Setup

NAMES = ("east.axis_speed", "east.soviet_effectiveness")
WORLDS = np.arange(400)


def ensemble(weights: tuple[float, ...] = (0.7, 0.3)) -> Ensemble:
    """Members at the low and at the high end of both records."""
    records = [load_records()[name] for name in NAMES]
    values = np.array([[record.low, record.high] for record in records])
    return Ensemble(NAMES, values, np.array(weights))


def test_without_members_every_parameter_is_drawn_for_itself() -> None:
    alone = draw_parameters((), 1, WORLDS, True, NO_ENSEMBLE)
    fitted = draw_parameters((), 1, WORLDS, True, ensemble())
    assert alone["east.axis_speed"] == load_records()["east.axis_speed"].value
    for name in alone:
        if name not in NAMES:
            np.testing.assert_array_equal(alone[name], fitted[name])


def test_a_world_takes_all_fitted_parameters_from_one_member_by_weight() -> None:
    drawn = draw_parameters((), 1, WORLDS, True, ensemble())
    first, second = (np.asarray(drawn[name]) == load_records()[name].low for name in NAMES)
    np.testing.assert_array_equal(first, second)
    assert first.mean() == pytest.approx(0.7, abs=0.07)


def test_a_world_has_its_member_in_any_block() -> None:
    whole = np.asarray(draw_parameters((), 1, WORLDS, True, ensemble())[NAMES[0]])
    part = np.asarray(draw_parameters((), 1, WORLDS[[300, 7]], True, ensemble())[NAMES[0]])
    np.testing.assert_array_equal(part, whole[[300, 7]])


def test_edits_come_last() -> None:
    name, record = NAMES[0], load_records()[NAMES[0]]
    edited = {
        "value": ParameterEdit(name, value=record.value),
        "scale": ParameterEdit(name, scale=0.5),
        "range": ParameterEdit(name, low=record.low, high=record.value),
    }
    plain = np.asarray(draw_parameters((), 1, WORLDS, True, ensemble())[name])
    drawn = {key: draw_parameters((edit,), 1, WORLDS, True, ensemble())[name] for key, edit in edited.items()}
    alone = draw_parameters((edited["range"],), 1, WORLDS, True, NO_ENSEMBLE)[name]
    assert drawn["value"] == record.value
    np.testing.assert_allclose(drawn["scale"], 0.5 * plain)
    np.testing.assert_array_equal(drawn["range"], alone)


def test_central_values_stay_those_of_the_records() -> None:
    central = draw_parameters((), 1, WORLDS, False, ensemble())
    assert all(central[name] == load_records()[name].value for name in NAMES)


def test_members_reach_the_war() -> None:
    setup = Setup(horizon=dt.date(1941, 8, 3))
    few = WORLDS[:8]

    def series(of: Ensemble) -> np.ndarray:
        return simulate(setup, 1, few, parameters=draw_parameters((), 1, few, True, of)).series

    alone, fitted, again = series(NO_ENSEMBLE), series(dataclasses.replace(ensemble(), first=0)), series(NO_ENSEMBLE)
    assert not np.array_equal(alone, fitted)
    np.testing.assert_array_equal(alone, again)


def test_an_ensemble_is_read_as_it_was_written_and_to_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one.npz").write_bytes(ensemble_bytes(ensemble()))
    (tmp_path / "two.npz").write_bytes(ensemble_bytes(ensemble()))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    found = read_ensemble(tmp_path / "one.npz")
    assert found.names == NAMES
    np.testing.assert_array_equal(found.values, ensemble().values)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"names": ("east.axis_speeed", NAMES[1])}, "east.axis_speed"),
        ({"weights": np.array([0.5, 0.6])}, "add up to 1"),
        ({"values": np.full((2, 2), 1e6)}, "calibrate anew"),
        ({"values": np.ones((2, 3))}, "do not fit"),
    ],
)
def test_an_ensemble_of_other_records_is_refused(tmp_path: Path, change: dict[str, object], told: str) -> None:
    (tmp_path / "other.npz").write_bytes(ensemble_bytes(dataclasses.replace(ensemble(), **change)))
    with pytest.raises(InputError, match=told):
        read_ensemble(tmp_path / "other.npz")


def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ensemble.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(InputError, match="cannot be read"):
        read_ensemble(path)
