"""A subject of imagination traced: where its plans start, and what is counted of them at their end.

Both are laws of `minds` and `nations`, written for NumPy and run once on tracers. What hangs on the week by a branch
cannot be traced; such a subject is started and counted by NumPy. Whether a second phase comes is not asked of a law:
its orders are always worked out.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, NamedTuple, Self

import numpy as np

from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.engine.compiled.llvm.kernel import Kernel, kernel
from crossroads.engine.compiled.step import Like, kept_source
from crossroads.engine.compiled.traced import WAY, Shapes, TracedParameters, shapes_of, traced_state
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import UntraceableError, nodes_of
from crossroads.engine.compiled.tracing.trace import field as traced
from crossroads.minds.imagining.believed import case_of
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.subject import Lanes, Subject
from crossroads.war.advance import FLOW_NAMES
from crossroads.world.state import Orders, State

WEEK, PLAN, LUCK, BELIEF, FACT = "week", "plan", "luck", "belief:", "fact:"
"""Inputs of a start: its week, each lane's plan and luck, and what a council believes and knows."""

END, END_WEEK, SUM, HORIZON = "e", "end_week", "sum:", "horizon"
"""Inputs of a count: the state at the end and its week, what was added up on the way, the weeks looked ahead."""

ORDERS = tuple(item.name for item in fields(Orders))
THEN = "then:"
"""What the names of orders of a second phase begin with."""

_OWN = "crossroads."
"""What the names of the program's modules begin with: code of their subjects is kept under the hash of the source."""

_UNLIKE_NUMBERS = (UntraceableError, AttributeError, LookupError, TypeError, ValueError)
"""What is raised where a subject does with tracers what can only be done with numbers: NumPy then runs it, and raises
what is wrong with it, if anything is."""


class _Changeable(TracedParameters):
    """Central parameters as inputs, some of them believed to be otherwise."""

    changes: Mapping[str, Any] = {}

    def changed(self, values: Mapping[str, Any]) -> Self:
        """Return the same parameters with some of them otherwise."""
        made = type(self)(self._graph, self._varying, self._kind)
        made.update(dict.items(self))
        made.update(values)
        made.changes = {**self.changes, **values}
        return made


@dataclass(frozen=True, slots=True)
class _Reference:
    """The supposed war as inputs: that of the lanes' own week and case, which each lane is then given."""

    graph: Graph
    like: State
    known: tuple[Any, Any]

    def at(self, week: Any, case: Any) -> State:
        """Return the supposed state."""
        one, other = ([nodes_of(self.graph, value).tolist() for value in asked] for asked in ((week, case), self.known))
        if one != other:
            raise UntraceableError("the supposed war is asked for another week or case than that of the lanes")
        # Each time another: who asks may write into what is given.
        return traced_state(self.graph, self.like, week)


class Given(NamedTuple):
    """What a kernel reads: names of inputs that differ between lanes, of those that do not, and numbers in between."""

    varying: tuple[str, ...]
    uniform: tuple[str, ...]
    between: int

    @classmethod
    def of(cls, made: Kernel) -> Self:
        """Return what a kernel asks for."""
        return cls(made.varying, made.uniform, made.between)


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What is known of a traced subject beside its code.

    Attributes
    ----------
    begin, count
        What its two kernels read.
    moves
        How many rows of the state, and of what is added up on a way, a start writes; orders follow, in their order.
    then
        Orders that are others in a second phase, behind those.
    changed
        Parameters that differ between lanes, behind the orders of both phases.
    lasting
        Streams of which the future says something, behind those.
    numbers
        Parameters that are believed to be otherwise and are the same in all lanes -> place among the numbers.
    """

    begin: Given
    count: Given
    moves: int
    then: tuple[str, ...]
    changed: tuple[str, ...]
    lasting: tuple[str, ...]
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def behind(self) -> tuple[str, ...]:
        """What lies behind the state, by the names of a step's inputs."""
        orders = (*(f"o:{name}" for name in ORDERS), *(f"{THEN}{name}" for name in self.then))
        return (*orders, *(f"p:{name}" for name in self.changed), *(f"lasting:{name}" for name in self.lasting))

    @property
    def parameters(self) -> frozenset[str]:
        """Names of all parameters that are read or believed to be otherwise."""
        read = (name.removeprefix("p:") for name in (*self.begin.uniform, *self.count.uniform) if name.startswith("p:"))
        return frozenset((*read, *self.changed, *self.numbers))

    def as_text(self) -> str:
        """Return the facts as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return what `as_text` has told."""
        told = json.loads(text)
        for part in ("begin", "count"):
            varying, uniform, between = told[part]
            told[part] = Given(tuple(varying), tuple(uniform), between)
        return cls(**told | {name: tuple(told[name]) for name in ("then", "changed", "lasting")})


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSubject:
    """A compiled subject: its facts, and the code of its start and of its count."""

    facts: SubjectFacts
    code: tuple[machine.Code, machine.Code]


def way_names() -> tuple[str, ...]:
    """Return the names of what is added up on a way, in their order."""
    return tuple(replace(Way.none(1), flows=dict.fromkeys(FLOW_NAMES, np.zeros(1))).sums())


def moving_names(shapes: Shapes) -> list[str]:
    """Return the names of what a step moves on, row by row, as a step calls its inputs."""
    named = [(f"s:{group}.{name}", rows) for (group, name), rows in shapes.items()]
    state = [f"{name}[{row}]" if rows else name for name, rows in named for row in range(max(rows, 1))]
    return [*state, *(f"s:{WAY}.{name}" for name in way_names())]


