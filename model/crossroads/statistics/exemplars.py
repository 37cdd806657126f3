"""Three worlds that stand for a run: a typical one, and the best and worst for one nation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crossroads.errors import InputError, nearest
from crossroads.evidence.nations import load_nations
from crossroads.runs.run import Measure, Run
from crossroads.statistics.intervals import Floats


def typical_world(run: Run, typical: Sequence[Measure]) -> int:
    """Return the world nearest to the medians, among those of the most frequent kind.

    Of the measures, categories tell the kind; of the others distances count, in units of each one's median absolute
    deviation: one in which most worlds agree does not count. Of equally near worlds the one with the lowest number is
    taken.
    """
    kind = pd.Series("", index=run.outcomes.index)
    for item in typical:
        if item.kind == "category":
            kind = kind + "/" + run.outcomes[item.outcome.name].fillna("")
    counts = kind.value_counts()
    most_frequent = min(counts.index[counts == counts.max()])
    chosen = np.flatnonzero((kind == most_frequent).to_numpy())
    distance = np.zeros(len(chosen))
    for values in (run.values(item)[chosen] for item in typical if item.kind != "category"):
        away = np.abs(values - np.nanmedian(values))
        scale = float(np.nanmedian(away))
        if scale > 0:
            distance += np.nan_to_num(away / scale) ** 2
    return int(run.outcomes.index[chosen[int(np.argmin(distance))]])


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
        'typical', and with a nation that says what it goes by 'best' and 'worst' -> world number. In a run of few
        worlds they may coincide.

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
    return {**middle, "best": int(numbers[rising[-1]]), "worst": int(numbers[rising[0]])}
