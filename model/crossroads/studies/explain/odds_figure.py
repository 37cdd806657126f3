"""A decision as a matter of odds: what each meeting of its year might have chosen, and what it believed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from crossroads.minds.decision import DecisionPoint, points_by_id
from crossroads.telling import council_labels, numbers, panels, style, vocabulary

LOW, HIGH = 0.1, 0.9


class DecisionAsked(Protocol):
    """What is asked, as far as a figure of a decision's odds needs to know it."""

    @property
    def nation(self) -> str:
        """Id of the nation."""

    @property
    def decision(self) -> str:
        """The meeting that is turned over, 'NATION.DECISION@DAY'."""

    @property
    def point(self) -> str:
        """Id of the decision, 'nation.decision'."""

    @property
    def course_day(self) -> dt.date:
        """The day to which it is told what was chosen."""

    @property
    def caveat(self) -> str:
        """The sentence at the foot."""


class OptionLook(NamedTuple):
    """How one option is drawn: colour, a darker one for words, marker, and the same as a letter."""

    line: str
    ink: str
    marker: str
    sign: str


OPTION_LOOKS: tuple[OptionLook, ...] = (
    OptionLook("#8A8A8A", "#555555", "o", "\u25cf"),
    OptionLook("#117733", "#0C5725", "v", "\u25bc"),
    OptionLook("#332288", "#332288", "s", "\u25a0"),
    OptionLook("#88CCEE", "#2C6F91", "D", "\u25c6"),
    OptionLook("#CC6677", "#9C3F50", "P", "\u271a"),
    OptionLook("#882255", "#882255", "^", "\u25b2"),
    OptionLook("#999933", "#66661F", "X", "\u2716"),
    OptionLook("#44AA99", "#2A7266", "<", "\u25c0"),
    OptionLook("#AA4499", "#83316F", "*", "\u2605"),
)
"""Paul Tol's muted set: no option has the colour of a nation or of a scenario, and each has a marker of its own."""

MOST_MEETINGS = 8
"""So many meetings of a decision without fixed dates are drawn."""

MOST_BELIEFS = 4


def option_looks(options: Iterable[str]) -> dict[str, OptionLook]:
    """Return how the options of a decision are drawn, by their place among them."""
    return dict(zip(options, itertools.cycle(OPTION_LOOKS), strict=False))


def conferences(question: DecisionAsked, ledger: pd.DataFrame) -> tuple[dt.date, ...]:
    """Return the days on which the decision was on the table in the year that is asked about.

    They are its fixed dates; where it has none, the first meetings on record from the one that is turned over on.
    """
    year = question.course_day.year
    if fixed := tuple(day for day in points_by_id()[question.point].dates if day.year == year):
        return fixed
    first = question.decision.partition("@")[2]
    days = {numbers.as_date(day) for day in _free(ledger, question.point)["date"]}
    return tuple(day for day in sorted(days) if day.isoformat() >= first and day.year == year)[:MOST_MEETINGS]


def _free(ledger: pd.DataFrame, point: str) -> pd.DataFrame:
    """Return the ledger's rows of a decision that no scenario took, those without odds left out."""
    mine = ledger.loc[(ledger["nation"] + "." + ledger["decision"] == point) & ~ledger["forced"]]
    return mine.loc[[value is not None and np.size(value) > 0 for value in mine["probabilities"]]]


def open_meetings(ledger: pd.DataFrame, question: DecisionAsked) -> pd.DataFrame:
    """Return the ledger's rows of the meetings that are drawn, in which the decision was open and no scenario took it.

    Returns
    -------
    pd.DataFrame
        As the ledger, with `date` as days of Python's; rows without odds are left out.
    """
    mine, days = _free(ledger, question.point), conferences(question, ledger)
    return mine.assign(date=[numbers.as_date(value) for value in mine["date"]]).loc[
        lambda rows: rows["date"].isin(days)
    ]


def odds(ledger: pd.DataFrame, question: DecisionAsked) -> pd.DataFrame:
    """Return the odds of each option at each meeting, over the worlds in which the decision was open.

    Returns
    -------
    pd.DataFrame
        Columns date, option, mean, low, high (10 % and 90 % of the worlds), worlds; a meeting at which the decision
        was open in no world is left out. An option that is not legal in a world counts there as 0.
    """
    rows = []
    for day, group in open_meetings(ledger, question).groupby("date", sort=True):
        options = [str(name) for name in group["options"].iloc[0]]
        values = np.array([np.asarray(value, dtype=np.float64) for value in group["probabilities"]])
        low, high = np.quantile(values, (LOW, HIGH), axis=0)
        for place, name in enumerate(options):
            rows.append((day, name, float(values[:, place].mean()), float(low[place]), float(high[place]), len(values)))
    return pd.DataFrame(rows, columns=["date", "option", "mean", "low", "high", "worlds"])


