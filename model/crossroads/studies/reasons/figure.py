"""What each of the documents' reasons does to the odds of an option: removed alone, and by group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.studies.reasons.result import FIGURE, ReasonsTable
from crossroads.telling import numbers, panels, vocabulary
from crossroads.telling.style import INK, fit_text, headed, save, styled

MEANS: tuple[str, ...] = ("belief", "interest", "appraisal")
"""How a single reason enters a decision; rows of the table with another word here stand for several at once."""

ENTERS_LOOKS: dict[str, tuple[str, str]] = {
    "belief": ("#332288", "o"),
    "interest": ("#AA4499", "s"),
    "appraisal": ("#117733", "^"),
}
"""Colour and marker of a reason by how it enters."""

CHANGE = "change"
"""What the panels call the change of the odds, whichever option's it is."""

_JOINT = "#555555"
_FOR, _AGAINST = "#44AA99", "#DDAA33"
_BOTTOM, _TOP = 0.085, 0.785


def singles(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of single reasons removed alone."""
    return table.loc[table["enters"].isin(MEANS) & (table["reason"].astype(str) != "")]


def joint(table: pd.DataFrame, group: str) -> pd.Series[Any] | None:
    """Return the row in which all reasons of a group are removed together; None where there is none."""
    rows = table.loc[~table["enters"].isin(MEANS) & (table["group"] == group)]
    return None if rows.empty else rows.iloc[0]


def baseline(table: pd.DataFrame, option: str) -> float:
    """Return the odds of the option with every reason at work, worked out from the first row."""
    first = singles(table).iloc[0]
    return float(first[option]) - float(first[f"difference_{option}"])


def _points(value: float) -> str:
    return numbers.signed(100.0 * value, 1, minus=numbers.MINUS)


def _change(axes: Axes, row: Any, y: float, colour: str, marker: str, size: float) -> None:
    values = [100.0 * float(row[key]) for key in (CHANGE, "low", "high")]
    look: dict[str, Any] = {"width": 2.2, "alpha": 0.7, "solid_capstyle": "butt", "above": 4}
    panels.interval(axes, y, values, (colour, colour), marker=marker, size=size, **look)


def _layout(table: pd.DataFrame) -> tuple[list[tuple[str, list[int]]], float]:
    """Return (group, places of its reasons) in the table's order, and the number of lines they take."""
    rows = singles(table)
    groups = list(dict.fromkeys(str(name) for name in rows["group"]))
    blocks = [(group, np.flatnonzero((rows["group"] == group).to_numpy()).tolist()) for group in groups]
    return blocks, sum(len(places) + 1.35 for _, places in blocks) - 0.35


def _reasons(drawing: Figure, axes: Axes, table: pd.DataFrame, titles: dict[str, str]) -> dict[str, float]:
    """Draw the left panel; return each group's height, in lines from the top."""
    rows = singles(table)
    blocks, lines = _layout(table)
    axes.set_ylim(lines - 0.3, -0.7)
    left = axes.get_position()
    size = min(8.2, 72 * 7.2 * (_TOP - _BOTTOM) / (lines + 0.4) * 0.72)
    line, heights = 0.0, {}

    def write(y: float, text: str, value: Any, **look: Any) -> None:
        place = _TOP - (y + 0.7) / (lines + 0.4) * (_TOP - _BOTTOM)
        fit_text(drawing, (0.045, place), text, left.x0 - 0.055, size=size, least=6.0, va="center", **look)
        if value is not None:
            panels.beside(axes, y, _points(float(value)), at=1.1, fontsize=size, ha="right", color=INK)

    for group, places in blocks:
        together = joint(table, group)
        shared = together is not None and len(places) > 1
        words_ = titles.get(group, vocabulary.spelt(group).capitalize())
        write(line, words_, together[CHANGE] if shared and together is not None else None, fontweight="bold")
        if shared:
            _change(axes, together, line, _JOINT, "D", 5.5)
        axes.axhspan(line - 0.6, line + len(places) + 0.55, color="#f5f5f5", linewidth=0, zorder=0)
        heights[group] = line + len(places) / 2
        for step, place in enumerate(places, 1):
            row = rows.iloc[place]
            colour, marker = ENTERS_LOOKS[str(row["enters"])]
            write(line + step, f"{row['ids']}  {row['title']}", row[CHANGE], color="#3a3a3a")
            _change(axes, row, line + step, colour, marker, 5.5)
        line += len(places) + 1.35
    axes.axvline(0, color=INK, linewidth=1.0)
    _bare(axes)
    return heights


def _bare(axes: Axes) -> None:
    panels.rows_only(axes)
    axes.xaxis.set_major_formatter(lambda value, _: numbers.signed(value, 1, minus=numbers.MINUS).replace(".0", ""))


def _shares(axes: Axes, shapley: pd.DataFrame, heights: dict[str, float], limits: tuple[float, float]) -> None:
    axes.set_ylim(*limits)
    axes.axvline(0, color=INK, linewidth=1.0)
    _bare(axes)
    for _, row in shapley.iterrows():
        y = heights.get(str(row["group"]))
        if y is None:
            continue
        share, low, high = (100.0 * float(row[key]) for key in ("share", "low", "high"))
        axes.barh(y, share, 0.95, color=_FOR if share > 0 else _AGAINST)
        axes.plot([low, high], [y, y], color=INK, linewidth=1.4)
        title = f"{row['title']}  {_points(float(row['share']))}"
        place: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "bottom"}
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
        axes.text(0.0, y - 0.6, title, fontsize=8.2, color=INK, bbox=box, **place)
    if shapley.empty:
        panels.empty(axes, "not computed in this run", size=10)


