"""A run beside the record: what was recorded as dots on the model's fans, a panel a series."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossroads.runs.run import Run
from crossroads.telling import fans, numbers, outcomes, panels, vocabulary
from crossroads.telling.style import INK, QUIET, fit_text, headed, scenario_look, styled
from crossroads.validation.score.points import points
from crossroads.validation.score.scoring import Validation
from crossroads.world.observables import OBSERVABLES

COLUMNS, ROWS = 5, 4
PAST_THE_LAST = dt.timedelta(weeks=10)
SHORTEST = dt.timedelta(weeks=26)


@styled
def figure(made: Validation) -> Figure:
    """Draw what was recorded on the fans of the run.

    Parameters
    ----------
    made
        The validation.

    Returns
    -------
    Figure
        A panel for each observable that answers a recorded number alone, up to twenty (those with most numbers),
        slide size. Filled dots lie in the middle 80 % of worlds, open ones do not.
    """
    recorded = points(made)
    shown = _shown(recorded)
    left_out = recorded["series"].nunique() - len(shown)
    note = f" In the table only: {left_out} further series." if left_out else ""
    inside, total = int(made.counted["in_interval"].sum()), len(made.counted)
    drawing = headed(
        f"{made.run.title}, beside the record: {inside} of {total} recorded numbers in the middle 80 % of worlds",
        f"{outcomes.ensemble([made.run])}; {fans.BANDS}. Dots: recorded, with their range; filled: in the middle "
        f"80 % on their own count, open: outside. Totals of a period stand in its middle as weekly rates.{note}",
        footer="Recorded numbers have errors of their own; sums and ratios of several series are in the table only.",
    )
    if not shown:
        panels.empty(drawing, "No recorded number has a panel.", size=12)
        return drawing
    columns = min(COLUMNS, max(1, int(np.ceil(np.sqrt(len(shown))))))
    gap = 0.2 if columns < COLUMNS else 0.27
    grid = panels.grid(drawing, len(shown), columns, (0.045, 0.075, 0.985, 0.815), (gap, 0.7))
    for axes, name in zip(grid, shown, strict=True):
        _draw(drawing, axes, made.run, name, recorded.loc[recorded["series"] == name])
    return drawing


def _shown(recorded: pd.DataFrame) -> list[str]:
    """Return the observables drawn, in the registry's order."""
    counts = recorded["series"].value_counts()
    most = set(sorted(counts.index, key=lambda name: -int(counts[name]))[: COLUMNS * ROWS])
    return [item.name for item in OBSERVABLES if item.name in most]


def _draw(drawing: Figure, axes: Axes, run: Run, name: str, rows: pd.DataFrame) -> None:
    fans.draw(axes, run, name, scenario_look(0), width=1.4)
    factor, unit = fans.scale(name)
    inside = rows["inside"].to_numpy(dtype=bool)
    x = pd.to_datetime(rows["date"]).to_numpy()
    value, low, high = (rows[key].to_numpy(dtype=np.float64) * factor for key in ("value", "low", "high"))
    axes.vlines(x, np.fmin(low, value), np.fmax(high, value), color=INK, linewidth=0.8, alpha=0.7, zorder=4)
    look: dict[str, Any] = {"color": INK, "zorder": 5, "clip_on": False}
    axes.plot(x[inside], value[inside], "o", markersize=3.0, **look)
    hollow: dict[str, Any] = {"markersize": 3.6, "markerfacecolor": "white", "markeredgewidth": 1.0}
    axes.plot(x[~inside], value[~inside], "o", **hollow, **look)
    _limits(axes, run, name, rows)
    box, title = axes.get_position(), vocabulary.outcome(name).panel
    fit_text(drawing, (box.x0, box.y1 + 0.0225), title, box.width, size=8.8, fontweight="bold", va="bottom")
    detail = f"{unit}; {int(inside.sum())} of {len(rows)} inside"
    fit_text(drawing, (box.x0, box.y1 + 0.006), detail, box.width + 0.02, size=7, least=6, color=QUIET, va="bottom")


def _limits(axes: Axes, run: Run, name: str, rows: pd.DataFrame) -> None:
    """Show the weeks up to a little after the last dot, and the heights that these need."""
    first = numbers.as_date(fans.dates(run)[0])
    end = numbers.as_date(fans.dates(run)[-1])
    last = numbers.as_date(rows["date"].max())
    until = min(max(last + PAST_THE_LAST, first + SHORTEST), max(end, last))
    _ticks(axes, first, max(until, first + dt.timedelta(weeks=8)))
    weeks = fans.dates(run) <= np.datetime64(until)
    drawn = np.concatenate([fans.statistic(run, name, which)[weeks] for which in ("q10", "q90")])
    marks = rows[["value", "low", "high"]].to_numpy(dtype=np.float64).ravel() * fans.scale(name)[0]
    heights = np.concatenate([drawn, marks])
    heights = heights[np.isfinite(heights)]
    low, high = float(heights.min()), float(heights.max())
    room = 0.08 * (high - low or abs(high) or 1.0)
    axes.set_ylim(min(0.0, low - room) if low < 0 else 0.0, high + room)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.tick_params(length=2.5, labelsize=7)


def _ticks(axes: Axes, first: dt.date, last: dt.date) -> None:
    """Mark years where more than two show, else months, with the year in the place of its January."""
    fans.time_ticks(axes, first, last, most=4)
    days = (last - first).days
    if days > 2 * 365:
        return
    inside = numbers.month_starts(first, first + 0.95 * (last - first), (1, 4, 7, 10) if days < 300 else (1, 7))
    texts = [str(mark.year) if mark.month == 1 else numbers.month_name(mark, short=True) for mark in inside]
    axes.set_xticks(np.array(inside, dtype="datetime64[D]"), texts)


def description(made: Validation) -> str:
    """Return the figure's alternative text."""
    counted = made.counted
    inside = int(counted["in_interval"].sum())
    return (
        f"Small multiples: weekly series of {made.run.title} as medians with bands of the middle 50 and 80 % of "
        f"worlds, recorded numbers as dots with their ranges; {inside} of {len(counted)} lie in the 80 % interval."
    )
