"""Shapley shares: how much of a difference each of several groups carries, averaged over the orders of removal.

All groups are removed one after the other; a group is credited with what its removal changes at its turn. Orders are
drawn in pairs, each with its reverse, from a fixed generator, since all orders would be too many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from crossroads.statistics.intervals import CONFIDENCE, Floats, normal_quantile, told_apart

GENERATOR_SEED = 1941
"""Seed of the generator of orders: the same orders whatever the worlds' seed."""

COLUMNS: tuple[str, ...] = (
    "group",
    "title",
    "share",
    "low",
    "high",
    "orders_error",
    "worlds_error",
    "orders",
    "worlds",
)


def orders(groups: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Return `count` orders of the groups: drawn ones, each followed by its reverse; `count` is even."""
    generator = np.random.default_rng(GENERATOR_SEED)
    drawn: list[tuple[str, ...]] = []
    for _ in range(count // 2):
        order = tuple(groups[position] for position in generator.permutation(len(groups)))
        drawn += [order, order[::-1]]
    return drawn


def coalitions_of(drawn: Sequence[Sequence[str]]) -> list[frozenset[str]]:
    """Return the groups removed at each step of the orders, each set once, none and all included."""
    steps = (frozenset(order[:length]) for order in drawn for length in range(len(order) + 1))
    return list(dict.fromkeys(steps))


def shapley_table(
    titles: Mapping[str, str],
    drawn: Sequence[Sequence[str]],
    value: Callable[[frozenset[str]], Floats],
    most: float = math.inf,
) -> pd.DataFrame:
    """Share a difference among groups.

    Parameters
    ----------
    titles
        Group -> title.
    drawn
        Orders in pairs, as `orders` gives them.
    value
        What is shared, by the groups removed: shape (world,). Worlds in which any of the values is NaN are left out.
    most
        The largest difference that two values of a world can have: 1 of odds.

    Returns
    -------
    pd.DataFrame
        One row a group, in the columns of `COLUMNS`: its share, a 95 % interval, the standard error from drawing
        orders (a pair counts as one draw; 0 where one group is all there is) and that from the worlds; the
        interval holds both, reaches to zero where the group changes anything in too few worlds (see
        `intervals.told_apart`), and no further than a world can. The shares add up to the value with nothing removed
        less that with everything removed. Errors are NaN where there is one pair, or one world, only.
    """
    values = {removed: value(removed) for removed in coalitions_of(drawn)}
    known = ~np.isnan(np.stack(list(values.values()))).any(axis=0)
    pairs, worlds = len(drawn) // 2, int(known.sum())
    rows = []
    for group, title in titles.items():
        shares = np.zeros((pairs, worlds))
        for position, order in enumerate(drawn):
            turn = order.index(group)
            before, after = frozenset(order[:turn]), frozenset(order[: turn + 1])
            shares[position // 2] += (values[before] - values[after])[known] / 2
        by_order, by_world = _error(shares.mean(axis=1)), _error(shares.mean(axis=0))
        middle = float(shares.mean())
        half = normal_quantile((1 + CONFIDENCE) / 2) * math.hypot(by_order, by_world)
        differing = int(np.count_nonzero(shares.any(axis=0)))
        ends = told_apart(middle - half, middle + half, differing, most)
        rows.append((group, title, middle, *ends, by_order, by_world, len(drawn), worlds))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _error(values: Floats) -> float:
    """Return the standard error of a mean."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan
