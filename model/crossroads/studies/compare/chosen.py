"""Worlds in which Japan chose its course of 1941 apart from those in which a scenario made it take the course.

Worlds that chose a course carry the circumstances that led to the choice: little oil, a German front far forward, a
weak garrison across the border. Worlds that were made to take it do not. Told together, the two would pass for one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.minds.decision import decision_points, points_by_id
from crossroads.runs.run import Run
from crossroads.statistics.intervals import CONFIDENCE
from crossroads.world import calendar
from crossroads.world.observables import COURSES, OUTCOMES

POINT = "japan.course"

CHOSEN, MADE = "chosen", "made"

WAYS: tuple[str, ...] = (CHOSEN, MADE)

BINDING: frozenset[str] = points_by_id()[POINT].committing
"""Courses that bind Japan; the others (waiting, Indochina) leave the course at 'wait'."""

LEAST_WORLDS = 10
"""A course that came about in fewer worlds of a run is not told."""

TOLD: tuple[str, ...] = (
    "japan_undefeated",
    "ussr_undefeated",
    "japan_oil_months_left",
    "japan_empire_share_held",
    "military_losses_japan",
    "military_losses_ussr",
)
"""Outcomes of the table, in its order."""

COLUMNS: tuple[str, ...] = (
    "course",
    "how",
    "scenario",
    "worlds",
    *(f"{name}{part}" for name in TOLD for part in ("", "_low", "_high")),
)

TABLE = "chosen_and_made.csv"

_KINDS = {outcome.name: outcome.kind for outcome in OUTCOMES}

_READ_OFF = calendar.END_OF_1941
"""The day whose course `japan_course` tells."""


def _meetings() -> list[dt.date]:
    """Return the meetings of 1941 at which Japan's course is on the table, in order."""
    point = next(item for item in decision_points() if item.id == POINT)
    return sorted(day for day in point.dates if day <= _READ_OFF)


def course_orders(run: Run) -> list[Mapping[str, Any]]:
    """Return the scenario's orders on Japan's course, of any year, as the manifest tells them."""
    return [item for item in run.manifest["forced_decisions"] if f"{item['nation']}.{item['decision']}" == POINT]


def _last_day(order: Mapping[str, Any]) -> str:
    """Return the last day of an order at every meeting, as ISO text."""
    return str(order["until"] or _READ_OFF.isoformat())


def _lasts(order: Mapping[str, Any], first: dt.date, last: dt.date) -> bool:
    """Say whether an order stands at every meeting from `first` to `last`."""
    if not order["always"]:
        return False
    return (order["on"] is None or order["on"] <= first.isoformat()) and _last_day(order) >= last.isoformat()


def _once(order: Mapping[str, Any]) -> bool:
    """Say whether an order is to be carried out once, without a condition, and is no matter of odds."""
    return not order["always"] and order["when"] is None and order["option"] is not None


