"""The war theatre by theatre: twelve fan charts, scenarios over each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.telling import fans, numbers, outcomes, panels, vocabulary
from crossroads.telling.style import INK, headed, scenario_key, scenario_look, styled


class Panel(NamedTuple):
    """One panel: its heading, its observable, and thin companions (observables whose mean is added up)."""

    title: str
    name: str
    companions: Sequence[str] = ()
    companion_label: str = ""


def _open_note(runs: Sequence[Run]) -> str:
    counts: list[int] = []
    for run in runs:
        ever = outcomes.happened(run, "date_japan_attacks_ussr") | outcomes.happened(run, "date_ussr_attacks_japan")
        counts.append(int(ever.sum()))
    alike = len({run.worlds for run in runs}) == 1
    told = [f"{n:,}" if alike else numbers.of_worlds(n, run.worlds) for n, run in zip(counts, runs, strict=True)]
    text = "; ".join([*told[:-1], numbers.frequency(counts[-1], runs[-1].worlds)])
    return textwrap.fill(f"Ever open in {text}{' (same order)' if len(runs) > 1 else ''}", 58)


def _draw_panel(axes: Axes, panel: Panel, runs: Sequence[Run], recorded: pd.DataFrame | None) -> None:
    front = panel.name.startswith("far_east_front")
    for index, run in enumerate(runs):
        look = scenario_look(index)
        fans.draw(axes, run, panel.name, look)
        if panel.companions:
            total = np.sum([fans.statistic(run, name, "mean") for name in panel.companions], axis=0)
            axes.plot(fans.dates(run), total, color=look.line, linestyle=look.dashes, linewidth=0.8)
    shown = fans.draw_recorded(axes, recorded, panel.name)
    detail = fans.scale(panel.name)[1]
    if panel.companion_label:
        detail += f"  ({panel.companion_label})"
    panels.titled(axes, panel.title, detail + ("  • recorded" if shown else ""), size=9, unit_size=7.2)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    if not (front or panel.name == "front_moscow_axis_km"):
        axes.set_ylim(bottom=0)
    if front:
        fans.say_if_never_open(axes, runs, panel.name)
        axes.set_xlabel(_open_note(runs), fontsize=6.8, color=INK, loc="left", labelpad=2.5)
    fans.time_axis(axes, max(runs, key=lambda run: len(fans.dates(run))))
    axes.tick_params(labelsize=7.2)


@styled
def figure(runs: Sequence[Run], question: Question, recorded: pd.DataFrame | None = None) -> Figure:
    """Draw the theatres of one or more scenarios.

    Parameters
    ----------
    runs
        Runs of the same seed and worlds; the first is the base.
    question
        What is asked.
    recorded
        Recorded values (date, series, value, low, high), drawn as dots where a panel has them.

    Returns
    -------
    Figure
        Twelve panels, slide size.
    """
    note = (
        " Thin lines: means. Fronts and their armies: worlds still at war there, while they are 5 % or more. "
        "Dots: recorded 1941-43."
    )
    drawing = headed("The war, theatre by theatre", f"{outcomes.ensemble(runs)}; {fans.BANDS}.{note}", question.caveat)
    scenario_key(drawing, runs)
    shown = [Panel(**cells) for cells in vocabulary.SHOWN["theatres"]]
    grid = panels.grid(drawing, len(shown), 4, (0.045, 0.075, 0.985, 0.775), (0.22, 0.62))
    for axes, panel in zip(grid, shown, strict=True):
        _draw_panel(axes, panel, runs, recorded)
    return drawing
