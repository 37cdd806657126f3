"""The forward step of the war compiled: what `war.advance.advance` does, to the bit, from its own source.

Each kind of step (its length, its parts, the parameters in which worlds differ, whether the luck is real or expected)
is traced when it is first asked for. What cannot be traced is run by NumPy.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossroads import identity
from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.engine.compiled.rows import fill, places_of, side_by_side
from crossroads.engine.compiled.traced import WAY, Form, Source, StepFacts, lasting_sources, traced_step
from crossroads.engine.compiled.tracing.trace import UntraceableError
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.war import advance as plain
from crossroads.war.laws.step import Flows
from crossroads.world.axes import Array, Floats, Ints, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import GROUPS, Orders, State

_ADVANCE = plain.advance
"""The law as the source has it; who puts another in its place has code of his own made."""

KEPT, KEPT_NUMBERS, KEPT_ROWS = 16, 64, 4096
"""Sets of parameters, of numbers, and rows, that are kept laid out; results do not depend on it."""


@dataclass(slots=True)
class CompiledStep:
    """A compiled step, and where its inputs come from.

    Attributes
    ----------
    before, run
        The kernel's functions.
    state
        Group -> (rows of the inputs, rows of an earlier output in which the same fields lie, fields and their rows).
    parameters
        Rows of the inputs, and the parameters that lie there.
    orders, luck
        (row of the inputs, what lies there).
    numbers
        Row of the inputs -> place, among what `before` hands on, of the number of its stream.
    uniform, same
        Names of the numbers that are the same in all worlds, as inputs and as parameters.
    rows, between
        How many rows of inputs there are, and how many numbers `before` hands on.
    fields, flows
        What the rows of the output are: (group, field, rows), and names.
    count
        How many rows the output has.
    names
        Names of the inputs that differ between worlds, row by row.
    """

    before: Any
    run: Any
    state: dict[str, tuple[Ints, Ints, list[tuple[str, int]]]]
    parameters: tuple[Ints, list[str]]
    orders: list[tuple[int, str]]
    luck: list[tuple[int, Source]]
    numbers: dict[int, int]
    uniform: tuple[str, ...]
    same: tuple[str, ...]
    rows: int
    between: int
    fields: list[tuple[str, str, int]]
    flows: list[str]
    count: int
    names: tuple[str, ...]


def _of(facts: StepFacts, code: machine.Code, sources: Mapping[str, Source]) -> CompiledStep:
    """Return a step by what is known of it and by its code."""
    pointer, whole = ctypes.c_void_p, ctypes.c_int64
    of_kind: dict[str, list[tuple[int, str]]] = {"s": [], "o": [], "p": [], "": []}
    for row, name in enumerate(facts.varying):
        kind, _, rest = name.partition(":")
        of_kind[kind if kind in of_kind else ""].append((row, rest if kind in of_kind else name))
    state = _state_rows(of_kind["s"], facts.fields)
    return CompiledStep(
        before=code.function("before", pointer, pointer),
        run=code.function("kernel", pointer, pointer, pointer, pointer, whole),
        state=state,
        parameters=(np.array([row for row, _ in of_kind["p"]], dtype=np.int64), [name for _, name in of_kind["p"]]),
        orders=of_kind["o"],
        luck=[(row, sources[name]) for row, name in of_kind[""]],
        numbers={row: facts.numbers[name] for row, name in of_kind[""] if name in facts.numbers},
        uniform=facts.uniform,
        same=tuple(name.removeprefix("p:") for name in facts.uniform),
        rows=len(facts.varying),
        between=facts.between,
        fields=facts.fields,
        flows=facts.flows,
        count=facts.count,
        names=facts.varying,
    )


def _state_rows(
    inputs: list[tuple[int, str]], shapes: list[tuple[str, str, int]]
) -> dict[str, tuple[Ints, Ints, list[tuple[str, int]]]]:
    """Return, group by group, which fields are read in which rows, and where an output has them."""
    first, row = {}, 0
    for group, name, rows in shapes:
        first[group, name] = row
        row += max(rows, 1)
    found: dict[str, list[tuple[int, int, str, int]]] = {}
    for place, name in inputs:
        path, _, index = name.partition("[")
        group, _, item = path.partition(".")
        number = int(index[:-1]) if index else 0
        found.setdefault(group, []).append((place, first[group, item] + number, item, number))
    return {
        group: (
            np.array([place for place, _, _, _ in rows], dtype=np.int64),
            np.array([before for _, before, _, _ in rows], dtype=np.int64),
            [(item, number) for _, _, item, number in rows],
        )
        for group, rows in found.items()
    }


@functools.cache
def kept_source() -> str | None:
    """Return the hash of the source that was loaded; it is asked for often."""
    return identity.loaded_source()


def _kept_name(form: Form) -> str | None:
    """Return the name under which an imagined step is kept, traced once for all processes; None where it is not.

    The luck of a real week is read by functions that cannot be kept; only tests and single wars are stepped so.
    """
    source = kept_source()
    if form.lasting is None or source is None or plain.advance is not _ADVANCE:
        return None
    told = (str(form.weeks), str(form.parts), str(form.way), ",".join(sorted(form.lasting)))
    return machine.key_of("step", source, *told, *sorted(form.varying))


@functools.lru_cache(maxsize=64)
def compiled_step(form: Form, like: Like) -> CompiledStep | None:
    """Return a kind of step compiled; None where it cannot be traced."""
    name = _kept_name(form)
    kept = kept_code.read_with_facts(name) if name else None
    if kept is not None:
        facts = StepFacts.of_text(kept[0])
        return _of(facts, machine.load(kept[1][0]), lasting_sources(facts.varying))
    try:
        traced = traced_step(form, like.state)
    except UntraceableError:
        return None
    found = _of(traced.facts, machine.loaded(traced.text), traced.sources)
    if name:
        kept_code.write_with_facts(name, traced.facts.as_text(), [machine.key_of(traced.text)])
    return found


class Like:
    """A state of which the shapes count alone: any two are one key."""

    def __init__(self, state: State) -> None:
        self.state = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Like)

    def __hash__(self) -> int:
        return 0


@dataclass(slots=True)
class Laid:
    """Parameters laid out for a kernel: rows (parameter, world) and numbers; `p` keeps them alive."""

    p: Laws
    rows: Floats
    numbers: Floats


def _origin(p: Laws) -> tuple[Parameters, frozenset[str]]:
    assert isinstance(p, Parameters), "the engine's and the staffs' laws are parameters"
    return p.origin


@dataclass(slots=True)
class _Last:
    """The output of the last step: the next one most often begins with it."""

    groups: dict[str, Any]
    rows: Floats


class Advance:
    """The forward step, compiled: called as `war.advance.advance` is, and the same to the bit.

    It keeps what it has laid out for what it saw last: most of it comes again in the next step.
    """

    def __init__(self) -> None:
        self._varying: dict[int, tuple[Laws, frozenset[str]]] = {}
        self._laid: dict[tuple[int, int, int], Laid] = {}
        self._numbers: dict[tuple[int, int], tuple[Laws, Floats]] = {}
        self._seen: dict[tuple[int, int, int], tuple[Array, Array]] = {}
        self._last: _Last | None = None

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
        step = self._kind_of(state, p, luck, weeks, parts)
        if step is None:
            return plain.advance(state, orders, p, luck, weeks, parts)
        return self._run(step, state, orders, p, luck, weeks)

    def _kind_of(
        self, state: State, p: Laws, luck: WeekLuck, weeks: float, parts: plain.Parts, way: bool = False
    ) -> CompiledStep | None:
        """Return the code of a step; None where NumPy has to run it."""
        lasting = luck.streams if isinstance(luck, ExpectedLuck) else None
        form = Form(weeks, parts, self._varying_of(p), lasting, way)
        return compiled_step(form, Like(state)) if machine.available() else None

    def _varying_of(self, p: Laws) -> frozenset[str]:
        """Return the names of the parameters in which worlds differ: of what they are a change of, it is known."""
        origin, otherwise = _origin(p)
        found = self._varying.get(id(origin))
        if found is None or found[0] is not origin:
            names = frozenset(name for name, value in origin.items() if np.ndim(value))
            if len(self._varying) >= KEPT:
                self._varying.clear()
            found = self._varying[id(origin)] = (origin, names)
        return (found[1] - otherwise) | {name for name in otherwise if np.ndim(p[name])}

    def _laid_out(self, step: CompiledStep, p: Laws, worlds: int) -> Laid:
        """Return parameters laid out for a step: kept, since most come again."""
        key = (id(step), id(p), worlds)
        found = self._laid.get(key)
        if found is None or found.p is not p:
            names = step.parameters[1]
            rows = np.empty((max(len(names), 1), max(worlds, machine.width())))
            for place, name in enumerate(names):
                fill(rows[place], np.asarray(p[name]), worlds)
            if len(self._laid) >= KEPT:
                self._laid.clear()
            found = self._laid[key] = Laid(p, rows, self._alike(step, p))
        return found

    def _alike(self, step: CompiledStep, p: Laws) -> Floats:
        """Return the numbers that are the same in all worlds; the week's is not among them yet."""
        origin, otherwise = _origin(p)
        kept = self._numbers.get((id(step), id(origin)))
        if kept is None or kept[0] is not origin:
            # What is the same in all worlds is a number, or an array without axes.
            usual = [0.0 if np.ndim(origin.get(name, 0.0)) else float(origin.get(name, 0.0)) for name in step.same]
            if len(self._numbers) >= KEPT_NUMBERS:
                self._numbers.clear()
            kept = self._numbers[id(step), id(origin)] = (origin, np.array(usual))
        numbers = kept[1].copy()
        for place, name in enumerate(step.same):
            if name in otherwise:
                numbers[place] = float(p[name])
        return numbers

    def _run(
        self, step: CompiledStep, state: State, orders: Orders, p: Laws, luck: WeekLuck, weeks: float
    ) -> tuple[State, Flows]:
        worlds = state.worlds
        laid = self._laid_out(step, p, worlds)
        numbers, between = laid.numbers.copy(), np.empty(step.between)
        if "week" in step.uniform:
            numbers[step.uniform.index("week")] = state.week
        step.before(numbers.ctypes.data, between.ctypes.data)
        # Until the kernel has run, nothing that it reads may be let go.
        held: list[Array] = []
        pointers = self._pointed(step, state, orders, p, luck, held, between)
        lanes = max(worlds, machine.width())
        result = np.empty((step.count, lanes))
        places = places_of(result)
        step.run(pointers.ctypes.data, numbers.ctypes.data, between.ctypes.data, places.ctypes.data, lanes)
        after, flows = read_step(step, state, result[:, :worlds], weeks)
        self._last = _Last({name: getattr(after, name) for name in GROUPS}, result)
        return after, flows

    def _pointed(
        self,
        step: CompiledStep,
        state: State,
        orders: Orders,
        p: Laws,
        luck: WeekLuck,
        held: list[Array],
        between: Floats,
    ) -> Ints:
        """Return where each input of a step lies.

        Parameters
        ----------
        step
            The step's code.
        state, orders, p, luck
            What it reads.
        held
            Takes what must not be let go before the step has run.
        between
            What the code has worked out of numbers that are the same in all worlds; streams of luck that are numbered
            by the week are read by it.
        """
        worlds = state.worlds
        laid = self._laid_out(step, p, worlds)
        pointers = np.empty(step.rows, dtype=np.int64)
        pointers[step.parameters[0]] = places_of(laid.rows)[: len(step.parameters[0])]
        self._point_at_state(step, state, worlds, pointers, held)
        for row, name in step.orders:
            held.append(self._laid_row((id(step), row, worlds), getattr(orders, name), worlds))
            pointers[row] = held[-1].ctypes.data
        for row, read in step.luck:
            number = int(between[step.numbers[row]]) if row in step.numbers else 0
            held.append(self._laid_row((id(step), row, worlds), read(luck, number), worlds))
            pointers[row] = held[-1].ctypes.data
        return pointers

    def _point_at_state(self, step: CompiledStep, state: State, worlds: int, pointers: Ints, held: list[Array]) -> None:
        """Write where the state lies: in the rows of the last output, or wherever its arrays are."""
        last = self._last
        places = places_of(last.rows) if last is not None else None
        for group, (rows, before, items) in step.state.items():
            now = getattr(state, group)
            if places is not None and last is not None and last.groups[group] is now:
                pointers[rows] = places[before]
                continue
            for row, (name, index) in zip(rows, items, strict=True):
                array = getattr(now, name)
                held.append(side_by_side(array[index] if array.ndim > 1 else array, worlds))
                pointers[row] = held[-1].ctypes.data

    def _laid_row(self, key: tuple[int, int, int], array: Array, worlds: int) -> Array:
        """Return an array whose numbers lie side by side; most are those of the step before."""
        found = self._seen.get(key)
        if found is None or found[0] is not array:
            if len(self._seen) > KEPT_ROWS:
                self._seen.clear()
            # Kept with its source: no other array can then have the source's identity.
            found = self._seen[key] = (array, side_by_side(array, worlds))
        return found[1]


def read_step(step: CompiledStep, before: State, result: Floats, weeks: float) -> tuple[State, Flows]:
    """Return the state and the flows that lie in a kernel's rows."""
    groups: dict[str, dict[str, Array]] = {name: {} for name in (*GROUPS, WAY)}
    row = 0
    for group, name, rows in step.fields:
        groups[group][name] = result[row : row + rows] if rows else result[row]
        row += max(rows, 1)
    made = {name: type(getattr(before, name))(**groups[name]) for name in GROUPS}
    flows = groups[WAY] | {name: result[row + place] for place, name in enumerate(step.flows)}
    return State(week=before.week + weeks, **made), flows
