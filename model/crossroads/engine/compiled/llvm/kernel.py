"""One traced function as a kernel: rows of inputs in, rows of outputs out, in a loop over vectors of worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crossroads.engine.compiled.llvm import ir
from crossroads.engine.compiled.tracing.graph import Graph

_KERNEL = """define void @before(ptr noalias %u, ptr noalias %s) noinline nounwind {{
{before}
  ret void
}}
define void @kernel(ptr noalias %in, ptr noalias %u, ptr noalias %s, ptr noalias %out, i64 %n) nounwind {{
entry:
  %last = sub i64 %n, {width}
  br label %loop
loop:
  %i0 = phi i64 [ 0, %entry ], [ %next, %loop ]
  %past = icmp sgt i64 %i0, %last
  %i = select i1 %past, i64 %last, i64 %i0
{body}
  %next = add i64 %i0, {width}
  %more = icmp slt i64 %next, %n
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""
"""The last vector ends with the last world, and so overlaps the one before: inputs and outputs are other memory."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The text of a kernel, and what it asks for.

    Attributes
    ----------
    text
        A module with two functions: `before`, which works out what is the same in all worlds, and `kernel`.
    varying, uniform
        Names of its inputs that differ between worlds, and of those that do not, in their order.
    between
        How many numbers `before` hands to `kernel`.
    operations
        Operations a world, those of elementary functions not counted.
    places
        Node -> its place among those numbers.
    """

    text: str
    varying: tuple[str, ...]
    uniform: tuple[str, ...]
    between: int
    operations: int
    places: dict[int, int]


def crossing(graph: Graph, needed: Sequence[int], wanted: Sequence[int]) -> dict[int, int]:
    """Return which uniform nodes are worked out before the loop and read in it: node -> place."""
    read = [item for place in needed if not graph.nodes[place].uniform for item in graph.nodes[place].arguments]
    found = [
        node
        for node in [*read, *wanted]
        if graph.nodes[node].uniform and (graph.nodes[node].op != "constant" or node in wanted)
    ]
    return {node: place for place, node in enumerate(dict.fromkeys(found))}


def uniform_part(graph: Graph, needed: Sequence[int], places: dict[str, int], across: dict[int, int]) -> str:
    """Write what is the same in all worlds, in plain numbers: from `%u`, what the loop reads to `%s`."""
    writer, values = ir.Writer(1, prefix="b"), dict[int, str]()
    for place in needed:
        node = graph.nodes[place]
        if not node.uniform:
            continue
        if node.op == "constant":
            values[place] = writer.constant(node)
        elif node.op == "input":
            values[place] = writer.load("%u", places[str(node.value)])
        else:
            values[place] = writer.operation(node, [values[item] for item in node.arguments])
        if place in across:
            value = writer.as_numbers(values[place]) if node.kind == "flag" else values[place]
            writer.store(value, "%s", across[place])
    return "\n".join(writer.lines)


class Values:
    """Values of nodes in a loop's body; what is uniform is read and spread when first asked for."""

    def __init__(self, graph: Graph, writer: ir.Writer, across: dict[int, int]) -> None:
        self._graph = graph
        self._writer = writer
        self._across = across
        self._known: dict[int, str] = {}

    def __setitem__(self, place: int, value: str) -> None:
        self._known[place] = value

    def __getitem__(self, place: int) -> str:
        value = self._known.get(place)
        if value is None:
            node, writer = self._graph.nodes[place], self._writer
            if node.op == "constant":
                value = writer.constant(node)
            else:
                value = writer.spread(writer.one("%s", self._across[place]))
                if node.kind == "flag":
                    value = writer.compare("ne", value, writer.number(0.0))
            self._known[place] = value
        return value

    def as_numbers(self, place: int) -> str:
        """Return a value as numbers, flags as 1 and 0."""
        flag = self._graph.nodes[place].kind == "flag"
        return self._writer.as_numbers(self[place]) if flag else self[place]


def kernel(graph: Graph, outputs: Sequence[int], width: int, also: Sequence[int] = ()) -> Kernel:
    """Return the kernel that works some nodes out.

    Parameters
    ----------
    graph, outputs
        What was traced, and the nodes whose values are wanted, a row each.
    width
        Worlds a vector.
    also
        Uniform nodes that whoever calls the kernel wants to read.
    """
    needed = graph.live([*outputs, *also])
    inputs = [place for place in needed if graph.nodes[place].op == "input"]
    varying = {place: row for row, place in enumerate(item for item in inputs if not graph.nodes[item].uniform)}
    uniform = [str(graph.nodes[item].value) for item in inputs if graph.nodes[item].uniform]
    across = crossing(graph, needed, [*outputs, *also])
    rows: dict[int, list[int]] = {}
    for row, place in enumerate(outputs):
        rows.setdefault(place, []).append(row)
    writer = ir.Writer(width)
    values = Values(graph, writer, across)
    for place in needed:
        node = graph.nodes[place]
        if place in varying:
            values[place] = writer.load(writer.one("%in", varying[place], "ptr"), "%i")
        elif not node.uniform:
            values[place] = writer.operation(node, [values[item] for item in node.arguments])
        for row in rows.get(place, ()):
            writer.store(values.as_numbers(place), writer.one("%out", row, "ptr"), "%i")
    before = uniform_part(graph, needed, {name: at for at, name in enumerate(uniform)}, across)
    text = "\n".join(
        [
            ir.elementary(1),
            ir.elementary(width),
            _KERNEL.format(before=before, body="\n".join(writer.lines), width=width),
        ]
    )
    worked = [graph.nodes[place] for place in needed if not graph.nodes[place].uniform]
    names = tuple(str(graph.nodes[place].value) for place in varying)
    count = sum(node.op != "input" for node in worked)
    return Kernel(text, names, tuple(uniform), max(len(across), 1), count, across)
