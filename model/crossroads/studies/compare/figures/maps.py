"""What stands on a map: land, railway and towns, the front in the west, and the advance on each Far Eastern axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from crossroads.runs.run import Run
from crossroads.telling import fans, geography, numbers, panels, style
from crossroads.telling.geography import Projection

SEA, LAND, RAIL = "#eef3f6", "#dcd8cd", "#6b5f4b"
LEAST_WORLDS = 5
"""A median of fewer worlds is not drawn: it would be the story of one or two."""

WESTERN_AXES = ("leningrad", "moscow", "stalingrad")
EASTERN_AXES = ("transbaikal", "amur", "maritime")

ON_THE_MAP = {
    "far_east": (
        "Arrows: median advance of the worlds at war there, in km (orange: Japanese; pink: Soviet, below zero); "
        "shading: their middle 80 %; in the corner: in how many worlds there is war."
    ),
    "west": (
        "Black line: median front of the worlds still at war there; shading: their middle 80 %; km: east of the line "
        "of 22 June 1941."
    ),
}
"""Theatre -> what its map shows."""

_HALO: dict[str, Any] = {"path_effects": [patheffects.withStroke(linewidth=1.8, foreground="white")]}
_SIDES: dict[str, tuple[float, float, str, str]] = {
    "left": (-4, 0, "right", "center"),
    "right": (4, 0, "left", "center"),
    "above": (0, 4, "center", "bottom"),
    "below": (0, -4, "center", "top"),
}
_BESIDE_AXES: dict[str, tuple[float, float, str, str]] = {
    "transbaikal": (-5, 0, "right", "center"),
    "amur": (0, 5, "center", "bottom"),
    "maritime": (13, 5, "left", "center"),
}
"""Where an axis has its number: shift from its beginning, in points, and how the words are aligned."""
_FAR_EAST = "far_east_front"


def of_far_east(front: str) -> bool:
    """Say whether a front is one of the Far East."""
    return front.startswith(_FAR_EAST)


def view_of(front: str) -> Projection:
    """Return the window in which the front of a series lies."""
    return geography.EAST if of_far_east(front) else geography.WEST


def at_war(run: Run, week: int) -> int:
    """Return in how many worlds Japan and the Soviet Union are at war in a week."""
    return int(fans.open_worlds(run, _FAR_EAST)[week].sum())


def base(axes: Axes, view: Projection, size: float) -> None:
    """Draw land, sea, railway and towns.

    Parameters
    ----------
    axes, view
        The panel and its window.
    size
        Of the towns' names, in points; 0: without names.
    """
    axes.set_facecolor(SEA)
    for inland_seas, colour in ((False, LAND), (True, SEA)):
        shapes = geography.outlines(view, inland_seas=inland_seas)
        axes.add_collection(PolyCollection(list(shapes), facecolor=colour, edgecolor=colour, linewidth=0.3))
    rail = geography.project(geography.PLACES["railway"]["trans_siberian"], view.centre)
    axes.plot(*rail.T, color=RAIL, linewidth=0.8, zorder=2)
    for name, point, side in geography.cities(view.name):
        x, y = geography.project([point], view.centre)[0]
        axes.plot(x, y, "o", color=style.INK, markersize=1.8 if size else 1.2, zorder=6)
        if size:
            across, up, horizontal, vertical = _SIDES[side]
            look: dict[str, Any] = {"fontsize": size, "ha": horizontal, "va": vertical, "zorder": 7, **_HALO}
            panels.near(axes, (x, y), name, (across, up), **look)
    axes.set_xlim(*view.x)
    axes.set_ylim(*view.y)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _three(run: Run, name: str, week: int) -> tuple[float, float, float]:
    low, middle, high = (float(fans.statistic(run, name, which)[week]) for which in ("q10", "q50", "q90"))
    return low, middle, high


def eastern_front(axes: Axes, run: Run, week: int) -> None:
    """Draw the median front in the west of a week, with the spread of worlds along each axis; nothing of few worlds."""
    view = geography.WEST
    if fans.open_worlds(run, "front_moscow_axis_km")[week].sum() < LEAST_WORLDS:
        return
    found = {axis: _three(run, f"front_{axis}_axis_km", week) for axis in WESTERN_AXES}
    if any(np.isnan(value).any() for value in found.values()):
        return
    lines = [[geography.along(axis, found[axis][which]) for axis in WESTERN_AXES] for which in range(3)]
    low, middle, high = (geography.project(line, view.centre) for line in lines)
    colour = style.NATIONS["germany"]
    band = np.concatenate([low, high[::-1]])
    axes.add_collection(PolyCollection([band], facecolor=colour, alpha=0.16, linewidth=0, zorder=3))
    axes.plot(*middle.T, color=colour, linewidth=2.2, zorder=4, solid_joinstyle="round")
    for axis in WESTERN_AXES:
        reach = geography.project(geography.stretch_of(axis, found[axis][0], found[axis][2]), view.centre)
        axes.plot(*reach.T, color=colour, linewidth=1.1, zorder=4)


def far_eastern_medians(run: Run, week: int) -> list[float]:
    """Return the median advance on each Far Eastern axis that is open in a week, Japan's above zero."""
    found = [_three(run, f"{_FAR_EAST}_{axis}_km", week)[1] for axis in EASTERN_AXES]
    return [middle for middle in found if not np.isnan(middle)]


def far_eastern_axes(axes: Axes, run: Run, week: int, size: float) -> None:
    """Draw the median advance on each Far Eastern axis in a week, with its km; nothing of few worlds."""
    view = geography.EAST
    if at_war(run, week) < LEAST_WORLDS:
        return
    for axis in EASTERN_AXES:
        low, middle, high = _three(run, f"{_FAR_EAST}_{axis}_km", week)
        if np.isnan(middle):
            continue
        reach = geography.project(geography.stretch_of(axis, low, high), view.centre)
        axes.plot(*reach.T, color=style.NATIONS["japan"], linewidth=4, alpha=0.3, zorder=3, solid_capstyle="butt")
        path = geography.project(geography.stretch_of(axis, 0.0, middle), view.centre)
        ahead = "japan" if middle >= 0 else "ussr"
        colour = style.NATIONS[ahead]
        axes.plot(*path.T, color=colour, linewidth=2.2, zorder=5)
        # To scale an advance of tens of km is a few points long, so that its number stands beside it.
        text = f"{round(middle):,} km".replace("-", numbers.MINUS)
        across, up, horizontal, vertical = _BESIDE_AXES[axis]
        look: dict[str, Any] = {"fontsize": size, "fontweight": "bold", "ha": horizontal, "va": vertical, **_HALO}
        panels.near(axes, path[0], text, (across, up), color=style.NATION_INK[ahead], zorder=7, **look)
        if abs(middle) > 1.0:
            tip = {"arrowstyle": "-|>", "mutation_scale": 11, "color": colour, "linewidth": 0}
            axes.annotate("", path[-1], path[0], zorder=5, arrowprops=tip | {"shrinkA": 0, "shrinkB": 0})
        else:
            axes.plot(*path[-1:].T, "o", color=colour, markersize=3.2, zorder=5)
