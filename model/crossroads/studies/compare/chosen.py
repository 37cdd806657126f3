"""Worlds in which a nation chose an option of a decision apart from those in which a scenario made it take the option.

Worlds that chose an option carry the circumstances that led to the choice: little oil, a front far forward, a weak
garrison across the border. Worlds that were made to take it do not. Told together, the two would pass for one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.evidence.nations import load_nations
from crossroads.minds.decision import measure, points_by_id
from crossroads.runs.run import Run
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.question import Question
from crossroads.statistics.intervals import mean_interval, wilson
from crossroads.world import calendar
from crossroads.world.measure import HAPPENS, Measure

CHOSEN, MADE = "chosen", "made"

WAYS: tuple[str, ...] = (CHOSEN, MADE)

LEAST_WORLDS = 10
"""An option that was taken in fewer worlds of a run is not told."""

TABLE = "chosen_and_made.csv"


def told(question: Question) -> list[Measure]:
    """Return the outcomes of the table, in its order: those of the nation that decides, of a date whether it comes."""
    nation = load_nations()[question.nation]
    outcomes = (measure(name).outcome for name in nation.apart or nation.outcomes)
    return [measure(f"{item.name}:{HAPPENS}" if item.kind == "date" else item.name) for item in outcomes]


def columns(question: Question) -> list[str]:
    """Return the columns of the table: of each outcome the mean with the ends of its interval."""
    parts = [f"{item.name}{part}" for item in told(question) for part in ("", "_low", "_high")]
    return ["course", "how", "scenario", "worlds", *parts]


def options(question: Question) -> list[str]:
    """Return the options that are told, in their order."""
    held = measure(question.course).outcome.categories
    return [option for option in question.options if option in held] if question.name else list(held)


def binding(question: Question) -> frozenset[str]:
    """Return the options that bind the nation; where some do, the others leave the first as it is."""
    return points_by_id()[question.point].committing if question.point else frozenset()


def _standing(question: Question, option: str) -> str:
    """Return what stands once an option is taken: the option, or the first where the outcome does not tell it."""
    told_ones = measure(question.course).outcome.categories
    return option if option in told_ones else next(iter(points_by_id()[question.point].options))


def _meetings(question: Question) -> list[dt.date]:
    """Return the days to the one asked about on which the decision is on the table, in order."""
    point, last = points_by_id()[question.point], question.course_day
    weeks = range(calendar.week_of(last) + 1)
    regular = (calendar.date_of(week) for week in weeks if point.meets_in(week))
    dated = {calendar.week_of(day) for day in point.dates}
    days = [*point.dates, *(day for day in regular if calendar.week_of(day) not in dated)]
    return sorted(day for day in days if day <= last)


def course_orders(run: Run, point: str) -> list[Mapping[str, Any]]:
    """Return the scenario's orders on a decision, of any year, as the manifest tells them."""
    return [item for item in run.manifest["forced_decisions"] if f"{item['nation']}.{item['decision']}" == point]


def _lasts(order: Mapping[str, Any], first: dt.date, last: dt.date) -> bool:
    """Say whether an order stands at every meeting from `first` to `last`."""
    begun = order["on"] is None or order["on"] <= first.isoformat()
    return order["always"] and begun and (order["until"] is None or order["until"] >= last.isoformat())


def _once(order: Mapping[str, Any]) -> bool:
    """Say whether an order is to be carried out once, without a condition, and is no matter of odds."""
    return not order["always"] and order["when"] is None and order["option"] is not None


def _settled(orders: Sequence[Mapping[str, Any]], question: Question) -> set[str]:
    """Return options that no world of the run can have chosen of itself.

    An order of a binding option rules out every other until it is carried out, and what comes after is its own. While
    such an order waits no world can choose the quiet option either; nor any that is ordered at the last meeting.
    """
    meetings, binds = _meetings(question), binding(question)
    found: set[str] = set()
    for order in orders if meetings else ():
        option = order["option"]
        if option in binds:
            found |= {option} if _once(order) or _lasts(order, meetings[0], meetings[-1]) else set()
            found |= {_standing(question, "")} if _once(order) else set()
        elif option is not None and order["when"] is None:
            before = meetings[-2].isoformat() if len(meetings) > 1 else ""
            last_only = _once(order) and before < (order["on"] or meetings[0].isoformat()) <= meetings[-1].isoformat()
            lasts = last_only or _lasts(order, meetings[-1], meetings[-1])
            found |= {_standing(question, option)} if lasts else set()
    return found


def _open(orders: Sequence[Mapping[str, Any]], question: Question) -> set[str]:
    """Return options of which some worlds may have been ordered and others not: by a condition, odds, or late."""
    binds = binding(question)
    found: set[str] = set()
    for order in orders:
        first = order["between"][0] if order["between"] else order["on"]
        if not order["applied_in_worlds"] or (first is not None and first > question.course_day.isoformat()):
            continue
        if order["option"] is None:
            found |= set(measure(question.course).outcome.categories)
        elif order["option"] in binds:
            found.add(order["option"])
        elif order["when"] is not None or not binds:
            found.add(_standing(question, order["option"]))
    return found


