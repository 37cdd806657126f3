"""What hypotheses have to be fought for: each arm once, however many of them ask for it, by the one runner.

There are two designs: wars, each world fought twice (see `runs.twice`), and papers, a short run of the first worlds to
the end of 1941 in which every meeting is written down.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.runs import ensemble
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import Results, carry_out
from crossroads.runs.progress import Progress
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.twice import ANOTHER_LUCK, SWITCHES, TWINS, VALUES, cell_of, measured, switches
from crossroads.scenario.schema import FIRST_HORIZON
from crossroads.studies.ask.asked_of import papers
from crossroads.studies.ask.hypothesis import Arm, Hypothesis
from crossroads.world.axes import Floats, Ints

PAPERS_WORLDS = 300
"""Worlds whose meetings are written down, at most: odds differ little between worlds, and papers take long."""

HEAVIER = 20
"""How many times heavier a world with its papers is than one of a plain run."""


@dataclass(frozen=True, slots=True, eq=False)
class ArmWorlds:
    """What was measured in one arm.

    Attributes
    ----------
    values, twins
        Measure -> its number in each world, and in the same worlds under another luck, shape (world,).
    laws
        Switch between two rival laws -> 0 or 1 in each world, shape (world,).
    """

    values: Mapping[str, Floats]
    twins: Mapping[str, Floats]
    laws: Mapping[str, Floats]

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(next(iter(self.values.values())))


BYTES_A_MEASURE = 16
"""Of one measure of one world: its number, and that under another luck."""

Arms = dict[tuple[str, bool], ArmWorlds]
"""Digest of an arm, and whether papers are meant -> what was measured in it."""


def _asked(hypotheses: Sequence[Hypothesis], *, papers: bool) -> dict[str, tuple[Arm, list[str]]]:
    """Return the arms that have to be fought, by digest, each with all that is asked of it."""
    found: dict[str, tuple[Arm, list[str]]] = {}
    for hypothesis in hypotheses:
        for arm, name in hypothesis.needed(papers=papers):
            _, names = found.setdefault(arm.digest, (arm, []))
            if name not in names:
                names.append(name)
    return {digest: (arm, sorted(names)) for digest, (arm, names) in found.items()}


def arms_fought(hypotheses: Sequence[Hypothesis]) -> int:
    """Return how many different arms hypotheses need."""
    return len(_asked(hypotheses, papers=False)) + len(_asked(hypotheses, papers=True))


def designs(hypotheses: Sequence[Hypothesis], worlds: int, seed: int) -> list[tuple[bool, Design]]:
    """Return the designs: whether of papers, and the design.

    Parameters
    ----------
    hypotheses
        Which are asked.
    worlds, seed
        Number of worlds, from 0, and the seed of all luck.
    """
    found = []
    for of_papers in (False, True):
        asked = _asked(hypotheses, papers=of_papers)
        if not asked:
            continue
        names = {_cell_name(arm, digest): own for digest, (arm, own) in asked.items()}
        told = json.dumps(names)  # text, by which parts of other measures are told apart
        if of_papers:
            cells = tuple(_short(_cell_name(arm, digest), arm) for digest, (arm, _) in asked.items())
            count, block = min(worlds, PAPERS_WORLDS), block_worlds(HEAVIER)
            design = Design(cells, range(count), seed, block, functools.partial(_of_papers, asked=told))
        else:
            cells = tuple(
                cell_of(_cell_name(arm, digest), arm.scenario, own, wars=2) for digest, (arm, own) in asked.items()
            )
            design = Design(cells, range(worlds), seed, block_worlds(2), functools.partial(_of_wars, asked=told))
        found.append((of_papers, design))
    return found


def fought(
    hypotheses: Sequence[Hypothesis],
    worlds: int,
    seed: int,
    work: Path,
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Arms:
    """Fight every arm that hypotheses need, going on from what the folder holds.

    Parameters
    ----------
    hypotheses, worlds, seed
        As for `designs`.
    work
        The folder of the parts.
    workers, progress
        As for `runs.design.make_parts`.

    Raises
    ------
    InputError
        Where there is no room, and as `runs.design.make_parts`.
    """
    made: Arms = {}
    asked_in_all = [names for _, names in _asked(hypotheses, papers=False).values()]
    check_room(study_need(worlds, sum(map(len, asked_in_all)) * BYTES_A_MEASURE), work)
    for of_papers, design in designs(hypotheses, worlds, seed):
        label = "papers of the councils of 1941" if of_papers else "worlds, each fought twice"
        folder = work / ("papers" if of_papers else "wars")
        folder.mkdir(exist_ok=True)
        found: Results = carry_out(design, folder, workers=workers, progress=progress, label=label)
        asked = _asked(hypotheses, papers=of_papers)
        for digest, (arm, names) in asked.items():
            made[digest, of_papers] = _read(found[_cell_name(arm, digest)], names)
    return made


def _read(arrays: Mapping[str, NDArray[Any]], names: Iterable[str]) -> ArmWorlds:
    laws = dict(zip(switches(), np.asarray(arrays[SWITCHES], dtype=np.float64), strict=True))
    rows = list(enumerate(names))
    own, again = ({name: arrays[kind][row] for row, name in rows} for kind in (VALUES, TWINS))
    return ArmWorlds(own, again, laws)


def _cell_name(arm: Arm, digest: str) -> str:
    return f"{arm.scenario.name}-{digest}"


def _short(name: str, arm: Arm) -> Cell:
    setup = replace(arm.scenario.setup, reads=(), horizon=FIRST_HORIZON)
    return Cell(name, setup, FIRST_HORIZON, wars=2)


def _of_wars(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, asked: str) -> dict[str, NDArray[Any]]:
    """Measure the wars of one cell, under their own luck and another."""
    return measured(cell, seed, worlds, on_week, names="\n".join(json.loads(asked)[cell.name]), lucks="both")


def _of_papers(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, asked: str) -> dict[str, NDArray[Any]]:
    """Read the papers of one cell, under the worlds' own luck and another."""
    items = [papers(name) for name in json.loads(asked)[cell.name]]
    drawn = cell.parameters(seed, worlds)

    def read(numbers: Ints, **how: Any) -> Floats:
        block = ensemble.simulate_worlds(
            cell.ending, seed, numbers, on_week=on_week, ledger_below=int(numbers.max()) + 1, **how
        )
        return np.stack([item.values(block.ledger, len(numbers)) for item in items])

    laws = [np.broadcast_to(np.asarray(drawn[name], dtype=np.float64), worlds.shape) for name in switches()]
    return {
        VALUES: read(worlds),
        TWINS: read(worlds + ANOTHER_LUCK, parameters=drawn),
        SWITCHES: np.stack(laws).astype(np.int8),
    }
