"""What it would have been worth to find out each thing that a nation did not know, in its own account of the war.

The same worlds are fought twice with the same luck: as they go, and with one number of one nation's view replaced, in
every week, by the truth. What its council then does is its own affair, and so is what the others do about it. What is
still to come is told as it comes in the world that goes without the knowledge: a council that acts on it may change it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.engine import War, simulate
from crossroads.errors import InputError
from crossroads.minds.decision import NATIONS, near_name
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.question import question_of
from crossroads.scenario.scenario import Given, Scenario
from crossroads.statistics.paired import paired_difference
from crossroads.studies.strategy.knowing.page import page
from crossroads.studies.strategy.knowing.result import PAGE, Knowing
from crossroads.studies.strategy.knowing.unknowns import ALL, Unknown, unknowns
from crossroads.world.observables import OUTCOMES, STAKES

KNOWING_FORMAT = "crossroads knowing 1"
"""Marks a folder as this command's; the number rises when the layout changes."""

BYTES_A_WORLD = 600
HEAVIER = 4
BASE, TOLD, CHANGED = "base", "told", "changed"


def knowing(
    scenario: Given = "historical",
    *,
    nations: Sequence[str] = (),
    worlds: int = 100,
    seed: int = 1941,
    out: str | Path | None = None,
    progress: Progress | None = None,
    draw: Callable[[Knowing, Path], object] | None = None,
    command: str = "",
) -> Knowing:
    """Tell each nation the truth about each thing that it did not know, and count what it gains.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file.
    nations
        Those that are looked at; none: all.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
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
        Where there is no such nation, a number is out of bounds, or the target exists.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    chosen = as_scenario(scenario)
    number, luck = whole_number("worlds", worlds, 2), whole_number("seed", seed, 0)
    for nation in nations:
        if nation not in NATIONS:
            raise InputError(f"nation: found '{nation}'; allowed: {', '.join(NATIONS)}{near_name(nation)}")
    names = [name for name, _ in _groups(nations or NATIONS)]
    plan = study_plan(
        "a finding out", scenario=chosen.name, scenario_digest=chosen.digest(), told=names, worlds=number, seed=luck
    )
    with study_folder(out, plan, command=command) as place:
        check_room(study_need(number * len(names), BYTES_A_WORLD), place.work)
        cells = tuple(Cell(name, chosen.setup, chosen.setup.horizon, wars=2) for name in names)
        design = Design(cells, range(number), luck, block_worlds(HEAVIER), _measured)
        label = f"{chosen.name}: {len(names)} things to find out"
        found = carry_out(design, place.work, progress=progress or Silent(), label=label)
        made = _told(chosen, dict(_groups(nations or NATIONS)), found, number, luck)
        if place.target is not None:
            with place.result() as folder:
                made.write(folder)
                write_text(folder / PAGE, page(made))
                if draw is not None:
                    draw(made, folder)
                seal(folder, _manifest(made, chosen, command))
    return made


def _groups(nations: Sequence[str]) -> list[tuple[str, tuple[Unknown, ...]]]:
    """Return what is told together: each thing by itself, then a nation's all at once."""
    groups: list[tuple[str, tuple[Unknown, ...]]] = []
    for nation in nations:
        own = tuple(item for item in unknowns() if item.nation == nation)
        groups += [(item.name, (item,)) for item in own]
        groups.append((f"{nation}.{ALL}", own))
    return groups


def _measured(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek) -> dict[str, NDArray[Any]]:
    """Fight worlds as they go and with something told, and keep the nation's stakes in both."""
    told = dict(_groups(NATIONS))[cell.name]
    column = f"{STAKES}{told[0].nation}"
    base = simulate(cell.ending, seed, worlds, on_week=on_week)
    came = {item.name: base.outcomes[item.name] for item in OUTCOMES if item.kind == "date"}
    war = War(cell.ending, seed, worlds, collect=False)
    try:
        nation = next(item for item in war.nations if item.name == told[0].nation)
        rules = {item.feature: item.rule(lambda: nation.week, came) for item in told}
        nation.sheet = {**nation.sheet, **rules}
        for week in range(war.weeks):
            war.step()
            on_week(week)
        block = war.block()
    finally:
        war.release()
    changed = (block.series.view(np.uint32) != base.series.view(np.uint32)).any(axis=(0, 1))
    return {BASE: base.outcomes[column], TOLD: block.outcomes[column], CHANGED: changed.astype(np.float64)}


def _told(
    scenario: Scenario,
    groups: Mapping[str, tuple[Unknown, ...]],
    found: Mapping[str, Mapping[str, NDArray[Any]]],
    worlds: int,
    seed: int,
) -> Knowing:
    rows = []
    for name, told in groups.items():
        kept = found[name]
        gain, low, high = paired_difference(kept[TOLD], kept[BASE], share=False).interval
        whole = name.endswith(ALL)
        rows.append(
            {
                "nation": told[0].nation,
                "unknown": ALL if whole else told[0].feature,
                "title": ALL if whole else told[0].table.title,
                "to_come": not whole and told[0].is_future,
                "gain": gain,
                "low": low,
                "high": high,
                "changed": float(kept[CHANGED].mean()),
                "stakes": float(kept[BASE].mean()),
                "stakes_told": float(kept[TOLD].mean()),
            }
        )
    return Knowing(
        scenario=scenario.name,
        title=scenario.title,
        decision="",
        worlds=worlds,
        seed=seed,
        caveat=question_of([scenario]).caveat,
        bear_in_mind=scenario.bear_in_mind,
        table=pd.DataFrame(rows),
    )


def _manifest(made: Knowing, scenario: Scenario, command: str) -> dict[str, Any]:
    return {
        "format": KNOWING_FORMAT,
        "scenario": {"name": made.scenario, "title": made.title, "digest": scenario.digest()},
        "worlds": made.worlds,
        "seed": made.seed,
        **hashes(),
        "command": command,
    }
