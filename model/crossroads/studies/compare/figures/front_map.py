"""Where the fronts stand on one day: Eurasia and the Pacific, with the spread over worlds."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.telling import fans, geography, numbers, outcomes, panels, style
from crossroads.telling.geography import Projection
from crossroads.world import calendar

SEA, LAND, RAIL = "#eef3f6", "#dcd8cd", "#6b5f4b"
LEAST_WORLDS = 5
"""A median of fewer worlds is not drawn: it would be the story of one or two."""

WESTERN_AXES = ("leningrad", "moscow", "stalingrad")
VIEWS = (geography.WORLD, geography.WEST, geography.EAST)
EASTERN_AXES = ("transbaikal", "amur", "maritime")
_OVER: dict[str, Any] = {"zorder": 7, "path_effects": [patheffects.withStroke(linewidth=1.8, foreground="white")]}
_SIDES: dict[str, tuple[float, float, str, str]] = {
    "left": (-4, 0, "right", "center"),
    "right": (4, 0, "left", "center"),
    "above": (0, 4, "center", "bottom"),
    "below": (0, -4, "center", "top"),
}


def _three(run: Run, name: str, week: int) -> tuple[float, float, float]:
    low, middle, high = (float(fans.statistic(run, name, which)[week]) for which in ("q10", "q50", "q90"))
    return low, middle, high


def _base(axes: Axes, view: Projection, size: float) -> None:
    axes.set_facecolor(SEA)
    for inland_seas, colour in ((False, LAND), (True, SEA)):
        shapes = geography.outlines(view, inland_seas=inland_seas)
        axes.add_collection(PolyCollection(list(shapes), facecolor=colour, edgecolor=colour, linewidth=0.3))
    rail = geography.project(geography.PLACES["railway"]["trans_siberian"], view.centre)
    axes.plot(*rail.T, color=RAIL, linewidth=0.8, zorder=2)
    for name, point, side in geography.cities(view.name):
        x, y = geography.project([point], view.centre)[0]
        axes.plot(x, y, "o", color=style.INK, markersize=1.8, zorder=6)
        across, up, horizontal, vertical = _SIDES[side]
        panels.near(axes, (x, y), name, (across, up), fontsize=size, ha=horizontal, va=vertical, **_OVER)
    axes.set_xlim(*view.x)
    axes.set_ylim(*view.y)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _eastern_front(axes: Axes, view: Projection, run: Run, week: int, width: float) -> None:
    found = {axis: _three(run, f"front_{axis}_axis_km", week) for axis in WESTERN_AXES}
    if any(np.isnan(value).any() for value in found.values()):
        return
    lines = [[geography.along(axis, found[axis][which]) for axis in WESTERN_AXES] for which in range(3)]
    low, middle, high = (geography.project(line, view.centre) for line in lines)
    band = np.concatenate([low, high[::-1]])
    axes.add_collection(PolyCollection([band], facecolor=style.NATIONS["germany"], alpha=0.16, linewidth=0, zorder=3))
    axes.plot(*middle.T, color=style.NATIONS["germany"], linewidth=width, zorder=4, solid_joinstyle="round")
    if view.name != "world":
        for axis in WESTERN_AXES:
            reach = geography.project(geography.stretch_of(axis, found[axis][0], found[axis][2]), view.centre)
            axes.plot(*reach.T, color=style.NATIONS["germany"], linewidth=1.2, zorder=4)


def _far_eastern_axes(axes: Axes, view: Projection, run: Run, week: int, size: float) -> bool:
    drawn = False
    if _worlds_at_war(run, week) < LEAST_WORLDS:
        return drawn
    for axis in EASTERN_AXES:
        low, middle, high = _three(run, f"far_east_front_{axis}_km", week)
        if np.isnan(middle):
            continue
        drawn = True
        reach = geography.project(geography.stretch_of(axis, low, high), view.centre)
        axes.plot(*reach.T, color=style.NATIONS["japan"], linewidth=5, alpha=0.3, zorder=3, solid_capstyle="butt")
        path = geography.project(geography.stretch_of(axis, 0.0, middle), view.centre)
        ahead = "japan" if middle >= 0 else "ussr"
        colour = style.NATIONS[ahead]
        axes.plot(*path.T, color=colour, linewidth=2.2, zorder=5)
        if view.name != "world":
            # To scale an advance of tens of km is a few points long, so that its number stands beside it.
            text, ink = f"{round(middle):,} km".replace("-", "\u2212"), style.NATION_INK[ahead]
            panels.near(axes, path[0], text, (-5, 0), fontsize=size, fontweight="bold", color=ink, ha="right", **_OVER)
        if view.name != "world" and abs(middle) > 1.0:
            axes.annotate(
                "",
                path[-1],
                path[0],
                zorder=5,
                arrowprops={
                    "arrowstyle": "-|>",
                    "mutation_scale": 12,
                    "color": colour,
                    "linewidth": 0,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
        else:
            axes.plot(*path[-1:].T, "o", color=colour, markersize=3.2, zorder=5)
    return drawn


def _american_line(axes: Axes, view: Projection, run: Run, week: int, size: float) -> None:
    low, middle, high = _three(run, "us_distance_to_tokyo_km", week)
    if np.isnan(middle):
        return
    tokyo = next(point for name, point, _ in geography.cities("world") if name == "Tokyo")
    fan = np.radians(np.linspace(80.0, 178.0, 80))
    near, line, far = (
        geography.project(geography.travel(tokyo, fan, np.full(80, km)), view.centre) for km in (low, middle, high)
    )
    colour = style.NATIONS["united_states"]
    band = np.concatenate([near, far[::-1]])
    axes.add_collection(PolyCollection([band], facecolor=colour, alpha=0.18, linewidth=0, zorder=2))
    axes.plot(*line.T, color=colour, linewidth=1.8, zorder=4)
    span = numbers.ends(low, high, "{:,.0f}".format)
    note = f"American line {middle:,.0f} km from Tokyo\n(80 %: {span} km)"
    _note(axes, note, style.NATION_INK["united_states"], size, (0.22, 0.975))


def _worlds_at_war(run: Run, week: int) -> int:
    begun = np.fmin(run.weeks("date_japan_attacks_ussr"), run.weeks("date_ussr_attacks_japan")) <= week
    ends = np.fmin(run.weeks("date_far_east_armistice"), run.weeks("date_japan_surrenders"))
    return int((begun & ~(ends <= week)).sum())


def _note(
    axes: Axes, text: str, colour: str, size: float, at: tuple[float, float] = (0.015, 0.025), side: str = "left"
) -> None:
    axes.text(
        *at,
        text,
        transform=axes.transAxes,
        fontsize=size,
        color=colour,
        va="bottom" if at[1] < 0.5 else "top",
        ha=side,
        zorder=8,
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 2.0},
    )


Box = tuple[float, float, float, float]


def _maps(figure: Figure, run: Run, week: int, boxes: tuple[Box, Box, Box], size: float) -> None:
    """Draw one scenario's overview, Eastern Front and Far East into three boxes."""
    over, west, east = (figure.add_axes(box) for box in boxes)
    _base(over, geography.WORLD, size)
    _eastern_front(over, geography.WORLD, run, week, 2.4)
    _far_eastern_axes(over, geography.WORLD, run, week, size)
    _american_line(over, geography.WORLD, run, week, size)
    _base(west, geography.WEST, size)
    _eastern_front(west, geography.WEST, run, week, 2.6)
    middle = _three(run, "front_moscow_axis_km", week)[1]
    where = "no front" if np.isnan(middle) else f"{middle:,.0f} km east of the line of 22 June 1941"
    _note(west, f"Moscow axis: {where}", style.NATION_INK["germany"], size)
    _base(east, geography.EAST, size)
    opened = _far_eastern_axes(east, geography.EAST, run, week, size)
    fighting = _worlds_at_war(run, week)
    note = f"War here in {numbers.frequency(fighting, run.worlds)}"
    if opened:
        note += "\narrows: median of those worlds"
    elif fighting:
        note += "\ntoo few for a median"
    _note(east, note, style.NATION_INK["japan"], size, (0.985, 0.025), "right")


