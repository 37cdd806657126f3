"""A subject of imagination traced: where its plans start, and what is counted of them at their end.

Both are laws of `minds` and `nations`, written for NumPy and run once on tracers. What hangs on the week by a branch (a
second phase, a season) cannot be traced; such a subject is started and counted by NumPy.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

import numpy as np

from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.engine.compiled.llvm.kernel import Kernel, kernel
from crossroads.engine.compiled.step import Like, kept_source
from crossroads.engine.compiled.traced import Shapes, TracedParameters, shapes_of, traced_state
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import UntraceableError, nodes_of
from crossroads.engine.compiled.tracing.trace import field as traced
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.subject import Lanes, Subject
from crossroads.war.advance import FLOW_NAMES
from crossroads.world.state import Orders, State

WEEK, PLAN, LUCK, BELIEF, FACT = "week", "plan", "luck", "belief:", "fact:"
"""Inputs of a start: its week, each lane's plan and luck, and what a council believes and knows."""

END, END_WEEK, SUM, HORIZON = "e", "end_week", "sum:", "horizon"
"""Inputs of a count: the state at the end and its week, what was added up on the way, the weeks looked ahead."""

ORDERS = tuple(item.name for item in fields(Orders))

_OWN = "crossroads."
"""Subjects whose source is the program's: their code is kept under its hash."""

_BETWEEN = b"\0"


class _Changeable(TracedParameters):
    """Central parameters as inputs, some of them believed to be otherwise."""

    changes: Mapping[str, Any] = {}

    def changed(self, values: Mapping[str, Any]) -> Self:
        """Return the same parameters with some of them otherwise."""
        made = type(self)(self._graph, self._varying, self._kind)
        made.update(self)
        made.update(values)
        made.changes = {**self.changes, **values}
        return made


@dataclass(frozen=True, slots=True)
class _Reference:
    """The supposed war as inputs, whatever the week and the case: each lane is given its own."""

    state: State

    def at(self, week: Any, case: Any) -> State:
        """Return the supposed state."""
        return self.state


@dataclass(frozen=True, slots=True)
class Given:
    """What a kernel reads: names of inputs that differ between lanes, of those that do not, and numbers in between."""

    varying: tuple[str, ...]
    uniform: tuple[str, ...]
    between: int

    @classmethod
    def of(cls, made: Kernel) -> Self:
        """Return what a kernel asks for."""
        return cls(made.varying, made.uniform, made.between)


@dataclass(frozen=True, slots=True)
class StartRows:
    """What a traced start writes.

    Attributes
    ----------
    state
        Rows of the state and, at 0, of what is added up on the way; orders follow, in their order.
    changed
        Parameters that differ between lanes, behind the orders.
    lasting
        Streams of which the future says something, behind those.
    numbers
        Parameters that are believed to be otherwise and are the same in all lanes -> place among the numbers.
    """

    state: int
    changed: tuple[str, ...]
    lasting: tuple[str, ...]
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What lies behind the state, by the names of a step's inputs."""
        orders = (f"o:{name}" for name in ORDERS)
        return (*orders, *(f"p:{name}" for name in self.changed), *(f"lasting:{name}" for name in self.lasting))


@dataclass(frozen=True, slots=True)
class TracedSubject:
    """A traced subject: what its two kernels read and write, and their texts."""

    begin: Given
    count: Given
    rows: StartRows
    texts: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSubject:
    """A compiled subject; as `TracedSubject`, with code in the place of texts."""

    begin: Given
    count: Given
    rows: StartRows
    code: tuple[machine.Code, machine.Code]


def way_names() -> tuple[str, ...]:
    """Return the names of what is added up on a way, in their order."""
    return tuple(replace(Way.none(1), flows=dict.fromkeys(FLOW_NAMES, np.zeros(1))).sums())


def row_names(shapes: Shapes) -> list[str]:
    """Return the names of a state's rows as inputs, in their order."""
    named = [(f"s:{group}.{name}", rows) for (group, name), rows in shapes.items()]
    return [f"{name}[{row}]" if rows else name for name, rows in named for row in range(max(rows, 1))]


