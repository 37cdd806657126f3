"""What each course was held to bring and brought, who stood at the end of the war, and what knowing is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.studies.regret.result import FIGURE, Regret
from crossroads.telling import numbers, panels, vocabulary
from crossroads.telling.numbers import day, sentence_case
from crossroads.telling.style import INK, LEFT, NATION_INK, NATIONS, QUIET, fit_text, headed, save, styled

REALISED = "#333333"
_BOTTOM, _TOP = 0.085, 0.775
_TWO_YEARS = 104


def _stakes(value: float) -> str:
    return numbers.signed(value, 2, minus=numbers.MINUS)


def horizon(made: Regret) -> str:
    """Return the weeks that are counted, in words."""
    return "two years" if made.horizon_weeks == _TWO_YEARS else numbers.counted(made.horizon_weeks, "week")


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
        fit_text(drawing, (LEFT, height + 0.012), title, room, size=10, va="center", fontweight="bold")
        note = numbers.counted(int(row["worlds"]), "world")
        drawing.text(LEFT, height - 0.016, note, fontsize=8.2, color=QUIET, va="center")
        text = f"{_stakes(float(row['imagined']))} \u2192 {_stakes(float(row['realised']))}"
        panels.beside(axes, y, text, fontsize=8.8, color=INK)
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 8.5)


def _undefeated(axes: Axes, matrix: pd.DataFrame) -> None:
    """Draw in how many of a hundred worlds the nation stands at the end of the war, having kept to each course."""
    rows = matrix.reset_index(drop=True)
    axes.set_ylim(max(len(rows), 4) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    for place, row in rows.iterrows():
        y = float(str(place))
        share, low, high = (100.0 * float(row[key]) for key in ("undefeated", "undefeated_low", "undefeated_high"))
        axes.barh(y, share, 0.34, color="#6699CC")
        axes.plot([low, high], [y, y], color=INK, linewidth=1.4)
        panels.beside(axes, y, f"{share:.0f}", at=1.05, fontsize=9.5, fontweight="bold", color=INK)
    panels.rows_only(axes, 8.5)


def _worth(axes: Axes, values: pd.DataFrame) -> None:
    rows = values.reset_index(drop=True)
    for place, row in rows.iterrows():
        y = float(str(place))
        low, gain, high = (float(row[key]) for key in ("low", "gain", "high"))
        axes.barh(y, gain, 0.34, color="#6699CC")
        axes.plot([low, high], [y, y], color=INK, linewidth=1.6)
        panels.beside(
            axes, y - 0.24, f"{numbers.sentence_case(str(row['knowledge']))}  {_stakes(gain)}", at=0.0, fontsize=8.4,
            va="bottom", fontweight="bold",
        )  # fmt: skip
    axes.set_ylim(max(len(rows), 4) - 0.4, -0.75)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, -0.01), max(high, 0.01))
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 8.5)
    if rows.empty:
        panels.empty(axes, "not computed in this run", size=10)


def _all_told(values: pd.DataFrame) -> bool:
    return any(str(name).startswith("everything") for name in values["knowledge"])


def _ends_known(matrix: pd.DataFrame) -> bool:
    return "undefeated" in matrix and not bool(matrix["undefeated"].isna().any())


def _finding(made: Regret) -> str:
    """Return which course was held best, what it brought, which brought most how often, and by when."""
    matrix, told = made.matrix, vocabulary.decision(made.decision).regret
    held = matrix.iloc[int(matrix["imagined"].argmax())]
    name = vocabulary.option(made.decision, str(held["course"]))
    seat = sentence_case(told.seat)
    lead = (
        f"{seat} held '{name}' best ({_stakes(float(held['imagined']))}); {horizon(made)} on it had brought "
        f"{_stakes(float(held['realised']))}"
    )
    if "best" not in matrix:
        return lead
    best = matrix.iloc[int(matrix["best"].argmax())]
    other = "it" if best["course"] == held["course"] else f"'{vocabulary.option(made.decision, str(best['course']))}'"
    return f"{lead}, and {other} brought most in {100 * float(best['best']):.0f} of 100 worlds"


@styled
def figure(made: Regret) -> Figure:
    """Draw regret: what courses were held to bring, what they brought, and the worth of knowing.

    Parameters
    ----------
    made
        `by_truth` (imagined with the truth) and `undefeated` are drawn where its `matrix` has those columns.

    Returns
    -------
    Figure
        Courses at the left, then who stood at the end of the war, and the worth of perfect knowledge at the right.
    """
    matrix, values, decision = made.matrix, made.values, made.decision
    told = vocabulary.decision(decision).regret
    most = "; 'everything' is the most there was to gain" if len(values) and _all_told(values) else ""
    ends = _ends_known(matrix) and len(matrix) > 0
    whole_war = f" Middle: undefeated on {day(made.until)}, kept to it." if ends else ""
    text = (
        f"{sentence_case(told.meeting)} of {day(made.on)}, '{made.title}', {numbers.counted(made.worlds, 'world')}. "
        f"Each course kept for {horizon(made)}. Stakes: what the nation cared about in one number, 0 = as on the day; "
        f"mean, middle 80 % of worlds; by truth: had {told.seat} known {told.truth}.{whole_war} "
        f"Right: stakes gained, had it known{most}; lines: 95 %."
    )
    if matrix.empty:
        drawing = headed(f"What {told.courses} were held to bring, and what they brought", text, made.caveat)
        panels.empty(drawing, "No course was taken in any world.", size=12)
        return drawing
    drawing = headed(_finding(made), text, made.caveat)
    tall = _TOP - _BOTTOM
    _courses(drawing, drawing.add_axes((0.235, _BOTTOM, 0.25 if ends else 0.31, tall)), matrix, decision)
    if ends:
        _undefeated(drawing.add_axes((0.605, _BOTTOM, 0.1, tall)), matrix)
        drawing.text(
            0.605, 0.812, f"Undefeated, {made.until.year}", color=INK, fontsize=9.5, fontweight="bold", va="center"
        )
        drawing.text(0.605, 0.789, "of 100 worlds", color=QUIET, fontsize=8.5, va="center")
    left = 0.775 if ends else 0.72
    _worth(drawing.add_axes((left, _BOTTOM, 0.965 - left, tall)), values)
    look: dict[str, Any] = {"fontsize": 9.5, "va": "center", "fontweight": "bold"}
    ink = NATION_INK[decision.partition(".")[0]]
    legend = [(0.235, "\u25cf imagined", ink), (0.395, "\u25c6 what came", REALISED)]
    if "by_truth" in matrix:
        legend.append((0.318, "\u25a1 by truth", ink))
    for place, words, colour in legend:
        drawing.text(place, 0.812, words, color=colour, **look)
    drawing.text(0.235, 0.789, f"stakes after {horizon(made)}", color=QUIET, fontsize=8.5, va="center")
    drawing.text(left, 0.812, "Worth of knowing, stakes", color=INK, **look)
    return drawing


def _stood(row: pd.Series[Any]) -> str:
    return f", undefeated in {100 * float(row['undefeated']):.0f} of 100 worlds"


def description(made: Regret) -> str:
    """Return the figure's alternative text."""
    words_ = vocabulary.decision(made.decision).regret
    ends = _ends_known(made.matrix)
    told = [
        f"{vocabulary.option(made.decision, str(row['course']))}: {_stakes(float(row['imagined']))} imagined, "
        f"{_stakes(float(row['realised']))} came{_stood(row) if ends else ''}"
        for _, row in made.matrix.iterrows()
    ]
    return (
        f"What each of {words_.courses} was held to bring at the {words_.meeting} of {day(made.on)} in '{made.title}', "
        f"and what it brought after {horizon(made)}, in stakes, means over worlds. "
        f"{'. '.join(sentence_case(item) for item in told)}."
    )


def write(made: Regret, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return save(figure(made), folder / FIGURE, description(made))
