"""The one figure of the question: what each course leads to, in how many worlds, and when the wars end."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.studies.compare.figures import endings
from crossroads.telling import figure_words, numbers, panels
from crossroads.telling.style import INK, QUIET, heading, new_figure, scenario_key, scenario_look, styled

ROWS: tuple[tuple[str, str], ...] = (
    ("japan_undefeated", "Japan undefeated at the horizon"),
    ("ussr_undefeated", "The USSR neither collapses nor treats"),
    ("date_vladivostok_falls", "Vladivostok falls"),
    ("date_moscow_falls", "Moscow falls"),
    ("date_us_japan_war", "War between the US and Japan"),
    ("verdict=allied_1945", "Germany and Japan surrender by the end of 1945"),
)
DOTS, DOTS_ACROSS = 100, 50
DIFFERENCE_AT = 15.5


def _table_name(name: str) -> str:
    return f"{name}:happens" if name.startswith("date_") else name


def difference_words(table: pd.DataFrame | None, name: str, scenario: str) -> str:
    """Write a paired difference in worlds of 1,000, '+56  (+46 to +66)'; '' where the table has none."""
    if table is None:
        return ""
    rows = table.loc[(table["outcome"] == _table_name(name)) & (table["scenario"] == scenario)]
    if rows.empty:
        return ""
    middle, low, high = (1000.0 * float(rows.iloc[0][key]) for key in ("difference", "low", "high"))
    if not np.isfinite(middle):
        return ""
    if middle == low == high == 0.0:
        return "the same in each"
    return numbers.interval((middle, low, high), _in_a_thousand, unit=" ")


def _in_a_thousand(value: float) -> str:
    return numbers.signed(value, minus=numbers.MINUS, bare_zero=False)


def _dot_array(axes: Axes, count: int, worlds: int, top: float, colour: str, size: float) -> float:
    """Draw 100 dots of which count / worlds are full; return the height of the array."""
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
    return float(deep)


def _rows(axes: Axes, runs: Sequence[Run], table: pd.DataFrame | None) -> None:
    down = 0.0
    for name, title in ROWS:
        axes.text(-0.6, down, title, fontsize=11.5, fontweight="bold", color=INK, va="center")
        down += 1.75
        for index, run in enumerate(runs):
            look = scenario_look(index)
            count = int(figure_words.happened(run, name).sum())
            deep = _dot_array(axes, count, run.worlds, down, look.line, 4.4 if len(runs) < 3 else 3.4)
            middle = down + (deep - 1) / 2
            axes.text(
                DOTS_ACROSS + 0.6,
                middle,
                numbers.of_worlds(count, run.worlds),
                fontsize=11,
                fontweight="bold",
                color=look.ink,
                va="center",
            )
            if index:
                axes.text(
                    DOTS_ACROSS + DIFFERENCE_AT,
                    middle,
                    difference_words(table, name, run.scenario),
                    fontsize=10,
                    color=look.ink,
                    va="center",
                )
            down += deep + 0.75
        down += 1.2
    if len(runs) > 1:
        axes.text(
            DOTS_ACROSS + DIFFERENCE_AT,
            0,
            "more or fewer in 1,000\n(95 % interval)",
            fontsize=8.5,
            color=QUIET,
            va="center",
        )
    axes.set_xlim(-0.6, DOTS_ACROSS + 33)
    axes.set_ylim(down - 1.6, -1.2)
    axes.axis("off")


@styled
def figure(runs: Sequence[Run], table: pd.DataFrame | None = None) -> Figure:
    """Draw what one or more scenarios lead to.

    Parameters
    ----------
    runs
        The runs, base first (three at most stay legible).
    table
        Rows of `statistics.paired.comparison_table`, for the paired differences; None leaves them out.

    Returns
    -------
    Figure
        Dot arrays of outcomes at the left, the dates of the two surrenders at the right.
    """
    drawing = new_figure()
    title = "What follows: " + ", ".join(run.title for run in runs)
    paired = (
        f"; right of the counts: worlds more or fewer than in '{runs[0].title}', each world against its twin"
        if len(runs) > 1
        else ""
    )
    dots = f"100 dots stand for all worlds of a scenario{paired}"
    subtitle = f"{figure_words.ensemble(runs)}. {dots}. Curves: % of worlds by date."
    heading(drawing, title, subtitle)
    scenario_key(drawing, runs)
    _rows(drawing.add_axes((0.042, 0.05, 0.65, 0.765)), runs, table)
    for place, (name, words_) in enumerate(
        (
            ("date_germany_surrenders", "Germany has surrendered"),
            ("date_japan_surrenders", "Japan has surrendered"),
        )
    ):
        endings.draw(drawing.add_axes((0.715, 0.49 - place * 0.41, 0.19, 0.285)), runs, name, words_, size=9.5)
    line = mpl.lines.Line2D([0.69, 0.69], [0.07, 0.80], color="#dddddd", linewidth=0.8, transform=drawing.transFigure)
    drawing.add_artist(line)
    panels.note(drawing, "Band: 95 % sampling interval", x=0.985)
    return drawing
