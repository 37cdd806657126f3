"""The report card's verdict: shares of worlds south and north with each dial set low and high."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.telling import numbers, panels
from crossroads.telling.style import INK, LEFT, QUIET, fit_text, headed, scenario_look, styled

_LEFTS, _WIDTH = (0.275, 0.515, 0.755), 0.215
_TOP, _FOOT = 0.745, 0.085


def _point(axes: Axes, row: pd.Series[Any], y: float, index: int, *, filled: bool) -> None:
    look = scenario_look(index)
    values = [100 * row[name] for name in ("share", "low", "high")]
    bar: dict[str, Any] = {"width": 1.4, "alpha": 0.75, "size": 5.5, "zorder": 3, "above": 4}
    panels.interval(axes, y, values, (look.line, look.ink), filled=filled, **bar)


def _panel(axes: Axes, rows: pd.DataFrame, dials: Sequence[str], scenarios: Sequence[str]) -> None:
    axes.set_ylim(len(dials) - 0.45, -0.55)
    largest = 100 * float(rows["high"].max())
    axes.set_xlim(-0.025 * max(largest, 4.0), min(102.0, 1.06 * max(largest, 4.0)))
    for index, scenario in enumerate(scenarios):
        look = scenario_look(index)
        part = rows.loc[rows["scenario"] == scenario]
        drawn = part.loc[part["setting"] == "drawn"].iloc[0]
        axes.axvspan(100 * drawn["low"], 100 * drawn["high"], color=look.line, alpha=0.13, linewidth=0, zorder=0)
        for place, dial in enumerate(dials):
            own = part.loc[part["dial"] == dial]
            settings = {str(row["setting"]): row for _, row in own.iterrows()}
            y = place + (index - 0.5) * 0.4
            ends = [100 * float(settings[name]["share"]) for name in ("low", "high")]
            axes.plot(ends, [y, y], color=look.line, linewidth=3.4, alpha=0.35, zorder=2, solid_capstyle="butt")
            _point(axes, settings["high"], y, index, filled=True)
            _point(axes, settings["low"], y, index, filled=False)
    for place in range(1, len(dials)):
        axes.axhline(place - 0.5, color="#e6e6e6", linewidth=0.6)
    panels.rows_only(axes)
    axes.set_xlabel("% of worlds", fontsize=8.5)


def _key(drawing: Figure, titles: Sequence[str]) -> None:
    for index, title in enumerate(titles):
        look = scenario_look(index)
        x = LEFT + 0.3 * index
        drawing.text(x, 0.823, "\u25cf", fontsize=11, color=look.line, va="center")
        fit_text(drawing, (x + 0.016, 0.823), title, 0.27, size=10.5, color=look.ink, fontweight="bold", va="center")


@styled
def figure(table: pd.DataFrame, dials: pd.DataFrame, measures: Sequence[tuple[str, str]], *, ensemble: str) -> Figure:
    """Draw the share of worlds for each dial set low and high, under both scenarios.

    Parameters
    ----------
    table
        Columns `dial`, `scenario` (its title), `setting` ('low', 'high', or 'drawn' with an empty dial), `measure`,
        `share`, `low`, `high` (the 95 % interval), as shares of worlds.
    dials
        Index: the dials, in the order to be drawn; columns `title` and `settings` ('0.12 or 0.46 cohesion').
    measures
        Up to three measures with their titles.
    ensemble
        Number of worlds, seed and parameters, in words.

    Returns
    -------
    Figure
        Slide size, a row a dial and a panel a measure.
    """
    scenarios = list(dict.fromkeys(table["scenario"]))
    drawing = headed(
        "What the answer hangs on: dials that no data pin down, each set low and high",
        f"{ensemble}. Hollow dot: low setting; filled: high; thin line: 95 % interval of the share; shaded band: the "
        "same worlds with every dial drawn. All else is drawn as ever.",
    )
    _key(drawing, scenarios)
    names = [str(name) for name in dials.index]
    pitch = (_TOP - _FOOT) / len(names)
    for place, name in enumerate(names):
        y = _TOP - (place + 0.5) * pitch
        lines = textwrap.wrap(str(dials.loc[name, "title"]), 38)
        look: dict[str, Any] = {"fontsize": 8.8, "fontweight": "bold", "va": "bottom", "linespacing": 1.15}
        drawing.text(LEFT, y - 0.004, "\n".join(lines), color=INK, **look)
        room = _LEFTS[0] - LEFT - 0.015
        fit_text(drawing, (LEFT, y - 0.009), str(dials.loc[name, "settings"]), room, size=8.2, va="top", color=QUIET)
    for left, (measure, title) in zip(_LEFTS, measures, strict=False):
        rows = table.loc[table["measure"] == measure]
        _panel(drawing.add_axes((left, _FOOT, _WIDTH, _TOP - _FOOT)), rows, names, scenarios)
        fit_text(drawing, (left, _TOP + 0.013), title, _WIDTH + 0.015, size=9.5, fontweight="bold", va="bottom")
    return drawing


def description(table: pd.DataFrame, dials: pd.DataFrame, measures: Sequence[tuple[str, str]]) -> str:
    """Return the figure's alternative text.

    Parameters
    ----------
    table, dials, measures
        As for `figure`.
    """
    told = []
    for measure, title in measures:
        rows = table.loc[(table["measure"] == measure) & (table["setting"] != "drawn")]
        for scenario, part in rows.groupby("scenario", sort=False):
            shares = np.asarray(part["share"], dtype=np.float64)
            span = numbers.ends(100 * shares.min(), 100 * shares.max(), numbers.decimals(0))
            told.append(f"{title}, {scenario}: {span} % of worlds")
    return f"Shares of worlds over {len(dials)} dials set low and high. {'; '.join(told)}."
