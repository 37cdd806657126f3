"""What the figure beside the answer shows: the largest changes as they were asked, a line a scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.intervals import Floats
from crossroads.studies.compare.answering import short
from crossroads.studies.compare.answering.changes import Change, changes
from crossroads.studies.compare.answering.short import of_whole, whole
from crossroads.studies.compare.figures.ordered import left_to_tell, settled
from crossroads.studies.compare.reported.differences import clear, difference, in_order, key_of, title_of
from crossroads.studies.compare.reported.dots import DotFigure, DotKey, DotLine, DotRow
from crossroads.telling import numbers
from crossroads.telling.style import scenario_labels, scenario_looks
from crossroads.world import calendar
from crossroads.world.measure import HAPPENS, Measure

MOST_LINES = 20
"""Lines of a figure, a line a scenario and row: a phone's first screen holds no more beside the answer."""

MOST_ROWS, LEAST_ROWS = 6, 4

MOST_ALONE = 8
"""Rows of a single run, which has one line a row."""

_MIDDLE = (0.1, 0.9)


def dot_figure(runs: Sequence[Run], question: Question, table: pd.DataFrame | None = None) -> DotFigure:
    """Return the figure beside the answer.

    Parameters
    ----------
    runs
        The runs, base first; one alone is told without differences.
    question
        What is asked.
    table
        The comparison table; None for a single run.
    """
    known = _alone(runs[0], question) if table is None else _told(runs, table, question)
    labels = scenario_labels([run.title for run in runs])
    looks = scenario_looks([run.scenario for run in runs], question.colours)
    keys = tuple(
        DotKey(chr(ord("A") + place), label, look.line, look.ink)
        for place, (label, look) in enumerate(zip(labels, looks, strict=True))
    )
    rows = tuple(_row(runs, change, title_of(change.measure, question)) for change in known)
    count = whole(runs)
    return DotFigure(keys, rows, count, numbers.counted(count, "world"), _note(runs, rows, count))


def _told(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> list[Change]:
    """Return what has a row: the largest changes, what scenarios order left out, in the order in which it was asked."""
    known = changes(runs, table, question)
    most = max(LEAST_ROWS, min(MOST_ROWS, MOST_LINES // len(runs)))
    found = [change for change in known if not change.ordered and left_to_tell(runs, change.measure)] or known
    return in_order(found[:most], question)


def _alone(run: Run, question: Question) -> list[Change]:
    """Return what was asked of a single run."""
    found: dict[str, Change] = {}
    for item in question.answers:
        weeks = (run.weeks(item.outcome.name),) if item.outcome.kind == "date" else ()
        often = replace(item, name=f"{item.outcome.name}:{HAPPENS}", part=HAPPENS) if weeks else item
        if often.kind == "share" or np.isfinite(run.values(often)).any():
            found.setdefault(key_of(item), Change(often, (), (), weeks))
    return [change for change in found.values() if _taken(run, change.measure)][:MOST_ALONE]


def _taken(run: Run, item: Measure) -> bool:
    """Say whether an option was taken by any world; all else is told in any case."""
    return not item.outcome.categories or bool(run.values(item).any())


def _row(runs: Sequence[Run], change: Change, title: str) -> DotRow:
    kind = change.kind if change.rows else change.measure.kind
    values = [change.weeks[place] if kind == "weeks" else run.values(change.measure) for place, run in enumerate(runs)]
    spans: list[tuple[float, float, float] | None] = [None] * len(runs)
    if kind != "share":
        spans = _spans(values, float(runs[0].horizon_weeks) if kind == "weeks" else None)
    lines = tuple(_line(runs, change, kind, place, values[place], span) for place, span in enumerate(spans))
    years = _years(runs[0].horizon_weeks) if kind == "weeks" else ()
    return DotRow(title, kind, lines, years)


def _line(
    runs: Sequence[Run],
    change: Change,
    kind: str,
    place: int,
    values: Floats,
    span: tuple[float, float, float] | None,
) -> DotLine:
    count = whole(runs)
    row = change.told[place - 1] if change.rows and place else None
    full = None
    if kind == "weeks":
        told = spoken = _short_month(change.usual_week(place)) or "too rare"
    elif kind == "share":
        share = float(values.mean())
        spoken, full = f"{of_whole(share, count)} of {numbers.counted(count, 'world')}", round(share * count)
        told = _signs(share, count)
        if len(runs) == 1 and (usual := _short_month(change.usual_week(0))):
            return DotLine(place, told, spoken, full, span, moved=f"usually {usual}")
    else:
        told = spoken = short.amount(change, count, float(np.nanmean(values))) if np.isfinite(values).any() else "-"
    if row is None:
        return DotLine(place, told, spoken, full, span)
    if settled(runs[place], change.measure):
        return DotLine(place, told, spoken, full, span, "by order")
    moved, ends = difference(row, kind, change.measure, count)
    return DotLine(place, told, spoken, full, span, moved, ends, clear(row))


def _short_month(week: float) -> str:
    """Return a usual week as 'Sep 1944'; '' where there is none."""
    if math.isnan(week):
        return ""
    date = calendar.date_of(math.floor(week))
    return f"{numbers.month_name(date, short=True)} {date.year}"


def _signs(share: float, count: int) -> str:
    """Return how many of the whole in the fewest signs: '13', '<1', 'all'."""
    told = of_whole(share, count)
    return {"fewer": "<1", "more": f">{count - 1}"}.get(told.partition(" ")[0], told)


def _spans(values: Sequence[Floats], whole_width: float | None) -> list[tuple[float, float, float] | None]:
    """Return the ends of the middle eight tenths of worlds with what is told between them, on the scale of all."""
    known = [one[np.isfinite(one)] for one in values]
    # Of dates the middle world is told, of quantities the mean.
    marked = np.median if whole_width is not None else np.mean
    ends = [(*np.quantile(one, _MIDDLE), marked(one)) if len(one) else None for one in known]
    drawn = [one for one in ends if one is not None]
    if not drawn:
        return [None] * len(values)
    low = 0.0 if whole_width is not None else min(0.0, *(float(one[0]) for one in drawn))
    high = whole_width if whole_width is not None else max(0.0, *(float(one[1]) for one in drawn))
    room = max(high - low, 1e-9)
    found: list[tuple[float, float, float] | None] = []
    for one in ends:
        parts = None if one is None else [round(float((value - low) / room), 4) for value in one]
        found.append(None if parts is None else (parts[0], parts[2], parts[1]))
    return found


def _years(weeks: int) -> tuple[tuple[float, str], ...]:
    """Return where years begin, in shares of the width, and what they are called."""
    last = calendar.date_of(weeks).year
    starts = ((calendar.START.replace(year=year, month=1, day=1), year) for year in range(1942, last + 1))
    return tuple((round((day - calendar.START).days / 7 / weeks, 4), str(year)) for day, year in starts)


def _note(runs: Sequence[Run], rows: Sequence[DotRow], count: int) -> str:
    kinds = {row.kind for row in rows}
    worlds = numbers.counted(count, "world")
    parts = [f"Each dot stands for one of {worlds}; where it is full, it happens."] if "share" in kinds else []
    if len(runs) > 1:
        parts.append(
            f"With a sign: more or fewer than under \u2018{runs[0].title}\u2019, each world against its twin with the "
            "same luck; * more than luck may."
        )
    if "weeks" in kinds:
        parts.append("Of dates: the usual month, and by how many weeks the event moves where it comes in both.")
    if kinds - {"share"}:
        parts.append("Bars hold the middle 80 of 100 worlds; the mark on each is what is told at its end.")
    return " ".join(parts)
