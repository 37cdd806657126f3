"""How and when things end: the share of worlds in which each turning point has come, by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.intervals import wilson
from crossroads.studies.compare.answering.short import of_whole, whole
from crossroads.telling import fans, outcomes, panels, vocabulary
from crossroads.telling.known_bias import known_endings
from crossroads.telling.style import QUIET, EndLabel, headed, label_ends, scenario_key, scenario_look, styled


def cumulative(run: Run, name: str) -> NDArray[np.float64]:
    """Return the number of worlds in which the date outcome `name` has come by each week, shape (week,)."""
    weeks = run.weeks(name)
    come = np.sort(weeks[~np.isnan(weeks)])
    return np.searchsorted(come, np.arange(len(fans.dates(run))), side="right").astype(np.float64)


def draw(axes: Axes, runs: Sequence[Run], name: str, *, size: float = 8.5) -> None:
    """Draw one turning point: a step line a scenario, its 95 % sampling band, and the count at the end."""
    labels = []
    for index, run in enumerate(runs):
        look = scenario_look(index)
        counts = cumulative(run, name)
        bounds = {count: wilson(int(count), run.worlds) for count in np.unique(counts)}
        low, high = (np.array([100.0 * bounds[count][side] for count in counts]) for side in (0, 1))
        axes.fill_between(fans.dates(run), low, high, color=look.line, alpha=0.2, linewidth=0, step="post")
        axes.step(
            fans.dates(run),
            100.0 * counts / run.worlds,
            where="post",
            color=look.line,
            linestyle=look.dashes,
            linewidth=2.2,
        )
        share = 100.0 * counts[-1] / run.worlds
        labels.append(EndLabel(share, f"{of_whole(counts[-1] / run.worlds, whole(runs))} of {whole(runs)}", look.ink))
    axes.set_ylim(-2, 102)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_title(vocabulary.outcome(name).come, fontsize=size + 1.5)
    longest = max(runs, key=lambda run: len(fans.dates(run)))
    fans.time_axis(axes, longest)
    known = known_endings().get(name)
    if known is not None and np.datetime64(known.recorded) <= fans.dates(longest)[-1]:
        recorded: Any = np.datetime64(known.recorded)
        axes.axvline(recorded, color=QUIET, linewidth=1.0, linestyle=(0, (1.0, 1.6)), zorder=1)
    label_ends(axes, labels, size=size)


@styled
def figure(runs: Sequence[Run], question: Question) -> Figure:
    """Draw six turning points of one or more scenarios by date (arguments as in `theatres.figure`)."""
    subtitle = (
        f"% of worlds in which it has come by that date; {outcomes.ensemble(runs)}; "
        "band: 95 % sampling interval; numbers: worlds by the end; dotted: the day on record."
    )
    drawing = headed("When each turning point comes, and in how many worlds", subtitle, question.caveat)
    scenario_key(drawing, runs)
    names = vocabulary.SHOWN["turning_points"]
    grid = panels.grid(drawing, len(names), 3, (0.045, 0.085, 0.905, 0.785), (0.46, 0.42))
    for axes, name in zip(grid, names, strict=True):
        draw(axes, runs, name)
    return drawing
