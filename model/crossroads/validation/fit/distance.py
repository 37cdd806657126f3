"""How far a world is from the record: nothing inside a target's range, then in units of half the range."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.history.record_map import Target
from crossroads.world.axes import Floats

CAP = 4.0
"""A target counts at most so many units.

A lower cap gives up what is far off, such as the reversal before Stalingrad.
"""

FURTHEST = 40.0
"""What a regression is shown is kept within so many halves of the range."""


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
        Shape (target, world), from 0 to `CAP`; an answer that is missing counts `CAP`.
    """
    low, high, half = _bounds(targets)
    outside = np.maximum(np.maximum(low - answers, answers - high), 0.0) / half
    return np.asarray(np.minimum(np.nan_to_num(outside, nan=CAP), CAP), dtype=np.float64)


def distance(targets: tuple[Target, ...], answers: Floats) -> Floats:
    """Return the weighted mean of `excess` over the targets, shape (world,)."""
    weights = np.array([target.weight for target in targets])
    return np.asarray(weights @ excess(targets, answers) / weights.sum(), dtype=np.float64)


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
