"""Divided attention: what a power loses on each land front for those beyond its first."""

from __future__ import annotations

import numpy as np

from crossroads.world.axes import Array, Flags, Laws


def divided(p: Laws, *fronts: Array | Flags) -> Array:
    """Return the share of its effectiveness that a power keeps on each of its land fronts, (world,).

    Parameters
    ----------
    p
        Parameter `combat.two_front_penalty`, the share lost for each front beyond the first.
    *fronts
        For each front that the power may have, 1 where it is open, else 0, (world,).
    """
    count = sum((front * 1.0 for front in fronts[1:]), fronts[0] * 1.0)
    kept = 1.0 - p["combat.two_front_penalty"]
    share = np.ones_like(count)
    for beyond in range(1, len(fronts)):
        share = share * np.where(count > beyond, kept, 1.0)
    return share