def _settled(orders: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return courses that no world of the run can have chosen of itself.

    An order of a binding course rules out every other until it is carried out, and the course after that is its own.
    While such an order waits, or where waiting is ordered at the last meeting, no world can choose to wait either.
    """
    meetings = _meetings()
    found: set[str] = set()
    for order in orders:
        option = order["option"]
        if option in BINDING:
            found |= {option} if _once(order) or _lasts(order, meetings[0], meetings[-1]) else set()
            found |= {"wait"} if _once(order) else set()
        elif option is not None and order["when"] is None:
            last_only = _once(order) and meetings[-2].isoformat() < str(order["on"]) <= meetings[-1].isoformat()
            found |= {"wait"} if last_only or _lasts(order, meetings[-1], meetings[-1]) else set()
    return found


def _open(orders: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return courses of which some worlds may have been ordered and others not: by a condition, odds, or late."""
    found: set[str] = set()
    for order in orders:
        first = order["between"][0] if order["between"] else order["on"]
        if not order["applied_in_worlds"] or (first is not None and first > _READ_OFF.isoformat()):
            continue
        if order["option"] is None:
            found |= set(COURSES)
        elif order["option"] in BINDING:
            found.add(order["option"])
        elif order["when"] is not None:
            found.add("wait")
    return found


def _of_record(run: Run) -> dict[int, str]:
    """Return how the course came about in the worlds whose decisions are kept: world number -> way."""
    rows = run.ledger
    kept = rows[(rows["nation"] + "." + rows["decision"] == POINT) & (rows["date"].astype(str) <= str(_READ_OFF))]
    found: dict[int, str] = {}
    for world, meetings in kept.sort_values("date").groupby("world", sort=False):
        course = run.outcomes["japan_course"].get(world)
        ordered = meetings[meetings["choice"] == course] if course in BINDING else meetings[-1:]
        if len(ordered):
            found[int(str(world))] = MADE if bool(ordered["forced"].iloc[0]) else CHOSEN
    return found


def ways(run: Run) -> pd.Series[str]:
    """Say for each world how Japan's course of 1941 came about.

    A scenario's plain orders tell it for every world. Where an order hangs on a condition or on odds, or comes after
    meetings at which Japan was free, only a record of the meetings can tell, which the run's first worlds have.

    Parameters
    ----------
    run
        A run.

    Returns
    -------
    pd.Series
        Index `world`: 'chosen', 'made', or '' where it cannot be told.
    """
    courses = run.outcomes["japan_course"]
    orders = course_orders(run)
    found = pd.Series(CHOSEN, index=courses.index, dtype="str")
    settled = _settled(orders)
    doubtful = courses.isin(_open(orders) - settled)
    found[courses.isin(settled)] = MADE
    if doubtful.any():
        record = _of_record(run)
        found[doubtful] = pd.Series([record.get(int(world), "") for world in courses.index], courses.index)[doubtful]
    return found


def mean_with_interval(values: np.ndarray[Any, np.dtype[np.float64]], kind: str) -> tuple[float, float, float]:
    """Return a mean over worlds and its 95 % interval.

    Parameters
    ----------
    values
        Shape (world,), NaN where there is no value.
    kind
        'flag': a share, with Wilson's interval, which says something of a share of 0 or 1 too. 'number': a mean,
        with Student's interval, cut where it leaves the numbers that the worlds could have (none is below 0).

    Returns
    -------
    tuple
        Mean, low, high; NaN where the values are too few.
    """
    known = values[~np.isnan(values)]
    count = len(known)
    if count < 2:
        return (float(known[0]) if count else math.nan), math.nan, math.nan
    # Here and not above: runs that compare nothing need not wait for it to load.
    from scipy import stats

    mean = float(known.mean())
    if kind == "flag":
        interval = stats.binomtest(int(known.sum()), count).proportion_ci(CONFIDENCE, method="wilson")
        return mean, float(interval.low), float(interval.high)
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, count - 1)) * float(known.std(ddof=1)) / math.sqrt(count)
    return mean, max(mean - half, 0.0), mean + half


def chosen_and_made(runs: Sequence[Run]) -> pd.DataFrame:
    """Tell what became of the worlds that chose a course, and of those that were made to take it.

    Parameters
    ----------
    runs
        Runs; they need not hold the same worlds.

    Returns
    -------
    pd.DataFrame
        One row a course, way ('chosen' before 'made') and scenario with at least `LEAST_WORLDS` such worlds, in the
        columns of `COLUMNS`: their number, and of each outcome the mean with the ends of its 95 % interval
        (`NAME_low`, `NAME_high`). Worlds of which `ways` cannot tell are in no row.
    """
    told = [(run, ways(run)) for run in runs]
    rows: list[dict[str, Any]] = []
    for course in COURSES:
        for how in WAYS:
            for run, way in told:
                mine = run.outcomes[(run.outcomes["japan_course"] == course) & (way == how)]
                if len(mine) < LEAST_WORLDS:
                    continue
                row: dict[str, Any] = {"course": course, "how": how, "scenario": run.scenario, "worlds": len(mine)}
                for name in TOLD:
                    values = mine[name].to_numpy(dtype=np.float64)
                    parts = mean_with_interval(values, _KINDS[name])
                    row |= dict(zip((name, f"{name}_low", f"{name}_high"), parts, strict=True))
                rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def worth_telling(table: pd.DataFrame) -> bool:
    """Say whether there is anything to tell apart: some course that Japan chose of itself."""
    return bool((table["how"] == CHOSEN).any())


def write_table(runs: Sequence[Run], folder: Path) -> Path | None:
    """Write the table as CSV where there is something to tell apart, and return the file."""
    table = chosen_and_made(runs)
    path = folder / TABLE
    path.unlink(missing_ok=True)  # of an earlier start
    if not worth_telling(table):
        return None
    table.to_csv(path, index=False, lineterminator="\n")
    return path
