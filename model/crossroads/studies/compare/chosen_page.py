"""The table of courses chosen and courses made, as plain text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from crossroads.minds.decision import decision_points
from crossroads.runs.run import Run
from crossroads.studies.compare.chosen import LEAST_WORLDS, POINT, TOLD, chosen_and_made, ways, worth_telling
from crossroads.telling import table
from crossroads.telling.numbers import frequency, interval, known, sentence_case, wrapped

HEADING = "CHOSEN AND MADE: JAPAN'S COURSE OF 1941 BY HOW IT CAME ABOUT"

ROWS: dict[str, tuple[str, float]] = {
    "japan_undefeated": ("Japan undefeated, worlds in 1,000", 1000.0),
    "ussr_undefeated": ("USSR undefeated, worlds in 1,000", 1000.0),
    "japan_oil_months_left": ("Japan's oil at the end, months", 1.0),
    "japan_empire_share_held": ("Japan's sphere held, %", 100.0),
    "military_losses_japan": ("Japanese dead or missing, millions", 1e-6),
    "military_losses_ussr": ("Soviet dead or missing, millions", 1e-6),
}
"""Outcome of `chosen.TOLD` -> what its row is called, and by what its values are multiplied."""

READING: tuple[str, ...] = (
    "Worlds that chose a course carry the circumstances that led to the choice, such as the oil in store or the "
    "German front; worlds that the scenario made take it do not. What differs between chosen and made is therefore "
    "not the effect of the course.",
    f"Means with their 95 % intervals; a course that came about in fewer than {LEAST_WORLDS} worlds is left out.",
)
"""How the table is to be read, a sentence or two an item."""

_LABEL, _GAP, _WIDEST = 36, 3, 34


def course_title(course: str) -> str:
    """Return a course in plain words: 'Japan attacks the Soviet Union (rung 103)'."""
    phrases = next(point for point in decision_points() if point.id == POINT).options
    return f"Japan {phrases[course]}"


def cell(row: pd.Series[Any], name: str) -> str:
    """Return one mean with its interval in the unit of its row: '9.81 (9.62 to 9.99)'; '-' where unknown."""
    scale = ROWS[name][1]
    mean, low, high = (float(row[f"{name}{part}"]) * scale for part in ("", "_low", "_high"))
    if not math.isfinite(mean):
        return "-"
    digits = 0 if scale == 1000.0 else 1 if abs(mean) >= 10 else 2
    values = [0.0 if abs(value) < 0.5 * 10**-digits else value for value in (mean, low, high)]
    return interval(values, known(lambda value: f"{value:,.{digits}f}"))


def untold(runs: Sequence[Run]) -> list[str]:
    """Say of which runs, and in how many worlds, it cannot be told how the course came about."""
    counts = [(run, int((ways(run) == "").sum())) for run in runs]
    return [
        f"In {frequency(count, run.worlds)} under '{run.scenario}' it is not on record whether Japan chose or the "
        f"scenario ordered; they are left out."
        for run, count in counts
        if count
    ]


def _block(columns: Sequence[list[str]], width: int) -> list[str]:
    """Set columns of cells beside the labels."""
    labels = ["", "", "", *(ROWS[name][0] for name in TOLD)]
    widths = [_LABEL, *(width + _GAP for _ in columns)]
    return table.aligned(zip(labels, *columns, strict=True), "<" + ">" * len(columns), widths=widths, indent=4)


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _course_lines(course: str, rows: pd.DataFrame, page: int) -> list[str]:
    columns = [
        [str(row["how"]), _short(f"in {row['scenario']}"), f"{int(row['worlds']):,} worlds"]
        + [cell(row, name) for name in TOLD]
        for _, row in rows.iterrows()
    ]
    width = max(len(text) for column in columns for text in column)
    fit = max(1, (page - _LABEL - 4) // (width + _GAP))
    lines = wrapped(sentence_case(course_title(course)), 2, width=page).splitlines()
    for start in range(0, len(columns), fit):
        lines += _block(columns[start : start + fit], width)
    return lines


def lines(runs: Sequence[Run], page: int) -> list[str]:
    """Return the section of a page of text, or no line where there is nothing to tell apart.

    Parameters
    ----------
    runs
        The runs, in the order in which they are told.
    page
        Columns of the page.
    """
    found = chosen_and_made(runs)
    if not worth_telling(found):
        return []
    told = [HEADING]
    for course, rows in found.groupby("course", sort=False):
        told += _course_lines(str(course), rows, page)
    for sentence in (*READING, *untold(runs)):
        told += wrapped(sentence, 2, width=page).splitlines()
    return told
