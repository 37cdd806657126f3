"""Memory stays flat: a finished block leaves nothing large behind."""

from __future__ import annotations

import gc

import numpy as np

from crossroads.engine import War, simulate
from crossroads.minds.setup import Setup
from crossroads.world.calendar import date_of


def test_a_finished_block_leaves_no_state_or_series_in_memory() -> None:
    before = {id(item) for item in gc.get_objects() if isinstance(item, War)}
    simulate(Setup(horizon=date_of(30)), 5, np.arange(4))
    gc.collect()
    kept = [item for item in gc.get_objects() if isinstance(item, War) and id(item) not in before]
    assert all("recorder" not in war.__dict__ and "state" not in war.__dict__ for war in kept)
