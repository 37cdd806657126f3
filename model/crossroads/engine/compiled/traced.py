"""What stands in for state, orders, parameters and luck while a law is traced: inputs by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.llvm.kernel import kernel
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import Traced, UntraceableError, field, nodes_of, refused
from crossroads.minds.imagining.forward import Way, dry_of, with_step
from crossroads.war import advance as plain
from crossroads.world.luck import WeekLuck
from crossroads.world.state import GROUPS, Orders, State

T = TypeVar("T")


class TracedParameters(dict[str, Any]):
    """Parameters by name: inputs `p:NAME`, rows where worlds differ in them.

    Parameters
    ----------
    graph
        Where operations are written down.
    varying
        Names of the parameters in which worlds differ.
    kind
        What the inputs' names begin with.
    """

    def __init__(self, graph: Graph, varying: frozenset[str], kind: str = "p") -> None:
        super().__init__()
        self._graph = graph
        self._varying = varying
        self._kind = kind

    def __missing__(self, name: str) -> Traced:
        value = self[name] = field(self._graph, f"{self._kind}:{name}", uniform=name not in self._varying)
        return value

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter; one for which there is a default may be none, and who knows is NumPy."""
        if default is not None:
            raise refused(f"{name} is asked for with a default: whether there is one is not known yet")
        return self[name]

    def column(self, prefix: str, names: tuple[str, ...]) -> Any:
        """Return the parameters `prefix_name` of several names, shape (name, 1)."""
        rows = [nodes_of(self._graph, self[f"{prefix}_{name}"]).reshape(-1) for name in names]
        return Traced(self._graph, np.stack(rows))

    def _all(self, *_: object) -> Any:
        raise refused("all parameters are asked for: which there are is not known yet")

    __iter__ = __len__ = __or__ = __ror__ = __ior__ = __reversed__ = _all
    keys = values = items = copy = pop = popitem = setdefault = _all


PICKED = "picked"
"""Kind of the rows among which each world picks its own: PICKED:STREAM@PARAMETER, the length of a draw in weeks."""

Source = Callable[[WeekLuck, int], Any]
"""What reads an input of the real luck of a week; the number is that of a numbered stream, else 0."""


def _row(read: Callable[[WeekLuck], Any], row: int) -> Source:
    """Return what reads one row of a luck."""
    return lambda luck, _: read(luck)[row]


def _lasting(stream: str) -> Source:
    """Return what reads the lasting luck of a stream."""
    return lambda luck, _: luck.lasting_normal(stream)


