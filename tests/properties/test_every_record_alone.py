"""Whatever a scenario may say of one number, a war goes to its horizon: nothing infinite, every share from 0 to 1.

`make sweep` tries every record; here a seeded few stand for them.
"""

from __future__ import annotations

import dataclasses
import os
import random
import re
import warnings
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.minds.decision import NATIONS
from crossroads.minds.setup import Setup
from crossroads.scenario.scenario import list_scenarios
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLES, OUTCOMES, is_share

ALL = os.environ.get("CROSSROADS_SWEEP") == "all"
WORLDS = 20 if ALL else 2
FEW = 4


def edits() -> Iterator[ParameterEdit]:
    """Every record alone at both ends, at 0 where that lies between, and at the factors that a lever's text names."""
    for record in load_records().values():
        if record.used:
            least, most = record.limits
            yield from (ParameterEdit(record.name, value=end) for end in (least, most, *([0.0] * (least < 0 < most))))
    for lever in load_levers().values():
        for factor in re.findall(r"factor of (\d+(?:\.\d+)?)", lever.help):
            yield ParameterEdit(lever.parameter, scale=float(factor))


def _named(edit: ParameterEdit) -> str:
    return f"{edit.name}={edit.value:g}" if edit.value is not None else f"{edit.name}x{edit.scale:g}"


def _with_stated_odds(name: str, *edits: ParameterEdit) -> Setup:
    stated = tuple((nation, "stated_odds") for nation in NATIONS)
    return dataclasses.replace(wartime.scenario_setup(name, None, *edits), deciders=stated)


def _fought(setup: Setup) -> Block:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return wartime.play(setup, WORLDS)


@cache
def _unchanged() -> Block:
    return _fought(_with_stated_odds("historical"))


def _assert_possible(block: Block) -> None:
    for item, values in zip(OBSERVABLES, block.series, strict=True):
        assert np.isfinite(values).all() or (item.closes and not np.isinf(values).any()), item.name
        assert not is_share(item.unit) or ((values >= 0).all() and (values <= 1).all()), item.name
    for outcome in OUTCOMES:
        found = block.outcomes[outcome.name]
        assert np.isfinite(found).all() or outcome.kind == "date", outcome.name
        assert not is_share(outcome.unit) or ((found >= 0).all() and (found <= 1).all()), outcome.name


EDITS = list(edits())
CHOSEN = EDITS if ALL else random.Random(1941).sample(EDITS, FEW)


@pytest.mark.parametrize("edit", CHOSEN, ids=_named)
def test_a_record_alone_at_its_ends_leaves_a_war_possible(edit: ParameterEdit) -> None:
    block = _fought(_with_stated_odds("historical", edit))
    _assert_possible(block)
    if wartime.same_bits(block, _unchanged()):
        # What moves nothing here may be read by councils alone.
        _assert_possible(_fought(wartime.scenario_setup("historical", None, edit)))


@pytest.mark.parametrize("name", sorted(scenario.name for scenario in list_scenarios()))
def test_every_scenario_leaves_a_war_possible(name: str) -> None:
    _assert_possible(_fought(_with_stated_odds(name)))


def test_what_the_texts_name_is_tried() -> None:
    tried = {_named(edit) for edit in EDITS}
    assert {"ussr.transfer_west_troopsx0", "intelligence.magic_reliability=0", "japan.quality_beliefx3"} <= tried
    assert len(EDITS) > 2 * sum(record.used for record in load_records().values())
