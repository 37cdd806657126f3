"""Round numbers: beliefs lie between the points of a grid, and what is imagined is read off between them.

A staff works out its papers for round numbers. A point of the d-dimensional grid's cell is written as the mean of
d + 1 corners (the simplex of Kuhn 1960 in which it lies), so that what is read between papers is continuous, and
exact at round numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.world.axes import Array

Levels = NDArray[np.int64]


def corners(coordinates: Array) -> tuple[Levels, Array]:
    """Return the corners between which each point lies, and their weights.

    Parameters
    ----------
    coordinates
        Points in units of the grid's steps, shape (axis, world).

    Returns
    -------
    levels : Levels
        Whole numbers, shape (corner, axis, world), with one corner more than axes.
    weights : Array
        Shape (corner, world); at least 0, summing to 1.
    """
    axes, worlds = coordinates.shape
    floor = np.floor(coordinates)
    part = coordinates - floor
    # Along the axes from the largest fraction to the smallest: each step of the walk is a corner.
    order = np.argsort(-part, axis=0, kind="stable")
    sorted_part = np.take_along_axis(part, order, axis=0)
    levels = np.empty((axes + 1, axes, worlds), dtype=np.int64)
    weights = np.empty((axes + 1, worlds))
    levels[0] = floor.astype(np.int64)
    above = np.ones(worlds)
    columns = np.arange(worlds)
    for step in range(axes):
        weights[step] = above - sorted_part[step]
        above = sorted_part[step]
        levels[step + 1] = levels[step]
        levels[step + 1][order[step], columns] += 1
    weights[axes] = above
    return levels, weights


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
