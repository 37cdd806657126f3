"""The forward step of the war compiled: what `war.advance.advance` does, to the bit, from its own source.

Each kind of step (its length, its parts, the parameters in which worlds differ, whether the luck is real or expected)
is traced when it is first asked for. What cannot be traced is run by NumPy.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from crossroads.compiled import machine
from crossroads.compiled.graph import Graph
from crossroads.compiled.kernel import kernel
from crossroads.compiled.trace import UntraceableError, field, nodes_of
from crossroads.compiled.traced import (
    Source,
    TracedExpectation,
    TracedLuck,
    TracedParameters,
    traced_orders,
    traced_state,
)
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.war import advance as plain
from crossroads.war.laws.step import Flows
from crossroads.world.axes import Array, Floats, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import GROUPS, Orders, State

KEPT_PARAMETERS = 16
"""Sets of parameters whose rows are kept laid out; results do not depend on it."""


class Form(NamedTuple):
    """What kind of step it is; each has a kernel of its own."""

    weeks: float
    parts: plain.Parts
    varying: frozenset[str]
    lasting: frozenset[str] | None
    """Streams of which a future says something, in an imagined step; None: the luck of a real week."""


@dataclass(slots=True)
class _Compiled:
    """A compiled step, and where its inputs come from.

    Attributes
    ----------
    before, run
        The kernel's functions.
    state, orders, parameters, luck
        Row of the inputs -> what lies there.
    numbers
        Row of the inputs -> place, among what `before` hands on, of the number of its stream.
    uniform
        Names of the numbers that are the same in all worlds.
    rows, between
        How many rows of inputs there are, and how many numbers `before` hands on.
    fields, flows
        What the rows of the output are: (group, field, rows), and names.
    """

    before: Any
    run: Any
    state: list[tuple[int, str, str, int]]
    orders: list[tuple[int, str]]
    parameters: list[tuple[int, str]]
    luck: list[tuple[int, Source]]
    numbers: dict[int, int]
    uniform: tuple[str, ...]
    rows: int
    between: int
    fields: list[tuple[str, str, int]]
    flows: list[str]


def _outputs(graph: Graph, value: Any, rows: int) -> Iterable[int]:
    wanted = np.broadcast_to(nodes_of(graph, value), (rows, 1) if rows else (1,))
    return (graph.cast(node, "float") for node in wanted.reshape(-1))


def _compile(form: Form, like: State) -> _Compiled:
    """Trace a kind of step and make its code."""
    graph = Graph()
    luck = TracedLuck(graph) if form.lasting is None else TracedExpectation(graph, form.weeks, form.lasting)
    state = traced_state(graph, like, field(graph, "week", uniform=True))
    p = TracedParameters(graph, form.varying)
    after, flows = plain.advance(state, traced_orders(graph), p, luck, form.weeks, form.parts)
    outputs: list[int] = []
    shapes: list[tuple[str, str, int]] = []
    for group in GROUPS:
        for item in fields(getattr(after, group)):
            lead = getattr(getattr(like, group), item.name).shape[:-1]
            shapes.append((group, item.name, lead[0] if lead else 0))
            outputs += _outputs(graph, getattr(getattr(after, group), item.name), shapes[-1][2])
    for flow in flows.values():
        outputs += _outputs(graph, flow, 0)
    made = kernel(graph, outputs, machine.WIDTH, also=tuple(luck.numbers.values()))
    code = machine.loaded(made.text)
    pointer, whole = ctypes.c_void_p, ctypes.c_int64
    found = _Compiled(
        before=code.function("before", pointer, pointer),
        run=code.function("kernel", pointer, pointer, pointer, pointer, whole),
        state=[],
        orders=[],
        parameters=[],
        luck=[],
        numbers={},
        uniform=made.uniform,
        rows=len(made.varying),
        between=made.between,
        fields=shapes,
        flows=list(flows),
    )
    for row, name in enumerate(made.varying):
        kind, _, rest = name.partition(":")
        if kind == "s":
            (group, _, rest), _, index = rest.partition("[")[0].partition("."), None, rest.partition("[")[2]
            found.state.append((row, group, rest, int(index[:-1]) if index else 0))
        elif kind == "o":
            found.orders.append((row, rest))
        elif kind == "p":
            found.parameters.append((row, rest))
        else:
            found.luck.append((row, luck.sources[name]))
            if name in luck.numbers:
                found.numbers[row] = made.places[luck.numbers[name]]
    return found


@functools.lru_cache(maxsize=64)
def _compiled(form: Form, like: _Like) -> _Compiled | None:
    """Return a kind of step compiled; None where it cannot be traced."""
    try:
        return _compile(form, like.state)
    except UntraceableError:
        return None


class _Like:
    """A state of which the shapes count alone: any two are one key."""

    def __init__(self, state: State) -> None:
        self.state = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Like)

    def __hash__(self) -> int:
        return 0


@dataclass(slots=True)
class _Laid:
    """Parameters laid out for a kernel: rows (parameter, world) and numbers; `p` keeps them alive."""

    p: Laws
    rows: Floats
    numbers: Floats


class Advance:
    """The forward step, compiled: called as `war.advance.advance` is, and the same to the bit.

    A step holds what it has laid out for the parameters it saw last; each run has one of its own.
    """

    def __init__(self) -> None:
        self._varying: dict[int, tuple[Laws, frozenset[str]]] = {}
        self._laid: dict[tuple[int, int, int], _Laid] = {}

    def __call__(
        self,
        state: State,
        orders: Orders,
        p: Laws,
        luck: WeekLuck,
        weeks: float = 1.0,
        parts: plain.Parts = plain.WHOLE,
    ) -> tuple[State, Flows]:
        """Carry the war forward; see `war.advance.advance`."""
        expected = luck if isinstance(luck, ExpectedLuck) else None
        form = Form(weeks, parts, self._varying_of(p), expected.streams if expected else None)
        step = _compiled(form, _Like(state)) if machine.available() else None
        if step is None:
            return plain.advance(state, orders, p, luck, weeks, parts)
        return self._run(step, state, orders, p, luck, weeks)

    def _varying_of(self, p: Laws) -> frozenset[str]:
        found = self._varying.get(id(p))
        if found is None or found[0] is not p:
            names = frozenset(name for name, value in p.items() if np.ndim(value))  # type: ignore[attr-defined]
            if len(self._varying) >= KEPT_PARAMETERS:
                self._varying.clear()
            found = self._varying[id(p)] = (p, names)
        return found[1]

    def _laid_out(self, step: _Compiled, p: Laws, worlds: int) -> _Laid:
        key = (id(step), id(p), worlds)
        found = self._laid.get(key)
        if found is None or found.p is not p:
            rows = np.empty((max(len(step.parameters), 1), max(worlds, machine.WIDTH)))
            for place, (_, name) in enumerate(step.parameters):
                _fill(rows[place], np.asarray(p[name]), worlds)
            names = [name.removeprefix("p:") for name in step.uniform]
            numbers = np.array([0.0 if name == "week" else np.asarray(p[name]).item() for name in names])
            if len(self._laid) >= KEPT_PARAMETERS:
                self._laid.clear()
            found = self._laid[key] = _Laid(p, rows, numbers)
        return found

    def _run(
        self, step: _Compiled, state: State, orders: Orders, p: Laws, luck: WeekLuck, weeks: float
    ) -> tuple[State, Flows]:
        worlds = state.worlds
        laid = self._laid_out(step, p, worlds)
        numbers, between = laid.numbers.copy(), np.empty(step.between)
        if "week" in step.uniform:
            numbers[step.uniform.index("week")] = state.week
        step.before(numbers.ctypes.data, between.ctypes.data)
        pointers = np.empty(step.rows, dtype=np.uint64)
        first, stride = laid.rows.ctypes.data, laid.rows.strides[0]
        pointers[[row for row, _ in step.parameters]] = first + stride * np.arange(len(step.parameters))
        held: list[Array] = [laid.rows]
        for row, group, name, index in step.state:
            pointers[row] = _address(_row(getattr(getattr(state, group), name), index), worlds, held)
        for row, name in step.orders:
            pointers[row] = _address(getattr(orders, name), worlds, held)
        for row, source in step.luck:
            number = int(between[step.numbers[row]]) if row in step.numbers else 0
            pointers[row] = _address(source(luck, number), worlds, held)
        count = sum(max(rows, 1) for _, _, rows in step.fields) + len(step.flows)
        lanes = max(worlds, machine.WIDTH)
        result = np.empty((count, lanes))
        places = (result.ctypes.data + result.strides[0] * np.arange(count)).astype(np.uint64)
        step.run(pointers.ctypes.data, numbers.ctypes.data, between.ctypes.data, places.ctypes.data, lanes)
        return _read(step, state, result[:, :worlds], weeks)


def _row(array: Array, index: int) -> Array:
    row: Array = array[index] if array.ndim > 1 else array
    return row


def _fill(row: Array, values: Array, worlds: int) -> None:
    """Write values into a row; what is beyond the worlds repeats the first, for lanes that nobody reads."""
    row[:worlds] = values
    row[worlds:] = row[0]


def _address(array: Array, worlds: int, held: list[Array]) -> int:
    """Return where the numbers of all worlds lie side by side, as they are or in a copy."""
    if worlds < machine.WIDTH or array.shape != (worlds,) or array.strides != (8,) or array.dtype != np.float64:
        laid = np.empty(max(worlds, machine.WIDTH))
        _fill(laid, array, worlds)
        array = laid
    # Until the kernel has run, nothing of it may be let go.
    held.append(array)
    return int(array.ctypes.data)


def _read(step: _Compiled, before: State, result: Floats, weeks: float) -> tuple[State, Flows]:
    """Return the state and the flows that lie in a kernel's rows."""
    groups: dict[str, dict[str, Array]] = {name: {} for name in GROUPS}
    row = 0
    for group, name, rows in step.fields:
        groups[group][name] = result[row : row + rows] if rows else result[row]
        row += max(rows, 1)
    made = {name: type(getattr(before, name))(**values) for name, values in groups.items()}
    flows = {name: result[row + place] for place, name in enumerate(step.flows)}
    return State(week=before.week + weeks, **made), flows
