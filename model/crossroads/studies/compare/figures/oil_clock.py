"""Japan's oil clock: the stock, and below it what came in and what was used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.telling import fans, outcomes, panels, style

WEEKS_A_MONTH = 365.25 / 7 / 12


def _months_lines(axes: Axes, run: Run) -> None:
    use = fans.statistic(run, "japan_oil_consumption_mbbl", "q50")[:52]
    weekly = float(np.nanmean(use)) if not np.isnan(use).all() else float("nan")
    top = axes.get_ylim()[1]
    for months in (6, 12, 18, 24, 36):
        level = months * WEEKS_A_MONTH * weekly
        if level == level and 0 < level < top * 0.97:
            axes.axhline(level, color="#999999", linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
            look: dict[str, Any] = {"fontsize": 7.8, "color": style.QUIET, "ha": "right", "va": "bottom"}
            panels.beside(axes, level, f"{months} months of use", at=0.995, **look)


def _panel(axes: Axes, runs: Sequence[Run], name: str, title: str, recorded: pd.DataFrame | None) -> None:
    labels = []
    for index, run in enumerate(runs):
        look = style.scenario_look(index)
        fans.draw(axes, run, name, look, width=2.2)
        end = fans.last_value(run, name)
        text = f"{end:,.1f}" if name == "japan_oil_stock_mbbl" else f"{end:.2f}"
        if text.strip("0."):
            labels.append(style.EndLabel(end, text, look.ink))
    fans.draw_recorded(axes, recorded, name)
    axes.set_ylim(bottom=0)
    panels.titled(axes, title, fans.scale(name)[1], size=10, unit_size=8, pad=14, y=1.02, va="bottom")
    fans.time_axis(axes, max(runs, key=lambda run: len(fans.dates(run))))
    style.label_ends(axes, labels)


@style.styled
def figure(runs: Sequence[Run], question: Question, recorded: pd.DataFrame | None = None) -> Figure:
    """Draw Japan's oil of one or more scenarios (arguments as in `theatres.figure`)."""
    subtitle = (
        f"{outcomes.ensemble(runs)}; {fans.BANDS}. Numbers at the line ends: last median, where not zero. "
        f"Months of use: at the median use of the first year of '{runs[0].title}'. Dots: recorded."
    )
    drawing = style.headed("Japan's oil clock", subtitle, question.caveat)
    style.scenario_key(drawing, runs)
    top = drawing.add_axes((0.06, 0.415, 0.87, 0.355))
    _panel(top, runs, "japan_oil_stock_mbbl", "Stock", recorded)
    _months_lines(top, runs[0])
    lower = (
        ("japan_oil_import_mbbl", "Reaching Japan from abroad"),
        ("japan_oil_southern_mbbl", "Of this, from the Indies"),
        ("japan_oil_consumption_mbbl", "Used from the home islands' stock"),
    )
    for place, (name, title) in enumerate(lower):
        _panel(drawing.add_axes((0.06 + place * 0.305, 0.085, 0.25, 0.205)), runs, name, title, recorded)
    return drawing
