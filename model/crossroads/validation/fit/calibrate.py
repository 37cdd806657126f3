"""The whole calibration: both fits, the check on worlds that nothing was fitted to, and what is written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from crossroads.evidence.fitted import NO_ENSEMBLE
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.manifest import study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.study_folder import study_folder
from crossroads.validation.fit.members import CANDIDATES, FRESH_LUCK, choose, mixed
from crossroads.validation.fit.result import Calibration, Fitted, Searched
from crossroads.validation.fit.rounds import LUCK, FitOrder, Task, run_rounds
from crossroads.validation.fit.structures import FITS, SEARCHES, with_values
from crossroads.validation.fit.targets import Plan, load_plan, plan_hash
from crossroads.validation.fit.worlds import BYTES_A_WORLD, DATA_END, Stage, simulate_stage
from crossroads.world import calendar
from crossroads.world.calendar import HORIZON

WORLDS, ROUNDS, MEMBERS = 21_000, 10, 300
"""The shipped settings."""

CHECK_WORLDS = 8
"""Worlds of the check, times the number of members."""

FEWEST_SETS = 10

FITTED_TO = "east.fitted_to_week"
"""The record of the last fitted week, from which on what the laws miss grows."""


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
    """Fit parameter sets to 1941-42, judge them on 1943, fit others to 1941-43, and write both with reports.

    Parameters
    ----------
    worlds
        Worlds a round of each search at most; `LUCK` of them judge one set of parameters, fewer in early rounds.
    rounds
        Rounds of each search, the first on the records' ranges.
    members
        Members of the ensemble, shared out over the searches.
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
        whole_number("members", members, len(SEARCHES)),
        whole_number("seed", seed, 0),
    )
    sets = checked.sets
    return FitOrder(sets * LUCK, checked.rounds, min(checked.members, len(SEARCHES) * sets), checked.seed)


def _made(
    order: FitOrder, plan: Plan, digest: dict[str, Any], work: Path, workers: int, progress: Progress
) -> Calibration:
    searched = len(FITS) * len(SEARCHES)
    fresh = (CANDIDATES * FRESH_LUCK + (1 + 2 * len(FITS)) * CHECK_WORLDS) * order.members
    check_room(study_need(searched * order.rounds * order.worlds + fresh, BYTES_A_WORLD), work)
    first, count = order.check_world, CHECK_WORLDS * order.members
    unfitted = Stage("before", NO_ENSEMBLE, order.seed, first, count, HORIZON)
    before = simulate_stage(unfitted, work, workers, progress, "check, before")
    fits: list[Fitted] = []
    for fit in FITS:
        starts = {one.search.place: one.course.last for one in fits[-1].searches} if fits else {}
        found = []
        for search in SEARCHES:
            task = Task(order, plan, fit, search, work, workers, progress)
            course = run_rounds(task, starts.get(search.place))
            found.append(Searched(search, course, choose(task, course.last)))
        together = mixed(tuple((one.search, one.members) for one in found), order.seed)
        stage = Stage(f"after-{fit.name}", together.ensemble, order.seed, first, count, HORIZON)
        after = simulate_stage(stage, work, workers, progress, f"check, {fit.name}")
        growing = with_values(together.ensemble, {FITTED_TO: float(calendar.week_of(fit.until))})
        stage = Stage(f"wide-{fit.name}", growing, order.seed, first, count, DATA_END)
        wide = simulate_stage(stage, work, workers, progress, f"check, {fit.name}, with what the laws miss")
        drawn = together.ensemble.members(order.seed, np.arange(first, first + count))
        fits.append(Fitted(fit, tuple(found), together, after, wide, drawn))
    return Calibration(order, plan, tuple(fits), before, digest)


def _digest(order: FitOrder) -> dict[str, Any]:
    return study_plan("a calibration", **asdict(order), targets_hash=plan_hash())
