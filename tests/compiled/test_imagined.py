"""Plans are started, carried ahead and counted in compiled code: to the bit what the subjects' laws say in NumPy."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace as with_field
from pathlib import Path

import numpy as np
import pytest

from crossroads.engine.compiled import step
from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.engine.compiled.staffs import ahead, imagined
from crossroads.engine.compiled.staffs import lanes as lanes_module
from crossroads.engine.compiled.staffs.ahead import Ahead
from crossroads.engine.compiled.traced import shapes_of
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.decision import points_by_id
from crossroads.minds.imagining.believed import case_of, with_parameters
from crossroads.minds.imagining.forward import Schedule, Way
from crossroads.minds.imagining.library import Library, imagined_by
from crossroads.minds.imagining.subject import Lanes, Start, Subject
from crossroads.minds.imagining.supposed import Supposed, steps_ahead
from crossroads.minds.view import View
from crossroads.nations import SUBJECTS
from crossroads.war.advance import advance
from crossroads.war.opening import opening_state
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.state import GROUPS, State
from crossroads.world.state import replace as with_fields

needs_code = pytest.mark.skipif(not machine.available(), reason="the laws run in NumPy here")

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
    """Return the facts on which a subject's papers depend, as it names them itself."""
    return tuple(subject.situation(View(subject.point.partition(".")[0], 0, defaultdict(lambda: np.zeros(1)))))


def _lanes(subject: Subject, week: int, count: int) -> Lanes:
    dice = np.random.default_rng([week, count, len(subject.point)])
    beliefs = {name: dice.uniform(*BELIEVED.get(name, (0.0, 1.5)), count) for name in subject.axes}
    facts = {name: dice.integers(0, FACTS.get(name, 2), count).astype(np.float64) for name in _facts(subject)}
    plan = dice.integers(0, len(subject.plans), count).astype(np.float64)
    return Lanes(week, plan, dice.choice([-1.3, 0.0, 1.3], count), beliefs, facts)


def _counted(subject: Subject, lanes: Lanes, p: Parameters, forward: Ahead | None = None) -> dict[str, Array] | None:
    """Return what compiled code counts."""
    weeks = subject.horizon(lanes.week, p)
    steps = steps_ahead(p, lanes.week, weeks)
    schedule = Schedule.of(steps, subject.eastern_front, subject.turn(lanes.week, p))
    forward = forward or Ahead()
    return forward.counted(subject, lanes, Supposed(forward, p), p.as_arrays(), schedule)


def _assert_as_numpy(subject: Subject, lanes: Lanes, p: Parameters, forward: Ahead | None = None) -> None:
    found, plain = _counted(subject, lanes, p, forward), Library(advance, p)._imagine(subject, lanes)
    assert found is not None
    assert list(found) == list(subject.measures)
    for name, value in plain.items():
        expected = np.broadcast_to(value, lanes.count)
        assert np.isfinite(expected).all(), name
        assert found[name].tobytes() == expected.tobytes(), name


@needs_code
@pytest.mark.parametrize("point", list(SUBJECTS))
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
@pytest.mark.parametrize("count", [1, 70, 200])
@pytest.mark.parametrize("day", points_by_id()["germany.main_effort"].dates)
def test_a_second_phase_is_that_of_numpy(day: dt.date, count: int) -> None:
    subject = SUBJECTS["germany.main_effort"]
    _assert_as_numpy(subject, _lanes(subject, calendar.week_of(day), count), _central())


