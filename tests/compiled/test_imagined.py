"""Plans are started, carried ahead and counted in compiled code: to the bit what the subjects' laws say in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.staffs import imagined
from crossroads.engine.compiled.staffs.ahead import Ahead
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.imagining.forward import Way, divided
from crossroads.minds.imagining.library import Library, imagined_by
from crossroads.minds.imagining.subject import Lanes, Start, Subject
from crossroads.minds.imagining.supposed import Supposed, steps_ahead
from crossroads.nations import SUBJECTS
from crossroads.war.advance import advance
from crossroads.world.axes import Array
from crossroads.world.state import State

needs_code = pytest.mark.skipif(not machine.available(), reason="the laws run in NumPy here")

BY_NUMPY = {"germany.main_effort"}
"""Subjects whose start branches on the week: NumPy starts and counts them."""

FACTS = {"trade": 3, "rung": 3, "effort": 4}
"""Facts that are whole numbers up to one less; the others are 0 or 1."""

BELIEVED = {
    "soviet_far_east_divisions": (5.0, 45.0),
    "far_east_men": (-1e4, 9e5),
    "japanese_divisions_manchuria": (-1.0, 40.0),
    "soviet_strength": (0.0, 6e6),
    "oil_stock": (-1.0, 9.0),
    "german_front_moscow_km": (-50.0, 1000.0),
    "german_front_south_km": (-50.0, 1500.0),
}
"""Where believed values are drawn from; the others from 0 to 1.5."""


def _central(*edits: ParameterEdit) -> Parameters:
    central = draw_parameters(edits, 0, np.zeros(1, dtype=np.int64), knowledge=False)
    return imagined_by(Parameters({name: float(value) for name, value in central.items()}))


def _facts(subject: Subject) -> tuple[str, ...]:
    own = {"japan.course": ("trade", "rung"), "united_states.trade": ("trade",), "germany.main_effort": ("effort",)}
    return tuple(dict.fromkeys((*own.get(subject.point, ()), *subject.public)))


def _lanes(subject: Subject, week: int, count: int) -> Lanes:
    dice = np.random.default_rng([week, count, len(subject.point)])
    beliefs = {name: dice.uniform(*BELIEVED.get(name, (0.0, 1.5)), count) for name in subject.axes}
    facts = {name: dice.integers(0, FACTS.get(name, 2), count).astype(np.float64) for name in _facts(subject)}
    plan = dice.integers(0, len(subject.plans), count).astype(np.float64)
    return Lanes(week, plan, dice.choice([-1.3, 0.0, 1.3], count), beliefs, facts)


def _counted(subject: Subject, lanes: Lanes, p: Parameters) -> dict[str, Array] | None:
    """Return what compiled code counts."""
    weeks = subject.horizon(lanes.week, p)
    steps = divided(steps_ahead(p, lanes.week, weeks), subject.eastern_front)
    forward = Ahead()
    return forward.counted(subject, lanes, Supposed(forward, p), p.as_arrays(), steps, weeks)


def _assert_as_numpy(subject: Subject, lanes: Lanes, p: Parameters) -> None:
    found, plain = _counted(subject, lanes, p), Library(advance, p)._imagine(subject, lanes)
    assert found is not None
    assert list(found) == list(subject.measures)
    for name, value in plain.items():
        expected = np.broadcast_to(value, lanes.count)
        assert np.isfinite(expected).all(), name
        assert found[name].tobytes() == expected.tobytes(), name


@needs_code
@pytest.mark.parametrize("point", [point for point in SUBJECTS if point not in BY_NUMPY])
@pytest.mark.parametrize(("week", "count"), [(0, 1), (4, 5), (24, 64), (30, 67), (80, 130), (150, 300)])
def test_every_subject_is_that_of_numpy(point: str, week: int, count: int) -> None:
    _assert_as_numpy(SUBJECTS[point], _lanes(SUBJECTS[point], week, count), _central())


@needs_code
@pytest.mark.parametrize(
    "edit",
    [
        ParameterEdit("staff.course.horizon_weeks", value=9.0),
        ParameterEdit("staff.step_weeks", value=3.0),
        ParameterEdit("japan.south_lead_weeks", value=0.5),
        ParameterEdit("staff.sakhalin_wanted_share", scale=0.5),
    ],
    ids=["short", "uneven", "soon", "less oil"],
)
def test_a_staff_with_other_numbers_is_that_of_numpy(edit: ParameterEdit) -> None:
    subject = SUBJECTS["japan.course"]
    _assert_as_numpy(subject, _lanes(subject, 6, 70), _central(edit))


@needs_code
@pytest.mark.parametrize("point", sorted(BY_NUMPY))
def test_a_start_that_branches_on_the_week_is_left_to_numpy(point: str) -> None:
    assert _counted(SUBJECTS[point], _lanes(SUBJECTS[point], 4, 5), _central()) is None


@needs_code
def test_code_that_was_kept_counts_the_same() -> None:
    subject = SUBJECTS["ussr.fight_on"]
    lanes, p = _lanes(subject, 10, 9), _central()
    first = _counted(subject, lanes, p)
    imagined._compiled.cache_clear()
    again = _counted(subject, lanes, p)
    assert first is not None and again is not None
    assert {name: value.tobytes() for name, value in first.items()} == {
        name: value.tobytes() for name, value in again.items()
    }


class Sooner(type(SUBJECTS["ussr.fight_on"])):  # type: ignore[misc]
    """A subject of somebody else's: it starts and counts in a way of its own."""

    measures = ("cohesion", "lost_a_week")

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the war with half the usual aid, believed to be a third better where luck is good."""
        start: Start = super().start(lanes, reference, p)
        start.orders.us_aid = np.where(lanes.luck > 0, 1.0, 0.5 * start.orders.us_aid)
        return start

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return two measures."""
        return {"cohesion": end.politics.soviet_cohesion, "lost_a_week": way.flows["soviet_losses_east"] / weeks}


class Branching(Sooner):
    """The same with a branch on a value."""

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return two measures, by what differs between lanes."""
        found = super().count(lanes, start, end, way, weeks)
        if (found["cohesion"] > 0.5).any():
            return found
        return found | {"cohesion": 0.0 * found["cohesion"]}


@needs_code
def test_a_subject_of_ones_own_is_compiled_where_it_can_be() -> None:
    own, branching = Sooner(), Branching()
    lanes, p = _lanes(own, 12, 33), _central()
    _assert_as_numpy(own, lanes, p)
    usual = _counted(SUBJECTS["ussr.fight_on"], lanes, p)
    found = _counted(own, lanes, p)
    assert usual is not None and found is not None and (found["cohesion"] != usual["cohesion"]).any()
    assert _counted(branching, lanes, p) is None
    # A library then goes the old way, and gives the same.
    library = Library(Ahead(), p)._imagine(branching, lanes)
    plain = Library(advance, p)._imagine(branching, lanes)
    assert {name: value.tobytes() for name, value in library.items()} == {
        name: value.tobytes() for name, value in plain.items()
    }
