"""The whole calibration: rounds, members, the check on worlds that nothing was fitted to, and what is written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from crossroads.evidence.fitted import NO_ENSEMBLE
from crossroads.runs.ensemble import whole_number
from crossroads.runs.manifest import study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.room import check_room, study_need
from crossroads.runs.study_folder import study_folder
from crossroads.validation.fit.members import CANDIDATES, FRESH_LUCK, choose
from crossroads.validation.fit.result import Calibration
from crossroads.validation.fit.rounds import LUCK, FitOrder, run_rounds
from crossroads.validation.fit.targets import Plan, load_plan, plan_hash
from crossroads.validation.fit.worlds import BYTES_A_WORLD, Stage, simulate_stage
from crossroads.world.calendar import HORIZON

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
    command: str = "",
) -> Calibration:
    """Fit an ensemble of parameter sets to 1941-42 and write it, its record and a report.

    Parameters
    ----------
    worlds
        Worlds a round at most; `LUCK` of them judge one set of parameters, fewer in early rounds.
    rounds
        Rounds, the first on the records' ranges.
    members
        Members of the ensemble.
    seed
        Seed.
    out
        The folder to make. Finished work is kept beside it until all is done.
    workers
        Number of processes; None: this one alone. The result does not depend on it.
    progress
        Told how far the work is.
    command
        The command that goes on with interrupted work, where there is one.

    Raises
    ------
    InputError
        Where a number is out of bounds or the folder is taken.
    Interrupted
        At Ctrl-C; the same command goes on.
    """
    from crossroads.validation.fit.files import write_into

    order = _order(worlds, rounds, members, seed)
    count = 1 if workers is None else whole_number("workers", workers, 1)
    plan, digest = load_plan(), _digest(order)
    with study_folder(out, digest, command=command) as place:
        made = _made(order, plan, digest, place.work, count, progress or Silent())
        with place.result() as folder:
            write_into(folder, made)
    return made


def _order(worlds: int, rounds: int, members: int, seed: int) -> FitOrder:
    checked = FitOrder(
        whole_number("worlds", worlds, FEWEST_SETS * LUCK),
        whole_number("rounds", rounds, 2),
        whole_number("members", members, 2),
        whole_number("seed", seed, 0),
    )
    sets = checked.sets
    return FitOrder(sets * LUCK, checked.rounds, min(checked.members, sets), checked.seed)


def _made(
    order: FitOrder, plan: Plan, digest: dict[str, Any], work: Path, workers: int, progress: Progress
) -> Calibration:
    fresh = (CANDIDATES * FRESH_LUCK + 2 * CHECK_WORLDS) * order.members
    check_room(study_need(order.rounds * order.worlds + fresh, BYTES_A_WORLD), work)
    course = run_rounds(order, plan, work, workers, progress)
    members = choose(order, plan, course.last, work, workers, progress)
    first = order.fresh_world + CANDIDATES * order.members * FRESH_LUCK
    count = CHECK_WORLDS * order.members
    after = Stage("after", members.ensemble, order.seed, first, count, HORIZON)
    before = Stage("before", NO_ENSEMBLE, order.seed, first, count, HORIZON)
    told = [simulate_stage(stage, work, workers, progress, f"check, {stage.name}") for stage in (before, after)]
    drawn = members.ensemble.members(order.seed, np.arange(first, first + count))
    return Calibration(order, plan, course, members, told[0], told[1], drawn, digest)


def _digest(order: FitOrder) -> dict[str, Any]:
    return study_plan("a calibration", **asdict(order), targets_hash=plan_hash())
