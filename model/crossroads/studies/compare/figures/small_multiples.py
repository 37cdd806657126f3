"""Scenarios beside one another, from the fifth on: a row each under common headings, or a panel each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.telling import panels
from crossroads.telling.style import (
    HEIGHT,
    INK,
    LEFT,
    QUIET,
    RIGHT,
    ScenarioLook,
    fit_text,
    labelled,
    scenario_looks,
    share_of_width,
)

BASE_LINE = "#8a8a8a"
"""Colour of the base where it stands behind every other scenario."""

NAMES = 0.125
"""Share of the width that the scenarios' names take."""

_MOST_LINES = 3


def names(drawing: Figure, runs: Sequence[Run], looks: Sequence[ScenarioLook], box: panels.Box) -> None:
    """Write the scenarios' names left of rows of equal height, in their colours.

    Parameters
    ----------
    drawing
        The figure.
    runs, looks
        The scenarios, base first, and how they are drawn.
    box
        Left, bottom, right and top end of the rows; the names take what is left of it.
    """
    tall = (box[3] - box[1]) / len(runs)
    size = min(9.5, 0.27 * tall * HEIGHT * 72)
    for place, (run, look) in enumerate(zip(labelled(runs), looks, strict=True)):
        middle = box[3] - (place + 0.5) * tall
        wide = max(8, int(NAMES * 12.8 * 72 / (0.6 * size)))
        lines = textwrap.wrap(run.title, wide, max_lines=_MOST_LINES, placeholder=" \u2026")
        step = 1.25 * size / 72 / HEIGHT
        for line, words in enumerate(lines):
            y = middle - (line - (len(lines) - 1) / 2) * step
            look_: dict[str, Any] = {"fontweight": "bold", "color": look.ink, "va": "center"}
            fit_text(drawing, (LEFT, y), words, box[0] - LEFT - 0.008, size=size, least=5.0, **look_)


def matrix(
    drawing: Figure, runs: Sequence[Run], colours: Mapping[str, str], heads: Sequence[str], box: panels.Box
) -> list[list[Axes]]:
    """Return panels in rows and columns: a row a scenario, named at its left, a column under each heading.

    Parameters
    ----------
    drawing
        The figure.
    runs, colours
        The scenarios, base first, and the colours that the question gives them.
    heads
        The headings.
    box
        Left, bottom, right and top end of the panels.
    """
    looks = scenario_looks([run.scenario for run in runs], colours)
    names(drawing, runs, looks, box)
    tall, wide = (box[3] - box[1]) / len(runs), (box[2] - box[0]) / len(heads)
    size, cut = wrapped(drawing, heads, wide * 0.94, lines=3, sizes=(9.5, 6.0))
    for column, head in enumerate(cut):
        look: dict[str, Any] = {"fontsize": size, "fontweight": "bold", "color": INK, "va": "bottom"}
        drawing.text(box[0] + column * wide, box[3] + 0.008, head, linespacing=1.15, **look)
    made = [
        [
            drawing.add_axes((box[0] + column * wide, box[3] - (row + 0.93) * tall, wide * 0.74, tall * 0.78))
            for column in range(len(heads))
        ]
        for row in range(len(runs))
    ]
    for row in made[:-1]:
        for axes in row:
            axes.tick_params(labelbottom=False)
    return made


def grey_note(drawing: Figure, base: Run) -> None:
    """Say at the right of the foot that the base stands in grey behind every other scenario."""
    words = f"Grey behind the others: '{base.title}'"
    fit_text(drawing, (RIGHT, 0.014), words, 0.36, size=8, least=6.0, color=QUIET, va="bottom", ha="right")


def wrapped(
    drawing: Figure, heads: Sequence[str], room: float, *, lines: int, sizes: tuple[float, float]
) -> tuple[float, list[str]]:
    """Break headings into lines that fit a column, all at one size: the largest at which none needs more lines.

    Parameters
    ----------
    drawing
        The figure.
    heads
        The headings.
    room
        Width of a column, as a share of the figure's.
    lines
        Most lines of a heading.
    sizes
        The size wished for, and the smallest allowed, in points; at the smallest what does not fit is cut.
    """
    size, least = sizes
    while True:
        cut = [_in_lines(drawing, head, room, size) for head in heads]
        if all(len(part) <= lines for part in cut) or size <= least:
            break
        size = max(size - 0.3, least)
    texts = [
        "\n".join(part if len(part) <= lines else [*part[: lines - 1], f"{part[lines - 1]} \u2026"]) for part in cut
    ]
    return size, texts


def _in_lines(drawing: Figure, head: str, room: float, size: float) -> list[str]:
    """Break a heading into lines by the width that its letters take."""
    made: list[str] = []
    for word in head.split():
        longer = f"{made[-1]} {word}" if made else word
        held = drawing.text(0, 0, longer, fontsize=size, fontweight="bold")
        fits = share_of_width(drawing, held) <= room
        held.remove()
        if made and fits:
            made[-1] = longer
        else:
            made.append(word)
    return made or [""]


def cells(
    drawing: Figure, runs: Sequence[Run], colours: Mapping[str, str], box: panels.Box, *, across: int = 0
) -> list[Axes]:
    """Return a panel a scenario, its name above it in its colour; arguments as for `matrix`.

    `across` is how many stand side by side; 0: as many as keep the panels wide.
    """
    looks = scenario_looks([run.scenario for run in runs], colours)
    columns = across or (3 if len(runs) <= 9 else 4)
    made = list(panels.grid(drawing, len(runs), columns, box, (0.34, 0.48)))
    for axes, run, look in zip(made, labelled(runs), looks, strict=True):
        held = axes.get_position()
        bold: dict[str, Any] = {"fontweight": "bold", "color": look.ink, "va": "bottom"}
        fit_text(drawing, (held.x0, held.y1 + 0.008), run.title, held.width * 1.25, size=9.5, least=6.5, **bold)
    return made
