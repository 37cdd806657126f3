"""Each of the documents' reasons taken away by itself, over several scenarios: whether any course or event moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.evidence.reasons import MEASURED_COLUMNS, MEASURED_FILE, reasons_by_name
from crossroads.identity import code_hash
from crossroads.runs import ensemble
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, Design, OnWeek
from crossroads.runs.design import Made, make_parts
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.statistics.paired import PairedDifference, paired_difference
from crossroads.world.axes import Floats, Ints
from crossroads.world.measure import HAPPENS, Measure, standard
from crossroads.world.observables import OUTCOMES

BASES = ("historical", "north_august", "south_without_us")
"""Scenarios in which a reason may tell: everyone free, Japan sent north, Japan sent for the Indies alone."""

EACH_FORMAT = "crossroads reasons one by one 1"
PARTS, VALUES = "parts", "values"

BLOCK = 500
"""Worlds of a part: what an interruption costs at most."""

TOLD: tuple[Measure, ...] = tuple(
    item
    for outcome in OUTCOMES
    if outcome.kind == "date" or outcome.decision or outcome.name == "verdict"
    for item in standard(outcome)
    if item.part and (outcome.kind != "date" or item.part == HAPPENS)
)
"""What counts as a course or an event: each course, each dated event, each way in which the war can end."""


def each_reason(
    bases: Sequence[str] = BASES,
    *,
    names: Iterable[str] = (),
    worlds: int = 500,
    seed: int = 1941,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> pd.DataFrame:
    """Take away each reason that has a switch, by itself, in the same worlds with the same luck.

    Parameters
    ----------
    bases
        Names of the scenarios over which it is done.
    names
        Switches; none: all.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    out
        Folder to make; unfinished work stands in `<out>.partial`, from which the same call goes on.
    workers
        Number of processes; None: this one alone.
    progress
        Told of world-weeks.
    command
        The command that goes on with interrupted work.

    Returns
    -------
    pd.DataFrame
        Columns `MEASURED_COLUMNS`, a row a reason and base. `otherwise` counts the worlds in which some course or event
        is another; `measure` is the one that moves most of those that can be told from luck, '' where none can.

    Raises
    ------
    InputError
        On bad arguments, a folder that holds other work, or where the file system refuses.
    Interrupted
        When stopped by Ctrl-C; finished parts are kept where `out` is given.
    """
    count, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    processes = 1 if workers is None else whole_number("workers", workers, 1)
    switches = tuple(names) or tuple(reasons_by_name())
    kept = {base: load_scenario(base) for base in bases}
    cells = {(base, name): _cell(kept[base], name) for base in bases for name in ("", *switches)}
    plan = study_plan("reasons one by one", bases=list(bases), reasons=list(switches), worlds=count, seed=luck)
    design = Design(tuple(cells.values()), range(count), luck, BLOCK, measured)
    with study_folder(out, plan, command=command) as place:
        (place.work / PARTS).mkdir(exist_ok=True)
        told = progress or Silent()
        made = make_parts(design, place.work / PARTS, workers=processes, progress=told, label="reasons")
        table = pd.DataFrame(
            [[*_row(made, cells, base, name, count, luck)] for base in bases for name in switches],
            columns=list(MEASURED_COLUMNS),
        )
        if place.target is not None:
            with place.result() as folder:
                write_csv(table, folder / MEASURED_FILE)
                manifest = {"format": EACH_FORMAT, "bases": list(bases), "worlds": count, "seed": luck}
                seal(folder, {**manifest, **hashes(), "command": command})
    return table


def _cell(base: Scenario, name: str) -> Cell:
    """Return a base with a reason taken away; '' as it stands."""
    if not name:
        return Cell(base.name, base.setup, base.setup.horizon)
    setup = load_scenario({"extends": base.name, "title": base.title, "reasons": {"without": [name]}}).setup
    return Cell(f"{base.name}-{name}", setup, setup.horizon)


def measured(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek) -> dict[str, NDArray[Any]]:
    """Return 1 where a course was taken or an event came, (told, world); a `runs.blocks.Measure`."""
    block = ensemble.simulate_worlds(cell.ending, seed, worlds, on_week=on_week)
    weeks = float(cell.weeks)
    return {VALUES: np.stack([np.asarray(item.values(block.outcomes, weeks), dtype=np.float64) for item in TOLD])}


def _row(
    made: Made, cells: dict[tuple[str, str], Cell], base: str, name: str, worlds: int, seed: int
) -> tuple[object, ...]:
    own, kept = (made.of(cells[base, key].name)[VALUES] for key in (name, ""))
    measure, found = clearest(own, kept)
    interval = found.interval if found is not None else (np.nan, np.nan, np.nan)
    otherwise = int((own != kept).any(axis=0).sum())
    return (reasons_by_name()[name].id, name, base, worlds, seed, code_hash()[:12], otherwise, measure, *interval)


def clearest(own: Floats, kept: Floats) -> tuple[str, PairedDifference | None]:
    """Return the largest change that can be told from luck, and the name of what changes; '' and None: there is none.

    Parameters
    ----------
    own, kept
        Without the reason and with it, shape (told, world), as `TOLD` has them.
    """
    pairs = [paired_difference(mine, theirs, share=True) for mine, theirs in zip(own, kept, strict=True)]
    clear = [place for place, pair in enumerate(pairs) if pair.clear]
    if not clear:
        return "", None
    first = max(clear, key=lambda place: abs(pairs[place].difference))
    return TOLD[first].name, pairs[first]