@needs_code
def test_one_staff_imagines_for_several_scenarios() -> None:
    """Numbers, facts and lanes come in turn: nothing of the one is left when the other is imagined."""
    forward, usual = Ahead(), _central()
    other = _central(ParameterEdit("far_east.soviet_quality", scale=0.5), ParameterEdit("oil.use_peace", scale=1.5))
    for point in ("japan.course", "ussr.war_on_japan", "japan.course"):
        for p, count in ((usual, 3), (other, 140), (usual, 70)):
            _assert_as_numpy(SUBJECTS[point], _lanes(SUBJECTS[point], 20, count), p, forward)
    lanes = _lanes(SUBJECTS["japan.course"], 20, 9)
    turned = with_field(lanes, situation=dict(reversed(lanes.situation.items())))
    _assert_as_numpy(SUBJECTS["japan.course"], turned, usual, forward)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder of its own for code, and nothing in memory."""
    monkeypatch.setenv(kept_code.VARIABLE, str(tmp_path))
    imagined._compiled.cache_clear()
    yield tmp_path / "code"
    imagined._compiled.cache_clear()


@needs_code
@pytest.mark.parametrize("point", ["japan.course", "ussr.war_on_japan", "germany.main_effort"])
def test_code_that_was_kept_counts_the_same(point: str, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lanes, p = _lanes(SUBJECTS[point], 10, 9), _central()
    _assert_as_numpy(SUBJECTS[point], lanes, p)
    assert len(list(kept.glob("*.object"))) >= 3
    imagined._compiled.cache_clear()
    monkeypatch.setattr(imagined, "traced_subject", None)  # nothing is traced again
    _assert_as_numpy(SUBJECTS[point], lanes, p)


@needs_code
def test_a_subject_of_which_code_is_gone_is_traced_again(kept: Path) -> None:
    subject, lanes, p = SUBJECTS["united_states.entry"], _lanes(SUBJECTS["united_states.entry"], 10, 9), _central()
    _assert_as_numpy(subject, lanes, p)
    for file in sorted(kept.glob("*.object"), key=lambda path: path.stat().st_size)[1:]:
        file.unlink()
        imagined._compiled.cache_clear()
        _assert_as_numpy(subject, lanes, p)


class Sooner(type(SUBJECTS["ussr.fight_on"])):  # type: ignore[misc]
    """A subject of somebody else's: it starts and counts in a way of its own."""

    measures = ("cohesion", "lost_a_week")

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the war with half the usual aid where luck is not good."""
        start: Start = super().start(lanes, reference, p)
        start.orders.us_aid = np.where(lanes.luck > 0, 1.0, 0.5 * start.orders.us_aid)
        return start

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return two measures."""
        return {"cohesion": end.politics.soviet_cohesion, "lost_a_week": way.flows["soviet_losses_east"] / weeks}


@needs_code
def test_a_subject_of_ones_own_is_compiled_and_is_not_the_programs() -> None:
    own, lanes, p = Sooner(), _lanes(SUBJECTS["ussr.fight_on"], 12, 33), _central()
    _assert_as_numpy(own, lanes, p)
    usual, found = _counted(SUBJECTS["ussr.fight_on"], lanes, p), _counted(own, lanes, p)
    assert usual is not None and found is not None and (found["cohesion"] != usual["cohesion"]).any()


class InTwoPhases(Sooner):
    """A subject whose plans end aid, and open the south, after so many weeks."""

    after: int | None = 6

    def turn(self, week: int, p: Parameters) -> int | None:
        """Return the week of the second phase."""
        return self.after

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return a start with orders of a second phase, of which one hangs on the plan's luck."""
        start: Start = super().start(lanes, reference, p)
        orders = start.orders
        later = with_fields(
            orders, us_aid=0.0 * orders.us_aid, japan_south_week=np.where(lanes.luck > 0, lanes.week + 9.0, np.inf)
        )
        return with_field(start, then=later)


@needs_code
@pytest.mark.parametrize("after", [1, 6, 7, 500, None])
def test_orders_of_a_second_phase_hold_from_its_step_on(after: int | None, kept: Path) -> None:
    own, lanes, p = InTwoPhases(), _lanes(SUBJECTS["ussr.fight_on"], 12, 70), _central()
    own.after = after
    _assert_as_numpy(own, lanes, p)
    turned, plain = _counted(own, lanes, p), _counted(Sooner(), lanes, p)
    assert turned is not None and plain is not None
    assert (turned["lost_a_week"] != plain["lost_a_week"]).any() == (after in (1, 6, 7))


