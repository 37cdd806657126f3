"""Draws that last as long as each world says: the compiled week picks the row that the stepped one reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from test_whole import SHORT, assert_same, stepped

from crossroads.engine import simulation
from crossroads.engine.compiled import tables
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import NO_ENSEMBLE, Ensemble
from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.setup import Setup
from crossroads.scenario.scenario import load_scenario

WORLDS = list(range(66))
TEMPO = "supply.tempo_weeks"


def _of_every_length(low: float, high: float) -> Setup:
    return replace(SHORT, edits=(ParameterEdit(TEMPO, low=low, high=high),))


def _never_stepped(*_: object) -> None:
    raise AssertionError("the worlds were stepped")


@pytest.mark.parametrize(("low", "high"), [(10.0, 17.0), (1.0, 3.0), (12.5, 12.6)])
def test_worlds_differ_in_how_long_a_draw_lasts(low: float, high: float, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = _of_every_length(low, high)
    expected = stepped(setup, WORLDS)
    monkeypatch.setattr(simulation, "_decided", _never_stepped)
    assert_same(simulation.simulate(setup, 1941, np.array(WORLDS)), expected)


@pytest.mark.parametrize("least", [20.0, 1.5])
def test_lengths_that_are_given_and_not_drawn(least: float, monkeypatch: pytest.MonkeyPatch) -> None:
    p = draw_parameters((), 1941, np.array(WORLDS), True).changed({TEMPO: np.linspace(least, 40.0, len(WORLDS))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "program_for", lambda *_: None)
        expected = simulation.simulate(SHORT, 1941, np.array(WORLDS), parameters=p)
    monkeypatch.setattr(simulation, "_decided", _never_stepped)
    assert_same(simulation.simulate(SHORT, 1941, np.array(WORLDS), parameters=p), expected)


@pytest.mark.parametrize("ensemble", [NO_ENSEMBLE, Ensemble((TEMPO,), np.array([[11.0, 16.0]]), np.array([0.5, 0.5]))])
@pytest.mark.parametrize("ledger", [0, 3])
def test_an_ensemble_of_ones_own_gives_the_parameters_that_it_draws(ensemble: Ensemble, ledger: int) -> None:
    numbers = np.arange(20)
    p = draw_parameters((), 1941, numbers, True, ensemble)
    given = simulation.simulate(SHORT, 1941, numbers, parameters=p)
    assert_same(simulation.simulate(SHORT, 1941, numbers, ensemble=ensemble, ledger_below=ledger), given)
    other = simulation.simulate(SHORT, 1941, numbers)
    assert not np.array_equal(other.series, given.series, equal_nan=True)


def test_the_blocks_of_a_run_share_tables_and_no_other_run_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*given: object) -> object:
        made.append(original(*given))  # type: ignore[arg-type]
        return made[-1]

    original = tables._program
    monkeypatch.setattr(tables, "_program", counted)
    tables._kept.clear()
    plain = replace(load_scenario("as_it_happened").setup, horizon=dt.date(1941, 12, 28))
    for worlds in (np.arange(3), np.arange(3, 9)):
        simulation.simulate(plain, 1941, worlds)
    assert len(made) == 1
    others = (
        replace(plain, forces=plain.forces[1:]),
        replace(plain, horizon=dt.date(1941, 12, 21)),
        replace(plain, deciders=(("japan", "stated_odds"),)),
        replace(plain, edits=(ParameterEdit(TEMPO, value=12.0),)),
    )
    for setup in others:
        assert_same(simulation.simulate(setup, 1941, np.arange(3)), stepped(setup, [0, 1, 2]))
    simulation.simulate(plain, 7, np.arange(3))
    assert len(made) == 2 + len(others)