def _as_columns(figure: Figure, runs: Sequence[Run], week: int) -> None:
    for index, run in enumerate(runs):
        left, wide = 0.03 + index * 0.955 / len(runs), 0.955 / len(runs) - 0.015
        ink = style.scenario_look(index).ink
        style.fit_text(figure, (left, 0.852), run.title, wide, size=11.5, fontweight="bold", color=ink, va="center")
        half = wide / 2 - 0.004
        if len(runs) == 1:
            boxes = ((0.03, 0.12, 0.615, 0.64), (0.655, 0.45, 0.33, 0.385), (0.655, 0.05, 0.33, 0.385))
        else:
            below = ((left, 0.05, half, 0.325), (left + wide - half, 0.05, half, 0.325))
            boxes = ((left, 0.385, wide, 0.45), *below)
        _maps(figure, run, week, boxes, 8.5 if len(runs) == 1 else 7.0)


def _as_rows(figure: Figure, runs: Sequence[Run], week: int) -> None:
    high = 0.815 / len(runs) - 0.012
    inches = high * style.HEIGHT / style.WIDTH
    widths = [inches * (view.x[1] - view.x[0]) / (view.y[1] - view.y[0]) for view in VIEWS]
    for index, run in enumerate(runs):
        bottom = 0.865 - (index + 1) * 0.815 / len(runs)
        ink = style.scenario_look(index).ink
        room = 0.98 - style.LEFT - sum(width + 0.006 for width in widths)
        for line, words_ in enumerate(textwrap.wrap(run.title, 18, max_lines=5, placeholder=" \u2026")):
            place = (style.LEFT, bottom + high - 0.031 * line)
            style.fit_text(figure, place, words_, room, size=13, fontweight="bold", color=ink, va="top")
        ends = np.cumsum([width + 0.006 for width in widths[::-1]])[::-1]
        over, west, east = ((0.99 - float(end), bottom, width, high) for end, width in zip(ends, widths, strict=True))
        _maps(figure, run, week, (over, west, east), 6.2)


@style.styled
def figure(runs: Sequence[Run], question: Question, date: dt.date) -> Figure:
    """Draw the fronts of one or more scenarios on a day.

    Parameters
    ----------
    runs
        The runs, base first; a column of maps each (a row, where there are three or more).
    question
        What is asked.
    date
        Any day of the runs; outside them the nearest week is drawn.

    Returns
    -------
    Figure
        For each scenario an overview, the Eastern Front, and the Far East.
    """
    week = min(max(calendar.week_of(date), 0), *(len(fans.dates(run)) - 1 for run in runs))
    subtitle = (
        f"{outcomes.ensemble(runs)}. Black line and orange arrows: median front and median Japanese advance "
        "(pink: Soviet); shading: middle 80 % of worlds. Blue: American line, as distance to Tokyo. "
        "Brown: Trans-Siberian railway."
    )
    drawing = style.headed(
        f"Where the fronts stand in the week of {numbers.day(calendar.date_of(week))}",
        subtitle,
        f"{question.caveat}  Land: Natural Earth (public domain); equal-area projection; no borders drawn.",
    )
    (_as_columns if len(runs) < 3 else _as_rows)(drawing, style.labelled(runs), week)
    panels.note(drawing, "Place names of 1941", x=0.985)
    return drawing
