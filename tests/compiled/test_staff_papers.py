"""Councils compiled: papers are asked for, read between and weighed as NumPy does it, and each is written once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_whole import assert_same, stepped

from crossroads.engine import simulation
from crossroads.engine.beginning import FORWARD
from crossroads.engine.compiled import shelves, whole
from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.staffs import ahead
from crossroads.engine.compiled.staffs.ahead import Ahead
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.deciders.catalogue import STATED
from crossroads.minds.imagining import kept_folder
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.minds.imagining.forward import Way, parts_of, step_by_step
from crossroads.minds.imagining.papers import forget, papers_of
from crossroads.minds.imagining.supposed import CASES, Supposed
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS
from crossroads.war.advance import Parts, advance
from crossroads.war.opening import opening_state
from crossroads.world.state import GROUPS, Orders, State
from crossroads.world.state import replace as with_fields

needs_code = pytest.mark.skipif(not machine.available(), reason="the laws run in NumPy here")

COUNCILS = Setup(horizon=dt.date(1942, 9, 27))


@pytest.mark.parametrize(
    "changed",
    [
        replace(COUNCILS, knowledge=False),
        replace(COUNCILS, edits=(ParameterEdit("deciding.reference_dependent_japan", value=1.0),)),
        replace(COUNCILS, edits=(ParameterEdit("staff.course.oil_stock_step", scale=0.25),)),
        replace(COUNCILS, edits=(ParameterEdit("staff.later_from_week", value=20.0),)),
        replace(COUNCILS, edits=(ParameterEdit("staff.outer_future_odds", value=0.0),)),
        replace(COUNCILS, deciders=tuple((kind.name, STATED) for kind, _ in NATIONS[1:])),
        replace(COUNCILS, deciders=(("ussr", "expected_utility_without_imagination"),)),
        replace(COUNCILS, reads=("japan.course@1941-12-07",)),
    ],
    ids=["no doubt", "losses weigh more", "fine grid", "soon rough", "one future", "Japan alone", "one scores", "read"],
)
def test_councils_are_those_of_numpy(changed: Setup) -> None:
    worlds = [*range(66), 2_000_000_011]
    assert_same(simulation.simulate(changed, 1941, np.array(worlds)), stepped(changed, worlds))


@needs_code
def test_a_paper_is_written_once_whoever_asks_first() -> None:
    forget()
    first = simulation.simulate(COUNCILS, 1941, np.arange(200))
    papers = papers_of(COUNCILS.edits, FORWARD)
    written = papers.library.written
    again = simulation.simulate(COUNCILS, 1941, np.arange(200))
    assert written > 0 and papers.library.written == written
    assert_same(first, again)
    # Others find their papers among those of the first, and add what is theirs alone.
    others = simulation.simulate(COUNCILS, 1941, np.arange(1000, 1100))
    forget()
    assert_same(others, simulation.simulate(COUNCILS, 1941, np.arange(1000, 1100)))


@needs_code
@pytest.mark.parametrize("others", [False, True], ids=["the same worlds", "other worlds"])
def test_what_was_kept_is_there_before_a_run_and_no_block_waits_for_it(
    others: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(kept_folder.VARIABLE, str(tmp_path))
    monkeypatch.setattr(whole, "WORTH_FETCHING", 1)
    worlds = np.arange(300, 370) if others else np.arange(70)
    forget()
    plain = simulation.simulate(COUNCILS, 1941, worlds, keep_papers=False)
    forget()
    simulation.simulate(COUNCILS, 1941, np.arange(70))
    forget()
    asked: list[int] = []
    answer = whole.Whole._answer
    monkeypatch.setattr(whole.Whole, "_answer", lambda run, *given: (asked.append(1), answer(run, *given)))
    assert_same(plain, simulation.simulate(COUNCILS, 1941, worlds))
    assert bool(asked) == others
    forget()


@pytest.mark.parametrize("record", ["reason.neutrality_pact", "interest.japan.spoils_waiting"])
def test_who_shares_papers_shares_no_interests(record: str) -> None:
    """One run after another, from one library: each weighs what it reads by its own numbers."""
    worlds = list(range(70))
    changed = replace(COUNCILS, edits=(ParameterEdit(record, value=0.0),))
    first, second = (simulation.simulate(setup, 1941, np.array(worlds)) for setup in (COUNCILS, changed))
    assert papers_of(changed.edits, FORWARD).library is papers_of(COUNCILS.edits, FORWARD).library
    assert_same(second, stepped(changed, worlds))
    assert first.choices != second.choices


@needs_code
def test_a_shelf_that_is_full_grows_and_keeps_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    plenty = simulation.simulate(COUNCILS, 1941, np.arange(130))
    monkeypatch.setattr(shelves, "LEAST", 1)
    forget()
    assert_same(plenty, simulation.simulate(COUNCILS, 1941, np.arange(130)))
    forget()


def test_a_key_is_found_where_it_was_put() -> None:
    shelf = shelves.Shelf.empty(words=2, numbers=1, room=64)
    keys = np.array([(one, two) for one in range(-4, 4) for two in range(-4, 4)], dtype=np.int64)
    shelf.add(keys, np.arange(64.0)[:, None])
    assert sorted(shelf.slots[shelf.slots > 0]) == list(range(1, 65))
    assert shelf.grown(1).slots.size > shelf.slots.size
    np.testing.assert_array_equal(shelf.grown(1).said[:64], shelf.said)


@needs_code
@pytest.mark.parametrize("lanes", [1, 5, 64, 67, 130, 700])
def test_a_way_is_its_steps(lanes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    p = draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False).as_arrays()
    p = p.changed({"japan.sakhalin_oil_share": np.linspace(0.1, 0.9, lanes), "staff.losses_stake": np.array(2.0)})
    state, orders = opening_state(p, lanes), Orders.opening(lanes)
    orders.japan_south_week = np.where(np.arange(lanes) % 2, 3.0, np.inf)
    luck = {step: ExpectedLuck(lanes, float(step), {"far_east.campaign": np.linspace(-1, 1, lanes)}) for step in (2, 4)}
    steps = [(luck[step], float(step), parts) for step in (2, 2, 4, 2, 4) for parts in (parts_of(step), Parts(0, 2))]
    flows = {"soviet_losses_east": np.ones(lanes)}
    begun = replace(Way.none(lanes), dry=np.linspace(0, 1, lanes), flows=flows)
    plain = step_by_step(advance, state, orders, p, steps, begun)
    single = step_by_step(Ahead(), state, orders, p, steps, begun)
    # No step of its own is left to NumPy, or to be taken singly.
    monkeypatch.setattr(ahead, "step_by_step", None)
    for (found, way), title in ((single, "single steps"), (Ahead().onward(state, orders, p, steps, begun), "the way")):
        expected, told = plain[1].sums(), way.sums()
        assert sorted(told) == sorted(expected), title
        for name, value in expected.items():
            np.testing.assert_array_equal(told[name], value + np.zeros(lanes), err_msg=f"{title}: {name}")
        assert found.week == plain[0].week
        for group in GROUPS:
            for name in type(getattr(found, group)).__dataclass_fields__:
                value = getattr(getattr(plain[0], group), name)
                np.testing.assert_array_equal(getattr(getattr(found, group), name), value, err_msg=f"{title}: {name}")


@needs_code
@pytest.mark.parametrize("lanes", [1, 9, 130])
def test_a_way_begins_with_what_was_put_in_the_place_of_what_is_supposed(lanes: int) -> None:
    p = draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False).as_arrays()
    state = Supposed(advance, p).at(20, np.arange(lanes) % CASES)
    plain = State(state.week, *(getattr(state, name) for name in GROUPS))
    # A field of its own, one that is another's, and one that is the same in all worlds.
    changes = {"manchuria": np.linspace(1e5, 9e5, lanes), "home": state.japan.manchuria, "china": np.full(1, 7e5)}
    known = {name: value for name, value in changes.items() if name in state.japan.__dict__}
    assert len(known) == 3
    begun = [with_fields(given, japan=with_fields(given.japan, **known)) for given in (state, plain)]
    luck = ExpectedLuck(lanes, 4.0, {})
    steps, orders = [(luck, 4.0, Parts(0, 2))] * 3, Orders.opening(lanes)
    (after, way), (expected, told) = (Ahead().onward(given, orders, p, steps, Way.none(lanes)) for given in begun)
    for name in GROUPS:
        for field, value in getattr(expected, name).__dict__.items():
            assert getattr(getattr(after, name), field).tobytes() == value.tobytes(), field
    assert {name: value.tobytes() for name, value in way.sums().items()} == {
        name: value.tobytes() for name, value in told.sums().items()
    }
