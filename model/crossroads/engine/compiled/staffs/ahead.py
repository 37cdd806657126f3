"""A whole way ahead in coarse steps, as staffs imagine it: from one set of rows into another.

The bits are those of single steps. What is saved is everything around them: inputs are laid out once, a few lanes at a
time go all the way while their rows are at hand, and what happens on the way is added up by the code of the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.rows import fill, places_of
from crossroads.engine.compiled.staffs.imagined import CompiledSubject, compiled_subject
from crossroads.engine.compiled.staffs.lanes import TOGETHER, shared
from crossroads.engine.compiled.staffs.paper_work import PaperWork, WayAhead
from crossroads.engine.compiled.step import KEPT, Advance, CompiledStep, Like, compiled_step, read_step
from crossroads.engine.compiled.traced import WAY, Form
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.forward import CoarseStep, Step, Way, step_by_step
from crossroads.minds.imagining.subject import Lanes, Subject
from crossroads.minds.imagining.supposed import Supposed, SupposedState
from crossroads.war.advance import Parts
from crossroads.world.axes import Array, Flags, Floats, Ints
from crossroads.world.luck import WeekLuck
from crossroads.world.state import GROUPS, Orders, State

Name = TypeVar("Name")

_BYTES = 8
_NOTHING = np.zeros(1)


class Ahead(Advance):
    """The forward step, compiled, and whole ways of it."""

    def __init__(self) -> None:
        super().__init__()
        self._works: dict[int, tuple[CompiledSubject, PaperWork]] = {}

    def onward(
        self, state: State, orders: Orders, p: Parameters, steps: Sequence[CoarseStep], way: Way
    ) -> tuple[State, Way]:
        """Return the state after all steps, and the way with what happened in them added.

        Parameters
        ----------
        state, orders, p
            Where it starts, and under which orders and parameters, (lane,).
        steps
            The steps ahead, in their order.
        way
            What has happened before.
        """
        known: dict[tuple[int, float, Parts], CompiledStep | None] = {}
        for luck, weeks, parts in steps:
            if (id(luck), weeks, parts) not in known:
                known[id(luck), weeks, parts] = self._kind_of(state, p, luck, weeks, parts, way=True)
        found = [known[id(luck), weeks, parts] for luck, weeks, parts in steps]
        kinds = [kind for kind in found if kind is not None]
        if len(kinds) < len(steps) or len({kind.count for kind in kinds}) != 1:
            return step_by_step(self, state, orders, p, steps, way)
        return _Journey(self, state, orders, p).carried(kinds, steps, way)

    def counted(
        self, subject: Subject, lanes: Lanes, reference: Supposed, p: Parameters, steps: Sequence[Step], horizon: int
    ) -> dict[str, Array] | None:
        """Return what a subject counts of imagined plans, (lane,), from start to end; None where NumPy has to start.

        Parameters
        ----------
        subject, lanes
            What is imagined, and the plans side by side.
        reference, p
            The supposed war, and what staffs imagine by, the same in all lanes.
        steps, horizon
            The steps ahead, and the weeks that they make together.
        """
        if not machine.available() or self._varying_of(p):
            return None
        code = compiled_subject(subject, tuple(lanes.situation), reference.state)
        # What is believed of a parameter that there is not is for NumPy to refuse.
        if code is None or not {*code.facts.changed, *code.facts.numbers} <= p.keys():
            return None
        changed, lasting = frozenset(code.facts.changed), frozenset(code.facts.lasting)
        forms = [Form(weeks, parts, changed, lasting, way=True) for weeks, parts in steps]
        known = {form: compiled_step(form, Like(reference.state)) for form in dict.fromkeys(forms)}
        kinds = [kind for form in forms if (kind := known[form]) is not None]
        work = self._work(code, reference)
        if len(kinds) < len(steps) or not work.knows(kinds):
            return None
        numbers = {form: self._alike(kind, p) for form, kind in known.items() if kind is not None}
        way = WayAhead(kinds, [weeks for weeks, _ in steps], [numbers[form] for form in forms], p, horizon)
        return dict(zip(subject.measures, work.counted(lanes, reference, way, len(subject.measures)), strict=True))

    def _work(self, code: CompiledSubject, reference: Supposed) -> PaperWork:
        """Return how a compiled subject is imagined."""
        kept = self._works.get(id(code))
        if kept is None:
            if len(self._works) >= KEPT:
                self._works = {}
            kept = self._works[id(code)] = code, PaperWork(code, reference)
        return kept[1]


@dataclass(frozen=True, slots=True)
class _Given:
    """Where a kind of step finds its inputs: what stays the same on the way, and where in a set of rows the state lies.

    Attributes
    ----------
    places
        Where each input lies for the first lane; of the state: nothing yet.
    stays
        1 where an input stays.
    rows, before
        Inputs that are of the state, and their rows in what a step writes.
    """

    places: Ints
    stays: Flags
    rows: Ints
    before: Ints

    def pointed(self, first: int, source: Ints) -> Ints:
        """Return where the inputs lie for the lanes from `first` on, the state in rows that begin at `source`."""
        found = self.places + _BYTES * first * self.stays
        found[self.rows] = source[self.before]
        return found


class _Journey:
    """The way of some imagined worlds.

    Parameters
    ----------
    forward
        Lays parameters out, and keeps what comes again.
    begin, orders, p
        Where the way starts, and under which orders and parameters, (lane,).
    """

    def __init__(self, forward: Ahead, begin: State, orders: Orders, p: Parameters) -> None:
        self._forward = forward
        self._begin = begin
        self._orders = orders
        self._p = p
        self._lanes = max(begin.worlds, machine.width())
        # Until the way is done, nothing that it reads may be let go.
        self._held: list[Array] = []
        self._ordered = self._side_by_side(orders.__dict__)

    def carried(self, kinds: Sequence[CompiledStep], steps: Sequence[CoarseStep], way: Way) -> tuple[State, Way]:
        """Return the state at the end, and the way with what happened added."""
        lucks = {id(kind): (kind, luck) for kind, (luck, _, _) in zip(kinds, steps, strict=True)}
        given = {name: self._given(kind, luck) for name, (kind, luck) in lucks.items()}
        numbers = self._numbers(kinds, [weeks for _, weeks, _ in steps])
        begin, end = np.empty((kinds[0].count, self._lanes)), np.empty((kinds[0].count, self._lanes))
        self._lay(kinds[0], way, begin)
        begins, ends = places_of(begin), places_of(end)

        def carry(parts: Sequence[tuple[int, int]]) -> None:
            rows = np.empty((2, len(end), TOGETHER))
            between = [places_of(half) for half in rows]
            halves = [place.ctypes.data for place in between]
            for first, lanes in parts:
                on = {(name, half): at.pointed(first, between[half]) for name, at in given.items() for half in (0, 1)}
                # To ask an array where it lies takes as long as a short step.
                lie = {key: places.ctypes.data for key, places in on.items()}
                source = given[id(kinds[0])].pointed(first, begins + _BYTES * first)
                target = ends + _BYTES * first
                last = target.ctypes.data
                source_at = source.ctypes.data
                for turn, kind in enumerate(kinds):
                    at = lie[id(kind), 1 - turn % 2] if turn else source_at
                    kind.run(at, *numbers[turn], halves[turn % 2] if turn + 1 < len(kinds) else last, lanes)

        shared(carry, self._lanes)
        after, sums = read_step(kinds[-1], self._begin, end[:, : self._begin.worlds], sum(step[1] for step in steps))
        return after, Way.of(sums)

    def _given(self, kind: CompiledStep, luck: WeekLuck) -> _Given:
        """Return where a kind of step finds what stays the same on the way."""
        worlds = self._begin.worlds
        places = np.zeros(kind.rows, dtype=np.int64)
        laid = self._forward.laid_out(kind, self._p, worlds)
        self._held.append(laid.rows)
        places[kind.parameters[0]] = places_of(laid.rows)[: len(kind.parameters[0])]
        for row, name in kind.orders:
            places[row] = self._ordered[name]
        for row, place in zip(
            (row for row, _ in kind.luck),
            self._side_by_side({row: read(luck, 0) for row, read in kind.luck}).values(),
            strict=True,
        ):
            places[row] = place
        return _Given(places, kind.stays, *kind.inputs)

    def _side_by_side(self, values: Mapping[Name, Array]) -> dict[Name, int]:
        """Return where values lie, name by name, the lanes of each side by side."""
        rows = np.empty((len(values), self._lanes))
        for row, value in zip(rows, values.values(), strict=True):
            fill(row, value, self._begin.worlds)
        self._held.append(rows)
        return dict(zip(values, places_of(rows).tolist(), strict=True))

    def _numbers(self, kinds: Sequence[CompiledStep], weeks: Sequence[float]) -> list[tuple[int, int]]:
        """Return where, for each step, the numbers lie that are the same in all worlds, and what follows from them."""
        week, numbers = self._begin.week, np.empty((len(kinds), max(len(kind.same) for kind in kinds)))
        between = np.empty((len(kinds), max(kind.between for kind in kinds)))
        self._held += [numbers, between]
        found = list(zip(places_of(numbers).tolist(), places_of(between).tolist(), strict=True))
        for kind, step, row, places in zip(kinds, weeks, numbers, found, strict=True):
            row[: len(kind.same)] = self._forward.laid_out(kind, self._p, self._begin.worlds).numbers
            if "week" in kind.uniform:
                row[kind.uniform.index("week")] = week
            kind.before(*places)
            week += step
        return found

    def _lay(self, kind: CompiledStep, way: Way, rows: Floats) -> None:
        """Write where the way starts into rows, as a step would have written them."""
        begin, worlds, sums, row = self._begin, self._begin.worlds, way.sums(), 0
        values = [value for group in GROUPS for value in getattr(begin, group).__dict__.values()]
        values += [sums.get(name, _NOTHING) for group, name, _ in kind.fields if group == WAY]
        # What staffs suppose lies in one array: what a council has changed in it is written over that.
        supposed: tuple[Array, ...] = ()
        if isinstance(begin, SupposedState):
            rows[: len(begin.rows), :worlds] = begin.rows
            supposed = begin.fields
        alike, numbers = list[int](), list[Array]()
        for (_, _, count), value, was in zip_longest(kind.fields, values, supposed):
            after = row + max(count, 1)
            if value.shape[-1] != worlds:
                alike += range(row, after)
                numbers.append(value.reshape(-1))
            elif value is not was:
                rows[row:after, :worlds] = value
            row = after
        if alike:
            rows[alike] = np.concatenate(numbers)[:, None]
        rows[:, worlds:] = rows[:, :1]