def traced_subject(subject: Subject, facts: tuple[str, ...], like: State) -> TracedSubject:
    """Trace where a subject's plans start and what is counted of them.

    Parameters
    ----------
    subject, facts
        The subject, and the facts on which its papers depend.
    like
        A state of which the shapes count.

    Raises
    ------
    UntraceableError
        Where it does what cannot be written down.
    """
    graph = Graph()
    lanes = Lanes(
        week=traced(graph, WEEK, uniform=True),  # type: ignore[arg-type]
        plan=traced(graph, PLAN),  # type: ignore[arg-type]
        luck=traced(graph, LUCK),  # type: ignore[arg-type]
        beliefs={name: traced(graph, f"{BELIEF}{name}") for name in subject.axes},  # type: ignore[misc]
        situation={name: traced(graph, f"{FACT}{name}") for name in facts},  # type: ignore[misc]
    )
    p: Any = _Changeable(graph, frozenset())
    reference: Any = _Reference(traced_state(graph, like, lanes.week))
    start = subject.start(lanes, reference, p)
    if start.then is not None:
        raise UntraceableError(f"{subject.point}: its plans have a second phase")
    horizon: Any = traced(graph, HORIZON, uniform=True)
    end = traced_state(graph, like, traced(graph, END_WEEK, uniform=True), END)
    way = Way.of({name: traced(graph, f"{SUM}{name}") for name in way_names()})  # type: ignore[misc]
    counted = subject.count(lanes, start, end, way, horizon)

    def nodes(value: Any, rows: int = 0) -> list[int]:
        wanted = np.broadcast_to(nodes_of(graph, value), (rows, 1) if rows else (1,))
        return [graph.cast(node, "float") for node in wanted.reshape(-1)]

    changes = getattr(start.p, "changes", {})
    same = {name: nodes(value)[0] for name, value in changes.items()}
    same = {name: node for name, node in same.items() if graph.nodes[node].uniform}
    changed = tuple(name for name in changes if name not in same)
    outputs = []
    for (group, name), rows in shapes_of(like).items():
        outputs += nodes(getattr(getattr(start.state, group), name), rows)
    outputs += nodes(0.0) * len(way_names())
    laid = len(outputs)
    for value in (
        *(getattr(start.orders, name) for name in ORDERS),
        *(changes[name] for name in changed),
        *start.lasting.values(),
    ):
        outputs += nodes(value)
    begin = kernel(graph, outputs, machine.width(), also=tuple(same.values()))
    count = kernel(graph, [nodes(counted[name])[0] for name in subject.measures], machine.width())
    numbers = {name: begin.places[node] for name, node in same.items()}
    written = StartRows(laid, changed, tuple(start.lasting), numbers)
    return TracedSubject(Given.of(begin), Given.of(count), written, (begin.text, count.text))


def compiled_subject(subject: Subject, facts: tuple[str, ...], like: State) -> CompiledSubject | None:
    """Return a subject compiled; None where it cannot be traced."""
    return _compiled(subject, facts, Like(like))


@functools.lru_cache(maxsize=32)
def _compiled(subject: Subject, facts: tuple[str, ...], like: Like) -> CompiledSubject | None:
    source = kept_source()
    own = type(subject).__module__.startswith(_OWN) and source is not None
    name = machine.key_of("imagined", str(source), subject.point, *facts) if own else None
    kept = kept_code.read(name) if name else None
    if kept is not None:
        text, *places = kept.split(_BETWEEN)
        code = [kept_code.read(place.decode()) for place in places]
        if len(code) == 2 and None not in code:
            loaded = (machine.load(code[0]), machine.load(code[1]))  # type: ignore[arg-type]
            return _of_text(text.decode(), loaded)
    try:
        found = traced_subject(subject, facts, like.state)
    except UntraceableError:
        return None
    made = (machine.loaded(found.texts[0]), machine.loaded(found.texts[1]))
    if name:
        told = json.dumps({"begin": asdict(found.begin), "count": asdict(found.count), "rows": asdict(found.rows)})
        kept_code.write(name, _BETWEEN.join([told.encode(), *(machine.key_of(text).encode() for text in found.texts)]))
    return CompiledSubject(found.begin, found.count, found.rows, made)


def _of_text(text: str, code: tuple[machine.Code, machine.Code]) -> CompiledSubject:
    told = json.loads(text)
    given = [
        Given(tuple(told[part]["varying"]), tuple(told[part]["uniform"]), told[part]["between"])
        for part in ("begin", "count")
    ]
    rows = told["rows"] | {name: tuple(told["rows"][name]) for name in ("changed", "lasting")}
    return CompiledSubject(given[0], given[1], StartRows(**rows), code)
