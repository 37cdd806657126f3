"""Rows between which imagined worlds go their way, and where compiled code finds them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossroads.engine.compiled.staffs.imagined import THEN
from crossroads.engine.compiled.staffs.lanes import TOGETHER
from crossroads.engine.compiled.step import CompiledStep
from crossroads.engine.compiled.traced import WAY
from crossroads.world.axes import Flags, Ints

BYTES = 8
"""Bytes of a number."""

_ROW = BYTES * TOGETHER

_MOST_STEPS = 64
"""Kinds of step of which is remembered what they read; results do not depend on it."""


class DeskLayout:
    """What a start writes, and what steps and a count read of it.

    Parameters
    ----------
    moves
        Names of what a step moves on, row by row: the state, and what is added up on the way.
    behind
        Names of what lies behind it and stays: orders, parameters that differ between lanes, the future's luck.
    ends
        For each input of a count, the row of what has moved on in which it would lie.

    Attributes
    ----------
    moving
        How many rows move on.
    offsets, end_offsets
        How far behind the first row of a start the others lie, and of an end what a count reads.
    """

    def __init__(self, moves: Sequence[str], behind: Sequence[str], ends: Sequence[int]) -> None:
        self._moves = list(moves)
        self._row = {name: row for row, name in enumerate([*moves, *behind])}
        # In a second phase some orders are read in other rows.
        then = {f"o:{name.removeprefix(THEN)}": row for name, row in self._row.items() if name.startswith(THEN)}
        self._later = self._row | then
        self._steps: dict[tuple[int, bool], tuple[CompiledStep, Ints, Flags]] = {}
        self.moving = len(moves)
        self.offsets: Ints = _ROW * np.arange(len(self._row))
        self.end_offsets: Ints = _ROW * np.array(ends, dtype=np.int64)

    def knows(self, kind: CompiledStep) -> bool:
        """Return whether a kind of step writes what moves on in these rows, and reads nothing else."""
        return _written(kind) == self._moves and set(kind.names) <= self._row.keys()

    def reads(self, kind: CompiledStep, later: bool) -> tuple[Ints, Flags]:
        """Return how far behind the first row lies what a kind of step reads, and what of it moves on.

        Parameters
        ----------
        kind
            The step.
        later
            Whether it goes in a second phase.
        """
        kept = self._steps.get((id(kind), later))
        if kept is None:
            row = self._later if later else self._row
            rows = np.array([row[name] for name in kind.names], dtype=np.int64)
            if len(self._steps) >= _MOST_STEPS:
                self._steps = {}
            # With the step itself: nothing else can then have its identity.
            kept = self._steps[id(kind), later] = kind, _ROW * rows, rows < self.moving
        return kept[1], kept[2]


def _written(kind: CompiledStep) -> list[str]:
    """Return the names of what a step writes, row by row, as the next one reads it."""
    names = [(f"s:{group}.{name}", 0 if group == WAY else rows) for group, name, rows in kind.fields]
    return [f"{name}[{row}]" if rows else name for name, rows in names for row in range(max(rows, 1))]


class Desk:
    """The rows of one thread, some lanes wide.

    Parameters
    ----------
    layout
        What lies where.
    kinds
        The steps ahead.
    turn
        Number of steps after which a second phase begins.

    Attributes
    ----------
    started
        Where it is told in which rows a start writes.
    ways
        For each step, where it is told what it reads and in which rows it writes.
    ended
        Where a count finds each of its inputs that is of the end.
    """

    def __init__(self, layout: DeskLayout, kinds: Sequence[CompiledStep], turn: int) -> None:
        # A start's rows, and two sets between which the steps go to and fro.
        counts = (len(layout.offsets), layout.moving, layout.moving)
        self._rows = [np.empty((count, TOGETHER)) for count in counts]
        places = [rows.ctypes.data for rows in self._rows]
        self._writes = [place + layout.offsets for place in places]
        sets = [0, *(1 + step % 2 for step in range(len(kinds)))]
        self._reads: dict[tuple[int, int, bool], Ints] = {}
        keys = [(id(kind), sets[step], step >= turn) for step, kind in enumerate(kinds)]
        for kind, key in zip(kinds, keys, strict=True):
            if key not in self._reads:
                rows, moving = layout.reads(kind, key[2])
                self._reads[key] = np.where(moving, places[key[1]], places[0]) + rows
        # To ask an array where it lies takes as long as a short step.
        reads = {key: where.ctypes.data for key, where in self._reads.items()}
        writes = [where.ctypes.data for where in self._writes]
        self.started = writes[0]
        self.ways = [(reads[key], writes[after]) for key, after in zip(keys, sets[1:], strict=True)]
        self.ended: Ints = places[sets[-1]] + layout.end_offsets
