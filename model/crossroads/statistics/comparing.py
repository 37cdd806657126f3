"""The table of a comparison: every measure that runs share, set world against world, and judged as one of many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, fields

import numpy as np
import pandas as pd

from crossroads.errors import InputError, counted
from crossroads.runs.run import Run
from crossroads.statistics.family import holm, p_value, worlds_needed
from crossroads.statistics.intervals import Floats
from crossroads.statistics.paired import PairedDifference, measured_difference
from crossroads.world.observables import STAKES

COLUMNS: tuple[str, ...] = (
    *("outcome", "scenario", "base", "value", "base_value"),
    *(part.name for part in fields(PairedDifference)),
    *("p", "p_family", "worlds_needed"),
)
"""Columns of the comparison table."""


def check_comparable(runs: Sequence[Run]) -> None:
    """Check that runs share seed, worlds, horizon and records, and bear different names.

    Raises
    ------
    InputError
        Where they do not; the message names both runs and what differs.
    """
    if len(runs) < 2:
        raise InputError(f"A comparison needs at least two runs; {len(runs)} was given.")
    base = runs[0]
    names = [run.scenario for run in runs]
    for run in runs[1:]:
        both = f"'{run.scenario}' and '{base.scenario}'"
        if names.count(run.scenario) > 1:
            raise InputError(f"'{run.scenario}' is named twice; a comparison needs different scenarios.")
        if not np.array_equal(run.world_numbers, base.world_numbers):
            found = f"{counted(run.worlds, 'world')} and {counted(base.worlds, 'world')}"
            raise InputError(f"{both} hold different worlds ({found}). {_ANEW}")
        for key in ("seed", "horizon", "records_hash"):
            if run.manifest.get(key) != base.manifest.get(key):
                found = f"{run.manifest.get(key)} and {base.manifest.get(key)}"
                raise InputError(f"{both} differ in {key} ({found}). {_ANEW}")


_ANEW = "World is set against world: run one of them anew, with the other's worlds, seed, horizon and records."


def comparison_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Compare every run with the first, world by world.

    Parameters
    ----------
    runs
        Runs of the same worlds; the first is the base.

    Returns
    -------
    pd.DataFrame
        One row a measure (see `Run.measured`) that both runs hold and scenario other than the base, in the columns of
        `COLUMNS`: means over worlds, the paired difference, its 95 % interval, the pairs used, the gain of pairing; p
        of the difference, alone and within the family of all rows (`statistics.family.holm`), and how many worlds
        would show a difference of this size.

    Raises
    ------
    InputError
        Where the runs cannot be paired.
    """
    check_comparable(runs)
    base = _columns(runs[0])
    rows = []
    for run in runs[1:]:
        measures = run.measures
        for name, values in _columns(run).items():
            if name not in base:  # one was asked for more than the other
                continue
            pair = measured_difference(values, base[name], measures[name], run)
            names = (name, run.scenario, runs[0].scenario)
            p = p_value(pair, share=measures[name].kind == "share")
            rows.append((*names, _mean(values), _mean(base[name]), *astuple(pair), p, math.nan, worlds_needed(pair)))
    return within_family(pd.DataFrame(rows, columns=list(COLUMNS)).astype({"worlds_needed": "Int64"}))


def within_family(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with `p_family`, the p of each row adjusted for the family of all its rows.

    Stakes sum up what the other rows tell, and are a family of their own: they make no other row less sure.
    """
    p, sums = table["p"].to_numpy(dtype=np.float64), table["outcome"].astype(str).str.startswith(STAKES).to_numpy()
    adjusted = np.empty(len(p))
    for family in (sums, ~sums):
        adjusted[family] = holm(p[family])
    return table.assign(p_family=adjusted)


def _columns(run: Run) -> dict[str, Floats]:
    return {name: run.values(item) for name, item in run.measures.items()}


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
