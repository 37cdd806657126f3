"""The table of options chosen and options made, as plain text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from crossroads.minds.decision import measure, points_by_id
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.chosen import LEAST_WORLDS, chosen_apart, told, ways, worth_telling
from crossroads.telling import table, vocabulary
from crossroads.telling.numbers import counted, day, frequency, interval, known, sentence_case, wrapped
from crossroads.telling.outcomes import category_words
from crossroads.world import calendar
from crossroads.world.measure import Measure

READING: tuple[str, ...] = (
    "Worlds that chose an option carry the circumstances that led to the choice; worlds that the scenario made take it "
    "do not. What differs between chosen and made is therefore not the effect of the option.",
    f"Means with their 95 % intervals; an option that came about in fewer than {LEAST_WORLDS} worlds is left out.",
)
"""How the table is to be read, a sentence or two an item."""

_GAP, _WIDEST = 3, 34


def heading(question: Question) -> str:
    """Return the heading: "Chosen and made: Japan's course of 1941 by how it came about"."""
    last, title = question.course_day, points_by_id()[question.point].title
    whole_year = (last.month, last.day) == (calendar.END_OF_1941.month, calendar.END_OF_1941.day)
    when = f"of {last.year}" if whole_year else f"on {day(last)}"
    return f"Chosen and made: {title} {when} by how it came about"


def row_title(item: Measure) -> str:
    """Return what the row of an outcome is called, with its unit."""
    return f"{vocabulary.outcome(item.outcome.name).label}, {vocabulary.unit(item.unit).shown}"


def cell(row: pd.Series[Any], item: Measure) -> str:
    """Return one mean with its interval in the unit of its row: '9.81 (9.62 to 9.99)'; '-' where unknown."""
    scale = vocabulary.unit(item.unit).scale
    mean, low, high = (float(row[f"{item.name}{part}"]) * scale for part in ("", "_low", "_high"))
    if not math.isfinite(mean):
        return "-"
    digits = 1 if item.kind == "share" or abs(mean) >= 10 else 2
    values = [0.0 if abs(value) < 0.5 * 10**-digits else value for value in (mean, low, high)]
    return interval(values, known(lambda value: f"{value:,.{digits}f}"))


def untold(runs: Sequence[Run], question: Question) -> list[str]:
    """Say of which runs, and in how many worlds, it cannot be told how the option came about."""
    counts = [(run, int((ways(run, question) == "").sum())) for run in runs]
    return [
        f"In {frequency(count, run.worlds)} under '{run.scenario}' it is not on record whether the nation chose or the "
        f"scenario ordered; such worlds are left out."
        for run, count in counts
        if count
    ]


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _option_lines(option: str, rows: pd.DataFrame, page: int, question: Question) -> list[str]:
    items = told(question)
    titles = ["", "", "", *map(row_title, items)]
    columns = [
        [str(row["how"]), _short(f"in {row['scenario']}"), counted(int(row["worlds"]), "world")]
        + [cell(row, item) for item in items]
        for _, row in rows.iterrows()
    ]
    label, width = (max(map(len, texts)) for texts in (titles, [text for column in columns for text in column]))
    fit = max(1, (page - label - 4) // (width + _GAP))
    words = category_words(measure(question.course).outcome, option)
    lines = wrapped(sentence_case(words), 2, width=page).splitlines()
    for start in range(0, len(columns), fit):
        shown = columns[start : start + fit]
        widths = [label, *(width + _GAP for _ in shown)]
        lines += table.aligned(zip(titles, *shown, strict=True), "<" + ">" * len(shown), widths=widths, indent=4)
    return lines


def lines(runs: Sequence[Run], page: int, question: Question) -> list[str]:
    """Return the section of a page of text, or no line where there is nothing to tell apart.

    Parameters
    ----------
    runs
        The runs, in the order in which they are told.
    page
        Columns of the page.
    question
        What is asked.
    """
    found = chosen_apart(runs, question)
    if found is None or not worth_telling(found):
        return []
    told_lines = [heading(question).upper()]
    for option, rows in found.groupby("course", sort=False):
        told_lines += _option_lines(str(option), rows, page, question)
    for sentence in (*READING, *untold(runs, question)):
        told_lines += wrapped(sentence, 2, width=page).splitlines()
    return told_lines


def grid(found: pd.DataFrame | None, question: Question, titles: Mapping[str, str]) -> dict[str, object] | None:
    """Return heading, head and rows of the table for a page; None where there is nothing to tell apart.

    Parameters
    ----------
    found
        As `chosen.chosen_apart` gives it.
    question
        What is asked.
    titles
        Scenario -> its title.
    """
    if found is None or not worth_telling(found):
        return None
    items, outcome = told(question), measure(question.course).outcome
    labels = vocabulary.outcome(outcome.name).values
    rows = [
        [
            labels.get(str(row["course"])) or category_words(outcome, str(row["course"])),
            str(row["how"]),
            titles[str(row["scenario"])],
            f"{int(row['worlds']):,}",
            *(cell(row, item) for item in items),
        ]
        for _, row in found.iterrows()
    ]
    head = ["", "how", "scenario", "worlds", *map(row_title, items)]
    return {"heading": heading(question), "head": head, "rows": rows}