class TracedLuck(WeekLuck):
    """The luck of a week: inputs by kind and stream.

    Parameters
    ----------
    graph
        Where operations are written down.
    picks
        Whether worlds may differ in which draw of a numbered stream they read: it is then picked among all of them.

    Attributes
    ----------
    sources
        Name of an input -> what reads it of a real luck.
    numbers
        Name of an input -> the node of the number of its stream, where that hangs on the week.
    named
        Name of such an input -> its stream, with a place for the number.
    """

    def __init__(self, graph: Graph, picks: bool = False) -> None:
        self._graph = graph
        self._picks = picks
        self.sources: dict[str, Source] = {}
        self.numbers: dict[str, int] = {}
        self.named: dict[str, str] = {}

    def _given(self, name: str, source: Source) -> Any:
        self.sources[name] = source
        return field(self._graph, name)

    def _numbered(self, stream: str, number: Any, pattern: str) -> Any:
        (node,) = nodes_of(self._graph, number).reshape(-1)
        if not self._graph.nodes[node].uniform:
            raise UntraceableError(f"the luck of {stream}: which draw it is differs between worlds")
        name = f"numbered:{stream}@{node}"
        self.numbers[name], self.named[name] = node, pattern
        return self._given(name, lambda luck, at: luck.lasting_normal(pattern.format(at)))

    def normal(self, stream: str) -> Any:
        """Return a week's normals."""
        return self._given(f"normal:{stream}", lambda luck, _: luck.normal(stream))

    def normals(self, stream: str, names: tuple[str, ...]) -> Any:
        """Return a week's normals of sub-streams."""
        # By all names at once: that is how the real luck keeps them.
        rows = [
            self._given(f"normal:{stream}.{name}", _row(lambda luck: luck.normals(stream, names), row))
            for row, name in enumerate(names)
        ]
        return np.stack(rows)

    def uniform(self, stream: str) -> Any:
        """Return a week's uniforms."""
        return self._given(f"uniform:{stream}", lambda luck, _: luck.uniform(stream))

    def lasting_normal(self, stream: str) -> Any:
        """Return lasting normals."""
        return self._given(f"lasting:{stream}", _lasting(stream))

    def lasting_normals(self, stream: str, names: tuple[str, ...]) -> Any:
        """Return lasting normals of sub-streams."""
        return np.stack([self.lasting_normal(f"{stream}.{name}") for name in names])

    def lasting_uniforms(self, stream: str, names: tuple[str, ...]) -> Any:
        """Return lasting uniforms of sub-streams."""
        rows = [
            self._given(f"share:{stream}.{name}", _row(lambda luck: luck.lasting_uniforms(stream, names), row))
            for row, name in enumerate(names)
        ]
        return np.stack(rows)

    def numbered(self, stream: str, number: Any) -> Any:
        """Return the lasting normals of a numbered sub-stream: which one it is hangs on the week."""
        return self._numbered(stream, number, f"{stream}.{{}}")

    def once(self, key: object, make: Callable[[WeekLuck], T]) -> T:
        """Return what is made of this luck."""
        return make(self)

    def redrawn(self, stream: str, offsets: str, names: tuple[str, ...], when: Any) -> Any:
        """Return normals that last for a time: of two draws that are on the table in any week, one."""
        whole = np.floor(when)
        past = self.lasting_uniforms(offsets, names) >= 1.0 - (when - whole)
        length = self._length(when)
        if length:
            rows = []
            for row, name in enumerate(names):
                (number,) = nodes_of(self._graph, np.where(past[row], whole + 1.0, whole)).reshape(-1)
                picked = f"{PICKED}:{stream}.{name}@{length}"
                self.named[picked] = f"{stream}.{{}}.{name}"
                rows.append(Traced(self._graph, np.array([self._graph.pick(picked, number)], dtype=object)))
            return np.stack(rows)
        rows = [
            np.where(past[row], self._drawn(stream, name, whole + 1.0), self._drawn(stream, name, whole))
            for row, name in enumerate(names)
        ]
        return np.stack(rows)

    def _length(self, when: Any) -> str:
        """Return the parameter by which worlds differ in how long a draw lasts; '' where there is none."""
        nodes = self._graph.nodes
        (node,) = nodes_of(self._graph, when).reshape(-1)
        if nodes[node].uniform or not self._picks or nodes[node].op != "div":
            return ""
        time, length = (str(nodes[item].value) for item in nodes[node].arguments)
        return length.removeprefix("p:") if time == "week" and length.startswith("p:") else ""

    def _drawn(self, stream: str, name: str, number: Any) -> Any:
        return self._numbered(f"{stream}.{name}", number, f"{stream}.{{}}.{name}")


class TracedExpectation(TracedLuck):
    """The luck of an imagined step: medians, and what a future says of lasting streams.

    Parameters
    ----------
    graph
        Where operations are written down.
    weeks
        Length of the step.
    lasting
        Streams of which futures say something; all others are at 0.
    """

    def __init__(self, graph: Graph, weeks: float, lasting: frozenset[str]) -> None:
        super().__init__(graph)
        self._uniform = 1.0 - 0.5**weeks
        self._weeks = weeks
        self._lasting = lasting

    def normal(self, stream: str) -> Any:
        """Return 0."""
        return np.zeros(1)

    def normals(self, stream: str, names: tuple[str, ...]) -> Any:
        """Return 0 for each name."""
        return np.zeros((len(names), 1))

    def uniform(self, stream: str) -> Any:
        """Return the uniform that stands for median luck over the step."""
        return np.full(1, self._uniform)

    def lasting_normal(self, stream: str) -> Any:
        """Return the future's luck of a stream."""
        return super().lasting_normal(stream) if stream in self._lasting else np.zeros(1)

    def lasting_normals(self, stream: str, names: tuple[str, ...]) -> Any:
        """Return the future's luck of sub-streams."""
        return np.stack([self.lasting_normal(f"{stream}.{name}") for name in names])

    def numbered(self, stream: str, number: Any) -> Any:
        """Return 0: winters are as usual."""
        return np.zeros(1)

    def once(self, key: object, make: Callable[[WeekLuck], T]) -> T:
        """Return what is made of expected luck in which no future has a say."""
        return make(TracedExpectation(self._graph, self._weeks, frozenset()))

    def redrawn(self, stream: str, offsets: str, names: tuple[str, ...], when: Any) -> Any:
        """Return 0 for each name."""
        return np.zeros((len(names), 1))


Shapes = Mapping[tuple[str, str], int]
"""(Group, field) -> its rows, 0 where it has none."""


def shapes_of(state: State) -> Shapes:
    """Return how many rows each field of a state has."""
    found: dict[tuple[str, str], int] = {}
    for group in GROUPS:
        for item in fields(getattr(state, group)):
            lead = getattr(getattr(state, group), item.name).shape[:-1]
            found[group, item.name] = lead[0] if lead else 0
    return found