def _branches(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    if (lanes.luck > 0).any():
        start.orders.us_aid = 0.5 * start.orders.us_aid
    return start


def _branches_on_the_week(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    if lanes.week > 10:
        start.orders.us_aid = 0.5 * start.orders.us_aid
    return start


def _another_week(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    return with_field(start, state=reference.at(lanes.week - 8, case_of(lanes)))


def _another_case(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    return with_field(start, state=reference.at(lanes.week, np.full(lanes.count, 3)))


def _a_week_of_its_own(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    return with_field(start, state=with_fields(start.state, week=lanes.week + 1.0))


def _other_parameters(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    return with_field(start, p=Parameters({**p, "east.green_quality": 0.5}))


def _looks_up_by_week(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    start.orders.us_aid = start.orders.us_aid * {12: 0.5}.get(lanes.week, 1.0)
    return start


def _asks_with_a_default(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    start.orders.us_aid = start.orders.us_aid * p.get("no.such", 0.5)
    return start


def _asks_whether_there_is_one(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    if "no.such" in p:
        start.orders.us_aid = start.orders.us_aid * p["no.such"]
    return start


def _adds_up_lanes(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    start.orders.us_aid = start.orders.us_aid * lanes.luck.max()
    return start


def _lists_names(start: Start, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
    start.orders.us_aid = start.orders.us_aid * float(len(p.names) > 3)
    return start


@needs_code
@pytest.mark.parametrize(
    "law",
    [
        _branches,
        _branches_on_the_week,
        _another_week,
        _another_case,
        _a_week_of_its_own,
        _other_parameters,
        _looks_up_by_week,
        _asks_with_a_default,
        _asks_whether_there_is_one,
        _adds_up_lanes,
        _lists_names,
    ],
)
def test_what_a_subject_may_do_in_numpy_alone_is_left_to_numpy(law: Callable[..., Start]) -> None:
    """Each is a law that stands on numbers: it is not compiled to something else, and the run does not end."""

    class Own(Sooner):
        def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
            return law(super().start(lanes, reference, p), lanes, reference, p)

    own, lanes, p = Own(), _lanes(SUBJECTS["ussr.fight_on"], 12, 33), _central()
    assert _counted(own, lanes, p) is None
    compiled, plain = (Library(forward, p)._imagine(own, lanes) for forward in (Ahead(), advance))
    assert {name: value.tobytes() for name, value in compiled.items()} == {
        name: value.tobytes() for name, value in plain.items()
    }


class Writing(Sooner):
    """A subject that writes into its own copies, as it may."""

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return a start that was changed once another copy of the same war had been written into."""
        start: Start = super().start(lanes, reference, p)
        other = reference.at(lanes.week, case_of(lanes))
        other.east.front[0] = other.east.front[0] + 500.0
        return with_field(start, state=reference.at(lanes.week, case_of(lanes)))

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return two measures, and write into what the war began with, long after it."""
        start.orders.us_aid = 0.0 * start.orders.us_aid
        start.state.east.front[0] = start.state.east.front[0] + 100.0
        return super().count(lanes, start, end, way, weeks)


@needs_code
def test_a_subject_may_write_into_copies_of_its_own() -> None:
    own = Writing()
    _assert_as_numpy(own, _lanes(own, 12, 33), _central())


@needs_code
def test_a_belief_in_what_there_is_not_is_refused_as_by_numpy() -> None:
    class Misspelt(Sooner):
        def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
            return with_field(super().start(lanes, reference, p), p=with_parameters(p, east__green_qualty=0.5))

    with pytest.raises(KeyError, match=r"no parameter 'east.green_qualty'.*did you mean 'east.green_quality'"):
        Library(Ahead(), _central())._imagine(Misspelt(), _lanes(SUBJECTS["ussr.fight_on"], 12, 5))


@needs_code
def test_a_law_with_flows_in_another_order_is_not_read_amiss(monkeypatch: pytest.MonkeyPatch) -> None:
    def turned(*given: object) -> tuple[State, dict[str, Array]]:
        state, flows = advance(*given)  # type: ignore[arg-type]
        return state, dict(reversed(flows.items()))

    monkeypatch.setattr(step.plain, "advance", turned)
    monkeypatch.setattr(ahead, "compiled_step", step.compiled_step.__wrapped__)
    subject = SUBJECTS["ussr.fight_on"]
    assert _counted(subject, _lanes(subject, 12, 5), _central()) is None


def test_what_is_supposed_lies_as_a_step_writes_it() -> None:
    state = opening_state(draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False), 1)
    named = [f"s:{group}.{name}" for group in GROUPS for name in getattr(state, group).__dict__]
    moving = imagined.moving_names(shapes_of(state))
    assert list(dict.fromkeys(name.partition("[")[0] for name in moving))[: len(named)] == named


def test_nobody_leaves_while_the_other_thread_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "threads", lambda: 2)
    done: list[int] = []

    def carry(parts: lanes_module.Parts) -> None:
        if parts[0][0] == 0:
            raise KeyboardInterrupt
        time.sleep(0.2)
        done.append(1)

    with pytest.raises(KeyboardInterrupt):
        lanes_module.shared(carry, 4 * lanes_module.TOGETHER)
    assert done == [1]
