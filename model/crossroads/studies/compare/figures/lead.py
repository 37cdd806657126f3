"""The one figure of the question: what each course leads to, in worlds of a hundred, in the order of the war."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.paired import paired_difference
from crossroads.studies.compare.answering.answer import headline
from crossroads.studies.compare.answering.short import A_MILLION, of_whole, whole
from crossroads.studies.compare.figures import small_multiples
from crossroads.studies.compare.figures.ordered import by_order, left_to_tell, settled, whether
from crossroads.telling import numbers, outcomes, panels, style
from crossroads.telling.style import INK, QUIET, ScenarioLook
from crossroads.world import calendar
from crossroads.world.measure import Measure

DOTS = 100
EMPTY = "#e0e0e0"
MOST_ROWS = 10
IN_ONE_COLUMN = 5
"""So many rows stand below one another; more stand in two columns."""
LEAST_TO_DATE = 5
"""In fewer worlds an event has no usual month."""

WIDE, TALL = 72 * style.WIDTH, 72 * style.HEIGHT
TOP, BOTTOM = 0.832 * TALL, 0.05 * TALL
LEFT, RIGHT = style.LEFT * WIDE, 0.985 * WIDE


def rows_of(runs: Sequence[Run], question: Question) -> list[Measure]:
    """Return what is drawn: all that is asked, each date once; not what orders settle, nor what nobody takes.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked, in the order of the war.
    """
    found: dict[str, Measure] = {}
    for item in question.asks:
        key = item.outcome.name if item.outcome.kind == "date" else item.name
        taken = item.kind != "share" or any((run.values(item) > 0).any() for run in runs)
        if key not in found and left_to_tell(runs, item) and (taken or item.outcome.kind != "category"):
            found[key] = item
    events_first = sorted(found.values(), key=lambda item: whether(item).kind == "number")
    return events_first[:MOST_ROWS]


def counted(runs: Sequence[Run], question: Question) -> list[str]:
    """Return what the figure counts in worlds, under the names that figures use."""
    return [whether(item).name for item in rows_of(runs, question) if whether(item).kind == "share"]


def title_of(question: Question, item: Measure) -> str:
    """Return what a row is called: by the question, or as ever."""
    return question.titles.get(item.name) or outcomes.outcome_title(whether(item).name)


def difference_words(table: pd.DataFrame | None, name: str, scenario: str, count: int = 100) -> str:
    """Write a paired difference, in worlds of `count` or in the measure's unit: '+5.6  (+4.6 to +6.6)'; '' for none."""
    if table is None:
        return ""
    rows = table.loc[(table["outcome"] == name) & (table["scenario"] == scenario)]
    if rows.empty:
        return ""
    values = [float(rows.iloc[0][key]) for key in ("difference", "low", "high")]
    if not np.isfinite(values[0]):
        return ""
    if not any(values):
        return "the same in each"
    if outcomes.outcome_kind(name) == "number":
        written = numbers.signed_quantities(values, outcomes.outcome_unit(name))
        last, _, unit = written[2].partition(" ")
        return f"{written[0]} {unit}  ({written[1]} to {last})"
    middle, low, high = numbers.moved([count * value for value in values], minus=numbers.MINUS)
    return f"{middle}  ({low} to {high})"


def _later(run: Run, base: Run, name: str) -> str:
    """Write by how many weeks an event moves where it comes in both worlds of a pair."""
    moved = paired_difference(run.weeks(name), base.weeks(name), share=False)
    if not np.isfinite(moved.interval).all():
        return ""
    if not moved.differing:
        return "the same week in each"
    middle, low, high = numbers.moved(moved.interval, minus=numbers.MINUS)
    return f"{middle} weeks  ({low} to {high})"


def _told_difference(runs: Sequence[Run], place: int, item: Measure, table: pd.DataFrame | None) -> str:
    if not place or table is None:
        return ""
    if settled(runs[place], item):
        return "by order"
    if item.kind == "weeks":
        return _later(runs[place], runs[0], item.outcome.name)
    return difference_words(table, item.name, runs[place].scenario, whole(runs))


def usual(run: Run, item: Measure) -> str:
    """Return the month in which an event comes in the middle one of the worlds in which it comes; '' of too few."""
    if item.outcome.kind != "date":
        return ""
    come = run.weeks(item.outcome.name)
    come = come[~np.isnan(come)]
    if len(come) < LEAST_TO_DATE:
        return ""
    day = calendar.date_of(int(np.median(come)))
    return f"{numbers.month_name(day, short=True)} {day.year}"


