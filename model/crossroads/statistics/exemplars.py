"""Three worlds that stand for a run: a typical one, and a good and a bad one for a nation, neither of them a freak."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError, nearest
from crossroads.evidence.nations import load_nations
from crossroads.runs.run import Measure, Run
from crossroads.statistics.intervals import Floats

HALF_A_YEAR = 26.0
"""Weeks by which an event has to move to count as much as a quantity that moves across its range."""

WHETHER, WHEN = 1.0, 0.5
"""What it weighs that an event comes in one of two worlds, or in both at other times."""

MOST_COMPARED = 500
"""Worlds that are set against one another, the first of a run: more would move the middle little and cost much."""

OUTSIDE = 0.05
"""Share of worlds that are better than the one that is told as good, and worse than the one that is told as bad."""


def typical_world(run: Run, typical: Sequence[Measure]) -> int:
    """Return the medoid: the world whose war is nearest to those of all others, by its main events.

    Of two worlds each main event counts, whether it comes and when; beside these what else makes a world typical: of a
    category whether it is the same, of a quantity how far apart it is, in parts of the range of the middle 80 %. Of
    equally near worlds the one with the lowest number is taken.

    Parameters
    ----------
    run
        The run.
    typical
        What makes a world typical beside its main events.
    """
    count = min(run.worlds, MOST_COMPARED)
    apart = np.zeros((count, count))
    kinds = {item.outcome.name: item for item in typical}
    events = run.main_events | {name: run.weeks(name) for name, item in kinds.items() if item.outcome.kind == "date"}
    for weeks in events.values():
        apart += _of_an_event(weeks[:count])
    for name in sorted(kinds.keys() - events.keys()):
        if kinds[name].kind == "category":
            codes = run.outcomes[name].astype("category").cat.codes.to_numpy()[:count]
            apart += codes[:, None] != codes
        else:
            apart += WHEN * _of_a_quantity(np.asarray(run.values(kinds[name]), dtype=np.float64)[:count])
    return int(run.outcomes.index[int(np.argmin(apart.sum(axis=1)))])


def _of_an_event(weeks: Floats) -> Floats:
    come = ~np.isnan(weeks)
    moved = np.minimum(np.abs(weeks[:, None] - weeks) / HALF_A_YEAR, 1.0)
    return np.where(come[:, None] & come, WHEN * np.nan_to_num(moved), WHETHER * (come[:, None] != come))


def _of_a_quantity(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros((len(values), len(values)))
    low, high = np.quantile(known, (0.1, 0.9))
    whole = float(high - low) or 1.0
    moved: Floats = np.minimum(np.nan_to_num(np.abs(values[:, None] - values) / whole, nan=1.0), 1.0)
    return moved


def alike(run: Run, world: int) -> float:
    """Return the share of worlds in which the same of the main events come as in one world, at whatever time."""
    come: NDArray[np.bool_] = ~np.isnan(np.stack(list(run.main_events.values())))
    own = come[:, run.outcomes.index.get_loc(world)]
    return float((come == own[:, None]).all(axis=0).mean())


def standing(run: Run, nation: str) -> list[Floats]:
    """Return what a nation's own account of the war is ordered by, most important first; higher is better.

    The order is the nation's own: `standing` in its `nation.toml`; none where it gives none.

    Raises
    ------
    InputError
        Where `nation` is not one of the deciding nations.
    """
    nations = list(load_nations())
    if nation not in nations:
        raise InputError(f"'{nation}' is not a nation of the model ({', '.join(nations)}){nearest(nation, nations)}.")
    return [_worth(run, entry) for entry in load_nations()[nation].standing]


def _worth(run: Run, entry: str) -> Floats:
    """Return what worlds are worth by an entry of `standing`; of several outcomes the greatest or last counts."""
    names, told = entry.removeprefix("-").split(), run.measures
    worth: Floats = np.max([run.values(told.get(f"{name}:weeks") or told[name]) for name in names], 0)
    return -worth if entry.startswith("-") else worth


def exemplars(run: Run, nation: str, typical: Sequence[Measure]) -> dict[str, int]:
    """Return world numbers that stand for a run.

    Parameters
    ----------
    run
        The run.
    nation
        The nation by whose own account 'best' and 'worst' are meant (see `standing`); '' for none.
    typical
        What makes a world typical (see `typical_world`).

    Returns
    -------
    dict[str, int]
        'typical', and with a nation that says what it goes by 'best' and 'worst' -> world number: the ends of the
        middle 90 % of worlds, since the best and the worst of thousands are freaks. In a run of few worlds they may
        coincide.

    Raises
    ------
    InputError
        Where `nation` is not one of the deciding nations.
    """
    middle = {"typical": typical_world(run, typical)}
    if not nation:
        return middle
    keys = [np.nan_to_num(key, nan=-np.inf) for key in standing(run, nation)]
    if not keys:
        return middle
    numbers = run.outcomes.index.to_numpy(dtype=np.int64)
    rising = np.lexsort((-numbers, *reversed(keys)))  # equal worlds: the lowest number counts as the best
    out = min(math.ceil(OUTSIDE * len(rising)), (len(rising) - 1) // 2)
    return {**middle, "best": int(numbers[rising[len(rising) - 1 - out]]), "worst": int(numbers[rising[out]])}
