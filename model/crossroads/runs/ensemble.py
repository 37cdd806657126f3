"""Run many worlds under one scenario, block by block, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import dataclasses
import functools
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled.llvm import machine
from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.minds.setup import Setup
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.assembly import assemble_outcomes, assemble_series, read_counts, read_ledgers, run_design
from crossroads.runs.blocks import block_worlds
from crossroads.runs.design import Made, make_parts
from crossroads.runs.manifest import manifest_of, plan_of, started_now
from crossroads.runs.origin import origin, source_of
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.run import LATER, Run, finished_run
from crossroads.runs.storage.files import read_json, whole_folder
from crossroads.runs.storage.room import check_room, need
from crossroads.runs.study_folder import ASSEMBLED, Place, drop_finished, folder_path, study_folder, working_folder
from crossroads.runs.tables.attributes import made_by, signed
from crossroads.runs.tables.columns import Arrays
from crossroads.runs.tables.trajectories import load_trajectories
from crossroads.scenario.changed import Changes, as_scenario
from crossroads.scenario.scenario import Given, Scenario
from crossroads.world.block import Block
from crossroads.world.calendar import weeks_until
from crossroads.world.observables import OBSERVABLE_NAMES

if TYPE_CHECKING:
    import xarray as xr

    from crossroads.runs.run import Replay

WORLDS_IN_ONE_PROCESS = 8192
"""Up to here starting further processes costs more than they save."""

MOST_WORKERS = 4
"""More processes than this are used only when asked for: each holds a block in memory."""

LEDGER_WORLDS = 100

RUNS = "runs"
"""Folder of a study's runs."""


