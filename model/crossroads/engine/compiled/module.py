"""The module of a traced week: a function a context, the luck, and a driver that reads a short program.

The program is a list of pairs, what to run and in which week, so that a block of worlds goes from its opening to its
outcomes in one call and stays in the processor's nearest memory.
"""

from __future__ import annotations

from collections.abc import Iterable

from crossroads.engine.compiled import philox, reading
from crossroads.engine.compiled.draws import drawing, picks_declared
from crossroads.engine.compiled.llvm import ir
from crossroads.engine.compiled.llvm.kernel import uniform_part
from crossroads.engine.compiled.part import GIVEN, part
from crossroads.engine.compiled.reading import FIXED, LEVEL, MEASURE, WEIGHT
from crossroads.engine.compiled.rows import BLOCK, BlockRows
from crossroads.engine.compiled.tracing.context import WeekPart
from crossroads.engine.compiled.tracing.graph import Graph, Node
from crossroads.engine.compiled.week import Week
from crossroads.world.luck import CHUNK_WEEKS

STOP, LUCK, HALT, PAUSE, DRAW = 255, 254, 253, 252, 251
"""Codes of the program beside the numbers of contexts: the end; a chunk of luck; a halt where a row is not 0 in some
world; a halt in any case; what lasts."""

_LINE = 8
"""Numbers of a line of the processor's memory."""

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
define internal void @fetch(ptr %b) noinline nounwind {{
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %p = getelementptr double, ptr %b, i64 %i
  %x = load volatile double, ptr %p, align 8
  %next = add i64 %i, {line}
  %more = icmp slt i64 %next, {often}
  br i1 %more, label %loop, label %done
done:
  ret void
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
  call void @fetch(ptr %b)
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
    parts = [part(graph, layout, context, number, width) for number, context in enumerate(week.contexts.values())]
    numbers = range(len(parts))
    first = {name: layout.row[f"{name}[0]"] for name in (FIXED, LEVEL, WEIGHT, MEASURE) if layout.papers}
    readers = [
        reading.function(number, read, layout.row[f"choice:{point}"], first, BLOCK, width)
        for number, (point, read) in enumerate(layout.papers.items())
    ]
    given = GIVEN.replace("ptr %l,", "ptr %lw,")
    driver = _DRIVER.format(
        before=uniform_part(graph, graph.live(layout.across), layout.uniform, layout.across),
        mask=CHUNK_WEEKS - 1,
        block=BLOCK,
        line=_LINE,
        often=layout.often * BLOCK,
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
                f"p{number}:\n{_guard(f'p{number}', layout, context.only)}\n"
                f"  call void @part{number}({given})\n  br label %end"
                for number, context in enumerate(week.contexts.values())
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


def operations(graph: Graph, context: WeekPart, known: Iterable[int] = ()) -> list[Node]:
    """Return the operations a world of a context, but for what is the same in all worlds.

    Parameters
    ----------
    graph, context
        What was traced, and the part.
    known
        Nodes that are worked out elsewhere.
    """
    there = set(known)
    places = [place for place in graph.live(context.nodes, there) if place not in there]
    return [
        graph.nodes[place] for place in places if not graph.nodes[place].uniform and graph.nodes[place].op != "input"
    ]
