"""Fan charts: the median of the worlds with the bands that hold the middle 50 and 80 of 100 worlds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from crossroads.runs.run import Run
from crossroads.telling import panels, vocabulary
from crossroads.telling.numbers import as_date, month_name, month_starts
from crossroads.telling.style import INK, ScenarioLook
from crossroads.world.observables import OBSERVABLES

BANDS = "line: median; dark band: middle 50 % of worlds; light band: middle 80 %"
BAND = "line: median; band: middle 50 % of worlds"
"""The same where only that band is drawn: more than `MOST_WHOLE` fans over one another hide each other."""

MOST_WHOLE = 2

LEAST_SHARE = 0.05
"""A front that is open in fewer worlds than this share is not drawn: a few late worlds would look like a trend."""

MOSTLY_SAME = 0.8
"""So much of the worlds that fight at any time of a stretch has to fight all the time of it."""

_OBSERVABLES = {item.name: item for item in OBSERVABLES}


def scale(name: str) -> tuple[float, str]:
    """Return the factor and the unit in which the observable `name` is drawn."""
    unit = vocabulary.unit(_OBSERVABLES[name].unit)
    return unit.scale, unit.shown


def dates(run: Run) -> NDArray[np.datetime64]:
    """Return the weeks' dates of a run, shape (week,)."""
    return np.asarray(run.series["date"].values)


def week_at(run: Run, day: dt.date) -> int:
    """Return the place of the week of a run in which a day lies; before its first and after its last week, of these."""
    held = dates(run).astype("datetime64[D]")
    return int(np.clip(np.searchsorted(held, np.datetime64(day, "D"), side="right") - 1, 0, len(held) - 1))


def statistic(run: Run, name: str, which: str) -> NDArray[np.float64]:
    """Return one statistic ('q50', 'mean', ...) of an observable in the unit drawn, shape (week,)."""
    return np.asarray(run.series[name].sel(statistic=which).values, dtype=np.float64) * scale(name)[0]


def open_worlds(run: Run, name: str) -> NDArray[np.bool_]:
    """Say in which worlds the front of observable `name` is open, shape (week, world); always for what is no front."""
    weeks = np.arange(len(dates(run)))[:, None]

    def come(outcome: str) -> NDArray[np.float64]:
        return np.nan_to_num(run.weeks(outcome), nan=np.inf)

    if name in vocabulary.SHOWN["eastern"]:
        return np.asarray(weeks <= np.minimum(come("date_germany_surrenders"), come("date_ussr_collapses")))
    if name.startswith("far_east_front"):
        japan, ussr = come("date_japan_attacks_ussr"), come("date_ussr_attacks_japan")
        fought = (weeks >= np.minimum(japan, ussr)) & (weeks <= come("date_japan_surrenders"))
        truce = (weeks > come("date_far_east_armistice")) & (weeks < ussr)
        return np.asarray(fought & ~truce)
    return np.ones((len(weeks), run.worlds), dtype=np.bool_)


def at_war(run: Run, name: str) -> NDArray[np.float64]:
    """Return the share of worlds in which the front of observable `name` is open, shape (week,); 1 for others."""
    return np.asarray(open_worlds(run, name).mean(axis=1))


def same_worlds(run: Run, name: str) -> NDArray[np.bool_]:
    """Say in which weeks the worlds whose front is open are nearly the same throughout, shape (week,).

    They are the stretch with most weeks of worlds in which `MOSTLY_SAME` of the worlds that fight at any time fight all
    the time: a median of worlds that come and go would move though none of them does. Stretches with fewer than
    `LEAST_SHARE` of all worlds do not count.
    """
    opened = open_worlds(run, name)
    weeks = len(opened)
    edge = np.zeros((1, opened.shape[1]), dtype=np.bool_)
    begins = np.argwhere((opened & ~np.concatenate([edge, opened[:-1]])).T)[:, 1]
    ends = np.argwhere((opened & ~np.concatenate([opened[1:], edge])).T)[:, 1]
    pieces = np.zeros((weeks, weeks))
    np.add.at(pieces, (begins, ends), 1.0)
    # How many pieces begin by a week (rows) and end in another or later (columns): those that hold a stretch where the
    # row is its first week, those that touch it where the row is its last.
    held = pieces.cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    first, last = np.triu_indices(weeks)
    fits = (held[first, last] >= MOSTLY_SAME * held[last, first]) & (
        held[first, last] >= max(LEAST_SHARE * run.worlds, 1.0)
    )
    shown = np.zeros(weeks, dtype=np.bool_)
    if fits.any():
        longest = int(np.argmax(np.where(fits, (last - first + 1) * held[first, last], 0)))
        shown[first[longest] : last[longest] + 1] = True
    return shown


