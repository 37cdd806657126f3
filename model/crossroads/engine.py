"""The engine: one Mesa model that holds a block of worlds and carries them week by week.

A week, in order:

1. Report: what can be measured of the true state is written down, for the record and for the councils.
2. Observe: each nation forms its view of that report, lagged, noisy and biased.
3. Decide: every open decision point is put to its nation; all choose on what they know now.
4. Advance: the war goes on a week (weather, diplomacy, moves and supply, economy, fighting, politics).
5. Record: the week's flows are written beside the stocks at its start.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import mesa
import numpy as np
from numpy.typing import NDArray

from crossroads.compiled import elementary
from crossroads.compiled.seats import Seats, in_weeks
from crossroads.compiled.step import Advance
from crossroads.compiled.tables import Span
from crossroads.compiled.whole import Given, Nobody, Whole, program_for
from crossroads.errors import InputError
from crossroads.evidence.parameters import Parameters, draw_parameters, drawn_apart
from crossroads.minds.deciders.bench import Bench, Maker
from crossroads.minds.deciders.catalogue import DEFAULT, STATED, maker
from crossroads.minds.decision import measure
from crossroads.minds.forced import Forces
from crossroads.minds.imagining.papers import Papers, papers_of
from crossroads.minds.ledger import Ledger
from crossroads.minds.nation import Nation
from crossroads.minds.setup import Setup
from crossroads.minds.view import Memory
from crossroads.nations import NATIONS, SUBJECTS
from crossroads.nations.japan.decisions import japan_course
from crossroads.war import measured
from crossroads.war.opening import opening_state
from crossroads.war.outcomes import outcomes
from crossroads.war.powers import diplomacy
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.block import Block, Recorder, joined
from crossroads.world.luck import Luck, WeekLuck
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, OUTCOMES, Observable, Outcome, is_share
from crossroads.world.state import Orders

__all__ = ["SUBJECTS", "War", "simulate"]

MEMORY_WEEKS = 13
"""How far back reports are kept; lags of the views are shorter."""

COURSE_WEEK = calendar.week_of(calendar.END_OF_1941)
"""The week in which Japan's course of 1941 is read off."""


FORWARD = Advance()
"""The step by which staffs imagine."""