def beliefs(ledger: pd.DataFrame, question: DecisionAsked, feature: str) -> pd.DataFrame:
    """Return median, low and high (80 % of worlds) of what was seen at each meeting; empty where never seen."""
    rows = []
    for day, group in open_meetings(ledger, question).groupby("date", sort=True):
        found = [seen.get(feature) for seen in group["seen"] if isinstance(seen, dict)]
        values = np.array([value for value in found if value is not None], dtype=np.float64)
        values = values[np.isfinite(values)]
        if len(values):
            low, median, high = np.quantile(values, (LOW, 0.5, HIGH))
            rows.append({"date": day, "median": median, "low": low, "high": high})
    return pd.DataFrame(rows, columns=["date", "median", "low", "high"])


def any_open(ledger: pd.DataFrame, question: DecisionAsked) -> bool:
    """Say whether any of the meetings had its own choice, so that there is a figure to draw."""
    return bool(len(ledger)) and not open_meetings(ledger, question).empty


def description(ledger: pd.DataFrame, scenario: str, question: DecisionAsked) -> str:
    """Return one or two sentences on the figure: the mean odds at the first and the last meeting."""
    table, point = odds(ledger, question), points_by_id()[question.point]
    parts = [f"{point.title}: the odds at the meetings of {question.course_day.year} in '{scenario}'."]
    for day in dict.fromkeys((table["date"].min(), table["date"].max()) if len(table) else ()):
        rows = table.loc[table["date"] == day]
        named = zip(rows["option"], rows["mean"], strict=True)
        shares = "; ".join(f"{vocabulary.option(point.id, name)} {numbers.percent(mean)}" for name, mean in named)
        parts.append(f"{numbers.day(day)}, {numbers.counted(int(rows['worlds'].iloc[0]), 'world')}: {shares}.")
    return " ".join(parts)


def _places(days: pd.Series[Any], order: tuple[dt.date, ...]) -> NDArray[np.float64]:
    return np.array([order.index(day) for day in days], dtype=np.float64)


def _odds_panel(axes: Axes, table: pd.DataFrame, worlds: int, point: DecisionPoint, days: tuple[dt.date, ...]) -> None:
    looks = option_looks(point.options)
    shown = [name for name in looks if (table.loc[table["option"] == name, "mean"] > 0).any()]
    labels = []
    for place, name in enumerate(shown):
        mine, look = table.loc[table["option"] == name], looks[name]
        x = _places(mine["date"], days) + (place - (len(shown) - 1) / 2) * 0.055
        low, middle, high = (100.0 * mine[key].to_numpy() for key in ("low", "mean", "high"))
        axes.vlines(x, low, high, color=look.line, linewidth=2.6, alpha=0.55, zorder=2)
        axes.plot(x, middle, color=look.line, linewidth=1.8, zorder=3)
        axes.plot(x, middle, look.marker, color=look.line, markeredgecolor="white", markersize=8, zorder=4)
        words_ = f"{look.sign} {vocabulary.option(point.id, name)}, {_percent(middle[-1])}"
        labels.append(style.EndLabel(float(middle[-1]), words_, look.ink))
    counts = table.groupby("date")["worlds"].first()
    _conference_ticks(axes, days, [f"{counts.get(day, 0):,} of {worlds:,}" for day in days])
    top = max(20.0, float(100.0 * table["high"].max()))
    axes.set_ylim(-1.5, min(102.0, top * 1.06))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}\u00a0%")
    axes.tick_params(labelsize=9.5, length=0)
    axes.set_title("Odds of each option, and the number of worlds in which the decision was still open", fontsize=10.5)
    last = float(_places(table["date"], days).max())
    at = 1.012 if last == len(days) - 1 else (last + 0.85) / len(days)
    style.label_ends(axes, labels, size=9.2, at=at)


def _percent(value: float) -> str:
    return "under 1\u00a0%" if 0 < value < 0.5 else f"{value:.0f}\u00a0%"


