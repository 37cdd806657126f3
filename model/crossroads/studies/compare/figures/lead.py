"""The one figure of the question: what each course leads to, in how many worlds, and when the wars end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.answering.answer import headline
from crossroads.studies.compare.answering.short import of_whole, whole
from crossroads.studies.compare.figures import endings
from crossroads.telling import numbers, outcomes, panels
from crossroads.telling.style import INK, QUIET, headed, scenario_key, scenario_look, styled
from crossroads.world.measure import Measure

DOTS, DOTS_ACROSS = 100, 50
DIFFERENCE_AT = 16.4

USUAL_ROWS = 6
"""Rows that fill the page; fewer keep their size."""

MOST_ROWS = 8

WIDEST_GAP = 3.0

WIDE_TITLE = 64
"""Letters of a row's title that stand at full size."""

CURVES = ("date_germany_surrenders", "date_japan_surrenders")
"""Dates whose curves are drawn where the question asks for none."""


def _rows_of(question: Question) -> list[Measure]:
    """Return what is drawn as rows: all that is asked but dates in weeks, which are drawn as curves."""
    return [item for item in question.asks if item.kind != "weeks"][:MOST_ROWS]


def counted(question: Question) -> list[str]:
    """Return what the figure counts in worlds, under the names that figures use."""
    return [item.name for item in _rows_of(question) if item.kind == "share"]


def _title(question: Question, item: Measure) -> str:
    return question.titles.get(item.name) or outcomes.outcome_title(item.name)


def difference_words(table: pd.DataFrame | None, name: str, scenario: str) -> str:
    """Write a paired difference, in worlds of 100 or in the measure's unit: '+5.6  (+4.6 to +6.6)'; '' for none."""
    if table is None:
        return ""
    rows = table.loc[(table["outcome"] == name) & (table["scenario"] == scenario)]
    if rows.empty:
        return ""
    values = [float(rows.iloc[0][key]) for key in ("difference", "low", "high")]
    if not np.isfinite(values[0]):
        return ""
    if not any(values):
        return "the same in each"
    if outcomes.outcome_kind(name) == "number":
        written = numbers.signed_quantities(values, outcomes.outcome_unit(name))
        last, _, unit = written[2].partition(" ")
        return f"{written[0]} {unit}\n({written[1]} to {last})"
    middle, low, high = numbers.moved([100 * value for value in values], minus=numbers.MINUS)
    return f"{middle}  ({low} to {high})"


