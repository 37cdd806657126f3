"""What a block of worlds of a run leaves in its part, and how the parts of a run are read together."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crossroads.deciding.setup import Setup
from crossroads.results_files import read_packed_ledger, write_ledger
from crossroads.results_ledger import packed_entries
from crossroads.runs.blocks import block_worlds
from crossroads.runs.cells import Cell, Design, Ints, OnWeek
from crossroads.runs.design import Made
from crossroads.world.block import Block
from crossroads.world.observables import OUTCOME_NAMES

SERIES, OUTCOMES, LEDGER, COUNTS = "series", "outcomes", "ledger", "counts"
"""Arrays of a part: (observable, week, world), (outcome, world), and two files as bytes."""

Simulate = Callable[..., Block]
"""`simulate(setup, seed, worlds, ledger_below=..., on_week=...) -> Block`."""


def run_design(name: str, setup: Setup, worlds: int, seed: int, ledger_below: int, simulate: Simulate) -> Design:
    """Return the design of a plain run: one cell, worlds from 0, and all that a run keeps."""
    measure = functools.partial(_measured, simulate=simulate, ledger_below=ledger_below)
    cell = Cell(name, setup, setup.horizon)
    return Design((cell,), range(worlds), seed, block_worlds(), measure, apart=frozenset({LEDGER, COUNTS}))


def _measured(
    cell: Cell, seed: int, worlds: Ints, on_week: OnWeek, *, simulate: Simulate, ledger_below: int
) -> dict[str, NDArray[Any]]:
    block = simulate(cell.ending, seed, worlds, ledger_below=ledger_below, on_week=on_week)
    known = [int(world) for world in block.worlds if world < ledger_below]
    ledger = io.BytesIO()
    write_ledger(packed_entries(cell.name, block.ledger, known), ledger)
    counts = {
        "choices": block.choices,
        "not_applied": {str(index): count for index, count in block.not_applied.items()},
    }
    return {
        SERIES: np.asarray(block.series, dtype=np.float32),
        OUTCOMES: np.stack([np.asarray(block.outcomes[name], dtype=np.float64) for name in OUTCOME_NAMES]),
        LEDGER: np.frombuffer(ledger.getvalue(), dtype=np.uint8),
        COUNTS: np.frombuffer(json.dumps(counts).encode(), dtype=np.uint8),
    }


def read_outcomes(made: Made) -> dict[str, NDArray[np.float64]]:
    """Read the outcomes of every world: outcome name -> shape (world,)."""
    table = np.concatenate([file.read(OUTCOMES) for file in made.files], axis=1)
    return {name: table[position] for position, name in enumerate(OUTCOME_NAMES)}


def read_ledgers(made: Made, ledger_below: int) -> pa.Table:
    """Read the ledger of the worlds below `ledger_below`, packed, in the order of worlds."""
    wanted = [file for part, file in made.parts if part.worlds.start < ledger_below] or made.files[:1]
    return pa.concat_tables([read_packed_ledger(io.BytesIO(file.read(LEDGER).tobytes())) for file in wanted])


def read_counts(made: Made) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
    """Add up over parts how many worlds chose each option, and how many never met a forced decision."""
    choices: dict[str, dict[str, int]] = {}
    not_applied: dict[int, int] = {}
    for file in made.files:
        counts = json.loads(file.read(COUNTS).tobytes())
        for decision, options in counts["choices"].items():
            total = choices.setdefault(decision, {})
            for option, count in options.items():
                total[option] = total.get(option, 0) + int(count)
        for index, count in counts["not_applied"].items():
            not_applied[int(index)] = not_applied.get(int(index), 0) + int(count)
    ordered = {decision: dict(sorted(choices[decision].items())) for decision in sorted(choices)}
    return ordered, dict(sorted(not_applied.items()))
