"""Every scenario runs to its end, and every record that is said to be used is read by a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from crossroads.engine import SUBJECTS, War, beginning, simulate
from crossroads.engine.compiled.llvm import elementary, machine
from crossroads.evidence.edits import ParameterEdit, PreludeEdit
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.deciders import deliberation
from crossroads.minds.decision import NATIONS
from crossroads.minds.imagining import papers
from crossroads.minds.setup import Setup
from crossroads.prelude.events import load_events
from crossroads.prelude.june import laid_over
from crossroads.scenario.files import known_files
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, OUTCOME_NAMES, REACH

WORLDS = np.arange(4)
MANY_WORLDS = np.arange(24)
"""Enough that each option of the rarer decisions is taken somewhere."""
SCENARIOS = {name: load_scenario(path) for name, path in known_files().items()}
WITH_COUNCILS = ("historical", "north_limited", "south_december")
"""Scenarios in which nations think as they do, and in which it is watched what is looked up."""
CAN_BE_CLOSED = ("front", "losses_east", "losses_far_east", "distance")
"""Parts of the names of series that are empty while their front is closed."""

HARD_PRESSED = Setup(edits=(ParameterEdit("politics.weight_losses", scale=5.0),))
"""A USSR whose losses weigh so much that its will comes into question: a meeting that few worlds see."""

OTHER_MINDS = {
    name: Setup(deciders=tuple((nation, name) for nation in NATIONS))
    for name in ("stated_odds", "expected_utility_without_imagination")
}
OTHER_MINDS["hard_pressed_by_stated_odds"] = replace(OTHER_MINDS["stated_odds"], edits=HARD_PRESSED.edits)
"""Wars in which nobody imagines: the odds that are stated are read here, and what they leave to luck."""


class Watched(Parameters):
    """Parameters that remember which of them were looked up."""

    looked_up: set[str]

    def __getitem__(self, name: str) -> Any:
        self.looked_up.add(name)
        return super().__getitem__(name)

    def _of(self, values: Mapping[str, Any]) -> Watched:
        result = Watched(values)
        result.looked_up = self.looked_up
        return result


Ended = tuple[dict[str, Block], set[str]]


@pytest.fixture(scope="module")
def ended() -> Iterator[Ended]:
    """Some wars carried to their horizon: what they left, and the records that were looked up in all of them.

    Staffs look up the central numbers of a scenario, and of what a nation believes instead of them.
    """
    found, looked_up = {}, set()

    def watched(values: Mapping[str, Any]) -> Watched:
        result = Watched(values)
        result.looked_up = looked_up
        return result

    def drawn(*order: Any, **named: Any) -> Watched:
        return watched(draw_parameters(*order, **named))

    with pytest.MonkeyPatch.context() as patch:
        # Compiled laws have been read once and look nothing up again.
        elementary.use()
        patch.setattr(machine, "available", lambda: False)
        patch.setattr(beginning, "draw_parameters", drawn)
        patch.setattr(papers, "draw_parameters", drawn)
        patch.setattr(papers, "Parameters", watched)
        papers.forget()
        setups = {name: SCENARIOS[name].setup for name in WITH_COUNCILS}
        for name, setup in (setups | OTHER_MINDS | {"hard_pressed": HARD_PRESSED}).items():
            war = War(setup, 1941, MANY_WORLDS if name in OTHER_MINDS else WORLDS)
            for _ in range(war.weeks):
                war.step()
            war.remove_all_agents()
            found[name] = war.block()
        # How finely a changed mind is searched for is asked after the war, from the same papers.
        for subject in SUBJECTS.values():
            deliberation.beliefs_of(papers.papers_of(()), subject)
    papers.forget()
    looked_up |= _of_the_prelude()
    yield found, looked_up


def _of_the_prelude() -> set[str]:
    """Return what is looked up of the prelude's own numbers, and of the documents', as each event ends otherwise."""
    p = Watched(draw_parameters((), 1941, MANY_WORLDS, True))
    p.looked_up = set()
    for event in load_events().values():
        for outcome in event.others:
            laid_over(p, Setup(prelude=(PreludeEdit(event.name, outcome),)), 1941, MANY_WORLDS)
    return {name for name in p.looked_up if name.startswith(("prelude.", "documents."))}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_runs_to_its_end(ended: Ended, name: str) -> None:
    """By stated odds, but for those in which it is watched what is looked up: the war feels what each changes."""
    stated = OTHER_MINDS["stated_odds"].deciders
    alone = replace(SCENARIOS[name].setup, deciders=stated)
    block = ended[0][name] if name in WITH_COUNCILS else simulate(alone, 1941, WORLDS, keep_papers=False)
    assert set(block.outcomes) >= set(OUTCOME_NAMES)
    assert all(values.shape == WORLDS.shape for values in block.outcomes.values())
    for position, series in enumerate(OBSERVABLE_NAMES):
        values = block.series[position]
        assert not np.isinf(values).any(), series
        if not any(part in series for part in CAN_BE_CLOSED):
            assert not np.isnan(values).any(), series
        low, high = REACH[OBSERVABLES[position].unit]
        assert not ((values < low) | (values > high)).any(), f"{series} leaves what no condition on it can ask for"


def test_every_used_record_is_read(ended: Ended) -> None:
    _, read = ended
    used = {name for name, record in load_records().items() if record.used}
    assert sorted(used - read) == []
