"""What is kept of an imagined way, worked out by hand: two steps, of four weeks and of two."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.imagining.forward import Way, dry_of, with_step
from crossroads.war.opening import opening_state
from crossroads.world.state import State

WEEK = 20.0
P = draw_parameters((), 1941, np.zeros(1, dtype=np.int64), knowledge=False)


def _state(**changes: float) -> State:
    """Return the war at the end of a step; keywords are `group__field`."""
    state = opening_state(P, 1)
    state.week = WEEK
    for key, value in changes.items():
        group, _, name = key.partition("__")
        setattr(getattr(state, group), name, np.array([value]))
    return state


LOST = {
    "soviet_losses_east": np.array([100.0]),
    "german_losses_east": np.array([30.0]),
    "japanese_losses_far_east": np.array([7.0]),
    "soviet_losses_far_east": np.array([11.0]),
}


def _way(state: State) -> dict[str, float]:
    way = Way.none(1)
    for step in (4.0, 2.0):
        way = with_step(way, state, LOST, step, lambda state: np.array([0.25]))
    kept = {name: getattr(way, name) for name in Way.__slots__ if name != "flows"} | way.flows
    return {name: float(values[0]) for name, values in kept.items()}


PEACE = {name: 0.0 for name in ("far_east", "america", "south", "bombers", "bombing")} | {
    "dry": 1.5,
    "soviet_losses_east": 200.0,
    "german_losses_east": 60.0,
    "japanese_losses_far_east": 14.0,
    "soviet_losses_far_east": 22.0,
}
"""Six weeks at a quarter dry, and two steps' losses."""


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, {}),
        ({"far__open": 1.0, "far__bombers": 0.5}, {"far_east": 6.0, "bombers": 3.0}),
        ({"far__open": 0.0, "far__bombers": 0.5}, {}),
        ({"politics__week_us_japan": 19.0}, {"america": 6.0}),
        # A war that opens at the end of the step has not been fought in it; nor is one fought by a beaten Japan.
        ({"politics__week_us_japan": WEEK}, {}),
        ({"politics__week_us_japan": 19.0, "politics__week_japan_out": 19.0}, {}),
        ({"politics__week_southern_war": 19.0}, {"south": 6.0}),
        ({"politics__week_southern_war": 19.0, "politics__week_japan_out": 19.0}, {}),
        ({"pacific__bombing": 0.5}, {"bombing": 3.0}),
    ],
)
def test_weeks_and_men_add_up_over_the_steps(changes: dict[str, float], kept: dict[str, float]) -> None:
    quiet = {"far__open": 0.0, "far__bombers": 0.0, "pacific__bombing": 0.0}
    assert _way(_state(**(quiet | changes))) == pytest.approx(PEACE | kept)


def test_japan_is_the_drier_the_less_oil_is_left() -> None:
    dry, level = dry_of(P), float(np.asarray(P["politics.dry_oil"]))
    found = [float(dry(_state(economy__oil_stock=part * level))[0]) for part in (0.0, 0.25, 1.0, 3.0)]
    assert found == pytest.approx([1.0, 0.75, 0.0, 0.0])
