"""Everything that the report card tells, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crossroads.errors import InputError
from crossroads.evidence.fitted import Ensemble, installed
from crossroads.evidence.lever import Dial
from crossroads.runs.ensemble import Order, order_of, run_in
from crossroads.runs.manifest import study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.run import Run
from crossroads.runs.study_folder import parts_folder
from crossroads.scenario.scenario import own_scenario
from crossroads.validation.card.causes import Effect, frozen_effects
from crossroads.validation.card.endings import Ending, endings
from crossroads.validation.card.recorded_rows import RowGroup, groups, sorted_rows
from crossroads.validation.card.targets import Answers, answered
from crossroads.validation.card.verdict import TURNED, Turns, turned
from crossroads.validation.fit.targets import Plan, load_plan
from crossroads.validation.score.scoring import Validation, validate

SCENARIO = "as_it_happened_to_1943"

LEAST, MOST = 20, 10_000
"""Fewer worlds have no intervals worth the name; more do not fit into the memory of a usual machine."""

FROZEN_WORLDS, TURNED_WORLDS = 400, 300
"""Worlds of the sections on frozen decisions and on dials, where the whole has as many."""


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """What the page tells.

    Attributes
    ----------
    run
        'As it happened', every world to the horizon.
    ensemble, plan
        The fitted parameters in use, and the targets.
    answers
        The targets, misses first.
    endings
        Cities and surrenders.
    validation, rows, groups
        The run beside the reference series; its counted rows with kind and standing; how it does by group.
    effects
        Single causes with decisions held fixed.
    turns
        The dials, low and high.
    """

    run: Run
    ensemble: Ensemble
    plan: Plan
    answers: Answers
    endings: tuple[Ending, ...]
    validation: Validation
    rows: pd.DataFrame
    groups: tuple[RowGroup, ...]
    effects: tuple[Effect, ...]
    turns: Turns


def checked_worlds(worlds: int) -> int:
    """Return `worlds` where it is allowed.

    Parameters
    ----------
    worlds
        Number of worlds.

    Raises
    ------
    InputError
        Where it is below 20 or above 10,000.
    """
    if not LEAST <= worlds <= MOST:
        raise InputError(f"worlds is {worlds}; a whole number from {LEAST} to {MOST:,} is needed.")
    return worlds


def make_card(
    worlds: int = 1000,
    seed: int = 1941,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    dials: tuple[Dial, ...] = TURNED,
    work: Path | None = None,
) -> Card:
    """Work out the report card.

    Parameters
    ----------
    worlds
        Number of worlds of the main run, from world 0; 20 to 10,000. The sections on causes and dials use no more than
        400 and 300 of them.
    seed
        Seed of all luck, 0 or more.
    workers
        Number of processes for the dials; None: this one alone. It moves no result.
    progress
        Told of the stages.
    dials
        The dials that are turned.
    work
        Folder of finished parts, from which it goes on; None = nothing is kept.

    Raises
    ------
    InputError
        On a number of worlds or a seed that is not allowed.
    """
    told = progress or Silent()
    order = order_of(
        worlds=checked_worlds(worlds), seed=seed, ledger_worlds=0, keep_trajectories=True, workers=1, progress=told
    )
    with parts_folder(work) as place:
        return _made_in(place, order, 1 if workers is None else workers, dials)


def card_plan(worlds: int, seed: int) -> dict[str, Any]:
    """Return what must agree for two computations to be the same report card."""
    return study_plan("a report card", worlds=worlds, seed=seed)


def _made_in(work: Path, order: Order, workers: int, dials: tuple[Dial, ...]) -> Card:
    ensemble, plan, told = installed(), load_plan(), order.progress
    count, seed = order.worlds, order.seed
    made, _ = run_in(work, own_scenario(SCENARIO), order, work)
    answers = answered(made, plan)
    validation = validate(made)
    rows = sorted_rows(validation, plan)
    effects = frozen_effects(min(count, FROZEN_WORLDS), seed, progress=told, work=work / "causes")
    turns = turned(min(count, TURNED_WORLDS), seed, ensemble, told, workers=workers, dials=dials, work=work / "verdict")
    return Card(
        made, ensemble, plan, answers, endings(made), validation, rows, groups(rows, seed), effects, turns
    )  # fmt: skip
