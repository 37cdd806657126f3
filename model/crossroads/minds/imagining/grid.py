"""Round numbers: beliefs lie between the points of a grid, and what is imagined is read off between them.

A staff works out its papers for round numbers. A point of the d-dimensional grid's cell is written as the mean of
d + 1 corners (the simplex of Kuhn 1960 in which it lies), so that what is read between papers is continuous, and
exact at round numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.world.axes import Array

Levels = NDArray[np.int64]


def corners(coordinates: Array) -> tuple[Array, Array]:
    """Return the corners between which each point lies, and their weights.

    Parameters
    ----------
    coordinates
        Points in units of the grid's steps, shape (axis, world).

    Returns
    -------
    levels : Array
        Whole numbers, shape (corner, axis, world), with one corner more than axes.
    weights : Array
        Shape (corner, world); at least 0, summing to 1.
    """
    floor = np.floor(coordinates)
    part = coordinates - floor
    axes = range(len(coordinates))
    # Along the axes from the largest fraction to the smallest, of equal ones the first: each step is a corner.
    turn = [_before(part, axis) for axis in axes]
    above, nothing = np.ones(coordinates.shape[-1]), np.zeros(coordinates.shape[-1])
    levels, weights = [floor], []
    for step in axes:
        here = nothing
        for axis in axes:
            here = np.where(turn[axis] == step, part[axis], here)
        weights.append(above - here)
        above = here
        levels.append(np.stack([floor[axis] + np.where(turn[axis] <= step, 1.0, 0.0) for axis in axes]))
    return np.stack(levels), np.stack([*weights, above])


def _before(part: Array, axis: int) -> Array:
    """Return along how many axes the walk goes before it goes along one of them, (world,)."""
    count: Array = 0.0 * part[axis]
    for other in range(len(part)):
        first = part[other] >= part[axis] if other < axis else part[other] > part[axis]
        count = count + np.where(first, 1.0, 0.0)
    return count


def whole(levels: Array) -> Levels:
    """Return levels as the whole numbers that they are.

    Raises
    ------
    InputError
        Where one is no number: only a scenario's extreme parameters can break a war's arithmetic so.
    """
    if not np.isfinite(levels).all():
        raise InputError(
            "what a council sees is not a number: a parameter of the scenario lies too far outside its recorded range"
        )
    return levels.astype(np.int64)


def distinct(rows: Levels) -> tuple[Levels, Levels]:
    """Return the distinct columns of whole numbers and, for each column, which of them it is.

    Parameters
    ----------
    rows
        Shape (name, point).

    Returns
    -------
    unique : Levels
        Shape (name, distinct point), in a fixed order.
    place : Levels
        Shape (point,).
    """
    if rows.shape[0] == 0:
        return rows[:, :1], np.zeros(rows.shape[1], dtype=np.int64)
    low = rows.min(axis=1)
    size = rows.max(axis=1) - low + 1
    codes = np.ravel_multi_index(tuple(rows - low[:, None]), tuple(size.tolist()))
    found, place = np.unique(codes, return_inverse=True)
    unique = np.stack(np.unravel_index(found, tuple(size.tolist()))) + low[:, None]
    return unique.astype(np.int64), place.astype(np.int64)