def draw(
    axes: Axes,
    run: Run,
    name: str,
    look: ScenarioLook,
    *,
    width: float = 1.9,
    shown: NDArray[np.bool_] | None = None,
    crowded: bool = False,
) -> None:
    """Draw the fan of observable `name`.

    Parameters
    ----------
    axes, run, name, look
        The panel, the run, what is drawn, and how.
    width
        Of the line, in points.
    shown
        The weeks that are drawn; None: those in which at least `LEAST_SHARE` of the worlds have it.
    crowded
        Draw the middle 50 % alone.
    """
    weeks = np.where(at_war(run, name) >= LEAST_SHARE if shown is None else shown, 1.0, np.nan)
    bands(axes, run, name, look.line, (0.0 if crowded else 0.15, 0.25), weeks)
    median = statistic(run, name, "q50") * weeks
    axes.plot(dates(run), median, color=look.line, linestyle=look.dashes, linewidth=width)


def bands(
    axes: Axes, run: Run, name: str, colour: str, shades: tuple[float, float], shown: NDArray[np.float64] | float = 1.0
) -> None:
    """Draw the middle 80 % and 50 % of worlds of observable `name`, in shades of a colour; where `shown` is 1."""
    for low, high, shade in (("q10", "q90", shades[0]), ("q25", "q75", shades[1])):
        if not shade:
            continue
        least, most = (statistic(run, name, which) * shown for which in (low, high))
        axes.fill_between(dates(run), least, most, color=colour, alpha=shade, linewidth=0)


def last_value(run: Run, name: str) -> float:
    """Return the last median that is not NaN (NaN where there is none)."""
    values = statistic(run, name, "q50")
    known = np.flatnonzero(~np.isnan(values))
    return float(values[known[-1]]) if len(known) else float("nan")


def time_axis(axes: Axes, run: Run) -> None:
    """Put years on the horizontal axis and end it with the run."""
    first, last = (as_date(stamp) for stamp in dates(run)[[0, -1]])
    time_ticks(axes, first, max(last, first + dt.timedelta(weeks=8)))
    axes.tick_params(length=2.5, labelsize=8)


def time_ticks(axes: Axes, first: dt.date, last: dt.date, most: int = 7) -> None:
    """Limit the horizontal axis to two days and mark years, or months where less than two years show.

    At most `most` marks are set; one at the very end is left out, where it would touch the next panel's.
    """
    axes.set_xlim(*np.array([first, last], dtype="datetime64[D]"))
    years = (last - first).days > 2 * 365
    inside = month_starts(first, first + (last - first) * 0.94, (1,) if years else (1, 3, 5, 7, 9, 11))
    inside = inside[:: max(1, -(-len(inside) // most))]
    texts = [str(mark.year) if years else month_name(mark, short=True) for mark in inside]
    axes.set_xticks(np.array(inside, dtype="datetime64[D]"), texts)


def fewer_years(axes: Axes, most: int = 3) -> None:
    """Name every second year only, or fewer, of a small panel whose axis stands."""
    labels = axes.get_xticklabels()
    places = axes.get_xticks()
    step = max(1, -(-len(places) // most))
    axes.set_xticks(places[::step], [label.get_text() for label in labels[::step]])


def draw_recorded(axes: Axes, recorded: pd.DataFrame | None, name: str) -> bool:
    """Mark recorded values of `name` as black dots with bars of their ranges; say whether there were any."""
    if recorded is None:
        return False
    rows = recorded.loc[recorded["series"] == name].sort_values("date")
    if rows.empty:
        return False
    factor = scale(name)[0]
    x = pd.to_datetime(rows["date"]).to_numpy()
    y, low, high = (np.asarray(rows[key], dtype=np.float64) * factor for key in ("value", "low", "high"))
    axes.vlines(x, np.fmin(low, y), np.fmax(high, y), color=INK, linewidth=0.7, alpha=0.6, zorder=4)
    axes.plot(x, y, ".", color=INK, markersize=2.6, zorder=5)
    return True


def say_if_never_open(axes: Axes, runs: Sequence[Run], name: str) -> None:
    """Say in an empty panel that the front of observable `name` was open in no world of the runs."""
    if all(bool(np.isnan(statistic(run, name, "q50")).all()) for run in runs):
        axes.set_yticks([])
        panels.empty(axes, "front never open", y=0.45)
