"""Scenarios beside one another, from the fifth on: a row each under common headings, or a panel each."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.telling import panels
from crossroads.telling.style import HEIGHT, INK, LEFT, ScenarioLook, fit_text, labelled, scenario_looks

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
    drawing: Figure, runs: Sequence[Run], colours: dict[str, str], heads: Sequence[str], box: panels.Box
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
    for column, head in enumerate(heads):
        _heading(drawing, head, (box[0] + column * wide, box[3] + 0.008), wide * 0.94)
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


def _heading(drawing: Figure, head: str, place: tuple[float, float], room: float) -> None:
    lines = textwrap.wrap(head, max(12, int(room * 12.8 * 72 / 5.2)), max_lines=2, placeholder=" \u2026")
    for line, words in enumerate(reversed(lines)):
        y = place[1] + 0.02 * line
        fit_text(drawing, (place[0], y), words, room, size=9, least=6.5, fontweight="bold", color=INK, va="bottom")


def cells(
    drawing: Figure, runs: Sequence[Run], colours: dict[str, str], box: panels.Box, *, across: int = 0
) -> list[Axes]:
    """Return a panel a scenario, its name above it in its colour; arguments as for `matrix`.

    `across` is how many stand side by side; 0: as many as keep the panels wide.
    """
    looks = scenario_looks([run.scenario for run in runs], colours)
    columns = across or (3 if len(runs) <= 9 else 4)
    made = list(panels.grid(drawing, len(runs), columns, box, (0.22, 0.48)))
    for axes, run, look in zip(made, labelled(runs), looks, strict=True):
        held = axes.get_position()
        bold: dict[str, Any] = {"fontweight": "bold", "color": look.ink, "va": "bottom"}
        fit_text(drawing, (held.x0, held.y1 + 0.008), run.title, held.width * 1.12, size=9.5, least=6.5, **bold)
    return made
