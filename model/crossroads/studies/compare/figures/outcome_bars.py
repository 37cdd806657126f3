"""In how many worlds each outcome comes: bars with 95 % Wilson intervals and the counts in words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.intervals import wilson
from crossroads.telling import numbers, outcomes, panels, vocabulary
from crossroads.telling.style import headed, scenario_key, scenario_look, styled
from crossroads.world.observables import VERDICTS

LABEL_WIDTH = 42


def _label(name: str) -> str:
    """Return a row's label: of an option that was read off the option alone, since the heading says the rest."""
    title = outcomes.outcome_title(name)
    return textwrap.fill(title.partition(": ")[2], LABEL_WIDTH) if "@" in name else title


def _bars(axes: Axes, runs: Sequence[Run], names: Sequence[str], title: str) -> None:
    thick = 0.78 / len(runs)
    for row, name in enumerate(names):
        for index, run in enumerate(runs):
            look = scenario_look(index)
            count = int(outcomes.happened(run, name).sum())
            y = row + (index - (len(runs) - 1) / 2) * thick
            low, high = (100.0 * bound for bound in wilson(count, run.worlds))
            axes.barh(y, 100.0 * count / run.worlds, height=thick * 0.84, color=look.line, alpha=0.8)
            axes.plot([low, high], [y, y], color=look.ink, linewidth=1.4, solid_capstyle="butt")
            axes.text(
                high + 1.5,
                y,
                numbers.of_worlds(count, run.worlds),
                va="center",
                fontsize=8.6 - 0.7 * len(runs),
                color=look.ink,
            )
    panels.rows_only(axes, 8, None)
    axes.set_yticks(range(len(names)), [_label(name) for name in names], fontsize=8.2, color="#1a1a1a")
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlim(0, 128)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.tick_params(axis="y", length=0)
    axes.set_title(title, fontsize=10.5 * min(1.0, LABEL_WIDTH / max(1, len(title))))


@styled
def figure(runs: Sequence[Run], question: Question) -> Figure:
    """Draw outcome shares of one or more scenarios (arguments as in `theatres.figure`)."""
    ensemble = outcomes.ensemble(runs)
    subtitle = f"% and number of worlds; {ensemble}; dark line on each bar: 95 % Wilson interval."
    drawing = headed("What happens, and in how many worlds", subtitle, question.caveat)
    scenario_key(drawing, runs)
    _bars(drawing.add_axes((0.205, 0.085, 0.255, 0.705)), runs, vocabulary.SHOWN["by_the_horizon"], "By the horizon")
    right = 0.275
    if all(question.course in run.outcomes for run in runs):
        told = measure(question.course).outcome.categories
        courses = [f"{question.course}={option}" for option in question.options if option in told]
        title = outcomes.outcome_title(question.course)
        _bars(drawing.add_axes((0.7, 0.47, right, 0.32)), runs, courses, title)
    verdicts = [f"verdict={verdict}" for verdict in VERDICTS]
    _bars(drawing.add_axes((0.7, 0.135, right, 0.25)), runs, verdicts, "How the war stands at the horizon")
    note = "Intervals show the luck of a finite number of worlds only, not doubt about the model."
    panels.note(drawing, note, x=0.5, ha="left")
    return drawing
