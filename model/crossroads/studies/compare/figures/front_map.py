"""Where the fronts stand on a few days, scenario by scenario: the theatre of the question, its spread over worlds."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.answering.short import of_whole, whole
from crossroads.studies.compare.figures import contrasts
from crossroads.studies.compare.figures.maps import (
    LEAST_WORLDS,
    ON_THE_MAP,
    at_war,
    base,
    eastern_front,
    far_eastern_axes,
    far_eastern_medians,
    of_far_east,
    view_of,
)
from crossroads.telling import fans, numbers, outcomes, panels, style, vocabulary
from crossroads.telling.sentences.patterns import filled
from crossroads.telling.style import HEIGHT, INK, LEFT, RIGHT, WIDTH, ScenarioLook
from crossroads.world import calendar

TOP, BOTTOM = 0.825, 0.045
GAP = 0.006
ROWS_OF_ONE = 6
"""So many scenarios stand below one another; more stand in two blocks."""
NAMED_FROM = 1.25
"""Inches of height from which a map has room for the names of towns."""


def _week(runs: Sequence[Run], day: dt.date) -> int:
    return min(max(calendar.week_of(day), 0), *(len(fans.dates(run)) - 1 for run in runs))


def _map(drawing: Figure, run: Run, week: int, front: str, box: panels.Box) -> None:
    """Draw one scenario on one day into a box, and in a corner in how many worlds there is war, or where it stands."""
    axes = drawing.add_axes(box)
    tall = box[3] * HEIGHT
    size = float(np.clip(4.1 * tall, 4.8, 9.0))
    named = tall >= NAMED_FROM
    base(axes, view_of(front), size - 0.6 if named else 0.0)
    if of_far_east(front):
        far_eastern_axes(axes, run, week, size + 0.4)
        fighting = at_war(run, week)
        note = f"war in {of_whole(fighting / run.worlds, whole([run]))} of {whole([run])}"
        note += "\ntoo few for a median" if 0 < fighting < LEAST_WORLDS else ""
    else:
        eastern_front(axes, run, week)
        middle = fans.statistic(run, front, "q50")[week]
        told = vocabulary.outcome(front)
        note = f"{told.label}: " + ("no front" if np.isnan(middle) else f"{middle:,.0f} km".replace("-", numbers.MINUS))
    _corner(axes, note, size + 0.4)


def _corner(axes: Axes, words: str, size: float) -> None:
    box = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.2}
    look: dict[str, Any] = {"fontsize": size, "color": INK, "ha": "right", "va": "bottom", "zorder": 8}
    axes.text(0.99, 0.015, words, transform=axes.transAxes, bbox=box, **look)


def _name(drawing: Figure, run: Run, look: ScenarioLook, place: tuple[float, float], room: float, size: float) -> None:
    style.fit_text(drawing, place, run.title, room, size=size, fontweight="bold", color=look.ink, va="bottom")


def _name_beside(drawing: Figure, run: Run, look: ScenarioLook, middle: float, room: float) -> None:
    lines = textwrap.wrap(run.title, 18, max_lines=4, placeholder=" \u2026")
    for line, words in enumerate(lines):
        y = middle - (line - (len(lines) - 1) / 2) * 0.027
        bold: dict[str, Any] = {"fontweight": "bold", "color": look.ink, "va": "center"}
        style.fit_text(drawing, (LEFT, y), words, room, size=10.5, least=6.0, **bold)


def _by_day(
    drawing: Figure, runs: Sequence[Run], looks: Sequence[ScenarioLook], weeks: Sequence[int], front: str
) -> None:
    """Draw a row of maps a scenario, a column a day; more than `ROWS_OF_ONE` scenarios in two blocks."""
    blocks = 1 if len(runs) <= ROWS_OF_ONE else 2
    rows = -(-len(runs) // blocks)
    beside = 0.13 if 2 < len(runs) <= ROWS_OF_ONE else 0.0
    block = (0.985 - LEFT) / blocks
    room = block - beside - 0.02 * (blocks - 1)
    above = 0.0 if beside else (0.03 if blocks == 1 else 0.022)
    pitch = (TOP - 0.028 - BOTTOM) / rows
    view = view_of(front)
    shape = (view.x[1] - view.x[0]) / (view.y[1] - view.y[0]) * HEIGHT / WIDTH
    high = min(pitch - above - GAP, (room / len(weeks) - GAP) / shape)
    wide = high * shape
    step = room / len(weeks) if beside or blocks == 1 else wide + GAP
    for place, (run, look) in enumerate(zip(style.labelled(runs), looks, strict=True)):
        column, row = divmod(place, rows)
        left, top = LEFT + column * block, TOP - 0.028 - row * pitch
        if beside:
            _name_beside(drawing, run, look, top - high / 2, beside - 0.012)
        else:
            _name(drawing, run, look, (left, top - above + 0.005), room - 0.01, 12 if blocks == 1 else 8)
        for order, week in enumerate(weeks):
            x = left + beside + order * step
            if not row:
                day = numbers.day(calendar.date_of(week))
                style.fit_text(
                    drawing, (x, TOP - 0.02), day, wide, size=10 if blocks == 1 else 7.5, least=5.0, fontweight="bold",
                    va="bottom",
                )  # fmt: skip
            _map(drawing, run, week, front, (x, top - above - high, wide, high))


def _one_day(drawing: Figure, runs: Sequence[Run], looks: Sequence[ScenarioLook], week: int, front: str) -> None:
    """Draw a map a scenario, as large as there is room."""
    across = next(columns for columns in (1, 2, 3, 4) if columns**2 >= len(runs) or columns == 4)
    rows = -(-len(runs) // across)
    view = view_of(front)
    shape = (view.x[1] - view.x[0]) / (view.y[1] - view.y[0]) * HEIGHT / WIDTH
    pitch, room = (0.86 - BOTTOM) / rows, (RIGHT - LEFT + 0.02) / across
    above = 0.036
    high = min(pitch - above - GAP, (room - 0.015) / shape)
    for place, (run, look) in enumerate(zip(style.labelled(runs), looks, strict=True)):
        row, column = divmod(place, across)
        left, top = LEFT + column * room, 0.86 - row * pitch
        _name(drawing, run, look, (left, top - above + 0.008), room - 0.02, 11 if across < 3 else 9)
        _map(drawing, run, week, front, (left, top - above - high, high * shape, high))


def _finding(runs: Sequence[Run], weeks: Sequence[int], front: str) -> str:
    """Return how far either side stands forward at most, or where the front stands on the day it differs most."""
    if of_far_east(front):
        return _furthest(runs, weeks)
    found = np.array([[fans.statistic(run, front, "q50")[week] for week in weeks] for run in runs])
    spans = np.ptp(found, axis=0) if len(runs) > 1 else np.abs(found[0])
    at = int(np.argmax(np.nan_to_num(spans, nan=-1.0)))
    values = ["no front" if np.isnan(value) else contrasts.amount(front, round(value)) for value in found[:, at]]
    day, told = numbers.day(calendar.date_of(weeks[at])), vocabulary.outcome(front)
    return f"{told.panel or told.label} on {day}: {_against(values, np.nan_to_num(found[:, at]))} (medians)"


def _furthest(runs: Sequence[Run], weeks: Sequence[int]) -> str:
    """Return the furthest median advance of either side in the Far East on the days that are drawn."""
    reached = [
        (reach, week)
        for run in runs
        for week in weeks
        if at_war(run, week) >= LEAST_WORLDS
        for reach in far_eastern_medians(run, week)
    ]
    if not reached:
        return filled("far_east", "closed")
    (back, late), (ahead, early) = min(reached), max(reached)
    told = []
    if ahead > 0:
        told.append(filled("far_east", "ahead", value=f"{ahead:,.0f}", when=numbers.month(early)))
    if back < 0:
        told.append(filled("far_east", "back", value=f"{-back:,.0f}", when=numbers.month(late)))
    return numbers.sentence_case(", ".join(told)) if told else filled("far_east", "still")


def _against(words: Sequence[str], values: Any) -> str:
    """Return what holds under the others against the base; of more than three, the least and the most."""
    if len(words) <= 3:
        others = numbers.listed(words[1:]) if len(words) > 1 else ""
        return f"{others}, against {words[0]}" if others else words[0]
    return f"{words[int(np.argmin(values))]} to {words[int(np.argmax(values))]}"


@style.styled
def figure(runs: Sequence[Run], question: Question, days: Sequence[dt.date]) -> Figure:
    """Draw the theatre of the question on a few days.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked: its front says which theatre is shown.
    days
        Days of the runs; outside them the nearest week is drawn. Of one day each scenario has a large map.

    Returns
    -------
    Figure
        A row a scenario, a column a day.
    """
    weeks = list(dict.fromkeys(_week(runs, day) for day in days))
    front = question.front
    told = ON_THE_MAP["far_east" if of_far_east(front) else "west"]
    when = "" if len(weeks) > 1 else f" Week of {numbers.day(calendar.date_of(weeks[0]))}."
    drawing = style.headed(
        _finding(runs, weeks, front),
        f"{outcomes.ensemble(runs)}.{when} {told} Brown: Trans-Siberian railway.",
        f"{question.caveat}  Land: Natural Earth (public domain); equal-area projection; no borders drawn.",
    )
    looks = style.scenario_looks([run.scenario for run in runs], question.colours)
    if len(weeks) == 1:
        _one_day(drawing, runs, looks, weeks[0], front)
    else:
        _by_day(drawing, runs, looks, weeks, front)
    panels.note(drawing, "Place names of 1941", x=0.985)
    return drawing