def _conference_ticks(axes: Axes, days: tuple[dt.date, ...], below: list[str] | None) -> None:
    texts = [f"{day.day} {numbers.month_name(day, short=not below)}" for day in days]
    if below:
        texts = [f"{text}\n{count}" for text, count in zip(texts, below, strict=True)]
    axes.set_xticks(range(len(days)), texts)
    axes.set_xlim(-0.5, len(days) - 0.5)
    axes.grid(axis="x", visible=False)


def _belief_panel(axes: Axes, table: pd.DataFrame, feature: str, nation: str, days: tuple[dt.date, ...]) -> None:
    known = vocabulary.feature(feature)
    x = _places(table["date"], days)
    low, middle, high = (known.scale * table[key].to_numpy(dtype=np.float64) for key in ("low", "median", "high"))
    colour, ink = style.NATIONS[nation], style.NATION_INK[nation]
    axes.vlines(x, low, high, color=colour, linewidth=7, alpha=0.22)
    axes.plot(x, middle, "o-", color=colour, linewidth=1.6, markersize=4.5)
    span = max(float(high.max() - low.min()), 1e-9)
    axes.set_ylim(min(0.0, float(low.min())) if low.min() < span else low.min() - 0.15 * span, high.max() + 0.24 * span)
    for place in (0, len(x) - 1) if len(x) > 1 else (0,):
        text = council_labels.seen_value(feature, middle[place] / known.scale)
        bare = text.removesuffix(known.shown).rstrip() if known.shown[:1] != "%" else text.removesuffix(known.shown[1:])
        look: dict[str, Any] = {"fontsize": 8.2, "ha": "center", "va": "bottom", "fontweight": "bold"}
        panels.near(axes, (x[place], high[place]), bare, (0, 2.5), color=ink, **look)
    panels.titled(axes, known.label, known.shown, size=8.8, unit_size=8, pad=15, color=style.INK, va="bottom")
    _conference_ticks(axes, days, None)
    for label in axes.get_xticklabels():
        label.set(rotation=45, ha="right", rotation_mode="anchor")
    axes.tick_params(labelsize=7.6, length=2)


def _seen(ledger: pd.DataFrame, question: DecisionAsked) -> list[tuple[str, pd.DataFrame]]:
    """Return what the lower panels show: what the decision's odds rest on, else what the nation is briefed on."""
    names = vocabulary.decision(question.point).beliefs or vocabulary.nation(question.nation).briefing
    tables = ((name, beliefs(ledger, question, name)) for name in names)
    return [(name, table) for name, table in tables if not table.empty][:MOST_BELIEFS]


@style.styled
def figure(ledger: pd.DataFrame, scenario: str, worlds: int, question: DecisionAsked) -> Figure:
    """Draw the odds of a decision at the meetings of its year, and what the nation believed at each.

    Parameters
    ----------
    ledger
        A run's ledger.
    scenario
        Title of the scenario.
    worlds
        Worlds recorded in the ledger.
    question
        What is asked, of a decision.

    Returns
    -------
    Figure
        Odds above, beliefs below; one sentence where no meeting had its own choice.
    """
    point, year = points_by_id()[question.point], question.course_day.year
    text = (
        f"'{scenario}', {numbers.counted(worlds, 'world')} recorded in full. Dot: mean over the worlds in which the "
        "decision was still open and no scenario took it; bar: middle 80 % of these worlds. An option that is not "
        "possible counts as 0. A world that is bound leaves, so later meetings may be those of fewer worlds."
    )
    drawing = style.headed(f"{point.title}: the odds at each meeting of {year}", text, question.caveat)
    table, days = odds(ledger, question), conferences(question, ledger)
    if table.empty:
        sentence = f"No meeting of {year} had its own choice: the scenario takes the decision, or none was recorded."
        panels.empty(drawing, sentence, size=12)
        return drawing
    _odds_panel(drawing.add_axes((0.065, 0.425, 0.69, 0.405)), table, worlds, point, days)
    shown, nation = _seen(ledger, question), style.NATION_NAMES[point.nation]
    drawing.text(
        0.045,
        0.315,
        f"What {nation} saw in the same worlds (median and middle 80 % of worlds)" if shown else "",
        fontsize=10.5,
        fontweight="bold",
    )
    for place, (name, beliefs_) in enumerate(shown):
        pitch = 0.92 / len(shown) if len(shown) > 1 else 0.5
        axes = drawing.add_axes((0.065 + place * pitch, 0.095, pitch - 0.05, 0.145))
        _belief_panel(axes, beliefs_, name, point.nation, days)
    return drawing
