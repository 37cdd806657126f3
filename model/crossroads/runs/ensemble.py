"""Run many worlds under one scenario, block by block, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import dataclasses
import operator
import os
import shlex
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.runs.assembly import assemble_outcomes, assemble_series
from crossroads.runs.blocks import ASSEMBLED, Span, held, open_plan, read_counts, read_ledgers, spans
from crossroads.runs.files import MANIFEST, check_target, clear_file_errors, read_json, remove_folder, whole_folder
from crossroads.runs.ledger import frame, ledger_frame
from crossroads.runs.manifest import manifest_of, plan_of, started_now
from crossroads.runs.pool import Task, simulate_blocks
from crossroads.runs.progress import Interrupted, Progress, Silent
from crossroads.runs.run import TRAJECTORIES, Replay, Run, load_trajectories
from crossroads.runs.tables import outcomes_frame, worlds_dataset
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES

BLOCK_WORLDS = 5120
"""Worlds in a block. It decides memory and speed, never a result."""

WORLDS_IN_ONE_PROCESS = 8192
"""Up to here starting further processes costs more than they save."""

MOST_WORKERS = 4
"""More processes than this are used only when asked for: each holds a block in memory."""

LEDGER_WORLDS = 100

MOST = {"worlds": 10_000_000}
"""Upper bounds: more worlds would not fit into the memory of a usual machine at the end of a run."""

LARGEST = 10**18 - 1
"""The upper bound of every other number: all of them are kept in 64 bits."""

LONGEST_SHOWN = 60
"""Characters of a refused value that a message repeats."""


def simulate_worlds(
    setup: Setup,
    seed: int,
    worlds: NDArray[np.int64],
    *,
    ledger_below: int = 0,
    on_week: Callable[[int], None] | None = None,
) -> Block:
    """Simulate a block of worlds with the engine (imported here, since it takes a while)."""
    from crossroads.engine import simulate

    return simulate(setup, seed, worlds, ledger_below=ledger_below, on_week=on_week)


@dataclass(frozen=True, slots=True)
class _Job:
    """One checked order for an ensemble."""

    scenario: Scenario
    worlds: int
    seed: int
    ledger_worlds: int
    keep_trajectories: bool
    workers: int
    progress: Progress

    @property
    def plan(self) -> dict[str, Any]:
        return plan_of(self.scenario, self.seed, self.worlds, self.ledger_worlds, BLOCK_WORLDS)


def number_refused(name: str, value: Any, least: int) -> str:
    """Return the message for a `value` that is not the whole number needed: what was found, what is allowed."""
    large = isinstance(value, int) and abs(value) > LARGEST
    found = "a number of more than 18 digits" if large else repr(value)  # Python refuses to write thousands of digits
    found = found if len(found) <= LONGEST_SHOWN else f"{found[:LONGEST_SHOWN]}..."
    most = MOST.get(name, LARGEST if large else None)
    allowed = f"of at least {least}" if most is None else f"from {least} to {most:,}"
    return f"{name} is {found}; a whole number {allowed} is needed."


def whole_number(name: str, value: Any, least: int) -> int:
    """Return `value` as an int.

    Parameters
    ----------
    name
        What the number counts; those in `MOST` have an upper bound.
    value
        What was given.
    least
        The lowest number allowed.

    Raises
    ------
    InputError
        Where it is not a whole number within its bounds.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or not least <= number <= MOST.get(name, LARGEST):
        raise InputError(number_refused(name, value, least))
    return number


def default_workers(worlds: int) -> int:
    """Return how many processes a run of `worlds` worlds uses where nothing is said."""
    return 1 if worlds <= WORLDS_IN_ONE_PROCESS else min(MOST_WORKERS, os.cpu_count() or 1)


def as_scenario(scenario: str | Path | Scenario) -> Scenario:
    """Return `scenario` itself, or the one that a name or path stands for."""
    return load_scenario(scenario) if isinstance(scenario, str | Path) else scenario


def folder_path(out: str | Path) -> Path:
    """Return the absolute path of a folder to be written.

    Raises
    ------
    InputError
        Where the path has no name of its own ('' or '/').
    """
    path = Path(os.path.abspath(out))  # noqa: PTH100 - `resolve` would follow a link to an existing folder
    if not str(out).strip() or not path.name:
        raise InputError(f"{str(out)!r} is not the name of a folder to write.")
    return path


def working_folder(target: Path) -> Path:
    """Return the folder beside `target` in which unfinished work is kept."""
    return target.with_name(target.name + ".partial")


