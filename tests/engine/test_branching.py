"""Wars that go on from one war's state: with its luck they are that war to the bit, with other luck they part."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from crossroads.engine import War
from crossroads.engine.branching import branched
from crossroads.minds.setup import Setup

OTHERS = np.arange(1_000, 1_030)

SETUP = Setup(horizon=dt.date(1943, 1, 3))


def _war(world: int = 3, weeks: int = 0) -> War:
    war = War(SETUP, 1941, np.array([world]), collect=False)
    for _ in range(weeks):
        war.step()
    return war


@pytest.mark.parametrize("week", [1, 20, 45])
def test_a_branch_with_the_same_luck_is_the_same_war(week: int) -> None:
    war = _war(weeks=week)
    branch = branched(war, np.array([3, 3]))
    for _ in range(20):
        war.step()
        branch.step()
    for world in range(2):
        np.testing.assert_array_equal(
            branch.recorder.series[:, week : week + 20, world], war.recorder.series[:, week : week + 20, 0]
        )
    for name, values in war.block().outcomes.items():
        np.testing.assert_array_equal(branch.block().outcomes[name], np.repeat(values, 2), err_msg=name)


def test_branches_with_other_luck_begin_alike_and_part() -> None:
    war = _war(weeks=20)
    before = {name: np.array(value) for name, value in war.state.east.__dict__.items()}
    branch = branched(war, OTHERS)
    assert branch.luck.worlds.tolist() == OTHERS.tolist() and branch.week == war.week == 20
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(branch.state.east, name), np.repeat(value, 30, axis=-1))
    # A quiet winter may hold the lines of all of them; a summer does not.
    for _ in range(45):
        branch.step()
    assert branch.state.east.front.std(axis=-1).max() > 10.0
    assert war.week == 20 and all(
        np.array_equal(getattr(war.state.east, name), value) for name, value in before.items()
    )


def test_branches_are_the_same_each_time() -> None:
    found = []
    for _ in range(2):
        branch = branched(_war(weeks=10), OTHERS[:8])
        for _ in range(10):
            branch.step()
        found.append(branch.state.east.front)
    np.testing.assert_array_equal(*found)
