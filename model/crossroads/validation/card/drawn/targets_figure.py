"""The report card's targets: what was recorded as a band, what the worlds say as a median with its 80 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.telling import numbers, panels
from crossroads.telling.style import FAINT, HEIGHT, INK, LEFT, RIGHT, fit_text, headed, styled

MET, MISSED = "#005A8C", "#B35900"
"""Inks of what is met and what is missed; the marks differ as well."""

REACH = 5.0
"""How far the scale goes, in halves of the recorded range; what lies further is drawn at the edge with its number."""

_COLUMNS = 3
_TOP, _FOOT, _HEAD = 0.872, 0.055, 1.5
"""Heights of the panels' ends, and the rows that a panel's title takes."""

_NAMES, _NUMBERS = 0.19, 0.036
"""Widths of the names at the left and of the numbers at the right, as shares of the figure's."""

_FOOTER = "These targets are what the model was fitted to: a target met is no forecast. Numbers: the page's table."


def columns(table: pd.DataFrame, most: int = _COLUMNS) -> list[list[str]]:
    """Return the kinds in up to three columns, in their order, so that the tallest column is as short as can be.

    Parameters
    ----------
    table
        As for `figure`.
    most
        Number of columns.
    """
    counts = table.groupby("kind", sort=False).size()
    names, sizes = [str(name) for name in counts.index], [int(size) + _HEAD for size in counts]
    for limit in sorted({sum(sizes[first:last]) for first in range(len(sizes)) for last in range(first + 1, 99)}):
        packed: list[list[str]] = [[]]
        room = limit
        for name, size in zip(names, sizes, strict=True):
            if size > room and packed[-1]:
                packed.append([])
                room = limit
            packed[-1].append(name)
            room -= size
        if len(packed) <= most and limit >= max(sizes):
            return packed
    return [names]


def _mark(axes: Axes, row: pd.Series, y: float) -> None:
    """Draw one target: its 80 % interval, its median, and a number where the median lies beyond the scale."""
    middle, half = (row["recorded_low"] + row["recorded_high"]) / 2, (row["recorded_high"] - row["recorded_low"]) / 2
    low, median, high, value = (
        (float(row[name]) - middle) / half for name in ("low", "median", "high", "recorded")
    )  # fmt: skip
    ink = MET if row["met"] else MISSED
    axes.plot([value, value], [y - 0.33, y + 0.33], color="#777777", linewidth=1.0, zorder=2)
    axes.plot(np.clip([low, high], -REACH, REACH), [y, y], color=ink, linewidth=1.5, alpha=0.75, zorder=3)
    for end, mark in ((low, "<"), (high, ">")):
        if abs(end) > REACH:
            axes.plot(np.clip(end, -REACH, REACH), y, mark, color=ink, markersize=2.8, zorder=3, clip_on=False)
    shape, face = ("o", ink) if row["met"] else ("D", "white")
    look: dict[str, Any] = {"markersize": 3.6, "markeredgewidth": 1.2, "zorder": 4, "clip_on": False}
    axes.plot(np.clip(median, -REACH, REACH), y, shape, color=ink, markerfacecolor=face, **look)
    if not row["met"]:
        off = median - np.sign(median)
        text = numbers.signed(off, 1 if abs(off) >= 0.05 else 2, minus=numbers.MINUS, bare_zero=False)
        panels.beside(axes, y, text, at=1.07, fontsize=6.6, color=ink, fontweight="bold")


def _panel(drawing: Figure, rows: pd.DataFrame, kind: str, box: tuple[float, float, float, float], size: float) -> None:
    left, bottom, width, height = box
    axes = drawing.add_axes((left + _NAMES, bottom, width - _NAMES - _NUMBERS, height))
    axes.set_xlim(-REACH, REACH)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axvspan(-1, 1, color=FAINT, linewidth=0, zorder=0)
    axes.grid(visible=False)
    axes.set_yticks([])
    axes.set_xticks([])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for place, (_, row) in enumerate(rows.iterrows()):
        _mark(axes, row, float(place))
        y = bottom + height * (1 - (place + 0.6) / len(rows))
        ink = INK if row["met"] else MISSED
        fit_text(drawing, (left, y), str(row["title"]), _NAMES - 0.008, size=size, least=size, va="center", color=ink)
    met = int(rows["met"].sum())
    words = f"{numbers.sentence_case(kind)}: {met} of {len(rows)} met"
    fit_text(drawing, (left, bottom + height + 0.005), words, width, size=9, fontweight="bold", va="bottom")


@styled
def figure(table: pd.DataFrame, *, ensemble: str) -> Figure:
    """Draw every target: the recorded range scaled to one band, the model's median and 80 % interval.

    Parameters
    ----------
    table
        One row a target in the order to be drawn, kinds together: `kind`, `title`, `recorded`, `recorded_low`,
        `recorded_high`, `low`, `median`, `high` (the 10 %, 50 % and 90 % points of worlds), all in the target's unit,
        and `met`.
    ensemble
        Number of worlds, seed and parameters, in words.

    Returns
    -------
    Figure
        Slide size, a panel a kind.
    """
    met = int(table["met"].sum())
    drawing = headed(
        f"The war of 1941-43 and what it is fitted to: {met} of {len(table)} targets met",
        f"'As it happened, to 1943', {ensemble}. Grey: recorded range, scaled to one width; grey tick: recorded value. "
        "Bar: the middle 80 % of worlds; dot: median of a target that is met; open diamond and number: one that is "
        "missed, with the distance of its median from the range in halves of the range. Arrows: beyond the scale.",
        _FOOTER,
    )
    packed = columns(table)
    kinds = table.groupby("kind", sort=False)
    tallest = max(sum(len(kinds.get_group(kind)) + _HEAD for kind in column) for column in packed)
    pitch = min((_TOP - _FOOT) / tallest, 0.03)
    width = (RIGHT + 0.02 - LEFT) / len(packed)
    size = min(7.0, 0.78 * pitch * HEIGHT * 72)
    for number, column in enumerate(packed):
        _column(drawing, [(kind, kinds.get_group(kind)) for kind in column], LEFT + number * width, width, pitch, size)
    return drawing


def _column(
    drawing: Figure, parts: Sequence[tuple[str, pd.DataFrame]], left: float, width: float, pitch: float, size: float
) -> None:
    top = _TOP
    for kind, rows in parts:
        top -= _HEAD * pitch
        bottom = top - pitch * len(rows)
        _panel(drawing, rows, kind, (left, bottom, width - 0.012, top - bottom), size)
        top = bottom


def description(table: pd.DataFrame) -> str:
    """Return the figure's alternative text.

    Parameters
    ----------
    table
        As for `figure`.
    """
    missed = [str(title) for title in table.loc[~table["met"].astype(bool), "title"]]
    return (
        f"Each of {len(table)} targets as a recorded range with the model's median and 80 % interval; "
        f"{len(table) - len(missed)} are met. Missed: {'; '.join(missed) or 'none'}. Unit: halves of the range; "
        f"the numbers stand in the page's table."
    )
