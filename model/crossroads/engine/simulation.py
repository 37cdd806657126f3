"""Blocks of worlds carried to their horizon: compiled where that can be, else week by week; the bytes are the same."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.beginning import COURSE_WEEK, MEMORY_WEEKS, Beginning, read_off, staff_papers
from crossroads.engine.compiled.outside import Staffs
from crossroads.engine.compiled.seats import Seats, carries, in_weeks
from crossroads.engine.compiled.tables import Span
from crossroads.engine.compiled.whole import KnownWorlds, Whole, program_for
from crossroads.errors import InputError, counted
from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.parameters import Parameters, Spread, draw_parameters, drawn_apart
from crossroads.minds.deciders.bench import Maker
from crossroads.minds.deciders.catalogue import DEFAULT, STATED
from crossroads.minds.decision import decision_points, measure
from crossroads.minds.forced import Forces
from crossroads.minds.imagining.papers import Papers
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS
from crossroads.prelude.june import is_edited, laid_over
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.block import Block, joined
from crossroads.world.observables import OBSERVABLES, OUTCOMES, Observable, Outcome, is_share

OnWeek = Callable[[int], None] | None


def simulate(
    setup: Setup,
    seed: int,
    worlds: NDArray[np.int64],
    *,
    ledger_below: int = 0,
    on_week: OnWeek = None,
    deciders: Mapping[str, Maker] | None = None,
    parameters: Parameters | None = None,
    ensemble: Ensemble | None = None,
    keep_papers: bool = True,
) -> Block:
    """Run a block of worlds to the setup's horizon.

    They are run compiled where that can be; meetings of those with a ledger are noted, and written up afterwards.

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
    on_week
        Called with each week's number when it is done.
    deciders
        Nation -> what makes its decider; comes before the setup's own choice.
    parameters
        Parameters of the block's worlds; None: drawn as the setup asks.
    ensemble
        Where the worlds then take their fitted parameters from; None: the installed ensemble.
    keep_papers
        Whether the papers that councils wrote are kept for later runs; no, where no later run has the same numbers.

    Raises
    ------
    InputError
        Where the arithmetic has broken down: only a scenario's extreme parameters can do that.
    """
    numbers = np.asarray(worlds, dtype=np.int64)
    told = numbers < ledger_below
    parts = [places for places in (np.flatnonzero(told), np.flatnonzero(~told)) if len(places)]
    blocks: list[Block] = []
    papers: Papers | None = None
    for places in parts:
        own, heard = numbers[places], on_week if places is parts[-1] else None
        is_told = bool(told[places[0]])
        picked = parameters.take(places) if parameters is not None else None
        if not is_told and deciders is None:
            found = _straight(setup, seed, own, heard, picked, ensemble)
            if found is not None:
                block, papers = found
                blocks.append(block)
                continue
        if picked is None and ensemble is not None:
            picked = laid_over(draw_parameters(setup.edits, seed, own, setup.knowledge, ensemble), setup, seed, own)
        with _without_collections():
            block, papers = _decided(setup, seed, own, ledger_below if is_told else 0, heard, deciders, picked)
        blocks.append(block)
    block = blocks[0] if len(blocks) == 1 else joined(numbers, parts, blocks)
    _check_possible(block)
    if keep_papers and papers is not None:
        papers.library.keep()
    return block


def _decided(
    setup: Setup,
    seed: int,
    worlds: NDArray[np.int64],
    ledger_below: int,
    on_week: OnWeek,
    deciders: Mapping[str, Maker] | None,
    parameters: Parameters | None,
) -> tuple[Block, Papers]:
    """Run worlds in which somebody deliberates, a scenario has its say, or a ledger is kept."""
    if setup.luck:
        setting = Beginning(setup, seed, worlds, ledger_below, deciders, parameters)
        given = KnownWorlds(seed, worlds, setting.p, {})
        program = program_for(given, MEMORY_WEEKS + 1)
        if program is not None:
            seats = Seats(setting)
            found = Whole(program, given, _span(setting.weeks), seats, in_weeks(setting.weeks, on_week)).run()
            seats.write_up()
            read = setting.read_off(found.series, setting.weeks)
            kept, missed = tuple(setting.ledger.entries), setting.forces.not_applied()
            block = replace(found, outcomes=found.outcomes | read, ledger=kept, not_applied=missed)
            return block, setting.papers
    # Here and not above: Mesa takes most of a second to load.
    from crossroads.engine.war import War

    war = War(setup, seed, worlds, ledger_below, deciders, parameters, collect=False)
    for week in range(war.weeks):
        war.step()
        if on_week is not None:
            on_week(week)
    block, papers = war.block(), war.papers
    war.release()
    return block, papers


def _span(weeks: int) -> Span:
    return Span(weeks, COURSE_WEEK, MEMORY_WEEKS + 1)


def _straight(
    setup: Setup,
    seed: int,
    worlds: NDArray[np.int64],
    on_week: OnWeek,
    parameters: Parameters | None,
    ensemble: Ensemble | None,
) -> tuple[Block, Papers | None] | None:
    """Run worlds in which nobody outside has to be asked; None where somebody has, or laws cannot be compiled.

    Nobody has where there are councils and stated odds alone, what a scenario orders hangs on no condition, and no
    decision is read off on a day.
    """
    reads = [measure(name) for name in setup.reads]
    if not setup.luck or any(item.outcome.decision for item in reads):
        return None
    named = {kind.name: dict(setup.deciders).get(kind.name, DEFAULT) for kind, _ in NATIONS}
    imagining = frozenset(nation for nation, decider in named.items() if decider == DEFAULT)
    forces = Forces(setup.forces, len(worlds))
    carried = all(
        carries(forces, point, point.imagined is not None and point.nation in imagining)
        for point in decision_points()
        if forces.concern(point)
    )
    if not (carried and set(named.values()) <= {DEFAULT, STATED}):
        return None
    spreads: Mapping[str, Spread] = {}
    if parameters is None and is_edited(setup.edits, setup.prelude):
        # What an edited prelude moves, it moves from what each world has drawn.
        drawn = draw_parameters(setup.edits, seed, worlds, setup.knowledge, ensemble)
        parameters = laid_over(drawn, setup, seed, worlds)
    elif parameters is None:
        parameters, spreads = drawn_apart(setup.edits, seed, worlds, setup.knowledge, ensemble)
    given = KnownWorlds(seed, worlds, parameters, spreads)
    program = program_for(given, MEMORY_WEEKS + 1)
    if program is None:
        return None
    weeks = calendar.weeks_until(setup.horizon)
    papers = staff_papers(setup.edits, setup.prelude) if imagining else None
    run = Whole(program, given, _span(weeks), Staffs(papers, imagining, forces), in_weeks(weeks, on_week))
    block = run.run()
    outcomes = block.outcomes | read_off(reads, {}, block.series, weeks)
    return replace(block, outcomes=outcomes, not_applied=forces.not_applied()), papers


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
                told = f"{name} is {fault} in {worlds:,} of {counted(where.shape[-1], 'world')}"
                raise InputError(f"{told}: a parameter of the scenario lies too far outside its recorded range")


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
