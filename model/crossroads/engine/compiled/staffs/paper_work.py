"""The work of a staff on some papers: plans are started, go their way and are counted, some lanes at a time.

The bits are those of the laws in NumPy. Rows of 64 lanes go through all of it while they are at hand.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.rows import places_of
from crossroads.engine.compiled.staffs.imagined import (
    BELIEF,
    END,
    END_WEEK,
    FACT,
    HORIZON,
    LUCK,
    PLAN,
    SUM,
    WEEK,
    CompiledSubject,
    row_names,
    way_names,
)
from crossroads.engine.compiled.staffs.lanes import TOGETHER, Parts, parts_of_lanes, shared
from crossroads.engine.compiled.step import CompiledStep
from crossroads.engine.compiled.traced import WAY, shapes_of
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.believed import case_of
from crossroads.minds.imagining.subject import Lanes
from crossroads.minds.imagining.supposed import Supposed
from crossroads.world.axes import Array, Flags, Floats, Ints

_BYTES = 8
_ROW = _BYTES * TOGETHER


@dataclass(frozen=True, slots=True)
class WayAhead:
    """The way ahead of some plans.

    Attributes
    ----------
    kinds, weeks
        The steps, and the weeks of each.
    numbers
        For each step its numbers that are the same in all lanes, as a staff imagines by them.
    p
        What the staff imagines by.
    horizon
        Weeks that are looked ahead.
    """

    kinds: Sequence[CompiledStep]
    weeks: Sequence[float]
    numbers: Sequence[Floats]
    p: Parameters
    horizon: int


@dataclass(slots=True)
class _Kernel:
    """A kernel of a subject with what it has been given: where its numbers lie, and those that it has worked out."""

    run: Any
    numbers: Floats
    between: Floats

    @property
    def lies(self) -> tuple[int, int]:
        """Where its numbers lie."""
        return self.numbers.ctypes.data, self.between.ctypes.data


class PaperWork:
    """How one subject is imagined: what lies where.

    Parameters
    ----------
    code
        The subject, compiled.
    reference
        A supposed war, of which the shapes count.

    Attributes
    ----------
    moves
        How many rows a step moves on: the state, and what is added up on the way.
    offsets, end_offsets
        How far behind the first row of a start the others lie, and of an end what a count reads.
    """

    def __init__(self, code: CompiledSubject, reference: Supposed) -> None:
        self._code = code
        supposed = row_names(shapes_of(reference.state))
        moves = [*supposed, *(f"s:{WAY}.{name}" for name in way_names())]
        assert len(moves) == code.rows.state, "a start writes what a step reads"
        self._supposed, self.moves = len(supposed), len(moves)
        # Of what is given the supposed war comes first, row by row.
        lanes = [name for part in (code.begin, code.count) for name in part.varying if _is_of_lanes(name)]
        self._lanes = list(dict.fromkeys(lanes))
        self._given = {name: row for row, name in enumerate([*supposed, *self._lanes])}
        self._started = {name: row for row, name in enumerate([*moves, *code.rows.names])}
        ended = {_ended(name): row for row, name in enumerate(moves)}
        self._begins = np.array([self._given[name] for name in code.begin.varying], dtype=np.int64)
        self._ends = np.array([name in ended for name in code.count.varying])
        self._counts = np.array([self._given.get(name, 0) for name in code.count.varying], dtype=np.int64)
        self.offsets = _ROW * np.arange(len(self._started))
        self.end_offsets = _ROW * np.array([ended.get(name, 0) for name in code.count.varying], dtype=np.int64)
        self._steps: dict[int, tuple[CompiledStep, Ints, Flags]] = {}
        pointer, whole = ctypes.c_void_p, ctypes.c_int64
        self._before = [part.function("before", pointer, pointer) for part in code.code]
        self._run = [part.function("kernel", *[pointer] * 4, whole) for part in code.code]

    def counted(self, lanes: Lanes, reference: Supposed, ahead: WayAhead, measures: int) -> Floats:
        """Return what is counted of each lane, (measure, lane)."""
        room, last = max(lanes.count, machine.width()), lanes.week + sum(ahead.weeks)
        known = {WEEK: float(lanes.week), END_WEEK: float(last), HORIZON: float(ahead.horizon)}
        begin, count = (self._kernel(part, known, ahead.p) for part in (0, 1))
        # Until the work is done, nothing that the code reads may be let go.
        held = self._step_numbers(lanes.week, ahead, begin.between)
        steps = list(zip((kind.run for kind in ahead.kinds), *held.places, strict=True))
        given, found = self._laid_out(lanes, reference, room), np.empty((measures, room))
        given_at, found_at = places_of(given), places_of(found)

        def carry(parts: Parts) -> None:
            desk = _Desk(self, ahead.kinds)
            begins, counts = given_at[self._begins], given_at[self._counts]
            for first, many in parts:
                beside = _BYTES * first
                lanes_from, lanes_to = begins + beside, found_at + beside
                begin.run(lanes_from.ctypes.data, *begin.lies, desk.started, many)
                for (run, numbers, between), (reads, writes) in zip(steps, desk.ways, strict=True):
                    run(reads, numbers, between, writes, many)
                counted = np.where(self._ends, desk.ended, counts + beside)
                count.run(counted.ctypes.data, *count.lies, lanes_to.ctypes.data, many)

        shared(carry, parts_of_lanes(room), room)
        return found[:, : lanes.count]

    def _kernel(self, part: int, known: Mapping[str, float], p: Parameters) -> _Kernel:
        """Return a kernel of the subject with its numbers."""
        given = (self._code.begin, self._code.count)[part]
        values = [known[name] if name in known else float(p[name.removeprefix("p:")]) for name in given.uniform]
        made = _Kernel(self._run[part], np.array(values, dtype=np.float64), np.empty(given.between))
        self._before[part](*made.lies)
        return made

    def _step_numbers(self, week: float, ahead: WayAhead, believed: Floats) -> _StepNumbers:
        """Return the numbers of each step, and what its code works out of them."""
        numbers = [given.copy() for given in ahead.numbers]
        between = [np.empty(kind.between) for kind in ahead.kinds]
        for kind, weeks, row, result in zip(ahead.kinds, ahead.weeks, numbers, between, strict=True):
            for name, place in self._code.rows.numbers.items():
                if name in kind.same:
                    row[kind.same.index(name)] = believed[place]
            if WEEK in kind.uniform:
                row[kind.uniform.index(WEEK)] = week
            kind.before(row.ctypes.data, result.ctypes.data)
            week += weeks
        return _StepNumbers(numbers, between)

    def _laid_out(self, lanes: Lanes, reference: Supposed, room: int) -> Floats:
        """Return what is given to each lane, row by row; what is beyond the lanes repeats the first for nobody."""
        given = np.empty((len(self._given), room))
        own = given[:, : lanes.count]
        # The cases are those that there are: nothing has to be clipped, and nothing is copied twice.
        reference.rows_at(lanes.week).take(case_of(lanes), axis=1, out=own[: self._supposed], mode="clip")
        for row, name in enumerate(self._lanes, self._supposed):
            own[row] = _of_lanes(name, lanes)
        given[:, lanes.count :] = given[:, :1]
        return given

    def rows_of(self, kind: CompiledStep) -> tuple[Ints, Flags]:
        """Return the rows of a start that a kind of step reads, and which of them are of what moves on."""
        kept = self._steps.get(id(kind))
        if kept is None:
            rows = np.array([self._started[name] for name in kind.names], dtype=np.int64)
            # With the step itself: nothing else can then have its identity.
            kept = self._steps[id(kind)] = kind, _ROW * rows, rows < self.moves
        return kept[1], kept[2]


class _Desk:
    """The rows of one thread, some lanes wide, and where the code finds them.

    Parameters
    ----------
    work
        The subject's work.
    kinds
        The steps ahead.

    Attributes
    ----------
    started
        Where it is told in which rows a start writes.
    ways
        For each step, where it is told what it reads and in which rows it writes.
    ended
        Where a count would find each of its inputs, were it of the end.
    """

    def __init__(self, work: PaperWork, kinds: Sequence[CompiledStep]) -> None:
        # A start's rows, and two sets between which the steps go to and fro.
        self._rows = [np.empty((count, TOGETHER)) for count in (len(work.offsets), work.moves, work.moves)]
        places = [rows.ctypes.data for rows in self._rows]
        self._writes = [place + work.offsets for place in places]
        turns = [0, *(1 + turn % 2 for turn in range(len(kinds)))]
        self._reads: dict[tuple[int, int], Ints] = {}
        for kind, turn in zip(kinds, turns, strict=False):
            if (id(kind), turn) not in self._reads:
                rows, moving = work.rows_of(kind)
                self._reads[id(kind), turn] = np.where(moving, places[turn], places[0]) + rows
        # To ask an array where it lies takes as long as a short step.
        reads = {key: where.ctypes.data for key, where in self._reads.items()}
        writes = [where.ctypes.data for where in self._writes]
        self.started = writes[0]
        self.ways = [
            (reads[id(kind), turn], writes[after]) for kind, turn, after in zip(kinds, turns, turns[1:], strict=False)
        ]
        self.ended = places[turns[-1]] + work.end_offsets


@dataclass(frozen=True, slots=True)
class _StepNumbers:
    """Numbers of the steps ahead, and what their code has worked out of them."""

    numbers: Sequence[Floats]
    between: Sequence[Floats]

    @property
    def places(self) -> tuple[list[int], list[int]]:
        """Where they lie, step by step."""
        return [row.ctypes.data for row in self.numbers], [row.ctypes.data for row in self.between]


def _is_of_lanes(name: str) -> bool:
    return name in (PLAN, LUCK) or name.startswith((BELIEF, FACT))


def _of_lanes(name: str, lanes: Lanes) -> Array:
    """Return what a lane's input of some name is, (lane,)."""
    if name.startswith(BELIEF):
        return lanes.beliefs[name.removeprefix(BELIEF)]
    if name.startswith(FACT):
        return lanes.situation[name.removeprefix(FACT)]
    return lanes.plan if name == PLAN else lanes.luck


def _ended(name: str) -> str:
    """Return by which name a count reads what a step calls so."""
    way = f"s:{WAY}."
    return f"{SUM}{name.removeprefix(way)}" if name.startswith(way) else f"{END}{name.removeprefix('s')}"
