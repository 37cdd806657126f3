"""The axes of the arrays, named once. The LAST axis of every array is the world."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""A float64 array whose last axis is the world: one dtype for all state, so that the books balance to 1e-9."""

Flags = NDArray[np.bool_]
"""A boolean array whose last axis is the world."""

Floats = NDArray[np.float64]
"""Numbers over whatever axes."""

Ints = NDArray[np.int64]
"""Whole numbers, such as those of worlds."""

SECTORS: tuple[str, ...] = ("north", "centre", "south")
"""Sectors of the Eastern Front: Leningrad, Moscow, Ukraine and the Volga."""

NORTH, CENTRE, SOUTH = range(len(SECTORS))

FAR_EAST_AXES: tuple[str, ...] = ("transbaikal", "amur", "maritime")
"""Axes of the Far East front."""

TRANSBAIKAL, AMUR, MARITIME = range(len(FAR_EAST_AXES))

ROUTES: tuple[str, ...] = ("arctic", "persian", "pacific")
"""Supply routes to the USSR."""

ARCTIC, PERSIAN, PACIFIC_ROUTE = range(len(ROUTES))


class Numbers(Protocol):
    """Parameters by name: a float, or an array (world,) where worlds differ."""

    def __getitem__(self, name: str, /) -> Array | float:
        """Return one parameter."""


class Laws(Numbers, Protocol):
    """Parameters by name as the laws of war read them: by several names at once, too."""

    def column(self, prefix: str, names: tuple[str, ...]) -> Array:
        """Return the parameters `prefix_name` of several names, shape (name, 1 or world)."""


def begins(week: Array | float, period: Array | float) -> Array:
    """Return 1 in the weeks in which a period of whole weeks begins, 0 in all others."""
    return np.where(week - period * np.floor(week / period) < 0.5, 1.0, 0.0)


def whole(period: Array | float) -> Array | float:
    """Return a period of weeks or months in whole ones: what comes again every so often does so at least every one."""
    return np.maximum(np.rint(period), 1.0)
