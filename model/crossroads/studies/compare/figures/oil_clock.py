"""Japan's oil clock: the stock in months of use, with the embargo and the day from which oil comes from the Indies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.figures import small_multiples
from crossroads.telling import fans, numbers, outcomes, panels, style
from crossroads.telling.style import QUIET, ScenarioLook
from crossroads.world import calendar

STOCK, USE, FROM_THE_INDIES = "japan_oil_stock_mbbl", "japan_oil_consumption_mbbl", "japan_oil_southern_mbbl"
EMBARGO = "date_us_full_embargo"
WEEKS_A_MONTH = 365.25 / 7 / 12
LEVELS = (6, 12, 18, 24, 36)
MARK = 6
"""Months of use below which the title counts a stock as low."""
HALF = 0.5


def month_of_use(run: Run) -> float:
    """Return what a month uses, at the median use of the first year, in the unit drawn; NaN where none is known."""
    use = fans.statistic(run, USE, "q50")[:52]
    return WEEKS_A_MONTH * float(np.nanmean(use)) if not np.isnan(use).all() else float("nan")


def embargo_week(run: Run) -> int | None:
    """Return the median week of the embargo; None where it comes in fewer than half of the worlds."""
    weeks = run.weeks(EMBARGO)
    come = weeks[~np.isnan(weeks)]
    return int(np.median(come)) if len(come) >= HALF * len(weeks) and len(come) else None


def indies_week(run: Run) -> int | None:
    """Return the first week in which oil comes from the Indies in at least half of the worlds; None: in none."""
    flows = fans.statistic(run, FROM_THE_INDIES, "q50") > 0
    return int(np.argmax(flows)) if flows.any() else None


def low_week(run: Run, month: float) -> int | None:
    """Return the first week in which the median stock is below `MARK` months of use; None: never."""
    low = fans.statistic(run, STOCK, "q50") < MARK * month
    return int(np.argmax(low)) if low.any() else None


def _when(week: int | None) -> str:
    return "never" if week is None else f"in {numbers.month(week)}"


def finding(runs: Sequence[Run]) -> str:
    """Return when the stock falls below six months of use under each scenario, the base last."""
    month = month_of_use(runs[0])
    told = [_when(low_week(run, month)) for run in (*runs[1:], runs[0])]
    lead = f"Japan's oil falls below {MARK} months of use"
    if len(set(told)) == 1:
        return f"{lead} {told[0]}{' under each' if len(runs) > 1 else f': {runs[0].title}'}"
    if len(runs) == 2:
        return f"{lead} {told[0]}, against {told[1].removeprefix('in ')}"
    if len(runs) <= style.MOST_TOGETHER:
        titles = [f"'{run.title}'" for run in (*runs[1:], runs[0])]
        return f"{lead} {numbers.listed([f'{when} under {title}' for when, title in zip(told, titles, strict=True)])}"
    weeks = [week for run in runs if (week := low_week(run, month)) is not None]
    never = len(runs) - len(weeks)
    also = f", and never under {never} of {len(runs)} scenarios" if never else ""
    return f"{lead} between {numbers.month(min(weeks))} and {numbers.month(max(weeks))}{also}"


def _months(axes: Axes, month: float, size: float, levels: Sequence[int]) -> None:
    """Draw the levels at which so many months of use are left, and write them along the right edge."""
    low, high = axes.get_ylim()
    labels = []
    for months in levels:
        level = months * month
        if 0 < level < 0.98 * high:
            axes.axhline(level, color="#999999", linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
            labels.append(style.EndLabel(level, f"{months} months{' of use' * (size > 8)}", QUIET))
    axes.set_ylim(low, high)
    style.label_ends(axes, labels, size=size)


def _marks(axes: Axes, runs: Sequence[Run], looks: Sequence[ScenarioLook], size: float, *, words: bool = True) -> None:
    """Mark above the panel the embargo and the first oil from the Indies, each scenario's on a row of its own."""
    place = axes.get_xaxis_transform()
    for row, (run, look) in enumerate(zip(runs, looks, strict=True)):
        height = 1.03 + 0.052 * (len(runs) - 1 - row) if words else 1.0
        told, last = [], None
        for week, sign, text in ((embargo_week(run), "v", "embargo"), (indies_week(run), "o", "oil from the Indies")):
            if week is None:
                continue
            date = calendar.date_of(week)
            last = max(last, date) if last else date
            day: Any = np.datetime64(date)
            axes.plot([day], [height], sign, color=look.line, markersize=6, transform=place, clip_on=False, zorder=6)
            axes.axvline(day, color=look.line, linewidth=0.9, alpha=0.4, zorder=1)
            told.append(f"{text} {numbers.month_name(date, short=True)} {date.year}")
        if words:
            day = np.datetime64(last or calendar.START)
            look_: dict[str, Any] = {"xycoords": place, "fontsize": size, "color": look.ink}
            panels.near(
                axes, (day, height), ", ".join(told) or "neither embargo nor oil from the Indies", (8, 0), **look_
            )