def _dots(axes: Axes, run: Run, item: Measure, place: tuple[float, float], pitch: float, deep: int, colour: str) -> str:
    """Draw a hundred dots from a place on, as many full as worlds of a hundred have it; return how many."""
    happened = run.values(whether(item)) > 0
    share = float(happened.mean())
    full = min(max(round(DOTS * share), int(share > 0)), DOTS - int(share < 1))
    where = np.arange(DOTS)
    x, y = place[0] + pitch * (where // deep), place[1] - pitch * (where % deep)
    for chosen, face in ((where < full, colour), (where >= full, EMPTY)):
        axes.plot(x[chosen], y[chosen], "o", markersize=0.82 * pitch, color=face, markeredgewidth=0)
    return of_whole(share, whole([run]))


def _span(runs: Sequence[Run], item: Measure) -> tuple[float, float]:
    known = [values[np.isfinite(values)] for values in (run.values(item) for run in runs)]
    ends = [np.quantile(values, (0.1, 0.9)) for values in known if len(values)]
    return (min(end[0] for end in ends), max(end[1] for end in ends)) if ends else (0.0, 1.0)


def _range(
    axes: Axes, runs: Sequence[Run], place: int, item: Measure, at: tuple[float, float], room: float, look: ScenarioLook
) -> str:
    """Draw the middle 80 % of worlds on the scale of all scenarios, with their mean; return the mean in words."""
    own = runs[place].values(item)
    own = own[np.isfinite(own)]
    if not len(own):
        return "in no world"
    low, high = _span(runs, item)
    across = (np.array([*np.quantile(own, (0.1, 0.9)), own.mean()]) - low) / max(high - low, 1e-9)
    x = at[0] + room * (0.02 + 0.96 * across)
    axes.plot(x[:2], [at[1]] * 2, color=look.line, linewidth=5, alpha=0.45, solid_capstyle="butt")
    axes.plot(x[2:], [at[1]], "o", markersize=6.5, color=look.ink, markeredgewidth=0)
    return numbers.quantity(float(own.mean()), outcomes.outcome_unit(item.name))


def _in_one_unit(runs: Sequence[Run], item: Measure) -> tuple[str, list[str]]:
    """Return the unit of a column of means, for its head, and the means of all scenarios in that unit alone."""
    known = [values[np.isfinite(values)] for values in (run.values(item) for run in runs)]
    means = [float(values.mean()) if len(values) else float("nan") for values in known]
    unit = outcomes.outcome_unit(item.name)
    most = max((abs(mean) for mean in means if np.isfinite(mean)), default=0.0)
    millions = unit == "people" and most >= A_MILLION
    digits = 1 if most >= 10 and not millions else 2
    told = [f"{mean / 1e6:.2f}" if millions else f"{mean:,.{0 if most >= 1000 else digits}f}" for mean in means]
    return "millions" if millions else unit, [text if text != "nan" else "-" for text in told]


def _points(drawing: Figure) -> Axes:
    """Return axes over the whole figure, in points."""
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDE)
    axes.set_ylim(0, TALL)
    axes.axis("off")
    return axes


