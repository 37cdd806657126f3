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
from crossroads.world.axes import Array, Flags, Floats, Ints


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
    turn
        Number of steps after which a second phase begins.
    """

    kinds: Sequence[CompiledStep]
    weeks: Sequence[float]
    numbers: Sequence[Floats]
    p: Parameters
    turn: int


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


class PreparedWay:
    """All that is the same in the papers of a subject and a week: most weeks have many lots of them.

    Parameters
    ----------
    week
        The week from which is imagined.
    ahead
        The steps.
    subject
        The subject, compiled.
    layout
        What lies where between the steps.
    """

    def __init__(self, week: int, ahead: WayAhead, subject: CompiledSubject, layout: DeskLayout) -> None:
        facts, (begin, count), horizon = subject.facts, subject.code, float(sum(ahead.weeks))
        known = {WEEK: float(week), END_WEEK: week + horizon, HORIZON: horizon}
        self._begin = _Kernel(begin, facts.begin, known, ahead.p)
        self._count = _Kernel(count, facts.count, known, ahead.p)
        believed = {name: float(self._begin.between[place]) for name, place in facts.numbers.items()}
        self._numbers = _StepNumbers(week, ahead, believed)
        self._ahead, self._layout = ahead, layout
        self._desks: list[Desk] = []

    def carry(self, begins: Ints, ends: Flags, counts: Ints, found: Ints, parts: Parts) -> None:
        """Carry some lanes from their start to what is counted of them.

        Parameters
        ----------
        begins
            Where each input of a start lies, of the first lane.
        ends, counts
            Which inputs of a count are of the end, and where the others lie.
        found
            Where each measure is written.
        parts
            Which lanes.
        """
        desk, kinds = self._desk(), self._ahead.kinds
        for first, many in parts:
            beside = BYTES * first
            begin_reads, count_writes = begins + beside, found + beside
            self._begin.run(begin_reads.ctypes.data, *self._begin.lie, desk.started, many)
            for kind, lie, (reads, writes) in zip(kinds, self._numbers.lie, desk.ways, strict=True):
                kind.run(reads, *lie, writes, many)
            count_reads = np.where(ends, desk.ended, counts + beside)
            self._count.run(count_reads.ctypes.data, *self._count.lie, count_writes.ctypes.data, many)
        self._desks.append(desk)

    def _desk(self) -> Desk:
        """Return a desk at which nobody else works."""
        try:
            return self._desks.pop()
        except IndexError:
            return Desk(self._layout, self._ahead.kinds, self._ahead.turn)


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

    def prepared(self, week: int, ahead: WayAhead) -> PreparedWay:
        """Return the way ahead of all papers of a week."""
        return PreparedWay(week, ahead, self._subject, self._layout)

    def counted(self, lanes: Lanes, reference: Supposed, way: PreparedWay, measures: int) -> Floats:
        """Return what is counted of each lane.

        Parameters
        ----------
        lanes
            The plans side by side.
        reference
            The supposed war.
        way
            The way ahead of the lanes' week.
        measures
            How many measures the subject has.

        Returns
        -------
        Floats
            Shape (measure, lane).
        """
        room = max(lanes.count, machine.width())
        given, found = self._laid_out(lanes, reference, room), np.empty((measures, room))

        # It holds all that its code reads and writes, for as long as a thread has it.
        def carry(parts: Parts) -> None:
            given_at = places_of(given)
            way.carry(given_at[self._begins], self._ends, given_at[self._counts], places_of(found), parts)

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
