"""What each course was held to bring and what it brought, and what knowing better is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.studies.regret.result import FIGURE, Regret
from crossroads.telling import numbers, panels, vocabulary
from crossroads.telling.numbers import day, sentence_case
from crossroads.telling.style import INK, NATION_INK, NATIONS, QUIET, fit_text, headed, save, styled

REALISED = "#333333"


def _stakes(value: float) -> str:
    return numbers.signed(value, 2, minus=numbers.MINUS)


def _band(axes: Axes, row: pd.Series[Any], name: str, y: float, colour: str, marker: str) -> None:
    axes.plot([float(row[f"{name}_low"]), float(row[f"{name}_high"])], [y, y], color=colour, linewidth=5, alpha=0.3)
    axes.plot(float(row[name]), y, marker, color=colour, markersize=9, markeredgecolor="white", zorder=4)


def _courses(drawing: Figure, axes: Axes, matrix: pd.DataFrame, decision: str) -> None:
    imagined = NATIONS[decision.partition(".")[0]]
    rows = matrix.reset_index(drop=True)
    axes.set_ylim(max(len(rows), 4) - 0.4, -0.6)
    box = axes.get_position()
    lines = max(len(rows), 4) + 0.2
    for place, row in rows.iterrows():
        y = float(str(place))
        above, below = y - 0.09, y + 0.09
        axes.annotate(
            "",
            (float(row["realised"]), below),
            (float(row["imagined"]), above),
            arrowprops={"arrowstyle": "-", "color": "#aaaaaa", "linewidth": 1.6},
        )
        _band(axes, row, "imagined", above, imagined, "o")
        if "by_truth" in rows:
            look: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.8, "zorder": 3}
            axes.plot(float(row["by_truth"]), above, "s", color=imagined, markersize=7, **look)
        _band(axes, row, "realised", below, REALISED, "D")
        height = box.y1 - (y + 0.6) / lines * box.height
        title = vocabulary.option(decision, str(row["course"]))
        room = box.x0 - 0.06
        fit_text(drawing, (0.045, height + 0.012), title, room, size=10, va="center", fontweight="bold")
        note = numbers.counted(int(row["worlds"]), "world")
        drawing.text(0.045, height - 0.016, note, fontsize=8.2, color=QUIET, va="center")
        text = f"{_stakes(float(row['imagined']))} \u2192 {_stakes(float(row['realised']))}"
        panels.beside(axes, y, text, fontsize=8.8, color=INK)
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 8.5)


def _worth(axes: Axes, values: pd.DataFrame) -> None:
    rows = values.reset_index(drop=True)
    for place, row in rows.iterrows():
        y = float(str(place))
        low, gain, high = (float(row[key]) for key in ("low", "gain", "high"))
        axes.barh(y, gain, 0.34, color="#6699CC")
        axes.plot([low, high], [y, y], color=INK, linewidth=1.6)
        text = f"{numbers.sentence_case(str(row['knowledge']))}  {_stakes(gain)}"
        panels.beside(axes, y - 0.24, text, at=0.015, fontsize=10, va="bottom", fontweight="bold")
    axes.set_ylim(max(len(rows), 4) - 0.4, -0.75)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, -0.01), max(high, 0.01))
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 8.5)
    if rows.empty:
        panels.empty(axes, "not computed in this run", size=10)


def _all_told(values: pd.DataFrame) -> bool:
    return any(str(name).startswith("everything") for name in values["knowledge"])


@styled
def figure(made: Regret) -> Figure:
    """Draw regret: what courses were held to bring, what they brought, and the worth of knowing.

    Parameters
    ----------
    made
        `by_truth` (imagined with the truth) is drawn where its `matrix` has that column.

    Returns
    -------
    Figure
        Courses at the left, worth of perfect knowledge at the right.
    """
    matrix, values, decision = made.matrix, made.values, made.decision
    told = vocabulary.decision(decision).regret
    most = "; 'everything' is the most there was to gain" if len(values) and _all_told(values) else ""
    text = (
        f"{sentence_case(told.meeting)} of {day(made.on)}, '{made.title}', {numbers.counted(made.worlds, 'world')}. "
        "Each course is taken in the same worlds and kept for two years. Stakes: the nation's interests at their end, "
        "more is better, 0 = as on the day. Left: mean, band = "
        f"middle 80 % of worlds; by truth = imagined, had {told.seat} known {told.truth}. Right: "
        f"stakes gained, had it known, with 95 % intervals{most}."
    )
    drawing = headed(f"What {told.courses} were held to bring, and what they brought", text, made.caveat)
    if matrix.empty:
        panels.empty(drawing, "No course was taken in any world.", size=12)
        return drawing
    _courses(drawing, drawing.add_axes((0.245, 0.085, 0.3, 0.7)), matrix, decision)
    _worth(drawing.add_axes((0.7, 0.085, 0.265, 0.7)), values)
    look: dict[str, Any] = {"fontsize": 10.5, "va": "center", "fontweight": "bold"}
    ink = NATION_INK[decision.partition(".")[0]]
    legend = [(0.245, "\u25cf imagined", ink), (0.425, "\u25c6 what came", REALISED)]
    if "by_truth" in matrix:
        legend.append((0.335, "\u25a1 by truth", ink))
    for place, words, colour in legend:
        drawing.text(place, 0.812, words, color=colour, **look)
    drawing.text(0.62, 0.812, "stakes", color=QUIET, ha="right", fontsize=9.5, va="center")
    drawing.text(0.7, 0.812, "Worth of knowing the truth, stakes", color=INK, **look)
    return drawing


def description(made: Regret) -> str:
    """Return the figure's alternative text."""
    words_ = vocabulary.decision(made.decision).regret
    told = [
        f"{vocabulary.option(made.decision, str(row['course']))}: {_stakes(float(row['imagined']))} imagined, "
        f"{_stakes(float(row['realised']))} came"
        for _, row in made.matrix.iterrows()
    ]
    return (
        f"What each of {words_.courses} was held to bring at the {words_.meeting} of {day(made.on)} in '{made.title}', "
        f"and what it brought, in stakes, means over worlds. {'. '.join(sentence_case(item) for item in told)}."
    )


def write(made: Regret, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return save(figure(made), folder / FIGURE, description(made))