def run(
    scenario: str | Path | Scenario,
    *,
    worlds: int = 1000,
    seed: int = 1941,
    ledger_worlds: int = LEDGER_WORLDS,
    keep_trajectories: bool = False,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
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
        Number of processes; None chooses. A script that asks for more than one must do so under
        `if __name__ == "__main__":`.
    progress
        Told of world-weeks done.

    Raises
    ------
    InputError
        On bad arguments, a target that exists, unfinished work of another plan, or where the file system
        refuses.
    Interrupted
        When stopped by Ctrl-C; finished blocks are kept where `out` is given.
    """
    count = whole_number("worlds", worlds, 1)
    job = _Job(
        scenario=as_scenario(scenario),
        worlds=count,
        seed=whole_number("seed", seed, 0),
        ledger_worlds=whole_number("ledger_worlds", ledger_worlds, 0),
        keep_trajectories=keep_trajectories,
        workers=default_workers(count) if workers is None else whole_number("workers", workers, 1),
        progress=progress or Silent(),
    )
    if out is not None:
        named = job.scenario.name if isinstance(scenario, Scenario) else str(scenario)
        return _run_to_folder(job, folder_path(out), _command(job, named, str(out)))
    try:
        with tempfile.TemporaryDirectory(prefix="crossroads-") as name, clear_file_errors(Path(name)):
            return _run_in(job, Path(name), Path(name) if keep_trajectories else None)
    except KeyboardInterrupt:
        raise Interrupted(None) from None


def _run_to_folder(job: _Job, target: Path, command: str) -> Run:
    plan = job.plan
    _refuse_existing(target, plan)
    work = working_folder(target)
    with clear_file_errors(target), held(work):
        open_plan(work, plan)
        try:
            with whole_folder(target, work / ASSEMBLED) as folder:
                finished = _run_in(job, work, folder)
                blocks = spans(job.worlds, BLOCK_WORLDS)
                finished.write_into(folder, read_ledgers(work, blocks, job.ledger_worlds))
        except KeyboardInterrupt:
            raise Interrupted(work, command) from None
        remove_folder(work)
    if not job.keep_trajectories:
        return finished
    worlds = finished.outcomes.index.to_numpy(dtype=np.int64)
    return dataclasses.replace(finished, trajectories=load_trajectories(target, worlds))


def _refuse_existing(target: Path, plan: dict[str, Any]) -> None:
    if (target / MANIFEST).is_file() and read_json(target / MANIFEST).get("plan") == plan:
        raise InputError(f"{target}: holds this very run already; nothing was done.")
    check_target(target)


def _command(job: _Job, scenario: str, out: str) -> str:
    words = ["crossroads", "run", scenario, "--worlds", str(job.worlds), "--seed", str(job.seed)]
    if job.ledger_worlds != LEDGER_WORLDS:
        words += ["--ledger-worlds", str(job.ledger_worlds)]
    if job.keep_trajectories:
        words.append("--keep-trajectories")
    return shlex.join([*words, "--out", out])


def _run_in(job: _Job, work: Path, folder: Path | None) -> Run:
    """Simulate what is missing in `work` and assemble the run; trajectories go to `folder`."""
    started, clock = started_now(), time.perf_counter()
    blocks = spans(job.worlds, BLOCK_WORLDS)
    ready = sum(span.finished(work) for span in blocks)
    name = job.scenario.name
    task = Task(simulate_worlds, job.scenario.setup, name, job.seed, job.ledger_worlds)
    simulate_blocks(task, blocks, work, workers=job.workers, progress=job.progress, label=name)
    keep_in = folder if job.keep_trajectories else None
    series = assemble_series(work, blocks, job.progress, f"{name}: statistics", keep_in)
    choices, not_applied = read_counts(work, blocks)
    timing = {
        "started": started,
        "seconds": round(time.perf_counter() - clock, 1),
        "blocks_from_an_earlier_start": ready,
    }
    manifest = manifest_of(job.scenario, job.plan, choices, not_applied, timing)
    return _finished(job, work, blocks, series, manifest)


def _finished(job: _Job, work: Path, blocks: Sequence[Span], series: xr.Dataset, manifest: dict[str, Any]) -> Run:
    outcomes = assemble_outcomes(work, blocks)
    in_memory = None
    if (work / TRAJECTORIES).is_dir():
        in_memory = load_trajectories(work, outcomes.index.to_numpy(dtype=np.int64), lazy=False)
    return Run(
        scenario=job.scenario.name,
        title=job.scenario.title,
        manifest=manifest,
        series=series,
        outcomes=outcomes,
        ledger=frame(read_ledgers(work, blocks, job.ledger_worlds)),
        trajectories=in_memory,
    )


def replay(scenario: str | Path | Scenario, world_numbers: Sequence[int], *, seed: int = 1941) -> Replay:
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
    chosen = as_scenario(scenario)
    numbers = sorted({whole_number("world", number, 0) for number in world_numbers})
    if not numbers:
        raise InputError("No world was named; at least one world number is needed.")
    worlds = np.array(numbers, dtype=np.int64)
    checked = whole_number("seed", seed, 0)
    block = simulate_worlds(chosen.setup, checked, worlds, ledger_below=numbers[-1] + 1)
    arrays = {name: block.series[position] for position, name in enumerate(OBSERVABLE_NAMES)}
    return Replay(
        scenario=chosen.name,
        title=chosen.title,
        seed=checked,
        series=worlds_dataset(arrays, worlds).transpose("world", "date"),
        outcomes=outcomes_frame(worlds, block.outcomes),
        ledger=ledger_frame(chosen.name, block.ledger, numbers),
    )
