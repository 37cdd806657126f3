"""The axes of the arrays, named once. The LAST axis of every array is the world."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DTYPE = np.float64
"""One dtype for all state: float64, so that the books of men and barrels balance to 1e-9."""

Array = NDArray[np.float64]
"""A float64 array whose last axis is the world."""

Flags = NDArray[np.bool_]
"""A boolean array whose last axis is the world."""

SECTORS: tuple[str, ...] = ("north", "centre", "south")
"""Sectors of the Eastern Front: Leningrad, Moscow, Ukraine and the Volga."""

NORTH, CENTRE, SOUTH = range(len(SECTORS))

FAR_EAST_AXES: tuple[str, ...] = ("transbaikal", "amur", "maritime")
"""Axes of the Far East front."""

TRANSBAIKAL, AMUR, MARITIME = range(len(FAR_EAST_AXES))

ROUTES: tuple[str, ...] = ("arctic", "persian", "pacific")
"""Supply routes to the USSR."""

ARCTIC, PERSIAN, PACIFIC_ROUTE = range(len(ROUTES))
