"""Every scenario runs to its end, and every record that is said to be used is read by a rule."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.engine import War
from crossroads.evidence.load import load_records
from crossroads.scenario import list_scenarios
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOME_NAMES

WORLDS = np.arange(4)
SCENARIOS = {scenario.name: scenario for scenario in list_scenarios()}
SOMETIMES_EMPTY = ("far_east_front_", "us_distance_to_tokyo_km", "front_")


@pytest.fixture(scope="module")
def ended() -> dict[str, tuple[Block, set[str]]]:
    """Each scenario carried to its horizon: what it left, and the records that were read."""
    found = {}
    for name, scenario in SCENARIOS.items():
        war = War(scenario.setup, 1941, WORLDS)
        for _ in range(war.weeks):
            war.step()
        war.remove_all_agents()
        found[name] = (war.block(), set(war.p.read))
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_runs_to_its_end(ended: dict[str, tuple[Block, set[str]]], name: str) -> None:
    block, _ = ended[name]
    assert set(block.outcomes) == set(OUTCOME_NAMES)
    assert all(values.shape == WORLDS.shape for values in block.outcomes.values())
    for position, series in enumerate(OBSERVABLE_NAMES):
        values = block.series[position]
        assert not np.isinf(values).any(), series
        if not series.startswith(SOMETIMES_EMPTY):
            assert not np.isnan(values).any(), series


def test_every_used_record_is_read(ended: dict[str, tuple[Block, set[str]]]) -> None:
    read = set().union(*(names for _, names in ended.values()))
    used = {name for name, record in load_records().items() if record.used}
    assert sorted(used - read) == []
