"""A whole way ahead in coarse steps, as staffs imagine it: from one set of rows into another and back.

The bits are those of single steps. What is saved is everything around them: where parameters, orders and luck lie is
looked up once, and a step writes into memory that is at hand.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.step import Advance, CompiledStep, places_of, read_step
from crossroads.minds.imagining.forward import CoarseStep
from crossroads.war.laws.step import Flows
from crossroads.world.axes import Array, Floats, Ints, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State

WORTH_A_THREAD = 256
"""Imagined worlds from which on a second thread takes half of them."""

_BYTES = 8


@functools.cache
def _helper() -> ThreadPoolExecutor:
    """Return the thread that takes the other half."""
    return ThreadPoolExecutor(1)


class Ahead(Advance):
    """The forward step, compiled, and whole ways of it."""

    def onward(
        self, state: State, orders: Orders, p: Laws, steps: Sequence[CoarseStep]
    ) -> Iterator[tuple[State, Flows]]:
        """Give the state after each step, and what flowed in it; each is good until the next is asked for.

        Parameters
        ----------
        state, orders, p
            Where it starts, and under which orders and parameters, (lane,).
        steps
            The steps of the way, in their order.
        """
        kinds = [self._kind_of(state, p, luck, weeks, parts) for luck, weeks, parts in steps]
        if len(steps) and all(kind is not None for kind in kinds):
            yield from _Way(self, state, orders, p).carried([kind for kind in kinds if kind is not None], steps)
            return
        for luck, weeks, parts in steps:
            state, flows = self(state, orders, p, luck, weeks, parts)
            yield state, flows


class _Way:
    """One way: two sets of rows, each the origin of what is written into the other."""

    def __init__(self, forward: Ahead, state: State, orders: Orders, p: Laws) -> None:
        self._forward = forward
        self._begin = state
        self._orders = orders
        self._p = p
        self._lanes = max(state.worlds, machine.width())
        self._rows: list[Floats] = []
        self._places: list[Ints] = []
        self._pointers: dict[tuple[int, int], Ints] = {}
        self._read: dict[tuple[int, int], tuple[State, Flows]] = {}
        # Until the way is done, nothing that it reads may be let go.
        self._held: list[Array] = []

    def carried(self, kinds: Sequence[CompiledStep], steps: Sequence[CoarseStep]) -> Iterator[tuple[State, Flows]]:
        """Give the state and the flows after each step."""
        self._rows = [np.empty((kinds[0].count, self._lanes)) for _ in range(2)]
        self._places = [places_of(rows) for rows in self._rows]
        week, source = self._begin.week, -1
        for turn, (kind, (luck, weeks, _)) in enumerate(zip(kinds, steps, strict=True)):
            target = turn % 2
            self._step(kind, luck, week, source, target)
            if (id(kind), target) not in self._read:
                rows = self._rows[target][:, : self._begin.worlds]
                self._read[id(kind), target] = read_step(kind, self._begin, rows, weeks)
            after, flows = self._read[id(kind), target]
            week, source = week + weeks, target
            yield replace(after, week=week), flows

    def _step(self, kind: CompiledStep, luck: WeekLuck, week: float, source: int, target: int) -> None:
        """Carry every lane on by one step."""
        laid = self._forward.laid_out(kind, self._p, self._begin.worlds)
        numbers, between = laid.numbers.copy(), np.empty(kind.between)
        if "week" in kind.uniform:
            numbers[kind.uniform.index("week")] = week
        kind.before(numbers.ctypes.data, between.ctypes.data)
        pointers = self._pointers.get((id(kind), source))
        if pointers is None:
            pointers = self._pointers[id(kind), source] = self._pointed(kind, luck, source)
        places = self._places[target]

        def run(first: int, lanes: int) -> None:
            here, there = pointers + _BYTES * first, places + _BYTES * first
            kind.run(here.ctypes.data, numbers.ctypes.data, between.ctypes.data, there.ctypes.data, lanes)

        if self._lanes < WORTH_A_THREAD or machine.threads() < 2:
            run(0, self._lanes)
            return
        half = self._lanes // 2 // machine.width() * machine.width()
        other = _helper().submit(run, half, self._lanes - half)
        run(0, half)
        other.result()

    def _pointed(self, kind: CompiledStep, luck: WeekLuck, source: int) -> Ints:
        """Return where each input of a kind of step lies."""
        last = None if source < 0 else self._places[source]
        return self._forward.pointed(kind, self._begin, self._orders, self._p, luck, last, self._held)