def _of_record(run: Run, question: Question) -> dict[int, str]:
    """Return how the option came about in the worlds whose decisions are kept: world number -> way."""
    rows = run.ledger
    mine = rows["nation"] + "." + rows["decision"] == question.point
    kept = rows[mine & (rows["date"] <= pd.Timestamp(question.course_day))]
    found: dict[int, str] = {}
    for world, meetings in kept.sort_values("date").groupby("world", sort=False):
        course = run.outcomes[question.course].get(world)
        ordered = meetings[meetings["choice"] == course] if course in binding(question) else meetings[-1:]
        if len(ordered):
            found[int(str(world))] = MADE if bool(ordered["forced"].iloc[0]) else CHOSEN
    return found


def ways(run: Run, question: Question) -> pd.Series[str]:
    """Say for each world how the option that stands came about.

    A scenario's plain orders tell it for every world. Where an order hangs on a condition or on odds, or comes after
    meetings at which the nation was free, only a record of the meetings can tell, which the run's first worlds have.

    Parameters
    ----------
    run
        A run.
    question
        What is asked, of a decision.

    Returns
    -------
    pd.Series
        Index `world`: 'chosen', 'made', or '' where it cannot be told.
    """
    courses = run.outcomes[question.course]
    orders = course_orders(run, question.point)
    found = pd.Series(CHOSEN, index=courses.index, dtype="str")
    settled = _settled(orders, question)
    doubtful = courses.isin(_open(orders, question) - settled)
    found[courses.isin(settled)] = MADE
    if doubtful.any():
        record = _of_record(run, question)
        found[doubtful] = pd.Series([record.get(int(world), "") for world in courses.index], courses.index)[doubtful]
    return found


def mean_with_interval(values: np.ndarray[Any, np.dtype[np.float64]], kind: str) -> tuple[float, float, float]:
    """Return a mean over worlds and its 95 % interval.

    Parameters
    ----------
    values
        Shape (world,), NaN where there is no value.
    kind
        'share': with Wilson's interval, which says something of a share of 0 or 1 too. 'number': a mean, with
        Student's interval, cut where it leaves the numbers that the worlds could have (none is below 0).

    Returns
    -------
    tuple
        Mean, low, high; NaN where the values are too few.
    """
    known = values[~np.isnan(values)]
    count = len(known)
    if count < 2:
        return (float(known[0]) if count else math.nan), math.nan, math.nan
    if kind == "share":
        return float(known.mean()), *wilson(int(known.sum()), count)
    mean, low, high = mean_interval(known, student=True)
    return mean, max(low, 0.0), high


def chosen_and_made(runs: Sequence[Run], question: Question) -> pd.DataFrame:
    """Tell what became of the worlds that chose an option, and of those that were made to take it.

    Parameters
    ----------
    runs
        Runs; they need not hold the same worlds.
    question
        What is asked, of a decision.

    Returns
    -------
    pd.DataFrame
        One row an option, way ('chosen' before 'made') and scenario with at least `LEAST_WORLDS` such worlds: their
        number, and of each outcome the mean with the ends of its 95 % interval (`NAME_low`, `NAME_high`). Worlds of
        which `ways` cannot tell are in no row.
    """
    found = [(run, ways(run, question)) for run in runs]
    rows: list[dict[str, Any]] = []
    for option in options(question):
        for how in WAYS:
            for run, way in found:
                mine = ((run.outcomes[question.course] == option) & (way == how)).to_numpy()
                if mine.sum() < LEAST_WORLDS:
                    continue
                row: dict[str, Any] = {"course": option, "how": how, "scenario": run.scenario, "worlds": mine.sum()}
                for item in told(question):
                    parts = mean_with_interval(run.values(item)[mine], item.kind)
                    row |= dict(zip((item.name, f"{item.name}_low", f"{item.name}_high"), parts, strict=True))
                rows.append(row)
    return pd.DataFrame(rows, columns=columns(question))


def chosen_apart(runs: Sequence[Run], question: Question) -> pd.DataFrame | None:
    """Return `chosen_and_made`; None where no course is told, or a run was not asked for it."""
    if not question.tells_course or any(question.course not in run.columns for run in runs):
        return None
    return chosen_and_made(runs, question)


def worth_telling(table: pd.DataFrame) -> bool:
    """Say whether there is anything to tell apart: some option that the nation chose of itself."""
    return bool((table["how"] == CHOSEN).any())


def write_table(runs: Sequence[Run], folder: Path, question: Question) -> Path | None:
    """Write the table as CSV where there is something to tell apart, and return the file."""
    table = chosen_apart(runs, question)
    path = folder / TABLE
    path.unlink(missing_ok=True)  # of an earlier start
    if table is None or not worth_telling(table):
        return None
    write_csv(table, path)
    return path
