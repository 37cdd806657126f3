"""What scenarios order is carried out by the module: no halt, and the bytes of the runs that NumPy steps."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
from test_whole import BY_ODDS, SHORT, assert_same, ledger_file, stepped

from crossroads.engine import simulation
from crossroads.engine.beginning import Beginning
from crossroads.engine.compiled import whole
from crossroads.engine.compiled.seats import Seats
from crossroads.minds.condition import condition_names, parse_condition
from crossroads.minds.decision import DecisionPoint, decision_points, points_by_id
from crossroads.minds.imagining.papers import forget
from crossroads.minds.setup import Force, Setup
from crossroads.scenario.listing import listed_scenarios
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block

WORLDS = list(range(66))
ORDERED = [item.name for item in listed_scenarios() if load_scenario(item.name).setup.forces]


def run(setup: Setup, worlds: list[int] = WORLDS) -> Block:
    return simulation.simulate(setup, 1941, np.array(worlds))


def once(decision: str, option: str, on: dt.date) -> Force:
    nation, _, name = decision.partition(".")
    return Force(nation, name, on=on, option=option)


def always(decision: str, option: str, on: dt.date, until: dt.date | None = None) -> Force:
    nation, _, name = decision.partition(".")
    return Force(nation, name, on=on, until=until, option=option, always=True)


def halts(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run some worlds; return how often blocks waited for somebody outside."""
    forget()  # what other tests have had written asks nobody
    count, answer = 0, whole.Whole._answer

    def counted(*given: object) -> None:
        nonlocal count
        count += 1
        answer(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(whole.Whole, "_answer", counted)
    run(setup)
    return count


def _after_orders(setup: Setup) -> dt.date:
    """Return a horizon a season after the last order of a day, in the winter of 1941 or later."""
    last = max((force.until or force.on for force in setup.forces if force.on), default=dt.date(1941, 6, 22))
    return min(max(last + dt.timedelta(weeks=8), dt.date(1941, 12, 28)), dt.date(1942, 6, 28))


@pytest.mark.parametrize("name", ORDERED)
def test_every_scenario_that_orders_something(name: str) -> None:
    setup = load_scenario(name).setup
    setup = replace(setup, horizon=_after_orders(setup))
    assert_same(run(setup), stepped(setup, WORLDS))


@pytest.mark.parametrize("name", ["as_it_happened", "south_december"])
def test_orders_and_stated_odds_alone_never_halt(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = replace(load_scenario(name).setup, deciders=BY_ODDS, horizon=dt.date(1942, 6, 28))
    assert halts(setup, monkeypatch) == 0
    monkeypatch.undo()
    assert_same(run(setup), stepped(setup, WORLDS))


def test_a_council_is_asked_only_where_orders_leave_it_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = replace(SHORT, deciders=(), horizon=dt.date(1941, 9, 28))
    meetings = {point.id: dt.date(1941, 6, 22) for point in decision_points() if point.imagined}
    every = tuple(always(decision, _quiet(decision), day) for decision, day in meetings.items())
    assert halts(replace(ordered, forces=every), monkeypatch) == 0
    monkeypatch.undo()
    assert halts(replace(ordered, forces=every[1:]), monkeypatch) > 0


def _quiet(decision: str) -> str:
    return next(iter(points_by_id()[decision].options))


SUMMER, AUTUMN, WINTER = dt.date(1941, 7, 2), dt.date(1941, 9, 6), dt.date(1941, 12, 1)
EDGES = {
    "two orders of one day": (once("japan.course", "north", SUMMER), once("japan.course", "indochina", SUMMER)),
    "one that the other makes illegal": (once("japan.course", "north", SUMMER), once("japan.course", "north", AUTUMN)),
    "one that comes after terms": (once("japan.course", "terms", SUMMER), once("japan.course", "south", AUTUMN)),
    "ruled out until its day": (once("japan.course", "south", WINTER),),
    "a standing order and one of a day": (
        always("ussr.transfers", "none", dt.date(1941, 6, 29), dt.date(1941, 12, 1)),
        once("ussr.transfers", "large", dt.date(1941, 10, 12)),
    ),
    "a day without a meeting": (once("japan.mobilisation", "rung_101", dt.date(1941, 7, 4)),),
    "a day after the horizon": (once("germany.main_effort", "south", dt.date(1944, 4, 2)),),
    "a point that is not open": (once("ussr.fight_on", "treat", dt.date(1941, 8, 10)),),
    "a point that opens by its trigger": (once("united_states.weight", "japan_first", dt.date(1941, 6, 22)),),
    "what cannot be done": (once("germany.war_on_us", "declare", dt.date(1941, 6, 29)),),
    "to go on as before": (always("germany.war_on_us", "abstain", dt.date(1941, 6, 22)),),
    "odds": (Force("germany", "request", on=dt.date(1941, 6, 29), odds={"ask": 0.3}),),
    "odds of some": (Force("japan", "course", on=SUMMER, odds={"north": 0.25, "south": 0.25}),),
    "odds, then an order": (
        Force("japan", "course", on=SUMMER, odds={"indochina": 0.5}),
        once("japan.course", "wait", dt.date(1941, 8, 9)),
    ),
    "beside a condition": (
        once("japan.course", "indochina", SUMMER),
        Force(
            "japan",
            "course",
            when=parse_condition("japan.believes.soviet_far_east_divisions <= 29", condition_names()),
            between=(dt.date(1941, 7, 20), AUTUMN),
            option="limited",
        ),
    ),
}


@pytest.mark.parametrize("deciders", [BY_ODDS, (), (("japan", "random_legal"),)], ids=["odds", "councils", "own"])
@pytest.mark.parametrize("forces", EDGES.values(), ids=EDGES)
def test_edges(forces: tuple[Force, ...], deciders: tuple[tuple[str, str], ...]) -> None:
    setup = Setup(forces=forces, deciders=deciders, horizon=dt.date(1941, 12, 21))
    told, apart = simulation.simulate(setup, 1941, np.array(WORLDS), ledger_below=20), stepped(setup, WORLDS, 1941, 20)
    assert_same(told, apart)
    assert_same(run(setup), apart)
    assert ledger_file(told, 20) == ledger_file(apart, 20)


def _some_force(chance: random.Random) -> Force:
    point: DecisionPoint = chance.choice(decision_points())
    day = dt.date(1941, 6, 22) + dt.timedelta(days=chance.randrange(300))
    options = list(point.options)
    way = chance.randrange(4)
    if way == 0:
        last = day + dt.timedelta(days=chance.randrange(120)) if chance.random() < 0.7 else None
        return always(point.id, chance.choice(options), day, last)
    if way == 1:
        odds = {option: chance.choice([0.0, 0.1, 0.4]) for option in chance.sample(options, 2)}
        return Force(point.nation, point.name, on=day, odds=odds)
    return once(point.id, chance.choice(options), day)


@pytest.mark.parametrize("number", range(6))
def test_any_orders(number: int) -> None:
    chance = random.Random(number)
    forces = tuple(_some_force(chance) for _ in range(14))
    deciders = BY_ODDS if number % 2 else ()
    setup = Setup(forces=forces, deciders=deciders, horizon=dt.date(1942, 6, 28))
    told, apart = simulation.simulate(setup, 1941, np.array(WORLDS), ledger_below=30), stepped(setup, WORLDS, 1941, 30)
    assert_same(told, apart)
    assert ledger_file(told, 30) == ledger_file(apart, 30)


def test_what_is_read_off_is_read_off_beside_orders() -> None:
    reads = ("japan.course@1941-12-07", "ussr.transfers@1941-12-07", "japan_oil_stock_mbbl@1941-12-07")
    setup = replace(load_scenario("as_it_happened").setup, reads=reads, horizon=dt.date(1942, 2, 1))
    found = run(setup)
    assert_same(found, stepped(setup, WORLDS))
    assert (found.outcomes["japan.course@1941-12-07"] == 5.0).all()


@pytest.mark.parametrize("name", ORDERED)
def test_the_ledger_of_every_scenario_that_orders_something(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is ordered without a condition is noted as it is decided; its ledger is that of worlds that are stepped."""
    setup, few = replace(load_scenario(name).setup, horizon=dt.date(1942, 3, 29)), [0, 1, 2]
    apart = ledger_file(stepped(setup, few, 1941, 3), 3)
    if not any(force.when or force.option is None for force in setup.forces):
        monkeypatch.setattr(Seats, "meet", None)  # nobody outside is asked
    assert ledger_file(simulation.simulate(setup, 1941, np.array(few), ledger_below=3), 3) == apart


def test_worlds_with_a_ledger_beside_others_that_obey() -> None:
    setup = replace(load_scenario("as_it_happened").setup, horizon=dt.date(1942, 2, 1))
    some = simulation.simulate(setup, 1941, np.arange(10), ledger_below=3)
    assert_same(some, simulation.simulate(setup, 1941, np.arange(10)))
    assert some.ledger


def test_only_what_the_module_knows_is_left_to_it() -> None:
    forces = (*EDGES["odds of some"], once("germany.request", "ask", SUMMER), *EDGES["beside a condition"])
    points = points_by_id()

    def seats(setup: Setup) -> Seats:
        return Seats(Beginning(replace(setup, forces=forces), 1941, np.arange(2)))

    assert seats(SHORT).imposes(points["japan.course"]), "a condition"
    assert not seats(SHORT).imposes(points["germany.request"])
    own = replace(SHORT, deciders=(("germany", "random_legal"),))
    assert seats(own).imposes(points["germany.request"]), "a decider of one's own"
    assert seats(replace(SHORT, reads=("germany.request@1941-12-07",))).imposes(points["germany.request"])
    assert not seats(SHORT).imposes(points["germany.promise"]), "nobody orders"