def _blocks(
    drawing: Figure, runs: Sequence[Run], question: Question, asked: Sequence[Measure], table: pd.DataFrame | None
) -> None:
    """Draw a block a measure, a line a scenario in it: dots, how many, when, and the difference."""
    axes, looks = _points(drawing), style.scenario_looks([run.scenario for run in runs], question.colours)
    columns = 1 if len(asked) <= IN_ONE_COLUMN else 2
    deep = -(-len(asked) // columns)
    wide = (RIGHT - LEFT - 22 * (columns - 1)) / columns
    head = 16.0 if len(runs) > 1 else 2.0
    tall = min((TOP - BOTTOM - head) / deep, 40.0 + 40.0 * len(runs))
    line = min((tall - 22.0) / len(runs), 30.0)
    told, month = (72.0, 60.0) if columns == 2 else (120.0, 90.0)
    apart = 128.0 if columns == 2 else 190.0
    room = wide - told - month - (apart if len(runs) > 1 else 0.0)
    deep_dots = max((2, 4, 5), key=lambda down: min(room * down / DOTS, 0.88 * line / down, 9.0))
    pitch = min(room * deep_dots / DOTS, 0.88 * line / deep_dots, 9.0)
    small: dict[str, Any] = {"va": "center", "fontsize": 8.0 if columns == 2 else 9.0}
    for place, item in enumerate(asked):
        column, row = divmod(place, deep)
        x, top = LEFT + column * (wide + 22), TOP - head - row * tall
        if row == 0 and len(runs) > 1:
            axes.text(x + room + told, TOP - 4, "usually", **small, color=QUIET)
            axes.text(x + room + told + month, TOP - 4, "change (95 % interval)", **small, color=QUIET)
        style.fit_text(
            drawing, (x / WIDE, (top - 6) / TALL), title_of(question, item), (wide - 8) / WIDE, size=11,
            fontweight="bold", color=INK, va="center",
        )  # fmt: skip
        for index, (run, look) in enumerate(zip(runs, looks, strict=True)):
            middle = top - 17 - (index + 0.5) * line
            if whether(item).kind == "number":
                words = _range(axes, runs, index, item, (x, middle), DOTS / deep_dots * pitch, look)
            else:
                start = (x + pitch / 2, middle + (deep_dots - 1) * pitch / 2)
                words = f"{_dots(axes, run, item, start, pitch, deep_dots, look.line)} of {whole(runs)}"
            axes.text(x + room + 4, middle, words, **small | {"fontsize": 10}, fontweight="bold", color=look.ink)
            axes.text(x + room + told, middle, usual(run, item), **small, color=look.ink)
            difference = _told_difference(runs, index, item, table)
            axes.text(x + room + told + month, middle, difference, **small, color=look.ink)


def _matrix(
    drawing: Figure, runs: Sequence[Run], question: Question, asked: Sequence[Measure], table: pd.DataFrame | None
) -> None:
    """Draw a row a scenario and a column a measure: a square of a hundred dots, how many, and the difference."""
    axes, looks = _points(drawing), style.scenario_looks([run.scenario for run in runs], question.colours)
    box = (style.LEFT + small_multiples.NAMES, 0.05, 0.985, 0.79)
    small_multiples.names(drawing, runs, looks, box)
    wide, tall = (box[2] - box[0]) * WIDE / len(asked), (box[3] - box[1]) * TALL / len(runs)
    pitch = min((tall - 7) / 10, 0.5 * wide / 10, 6.0)
    columns = {item.name: _in_one_unit(runs, item) for item in asked if whether(item).kind == "number"}
    heads = [", ".join([title_of(question, item), *columns.get(item.name, ())[:1]]) for item in asked]
    head_size, cut = small_multiples.wrapped(drawing, heads, (wide - 6) / WIDE, lines=3, sizes=(8.6, 5.5))
    for column, item in enumerate(asked):
        x = box[0] * WIDE + column * wide
        bottom: dict[str, Any] = {"fontsize": head_size, "fontweight": "bold", "va": "bottom", "linespacing": 1.15}
        drawing.text(x / WIDE, box[3] + 0.006, cut[column], **bottom, color=INK)
        for row, (run, look) in enumerate(zip(runs, looks, strict=True)):
            middle = box[3] * TALL - (row + 0.5) * tall
            beside = x + 10 * pitch + 5
            if whether(item).kind == "number":
                _range(axes, runs, row, item, (x, middle - 0.24 * tall), 0.86 * wide, look)
                words, beside, lift = columns[item.name][1][row], x, 0.2
            else:
                words = _dots(axes, run, item, (x + pitch / 2, middle + 4.5 * pitch), pitch, 10, look.line)
                lift = 0.16 if row else 0.0
            size = min(11.0, 0.3 * tall)
            room = (x + wide - 4 - beside) / WIDE
            bold: dict[str, Any] = {"size": size, "fontweight": "bold", "color": look.ink, "va": "center"}
            style.fit_text(drawing, (beside / WIDE, (middle + lift * tall) / TALL), words, room, **bold)
            change = _told_difference(runs, row, item, table).partition("  ")[0].removesuffix(" weeks")
            if change and whether(item).kind != "number":
                change = {"the same in each": "=", "the same week in each": "= weeks"}.get(change, change)
                change += " wk" if item.kind == "weeks" and "=" not in change else ""
                below: dict[str, Any] = {"size": 0.75 * size, "least": 5.0, "color": look.ink, "va": "center"}
                style.fit_text(drawing, (beside / WIDE, (middle - 0.18 * tall) / TALL), change, room, **below)


@style.styled
def figure(runs: Sequence[Run], question: Question, table: pd.DataFrame | None = None) -> Figure:
    """Draw what one or more scenarios lead to.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked.
    table
        Rows of `statistics.comparing.comparison_table`, for the paired differences; None leaves them out.

    Returns
    -------
    Figure
        Up to `style.MOST_TOGETHER` scenarios a block a measure, with the scenarios in it; of more a row a scenario.
    """
    asked = rows_of(runs, question)
    title = f"What follows: {runs[0].title}"
    if table is not None and len(runs) > 1:
        found = tuple(item for item in question.answers if not any(by_order(run, runs[0], item) for run in runs[1:]))
        title = headline(runs, table, replace(question, answers=found or question.answers))
    elif len(runs) > 1:
        title = question.title
    together = len(runs) <= style.MOST_TOGETHER
    parts = [outcomes.ensemble(runs), "100 dots stand for all worlds of a scenario"]
    if any(whether(item).kind == "number" for item in asked):
        parts.append("bars: middle 80 % of worlds, with the mean")
    if any(item.outcome.kind == "date" for item in asked) and together:
        parts.append("usually: the median month where it comes")
    if len(runs) > 1:
        weeks = ", or weeks (wk) where it comes in both" if any(item.kind == "weeks" for item in asked) else ""
        parts.append(f"change: worlds of {whole(runs)} against '{runs[0].title}', each world against its twin{weeks}")
    drawing = style.headed(title, "; ".join(parts) + ".", question.caveat)
    if not asked:
        panels.empty(drawing, "Nothing that was asked is left to tell: the scenarios order it.", size=12)
    if together:
        style.scenario_key(drawing, runs, question.colours)
    (_blocks if together else _matrix)(drawing, runs, question, asked, table)
    return drawing
