"""The war as a Mesa model: one model holds a block of worlds and carries them week by week."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from crossroads.engine.beginning import COURSE_WEEK, MEMORY_WEEKS, Beginning
from crossroads.engine.compiled.step import Advance
from crossroads.errors import InputError, shown
from crossroads.evidence.parameters import Parameters
from crossroads.minds.deciders.bench import Maker
from crossroads.minds.imagining.account import ended
from crossroads.minds.nation import Nation
from crossroads.minds.setup import Setup
from crossroads.minds.view import Memory
from crossroads.nations import ACCOUNTS
from crossroads.nations.japan.decisions import japan_course
from crossroads.war import measured
from crossroads.war.opening import opening_state
from crossroads.war.powers import diplomacy
from crossroads.world.axes import Array
from crossroads.world.block import Block, Recorder
from crossroads.world.observables import OBSERVABLE_NAMES
from crossroads.world.state import Orders


def _checked(setup: object, seed: object, worlds: object) -> NDArray[np.int64]:
    """Return the world numbers of a block; refuse what no war can be made of."""
    if not isinstance(setup, Setup | None):
        raise InputError(
            f"setup: found {shown(setup)}; allowed: a Setup, such as load_scenario('no_pact').setup, or None."
        )
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        hint = (
            " Mesa's batch_run takes seeds as rng=[1, 2] or, where it has no rng yet, as a parameter: {'seed': [1, 2]}."
        )
        raise InputError(f"seed: found {shown(seed)}; allowed: a whole number from 0.{hint if seed is None else ''}")
    if worlds is None:
        return np.arange(1)
    found = np.asarray(worlds)
    whole = found.ndim == 1 and found.size > 0 and np.issubdtype(found.dtype, np.integer)
    if not whole or found.min() < 0 or len(np.unique(found)) < found.size:
        raise InputError(
            f"worlds: found {shown(' '.join(repr(worlds).split()))}; "
            "allowed: one or more whole numbers from 0, each once, such as numpy.arange(100)."
        )
    return found.astype(np.int64)


@functools.cache
def _agent(kind: type[Nation]) -> type[Nation]:
    """Return a nation's class as one of Mesa's agents."""

    def begin(self: Any, model: mesa.Model, *given: Any) -> None:
        mesa.Agent.__init__(self, model)
        kind.__init__(self, *given)

    return type(kind.__name__, (kind, mesa.Agent), {"__init__": begin, "__doc__": kind.__doc__})


def _seated(model: mesa.Model, kind: type[Nation], *given: Any) -> Nation:
    """Return a nation that is an agent of a model."""
    return _agent(kind)(model, *given)  # type: ignore[arg-type]


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
        Where the setup is none, the seed is no whole number from 0 (newer versions of Mesa's `batch_run` give None
        unless they are told seeds), or the worlds are no whole numbers from 0, each once.

    Attributes
    ----------
    running
        Whether weeks are left: `run_model` ends by itself at the setup's horizon.
    """

    def __init__(
        self,
        setup: Setup | None = None,
        seed: int | None = None,
        worlds: NDArray[np.int64] | None = None,
        ledger_below: int = 0,
        deciders: Mapping[str, Maker] | None = None,
        parameters: Parameters | None = None,
        collect: bool = True,
    ) -> None:
        numbers = _checked(setup, seed, worlds)
        assert seed is not None
        super().__init__(rng=seed)
        own = self.setting = Beginning(
            setup or Setup(), seed, numbers, ledger_below, deciders, parameters, functools.partial(_seated, self)
        )
        self.setup, self.weeks, self.p, self.luck, self.forces = own.setup, own.weeks, own.p, own.luck, own.forces
        self.ledger, self.papers, self.nations = own.ledger, own.papers, own.nations
        self.laws = self.p.as_arrays()
        self.state = opening_state(self.p, len(numbers))
        self.orders = Orders.opening(len(numbers))
        self.memory = Memory(MEMORY_WEEKS)
        self.recorder = Recorder(self.weeks, len(numbers))
        self.course = np.zeros(len(numbers))
        self.advance = Advance()
        self.running = self.weeks > 0
        reporters = {name: _mean_of(name) for name in OBSERVABLE_NAMES} if collect else {}
        self.datacollector = mesa.DataCollector(reporters)  # type: ignore[no-untyped-call]

    @property
    def week(self) -> int:
        """The week that comes next, or that is being carried out."""
        return self.setting.week

    @week.setter
    def week(self, week: int) -> None:
        """Set the week."""
        self.setting.week = week

    def step(self) -> None:
        """Carry every world of the block through one week.

        Raises
        ------
        InputError
            Where the war has come to its horizon.
        """
        if self.week >= self.weeks:
            raise InputError(
                f"step: found week {self.week + 1} of a war of {self.weeks} weeks, which ends on {self.setup.horizon}; "
                "allowed: one step a week until then (`running` says whether one is left)."
            )
        wars = diplomacy.wars(self.state)
        stocks = measured.stocks(self.state, wars, self.laws)
        self.memory.add(stocks | measured.facts(self.state, self.orders, wars, self.laws))
        self.agents.do("observe", self.week, self.memory)
        self.forces.watch(self.week, self._lookup)
        self.agents.do("decide", self.week, self.orders, self.forces, self.ledger)
        if self.week == COURSE_WEEK:
            self.course = japan_course(self.orders)
        self.state, self.flows = self.advance(self.state, self.orders, self.laws, self.setting.luck_now())
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
            outcomes=ended(self.state, self.orders, course, self.p, ACCOUNTS)
            | self.setting.read_off(self.recorder.series, self.week),
            ledger=tuple(self.ledger.entries),
            choices=self.ledger.counts(),
            not_applied=self.forces.not_applied(),
        )

    def release(self) -> None:
        """Let go of everything that is large.

        Mesa counts agents in a table that keeps every model of the process alive; without this each block of a long
        run would stay in memory.
        """
        self.remove_all_agents()  # type: ignore[no-untyped-call]
        self.nations = ()
        parts = ("state", "orders", "p", "laws", "luck", "forces", "ledger", "memory", "recorder", "course", "papers")
        self.setting = None  # type: ignore[assignment]
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
