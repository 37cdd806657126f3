"""What a block of worlds begins with, before it is run: parameters, luck, nations, and what a scenario asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled.llvm import elementary
from crossroads.engine.compiled.staffs.ahead import Ahead
from crossroads.evidence.edits import ParameterEdit, PreludeEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.deciders.bench import Bench, Maker
from crossroads.minds.deciders.catalogue import DEFAULT, maker
from crossroads.minds.decision import measure
from crossroads.minds.forced import Forces
from crossroads.minds.imagining.papers import Papers, papers_of
from crossroads.minds.ledger import Ledger
from crossroads.minds.nation import Nation
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS, SUBJECTS
from crossroads.prelude.june import central, laid_over
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.luck import Luck, WeekLuck
from crossroads.world.measure import Measure
from crossroads.world.observables import OBSERVABLE_NAMES

MEMORY_WEEKS = calendar.MEMORY_WEEKS
"""How far back reports are kept."""

COURSE_WEEK = calendar.week_of(calendar.END_OF_1941)
"""The week in which Japan's course of 1941 is read off."""

FORWARD = Ahead()
"""The step by which staffs imagine."""

Seat = Callable[[type[Nation]], type[Nation]]
"""Kind of a nation -> the class that takes its seat."""


def staff_papers(edits: tuple[ParameterEdit, ...], prelude: tuple[PreludeEdit, ...] = ()) -> Papers:
    """Return the staff papers of a scenario, those that its runs in this process write and read.

    Parameters
    ----------
    edits
        What the scenario changes of the parameters.
    prelude
        Events before June 1941 that it has end otherwise: staffs suppose their likeliest course.
    """
    elementary.use()
    supposed = central(edits, prelude)
    return papers_of(edits, FORWARD, supposed) if supposed else papers_of(edits, FORWARD)


class Beginning:
    """What a block of worlds begins with.

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
    seat
        Makes a nation of its kind, its decider, the parameters, and what tells the week's luck; None: its kind does.

    Attributes
    ----------
    week
        The week in which the nations are.
    weeks
        Weeks to the setup's horizon.
    """

    def __init__(
        self,
        setup: Setup,
        seed: int,
        worlds: NDArray[np.int64],
        ledger_below: int = 0,
        deciders: Mapping[str, Maker] | None = None,
        parameters: Parameters | None = None,
        seat: Callable[..., Nation] | None = None,
    ) -> None:
        elementary.use()
        self.setup = setup
        self.week = 0
        self.weeks = calendar.weeks_until(setup.horizon)
        self.p = parameters or laid_over(
            draw_parameters(setup.edits, seed, worlds, setup.knowledge), setup, seed, worlds
        )
        self.luck = Luck(seed, worlds, on=setup.luck)
        self.forces = Forces(setup.forces, len(worlds))
        self.reads = [measure(name) for name in setup.reads]
        self.ledger = Ledger(worlds, ledger_below, [item for item in self.reads if item.outcome.decision])
        self.papers = staff_papers(setup.edits, setup.prelude)
        makers = {nation: maker(name) for nation, name in setup.deciders} | dict(deciders or {})
        bench = Bench(setup, self.p, self.luck, SUBJECTS, self.papers)
        sits = seat or (lambda kind, *given: kind(*given))
        self.nations: tuple[Nation, ...] = tuple(
            sits(kind, makers.get(kind.name, maker(DEFAULT))(bench), self.p, self.luck_now) for kind, _ in NATIONS
        )

    def luck_now(self) -> WeekLuck:
        """Return this week's luck."""
        return self.luck.week(self.week)

    def read_off(self, series: NDArray[np.float32], weeks: int) -> dict[str, Array]:
        """Return what the setup asks for on single days; as for `read_off`."""
        return read_off(self.reads, self.ledger.standing, series, weeks)


def read_off(
    reads: Sequence[Measure], standing: Mapping[str, Array], series: NDArray[np.float32], weeks: int
) -> dict[str, Array]:
    """Return what a setup asks for on single days: a series' value, or the option that stands.

    Parameters
    ----------
    reads
        What is asked for.
    standing
        Of decisions, what stood on its day, name -> (world,).
    series
        The record of the first `weeks`, (observable, week, world).
    weeks
        How many weeks there are.

    Returns
    -------
    Name of an outcome -> (world,); NaN where its day has not come.
    """
    found: dict[str, Array] = dict(standing)
    for item in reads:
        name, _, _ = item.outcome.name.partition("@")
        if name in OBSERVABLE_NAMES and item.day is not None and calendar.week_of(item.day) < weeks:
            values = series[OBSERVABLE_NAMES.index(name), calendar.week_of(item.day)]
            found[item.outcome.name] = values.astype(np.float64)
    never = np.full(series.shape[-1], np.nan)
    return {item.outcome.name: found.get(item.outcome.name, never) for item in reads}
