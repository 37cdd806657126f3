"""Rows among which each world picks its own: draws that last for a time, where worlds differ in how long.

A world reads the row of its own number, counted from the first draw; as many rows are drawn as the shortest time asks
for.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.engine.compiled.llvm.ir import Writer
from crossroads.engine.compiled.rows import BLOCK, BlockRows
from crossroads.engine.compiled.traced import PICKED
from crossroads.evidence.parameters import Parameters, Spread

_EXACT, _EXACT_BITS = 4503599627370496.0, 0x4330000000000000
"""2**52: a whole number that is added to it stands in the last bits of the sum."""


def declared(width: int) -> str:
    """Return the declaration of what the code of `read` calls."""
    return (
        f"declare <{width} x double> @llvm.masked.gather.v{width}f64.v{width}p0("
        f"<{width} x ptr>, i32, <{width} x i1>, <{width} x double>)"
    )


def read(writer: Writer, first: str, number: str) -> str:
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


def streams(layout: BlockRows, weeks: int, p: Parameters, spreads: Mapping[str, Spread]) -> dict[str, list[str]]:
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
