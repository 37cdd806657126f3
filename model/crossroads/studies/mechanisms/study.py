"""Pull mechanisms one by one in paired worlds, and hold what moved against what was stated before."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.evidence.claims.mechanism_rows import Expectation, Mechanism, load_mechanisms, mechanism
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, Design
from crossroads.runs.design import make_parts
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.statistics.paired import paired_difference, smallest_difference
from crossroads.studies.mechanisms.measuring import VALUES, Quantity, measured, quantity
from crossroads.studies.mechanisms.page import text_of
from crossroads.studies.mechanisms.verdicts import FAR, verdict
from crossroads.world.axes import Floats
from crossroads.world.calendar import weeks_until

MECHANISMS_FORMAT = "crossroads mechanisms 1"
PARTS, TABLE, PAGE = "parts", "mechanisms.csv", "mechanisms.txt"

BLOCK = 1000
"""Worlds of a part: what an interruption costs at most."""

COLUMNS: tuple[str, ...] = (
    *("mechanism", "near", "text", "base", "change", "measure", "unit", "sign", "stated_low", "stated_high"),
    *("base_value", "value", "difference", "low", "high", "worlds", "would_show", "verdict", "stated"),
    *("asked_worlds", "seed"),
)
"""Columns of the table: a row an expectation (near), and one a far outcome beside the first of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Pulled:
    """What pulling mechanisms moved.

    Attributes
    ----------
    rows
        The mechanisms, in the order in which they were asked for.
    table
        Columns of `COLUMNS`.
    worlds, seed
        As asked for.
    """

    rows: tuple[Mechanism, ...]
    table: pd.DataFrame
    worlds: int
    seed: int

    def text(self) -> str:
        """Return what moved as plain text."""
        return text_of(self.rows, self.table, self.worlds, self.seed)


def pulled(
    names: Iterable[str] = (),
    *,
    worlds: int = 500,
    seed: int = 1941,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
    draw: Callable[[Pulled, Path], object] | None = None,
) -> Pulled:
    """Pull some mechanisms, or all, each in the same worlds with the same luck.

    Parameters
    ----------
    names
        Ids such as 'S20'; none: all.
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
    draw
        Given the result and the folder before it is let go.

    Raises
    ------
    InputError
        For an unknown mechanism, faults of a row, bad numbers, or where the file system refuses.
    Interrupted
        When stopped by Ctrl-C; finished parts are kept where `out` is given.
    """
    rows = tuple(mechanism(name) for name in names) or tuple(load_mechanisms().values())
    count, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    processes = 1 if workers is None else whole_number("workers", workers, 1)
    stated = {row.id: [item.digest() for item in row.expects] for row in rows}
    plan = study_plan("mechanisms", mechanisms=stated, worlds=count, seed=luck)
    with study_folder(out, plan, command=command) as place:
        (place.work / PARTS).mkdir(exist_ok=True)
        told = progress or Silent()
        found = [_rows(row, count, luck, place.work / PARTS, processes, told) for row in rows]
        table = pd.DataFrame([line for lines in found for line in lines], columns=list(COLUMNS))
        made = Pulled(rows, table, count, luck)
        if place.target is not None:
            with place.result() as folder:
                write_csv(table, folder / TABLE)
                write_text(folder / PAGE, made.text())
                if draw is not None:
                    draw(made, folder)
                manifest = {"format": MECHANISMS_FORMAT, "mechanisms": stated, "worlds": count, "seed": luck}
                seal(folder, {**manifest, **hashes(), "command": command})
    return made


def laid(base: str, change: Mapping[str, Any], asks: Sequence[str]) -> Scenario:
    """Return a scenario with the tables of a row laid over it."""
    kept = load_scenario(base)
    words = {"title": f"{kept.title}, pulled"}
    return load_scenario({"extends": base, **words, **dict(change), "asks": list(asks) or list(kept.asks)})


def _rows(row: Mechanism, worlds: int, seed: int, work: Path, workers: int, progress: Progress) -> list[list[Any]]:
    """Pull one mechanism, and return the lines of the table."""
    near = [quantity(item.measure) for item in row.expects]
    far = [quantity(name) for name in row.far]
    asked = list({item.name: item for item in (*near, *far)}.values())
    war = [item.name for item in asked if item.war is not None]
    cells: dict[str, Cell] = {}
    for item in row.expects:
        for change in (item.from_change, item.change):
            key = _key(item.base, change)
            if key not in cells:
                setup = laid(item.base, change, war).setup
                cells[key] = Cell(f"{row.id}-{len(cells)}", setup, setup.horizon)
    names = "\n".join(item.name for item in asked)
    design = Design(tuple(cells.values()), range(worlds), seed, BLOCK, functools.partial(measured, names=names))
    made = make_parts(design, work, workers=workers, progress=progress, label=f"{row.id} {row.title}")
    values = {key: made.of(cell.name)[VALUES] for key, cell in cells.items()}
    places = {item.name: place for place, item in enumerate(asked)}

    def line(item: Expectation, what: Quantity, *, near: bool) -> list[Any]:
        place, key = places[what.name], _key(item.base, item.change)
        pair = values[key][place], values[_key(item.base, item.from_change)][place]
        return _line(row, item, what, *pair, float(weeks_until(cells[key].until)), seed, near=near)

    lines = [line(item, what, near=True) for item, what in zip(row.expects, near, strict=True)]
    return lines + [line(row.expects[0], what, near=False) for what in far]


def _key(base: str, change: Mapping[str, Any]) -> str:
    return json.dumps([base, change], sort_keys=True, default=str)


def _line(
    row: Mechanism,
    item: Expectation,
    what: Quantity,
    values: Floats,
    base: Floats,
    weeks: float,
    seed: int,
    *,
    near: bool,
) -> list[Any]:
    most = 1.0 if what.is_part else what.war.largest_difference(weeks) if what.war is not None else math.inf
    found = paired_difference(values, base, share=what.is_share or None, most=most)
    would = smallest_difference(found.deviation, found.worlds) if found.worlds > 1 else math.nan
    stated = (item.sign, item.low, item.high) if near else ("", None, None)
    return [
        *(row.id, near, item.text if near else what.title, item.base, json.dumps(item.change, default=str)),
        *(what.name, what.unit, *stated, _mean(base), _mean(values), *found.interval, found.worlds, would),
        *(verdict(item.sign, found.low, found.high) if near else FAR, item.digest() if near else ""),
        *(len(values), seed),
    ]


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
