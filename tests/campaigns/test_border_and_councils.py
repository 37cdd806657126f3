"""What councils make of the border, of a mobilisation and of bombers: pulled in the same worlds of 1941."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import wartime

from crossroads.evidence.load import load_levers
from crossroads.statistics.paired import paired_difference
from crossroads.world.block import Block

WORLDS = 60


@cache
def _played(*pulled: tuple[str, float]) -> Block:
    edits = (load_levers()[name].edit(to) for name, to in pulled)
    return wartime.play(wartime.scenario_setup("historical", wartime.CHRISTMAS_1941, *edits), WORLDS, ledger=True)


def _feared(block: Block) -> wartime.Floats:
    """Return Moscow's belief that Japan attacks, at its last council on transfers in 1941."""
    return wartime.meetings(block, "ussr.transfers")[-1].seen["japan_attacks"]


def _north(block: Block) -> wartime.Floats:
    """Return the odds of a full attack in the north, the mean of July and August."""
    met = [entry for entry in wartime.meetings(block, "japan.course") if entry.week < 10]
    return np.mean([entry.probabilities[entry.options.index("north")] for entry in met], axis=0)


@pytest.mark.parametrize(
    ("lever", "to", "way"),
    [("border_incidents", 2.0, 1), ("border_incidents", 0.0, -1), ("kantokuen_sincerity", 0.0, -1)],
)
def test_moscows_fear_answers(lever: str, to: float, way: int) -> None:
    moved = paired_difference(_feared(_played((lever, to))), _feared(_played()))
    assert np.sign(moved.low) == np.sign(moved.high) == way, moved


@pytest.mark.parametrize(
    ("lever", "to"),
    [("vladivostok_bombers", 500.0), ("soviet_far_east_garrison", 2.0), ("kantokuen_sincerity", 0.0)],
)
def test_tokyo_is_less_bold_in_the_north(lever: str, to: float) -> None:
    moved = paired_difference(_north(_played((lever, to))), _north(_played()))
    assert moved.high < 0.0, moved


def test_a_silent_ring_does_not_see_through_a_show() -> None:
    silent = load_levers()["kantokuen_sincerity"]
    setup = wartime.scenario_setup("sorge_silent", wartime.CHRISTMAS_1941)
    show = wartime.play(wartime.with_edits(setup, silent.edit(0.0)), WORLDS, ledger=True)
    meant = wartime.play(setup, WORLDS, ledger=True)
    first = [wartime.meetings(block, "ussr.transfers")[0].seen["japan_attacks"] for block in (show, meant)]
    np.testing.assert_allclose(first[0], first[1], atol=0.02)
