"""The report card's endings: in how many worlds cities fall and powers surrender, and in which weeks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.telling import numbers, panels
from crossroads.telling.style import INK, NATION_INK, headed, styled
from crossroads.validation.card.endings import Ending
from crossroads.world import calendar


def _shares(axes: Axes, rows: Sequence[Ending]) -> None:
    """Draw the share of worlds in which each event comes, with its 95 % interval and its count."""
    axes.set_xlim(0, 100)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for place, row in enumerate(rows):
        ink, count = NATION_INK[row.asked.nation], row.count
        low, high = (100 * value for value in row.share[1:])
        axes.barh(place, 100 * count / row.worlds, height=0.34, color=ink, alpha=0.45, linewidth=0)
        axes.plot([low, high], [place, place], color=ink, linewidth=2.2)
        axes.plot(100 * (row.asked.day is not None), place, "D", color=INK, markersize=5, clip_on=False, zorder=5)
        digits = 0 if high >= 10 else 1
        share = f"95 %: {numbers.ends(low, high, numbers.decimals(digits))} %"
        text = f"{row.asked.title}: {numbers.frequency(count, row.worlds)} ({share})"
        axes.text(0, place - 0.27, text.replace(" %", "\u00a0%"), fontsize=9, color=ink, va="bottom", fontweight="bold")
    panels.rows_only(axes, None, None)
    axes.set_xlabel("% of worlds; diamond: as recorded (0 = it did not happen)", fontsize=8.5)


def _weeks(axes: Axes, row: Ending) -> None:
    """Draw in which weeks an event comes: worlds by groups of some weeks, median and 80 % interval, the record."""
    ink, step = NATION_INK[row.asked.nation], row.asked.bar
    axes.set_title(row.asked.title)
    axes.grid(axis="x", visible=False)
    if not len(row.weeks):
        panels.empty(axes, "in no world")
        axes.set_xticks([])
        axes.set_yticks([])
        return
    low, median, high = np.quantile(row.weeks, (0.1, 0.5, 0.9))
    marks = [float(row.weeks[0]), float(row.weeks[-1])]
    recorded = row.asked.week
    if recorded is not None:
        marks.append(recorded)
    edges = np.arange(np.floor(min(marks)) - step, max(marks) + 2 * step, step)
    heights, _, _ = axes.hist(row.weeks, bins=edges.tolist(), color=ink, alpha=0.4, linewidth=0)
    tall = float(np.max(heights))
    axes.set_ylim(0, 1.42 * tall)
    y = 1.12 * tall
    axes.plot([low, high], [y, y], color=ink, linewidth=2.6)
    axes.plot(median, y, "o", color=ink, markersize=6)
    text = f"median {numbers.week_day(median)}; 80 %: {numbers.ends(low, high, numbers.week_day)}"
    text += f", {numbers.counted(round(high - low), 'week')} wide"
    axes.text(0.0, 0.955, text.replace(" %", "\u00a0%"), transform=axes.transAxes, fontsize=8.3, color=ink, va="top")
    if recorded is not None:
        axes.axvline(recorded, ymax=0.86, color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.text(recorded, 0.9 * tall, " recorded", fontsize=8, color=INK, va="center")
    _dates(axes, float(edges[0]), float(edges[-1]), step)


def _dates(axes: Axes, first: float, last: float, step: int) -> None:
    axes.set_xlim(first, last)
    axes.set_ylabel(f"worlds in {step} weeks" if step > 1 else "worlds a week", fontsize=8.5)
    inside = numbers.month_starts(calendar.date_of(int(first)), calendar.date_of(int(last) + 1))
    every = max(1, -(-len(inside) // 7))
    inside = (
        [month for month in inside if (month.month - 1) % every == 0]
        if every in (1, 2, 3, 4, 6, 12)
        else inside[::every]
    )
    places = [(month - calendar.START).days / calendar.DAYS_A_WEEK for month in inside]
    axes.set_xticks(places, [f"{numbers.month_name(month, short=True)} {month.year}" for month in inside], fontsize=8)


@styled
def figure(rows: Sequence[Ending], *, ensemble: str) -> Figure:
    """Draw how often each event comes, and the weeks of some of them.

    Parameters
    ----------
    rows
        The events, in the order to be drawn.
    ensemble
        Number of worlds, seed and parameters, in words.

    Returns
    -------
    Figure
        Slide size: shares at the left, weeks at the right.
    """
    drawing = headed(
        "Cities and endings with the decisions of 1941 as recorded: in how many worlds, and when",
        f"'As it happened, to 1943', {ensemble}. Left: share of worlds with its 95 % interval. Right: worlds by week "
        "where it comes; dot and bar: median and the middle 80 % of these worlds; dashed: the day recorded.",
        "Model worlds, not history; after 1943 nothing was fitted.",
    )
    _shares(drawing.add_axes((0.045, 0.105, 0.4, 0.72)), rows)
    detailed = [row for row in rows if row.asked.bar]
    grid = panels.grid(drawing, len(detailed), 1, (0.53, 0.075, 0.965, 0.815), (0.2, 0.5))
    for axes, row in zip(grid, detailed, strict=True):
        _weeks(axes, row)
    return drawing


def description(rows: Sequence[Ending]) -> str:
    """Return the figure's alternative text.

    Parameters
    ----------
    rows
        As for `figure`.
    """
    told = [f"{row.asked.title} in {numbers.frequency(row.count, row.worlds)}" for row in rows]
    return f"Bars of shares of worlds and histograms of weeks. {'; '.join(told)}."
