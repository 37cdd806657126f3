"""The reference series beside the targets: which rows test the model, and how it does on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crossroads.evidence.history.formula import parse_formula
from crossroads.evidence.history.periods import Period
from crossroads.statistics.intervals import resampled, wilson
from crossroads.validation.card.kinds import NAMES, kind_of
from crossroads.validation.fit.targets import Plan, load_plan
from crossroads.validation.score.scoring import Validation

OTHER, NEAR, TARGET = "other data", "neighbour of a target", "also a target"
"""What a row is beside the targets."""

STANDINGS: tuple[tuple[str, str], ...] = (
    (OTHER, "a series without targets, or days that reach beyond the last of them: the nearest thing to a test"),
    (NEAR, "other days of a series with targets, within the time that these cover: half a test"),
    (TARGET, "the same days of the same series: no test"),
)
"""Each standing with what it means, the strictest test first."""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of one kind and standing.

    Attributes
    ----------
    kind, standing
        What was recorded, and what the rows are beside the targets ('' = all).
    rows, inside
        How many there are, and how many lie in the model's 80 % interval.
    coverage
        Share inside, with a 95 % interval as if rows were independent: (share, low, high).
    crps
        Median CRPS over the size of the recorded number, with its 95 % interval by resampling rows.
    """

    kind: str
    standing: str
    rows: int
    inside: int
    coverage: tuple[float, float, float]
    crps: tuple[float, float, float]


def sorted_rows(made: Validation, plan: Plan | None = None) -> pd.DataFrame:
    """Return the counted rows of a validation with their `kind` and `standing`, in its order: the worst first.

    Parameters
    ----------
    made
        A validation against reference series.
    plan
        The targets; None = the project's own.
    """
    targets = (plan or load_plan()).targets
    same = {(item.formula.observables, item.formula.span(item.period)) for item in targets}
    fitted = {name for item in targets for name in item.formula.observables}
    last = max(item.period.last for item in targets)
    rows = made.counted.copy()
    kinds, standings = [], []
    for _, row in rows.iterrows():
        observables = parse_formula(str(row["formula"])).observables
        days = Period(dt.date.fromisoformat(row["first"]), dt.date.fromisoformat(row["last"]))
        kinds.append(kind_of(observables))
        if (observables, days) in same:
            standings.append(TARGET)
        else:
            standings.append(NEAR if fitted.issuperset(observables) and days.last <= last else OTHER)
    return rows.assign(kind=kinds, standing=standings)


def groups(rows: pd.DataFrame, seed: int) -> tuple[RowGroup, ...]:
    """Return how the model does by standing, and by kind within each; the least covered kind first.

    Parameters
    ----------
    rows
        As `sorted_rows` gives them.
    seed
        Seed of the resampling.
    """
    found = []
    for standing, _ in STANDINGS:
        part = rows.loc[rows["standing"] == standing]
        if not len(part):
            continue
        found.append(_group(part, "all", standing, seed))
        kinds = [_group(part.loc[part["kind"] == kind], kind, standing, seed) for kind in NAMES]
        found += sorted((item for item in kinds if item.rows), key=lambda item: item.coverage[0])
    return (*found, _group(rows, "all", "", seed)) if found else ()


def _group(rows: pd.DataFrame, kind: str, standing: str, seed: int) -> RowGroup:
    count, inside = len(rows), int(rows["in_interval"].astype(bool).sum())
    coverage = (inside / count, *wilson(inside, count)) if count else (np.nan, np.nan, np.nan)
    value, crps = rows["value"].to_numpy(dtype=np.float64), rows["crps"].to_numpy(dtype=np.float64)
    known = (value != 0) & np.isfinite(crps)
    relative = crps[known] / np.abs(value[known])
    middle = float(np.median(relative)) if len(relative) else np.nan
    return RowGroup(kind, standing, count, inside, coverage, (middle, *resampled(relative, seed, median=True)))
