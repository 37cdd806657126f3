"""One traced function as a kernel: rows of inputs in, rows of outputs out, in a loop over vectors of worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from crossroads.engine.compiled.llvm import ir
from crossroads.engine.compiled.llvm.pieces import Piece, cheapest, cut
from crossroads.engine.compiled.llvm.sides import one_sided
from crossroads.engine.compiled.tracing.graph import Graph

_KERNEL = """define void @before(ptr noalias %u, ptr noalias %s) noinline nounwind {{
{before}
  ret void
}}
define void @kernel(ptr noalias %in, ptr noalias %u, ptr noalias %s, ptr noalias %out, i64 %n) nounwind {{
entry:
  %x = alloca [{room} x double], align 64
  %last = sub i64 %n, {width}
  br label %loop
loop:
  %i0 = phi i64 [ 0, %entry ], [ %next, %loop ]
  %past = icmp sgt i64 %i0, %last
  %i = select i1 %past, i64 %last, i64 %i0
  %left = sub i64 %n, %i
  %many = icmp sgt i64 %left, {together}
  %m = select i1 %many, i64 {together}, i64 %left
{calls}
  %next = add i64 %i0, {together}
  %more = icmp slt i64 %next, %n
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""
"""Some worlds go through all pieces, then the next."""

_PIECE = """define internal void @piece{number}(ptr noalias %in, ptr noalias %s, ptr noalias %out, ptr noalias %x,
    i64 %first, i64 %n) noinline nounwind {{
entry:
  %last = sub i64 %n, {width}
  br label %loop
loop:
  %j0 = phi i64 [ 0, %entry ], [ %next, %{end} ]
  %past = icmp sgt i64 %j0, %last
  %j = select i1 %past, i64 %last, i64 %j0
  %i = add i64 %first, %j
  %beside = getelementptr double, ptr %x, i64 %j
{body}
  %next = add i64 %j0, {width}
  %more = icmp slt i64 %next, %n
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""
"""The last vector ends with the last world, and so overlaps the one before: inputs and outputs are other memory."""

TOGETHER = 64
"""Worlds that go through all pieces together: what crosses from one to the next stays in near memory."""


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
    """Values of nodes in a loop's body; what is uniform is read and spread when first asked for.

    Parameters
    ----------
    graph, writer
        What was traced, and what the body is written with.
    across
        Uniform node -> its place among the numbers worked out before.
    elsewhere
        Reads a value that is not worked out in the body.
    """

    def __init__(
        self, graph: Graph, writer: ir.Writer, across: dict[int, int], elsewhere: Callable[[int], str]
    ) -> None:
        self._graph = graph
        self._writer = writer
        self._across = across
        self._elsewhere = elsewhere
        self._known: dict[int, str] = {}

    def __setitem__(self, place: int, value: str) -> None:
        self._known[place] = value

    def __getitem__(self, place: int) -> str:
        value = self._known.get(place)
        if value is None:
            node, writer = self._graph.nodes[place], self._writer
            if node.op == "constant":
                value = writer.constant(node)
            elif not node.uniform:
                value = self._elsewhere(place)
            else:
                value = writer.spread(writer.one("%s", self._across[place]))
                value = self.as_kind(place, value)
            self._known[place] = value
        return value

    def work(self, piece: Piece, written: Iterable[int], one: Callable[[int], None]) -> None:
        """Work the nodes of a piece out, run by run; what no world of a vector asks for is passed over.

        Parameters
        ----------
        piece
            The piece.
        written
            Nodes that are read once it is worked out.
        one
            Works one node out.
        """
        last: dict[int, int] = {}
        for at, (side, nodes) in enumerate(piece.runs):
            asked = [item for place in nodes for item in self._graph.nodes[place].arguments]
            last |= dict.fromkeys(asked if side is None else [*asked, side.flag], at)
        last |= dict.fromkeys(written, len(piece.runs))
        for at, (side, nodes) in enumerate(piece.runs):
            if side is None:
                for place in nodes:
                    one(place)
                continue
            self._writer.begin_where(self[side.flag], side.taken)
            before = dict(self._known)
            for place in nodes:
                one(place)
            later = [place for place in nodes if last.get(place, at) > at]
            kinds = [self._graph.nodes[place].kind for place in later]
            found = self._writer.end_where(*zip(kinds, (self._known[place] for place in later), strict=True))
            # What was read in the block is not there behind it.
            self._known = before | dict(zip(later, found, strict=True))

    def as_kind(self, place: int, value: str) -> str:
        """Return what lay as numbers as what the node is."""
        kind, writer = self._graph.nodes[place].kind, self._writer
        if kind == "flag":
            return writer.compare("ne", value, writer.number(0.0))
        return writer.to_bits(value) if kind == "bits" else value

    def as_numbers(self, place: int) -> str:
        """Return a value as numbers: flags as 1 and 0, bits as the floats that have them."""
        kind, writer = self._graph.nodes[place].kind, self._writer
        if kind == "flag":
            return writer.as_numbers(self[place])
        return writer.to_floats(self[place]) if kind == "bits" else self[place]


def _piece(
    graph: Graph,
    piece: Piece,
    outputs: Sequence[int],
    varying: dict[int, int],
    across: dict[int, int],
    width: int,
) -> str:
    """Write the loop of a piece: inputs lie in rows of their own, and so does what is written."""
    writer = ir.Writer(width)

    def elsewhere(place: int) -> str:
        if place in varying:
            return writer.load(writer.one("%in", varying[place], "ptr"), "%i")
        return values.as_kind(place, writer.load("%beside", piece.takes[place] * TOGETHER))

    values = Values(graph, writer, across, elsewhere)
    goes: dict[int, list[int]] = {}
    for row in piece.writes:
        goes.setdefault(outputs[row], []).append(row)

    def one(place: int) -> None:
        node = graph.nodes[place]
        if node.op != "input":
            values[place] = writer.operation(node, [values[item] for item in node.arguments])
        if place in piece.keeps:
            writer.store(values.as_numbers(place), "%beside", piece.keeps[place] * TOGETHER)
        put(place)

    def put(place: int) -> None:
        for row in goes.pop(place, ()):
            writer.store(values.as_numbers(place), writer.one("%out", row, "ptr"), "%i")

    values.work(piece, list(goes), one)
    for place in list(goes):
        put(place)
    return _PIECE.format(number=piece.number, end=writer.block, body="\n".join(writer.lines), width=width)


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
    worked = [place for place in needed if not graph.nodes[place].uniform]
    differs = set(worked)
    deep = [place for place in graph.depth_first(outputs) if place in differs]
    wanted, again = [(node, None) for node in outputs], frozenset(varying)
    sides = one_sided(graph, [place for place in worked if place not in again], outputs)
    found = cheapest(
        graph,
        (
            cut(graph, order, wanted, read_again=again, sides=sides, together=together)
            for order in (worked, deep)
            for together in (False, True)
        ),
    )
    pieces = [_piece(graph, piece, outputs, varying, across, width) for piece in found.pieces]
    given = "ptr %in, ptr %s, ptr %out, ptr %x, i64 %i, i64 %m"
    calls = "\n".join(f"  call void @piece{number}({given})" for number in range(len(pieces)))
    before = uniform_part(graph, needed, {name: at for at, name in enumerate(uniform)}, across)
    text = "\n".join(
        [
            ir.elementary(1),
            ir.elementary(width),
            *pieces,
            _KERNEL.format(
                before=before, calls=calls, room=max(found.room, 1) * TOGETHER, width=width, together=TOGETHER
            ),
        ]
    )
    names = tuple(str(graph.nodes[place].value) for place in varying)
    count = sum(graph.nodes[place].op != "input" for place in worked)
    return Kernel(text, names, tuple(uniform), max(len(across), 1), count, across)
