"""A whole way ahead in coarse steps, as staffs imagine it: from one set of rows into another.

The bits are those of single steps. What is saved is everything around them: inputs are laid out once, a few lanes at a
time go all the way while their rows are at hand, and what happens on the way is added up by the code of the steps.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.rows import places_of, side_by_side
from crossroads.engine.compiled.step import Advance, CompiledStep, read_step
from crossroads.engine.compiled.traced import WAY
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.forward import CoarseStep, Way, step_by_step
from crossroads.world.axes import Array, Flags, Floats, Ints
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State

TOGETHER = 64
"""Imagined worlds that go their way at a time; results do not depend on it."""

WORTH_A_THREAD = 128
"""Imagined worlds from which on a second thread takes half of them."""

_BYTES = 8
_NOTHING = np.zeros(1)


@functools.cache
def _helper() -> ThreadPoolExecutor:
    """Return the thread that takes the other half."""
    return ThreadPoolExecutor(1)


class Ahead(Advance):
    """The forward step, compiled, and whole ways of it."""

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
        found = [self._kind_of(state, p, luck, weeks, parts, way=True) for luck, weeks, parts in steps]
        kinds = [kind for kind in found if kind is not None]
        if len(kinds) < len(steps) or len({kind.count for kind in kinds}) != 1:
            return step_by_step(self, state, orders, p, steps, way)
        return _Journey(self, state, orders, p).carried(kinds, steps, way)


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
            for first, lanes in parts:
                on = {(name, half): at.pointed(first, between[half]) for name, at in given.items() for half in (0, 1)}
                source = given[id(kinds[0])].pointed(first, begins + _BYTES * first)
                for turn, kind in enumerate(kinds):
                    source = on[id(kind), 1 - turn % 2] if turn else source
                    target = between[turn % 2] if turn + 1 < len(kinds) else ends + _BYTES * first
                    kind.run(source.ctypes.data, *numbers[turn], target.ctypes.data, lanes)

        parts = self._parts()
        if self._lanes < WORTH_A_THREAD or machine.threads() < 2:
            carry(parts)
        else:
            other = _helper().submit(carry, parts[1::2])
            carry(parts[::2])
            other.result()
        after, sums = read_step(kinds[-1], self._begin, end[:, : self._begin.worlds], sum(step[1] for step in steps))
        return after, Way.of(sums)

    def _parts(self) -> list[tuple[int, int]]:
        """Return which lanes go together: the first of them, and how many; never fewer than a vector holds."""
        width = machine.width()
        starts = [min(first, self._lanes - width) for first in range(0, self._lanes, TOGETHER)]
        return [(first, min(TOGETHER, self._lanes - first)) for first in starts]

    def _given(self, kind: CompiledStep, luck: WeekLuck) -> _Given:
        """Return where a kind of step finds what stays the same on the way."""
        worlds = self._begin.worlds
        places = np.zeros(kind.rows, dtype=np.int64)
        laid = self._forward.laid_out(kind, self._p, worlds)
        self._held.append(laid.rows)
        places[kind.parameters[0]] = places_of(laid.rows)[: len(kind.parameters[0])]
        for row, name in kind.orders:
            places[row] = self._put(getattr(self._orders, name))
        for row, read in kind.luck:
            places[row] = self._put(read(luck, 0))
        rows = np.concatenate([rows for rows, _, _ in kind.state.values()])
        before = np.concatenate([before for _, before, _ in kind.state.values()])
        stays = np.ones(kind.rows, dtype=bool)
        stays[rows] = False
        return _Given(places, stays, rows, before)

    def _put(self, values: Array) -> int:
        """Return where values lie side by side."""
        self._held.append(side_by_side(values, self._begin.worlds))
        return int(self._held[-1].ctypes.data)

    def _numbers(self, kinds: Sequence[CompiledStep], weeks: Sequence[float]) -> list[tuple[int, int]]:
        """Return where, for each step, the numbers lie that are the same in all worlds, and what follows from them."""
        week, found = self._begin.week, []
        for kind, step in zip(kinds, weeks, strict=True):
            numbers = self._forward.laid_out(kind, self._p, self._begin.worlds).numbers.copy()
            if "week" in kind.uniform:
                numbers[kind.uniform.index("week")] = week
            between = np.empty(kind.between)
            self._held += [numbers, between]
            found.append((numbers.ctypes.data, between.ctypes.data))
            kind.before(*found[-1])
            week += step
        return found

    def _lay(self, kind: CompiledStep, way: Way, rows: Floats) -> None:
        """Write where the way starts into rows, as a step would have written them."""
        worlds, sums, fields = self._begin.worlds, way.sums(), []
        for group, name, count in kind.fields:
            values = sums.get(name, _NOTHING) if group == WAY else getattr(getattr(self._begin, group), name)
            whole = values if count else values[None]
            fields.append(whole if whole.shape[-1] == worlds else np.broadcast_to(whole, (max(count, 1), worlds)))
        np.concatenate(fields, out=rows[:, :worlds])
        rows[:, worlds:] = rows[:, :1]
