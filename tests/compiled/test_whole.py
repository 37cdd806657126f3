"""Whole runs compiled are the runs that NumPy steps, to the bit: series, outcomes, choices, and what did not apply."""

from __future__ import annotations

import datetime as dt
import io
import sys
from dataclasses import replace

import numpy as np
import pytest

from crossroads.engine import simulation
from crossroads.engine.compiled import whole
from crossroads.engine.compiled.llvm import machine
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.deciders.catalogue import STATED
from crossroads.minds.imagining.papers import forget
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS
from crossroads.runs.tables.ledger import kept
from crossroads.runs.tables.parquet import write_ledger
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block

BY_ODDS = tuple((kind.name, STATED) for kind, _ in NATIONS)
SHORT = Setup(deciders=BY_ODDS, horizon=dt.date(1942, 6, 28))


def stepped(setup: Setup, worlds: list[int], seed: int = 1941, ledger_below: int = 0) -> Block:
    """Run worlds week by week."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "program_for", lambda *_: None)
        return simulation.simulate(setup, seed, np.array(worlds), ledger_below=ledger_below)


def ledger_file(block: Block, below: int) -> bytes:
    """Return the ledger of a block as its file holds it."""
    file = io.BytesIO()
    write_ledger(kept("any", block.ledger, [int(world) for world in block.worlds if world < below]), file)
    return file.getvalue()


def assert_same(one: Block, two: Block) -> None:
    np.testing.assert_array_equal(one.series, two.series)
    assert one.outcomes.keys() == two.outcomes.keys()
    for name, values in one.outcomes.items():
        np.testing.assert_array_equal(values, two.outcomes[name], err_msg=name)
    assert one.choices == two.choices and one.not_applied == two.not_applied


@pytest.mark.parametrize("worlds", [1, 3, 7, 48, 49, 64, 65], ids=str)
def test_any_number_of_worlds(worlds: int) -> None:
    numbers = list(range(worlds))
    assert_same(simulation.simulate(SHORT, 1941, np.array(numbers)), stepped(SHORT, numbers))


def test_any_worlds_in_any_order() -> None:
    numbers = [70, 3, 2_000_000_011, 8, 0]
    whole = simulation.simulate(SHORT, 7, np.array(numbers))
    assert_same(whole, stepped(SHORT, numbers, 7))
    alone = simulation.simulate(SHORT, 7, np.array([3]))
    np.testing.assert_array_equal(alone.series[..., 0], whole.series[..., 1])


@pytest.mark.parametrize("threads", [2, 3])
def test_blocks_that_go_on_while_papers_are_written_for_others(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    setup, worlds = Setup(horizon=dt.date(1942, 6, 28)), np.arange(230)
    monkeypatch.setattr(machine, "threads", lambda: 1)
    forget()
    alone = simulation.simulate(setup, 1941, worlds, keep_papers=False)
    monkeypatch.setattr(machine, "threads", lambda: threads)
    monkeypatch.setattr(whole, "WORTH_GROUPS", 1)
    forget()
    assert_same(simulation.simulate(setup, 1941, worlds, keep_papers=False), alone)


@pytest.mark.parametrize(
    "name", ["historical", "south_december", "north_august", "kantokuen_bluff", "ripe_persimmon", "as_it_happened"]
)
def test_scenarios_with_councils_orders_conditions_and_scripts(name: str) -> None:
    setup = replace(load_scenario(name).setup, horizon=dt.date(1942, 12, 27))
    worlds = list(range(70))
    assert_same(simulation.simulate(setup, 1941, np.array(worlds)), stepped(setup, worlds))


@pytest.mark.parametrize(
    "changed",
    [
        replace(SHORT, luck=False),
        replace(SHORT, knowledge=False),
        replace(SHORT, horizon=dt.date(1941, 7, 27)),
        replace(SHORT, edits=(ParameterEdit("ussr.transfer_west_troops", value=0.0),)),
        replace(SHORT, edits=(ParameterEdit("china.japanese_army", scale=1.5),)),
        replace(SHORT, edits=(ParameterEdit("view.japan_lag_weeks", low=1.0, high=9.0),)),
        replace(SHORT, edits=(ParameterEdit("belief.update_weeks", low=1.0, high=5.0),)),
        replace(SHORT, reads=("japan_oil_stock_mbbl@1941-12-07", "japan.course@1941-12-07")),
        replace(SHORT, reads=("japan_oil_stock_mbbl@1941-12-07", "japan_oil_stock_mbbl@1950-01-01")),
        replace(SHORT, deciders=(("japan", "random_legal"), *BY_ODDS[1:])),
    ],
    ids=[
        "no luck",
        "no doubt",
        "a month",
        "fixed",
        "scaled",
        "lags differ",
        "turns differ",
        "read off",
        "a series",
        "at random",
    ],
)
def test_what_a_scenario_may_ask(changed: Setup) -> None:
    worlds = list(range(20))
    assert_same(simulation.simulate(changed, 1941, np.array(worlds)), stepped(changed, worlds))


def test_who_reads_series_alone_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = replace(SHORT, reads=("japan_oil_stock_mbbl@1941-12-07",))
    plain = simulation.simulate(setup, 1941, np.arange(70))
    monkeypatch.setattr(simulation, "_decided", None)  # nobody outside the module is there to be asked
    assert_same(simulation.simulate(setup, 1941, np.arange(70)), plain)
    assert np.isfinite(plain.outcomes["japan_oil_stock_mbbl@1941-12-07"]).all()


def test_to_the_last_horizon() -> None:
    setup = replace(SHORT, horizon=dt.date(1950, 12, 31))
    assert_same(simulation.simulate(setup, 1941, np.arange(5)), stepped(setup, list(range(5))))


LEDGERS = {
    **{name: load_scenario(name).setup for name in ("historical", "north_august", "kantokuen_bluff", "as_it_happened")},
    "by odds": SHORT,
    "read off": replace(Setup(), reads=("japan.course@1941-12-07",)),
    "at random": replace(SHORT, deciders=(("japan", "random_legal"), *BY_ODDS[1:])),
}


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_kept_at_halts_is_the_one_of_worlds_that_are_stepped(name: str) -> None:
    setup, worlds = replace(LEDGERS[name], horizon=dt.date(1942, 6, 28)), [*range(68), 90]
    told, apart = simulation.simulate(setup, 1941, np.array(worlds), ledger_below=70), stepped(setup, worlds, 1941, 70)
    assert_same(told, apart)
    assert len(told.ledger) > 20 and ledger_file(told, 70) == ledger_file(apart, 70)


@pytest.mark.parametrize("worlds", [100, 145])
def test_no_meeting_is_passed_over_when_papers_come_meanwhile(worlds: int) -> None:
    """Blocks wait at several places at once: for papers at some, and to be noted at others."""
    setup = Setup(horizon=dt.date(1943, 6, 6))
    forget()
    first = simulation.simulate(setup, 1941, np.arange(worlds), ledger_below=worlds)
    # Every paper is there by now: no block waits for one.
    again = simulation.simulate(setup, 1941, np.arange(worlds), ledger_below=worlds)
    assert len(first.ledger) == len(again.ledger) > 300
    assert ledger_file(first, worlds) == ledger_file(again, worlds)


def test_worlds_with_a_ledger_stand_beside_the_others_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "crossroads.engine.war", None)  # no model of Mesa's is needed
    for worlds in (np.arange(10), np.array([7, 2, 9, 0, 1])):
        some = simulation.simulate(SHORT, 1941, worlds, ledger_below=3)
        none = simulation.simulate(SHORT, 1941, worlds)
        assert_same(some, none)
        assert some.ledger and not none.ledger and len(some.ledger[0].choice) == (worlds < 3).sum()


def test_threads_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = np.arange(200)
    blocks = []
    for threads in (1, 3):
        monkeypatch.setattr("crossroads.engine.compiled.llvm.machine.threads", lambda threads=threads: threads)
        blocks.append(simulation.simulate(SHORT, 1941, worlds))
    assert_same(*blocks)


def test_weeks_are_told_once_and_in_order() -> None:
    told: list[int] = []
    simulation.simulate(SHORT, 1941, np.arange(200), on_week=told.append)
    assert told == sorted(set(told)) and told[-1] == 52


def test_whoever_is_told_may_end_it() -> None:
    def stop(week: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulation.simulate(SHORT, 1941, np.arange(2000), on_week=stop)