class War(mesa.Model):
    """A block of worlds, and the nations that decide in them.

    Parameters
    ----------
    setup
        What the scenario changes.
    seed
        Seed of the run: with a world's number it fixes that world's luck.
    worlds
        World numbers of the block, int64 (world,), any numbers.
    ledger_below
        Worlds with a number below this get full ledger entries.
    deciders
        Nation -> what makes its decider; comes before the setup's own choice.
    parameters
        Parameters of the block's worlds; None: drawn as the setup asks.
    collect
        Whether `datacollector` takes down each week's means over the worlds: what Mesa's batch runs read.

    Raises
    ------
    InputError
        Where the seed is None, as newer versions of Mesa's `batch_run` give it unless they are told seeds.

    Attributes
    ----------
    running
        Whether weeks are left: `run_model` ends by itself at the setup's horizon.
    """

    def __init__(
        self,
        setup: Setup | None = None,
        seed: int = 1941,
        worlds: NDArray[np.int64] | None = None,
        ledger_below: int = 0,
        deciders: Mapping[str, Maker] | None = None,
        parameters: Parameters | None = None,
        collect: bool = True,
    ) -> None:
        if seed is None:
            raise InputError(
                "seed: found None; allowed: a whole number from 0. Mesa's batch_run takes seeds as rng=[1, 2] or, "
                "where it has no rng yet, as a parameter: {'seed': [1, 2]}."
            )
        super().__init__(rng=seed)
        elementary.use()
        setup = setup or Setup()
        numbers = np.arange(1) if worlds is None else np.asarray(worlds, dtype=np.int64)
        self.setup = setup
        self.week = 0
        self.p = parameters or draw_parameters(setup.edits, seed, numbers, setup.knowledge)
        self.laws = self.p.as_arrays()
        self.luck = Luck(seed, numbers, on=setup.luck)
        self.state = opening_state(self.p, len(numbers))
        self.orders = Orders.opening(len(numbers))
        self.forces = Forces(setup.forces, len(numbers))
        self.reads = [measure(name) for name in setup.reads]
        self.ledger = Ledger(numbers, ledger_below, [item for item in self.reads if item.outcome.decision])
        self.memory = Memory(MEMORY_WEEKS)
        self.weeks = calendar.weeks_until(setup.horizon)
        self.recorder = Recorder(self.weeks, len(numbers))
        self.course = np.zeros(len(numbers))
        makers = {nation: maker(name) for nation, name in setup.deciders} | dict(deciders or {})
        self.advance = Advance()
        self.papers = papers_of(setup.edits, FORWARD)
        bench = Bench(setup, self.p, self.luck, SUBJECTS, self.papers)
        self.nations: tuple[Nation, ...] = tuple(
            kind(self, makers.get(kind.name, maker(DEFAULT))(bench), self.p, self.luck_now) for kind, _ in NATIONS
        )
        self.running = self.weeks > 0
        reporters = {name: _mean_of(name) for name in OBSERVABLE_NAMES} if collect else {}
        self.datacollector = mesa.DataCollector(reporters)  # type: ignore[no-untyped-call]

    def luck_now(self) -> WeekLuck:
        """Return this week's luck."""
        return self.luck.week(self.week)

    def step(self) -> None:
        """Carry every world of the block through one week."""
        wars = diplomacy.wars(self.state)
        stocks = measured.stocks(self.state, wars, self.laws)
        self.memory.add(stocks | measured.facts(self.state, self.orders, wars, self.laws))
        self.agents.do("observe", self.week, self.memory)
        self.forces.watch(self.week, self._lookup)
        self.agents.do("decide", self.week, self.orders, self.forces, self.ledger)
        if self.week == COURSE_WEEK:
            self.course = japan_course(self.orders)
        self.state, self.flows = self.advance(self.state, self.orders, self.laws, self.luck_now())
        self.recorder.record(self.week, stocks | self.flows)
        if self.datacollector.model_reporters:
            self.datacollector.collect(self)  # type: ignore[no-untyped-call]
        self.week += 1
        self.running = self.week < self.weeks

    def _lookup(self, name: str) -> Array:
        """Return what a scenario's condition asks for: an observable, or what a nation believes."""
        if name in OBSERVABLE_NAMES:
            return self.memory.now(name)
        nation, _, belief = name.split(".")
        return next(item.view for item in self.nations if item.name == nation)[belief]

    def block(self) -> Block:
        """Return the record of the block as it stands."""
        course = self.course if self.week > COURSE_WEEK else japan_course(self.orders)
        return Block(
            worlds=self.luck.worlds,
            series=self.recorder.series,
            outcomes=outcomes(self.state, self.orders, course, self.p) | self.read_off(),
            ledger=tuple(self.ledger.entries),
            choices=self.ledger.counts(),
            not_applied=self.forces.not_applied(),
        )

    def read_off(self) -> dict[str, Array]:
        """Return what the setup asks for on single days: a series' value, or the option that stands."""
        found: dict[str, Array] = dict(self.ledger.standing)
        for item in self.reads:
            series, _, _ = item.outcome.name.partition("@")
            if series in OBSERVABLE_NAMES and item.day is not None and calendar.week_of(item.day) < self.week:
                values = self.recorder.series[OBSERVABLE_NAMES.index(series), calendar.week_of(item.day)]
                found[item.outcome.name] = values.astype(np.float64)
        never = np.full(len(self.luck.worlds), np.nan)
        return {item.outcome.name: found.get(item.outcome.name, never) for item in self.reads}

    def take_over(self, block: Block) -> None:
        """Take the record of a block that was run compiled for this war's own."""
        self.week, self.recorder.series = self.weeks, block.series
        self.running = False

    def release(self) -> None:
        """Let go of everything that is large.

        Mesa counts agents in a table that keeps every model of the process alive; without this each block of a long
        run would stay in memory.
        """
        self.remove_all_agents()  # type: ignore[no-untyped-call]
        self.nations = ()
        parts = ("state", "orders", "p", "laws", "luck", "forces", "ledger", "memory", "recorder", "course", "papers")
        self.datacollector = mesa.DataCollector()  # type: ignore[no-untyped-call]
        for name in parts:
            delattr(self, name)


def _mean_of(name: str) -> Callable[[War], float]:
    """Return what tells the mean over the worlds of a series this week; NaN where it is known in none."""
    row = OBSERVABLE_NAMES.index(name)

    def mean(war: War) -> float:
        values = war.recorder.series[row, war.week]
        known = values[~np.isnan(values)]
        return float(known.mean(dtype=np.float64)) if len(known) else float("nan")

    return mean


