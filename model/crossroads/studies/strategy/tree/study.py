"""A decision tree drawn from worlds that were run: who turned where, in how many worlds, and what it came to.

Nobody made these worlds turn: a branch holds those that did, for reasons of their own, so that what it came to is not
what turning causes. That is told by `branch`, `regret` and a comparison, which take the same worlds both ways.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from crossroads.errors import InputError
from crossroads.minds.decision import measure
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Design, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.origin import kept_folder
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.run import Run
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.twice import VALUES, cell_of, measured
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.question import question_of
from crossroads.scenario.scenario import Given, Scenario
from crossroads.studies.strategy.tree.grown import grow, rolled_interval
from crossroads.studies.strategy.tree.levels import AskedTree, read_tree
from crossroads.studies.strategy.tree.page import page
from crossroads.studies.strategy.tree.result import PAGE, WorldTree
from crossroads.world.axes import Floats

TREE_FORMAT = "crossroads tree 1"
"""Marks a folder as this command's; the number rises when the layout changes."""

BYTES_A_WORLD = 200

LEAST_SHARE = 0.02
LEAST_WORLDS = 5
"""Branches with fewer worlds than this share, or this number, are merged where nobody says otherwise."""


def tree(
    given: Given | Run,
    *,
    levels: str | Path | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    least: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    draw: Callable[[WorldTree, Path], object] | None = None,
    command: str = "",
) -> WorldTree:
    """Draw a decision tree from worlds.

    Parameters
    ----------
    given
        A finished run or its folder, or a scenario, its name or its path, which is run. A run that does not hold what
        the tree asks of its worlds is run again, in the same worlds.
    levels
        The tree's file, or the name of one of the project's own; None: that of the question the scenario is about.
    worlds, seed
        Of a scenario: number of worlds (1,000) and seed of all luck (1941); a run has its own.
    least
        Branches with fewer worlds are merged; None: a fiftieth of the worlds, at least 5.
    out
        Folder to make; it must not exist. Unfinished work stands in `<out>.partial`, and the same call goes on with
        it. None keeps nothing.
    progress
        What is told of it; the unit is the world-week.
    draw
        Called with the result and the folder to write into, before that is put in place.
    command
        The command that goes on with interrupted work, where there is one.

    Raises
    ------
    InputError
        Where there is no such run, scenario or tree, or a number is out of bounds.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    run, scenario = _read(given)
    asked = read_tree(levels, question_of([scenario]).name)
    number = _number("worlds", worlds, run.worlds if run else None, 1000)
    luck = _number("seed", seed, run.seed if run else None, 1941)
    thin = whole_number("least", max(LEAST_WORLDS, round(LEAST_SHARE * number)) if least is None else least, 1)
    plan = study_plan(
        "a tree",
        scenario=scenario.name,
        scenario_digest=scenario.digest(),
        tree=asked.resolved,
        worlds=number,
        seed=luck,
        least=thin,
    )
    with study_folder(out, plan, command=command) as place:
        values = _held(run, asked)
        if values is None:
            values = _run(scenario, asked, number, luck, place.work, progress or Silent())
        root = grow(asked, values, thin)
        made = WorldTree(
            scenario=scenario.name,
            title=scenario.title,
            decision=next((level.name.partition("@")[0] for level in asked.levels if level.by == asked.nation), ""),
            worlds=number,
            seed=luck,
            caveat=question_of([scenario]).caveat,
            bear_in_mind=scenario.bear_in_mind,
            asked=asked,
            root=root,
            least=thin,
            rolled=rolled_interval(root, asked, values[-1], thin, luck),
        )
        if place.target is not None:
            with place.result() as folder:
                made.write(folder)
                write_text(folder / PAGE, page(made))
                if draw is not None:
                    draw(made, folder)
                seal(folder, _manifest(made, scenario, command))
    return made


def _read(given: Given | Run) -> tuple[Run | None, Scenario]:
    """Return the finished run that is given, None where there is none, and the scenario."""
    if not isinstance(given, Run):
        folder = kept_folder(given)
        if folder is None:
            return None, as_scenario(given)
        given = Run.load(folder)
    return given, Scenario.from_resolved(given.manifest["scenario"]["resolved"], f"run '{given.scenario}'")


def _number(name: str, asked: int | None, has: int | None, usual: int) -> int:
    """Return a number: the run's, which nobody may ask otherwise; else the one asked for, else the usual."""
    if has is None:
        return whole_number(name, usual if asked is None else asked, 1 if name == "worlds" else 0)
    if asked is not None and asked != has:
        raise InputError(f"{name}: found {asked}, but the run is finished and has {has}; leave {name} out")
    return has


def _held(run: Run | None, asked: AskedTree) -> Floats | None:
    """Return what the tree asks of the worlds of a finished run, (measure, world); None where it does not hold it."""
    if run is None:
        return None
    measures = [measure(name) for name in asked.measures]
    if any(item.outcome.name not in run.outcomes for item in measures):
        return None
    return np.stack([run.values(item) for item in measures])


def _run(scenario: Scenario, asked: AskedTree, worlds: int, seed: int, work: Path, progress: Progress) -> Floats:
    check_room(study_need(worlds, BYTES_A_WORLD), work)
    cell = cell_of(scenario.name, scenario, asked.measures, 1)
    kept = functools.partial(measured, names="\n".join(asked.measures), lucks="own")
    design = Design((cell,), range(worlds), seed, block_worlds(), kept)
    found = carry_out(design, work, progress=progress, label=scenario.name)
    return np.asarray(found[cell.name][VALUES], dtype=np.float64)


def _manifest(made: WorldTree, scenario: Scenario, command: str) -> dict[str, Any]:
    return {
        "format": TREE_FORMAT,
        "scenario": {"name": made.scenario, "title": made.title, "digest": scenario.digest()},
        "tree": made.asked.resolved,
        "worlds": made.worlds,
        "seed": made.seed,
        "least": made.least,
        **hashes(),
        "command": command,
    }
