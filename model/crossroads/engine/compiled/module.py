"""The module of a traced week: a function a context, the luck, and a driver that reads a short program.

The program is a list of pairs, what to run and in which week, so that a block of worlds goes from its opening to its
outcomes in one call and stays in the processor's nearest memory.
"""

from __future__ import annotations

from crossroads.engine.compiled import philox, reading
from crossroads.engine.compiled.context import HISTORY, MOVING, SERIES, WeekPart
from crossroads.engine.compiled.draws import drawing, picked, picks_declared
from crossroads.engine.compiled.llvm import ir
from crossroads.engine.compiled.llvm.kernel import Values, uniform_part
from crossroads.engine.compiled.reading import FIXED, LEVEL, MEASURE, WEIGHT
from crossroads.engine.compiled.rows import BLOCK, WORDS, BlockRows, history, once_stream
from crossroads.engine.compiled.tracing.graph import Graph, Node
from crossroads.engine.compiled.week import Week, is_row
from crossroads.world.luck import CHUNK_WEEKS

STOP, LUCK, HALT, PAUSE, DRAW = 255, 254, 253, 252, 251
"""Codes of the program beside the numbers of contexts: the end; a chunk of luck; a halt where a row is not 0 in some
world; a halt in any case; what lasts."""

_ARGUMENTS = (
    "ptr noalias %b, ptr noalias %l, ptr noalias %s, ptr noalias %d, ptr noalias %r, i64 %stride, "
    "ptr noalias %keys, i64 %week"
)

