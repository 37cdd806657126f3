"""How far a world is from the record: nothing inside a target's range, then in units of half the range."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.history.record_map import Target
from crossroads.world.axes import Floats

FURTHEST = 40.0
"""Nothing counts as further off than so many halves of the range."""


def excess(targets: tuple[Target, ...], answers: Floats) -> Floats:
    """Return how far each answer lies outside its target's range, in halves of the range; 0 inside.

    Parameters
    ----------
    targets
        The targets.
    answers
        Shape (target, world).

    Returns
    -------
    excess : numpy.ndarray
        Shape (target, world), from 0 to `FURTHEST`; an answer that is missing counts `FURTHEST`.
    """
    low, high, half = _bounds(targets)
    outside = np.maximum(np.maximum(low - answers, answers - high), 0.0) / half
    return np.asarray(np.minimum(np.nan_to_num(outside, nan=FURTHEST), FURTHEST), dtype=np.float64)


def distance(targets: tuple[Target, ...], answers: Floats) -> Floats:
    """Return the weighted mean over the targets of the logarithm of 1 + `excess`, shape (world,).

    So a number far off counts more than one that is near, but not ten times as much, and what is far off is not given
    up: with a bound instead, the reversal before Stalingrad was lost.
    """
    weights = np.array([target.weight for target in targets])
    return np.asarray(weights @ np.log1p(excess(targets, answers)) / weights.sum(), dtype=np.float64)


def standardised(targets: tuple[Target, ...], answers: Floats) -> Floats:
    """Return answers as halves of the range from its middle, kept within `FURTHEST`; shape (target, world).

    The middle is 0, the bounds are -1 and 1. Unlike `excess` this tells a target that is far off from one further off,
    which is what a regression needs.
    """
    low, high, half = _bounds(targets)
    from_middle = (answers - (low + high) / 2) / half
    return np.asarray(np.clip(np.nan_to_num(from_middle, nan=FURTHEST), -FURTHEST, FURTHEST), dtype=np.float64)


def _bounds(targets: tuple[Target, ...]) -> tuple[Floats, Floats, Floats]:
    low, high = (np.array([[getattr(target, name)] for target in targets]) for name in ("low", "high"))
    return low, high, (high - low) / 2