def traced_state(graph: Graph, like: State, week: Any, letter: str = "s") -> State:
    """Return a state of inputs `s:GROUP.FIELD`, in the shapes of a real one; they may begin with another letter."""
    shapes, groups = shapes_of(like), {}
    for group in GROUPS:
        kind = type(getattr(like, group))
        made = {
            item.name: field(graph, f"{letter}:{group}.{item.name}", shapes[group, item.name]) for item in fields(kind)
        }
        groups[group] = kind(**made)
    return State(week=week, **groups)


def traced_orders(graph: Graph) -> Orders:
    """Return standing orders of inputs `o:FIELD`."""
    return Orders(**{item.name: field(graph, f"o:{item.name}") for item in fields(Orders)})  # type: ignore[arg-type]


class Form(NamedTuple):
    """What kind of step it is; each has a kernel of its own."""

    weeks: float
    parts: plain.Parts
    varying: frozenset[str]
    lasting: frozenset[str] | None
    """Streams of which a future says something, in an imagined step; None: the luck of a real week."""
    way: bool = False
    """Whether what happens is added up along a way, in place of what flows in the step."""


WAY = "way"
"""What stands where a state has its groups: what has been added up along a way."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What is known of a traced step beside its code.

    Attributes
    ----------
    varying, uniform
        Names of its inputs that differ between worlds, and of those that do not, in the order of their rows.
    between
        How many numbers are worked out before the loop over worlds.
    numbers
        Name of an input -> place of the number of its stream among these.
    fields, flows
        What the rows of the output are: (group, field, rows), and names.
    count
        How many rows the output has.
    """

    varying: tuple[str, ...]
    uniform: tuple[str, ...]
    between: int
    numbers: dict[str, int]
    fields: list[tuple[str, str, int]]
    flows: list[str]
    count: int

    def as_text(self) -> str:
        """Return the facts as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> StepFacts:
        """Return what `as_text` has told."""
        told = json.loads(text)
        told |= {name: tuple(told[name]) for name in ("varying", "uniform")}
        return cls(**(told | {"fields": [(group, name, rows) for group, name, rows in told["fields"]]}))


@dataclass(frozen=True, slots=True)
class TracedStep:
    """A traced step: its facts, the text of its kernel, and what reads its luck."""

    facts: StepFacts
    text: str
    sources: Mapping[str, Source]


def _outputs(graph: Graph, value: Any, rows: int) -> Iterable[int]:
    wanted = np.broadcast_to(nodes_of(graph, value), (rows, 1) if rows else (1,))
    return (graph.cast(node, "float") for node in wanted.reshape(-1))


def traced_step(form: Form, like: State) -> TracedStep:
    """Trace a kind of step.

    Raises
    ------
    UntraceableError
        Where a law does what cannot be written down.
    """
    graph = Graph()
    luck = TracedLuck(graph) if form.lasting is None else TracedExpectation(graph, form.weeks, form.lasting)
    state = traced_state(graph, like, field(graph, "week", uniform=True))
    p = TracedParameters(graph, form.varying)
    after, flows = plain.advance(state, traced_orders(graph), p, luck, form.weeks, form.parts)
    outputs: list[int] = []
    shapes: list[tuple[str, str, int]] = []
    for (group, name), rows in shapes_of(like).items():
        shapes.append((group, name, rows))
        outputs += _outputs(graph, getattr(getattr(after, group), name), rows)
    if form.way:
        nothing = replace(Way.none(1), flows=dict.fromkeys(flows, np.zeros(1)))
        sums: dict[str, Any] = {name: field(graph, f"s:{WAY}.{name}") for name in nothing.sums()}
        for name, total in with_step(Way.of(sums), after, flows, form.weeks, dry_of(p)).sums().items():
            shapes.append((WAY, name, 0))
            outputs += _outputs(graph, total, 0)
        flows = {}
    for flow in flows.values():
        outputs += _outputs(graph, flow, 0)
    made = kernel(graph, outputs, machine.width(), also=tuple(luck.numbers.values()))
    places = {name: made.places[node] for name, node in luck.numbers.items() if name in made.varying}
    facts = StepFacts(made.varying, made.uniform, made.between, places, shapes, list(flows), len(outputs))
    return TracedStep(facts, made.text, luck.sources)


def lasting_sources(names: Iterable[str]) -> dict[str, Source]:
    """Return what reads those of some inputs that are the lasting luck of a stream: all luck of an imagined step."""
    kind = "lasting:"
    return {name: _lasting(name.removeprefix(kind)) for name in names if name.startswith(kind)}