_FUNCTION = """define internal void @part{number}({arguments}) noinline nounwind {{
entry:
{room}  br label %loop
loop:
  %j = phi i64 [ 0, %entry ], [ %next, %{last} ]
  %block = getelementptr double, ptr %b, i64 %j
  %luck = getelementptr double, ptr %l, i64 %j
  %record = getelementptr float, ptr %r, i64 %j
{body}
  %next = add i64 %j, {width}
  %more = icmp slt i64 %next, {block}
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""

_DRIVER = """define void @before(ptr noalias %u, ptr noalias %s) nounwind {{
{before}
  ret void
}}
define internal i64 @any(ptr %b, i64 %row) noinline nounwind {{
entry:
  %o = mul i64 %row, {block}
  br label %loop
loop:
  %j = phi i64 [ 0, %entry ], [ %next, %loop ]
  %a = phi i64 [ 0, %entry ], [ %both, %loop ]
  %oj = add i64 %o, %j
  %p = getelementptr i64, ptr %b, i64 %oj
  %x = load i64, ptr %p, align 8
  %both = or i64 %a, %x
  %next = add i64 %j, 1
  %more = icmp slt i64 %next, {block}
  br i1 %more, label %loop, label %done
done:
  ret i64 %both
}}
define i64 @run(ptr %b, ptr %l, ptr %S, ptr %D, ptr %R, i64 %stride, i64 %weekly, ptr %keys, ptr %table,
    ptr %shelves, ptr %program, i64 %at) nounwind {{
entry:
  br label %loop
loop:
  %i = phi i64 [ %at, %entry ], [ %i2, %end ]
  %pa = getelementptr i64, ptr %program, i64 %i
  %code = load i64, ptr %pa, align 8
  %i1 = add i64 %i, 1
  %pb = getelementptr i64, ptr %program, i64 %i1
  %week = load i64, ptr %pb, align 8
  %i2 = add i64 %i, 2
  %within = and i64 %week, {mask}
  %lo = mul i64 %within, {block}
  %lw = getelementptr double, ptr %l, i64 %lo
  %so = mul i64 %week, {numbers}
  %s = getelementptr double, ptr %S, i64 %so
  %do = mul i64 %week, {moving}
  %d = getelementptr i64, ptr %D, i64 %do
  %ro = mul i64 %week, %weekly
  %r = getelementptr float, ptr %R, i64 %ro
  switch i64 %code, label %stop [
{cases}
    i64 {luck}, label %luck
    i64 {halt}, label %halt
    i64 {pause}, label %pause
    i64 {draw}, label %draw
  ]
draw:
  call void @draw(ptr %b, ptr %table)
  br label %end
halt:
  %some = call i64 @any(ptr %b, i64 %week)
  %none = icmp eq i64 %some, 0
  br i1 %none, label %end, label %pause
pause:
  ret i64 %i2
ask:
  ret i64 %i
luck:
{draws}
  br label %end
{calls}
end:
  br label %loop
stop:
  ret i64 -1
}}
define void @run_all(ptr %B, i64 %rows, ptr %L, i64 %luck, ptr %S, ptr %D, ptr %R, i64 %stride, i64 %weekly, ptr %keys,
    ptr %table, ptr %shelves, ptr %program, ptr %blocks, i64 %count, ptr %places) nounwind {{
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %pn = getelementptr i64, ptr %blocks, i64 %i
  %number = load i64, ptr %pn, align 8
  %bo = mul i64 %number, %rows
  %b = getelementptr double, ptr %B, i64 %bo
  %lo = mul i64 %number, %luck
  %l = getelementptr double, ptr %L, i64 %lo
  %ro = mul i64 %number, {block}
  %r = getelementptr float, ptr %R, i64 %ro
  %pp = getelementptr i64, ptr %places, i64 %i
  %at = load i64, ptr %pp, align 8
  %to = call i64 @run(ptr %b, ptr %l, ptr %S, ptr %D, ptr %r, i64 %stride, i64 %weekly, ptr %keys, ptr %table,
    ptr %shelves, ptr %program, i64 %at)
  store i64 %to, ptr %pp, align 8
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %count
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""


_READ = """q{number}:
{guard}
  %sp{number} = getelementptr i64, ptr %shelves, i64 {place}
  %lacks{number} = call i64 @papers{number}(ptr %b, ptr %sp{number})
  %read{number} = icmp eq i64 %lacks{number}, 0
  br i1 %read{number}, label %end, label %ask"""
"""A block that lacks a paper waits where it asks for it."""


class _Part:
    """Writes the function of one context."""

    def __init__(self, graph: Graph, layout: BlockRows, context: WeekPart, width: int) -> None:
        self._graph = graph
        self._layout = layout
        self._context = context
        self._writer = ir.Writer(width)
        self._values = Values(graph, self._writer, layout.across)
        self._read = set(graph.inputs(graph.live(self._needed())))
        self._loaded: set[str] = set()
        self._waiting: dict[str, list[tuple[str, int]]] = {}
        self._steps = 0

    def _needed(self) -> list[int]:
        gate = self._context.gate
        return self._context.nodes if gate is None else [*self._context.nodes, gate]

    def text(self, number: int) -> str:
        """Return the function, under its number."""
        graph, gate, writer = self._graph, self._context.gate, self._writer
        needed = [place for place in graph.live(self._needed()) if not graph.nodes[place].uniform]
        first = set(graph.live([gate])) if gate is not None else set(needed)
        goes: dict[int, list[tuple[str, str]]] = {}
        for kind, name, node in self._context.outputs:
            goes.setdefault(node, []).append((kind, name))
        self._work([place for place in needed if place in first], {} if gate is not None else goes)
        if gate is not None:
            flags = writer.new(f"bitcast {writer.flags} {self._values[gate]} to i{writer.width}")
            some = writer.new(f"icmp ne i{writer.width} {flags}, 0")
            writer.write(f"br i1 {some}, label %go, label %skip\ngo:")
            self._draw_once()
            self._work([place for place in needed if place not in first], goes)
            self._put_all({place: to for place, to in goes.items() if place in first}, uniform=False)
        self._put_all(goes, uniform=True)
        for name in list(self._waiting):
            self._put_waiting(name)
        if gate is not None:
            writer.write("br label %skip\nskip:")
        room = "".join(
            f"  %{name} = alloca [{steps * WORDS} x {writer.floats}], align 64\n"
            for name, steps in ((("words", 1), ("drawn", self._steps)) if self._steps else ())
        )
        return _FUNCTION.format(
            number=number,
            arguments=_ARGUMENTS,
            room=room,
            last="loop" if gate is None else "skip",
            body="\n".join(writer.lines),
            width=writer.width,
            block=BLOCK,
        )

    def _put_all(self, goes: dict[int, list[tuple[str, str]]], *, uniform: bool) -> None:
        for place, to in goes.items():
            if self._graph.nodes[place].uniform == uniform:
                for kind, name in to:
                    self._put(kind, name, place)

    def _work(self, places: list[int], goes: dict[int, list[tuple[str, str]]]) -> None:
        writer = self._writer
        for place in places:
            node = self._graph.nodes[place]
            if node.op == "input":
                self._values[place] = self._input(str(node.value))
            elif node.op == "pick":
                self._values[place] = picked(writer, self._moving(str(node.value)), self._values[node.arguments[0]])
            else:
                values = [self._values[item] for item in node.arguments]
                self._values[place] = writer.operation(node, values)
            for kind, name in goes.get(place, ()):
                self._put(kind, name, place)

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
        names = [name for name in self._graph.inputs(self._graph.live(self._needed())) if name.startswith("once:")]
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


def _luck(layout: BlockRows) -> str:
    """Write the calls that fill the table of luck."""
    lines = []
    for name, place in layout.streams.items():
        keys = f"i64 %k{place}, i64 %m{place}"
        lines += [
            f"  %ka{place} = getelementptr i64, ptr %keys, i64 {2 * place}",
            f"  %k{place} = load i64, ptr %ka{place}, align 8",
            f"  %kb{place} = getelementptr i64, ptr %keys, i64 {2 * place + 1}",
            f"  %m{place} = load i64, ptr %kb{place}, align 8",
            f"  %t{place} = getelementptr double, ptr %l, i64 {place * CHUNK_WEEKS * BLOCK}",
            f"  call void @luck_{name.partition(':')[0]}(ptr %b, ptr %t{place}, i64 %week, {keys})",
        ]
    return "\n".join(lines)


def _guard(label: str, layout: BlockRows, only: tuple[str, ...]) -> str:
    """Write what passes a part over where none of some rows is set in any world of the block."""
    if not only:
        return ""
    lines = [f"  %{label}x{at} = call i64 @any(ptr %b, i64 {layout.row[name]})" for at, name in enumerate(only)]
    found = f"%{label}x0"
    for at in range(1, len(only)):
        lines.append(f"  %{label}o{at} = or i64 {found}, %{label}x{at}")
        found = f"%{label}o{at}"
    lines += [
        f"  %{label}n = icmp eq i64 {found}, 0",
        f"  br i1 %{label}n, label %end, label %{label}go",
        f"{label}go:",
    ]
    return "\n".join(lines)


def module(week: Week, layout: BlockRows, width: int) -> str:
    """Return the text of the module of a traced week.

    Parameters
    ----------
    week, layout
        What was traced, and where everything lies.
    width
        Worlds a vector; a block is a whole number of them.
    """
    graph = week.graph
    arguments = _called()
    parts = [_Part(graph, layout, context, width).text(number) for number, context in enumerate(week.contexts.values())]
    numbers = range(len(parts))
    first = {name: layout.row[f"{name}[0]"] for name in (FIXED, LEVEL, WEIGHT, MEASURE) if layout.papers}
    readers = [
        reading.function(number, read, layout.row[f"choice:{point}"], first, BLOCK, width)
        for number, (point, read) in enumerate(layout.papers.items())
    ]
    driver = _DRIVER.format(
        before=uniform_part(graph, graph.live(layout.across), layout.uniform, layout.across),
        mask=CHUNK_WEEKS - 1,
        block=BLOCK,
        numbers=max(len(layout.across), 1),
        moving=max(len(layout.moving), 1),
        cases="\n".join(
            [f"    i64 {number}, label %p{number}" for number in numbers]
            + [f"    i64 {len(parts) + number}, label %q{number}" for number in range(len(readers))]
        ),
        luck=LUCK,
        halt=HALT,
        pause=PAUSE,
        draw=DRAW,
        draws=_luck(layout),
        calls="\n".join(
            [
                f"p{number}:\n{_guard(f'p{number}', layout, part.only)}\n"
                f"  call void @part{number}({arguments})\n  br label %end"
                for number, part in enumerate(week.contexts.values())
            ]
            + [
                _READ.format(
                    number=number,
                    place=reading.SHELF * number,
                    guard=_guard(f"q{number}", layout, (f"choice:{point}",)),
                )
                for number, point in enumerate(layout.papers)
            ]
        ),
    )
    return "\n".join(
        [
            ir.elementary(1),
            ir.elementary(width),
            philox.generator(width),
            philox.normals(width),
            philox.chunk("normal", width, layout),
            philox.chunk("uniform", width, layout),
            drawing(width, layout),
            picks_declared(width),
            *parts,
            reading.DECLARED,
            *readers,
            driver,
        ]
    )


def _called() -> str:
    """Return the arguments with which the driver calls a part."""
    return "ptr %b, ptr %lw, ptr %s, ptr %d, ptr %r, i64 %stride, ptr %keys, i64 %week"


def operations(graph: Graph, context: WeekPart) -> list[Node]:
    """Return the operations a world of a context: what is the same in all worlds is not among them."""
    nodes = [graph.nodes[place] for place in graph.live(context.nodes)]
    return [node for node in nodes if not node.uniform and node.op != "input"]
