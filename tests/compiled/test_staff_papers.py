"""Councils compiled: papers are asked for, read between and weighed as NumPy does it, and each is written once."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_whole import assert_same, stepped

from crossroads.engine import beginning, simulation
from crossroads.engine.beginning import FORWARD
from crossroads.engine.compiled import shelves, whole
from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.staffs import paper_work
from crossroads.engine.compiled.staffs.ahead import Ahead
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.deciders.catalogue import STATED
from crossroads.minds.imagining import kept_folder
from crossroads.minds.imagining.forward import Schedule, imagine
from crossroads.minds.imagining.papers import forget, papers_of
from crossroads.minds.imagining.supposed import CASES, Supposed
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS
from crossroads.war.advance import advance
from crossroads.world.state import GROUPS, Orders

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
def test_papers_are_those_of_numpy_to_the_end_of_the_year_of_kursk(monkeypatch: pytest.MonkeyPatch) -> None:
    """From end to end: whatever a council has read, it has read in NumPy's words too."""
    setup, worlds = Setup(horizon=dt.date(1943, 12, 26)), np.array([0, 7, 2_000_000_011])
    forget()
    compiled = simulation.simulate(setup, 1941, worlds)
    monkeypatch.setattr(beginning, "FORWARD", advance)
    forget()
    assert_same(compiled, simulation.simulate(setup, 1941, worlds))
    forget()


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


@needs_code
@pytest.mark.parametrize("before", [{}, {"ledger_below": 5}], ids=["one world", "one world with a ledger"])
def test_papers_of_which_others_have_read_some_are_there_all_the_same(
    before: dict[str, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(kept_folder.VARIABLE, str(tmp_path))
    monkeypatch.setattr(whole, "WORTH_FETCHING", 50)
    forget()
    plain = simulation.simulate(COUNCILS, 1941, np.arange(70))
    forget()
    simulation.simulate(COUNCILS, 1941, np.arange(1), **before)
    monkeypatch.setattr(whole.Whole, "_answer", None)  # nobody waits
    assert_same(plain, simulation.simulate(COUNCILS, 1941, np.arange(70)))
    forget()


@needs_code
def test_threads_that_share_papers_write_them_once_and_right() -> None:
    numbers = [np.arange(first, first + 60) for first in (0, 60, 120)]
    forget()
    apart = [simulation.simulate(COUNCILS, 1941, worlds) for worlds in numbers]
    for _ in range(2):
        forget()
        with ThreadPoolExecutor(3) as pool:
            beside = list(pool.map(lambda worlds: simulation.simulate(COUNCILS, 1941, worlds), numbers))
        for one, other in zip(apart, beside, strict=True):
            assert_same(one, other)
    forget()


@needs_code
def test_who_goes_on_alone_holds_what_he_reads_and_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second thread may be at work when the first is gone."""
    held: list[object] = []
    rows: list[weakref.ref[object]] = []
    laid = paper_work.PaperWork._laid_out

    def noted(self: paper_work.PaperWork, *given: object) -> object:
        made = laid(self, *given)  # type: ignore[arg-type]
        rows.append(weakref.ref(made))
        return made

    def left(carry: object, lanes: int) -> None:
        held.append(carry)
        raise KeyboardInterrupt

    monkeypatch.setattr(paper_work.PaperWork, "_laid_out", noted)
    monkeypatch.setattr(paper_work, "shared", left)
    forget()
    with pytest.raises(KeyboardInterrupt):
        simulation.simulate(COUNCILS, 1941, np.arange(3))
    forget()
    gc.collect()
    assert rows[0]() is not None
    held.clear()
    gc.collect()
    assert rows[0]() is None


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
def test_a_way_is_that_of_numpy(lanes: int) -> None:
    usual = draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False).as_arrays()
    p = usual.changed({"japan.sakhalin_oil_share": np.linspace(0.1, 0.9, lanes), "staff.losses_stake": np.array(2.0)})
    state, orders = Supposed(advance, usual).at(20, np.arange(lanes) % CASES), Orders.opening(lanes)
    orders.japan_south_week = np.where(np.arange(lanes) % 2, 23.0, np.inf)
    lasting = {"far_east.campaign": np.linspace(-1, 1, lanes)}
    (after, way), (expected, told) = (
        imagine(forward, state, orders, p, Schedule.of([2, 2, 4, 2, 4], True), lasting=lasting)
        for forward in (Ahead(), advance)
    )
    assert after.week == expected.week
    for name, value in told.sums().items():
        np.testing.assert_array_equal(way.sums()[name], value + np.zeros(lanes), err_msg=name)
    for group in GROUPS:
        for name, value in getattr(expected, group).__dict__.items():
            np.testing.assert_array_equal(getattr(getattr(after, group), name), value, err_msg=f"{group}.{name}")