def traced_subject(subject: Subject, names: tuple[str, ...], like: State) -> tuple[SubjectFacts, tuple[str, str]]:
    """Trace where a subject's plans start and what is counted of them.

    Parameters
    ----------
    subject, names
        The subject, and the facts on which its papers depend.
    like
        A state of which the shapes count.

    Returns
    -------
    What is known of it, and the texts of its two kernels.

    Raises
    ------
    UntraceableError
        Where it does what cannot be written down.
    """
    graph = Graph()
    week: Any = traced(graph, WEEK, uniform=True)
    lanes = Lanes(
        week=week,
        plan=traced(graph, PLAN),  # type: ignore[arg-type]
        luck=traced(graph, LUCK),  # type: ignore[arg-type]
        beliefs={name: traced(graph, f"{BELIEF}{name}") for name in subject.axes},  # type: ignore[misc]
        situation={name: traced(graph, f"{FACT}{name}") for name in names},  # type: ignore[misc]
    )
    p: Any = _Changeable(graph, frozenset())
    reference: Any = _Reference(graph, like, (week, case_of(lanes)))
    start = subject.start(lanes, reference, p)
    if start.state.week is not week or not isinstance(start.p, _Changeable):
        raise UntraceableError(f"{subject.point}: its plans have a week or parameters of their own")
    # Taken down before it is counted: what a count makes of a start comes after the war.
    changes = {name: _nodes(graph, value)[0] for name, value in start.p.changes.items()}
    same = {name: node for name, node in changes.items() if graph.nodes[node].uniform}
    moves = _moves(graph, start.state, like)
    orders = _nodes_of_orders(graph, start.orders)
    later = _nodes_of_orders(graph, start.then or start.orders)
    then = {name: node for name, node in later.items() if node != orders[name]}
    behind = [*orders.values(), *then.values(), *(node for name, node in changes.items() if name not in same)]
    behind += [node for value in start.lasting.values() for node in _nodes(graph, value)]
    end = traced_state(graph, like, traced(graph, END_WEEK, uniform=True), END)
    way = Way.of({name: traced(graph, f"{SUM}{name}") for name in way_names()})
    horizon: Any = traced(graph, HORIZON, uniform=True)
    counted = subject.count(lanes, start, end, way, horizon)
    begin = kernel(graph, [*moves, *behind], machine.width(), also=tuple(same.values()))
    count = kernel(graph, [_nodes(graph, counted[name])[0] for name in subject.measures], machine.width())
    facts = SubjectFacts(
        begin=Given.of(begin),
        count=Given.of(count),
        moves=len(moves),
        then=tuple(then),
        changed=tuple(name for name in changes if name not in same),
        lasting=tuple(start.lasting),
        numbers={name: begin.places[node] for name, node in same.items()},
    )
    return facts, (begin.text, count.text)


def _nodes(graph: Graph, value: Any, rows: int = 0) -> list[int]:
    """Return the nodes of a value, as numbers: one for all rows of it."""
    wanted = np.broadcast_to(nodes_of(graph, value), (rows, 1) if rows else (1,))
    return [graph.cast(node, "float") for node in wanted.reshape(-1)]


def _moves(graph: Graph, state: State, like: State) -> list[int]:
    """Return the nodes of what a step moves on, row by row: a state, and a way on which nothing has happened yet."""
    found = []
    for (group, name), rows in shapes_of(like).items():
        found += _nodes(graph, getattr(getattr(state, group), name), rows)
    return found + _nodes(graph, 0.0) * len(way_names())


def _nodes_of_orders(graph: Graph, orders: Orders) -> dict[str, int]:
    """Return the nodes of orders, by name."""
    return {name: _nodes(graph, getattr(orders, name))[0] for name in ORDERS}


class _Itself:
    """A subject with its two laws: the same only as itself, whatever it is equal to."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.laws = type(subject).start, type(subject).count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.subject is other.subject and self.laws == other.laws

    def __hash__(self) -> int:
        return id(self.subject)


def compiled_subject(subject: Subject, names: tuple[str, ...], like: State) -> CompiledSubject | None:
    """Return a subject compiled; None where it cannot be traced.

    Parameters
    ----------
    subject, names, like
        As for `traced_subject`.
    """
    return _compiled(_Itself(subject), names, Like(like))


@functools.lru_cache(maxsize=32)
def _compiled(itself: _Itself, names: tuple[str, ...], like: Like) -> CompiledSubject | None:
    subject = itself.subject
    name = _kept_name(itself, names)
    kept = kept_code.read_with_facts(name) if name else None
    if kept is not None:
        begin, count = kept[1]
        return CompiledSubject(SubjectFacts.of_text(kept[0]), (machine.load(begin), machine.load(count)))
    try:
        facts, texts = traced_subject(subject, names, like.state)
    except _UNLIKE_NUMBERS:
        return None
    made = CompiledSubject(facts, (machine.loaded(texts[0]), machine.loaded(texts[1])))
    if name:
        kept_code.write_with_facts(name, facts.as_text(), [machine.key_of(text) for text in texts])
    return made


def _kept_name(itself: _Itself, names: tuple[str, ...]) -> str | None:
    """Return the name under which a subject is kept; None for what is not the program's own, start and count included.

    What they call is covered by the hash of the source alone, as for staff papers.
    """
    kind, source = type(itself.subject), kept_source()
    own = all(item.__module__.startswith(_OWN) for item in (kind, *itself.laws))
    if source is None or not own:
        return None
    return machine.key_of("imagined", source, kind.__module__, kind.__qualname__, itself.subject.point, *names)
