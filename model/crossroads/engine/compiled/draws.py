"""What a world has for good, drawn in its block: parameters by the shapes of their records, and lasting luck.

A table says what lies where: for each row its kind, the key of its stream, and the range and scale of a parameter.
Where worlds differ in how long a draw lasts, each picks the row of its own number: as many are drawn as the shortest
time asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled import philox
from crossroads.engine.compiled.llvm.ir import Writer, traced_body
from crossroads.engine.compiled.rows import BLOCK, WORDS, BlockRows
from crossroads.engine.compiled.traced import PICKED
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import Traced
from crossroads.evidence.parameters import SHAPES, Parameters, Spread, mapped, parameter_stream
from crossroads.world.luck import stream_key

NORMAL, UNIFORM = len(SHAPES), len(SHAPES) + 1
"""Kinds of row behind the shapes of parameters."""

_GIVEN = ("low", "mode", "high")
_FIELDS = 9
"""Row, kind, the key's halves, low, value, high, scale, most."""

_WORD = (1 << 64) - 1

_EXACT, _EXACT_BITS = 4503599627370496.0, 0x4330000000000000
"""2**52: a whole number that is added to it stands in the last bits of the sum."""

_DRAW = """define internal void @draw(ptr %b, ptr %table) noinline nounwind {{
entry:
  %words = alloca [{words} x {floats}], align 64
  %first = alloca {floats}, align 64
  %second = alloca {floats}, align 64
  %n = load i64, ptr %table, align 8
  %some = icmp sgt i64 %n, 0
  br i1 %some, label %rows, label %done
rows:
  %i = phi i64 [ 0, %entry ], [ %i1, %rowdone ]
  %io = mul i64 %i, {fields}
  %ip = add i64 %io, 1
  %t = getelementptr i64, ptr %table, i64 %ip
{head}
  br label %loop
loop:
  %j = phi i64 [ 0, %rows ], [ %next, %stored ]
  %block = getelementptr i64, ptr %b, i64 %j
{draw}
  switch i64 {kind}, label %share [
{cases}
    i64 {normal}, label %normal
  ]
{shapes}
normal:
  call void @box_muller({floats} {word0}, {floats} {word1}, ptr %first, ptr %second)
  %drawnnormal = load {floats}, ptr %first, align 8
  br label %stored
share:
  br label %stored
stored:
  %value = phi {floats} {values}
{store}
  %next = add i64 %j, {width}
  %more = icmp slt i64 %next, {block}
  br i1 %more, label %loop, label %rowdone
rowdone:
  %i1 = add i64 %i, 1
  %morerows = icmp slt i64 %i1, %n
  br i1 %morerows, label %rows, label %done
done:
  ret void
}}"""


def _shape(shape: Any, width: int) -> str:
    """Return the function of one shape: `evidence.parameters.mapped`, traced."""
    graph = Graph()
    given = [
        Traced(graph, np.array([graph.input(name)], dtype=object)) for name in ("%uniform", "%low", "%mode", "%high")
    ]
    writer = Writer(width)
    drawn: Any = mapped(shape, *given)  # type: ignore[arg-type]
    (value,) = traced_body(writer, graph, [int(drawn.nodes[0])])
    inputs = ", ".join(f"{writer.floats} {name}" for name in ("%uniform", "%low", "%mode", "%high"))
    body = "\n".join([*writer.lines, f"  ret {writer.floats} {value}"])
    return f"define internal {writer.floats} @drawn_{shape}({inputs}) noinline nounwind {{\n{body}\n}}"


def drawing(width: int, layout: BlockRows) -> str:
    """Return the functions that draw what lasts, by a table, into the rows of a block."""
    head, draw, store = (Writer(width, prefix=prefix) for prefix in ("h", "d", "s"))
    numbers = {name: head.spread(head.one("%t", 4 + place)) for place, name in enumerate((*_GIVEN, "scale", "most"))}
    row, k0, k1 = (head.one("%t", place, "i64") for place in (0, 2, 3))
    kind = head.one("%t", 1, "i64")
    offset = head.new(f"mul i64 {row}, {BLOCK}")
    count = philox.counter(draw, layout, 1, 0)
    draw.write(f"call void @philox({draw.bits} {count}, i64 0, i64 {k0}, i64 {k1}, ptr %words)")
    words = [philox.word(draw, "%words", place) for place in (0, 1)]
    lifted = draw.arithmetic("add", words[0], draw.number(0.5))
    uniform = draw.arithmetic("mul", lifted, draw.number(2.0**-32))
    floats, shapes, values = draw.floats, [], []
    for shape in SHAPES:
        given = ", ".join(f"{floats} {value}" for value in (uniform, *(numbers[name] for name in _GIVEN)))
        shapes.append(
            f"shape_{shape}:\n  %raw{shape} = call {floats} @drawn_{shape}({given})\n"
            f"  %scaled{shape} = fmul {floats} %raw{shape}, {numbers['scale']}\n"
            f"  %over{shape} = fcmp ogt {floats} %scaled{shape}, {numbers['most']}\n"
            f"  %cut{shape} = select {draw.flags} %over{shape}, {floats} {numbers['most']}, {floats} %scaled{shape}\n"
            "  br label %stored"
        )
        values.append(f"[ %cut{shape}, %shape_{shape} ]")
    values += ["[ %drawnnormal, %normal ]", f"[ {uniform}, %share ]"]
    store.store("%value", "%block", offset)
    text = _DRAW.format(
        words=WORDS,
        floats=floats,
        fields=_FIELDS,
        head="\n".join(head.lines),
        draw="\n".join(draw.lines),
        cases="\n".join(f"    i64 {number}, label %shape_{shape}" for number, shape in enumerate(SHAPES)),
        kind=kind,
        word0=words[0],
        word1=words[1],
        normal=NORMAL,
        shapes="\n".join(shapes),
        values=", ".join(values),
        store="\n".join(store.lines),
        width=width,
        block=BLOCK,
    )
    return "\n".join([*(_shape(shape, width) for shape in SHAPES), text])


