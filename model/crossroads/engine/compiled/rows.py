"""Where everything lies: rows of a block, the luck's table, numbers of a week, keys of streams."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

import numpy as np

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.llvm.kernel import crossing
from crossroads.engine.compiled.reading import FIXED, LEVEL, MEASURE, WEIGHT, PaperRead
from crossroads.engine.compiled.tracing.context import HISTORY, MOVING
from crossroads.engine.compiled.tracing.settled import SETTLED
from crossroads.engine.compiled.week import Week, is_row, weigh_name
from crossroads.minds.decision import decision_points
from crossroads.world.axes import Array, Floats, Ints
from crossroads.world.observables import OBSERVABLE_NAMES

BLOCK = 48
"""Worlds a block: its rows stay in the processor's nearest memory."""

WORLD = "world"
"""The row of the worlds' numbers, as bits."""


@dataclass(slots=True)
class BlockRows:
    """What lies where.

    Attributes
    ----------
    row
        Name -> first of its rows in a block.
    rows
        How many rows a block has.
    streams
        'normal:STREAM' or 'uniform:STREAM' of weekly luck -> place in the table of luck.
    keys
        Stream of luck that is drawn at meetings alone, one a step of the generator -> place among the keys, behind
        those of `streams`.
    moving
        Input that lies in another row from week to week, or history that is written in another one -> place among
        the week's rows.
    uniform
        Input that is the same in all worlds -> place.
    across
        Uniform node that the parts of a week read -> place among the week's numbers.
    series
        Series -> its place in the record.
    contexts
        Names of the parts of a week, in the order of their numbers.
    named
        Moving input that is luck -> its stream, with a place for the number.
    papers
        Decision that a council imagines -> what is read of its papers.
    settled
        Nodes that lie in rows of their own from the first week on.
    often
        So many of the first rows hold what is read or written in most weeks.
    """

    row: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    streams: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    moving: dict[str, int] = field(default_factory=dict)
    uniform: dict[str, int] = field(default_factory=dict)
    across: dict[int, int] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    contexts: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    papers: dict[str, PaperRead] = field(default_factory=dict)
    settled: list[int] = field(default_factory=list)
    often: int = 0

    def as_text(self) -> str:
        """Return the layout as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> BlockRows:
        """Return the layout that `as_text` has written."""
        held = json.loads(text)
        held["papers"] = {
            name: PaperRead(**told | {"facts": tuple(told["facts"])}) for name, told in held["papers"].items()
        }
        held["across"] = {int(node): place for node, place in held["across"].items()}
        return cls(**held)

    def add(self, name: str, rows: int = 1) -> int:
        """Return the first row of a name, which gets its rows when it is first named."""
        if name not in self.row:
            self.row[name] = self.rows
            self.rows += rows
        return self.row[name]

    def add_all(self, names: Iterable[str]) -> None:
        """Give each of some names a row."""
        for name in names:
            self.add(name)


def _reserved(papers: Mapping[str, PaperRead]) -> dict[str, int]:
    """Return name -> rows, one behind the other, through which councils ask their staffs and are answered."""
    every = list(papers.values())
    return {
        FIXED: max((read.fixed for read in every), default=0),
        LEVEL: max((read.corners * read.axes for read in every), default=0),
        WEIGHT: max((read.corners for read in every), default=0),
        MEASURE: max((read.measures for read in every), default=0),
    }


def _weekly(week: Week) -> Iterator[str]:
    """Give the names of the rows that every week reads or writes."""
    graph, settled = week.graph, week.contexts[SETTLED]
    for context in (week.contexts[name] for name in ("report", "advance")):
        for place in graph.live(context.nodes, set(settled.nodes)):
            name = graph.name(place)
            if name and not graph.nodes[place].uniform and is_row(name):
                yield name
        yield from context.rows()
    yield from settled.rows()


def history(fact: str) -> str:
    """Return the name of the rows in which a fact of the last weeks lies."""
    return f"past:{fact}"


WORDS = 8
"""Words of 32 bits that one step of the generator gives."""


def once_stream(point: str, step: int) -> str:
    """Return the stream that a decision's meetings draw in one step of the generator, which serves some options."""
    return f"decision.{point}|once|{step}"


def layout(week: Week, remembered: int) -> BlockRows:
    """Lay out a traced week.

    Parameters
    ----------
    week
        What was traced.
    remembered
        Weeks for which facts are remembered, this one included.
    """
    graph, made = week.graph, BlockRows()
    made.add(WORLD)
    made.papers = {
        point.id: week.readings[point.id] for point in decision_points() if weigh_name(point) in week.contexts
    }
    for name, count in _reserved(made.papers).items():
        made.add_all(f"{name}[{row}]" for row in range(count))
    made.add_all(_weekly(week))
    made.often = made.rows
    wanted = [node for context in week.contexts.values() for node in context.nodes]
    gates = [context.gate for context in week.contexts.values() if context.gate is not None]
    numbers = [*week.luck.numbers.values(), *week.memory.numbers.values()]
    needed = graph.live([*wanted, *gates, *numbers])
    for place in needed:
        node = graph.nodes[place]
        if node.op == "pick":
            made.moving.setdefault(str(node.value), len(made.moving))
        if node.op != "input":
            continue
        name = str(node.value)
        kind, _, rest = name.partition(":")
        if node.uniform:
            made.uniform.setdefault(name, len(made.uniform))
        elif kind in ("normal", "uniform"):
            made.streams.setdefault(name, len(made.streams))
        elif kind == "once":
            point, _, row = rest.partition("|")
            made.keys.setdefault(once_stream(point, int(row) // WORDS), len(made.keys))
        elif is_row(name):
            made.add(name)
        else:
            made.moving.setdefault(name, len(made.moving))
    for context in week.contexts.values():
        made.add_all(context.rows())
        for kind, name, _ in context.outputs:
            if kind == HISTORY:
                made.add(history(name), remembered)
                made.moving.setdefault(history(name), len(made.moving))
            elif kind == MOVING:
                made.moving.setdefault(name, len(made.moving))
    made.settled = week.contexts[SETTLED].nodes
    made.add_all(f"ever:{point.id}.{option}" for point in decision_points() for option in point.options)
    made.across = crossing(graph, needed, [*wanted, *gates, *numbers])
    made.contexts, made.named = list(week.contexts), dict(week.luck.named)
    made.series = {name: place for place, name in enumerate(OBSERVABLE_NAMES)}
    return made


def places_of(rows: Floats) -> Ints:
    """Return where each row begins."""
    found: Ints = rows.ctypes.data + rows.strides[0] * np.arange(len(rows))
    return found


def fill(row: Array, values: Array, worlds: int) -> None:
    """Write values into a row; what is beyond the worlds repeats the first, for lanes that nobody reads."""
    row[:worlds] = values
    row[worlds:] = row[0]


def side_by_side(array: Array, worlds: int) -> Array:
    """Return an array whose numbers lie side by side for all worlds, itself or a copy."""
    if worlds >= machine.width() and array.shape == (worlds,) and array.strides == (8,) and array.dtype == np.float64:
        return array
    laid = np.empty(max(worlds, machine.width()))
    fill(laid, array, worlds)
    return laid
