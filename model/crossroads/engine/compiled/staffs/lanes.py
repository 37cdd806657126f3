"""Imagined worlds side by side: some of them go their way at a time, and two threads share them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from crossroads.engine.compiled.llvm import machine

TOGETHER = 64
"""Imagined worlds that go their way at a time; results do not depend on it."""

WORTH_A_THREAD = 128
"""Imagined worlds from which on a second thread takes half of them."""

Parts = Sequence[tuple[int, int]]
"""The first of some worlds, and how many go together."""


@functools.cache
def _helper() -> ThreadPoolExecutor:
    """Return the thread that takes the other half."""
    return ThreadPoolExecutor(1)


def parts_of_lanes(lanes: int) -> list[tuple[int, int]]:
    """Return which lanes go together: the first of them, and how many; never fewer than a vector holds.

    Parameters
    ----------
    lanes
        How many there are: at least as many as a vector holds.
    """
    width = machine.width()
    starts = [min(first, lanes - width) for first in range(0, lanes, TOGETHER)]
    return [(first, min(TOGETHER, lanes - first)) for first in starts]


def shared(carry: Callable[[Parts], None], lanes: int) -> None:
    """Have all lanes carried, by two threads where there are enough of them.

    Parameters
    ----------
    carry
        Carries some parts of the lanes.
    lanes
        How many there are.
    """
    parts = parts_of_lanes(lanes)
    if lanes < WORTH_A_THREAD or machine.threads() < 2:
        carry(parts)
        return
    other = _helper().submit(carry, parts[1::2])
    try:
        carry(parts[::2])
    finally:
        # Whatever happens here, the other half still reads and writes what belongs to whoever asked.
        other.result()
