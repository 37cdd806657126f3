"""The whole calibration: rounds, members, the check on worlds that nothing was fitted to, and what is written."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.cache import code_hash
from crossroads.calibration.members import CANDIDATES, FRESH_LUCK, choose
from crossroads.calibration.result import Calibration
from crossroads.calibration.rounds import LUCK, Order, run_rounds
from crossroads.calibration.targets import Plan, load_plan, plan_hash
from crossroads.calibration.worlds import Stage, simulate_stage
from crossroads.ensemble import default_workers, whole_number
from crossroads.evidence.ensemble import NO_ENSEMBLE
from crossroads.evidence.load import records_hash
from crossroads.manifest import versions
from crossroads.progress import Interrupted, Progress, Silent
from crossroads.results_files import check_target, clear_file_errors, remove_folder, whole_folder
from crossroads.runs.study_folder import folder_path, held, open_plan, working_folder
from crossroads.world.calendar import HORIZON

Floats = NDArray[np.float64]

WORLDS, ROUNDS, MEMBERS = 30_000, 11, 300
"""The shipped settings."""

CHECK_WORLDS = 8
"""Worlds of the check, times the number of members."""

FEWEST_SETS = 10


def calibrate(
    *,
    worlds: int = WORLDS,
    rounds: int = ROUNDS,
    members: int = MEMBERS,
    seed: int = 1941,
    out: str | Path = "results/calibration",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit an ensemble of parameter sets to 1941-42 and write it, its record and a report.

    Parameters
    ----------
    worlds
        Worlds a round; `LUCK` of them judge one set of parameters.
    rounds
        Rounds, the first on the records' ranges.
    members
        Members of the ensemble.
    seed
        Seed.
    out
        The folder to make. Finished work is kept beside it until all is done.
    workers
        Number of processes; None = as many as help. The result does not depend on it.
    progress
        Told how far the work is.

    Raises
    ------
    InputError
        Where a number is out of bounds or the folder is taken.
    Interrupted
        At Ctrl-C; the same command goes on.
    """
    from crossroads.calibration.files import write_into

    order = _order(worlds, rounds, members, seed)
    count = default_workers(order.worlds) if workers is None else whole_number("workers", workers, 1)
    target, plan = folder_path(out), load_plan()
    check_target(target)
    work, digest = working_folder(target), _digest(order)
    with clear_file_errors(target), held(work):
        open_plan(work, digest)
        try:
            made = _made(order, plan, digest, work, count, progress or Silent())
            with whole_folder(target) as folder:
                write_into(folder, made)
        except KeyboardInterrupt:
            raise Interrupted(work, _command(order, str(out))) from None
        remove_folder(work)
    return made


def _order(worlds: int, rounds: int, members: int, seed: int) -> Order:
    checked = Order(
        whole_number("worlds", worlds, FEWEST_SETS * LUCK),
        whole_number("rounds", rounds, 2),
        whole_number("members", members, 2),
        whole_number("seed", seed, 0),
    )
    sets = checked.sets
    return Order(sets * LUCK, checked.rounds, min(checked.members, sets), checked.seed)


def _made(
    order: Order, plan: Plan, digest: dict[str, Any], work: Path, workers: int, progress: Progress
) -> Calibration:
    course = run_rounds(order, plan, work, workers, progress)
    members = choose(order, plan, course.last, work, workers, progress)
    first = order.fresh_world + CANDIDATES * order.members * FRESH_LUCK
    count = CHECK_WORLDS * order.members
    after = Stage("after", members.ensemble, order.seed, first, count, HORIZON)
    before = Stage("before", NO_ENSEMBLE, order.seed, first, count, HORIZON)
    told = [simulate_stage(stage, work, workers, progress, f"check, {stage.name}") for stage in (before, after)]
    drawn = members.ensemble.members(order.seed, np.arange(first, first + count))
    return Calibration(order, plan, course, members, told[0], told[1], drawn, digest)


def _digest(order: Order) -> dict[str, Any]:
    return {
        "work": "calibration",
        "worlds": order.worlds,
        "rounds": order.rounds,
        "members": order.members,
        "seed": order.seed,
        "records_hash": records_hash(),
        "targets_hash": plan_hash(),
        "code_hash": code_hash(),
        "versions": versions(),
    }


def _command(order: Order, out: str) -> str:
    numbers = ["--worlds", order.worlds, "--rounds", order.rounds, "--members", order.members, "--seed", order.seed]
    return shlex.join(["crossroads", "calibrate", *(str(word) for word in numbers), "--out", out])
