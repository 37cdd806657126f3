"""Single worlds beside the fans: a typical one, the best and the worst for a nation, and their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Replay, Run
from crossroads.scenario.question import Question
from crossroads.statistics.exemplars import alike
from crossroads.studies.compare.answering.short import of_whole, whole
from crossroads.telling import fans, numbers, outcomes, panels, style, vocabulary
from crossroads.telling.world_events import world_events
from crossroads.world.calendar import MONTHS

LOOKS: dict[str, style.ScenarioLook] = {
    "typical": style.ScenarioLook("#1a1a1a", "#1a1a1a", "solid"),
    "best": style.ScenarioLook("#009E73", "#00674B", (0, (5.0, 1.6))),
    "worst": style.ScenarioLook("#B0413E", "#8F3230", (0, (1.4, 1.2))),
}
WORDS = {"typical": "Typical", "best": "Better than 95 of 100", "worst": "Worse than 95 of 100"}

_FAN = "#9a9a9a"


def _panel_words(name: str) -> tuple[str, str]:
    """Return a panel's heading, and what the numbers on its left count."""
    told = vocabulary.outcome(name)
    return told.label.partition(",")[0].partition(" (")[0], told.shown or fans.scale(name)[1]


def events(replay: Replay, world: int) -> list[tuple[dt.date, str]]:
    """Return the dated outcomes of one world in order of time."""
    return [(event.date, event.label) for event in world_events(replay, world)]


def _label_early(axes: Axes, ends: list[tuple[float, style.EndLabel]]) -> None:
    """Write a label beside the end of each curve that stops before the axis does, clear of its neighbours.

    `ends` gives, for each curve, how far along the axis it stops (0 to 1) and its label.
    """
    low, high = axes.get_ylim()
    taken: list[tuple[float, float]] = []
    for across, label in sorted(ends, reverse=True):
        up = min(max((label.y - low) / (high - low), 0.05), 0.95)
        wide = 0.032 * len(label.text)
        sides = ((across + 0.02, up), (across - 0.02 - wide, up), (across + 0.02, up + 0.1), (across + 0.02, up - 0.1))
        clear = (place for place in sides if place[0] >= 0 and not any(_touch(place, other, wide) for other in taken))
        place = next(clear, sides[0])
        taken.append(place)
        axes.text(
            *place,
            label.text,
            transform=axes.transAxes,
            fontsize=7.8,
            color=label.colour,
            va="center",
            zorder=6,
            path_effects=[patheffects.withStroke(linewidth=2.0, foreground="white")],
        )


def _touch(place: tuple[float, float], other: tuple[float, float], wide: float) -> bool:
    return abs(place[0] - other[0]) < wide + 0.02 and abs(place[1] - other[1]) < 0.09


def _line(axes: Axes, run: Run, replay: Replay, chosen: Mapping[str, int], name: str, title: str, unit: str) -> None:
    fans.bands(axes, run, name, _FAN, (0.18, 0.28))
    last: list[style.EndLabel] = []
    early: list[tuple[float, style.EndLabel]] = []
    for kind, world in chosen.items():
        values = np.asarray(replay.series[name].sel(world=world).values, dtype=np.float64) * fans.scale(name)[0]
        axes.plot(
            replay.series["date"].values,
            values,
            color=LOOKS[kind].line,
            linestyle=LOOKS[kind].dashes,
            linewidth=1.7,
        )
        known = np.flatnonzero(~np.isnan(values))
        if not len(known):
            continue
        label = style.EndLabel(float(values[known[-1]]), kind, LOOKS[kind].ink)
        if known[-1] >= len(values) - 4:
            last.append(label)
        else:
            early.append((float(known[-1]) / (len(values) - 1), label))
    fans.say_if_never_open(axes, [run], name)
    panels.titled(axes, title, unit, size=9.5, unit_size=7.4)
    fans.time_axis(axes, run)
    axes.set_ylim(*axes.get_ylim())
    style.label_ends(axes, last, size=7.8)
    _label_early(axes, early)


def _event_list(figure: Figure, replay: Replay, kind: str, world: int, left: float) -> None:
    look = LOOKS[kind]
    figure.text(left, 0.435, f"{WORDS[kind]}: world {world}", fontsize=12, fontweight="bold", color=look.ink)
    dashes: dict[str, Any] = {"color": look.line, "linestyle": look.dashes, "linewidth": 2.0}
    panels.line(figure, (left, 0.42), (left + 0.29, 0.42), **dashes)
    happened = events(replay, world)
    step = min(0.037, 0.35 / max(1, len(happened)))
    size = min(10.2, 0.85 * step * style.HEIGHT * 72)
    for place, (date, name) in enumerate(happened):
        height = 0.393 - place * step
        stamp = f"{date.day} {MONTHS[date.month - 1][:3]} {date.year}"
        figure.text(left + 0.079, height, stamp, fontsize=size, color=style.QUIET, ha="right", va="center")
        figure.text(left + 0.088, height, name, fontsize=size, color=style.INK, va="center")
    if not happened:
        figure.text(left, 0.39, "None of the dated events.", fontsize=9, color=style.QUIET, va="center")


def _finding(run: Run, chosen: Mapping[str, int]) -> str:
    """Return how the typical world ends, and how many others are like it."""
    world = chosen["typical"]
    ends = outcomes.within(outcomes.outcome_title(f"verdict={run.outcomes['verdict'][world]}"))
    shared = f"{of_whole(alike(run, world), whole([run]))} of {numbers.counted(whole([run]), 'world')}"
    return f"'{run.title}': the events of a typical world come in {shared}; at its end: {ends}"


@style.styled
def figure(run: Run, replay: Replay, chosen: Mapping[str, int], question: Question) -> Figure:
    """Draw exemplar worlds of one scenario.

    Parameters
    ----------
    run
        The ensemble, for the fans.
    replay
        The same scenario's single worlds; must hold every chosen world.
    chosen
        'typical', 'best', 'worst' -> world number, as `statistics.exemplars.exemplars` gives them.
    question
        What is asked: its nation is that for which worlds are best or worst.

    Returns
    -------
    Figure
        Four fans with the worlds' lines above, their dated events below.
    """
    seat = style.NATION_NAMES.get(question.nation, "")
    shown = f"the world nearest to all others, and two by {seat}'s own measures that 95 of 100 fall short of or exceed"
    subtitle = (
        f"{outcomes.ensemble([run])}. Grey: middle 50 % and 80 % of worlds; "
        f"{f'lines: {shown}' if seat else 'line: the world nearest to all others'}. A single world proves nothing."
    )
    drawing = style.headed(_finding(run, chosen), subtitle, question.caveat)
    for place, name in enumerate(question.panels):
        title, unit = _panel_words(name)
        box = (0.05 + place * 0.24, 0.545, 0.178, 0.255)
        _line(drawing.add_axes(box), run, replay, chosen, name, title, unit)
    for place, (kind, world) in enumerate(chosen.items()):
        _event_list(drawing, replay, kind, world, 0.05 + place * 0.32)
    return drawing
