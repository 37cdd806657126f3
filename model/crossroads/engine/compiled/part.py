"""A part of a week as functions over blocks of worlds: one a piece, each a loop over the block's vectors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crossroads.engine.compiled import philox
from crossroads.engine.compiled.draws import picked
from crossroads.engine.compiled.llvm import ir
from crossroads.engine.compiled.llvm.kernel import Values
from crossroads.engine.compiled.llvm.pieces import Cut, Piece, cheapest, cut
from crossroads.engine.compiled.llvm.sides import one_sided
from crossroads.engine.compiled.rows import BLOCK, WORDS, BlockRows, history, once_stream
from crossroads.engine.compiled.tracing.context import HISTORY, MOVING, ROW, SERIES, WeekPart
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.settled import BEFORE, row_of
from crossroads.engine.compiled.week import is_row
from crossroads.world.luck import CHUNK_WEEKS

ARGUMENTS = (
    "ptr noalias %b, ptr noalias %l, ptr noalias %s, ptr noalias %d, ptr noalias %r, i64 %stride, "
    "ptr noalias %keys, i64 %week"
)
GIVEN = "ptr %b, ptr %l, ptr %s, ptr %d, ptr %r, i64 %stride, ptr %keys, i64 %week"
"""With these one part hands on what it was called with."""

_PIECE = """define internal void @part{name}({arguments}, ptr noalias %x) noinline nounwind {{
entry:
{room}  br label %loop
loop:
  %j = phi i64 [ 0, %entry ], [ %next, %{last} ]
  %block = getelementptr double, ptr %b, i64 %j
  %luck = getelementptr double, ptr %l, i64 %j
  %record = getelementptr float, ptr %r, i64 %j
  %beside = getelementptr double, ptr %x, i64 %j
{body}
  %next = add i64 %j, {width}
  %more = icmp slt i64 %next, {block}
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""

# What crosses lies on the thread's stack: up to half a megabyte where a council weighs.
_PART = """define internal void @part{number}({arguments}) noinline nounwind {{
  %x = alloca [{room} x double], align 64
{calls}
  ret void
}}"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written of a part.

    Attributes
    ----------
    graph, layout, context
        What was traced, where everything lies, and the part.
    gate
        What its gate hangs on, in order.
    drawn
        Its inputs that are the luck of a meeting.
    rest
        All else that differs between worlds, in order.
    known
        What of it lies settled in rows.
    """

    graph: Graph
    layout: BlockRows
    context: WeekPart
    gate: list[int]
    drawn: list[int]
    rest: list[int]
    known: set[int]

    @classmethod
    def of(cls, graph: Graph, layout: BlockRows, context: WeekPart) -> _Plan:
        """Return the plan of a part."""
        gate = [] if context.gate is None else [context.gate]
        known = set() if context.name in BEFORE else set(layout.settled)
        every = [place for place in graph.live([*context.nodes, *gate], known) if not graph.nodes[place].uniform]
        first = set(graph.live(gate, known))
        drawn = [place for place in every if graph.name(place).startswith("once:")]
        rest = [place for place in every if place not in first and place not in drawn]
        known &= set(every)
        return cls(graph, layout, context, [place for place in every if place in first], drawn, rest, known)

    def _orders(self) -> list[list[int]]:
        """Return orders in which it can be worked out: that of the laws, and one in which little waits at a time.

        A meeting's luck is drawn where the gate has been passed, and before all else.
        """
        rest = set(self.rest)
        deep = [place for place in self.graph.depth_first(self.context.nodes, self.known) if place in rest]
        return [[*self.gate, *self.drawn, *order] for order in (self.rest, deep)]

    def pieces(self) -> Cut:
        """Return the part in pieces."""
        every = [*self.gate, *self.drawn, *self.rest]
        lies = {self.graph.name(place): place for place in every if self.graph.name(place)}
        outputs = [(node, lies.get(name) if kind == ROW else None) for kind, name, node in self.context.outputs]
        # Where a row that another name reaches may be written, what lies there is read once; so is what is copied.
        moved = any(kind in (HISTORY, MOVING) for kind, _, _ in self.context.outputs)
        again = self.known | {
            place
            for name, place in lies.items()
            if not name.startswith("once:") and not (moved and name in self.layout.moving)
        }.difference(self.context.nodes)
        whole = len(self.gate) + len(self.drawn)
        # What one name writes another may read there: only the order of the laws is then known to be right.
        worked = [place for place in self.rest if place not in again]
        sides = {} if moved else one_sided(self.graph, worked, self.context.nodes)
        ways = [(order, together) for order in self._orders() for together in (False, True)]
        return cheapest(
            self.graph,
            (
                cut(
                    self.graph,
                    order,
                    outputs,
                    read_again=frozenset(again),
                    whole=whole,
                    always=self.context.gate,
                    sides=sides,
                    together=together,
                )
                for order, together in (ways[:1] if moved else ways)
            ),
        )


class _PieceCode:
    """Writes the function of one piece."""

    def __init__(self, plan: _Plan, piece: Piece, width: int) -> None:
        self._plan = plan
        self._graph, self._layout = plan.graph, plan.layout
        self._piece = piece
        self._writer = ir.Writer(width)
        self._values = Values(plan.graph, self._writer, plan.layout.across, self._elsewhere)
        used = {item for place in piece.nodes for item in plan.graph.nodes[place].arguments}
        used |= {*piece.nodes, *(plan.context.outputs[at][2] for at in piece.writes)}
        self._read = {plan.graph.name(place) for place in used}
        self._loaded: set[str] = set()
        self._waiting: dict[str, list[tuple[str, int]]] = {}
        self._steps = 0

    def text(self, name: str) -> str:
        """Return the function, under a name."""
        plan, piece, writer, gate = self._plan, self._piece, self._writer, self._plan.context.gate
        goes: dict[int, list[tuple[str, str]]] = {}
        for at in piece.writes:
            kind, to, node = plan.context.outputs[at]
            goes.setdefault(node, []).append((kind, to))
        first = [place for place in piece.nodes if place in plan.gate]
        for place in first:
            self._work(place, {})
        if gate is not None:
            writer.begin_where(self._values[gate])
        self._draw_once()
        self._read_first(goes)
        here = set(piece.nodes) - set(first)
        rest = replace(piece, runs=[(side, [place for place in nodes if place in here]) for side, nodes in piece.runs])
        written = [place for place in goes if place in here]
        self._values.work(rest, written, lambda place: self._work(place, goes))
        # After all reading: what was worked out elsewhere may go where a row lies that another name reads.
        self._put_all({place: to for place, to in goes.items() if place not in here and self._differs(place)})
        self._put_all({place: to for place, to in goes.items() if not self._differs(place)})
        for row in list(self._waiting):
            self._put_waiting(row)
        if gate is not None:
            writer.end_where()
        room = "".join(
            f"  %{name} = alloca [{steps * WORDS} x {writer.floats}], align 64\n"
            for name, steps in ((("words", 1), ("drawn", self._steps)) if self._steps else ())
        )
        return _PIECE.format(
            name=name,
            arguments=ARGUMENTS,
            room=room,
            last=writer.block,
            body="\n".join(writer.lines),
            width=writer.width,
            block=BLOCK,
        )

    def _differs(self, place: int) -> bool:
        return not self._graph.nodes[place].uniform

    def _put_all(self, goes: dict[int, list[tuple[str, str]]]) -> None:
        for place, to in goes.items():
            for kind, name in to:
                self._put(kind, name, place)

    def _read_first(self, goes: dict[int, list[tuple[str, str]]]) -> None:
        """Read what is written over in the piece and read in a block that may be passed over."""
        over = {name for to in goes.values() for _, name in to}
        sided = [place for side, nodes in self._piece.runs if side is not None for place in nodes]
        for item in dict.fromkeys(item for place in sided for item in self._graph.nodes[place].arguments):
            if self._graph.name(item) in over and item not in self._piece.nodes:
                # To ask for it is to read it.
                _ = self._values[item]

    def _work(self, place: int, goes: dict[int, list[tuple[str, str]]]) -> None:
        """Work a node out, and write what is wanted of it."""
        writer, keeps, node = self._writer, self._piece.keeps, self._graph.nodes[place]
        if node.op == "input":
            self._values[place] = self._input(str(node.value))
        elif node.op == "pick":
            self._values[place] = picked(writer, self._moving(str(node.value)), self._values[node.arguments[0]])
        else:
            self._values[place] = writer.operation(node, [self._values[item] for item in node.arguments])
        if place in keeps:
            writer.store(self._values.as_numbers(place), "%beside", keeps[place] * BLOCK)
        for kind, name in goes.get(place, ()):
            self._put(kind, name, place)

    def _elsewhere(self, place: int) -> str:
        """Read what another piece has worked out, or an input where it lies."""
        at = self._piece.takes.get(place)
        if at is None and place not in self._plan.known:
            return self._input(self._graph.name(place))
        if at is None:
            at = self._layout.row[row_of(place)]
            return self._values.as_kind(place, self._writer.load("%block", at * BLOCK))
        return self._values.as_kind(place, self._writer.load("%beside", at * BLOCK))

    def _input(self, name: str) -> str:
        writer, layout = self._writer, self._layout
        kind, _, rest = name.partition(":")
        if kind == "once":
            return philox.word(writer, "%drawn", int(rest.partition("|")[2]))
        if name in layout.streams:
            return writer.load("%luck", layout.streams[name] * CHUNK_WEEKS * BLOCK)
        if name in layout.moving:
            return writer.load("%block", self._moving(name))
        value = writer.load("%block", layout.row[name] * BLOCK)
        self._loaded.add(name)
        self._put_waiting(name)
        return value

    def _moving(self, name: str) -> str:
        row = self._writer.one("%d", self._layout.moving[name], "i64")
        return self._writer.new(f"mul i64 {row}, {BLOCK}")

    def _put(self, kind: str, name: str, place: int) -> None:
        """Write a value where it goes; a row is written only when what it held has been read."""
        writer, layout = self._writer, self._layout
        if kind == SERIES:
            value = writer.new(f"fptrunc {writer.floats} {self._values.as_numbers(place)} to {writer.singles}")
            offset = writer.new(f"mul i64 %stride, {layout.series[name]}")
            pointer = writer.new(f"getelementptr float, ptr %record, i64 {offset}")
            writer.write(f"store {writer.singles} {value}, ptr {pointer}, align 4")
        elif kind in (HISTORY, MOVING):
            moving = self._moving(history(name) if kind == HISTORY else name)
            writer.store(self._values.as_numbers(place), "%block", moving)
        elif name in self._read and name not in self._loaded and is_row(name):
            self._waiting.setdefault(name, []).append((kind, place))
        else:
            writer.store(self._values.as_numbers(place), "%block", layout.row[name] * BLOCK)

    def _put_waiting(self, name: str) -> None:
        self._loaded.add(name)
        for kind, place in self._waiting.pop(name, []):
            self._put(kind, name, place)

    def _draw_once(self) -> None:
        """Draw the luck of a meeting: steps of the generator, of which each option reads a normal."""
        names = [self._graph.name(place) for place in self._plan.drawn if place in self._piece.nodes]
        if not names:
            return
        layout = self._layout
        stream = names[0].partition(":")[2].partition("|")[0]
        self._steps = 1 + max(int(name.partition("|")[2]) for name in names) // WORDS
        for step in range(self._steps):
            self._draw_step(len(layout.streams) + layout.keys[once_stream(stream, step)], step * WORDS)

    def _draw_step(self, key: int, begins: int) -> None:
        """Draw one step of a meeting's luck, its normals from a place on."""
        writer, half = self._writer, WORDS // 2
        halves = [writer.one("%keys", 2 * key + part, "i64") for part in (0, 1)]
        count = philox.counter(writer, self._layout, 1, 0)
        writer.write(
            f"call void @philox({writer.bits} {count}, i64 %week, i64 {halves[0]}, i64 {halves[1]}, ptr %words)"
        )
        for place in range(half):
            one, two = philox.word(writer, "%words", place), philox.word(writer, "%words", half + place)
            first, second = (
                writer.new(f"getelementptr double, ptr %drawn, i64 {(begins + at) * writer.width}")
                for at in (place, half + place)
            )
            floats = writer.floats
            writer.write(f"call void @box_muller({floats} {one}, {floats} {two}, ptr {first}, ptr {second})")


def part(graph: Graph, layout: BlockRows, context: WeekPart, number: int, width: int) -> str:
    """Return the functions of a part of a week, of which `@partNUMBER` is called.

    Parameters
    ----------
    graph, layout, context
        What was traced, where everything lies, and the part.
    number
        Number of the part.
    width
        Worlds a vector.
    """
    plan = _Plan.of(graph, layout, context)
    found = plan.pieces()
    names = [f"{number}_{at}" for at in range(len(found.pieces))]
    pieces = [_PieceCode(plan, piece, width).text(name) for piece, name in zip(found.pieces, names, strict=True)]
    calls = "\n".join(f"  call void @part{name}({GIVEN}, ptr %x)" for name in names)
    whole = _PART.format(number=number, arguments=ARGUMENTS, room=max(found.room, 1) * BLOCK, calls=calls)
    return "\n".join([*pieces, whole])