def _key(drawing: Figure, table: pd.DataFrame) -> None:
    """Name how reasons enter, in their colours and markers."""
    signs = {"o": "\u25cf", "s": "\u25a0", "^": "\u25b2"}
    met = [name for name in MEANS if (singles(table)["enters"] == name).any()]
    parts = [(f"{signs[ENTERS_LOOKS[name][1]]} {name}", ENTERS_LOOKS[name][0]) for name in met]
    if any(joint(table, str(group)) is not None for group in table["group"].unique()):
        parts.append(("\u25c6 the whole group", _JOINT))
    panels.key(drawing, parts, at=(0.045, 0.822))


@styled
def figure(made: ReasonsTable) -> Figure:
    """Draw what the documents' reasons do to the odds of the first option that is told of a decision.

    Parameters
    ----------
    made
        Of its `drawn` table, rows whose `enters` is 'belief', 'interest' or 'appraisal' are single reasons removed
        alone; another row with a `group` has all reasons of that group removed together. Its `shares` may be empty.

    Returns
    -------
    Figure
        Changes with 95 % intervals at the left, shares by group at the right.
    """
    table, shapley = made.drawn, made.shares
    told, title = vocabulary.reasons_words(made.decision), vocabulary.point(made.decision).title
    meetings = vocabulary.decision(made.decision).regret.meetings
    with_all = f"{100 * baseline(table, next(iter(told.options))):.1f}" if len(singles(table)) else "-"
    text = (
        f"'{made.title}', {numbers.counted(made.worlds, 'world')}, the same luck in each, seed {made.seed}. Mean "
        f"odds of {told.event} over the {meetings} at which {title} was open: {with_all} % with every reason. "
        f"In points of these odds; left of zero: without the reason {told.act} is less likely. Hollow: the 95 % "
        "interval holds zero."
    )
    drawing = headed(f"The documents' reasons, and the odds that {told.headline}", text, made.caveat)
    if singles(table).empty:
        panels.empty(drawing, "No reason was removed.", size=12)
        return drawing
    table = table.rename(columns={told.difference: CHANGE})
    _key(drawing, table)
    left = drawing.add_axes((0.405, _BOTTOM, 0.25, _TOP - _BOTTOM))
    right = drawing.add_axes((0.735, _BOTTOM, 0.23, _TOP - _BOTTOM))
    together = table.loc[~table["enters"].isin(MEANS)]
    titles = {str(row["group"]): str(row["title"]) for part in (together, shapley) for _, row in part.iterrows()}
    heights = _reasons(drawing, left, table, titles)
    _shares(right, shapley, heights, left.get_ylim())
    for axes, low, high in ((left, "less likely", "more likely"), (right, f"against {told.act}", "for it")):
        axes.set_xlabel(f"\u2190 {low}    {high} \u2192", fontsize=8.2, labelpad=2)
    look: dict[str, Any] = {"fontsize": 9.6, "fontweight": "bold", "va": "center"}
    drawing.text(0.405, 0.822, "Removed alone: change in the odds, points", **look)
    drawing.text(0.735, 0.822, "Share of the group (Shapley), points", **look)
    return drawing


def description(made: ReasonsTable) -> str:
    """Return the figure's alternative text."""
    told = vocabulary.reasons_words(made.decision)
    changes = made.reasons[told.difference].to_numpy()
    strongest = made.reasons.iloc[int(abs(changes).argmax())]
    largest = numbers.signed(100 * strongest[told.difference], 1, bare_zero=False)
    nation = vocabulary.nation(made.decision.partition(".")[0]).names.long
    return (
        f"How the odds of {nation} {told.going} change when one of the documents' reasons is removed, in "
        f"{numbers.counted(made.worlds, 'world')} of '{made.title}'. "
        f"The largest change, {largest} points, comes without this reason: "
        f"{strongest['title']}."
    )


def write(made: ReasonsTable, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return save(figure(made), folder / FIGURE, description(made))
