"""The war week by week: fan charts of the few series that the question is about, scenarios over each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossroads.runs.run import Run
from crossroads.scenario.question import FRONT, Question
from crossroads.studies.compare.figures import contrasts, small_multiples
from crossroads.telling import fans, numbers, outcomes, panels, style, vocabulary
from crossroads.telling.style import INK, QUIET, ScenarioLook

_FAR_EAST = "far_east_front"


def _weeks(runs: Sequence[Run], names: Sequence[str]) -> contrasts.Weeks:
    """Return the weeks that are drawn of each run's fronts: those in which the worlds at war stay the same."""
    return {(run.scenario, name): fans.same_worlds(run, name) for run in runs for name in names if FRONT in name}


def unit_of(name: str) -> str:
    """Return what the numbers of a series count, as they are drawn."""
    return vocabulary.outcome(name).shown or fans.scale(name)[1]


def _open_note(runs: Sequence[Run], size: int) -> str:
    """Say in how many worlds the Far Eastern front ever opens, in the order of the runs."""
    counts = [int(fans.open_worlds(run, _FAR_EAST).any(axis=0).sum()) for run in runs]
    alike = len({run.worlds for run in runs}) == 1
    told = [f"{n:,}" if alike else numbers.of_worlds(n, run.worlds) for n, run in zip(counts, runs, strict=True)]
    text = "; ".join([*told[:-1], numbers.frequency(counts[-1], runs[-1].worlds)])
    return textwrap.fill(f"Ever open in {text}{' (same order)' if len(runs) > 1 else ''}", size)


def _draw(
    axes: Axes,
    runs: Sequence[Run],
    looks: Sequence[ScenarioLook],
    name: str,
    weeks: contrasts.Weeks,
    size: float,
    *,
    behind: bool = False,
) -> None:
    """Draw the fans of one series into a panel, with the last median of each that reaches the end.

    `behind`: all but the last run stand behind it for comparison, without a number.
    """
    labels = []
    for run, look in zip(runs, looks, strict=True):
        shown = weeks.get((run.scenario, name))
        fans.draw(axes, run, name, look, shown=shown, crowded=len(runs) > fans.MOST_WHOLE)
        median = fans.statistic(run, name, "q50")
        told = run is runs[-1] or not behind
        if told and np.isfinite(median[-1]) and (shown is None or shown[-1]):
            text = numbers.whole(numbers.rounded(float(median[-1]))).replace("-", numbers.MINUS)
            labels.append(style.EndLabel(float(median[-1]), text, look.ink))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    if FRONT not in name:
        axes.set_ylim(bottom=0)
    if name.startswith(_FAR_EAST):
        fans.say_if_never_open(axes, runs, name)
    axes.set_ylim(*axes.get_ylim())
    fans.time_axis(axes, max(runs, key=lambda run: len(fans.dates(run))))
    style.label_ends(axes, labels, size=size)


@style.styled
def figure(runs: Sequence[Run], question: Question, recorded: pd.DataFrame | None = None) -> Figure:
    """Draw the series that the question is about, week by week.

    Parameters
    ----------
    runs
        Runs of the same seed and worlds; the first is the base.
    question
        What is asked; its `panels` are drawn.
    recorded
        Recorded values (date, series, value, low, high), drawn as dots where a panel has them.

    Returns
    -------
    Figure
        A panel a series, slide size; from the fifth scenario on a row of panels a scenario.
    """
    names = question.panels
    weeks = _weeks(runs, names)
    title = f"The war week by week: {runs[0].title}"
    if len(runs) > 1:
        title = contrasts.words(runs, contrasts.largest(runs, names, weeks))
    fronts = " Fronts: the weeks in which four of five worlds at war there are the same ones." * bool(weeks)
    shown = recorded is not None and not recorded.loc[recorded["series"].isin(names)].empty
    dots = " Dots: recorded 1941-43." if shown else ""
    bands = fans.BAND if fans.MOST_WHOLE < len(runs) <= style.MOST_TOGETHER else fans.BANDS
    subtitle = f"{outcomes.ensemble(runs)}; {bands}; numbers: last median.{fronts}{dots}"
    drawing = style.headed(title, subtitle, question.caveat)
    looks = style.scenario_looks([run.scenario for run in runs], question.colours)
    heads = [f"{told.panel or told.label}" for told in (vocabulary.outcome(name) for name in names)]
    if len(runs) <= style.MOST_TOGETHER:
        style.scenario_key(drawing, runs, question.colours)
        across = min(2, len(names))
        grid = panels.grid(drawing, len(names), across, (0.05, 0.085, 0.93, 0.765), (0.2, 0.5))
        for axes, name, head in zip(grid, names, heads, strict=True):
            _draw(axes, runs, looks, name, weeks, 9)
            fans.draw_recorded(axes, recorded, name)
            panels.titled(axes, head, unit_of(name), size=11, unit_size=8.5, pad=17, y=1.03)
            if name.startswith(_FAR_EAST):
                axes.set_xlabel(_open_note(runs, 90), fontsize=8, color=INK, loc="left", labelpad=2.5)
        return drawing
    units = [f"{head}, {unit_of(name)}" for head, name in zip(heads, names, strict=True)]
    rows = small_multiples.matrix(drawing, runs, question.colours, units, (0.2, 0.075, 0.99, 0.785))
    grey = ScenarioLook(small_multiples.BASE_LINE, QUIET, "solid")
    for place, row in enumerate(rows):
        for axes, name in zip(row, names, strict=True):
            pair = [runs[place]] if place == 0 else [runs[0], runs[place]]
            _draw(axes, pair, [looks[0]] if place == 0 else [grey, looks[place]], name, weeks, 7, behind=True)
            axes.yaxis.set_major_locator(MaxNLocator(2))
            axes.tick_params(labelsize=6.5)
            fans.fewer_years(axes)
            if place < len(rows) - 1:
                axes.tick_params(labelbottom=False)
    for column in zip(*rows, strict=True):
        limits = [axes.get_ylim() for axes in column]
        for axes in column:
            axes.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))
    small_multiples.grey_note(drawing, runs[0])
    return drawing