def _dot_array(axes: Axes, count: int, worlds: int, top: float, colour: str, size: float) -> None:
    """Draw 100 dots of which count / worlds are full."""
    full = round(DOTS * count / worlds)
    deep = DOTS // DOTS_ACROSS
    for kind, chosen in (("full", range(full)), ("empty", range(full, DOTS))):
        places = np.array([(dot // deep, top + dot % deep) for dot in chosen], dtype=float).reshape(-1, 2)
        axes.plot(
            places[:, 0],
            places[:, 1],
            "o",
            markersize=size,
            color=colour if kind == "full" else "#e3e3e3",
            markeredgewidth=0,
        )


def _bars(axes: Axes, runs: Sequence[Run], item: Measure, index: int, at: float) -> str:
    """Draw the middle 80 % of worlds of one scenario, on the scale of all, with their mean; return the mean."""
    known = [values[np.isfinite(values)] for values in (run.values(item) for run in runs)]
    name, own = item.name, known[index]
    if not len(own):
        return "in no world"
    ends = [np.quantile(values, (0.1, 0.9)) for values in known if len(values)]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    across = (np.array([*np.quantile(own, (0.1, 0.9)), own.mean()]) - low) / max(high - low, 1e-9) * (DOTS_ACROSS - 1)
    look = scenario_look(index)
    axes.plot(across[:2], [at, at], color=look.line, linewidth=5, alpha=0.45, solid_capstyle="butt")
    axes.plot(across[2:], [at], "o", markersize=7, color=look.ink, markeredgewidth=0)
    return numbers.quantity(float(own.mean()), outcomes.outcome_unit(name))


def _drop(rows: int, runs: int) -> float:
    """Return how far down so many rows reach."""
    down = 0.0
    for _ in range(rows):
        down += 1.75
        for _ in range(runs):
            down += DOTS // DOTS_ACROSS + 0.75
        down += 1.2
    return down


def _rows(axes: Axes, runs: Sequence[Run], question: Question, table: pd.DataFrame | None) -> None:
    down = 0.0
    asked = _rows_of(question)
    usual = _drop(USUAL_ROWS, len(runs))
    # Few rows stand further apart, and keep their size.
    apart = max(0.0, min(WIDEST_GAP, (usual - _drop(len(asked), len(runs))) / max(1, len(asked))))
    for item in asked:
        title = _title(question, item)
        size = 11.5 * min(1.0, WIDE_TITLE / max(1, len(title)))
        axes.text(-0.6, down, title, fontsize=size, fontweight="bold", color=INK, va="center")
        down += 1.75
        for index, run in enumerate(runs):
            look = scenario_look(index)
            deep = float(DOTS // DOTS_ACROSS)
            middle = down + (deep - 1) / 2
            if item.kind == "number":
                told = _bars(axes, runs, item, index, middle)
            else:
                count = int(outcomes.happened(run, item.name).sum())
                _dot_array(axes, count, run.worlds, down, look.line, 4.4 if len(runs) < 3 else 3.4)
                told = f"{of_whole(count / run.worlds, whole(runs))} of {whole(runs)}"
            axes.text(DOTS_ACROSS + 0.6, middle, told, fontsize=11, fontweight="bold", color=look.ink, va="center")
            if index:
                words = difference_words(table, item.name, run.scenario)
                size = 8.5 if item.kind == "number" else 9.5
                axes.text(DOTS_ACROSS + DIFFERENCE_AT, middle, words, fontsize=size, color=look.ink, va="center")
            down += deep + 0.75
        down += 1.2 + apart
    if len(runs) > 1 and asked and asked[0].kind == "share":
        axes.text(
            DOTS_ACROSS + DIFFERENCE_AT,
            0,
            "more or fewer in 100\n(95 % interval)",
            fontsize=8.5,
            color=QUIET,
            va="center",
        )
    axes.set_xlim(-0.6, DOTS_ACROSS + 36)
    axes.set_ylim(max(down, usual) - 1.6, -1.2)
    axes.axis("off")


def _curves(question: Question) -> list[str]:
    """Return the dates that are drawn as curves: the first two that are asked for, those in weeks before others."""
    dates = (item for item in question.asks if item.outcome.kind == "date")
    order = sorted(dates, key=lambda item: item.kind != "weeks")
    return list(dict.fromkeys([*(item.outcome.name for item in order), *CURVES]))[:2]


@styled
def figure(runs: Sequence[Run], question: Question, table: pd.DataFrame | None = None) -> Figure:
    """Draw what one or more scenarios lead to.

    Parameters
    ----------
    runs
        The runs, base first (three at most stay legible).
    question
        What is asked.
    table
        Rows of `statistics.comparing.comparison_table`, for the paired differences; None leaves them out.

    Returns
    -------
    Figure
        Dot arrays and ranges of what is asked at the left, two dates at the right.
    """
    asked = _rows_of(question)
    title = f"What follows: {runs[0].title}"
    if table is not None and len(runs) > 1:
        title = headline(runs, table, question)
    elif len(runs) > 1:
        title = question.title
    paired = (
        f"; right of the counts: worlds more or fewer than in '{runs[0].title}', each world against its twin"
        if len(runs) > 1
        else ""
    )
    dots = f"100 dots stand for all worlds of a scenario{paired}"
    ranges = "bars: middle 80 % of worlds, with the mean" if any(item.kind == "number" for item in asked) else ""
    parts = [
        outcomes.ensemble(runs),
        f"{dots}{f'; {ranges}' if ranges else ''}",
        "Curves: % of worlds by date; dotted: the day on record.",
    ]
    drawing = headed(title, ". ".join(parts), question.caveat)
    scenario_key(drawing, runs)
    _rows(drawing.add_axes((0.042, 0.05, 0.65, 0.765)), runs, question, table)
    for place, name in enumerate(_curves(question)):
        endings.draw(drawing.add_axes((0.715, 0.49 - place * 0.41, 0.19, 0.285)), runs, name, size=9.5)
    panels.line(drawing, (0.69, 0.07), (0.69, 0.80), color="#dddddd", linewidth=0.8)
    panels.note(drawing, "Band: 95 % sampling interval", x=0.985)
    return drawing
