"""The work of a staff on some papers: plans are started, go their way and are counted, some lanes at a time.

The bits are those of the laws in NumPy. Rows of 64 lanes go through all of it while they are at hand.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.rows import places_of
from crossroads.engine.compiled.staffs.desk import BYTES, Desk, DeskLayout
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
    Given,
    moving_names,
    way_names,
)
from crossroads.engine.compiled.staffs.lanes import Parts, shared
from crossroads.engine.compiled.step import CompiledStep
from crossroads.engine.compiled.traced import WAY, shapes_of
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.believed import case_of
from crossroads.minds.imagining.subject import Lanes
from crossroads.minds.imagining.supposed import Supposed
from crossroads.world.axes import Array, Floats


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


class _Kernel:
    """A kernel of a subject with its numbers.

    Parameters
    ----------
    code, given
        The kernel, and what it reads.
    known
        Numbers by name; the others are parameters.
    p
        What a staff imagines by.
    """

    def __init__(self, code: machine.Code, given: Given, known: Mapping[str, float], p: Parameters) -> None:
        pointer = ctypes.c_void_p
        values = [known[name] if name in known else float(p[name.removeprefix("p:")]) for name in given.uniform]
        self.run = code.function("kernel", *[pointer] * 4, ctypes.c_int64)
        self.numbers, self.between = np.array(values, dtype=np.float64), np.empty(given.between)
        self.lie = self.numbers.ctypes.data, self.between.ctypes.data
        code.function("before", pointer, pointer)(*self.lie)


class _StepNumbers:
    """Numbers of the steps ahead, and what their code has worked out of them.

    Parameters
    ----------
    week
        The week from which is imagined.
    ahead
        The steps.
    believed
        Parameters that the council believes to be otherwise and are the same in all lanes.
    """

    def __init__(self, week: float, ahead: WayAhead, believed: Mapping[str, float]) -> None:
        given = zip(ahead.kinds, ahead.numbers, strict=True)
        self._held = [(numbers.copy(), np.empty(kind.between)) for kind, numbers in given]
        self.lie = [(numbers.ctypes.data, between.ctypes.data) for numbers, between in self._held]
        for kind, weeks, (row, _), lie in zip(ahead.kinds, ahead.weeks, self._held, self.lie, strict=True):
            for name, value in believed.items():
                if name in kind.same:
                    row[kind.same.index(name)] = value
            if WEEK in kind.uniform:
                row[kind.uniform.index(WEEK)] = week
            kind.before(*lie)
            week += weeks


class PaperWork:
    """How one subject is imagined: what lies where.

    Parameters
    ----------
    subject
        The subject, compiled.
    reference
        A supposed war, of which the shapes count.
    """

    def __init__(self, subject: CompiledSubject, reference: Supposed) -> None:
        self._subject = subject
        facts = subject.facts
        moves = moving_names(shapes_of(reference.state))
        self._supposed = len(moves) - len(way_names())
        # Of what is given the supposed war comes first, row by row.
        lanes = [name for kernel in (facts.begin, facts.count) for name in kernel.varying if _is_of_lanes(name)]
        self._lanes = list(dict.fromkeys(lanes))
        given = {name: row for row, name in enumerate([*moves[: self._supposed], *self._lanes])}
        ended = {_ended(name): row for row, name in enumerate(moves)}
        self._layout = DeskLayout(moves, facts.behind, [ended.get(name, 0) for name in facts.count.varying])
        self._begins = np.array([given[name] for name in facts.begin.varying], dtype=np.int64)
        self._ends = np.array([name in ended for name in facts.count.varying])
        rows = [0 if name in ended else given[name] for name in facts.count.varying]
        self._counts = np.array(rows, dtype=np.int64)

    def knows(self, kinds: Sequence[CompiledStep]) -> bool:
        """Return whether steps lay out what moves on as a start does: a law that somebody has replaced may not."""
        return self._subject.facts.moves == self._layout.moving and all(self._layout.knows(kind) for kind in kinds)

    def counted(self, lanes: Lanes, reference: Supposed, ahead: WayAhead, measures: int) -> Floats:
        """Return what is counted of each lane.

        Parameters
        ----------
        lanes
            The plans side by side.
        reference
            The supposed war.
        ahead
            The way ahead.
        measures
            How many measures the subject has.

        Returns
        -------
        Floats
            Shape (measure, lane).
        """
        facts, (begin_code, count_code) = self._subject.facts, self._subject.code
        room, last = max(lanes.count, machine.width()), lanes.week + sum(ahead.weeks)
        known = {WEEK: float(lanes.week), END_WEEK: float(last), HORIZON: float(ahead.horizon)}
        begin = _Kernel(begin_code, facts.begin, known, ahead.p)
        count = _Kernel(count_code, facts.count, known, ahead.p)
        believed = {name: float(begin.between[place]) for name, place in facts.numbers.items()}
        numbers = _StepNumbers(lanes.week, ahead, believed)
        given, found = self._laid_out(lanes, reference, room), np.empty((measures, room))

        # It holds all that its code reads and writes, for as long as a thread has it.
        def carry(parts: Parts) -> None:
            given_at, found_at = places_of(given), places_of(found)
            desk = Desk(self._layout, ahead.kinds)
            begins, counts = given_at[self._begins], given_at[self._counts]
            for first, many in parts:
                beside = BYTES * first
                begin_reads, count_writes = begins + beside, found_at + beside
                begin.run(begin_reads.ctypes.data, *begin.lie, desk.started, many)
                for kind, lie, (reads, writes) in zip(ahead.kinds, numbers.lie, desk.ways, strict=True):
                    kind.run(reads, *lie, writes, many)
                count_reads = np.where(self._ends, desk.ended, counts + beside)
                count.run(count_reads.ctypes.data, *count.lie, count_writes.ctypes.data, many)

        shared(carry, room)
        return found[:, : lanes.count]

    def _laid_out(self, lanes: Lanes, reference: Supposed, room: int) -> Floats:
        """Return what is given to each lane, row by row; the first again beyond the last, where nobody reads it."""
        given = np.empty((self._supposed + len(self._lanes), room))
        own = given[:, : lanes.count]
        own[: self._supposed] = reference.rows_at(lanes.week).take(case_of(lanes), axis=1)
        for row, name in enumerate(self._lanes, self._supposed):
            own[row] = _of_lanes(name, lanes)
        given[:, lanes.count :] = given[:, :1]
        return given


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
