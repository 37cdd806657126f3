"""How and when things end: the share of worlds in which each turning point has come, by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.intervals import wilson
from crossroads.studies.compare.answering.answer import headline
from crossroads.studies.compare.answering.short import of_whole, whole
from crossroads.studies.compare.figures import small_multiples
from crossroads.studies.compare.figures.ordered import left_to_tell
from crossroads.telling import fans, numbers, outcomes, panels, vocabulary
from crossroads.telling.known_bias import known_endings
from crossroads.telling.style import (
    MOST_TOGETHER,
    QUIET,
    EndLabel,
    ScenarioLook,
    headed,
    label_ends,
    scenario_key,
    scenario_looks,
    styled,
)

LEAST_SHARE = 0.2
"""What comes in fewer worlds than this, whichever the scenario, has no panel: a line along the foot says nothing."""

MOST_PANELS = 4


def cumulative(run: Run, name: str) -> NDArray[np.float64]:
    """Return the number of worlds in which the date outcome `name` has come by each week, shape (week,)."""
    weeks = run.weeks(name)
    come = np.sort(weeks[~np.isnan(weeks)])
    return np.searchsorted(come, np.arange(len(fans.dates(run))), side="right").astype(np.float64)


def drawn(runs: Sequence[Run], question: Question) -> list[str]:
    """Return the turning points that have a panel: what is asked before others, in the order of the war.

    What orders settle is left out, and what comes in fewer than `LEAST_SHARE` of the worlds of every scenario.
    """
    usual = vocabulary.SHOWN["turning_points"]
    asked = [item.outcome.name for item in question.asks if item.outcome.kind == "date"]
    shown = [
        name
        for name in dict.fromkeys([*asked, *usual])
        if left_to_tell(runs, measure(f"{name}:happens"))
        and max(float(outcomes.happened(run, name).mean()) for run in runs) >= LEAST_SHARE
    ][:MOST_PANELS]
    order = {name: float(np.nanmedian(np.concatenate([run.weeks(name) for run in runs]))) for name in shown}
    return sorted(shown, key=lambda name: order[name])


def draw(
    axes: Axes,
    runs: Sequence[Run],
    looks: Sequence[ScenarioLook],
    name: str,
    *,
    size: float = 8.5,
    behind: bool = False,
) -> None:
    """Draw one turning point: a step line a scenario, its 95 % sampling band, and the count at the end.

    Parameters
    ----------
    axes
        The panel.
    runs, looks
        The scenarios, and how each is drawn.
    name
        A date outcome.
    size
        Of the counts, in points.
    behind
        Whether all but the last stand behind it for comparison: they have no counts, and its own is written short.
    """
    labels = []
    for run, look in zip(runs, looks, strict=True):
        counts = cumulative(run, name)
        bounds = {count: wilson(int(count), run.worlds) for count in np.unique(counts)}
        low, high = (np.array([100.0 * bounds[count][side] for count in counts]) for side in (0, 1))
        axes.fill_between(fans.dates(run), low, high, color=look.line, alpha=0.2, linewidth=0, step="post")
        share: Any = 100.0 * counts / run.worlds
        axes.step(fans.dates(run), share, where="post", color=look.line, linestyle=look.dashes, linewidth=2.0)
        told = of_whole(counts[-1] / run.worlds, whole(runs))
        if run is runs[-1] or not behind:
            labels.append(EndLabel(float(share[-1]), told if behind else f"{told} of {whole(runs)}", look.ink))
    axes.set_ylim(-2, 102)
    axes.set_yticks([0, 25, 50, 75, 100])
    longest = max(runs, key=lambda run: len(fans.dates(run)))
    fans.time_axis(axes, longest)
    known = known_endings().get(name)
    if known is not None and np.datetime64(known.recorded) <= fans.dates(longest)[-1]:
        recorded: Any = np.datetime64(known.recorded)
        axes.axvline(recorded, color=QUIET, linewidth=1.0, linestyle=(0, (1.0, 1.6)), zorder=1)
    label_ends(axes, labels, size=size)


def _recorded(names: Sequence[str]) -> str:
    """Name the days on record that are marked."""
    known = known_endings()
    days = [f"{vocabulary.outcome(name).clause} {numbers.day(known[name].recorded)}" for name in names if name in known]
    return f"; dotted: the day on record ({', '.join(days)})" if days else ""


@styled
def figure(runs: Sequence[Run], question: Question, table: pd.DataFrame | None = None) -> Figure:
    """Draw up to four turning points of one or more scenarios by date.

    Parameters
    ----------
    runs
        Runs of the same seed and worlds; the first is the base.
    question
        What is asked.
    table
        Rows of `statistics.comparing.comparison_table`, by which the title says what was found; None: it names them.
    """
    names = drawn(runs, question)
    subtitle = (
        f"% of worlds in which it has come by that date; {outcomes.ensemble(runs)}; band: 95 % sampling interval; "
        f"numbers: worlds by the end, of {whole(runs)}{_recorded(names)}."
    )
    # Of what comes in most worlds of every scenario it is a finding when it comes; else whether it does.
    mostly = [name for name in names if all(2 * cumulative(run, name)[-1] >= run.worlds for run in runs)]
    told = replace(question, answers=tuple(measure(f"{name}:happens") for name in mostly or names))
    finding = table is not None and len(runs) > 1 and bool(names)
    title = headline(runs, table, told) if finding and table is not None else f"When it ends: {runs[0].title}"
    drawing = headed(title, subtitle, question.caveat)
    if not names:
        panels.empty(drawing, "No turning point comes in as many as 20 of 100 worlds.", size=12)
        scenario_key(drawing, runs, question.colours)
        return drawing
    looks = scenario_looks([run.scenario for run in runs], question.colours)
    heads = [vocabulary.outcome(name).come for name in names]
    if len(runs) <= MOST_TOGETHER:
        scenario_key(drawing, runs, question.colours)
        across = len(names) if len(names) < 3 else 2
        box = (0.045, 0.085, 0.905, 0.775)
        grid = panels.grid(drawing, len(names), across, box, (0.28, 0.42))
        for axes, name, head in zip(grid, names, heads, strict=True):
            axes.set_title(head, fontsize=11)
            draw(axes, runs, looks, name, size=10)
        return drawing
    box = (0.185, 0.075, 0.985, 0.79)
    rows = small_multiples.matrix(drawing, runs, question.colours, heads, box)
    grey = ScenarioLook(small_multiples.BASE_LINE, QUIET, "solid")
    for place, row in enumerate(rows):
        for axes, name in zip(row, names, strict=True):
            pair = [runs[place]] if place == 0 else [runs[0], runs[place]]
            draw(axes, pair, [looks[0]] if place == 0 else [grey, looks[place]], name, size=8, behind=True)
            axes.set_yticks([0, 50, 100] if len(runs) <= 8 else [0, 100])
            if axes is not row[0]:
                axes.set_yticklabels([])
            axes.tick_params(labelsize=6.5)
            fans.fewer_years(axes)
            if place < len(rows) - 1:
                axes.tick_params(labelbottom=False)
    small_multiples.grey_note(drawing, runs[0])
    return drawing
