"""Every scenario runs to its end, and every record that is said to be used is read by a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from crossroads import engine
from crossroads.deciding.setup import Setup
from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.scenario import list_scenarios
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOME_NAMES

WORLDS = np.arange(4)
SCENARIOS = {scenario.name: scenario for scenario in list_scenarios()}
CAN_BE_CLOSED = ("front", "losses_east", "losses_far_east", "distance")
"""Parts of the names of series that are empty while their front is closed."""

HARD_PRESSED = Setup(edits=(ParameterEdit("politics.weight_losses", scale=5.0),))
"""A USSR whose losses weigh so much that its will comes into question: a meeting that few worlds see."""


class Watched(Parameters):
    """Parameters that remember which of them were looked up."""

    looked_up: set[str]

    def __getitem__(self, name: str) -> Any:
        self.looked_up.add(name)
        return super().__getitem__(name)


def _watched(*order: Any) -> Watched:
    drawn = draw_parameters(*order)
    watched = Watched({name: drawn[name] for name in drawn})
    watched.looked_up = set()
    return watched


@pytest.fixture(scope="module")
def ended() -> Iterator[dict[str, tuple[Block, set[str]]]]:
    """Each scenario carried to its horizon: what it left, and the records that were looked up."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "draw_parameters", _watched)
        setups = {name: scenario.setup for name, scenario in SCENARIOS.items()} | {"hard_pressed": HARD_PRESSED}
        for name, setup in setups.items():
            war = War(setup, 1941, WORLDS)
            for _ in range(war.weeks):
                war.step()
            war.remove_all_agents()
            assert isinstance(war.p, Watched)
            found[name] = (war.block(), war.p.looked_up)
    yield found


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_runs_to_its_end(ended: dict[str, tuple[Block, set[str]]], name: str) -> None:
    block, _ = ended[name]
    assert set(block.outcomes) == set(OUTCOME_NAMES)
    assert all(values.shape == WORLDS.shape for values in block.outcomes.values())
    for position, series in enumerate(OBSERVABLE_NAMES):
        values = block.series[position]
        assert not np.isinf(values).any(), series
        if not any(part in series for part in CAN_BE_CLOSED):
            assert not np.isnan(values).any(), series


def test_every_used_record_is_read(ended: dict[str, tuple[Block, set[str]]]) -> None:
    read = set().union(*(names for _, names in ended.values()))
    used = {name for name, record in load_records().items() if record.used}
    assert sorted(used - read) == []
