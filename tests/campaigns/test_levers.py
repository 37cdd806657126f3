"""Every lever moves what its text says: pulled over its range in the same worlds, with an interval off zero."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.minds.setup import Setup
from crossroads.statistics.paired import paired_difference
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLE_NAMES

SUMMER_1943 = dt.date(1943, 7, 4)


@dataclass(frozen=True)
class Pull:
    """A lever, pulled from one factor to another.

    Attributes
    ----------
    lever
        Its name.
    scenario
        The war in which it is pulled.
    measure
        Outcome, or SERIES@DAY.
    way
        1 where more of it means more of the measure, -1 where less, 0 where nothing can be told from luck.
    factors
        The two factors; None: the ends of its record's range.
    worlds, horizon
        Worlds, and the day on which they end.
    """

    lever: str
    scenario: str
    measure: str
    way: int
    factors: tuple[float, float] | None = None
    worlds: int = 400
    horizon: dt.date = calendar.HORIZON


PULLS: tuple[Pull, ...] = ()


def _factors(pull: Pull) -> tuple[float, float]:
    record = load_records()[load_levers()[pull.lever].parameter]
    return pull.factors or (record.low / record.value, record.high / record.value)


def _measured(setup: Setup, measure: str, worlds: int) -> wartime.Floats:
    block = simulate(setup, wartime.SEED, np.arange(worlds))
    name, _, day = measure.partition("@")
    if day:
        row = wartime.row(dt.date.fromisoformat(day))
        return np.asarray(block.series[OBSERVABLE_NAMES.index(name), row], np.float64)
    found = np.asarray(block.outcomes[name], dtype=np.float64)
    # What never happens happens after the end.
    return np.where(np.isnan(found), float(calendar.week_of(setup.horizon)), found)


@pytest.mark.parametrize("pull", PULLS, ids=lambda pull: pull.lever)
def test_a_lever_moves_what_its_text_says(pull: Pull) -> None:
    base = wartime.scenario_setup(pull.scenario, pull.horizon)
    lever = load_levers()[pull.lever]
    low, high = (
        _measured(wartime.with_edits(base, ParameterEdit(lever.parameter, scale=factor)), pull.measure, pull.worlds)
        for factor in _factors(pull)
    )
    moved = paired_difference(high, low)
    if pull.way:
        assert np.sign(moved.low) == np.sign(moved.high) == pull.way, moved
    else:
        assert moved.low <= 0.0 <= moved.high, moved
        assert "nothing that can be told from luck" in lever.help


def test_every_lever_is_pulled() -> None:
    assert {pull.lever for pull in PULLS} == set(load_levers())
    assert sum(pull.way == 0 for pull in PULLS) <= 4
