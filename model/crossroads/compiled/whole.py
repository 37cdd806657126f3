"""Whole runs by stated odds, compiled: blocks of worlds from their opening to their outcomes."""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.compiled import machine
from crossroads.compiled.module import module
from crossroads.compiled.rows import BLOCK, WORLD, Layout, layout
from crossroads.compiled.tables import Tables, tables
from crossroads.compiled.trace import UntraceableError
from crossroads.compiled.week import Week
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.decision import decision_points
from crossroads.war.opening import opening_state
from crossroads.world.axes import Floats, Ints
from crossroads.world.block import Block
from crossroads.world.luck import CHUNK_WEEKS, Luck
from crossroads.world.observables import OBSERVABLES, OUTCOMES


@dataclass(frozen=True, slots=True)
class Program:
    """A traced and compiled week."""

    week: Week
    layout: Layout
    code: machine.Code


@functools.cache
def _drawn_at_all() -> frozenset[str]:
    """Return the parameters in which worlds differ where no scenario changes anything."""
    return _varying(draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=True))


def _varying(p: Parameters) -> frozenset[str]:
    return frozenset(name for name, value in p.items() if isinstance(value, np.ndarray))


@functools.lru_cache(maxsize=8)
def _program(varying: frozenset[str], remembered: int) -> Program | None:
    """Return the week compiled for parameters that may differ; None where it cannot be traced."""
    p = draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False)
    try:
        week = Week(varying, opening_state(p, 1))
    except UntraceableError:
        return None
    laid = layout(week, remembered)
    return Program(week, laid, machine.loaded(module(week, laid, machine.WIDTH)))


def program_for(p: Parameters, remembered: int) -> Program | None:
    """Return the compiled week for some parameters, or None where NumPy must run it.

    Parameters that are drawn where no scenario changes anything are rows always, so that a scenario that fixes one
    needs no code of its own.
    """
    return _program(_drawn_at_all() | _varying(p), remembered) if machine.available() else None


class Whole:
    """A run of worlds by stated odds, compiled.

    Parameters
    ----------
    program
        The compiled week.
    p, luck
        Parameters and luck of the worlds.
    weeks, course_week, remembered
        Length of the run, the week in which Japan's course is read off, and for how many weeks facts are remembered.
    """

    def __init__(
        self, program: Program, p: Parameters, luck: Luck, weeks: int, course_week: int, remembered: int
    ) -> None:
        self._program = program
        self._p = p
        self._luck = luck
        self._weeks = weeks
        self._tables: Tables = tables(
            program.week, program.layout, program.code, p, luck.seed, weeks, course_week, remembered
        )

    def run(self) -> Block:
        """Run every world; return their record, without a ledger."""
        worlds = self._luck.worlds
        blocks = -(-len(worlds) // BLOCK)
        padded = np.minimum(np.arange(blocks * BLOCK), len(worlds) - 1)
        rows = self._filled(padded, blocks)
        record = np.empty((len(OBSERVABLES), self._weeks, blocks * BLOCK), dtype=np.float32)
        self._carry_out(rows, record)
        found = rows.transpose(1, 0, 2).reshape(rows.shape[1], -1)[:, : len(worlds)]
        return Block(
            worlds=worlds,
            series=record[:, :, : len(worlds)],
            outcomes={item.name: found[self._program.layout.row[f"outcome:{item.name}"]].copy() for item in OUTCOMES},
            ledger=(),
            choices=self._choices(found),
            not_applied={},
        )

    def _filled(self, padded: Ints, blocks: int) -> Floats:
        """Return the blocks with what is given from outside, (block, row, world)."""
        rows = np.zeros((blocks, self._tables.rows, BLOCK))
        rows.view(np.int64)[:, self._program.layout.row[WORLD]] = self._luck.worlds[padded].reshape(blocks, BLOCK)
        for name, row in self._program.layout.row.items():
            values = self._given(name)
            if values is not None:
                rows[:, row] = values if np.ndim(values) == 0 else values[padded].reshape(blocks, BLOCK)
        for row, stream in self._tables.lasting.items():
            rows[:, row] = self._luck.lasting_normal(stream)[padded].reshape(blocks, BLOCK)
        return rows

    def _given(self, name: str) -> Any:
        kind, _, rest = name.partition(":")
        if kind == "p":
            return self._p[rest]
        if kind == "lasting":
            return self._luck.lasting_normal(rest)
        if kind == "share":
            return self._luck.lasting_uniform(rest)
        return None

    def _carry_out(self, rows: Floats, record: NDArray[np.float32]) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        kinds = (pointer, pointer, pointer, pointer, pointer, number, number, pointer, pointer)
        run, data = self._program.code.function("run", *kinds), self._tables
        luck = np.empty((max(len(self._program.layout.streams), 1), CHUNK_WEEKS, BLOCK))
        every, weekly = record.strides[0] // record.itemsize, record.strides[1] // record.itemsize
        for place in range(len(rows)):
            run(
                rows[place].ctypes.data,
                luck.ctypes.data,
                data.numbers.ctypes.data,
                data.moving.ctypes.data,
                record[0, 0, place * BLOCK :].ctypes.data,
                every,
                weekly,
                data.keys.ctypes.data,
                data.program.ctypes.data,
            )

    def _choices(self, found: Floats) -> dict[str, dict[str, int]]:
        counts = {
            point.id: {
                option: int(found[self._program.layout.row[f"ever:{point.id}.{option}"]].sum())
                for option in point.options
            }
            for point in decision_points()
        }
        # A point that never opened in any world has no meeting to tell of.
        return {point: options for point, options in counts.items() if any(options.values())}