def draw_table(
    rows: Mapping[str, int], lasting: Mapping[int, str], spreads: Mapping[str, Spread] | None, seed: int
) -> NDArray[np.uint64]:
    """Return the table of what is drawn in a block.

    Parameters
    ----------
    rows
        Name -> row of a block: of these, parameters and lasting luck are drawn.
    lasting
        Row -> stream of lasting normals that the week numbers.
    spreads
        How parameters are drawn, those left out that lie there already; None where none is drawn.
    seed
        Seed of the run.
    """
    entries: list[list[int]] = []

    def add(row: int, kind: int, stream: str, numbers: tuple[float, ...] = (0.0,) * 5) -> None:
        key = stream_key(seed, stream)
        bits = np.array(numbers, dtype=np.float64).view(np.uint64)
        entries.append([row, kind, key & _WORD, key >> 64, *(int(item) for item in bits)])

    kinds: dict[str, Callable[[int, str], None]] = {
        "lasting": lambda row, rest: add(row, NORMAL, f"{rest}|lasting"),
        "share": lambda row, rest: add(row, UNIFORM, f"{rest}|lasting"),
    }
    for name, row in rows.items():
        kind, _, rest = name.partition(":")
        if kind in kinds:
            kinds[kind](row, rest)
        elif kind == "p" and spreads and rest in spreads:
            spread = spreads[rest]
            numbers = (spread.low, spread.value, spread.high, spread.scale, spread.most)
            add(row, SHAPES.index(spread.draw), parameter_stream(rest), numbers)
    for row, stream in lasting.items():
        add(row, NORMAL, f"{stream}|lasting")
    return np.array([len(entries), *(item for entry in entries for item in entry)], dtype=np.uint64)


def picks_declared(width: int) -> str:
    """Return the declaration of what the code of `picked` calls."""
    return (
        f"declare <{width} x double> @llvm.masked.gather.v{width}f64.v{width}p0("
        f"<{width} x ptr>, i32, <{width} x i1>, <{width} x double>)"
    )


def picked(writer: Writer, first: str, number: str) -> str:
    """Write how each world reads its row.

    Parameters
    ----------
    writer
        Where instructions are written.
    first
        The offset of the first row behind `%block`, one number for all worlds.
    number
        Number of each world's row, counted from there, as floats.

    Returns
    -------
    str
        Name of the value.
    """
    lifted = writer.to_bits(writer.arithmetic("add", number, writer.number(_EXACT)))
    rows = writer.on_bits("xor", lifted, writer.whole(_EXACT_BITS))
    places = writer.on_bits("add", writer.on_bits("mul", rows, writer.whole(BLOCK)), writer.spread(first, "i64"))
    lanes = ", ".join(f"i64 {lane}" for lane in range(writer.width))
    places = writer.on_bits("add", places, f"<{lanes}>")
    pointers = writer.new(f"getelementptr double, ptr %block, {writer.bits} {places}")
    return writer.new(
        f"call {writer.floats} @llvm.masked.gather.v{writer.width}f64.v{writer.width}p0("
        f"<{writer.width} x ptr> {pointers}, i32 8, {writer.flags} {writer.flag(True)}, {writer.floats} poison)"
    )


def _least(length: str, p: Parameters, spreads: Mapping[str, Spread]) -> float:
    """Return the least that a parameter is in any world."""
    if length in spreads:
        return spreads[length].low * spreads[length].scale
    return float(np.min(p[length]))


def picked_streams(layout: BlockRows, weeks: int, p: Parameters, spreads: Mapping[str, Spread]) -> dict[str, list[str]]:
    """Return each input that is picked -> the streams of its rows, in their order.

    Parameters
    ----------
    layout
        Where everything lies.
    weeks
        Weeks of the run.
    p, spreads
        Parameters that are known, and how the others are drawn.
    """
    found = {}
    for name in layout.moving:
        if name.startswith(f"{PICKED}:"):
            length = name.partition("@")[2]
            # The draw that is on the table and the one that comes next.
            count = int(weeks // _least(length, p, spreads)) + 2
            found[name] = [layout.named[name].format(number) for number in range(count)]
    return found
