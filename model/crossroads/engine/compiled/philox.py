"""The luck in LLVM: Philox, the counter-based generator, and what is made of its words.

The words are those of NumPy's Philox, the normals and uniforms those of `world.luck`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crossroads.engine.compiled.llvm.ir import Writer, traced_body
from crossroads.engine.compiled.rows import BLOCK, WORDS, WORLD, BlockRows
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import Traced
from crossroads.world.luck import CHUNK_WEEKS, box_muller

_ROUNDS = 10
_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
"""Constants of Philox 4x64 (Salmon and others, 2011)."""

_HALF, _LOW = 32, 0xFFFFFFFF
_EXACT_BITS, _EXACT = 0x4330000000000000, 4503599627370496.0
"""2**52 as bits and as a number: what is written into its lowest bits is read as a number above it."""

_STEPS = CHUNK_WEEKS // WORDS
_UPPER_BITS = 2.0**-8


def _signed(bits: int) -> int:
    return bits - (1 << 64) if bits >> 63 else bits


def _product(writer: Writer, factor: int, value: str) -> tuple[str, str]:
    """Return the upper and the lower half of a product of 64 bits by 64 bits."""
    low, shift, on = writer.whole(_LOW), writer.whole(_HALF), writer.on_bits
    below, above = on("and", value, low), on("lshr", value, shift)
    first, second = writer.whole(factor & _LOW), writer.whole(factor >> _HALF)
    one, two = on("mul", below, first), on("mul", above, first)
    three, four = on("mul", below, second), on("mul", above, second)
    middle = on("add", on("lshr", one, shift), two)
    inner = on("add", on("and", middle, low), three)
    upper = on("add", on("add", four, on("lshr", middle, shift)), on("lshr", inner, shift))
    return upper, on("or", on("shl", inner, shift), on("and", one, low))


def generator(width: int) -> str:
    """Return the generator: eight words of 32 bits, as numbers, for each world of a vector, behind `%o`."""
    writer = Writer(width)
    on = writer.on_bits
    words = ["%c0", writer.spread("%c1", "i64"), writer.whole(0), writer.whole(0)]
    keys = ["%k0", "%k1"]
    for turn in range(_ROUNDS):
        if turn:
            keys = [writer.new(f"add i64 {key}, {_signed(step)}") for key, step in zip(keys, _WEYL, strict=True)]
        (high0, low0), (high1, low1) = (
            _product(writer, _MULTIPLIERS[0], words[0]),
            _product(writer, _MULTIPLIERS[1], words[2]),
        )
        words = [
            on("xor", on("xor", high1, words[1]), writer.spread(keys[0], "i64")),
            low1,
            on("xor", on("xor", high0, words[3]), writer.spread(keys[1], "i64")),
            low0,
        ]
    for place, word in enumerate(words):
        halves = on("and", word, writer.whole(_LOW)), on("lshr", word, writer.whole(_HALF))
        for half, bits in enumerate(halves):
            number = writer.to_floats(on("or", bits, writer.whole(_EXACT_BITS)))
            put_word(writer, writer.arithmetic("sub", number, writer.number(_EXACT)), "%o", 2 * place + half)
    body = "\n".join(writer.lines)
    return (
        f"define internal void @philox({writer.bits} %c0, i64 %c1, i64 %k0, i64 %k1, ptr noalias %o) "
        f"noinline nounwind {{\n{body}\n  ret void\n}}"
    )


def put_word(writer: Writer, value: str, pointer: str, place: int) -> None:
    """Write a vector of numbers into a place of an array of vectors."""
    writer.store(value, pointer, place * writer.width)


def word(writer: Writer, pointer: str, place: int) -> str:
    """Return a vector of numbers from an array of vectors."""
    return writer.load(pointer, place * writer.width)


def normals(width: int) -> str:
    """Return the function that makes two vectors of normals of two of words, behind `%first` and `%second`."""
    writer, graph = Writer(width), Graph()
    given = [graph.input("%w0"), graph.input("%w1")]
    shares = [_share_of_upper_bits(Traced(graph, np.array([node], dtype=object))) for node in given]
    one, two = box_muller(*shares)
    wanted = [int(value.nodes[0]) for value in (one, two)]
    first, second = traced_body(writer, graph, wanted)
    writer.store(first, "%first", 0)
    writer.store(second, "%second", 0)
    body = "\n".join(writer.lines)
    return (
        f"define internal void @box_muller({writer.floats} %w0, {writer.floats} %w1, ptr %first, ptr %second) "
        f"noinline nounwind {{\n{body}\n  ret void\n}}"
    )


def _share_of_upper_bits(words: Traced) -> Any:
    """Return what `world.luck` makes of a word for normals: its upper 24 bits as a share, off 0 and 1."""
    return (np.floor(words * _UPPER_BITS) + 0.5) * 2.0**-24


def counter(writer: Writer, layout: BlockRows, steps: int, step: int) -> str:
    """Return the generator's counter of each world: it counts up before it draws."""
    pointer = writer.new(f"getelementptr i64, ptr %block, i64 {layout.row[WORLD] * BLOCK}")
    worlds = writer.new(f"load {writer.bits}, ptr {pointer}, align 8")
    product = writer.on_bits("mul", worlds, writer.whole(steps))
    return writer.on_bits("add", product, writer.whole(step + 1))


_CHUNK = """define internal void @luck_{kind}(ptr %b, ptr %l, i64 %chunk, i64 %k0, i64 %k1) noinline nounwind {{
entry:
{room}
  br label %loop
loop:
  %j = phi i64 [ 0, %entry ], [ %next, %loop ]
  %block = getelementptr i64, ptr %b, i64 %j
  %table = getelementptr double, ptr %l, i64 %j
{body}
  %next = add i64 %j, {width}
  %more = icmp slt i64 %next, {block}
  br i1 %more, label %loop, label %done
done:
  ret void
}}"""


def chunk(kind: str, width: int, layout: BlockRows) -> str:
    """Return the function that fills the table of luck with a stream's weeks of a chunk, one row a week."""
    writer = Writer(width)
    room = "\n".join(f"  %words{step} = alloca [{WORDS} x {writer.floats}], align 64" for step in range(_STEPS))
    for step in range(_STEPS):
        count = counter(writer, layout, _STEPS, step)
        writer.write(f"call void @philox({writer.bits} {count}, i64 %chunk, i64 %k0, i64 %k1, ptr %words{step})")

    def drawn(place: int) -> str:
        return word(writer, f"%words{place // WORDS}", place % WORDS)

    def week(place: int) -> str:
        return writer.new(f"getelementptr double, ptr %table, i64 {place * BLOCK}")

    half = CHUNK_WEEKS // 2
    if kind == "normal":
        for place in range(half):
            one, two, first, second = drawn(place), drawn(half + place), week(place), week(half + place)
            floats = writer.floats
            writer.write(f"call void @box_muller({floats} {one}, {floats} {two}, ptr {first}, ptr {second})")
    else:
        for place in range(CHUNK_WEEKS):
            lifted = writer.arithmetic("add", drawn(place), writer.number(0.5))
            writer.store(writer.arithmetic("mul", lifted, writer.number(2.0**-32)), week(place), 0)
    return _CHUNK.format(kind=kind, room=room, body="\n".join(writer.lines), width=width, block=BLOCK)
