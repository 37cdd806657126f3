"""What was asked as a short table: a row an event or a quantity, a column a scenario, all of a hundred worlds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.answering.changes import Change, changes, told_from_luck
from crossroads.telling import numbers, outcomes
from crossroads.telling.sentences.patterns import filled

MOST_ROWS = 9
"""Rows of a table in a terminal: with its head and what stands below it twelve lines."""

A_MILLION = 999_500
"""From here on numbers of people are told in millions."""

LEAST_LABEL = 20
"""Columns that are left to what a row is called, however many scenarios stand beside it."""


def whole(runs: Sequence[Run]) -> int:
    """Return of how many worlds shares are told: of a hundred, or of as many as there are."""
    return min(runs[0].worlds, 100)


def of_whole(share: float, count: int) -> str:
    """Return how many of so many worlds: '78', 'fewer than 1', 'none', 'all'."""
    if share in (0.0, 1.0):
        return "all" if share else "none"
    if share * count < 1:
        return filled("words", "few", count=1)
    return filled("words", "most", count=count - 1) if share * count > count - 1 else f"{share * count:.0f}"


def label(change: Change) -> str:
    """Return what a change is called in a table."""
    return outcomes.outcome_title(change.measure.name)


def amount(change: Change, count: int, value: float) -> str:
    """Return the mean of a measure: of so many worlds, or a quantity with its unit."""
    if change.measure.kind == "share":
        return of_whole(value, count)
    unit = outcomes.outcome_unit(change.measure.name)
    # Beside "1.25 million" people read "147,000" at once, "0.147 million" not.
    return numbers.people(value) if unit == "people" and abs(value) < A_MILLION else numbers.quantity(value, unit)


def signed_amount(value: float, unit: str) -> str:
    """Return a difference of quantities with its sign, people written out below a million."""
    if not math.isfinite(value):
        return "unknown"
    if unit == "people" and abs(value) < A_MILLION:
        return numbers.signed(numbers.rounded(value))
    return numbers.signed_quantities([value], unit)[0].replace(numbers.MINUS, "-")


def usual_month(week: float) -> str:
    """Return the month of a usual week; '' where there is none."""
    return "" if math.isnan(week) else numbers.month(week)


def short_text(runs: Sequence[Run], table: pd.DataFrame, question: Question, width: int) -> str:
    """Return what was asked as a table of at most twelve lines with what stands above and below it.

    Parameters
    ----------
    runs, table, question
        Of a comparison.
    width
        Columns of the terminal; no more than those of a page are used.
    """
    known = changes(runs, table, question)
    return "\n".join(short_table(runs, known[:MOST_ROWS], min(width, numbers.WIDTH)))


def short_table(runs: Sequence[Run], known: Sequence[Change], width: int) -> list[str]:
    """Return the lines of a table: a head and a row a change; * marks what differs from the base by more than luck may.

    Parameters
    ----------
    runs
        The runs, base first.
    known
        What the rows tell.
    width
        Columns of the terminal; labels are cut before numbers are.
    """
    rows = [["", *(run.scenario for run in runs)], *([label(item), *_cells(item, whole(runs))] for item in known)]
    sizes = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    first = min(sizes[0], max(width - sum(sizes[1:]) - 2 * len(runs), LEAST_LABEL))
    lines = []
    for row in rows:
        cells = "".join(f"  {cell:>{size}}" for cell, size in zip(row[1:], sizes[1:], strict=True))
        lines.append(f"{_cut(row[0], first):<{first}}{cells}")
    return lines


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _cells(change: Change, count: int) -> Iterator[str]:
    if change.kind == "weeks":
        yield usual_month(change.usual_week(0)) or "-"
        for place, row in enumerate(change.late, 1):
            yield _marked(usual_month(change.usual_week(place)) or "-", row)
        return
    yield amount(change, count, float(change.rows[0]["base_value"]))
    for row in change.rows:
        yield _marked(amount(change, count, float(row["value"])), row)


def _marked(text: str, row: pd.Series[Any]) -> str:
    return f"{text}*" if told_from_luck(row) else text
