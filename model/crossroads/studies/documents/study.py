"""Try every error of the documents that a run can follow, one at a time, against the world as corrected.

Each arm is the base with `with_errors = [ERROR]`, so that nothing else differs, in the same worlds with the same luck.
What an error orders itself (a document that has Japan attack makes Japan attack) is no finding and is left out of the
ranking. Differences are judged as one family over all errors and measures: the chance that even one of those that
stand is owed to luck alone is at most 5 %.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.evidence.claims.profiles import DocumentChange, single_errors
from crossroads.minds.decision import measure, points_by_id
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Design, block_worlds
from crossroads.runs.design import Results, carry_out
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.twice import VALUES, cell_of, measured
from crossroads.scenario.question import CAVEAT
from crossroads.scenario.scenario import Scenario, load_scenario, own_scenario
from crossroads.statistics.family import holm, p_value
from crossroads.statistics.intervals import LEAST_DIFFERING
from crossroads.statistics.paired import PairedDifference, paired_difference, smallest_difference
from crossroads.studies.documents.page import page
from crossroads.studies.documents.result import COLUMNS, DOCUMENTS_FORMAT, PAGE, DocumentsCompared, asked
from crossroads.world.axes import Floats
from crossroads.world.calendar import weeks_until
from crossroads.world.measure import Measure

BASE = "base"

BYTES_A_WORLD = 80
"""What a part holds of a world: its measures."""


def compare_documents(
    worlds: int = 1000,
    seed: int = 1941,
    *,
    errors: Sequence[str] | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    draw: Callable[[DocumentsCompared, Path], object] | None = None,
    command: str = "",
) -> DocumentsCompared:
    """Set each error of the documents against the world as corrected, world by world.

    Parameters
    ----------
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    errors
        Names of those that are tried, as `with_errors` calls them; None: all that a run can follow.
    out
        Folder to make, with the table, the page and a manifest; it must not exist. Unfinished work stands in
        `<out>.partial`, and the same call goes on with it. None keeps nothing.
    workers
        How many parts are made at a time.
    progress
        What is told of it; the unit is the world-week.
    draw
        Called with the result and the folder to write into, before that is put in place.
    command
        The command that goes on with interrupted work, where there is one.

    Raises
    ------
    InputError
        For an error that no document makes, or a target that exists.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    number, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    base = own_scenario(str(asked()["base"]))
    names = list(single_errors()) if errors is None else list(errors)
    arms = {name: _arm(base, name) for name in names}
    plan = study_plan(
        "a comparison of documents",
        scenarios=[base.name, *names],
        scenario_digests=[base.digest(), *(arm.digest() for arm in arms.values())],
        measures=list(asked()["measures"]),
        worlds=number,
        seed=luck,
    )
    with study_folder(out, plan, command=command) as place:
        found = _run(base, arms, range(number), luck, place.work, workers, progress or Silent())
        made = _told(base, arms, found, number, luck)
        if place.target is not None:
            with place.result() as folder:
                made.write(folder)
                write_text(folder / PAGE, page(made))
                if draw is not None:
                    draw(made, folder)
                seal(folder, _manifest(made, base, command))
    return made


def _arm(base: Scenario, error: str) -> Scenario:
    """Return the base with one error followed."""
    where = f"error_{error.replace(':', '_').replace('-', '_')}"
    title = f"{base.title}, with {error}"
    return load_scenario(
        {"extends": str(base.path or base.name), "name": where, "title": title, "with_errors": [error]}
    )


def _run(
    base: Scenario,
    arms: dict[str, Scenario],
    worlds: range,
    seed: int,
    work: Path,
    workers: int,
    progress: Progress,
) -> Results:
    check_room(study_need(len(worlds) * (1 + len(arms)), BYTES_A_WORLD), work)
    names = list(asked()["measures"])
    cells = [cell_of(BASE, base, names, 1), *(cell_of(arm.name, arm, names, 1) for arm in arms.values())]
    bound = functools.partial(measured, names="\n".join(names), lucks="own")
    design = Design(tuple(cells), worlds, seed, block_worlds(1), bound)
    return carry_out(design, work, workers=workers, progress=progress, label=f"{len(arms)} errors")


def _told(base: Scenario, arms: dict[str, Scenario], found: Results, worlds: int, seed: int) -> DocumentsCompared:
    measures = tuple(measure(name) for name in asked()["measures"])
    tried = {name: single_errors()[name] for name in arms}
    weeks = float(weeks_until(base.setup.horizon))
    rows: list[dict[str, Any]] = []
    for name, arm in arms.items():
        own, under = found[arm.name][VALUES], found[BASE][VALUES]
        rows += [_row(name, *tried[name], item, own[place], under[place], weeks) for place, item in enumerate(measures)]
    table = pd.DataFrame(rows)
    free = np.where(table["ordered"], np.nan, table["p"])
    table = table.assign(p_family=holm(free))[list(COLUMNS)]
    return DocumentsCompared(worlds, seed, base.title, CAVEAT, table, measures, tried)


def _row(
    name: str, document: str, change: DocumentChange, item: Measure, own: Floats, base: Floats, weeks: float
) -> dict[str, Any]:
    share = item.kind == "share"
    pair = paired_difference(own, base, share=share, most=item.largest_difference(weeks))
    return {
        "document": document,
        "error": name,
        "line": change.line,
        "says": change.text,
        "in_profile": not change.left_out,
        "measure": item.name,
        "kind": item.kind,
        "value": float(own.mean()),
        "base_value": float(base.mean()),
        "difference": pair.difference,
        "low": pair.low,
        "high": pair.high,
        "worlds": pair.worlds,
        "differing": pair.differing,
        "p": p_value(pair, share=share),
        "would_show": _would_show(pair),
        "ordered": item.outcome.name in ordered_by(change),
    }


def _would_show(pair: PairedDifference) -> float:
    """Return the smallest difference that so many worlds would have shown, in the measure's unit.

    It is that which shows four times in five; where too few worlds differ to tell their spread, the far end of the
    interval, beyond which a difference would have been seen.
    """
    if pair.worlds < 2:
        return math.nan
    if pair.differing >= LEAST_DIFFERING:
        return smallest_difference(pair.deviation, pair.worlds)
    return max(abs(pair.low), abs(pair.high))


def ordered_by(change: DocumentChange) -> frozenset[str]:
    """Return the names of the outcomes that a claim orders itself, among those that are asked.

    An order does so that binds the nation, or that is given at every meeting; one that makes ready leaves it free.
    """
    found = set()
    for force in change.says.get("force", ()):
        point = points_by_id()[f"{force['nation']}.{force['decision']}"]
        if force.get("always") or force.get("option") in point.committing:
            found.add(point.id)
    return frozenset(_of(found))


def _of(points: set[str]) -> Iterator[str]:
    for name in asked()["measures"]:
        outcome = measure(name).outcome
        if (outcome.decision or outcome.taken_by) in points:
            yield outcome.name


def _manifest(made: DocumentsCompared, base: Scenario, command: str) -> dict[str, Any]:
    return {
        "format": DOCUMENTS_FORMAT,
        "scenario": {"name": base.name, "title": base.title, "digest": base.digest()},
        "errors": list(made.tried),
        "measures": [item.name for item in made.measures],
        "worlds": made.worlds,
        "seed": made.seed,
        **hashes(),
        "command": command,
    }