def _draw(axes: Axes, runs: Sequence[Run], looks: Sequence[ScenarioLook], width: float) -> None:
    for run, look in zip(runs, looks, strict=True):
        fans.draw(axes, run, STOCK, look, width=width, crowded=len(runs) > fans.MOST_WHOLE)
    axes.set_ylim(bottom=0)
    fans.time_axis(axes, max(runs, key=lambda run: len(fans.dates(run))))


@style.styled
def figure(runs: Sequence[Run], question: Question, recorded: pd.DataFrame | None = None) -> Figure:
    """Draw Japan's oil stock of one or more scenarios (arguments as in `theatres.figure`)."""
    month = month_of_use(runs[0])
    known = recorded is not None and not recorded.loc[recorded["series"] == STOCK].empty
    dots = " Dots: recorded." if known else ""
    bands = fans.BAND if fans.MOST_WHOLE < len(runs) <= style.MOST_TOGETHER else fans.BANDS
    subtitle = (
        f"Stock, {fans.scale(STOCK)[1]}; {outcomes.ensemble(runs)}; {bands}. Months of use: as in the first year of "
        f"'{runs[0].title}'. Triangle: full embargo (median); circle: oil from the Indies in half of the worlds.{dots}"
    )
    drawing = style.headed(finding(runs), subtitle, question.caveat)
    looks = style.scenario_looks([run.scenario for run in runs], question.colours)
    if len(runs) <= style.MOST_TOGETHER:
        style.scenario_key(drawing, runs, question.colours)
        top = 0.8 - 0.036 * len(runs)
        axes = drawing.add_axes((0.06, 0.075, 0.815, top - 0.075))
        _draw(axes, runs, looks, 2.4)
        fans.draw_recorded(axes, recorded, STOCK)
        _months(axes, month, 10, LEVELS)
        _marks(axes, runs, looks, 9)
        axes.tick_params(labelsize=10)
        return drawing
    made = small_multiples.cells(drawing, runs, question.colours, (0.05, 0.07, 0.925, 0.80))
    behind = ScenarioLook(small_multiples.BASE_LINE, QUIET, "solid")
    for place, axes in enumerate(made):
        pair = [runs[place]] if place == 0 else [runs[0], runs[place]]
        _draw(axes, pair, [looks[0]] if place == 0 else [behind, looks[place]], 1.7)
        _marks(axes, [runs[place]], [looks[place]], 7, words=False)
        fans.fewer_years(axes)
        axes.tick_params(labelsize=7)
    tallest = max(axes.get_ylim()[1] for axes in made)
    for axes in made:
        axes.set_ylim(0, tallest)
        _months(axes, month, 6.5, LEVELS[1::2])
    small_multiples.grey_note(drawing, runs[0])
    return drawing