def _check_possible(block: Block) -> None:
    """Refuse a block whose arithmetic has broken down: only a scenario's extreme parameters can do that."""
    # A date may never come, and a front may be closed on the day on which it is read off.
    checked: list[tuple[str, Outcome | Observable, Array]]
    checked = [(f"outcome '{item.name}'", item, block.outcomes[item.name]) for item in OUTCOMES if item.kind != "date"]
    checked += [(f"series '{item.name}'", item, values) for item, values in zip(OBSERVABLES, block.series, strict=True)]
    for name, item, values in checked:
        closes = isinstance(item, Observable) and item.closes
        broken = [("not a number", np.isinf(values) if closes else ~np.isfinite(values))]
        if is_share(item.unit):
            broken.append(("not from 0 to 1", (values < 0) | (values > 1)))
        for fault, where in broken:
            if where.any():
                worlds = int(where.reshape(-1, where.shape[-1]).any(axis=0).sum())
                raise InputError(
                    f"{name} is {fault} in {worlds} of {where.shape[-1]} worlds: a parameter of the scenario lies too "
                    f"far outside its recorded range"
                )


@contextmanager
def _without_collections() -> Iterator[None]:
    """Put off Python's search for reference cycles: a week leaves none, and the search is a tenth of a world's time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def simulate(
    setup: Setup,
    seed: int,
    worlds: NDArray[np.int64],
    *,
    ledger_below: int = 0,
    on_week: Callable[[int], None] | None = None,
    deciders: Mapping[str, Maker] | None = None,
    parameters: Parameters | None = None,
    keep_papers: bool = True,
) -> Block:
    """Run a block of worlds to the setup's horizon.

    Worlds without a ledger are run compiled, where that can be; those with one are stepped. The bytes are the same.

    Parameters
    ----------
    setup, seed, worlds, ledger_below, deciders, parameters
        As for `War`.
    on_week
        Called with each week's number when it is done.
    keep_papers
        Whether the papers that councils wrote are kept for later runs; no, where no later run has the same numbers.
    """
    numbers = np.asarray(worlds, dtype=np.int64)
    plain = _stated(setup) and deciders is None and parameters is None
    told = numbers < ledger_below
    parts = [places for places in (np.flatnonzero(told), np.flatnonzero(~told)) if len(places)]
    blocks = []
    papers: Papers | None = None
    for places in parts:
        own_worlds = numbers[places]
        if plain and not told[places[0]] and (found := _by_stated_odds(setup, seed, own_worlds, on_week)) is not None:
            blocks.append(found)
            continue
        own = parameters.take(places) if parameters is not None else None
        war = War(setup, seed, own_worlds, ledger_below, deciders, own, collect=False)
        last = places is parts[-1]
        with _without_collections():
            blocks.append(_carried(war, bool(told[places[0]]), on_week if last else None))
        papers = war.papers
        war.release()
    block = blocks[0] if len(blocks) == 1 else joined(numbers, parts, blocks)
    _check_possible(block)
    if keep_papers and papers is not None:
        papers.keep()
    return block


def _carried(war: War, told: bool, on_week: Callable[[int], None] | None) -> Block:
    """Carry a block to its horizon: compiled where nothing of it is told, and the laws can be."""
    program = None if told or not war.setup.luck else program_for(_given(war), MEMORY_WEEKS + 1)
    if program is not None:
        found = Whole(program, _given(war), _span(war.weeks), Seats(war), in_weeks(war.weeks, on_week)).run()
        war.take_over(found)
        return replace(found, outcomes=found.outcomes | war.read_off(), not_applied=war.forces.not_applied())
    for week in range(war.weeks):
        war.step()
        if on_week is not None:
            on_week(week)
    return war.block()


def _given(war: War) -> Given:
    return Given(war.luck.seed, war.luck.worlds, war.p, {})


def _span(weeks: int) -> Span:
    return Span(weeks, COURSE_WEEK, MEMORY_WEEKS + 1)


def _stated(setup: Setup) -> bool:
    """Say whether every nation decides by stated odds alone, and a scenario imposes and reads nothing."""
    named = dict(setup.deciders)
    stated = all(named.get(kind.name, DEFAULT) == STATED for kind, _ in NATIONS)
    return stated and setup.luck and not setup.forces and not setup.reads


def _by_stated_odds(
    setup: Setup, seed: int, worlds: NDArray[np.int64], on_week: Callable[[int], None] | None
) -> Block | None:
    """Run worlds that nobody outside has to decide anything for; None where the laws cannot be compiled."""
    p, spreads = drawn_apart(setup.edits, seed, worlds, setup.knowledge)
    given = Given(seed, worlds, p, spreads)
    program = program_for(given, MEMORY_WEEKS + 1)
    if program is None:
        return None
    weeks = calendar.weeks_until(setup.horizon)
    return Whole(program, given, _span(weeks), Nobody(), in_weeks(weeks, on_week)).run()