def simulate_worlds(setup: Setup, seed: int, worlds: NDArray[np.int64], **how: Any) -> Block:
    """Run one block of worlds; `how` as for `engine.simulate`, which is imported here since it is slow to load."""
    from crossroads.engine import simulate

    return simulate(setup, seed, worlds, **how)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of every run of a study, checked.

    Attributes
    ----------
    worlds, seed, ledger_worlds, keep_trajectories, workers, progress
        As for `run`.
    """

    worlds: int
    seed: int
    ledger_worlds: int
    keep_trajectories: bool
    workers: int
    progress: Progress

    @property
    def options(self) -> dict[str, Any]:
        """The options of a command that asks for the same."""
        return {
            "worlds": self.worlds,
            "seed": self.seed,
            "ledger-worlds": None if self.ledger_worlds == LEDGER_WORLDS else self.ledger_worlds,
            "keep-trajectories": self.keep_trajectories,
        }

    def plan(self, scenario: Scenario) -> dict[str, Any]:
        """Return what must agree for two runs of a scenario to be the same."""
        return plan_of(scenario, self.seed, self.worlds, self.ledger_worlds, block_worlds())


def order_of(
    *,
    worlds: int,
    seed: int,
    ledger_worlds: int,
    workers: int | None,
    progress: Progress | None,
    keep_trajectories: bool = False,
) -> Order:
    """Return an order, its numbers checked.

    Raises
    ------
    InputError
        Where a number is out of bounds.
    """
    count = whole_number("worlds", worlds, 1)
    return Order(
        worlds=count,
        seed=whole_number("seed", seed, 0),
        ledger_worlds=whole_number("ledger_worlds", ledger_worlds, 0),
        keep_trajectories=keep_trajectories,
        workers=1 if workers is None else whole_number("workers", workers, 1),
        progress=progress or Silent(),
    )


def default_workers(worlds: int) -> int:
    """Return how many processes the command line uses for so many worlds where it is not told.

    One, where laws are compiled: there a process has threads of its own.
    """
    return 1 if machine.available() or worlds <= WORLDS_IN_ONE_PROCESS else min(MOST_WORKERS, os.cpu_count() or 1)


def run(
    scenario: Given,
    *,
    worlds: int = 1000,
    seed: int = 1941,
    ledger_worlds: int = LEDGER_WORLDS,
    keep_trajectories: bool = False,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
    kept: str = "",
    **changes: Unpack[Changes],
) -> Run:
    """Run `worlds` worlds under a scenario.

    World i has the same luck in every scenario, whatever the number of worlds, blocks or processes.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file.
    worlds
        Number of worlds, from 1 to 10,000,000; they are numbered from 0.
    seed
        Seed of all luck and draws, 0 or more.
    ledger_worlds
        The decisions of so many first worlds are kept one by one.
    keep_trajectories
        Keep every world's weekly series as well (some 40 kB a world).
    out
        Folder to write; it must not exist. Unfinished work stands in `<out>.partial`, and the same call
        goes on with it. None keeps the run in memory only.
    workers
        Number of processes; None: this one alone. A script that asks for more than one must do so under
        `if __name__ == "__main__":`.
    progress
        Told of world-weeks done.
    command
        The command that goes on with an interrupted run, where there is one.
    kept
        The folder whose manifest the scenario was taken from, where it was taken from one.
    **changes
        Tables of a scenario's file laid over this one, as in `run("north_august", levers={"oil_stock": 1.2})`:
        `levers`, `parameters`, `reasons`, `force`, `drop_forces`, `intelligence`, `deciders`, `uncertainty` and
        `horizon`, each as a file holds it (`crossroads.scenario.changed.Changes`). The scenario is then called
        NAME_changed.

    Raises
    ------
    TypeError
        For a table that no scenario has.
    InputError
        On bad arguments, a target that exists, unfinished work of another plan, or where the file system
        refuses.
    Interrupted
        When stopped by Ctrl-C; finished blocks are kept where `out` is given.
    """
    order = order_of(
        worlds=worlds,
        seed=seed,
        ledger_worlds=ledger_worlds,
        keep_trajectories=keep_trajectories,
        workers=workers,
        progress=progress,
    )
    chosen = as_scenario(scenario, changes)
    given = chosen if isinstance(scenario, Mapping) or changes else scenario
    plan = order.plan(chosen)
    if out is None:
        with study_folder(None, plan) as place:
            made, _ = run_in(place.work, chosen, order, place.work)
            made.manifest.update(_origin(given, order, Path("results") / chosen.name, kept))
            return made
    target = folder_path(out)
    _refuse_existing(target, plan)
    with study_folder(out, plan, command=command) as place, place.result() as folder:
        made, _ = run_in(place.work, chosen, order, folder)
        made.manifest.update(_origin(given, order, out, kept))
        made.write_into(folder)
    return _with_trajectories(made, target) if keep_trajectories else made


def _origin(given: Given, order: Order, out: str | Path, kept: str = "") -> dict[str, Any]:
    """Return what the manifest of a run says of where it came from."""
    return origin("run", [source_of(given, kept)], order.options, out)


def _refuse_existing(target: Path, plan: dict[str, Any]) -> None:
    if (target / MANIFEST).is_file() and read_json(target / MANIFEST).get("plan") == plan:
        drop_finished(working_folder(target), plan)
        raise InputError(f"{target}: holds this very run already; nothing was done.")


def _with_trajectories(made: Run, folder: Path) -> Run:
    opens = functools.partial(load_trajectories, folder, np.arange(made.worlds))
    return made.changed(opens=functools.cache(opens))


def runs_of(scenarios: Sequence[Scenario], order: Order, place: Place) -> tuple[Run, ...]:
    """Run the same worlds under each of several scenarios; where a study has a target, each is kept once it is done.

    Parameters
    ----------
    scenarios
        The scenarios, each of another name.
    order
        What is asked of each run.
    place
        Where the study works. Finished runs stand in `runs/` there, a folder a scenario, and are read where an earlier
        start has left them.
    """
    weeks = max(weeks_until(scenario.setup.horizon) for scenario in scenarios)
    needed = need(order.worlds, weeks, order.ledger_worlds, order.keep_trajectories)
    stay = len(scenarios) if order.keep_trajectories else 1  # else the parts of a run go before the next is begun
    check_room(dataclasses.replace(needed, disk=needed.disk * stay), place.work)
    return tuple(_kept(scenario, order, place) for scenario in scenarios)


def _kept(scenario: Scenario, order: Order, place: Place) -> Run:
    if place.target is None:
        return run_in(place.work, scenario, order, None)[0]
    folder = place.work / RUNS / scenario.name
    if folder.is_dir() and (kept := finished_run(folder, order.plan(scenario))) is not None:
        return kept
    with whole_folder(folder, place.work / ASSEMBLED) as temporary:
        made, parts = run_in(place.work, scenario, order, temporary)
        made.manifest.update(_origin(scenario, order, place.target / RUNS / scenario.name))
        made.write_into(temporary)
    parts.remove()
    return made


def run_in(work: Path, scenario: Scenario, order: Order, folder: Path | None) -> tuple[Run, Made]:
    """Simulate what is missing of a run in a working folder, and put it together.

    Parameters
    ----------
    work
        The working folder.
    scenario, order
        What is run.
    folder
        Where trajectories go, if they are kept.

    Returns
    -------
    run, parts
        The run, and the parts that it was made of.
    """
    started, clock = started_now(), time.perf_counter()
    name, weeks = scenario.name, weeks_until(scenario.setup.horizon)
    check_room(need(order.worlds, weeks, order.ledger_worlds, order.keep_trajectories), work)
    design = run_design(name, scenario.setup, order.worlds, order.seed, order.ledger_worlds, simulate_worlds)
    parts = make_parts(design, work, workers=order.workers, progress=order.progress, label=name)
    keep_in = folder if order.keep_trajectories else None
    statistics = assemble_series(parts, order.worlds, order.progress, f"{name}: statistics", keep_in)
    choices, not_applied = read_counts(parts)
    timing = {
        "started": started,
        "seconds": round(time.perf_counter() - clock, 1),
        "blocks_from_an_earlier_start": parts.before,
    }
    manifest = manifest_of(scenario, order.plan(scenario), choices, not_applied, timing)
    outcomes = assemble_outcomes(parts, scenario.setup.reads)
    opens: Callable[[], xr.Dataset] | None = None
    if folder == work and order.keep_trajectories:
        in_memory = load_trajectories(work, np.arange(order.worlds), lazy=False)
        opens = functools.partial(lambda held: held, in_memory)
    made = Run(
        scenario=name,
        title=scenario.title,
        manifest=manifest,
        series=LATER,
        outcomes=LATER,
        ledger=LATER,
        opens=opens,
        arrays=Arrays(statistics, outcomes, read_ledgers(parts, order.ledger_worlds)),
    )
    return made, parts


def replay(scenario: Given, world_numbers: Sequence[int], *, seed: int = 1941) -> Replay:
    """Run single worlds of a scenario again, bit for bit as in the ensemble.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file.
    world_numbers
        World numbers, each 0 or more; they come back in rising order, each once.
    seed
        Seed of the ensemble.

    Raises
    ------
    InputError
        On bad arguments.
    """
    # Slow to load, and needed for tables alone.
    from crossroads.runs.run import Replay
    from crossroads.runs.tables.frames import outcomes_frame, worlds_dataset
    from crossroads.runs.tables.ledger_table import ledger_frame

    chosen = as_scenario(scenario)
    numbers = sorted({whole_number("world", number, 0) for number in world_numbers})
    if not numbers:
        raise InputError("No world was named; at least one world number is needed.")
    worlds = np.array(numbers, dtype=np.int64)
    checked = whole_number("seed", seed, 0)
    block = simulate_worlds(chosen.setup, checked, worlds, ledger_below=numbers[-1] + 1)
    arrays = {name: block.series[position] for position, name in enumerate(OBSERVABLE_NAMES)}
    series = worlds_dataset(arrays, worlds).transpose("world", "date")
    plan = plan_of(chosen, checked, len(numbers), len(numbers), block_worlds())
    said = made_by({"horizon": chosen.setup.horizon.isoformat(), "plan": plan})
    named = {"title": chosen.title, "scenario": chosen.name, "seed": checked, "worlds": len(numbers)}
    return Replay(
        scenario=chosen.name,
        title=chosen.title,
        seed=checked,
        series=signed(series, named | said),
        outcomes=outcomes_frame(worlds, block.outcomes),
        ledger=ledger_frame(chosen.name, block.ledger, numbers),
    )
