"""The odds of a decision's options with some of the documents' reasons switched off, kept on disk.

A coalition is what is left of the reasons when some are removed; each is a cell of the study, simulated once and kept
as one file, so that a later, larger table starts from what is there.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.reasons import PREFIX, load_reasons, reasons_by_name
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import make_parts, ready
from crossroads.runs.ensemble import simulate_worlds
from crossroads.runs.progress import Progress
from crossroads.runs.storage.files import read_json, remove_folder, write_json

Floats = NDArray[np.float64]

BEYOND = dt.timedelta(weeks=2)
"""Runs are cut so long after the last day that counts: later weeks cannot move a meeting before it."""

HEAVIER = 10
"""Times the memory of a plain run's world: the councils are held."""

BYTES_A_WORLD = 100
"""What stands on disk of a world under each set of reasons: its part, and the finished set."""

DIGITS = 10
"""Decimals of a probability that are kept."""

FOLDER, PARTS = "coalitions", "parts"
"""Folders of the sets of reasons that are finished, and of what is not."""


@dataclass(frozen=True, slots=True)
class WeighedDecision:
    """The decision whose odds are kept: its id, those of its options, and the last day of a meeting that counts."""

    point: str
    options: tuple[str, ...]
    last: dt.date

    def made_at(self, point: str, day: dt.date) -> bool:
        """Say whether a meeting counts."""
        return point == self.point and day <= self.last


@dataclass(frozen=True, slots=True)
class Removal:
    """What every coalition has in common: a scenario as a cell, a seed, so many worlds from 0, and the decision."""

    cell: Cell
    seed: int
    worlds: int
    decision: WeighedDecision

    @property
    def until(self) -> dt.date:
        """The day on which each world ends."""
        return min(self.cell.until, self.decision.last + BEYOND)

    def removed(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names that removing `names` switches off beyond what the scenario has off already."""
        return frozenset(names) - frozenset(self.cell.setup.without)


def _without(question: Removal, name: str, removed: Collection[str]) -> Cell:
    """Return the cell of a coalition: further documents' reasons are switched off."""
    setup, names = question.cell.setup, removed
    off = {*setup.without, *names}
    less = replace(
        setup,
        edits=(*setup.edits, *(ParameterEdit(f"{PREFIX}{name}", value=0.0) for name in sorted(names))),
        without=tuple(name for name in reasons_by_name() if name in off),
    )
    return Cell(name, less, question.until)


def course_odds(
    cell: Cell,
    decision: WeighedDecision,
    seed: int,
    worlds: NDArray[np.int64],
    on_week: Callable[[int], None] | None = None,
) -> Floats:
    """Return the mean odds of the options over each world's meetings that count.

    Only meetings count at which the decision was open and was not taken by the scenario.

    Parameters
    ----------
    cell
        What is simulated, to two weeks beyond the last day that counts.
    decision
        Which odds are kept.
    seed
        Seed of all luck.
    worlds
        World numbers, shape (world,).
    on_week
        Told of each week.

    Returns
    -------
    Floats
        Shape (option, world), options in the order of the decision; NaN in a world without such a meeting.
    """
    short = replace(cell.setup, horizon=min(cell.until, decision.last + BEYOND))
    below = int(worlds.max()) + 1
    block = simulate_worlds(short, seed, worlds, ledger_below=below, on_week=on_week, keep_papers=False)
    total, met = np.zeros((len(decision.options), len(worlds))), np.zeros(len(worlds))
    for entry in block.ledger:
        if not decision.made_at(f"{entry.nation}.{entry.decision}", entry.day):
            continue
        counts = (entry.choice >= 0) & ~entry.forced
        rows = [entry.options.index(option) for option in decision.options]
        total += np.where(counts, entry.probabilities[rows], 0.0)
        met += counts
    with np.errstate(invalid="ignore"):
        mean: Floats = total / met
    return mean


def coalition_path(folder: Path, removed: Collection[str]) -> Path:
    """Return the file of the coalition from which the reasons `removed` are missing."""
    return folder / FOLDER / f"{_stem(removed)}.json"


def _stem(removed: Collection[str]) -> str:
    ids = [reason.id for reason in load_reasons().values() if reason.name and reason.name in removed]
    return "-".join(["without", *ids]) if ids else "all"


def _write_coalition(folder: Path, removed: Collection[str], options: Sequence[str], odds: Floats) -> None:
    """Keep the odds of one coalition, world by world."""
    names = [name for name in reasons_by_name() if name in removed]
    kept = {option: _plain(row) for option, row in zip(options, odds, strict=True)}
    write_json(coalition_path(folder, removed), {"without": names, "odds": kept})


def _plain(row: Floats) -> list[float | None]:
    """Return numbers as JSON has them: no NaN, and no more decimals than anyone can use."""
    return [None if math.isnan(value) else round(value, DIGITS) for value in row.tolist()]


def read_coalition(folder: Path, removed: Collection[str]) -> Floats:
    """Return the kept odds of a coalition, shape (option, world), options in the order of the decision."""
    return np.array(list(read_json(coalition_path(folder, removed))["odds"].values()), dtype=np.float64)


def _measured(
    cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek, *, decision: WeighedDecision
) -> dict[str, Floats]:
    return {"odds": course_odds(cell, decision, seed, worlds, on_week)}


def fill(
    question: Removal,
    coalitions: Sequence[frozenset[str]],
    folder: Path,
    *,
    workers: int | None,
    progress: Progress,
    label: str,
) -> None:
    """Simulate every coalition that is not in `folder` yet.

    Parameters
    ----------
    question
        What is asked.
    coalitions
        The reasons missing from each coalition.
    folder
        The folder of the table.
    workers
        Number of processes; None: this one alone.
    progress
        Told of the world-weeks of those that are missing.
    label
        What the progress calls this work.

    Raises
    ------
    InputError
        Where a process ended of itself.
    """
    wanted = list(dict.fromkeys(coalitions))
    missing = {_stem(removed): removed for removed in wanted if not coalition_path(folder, removed).is_file()}
    if not missing:
        return
    work = folder / PARTS
    for place in (folder / FOLDER, work):
        place.mkdir(exist_ok=True)
    cells = [_without(question, name, removed) for name, removed in missing.items()]
    measure = functools.partial(_measured, decision=question.decision)
    design = Design(tuple(cells), range(question.worlds), question.seed, block_worlds(HEAVIER), measure)
    count = len(missing) - len(ready(design, work))
    title = f"{label}: {count} of {len(wanted)} sets of reasons"
    made = make_parts(design, work, workers=workers or 1, progress=progress, label=title)
    for name, removed in missing.items():
        _write_coalition(folder, removed, question.decision.options, made.of(name)["odds"])
    remove_folder(work)
