"""A decision by date: of a hundred worlds, how many stand by each of its options, stacked."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from crossroads.minds.decision import points_by_id
from crossroads.runs.run import Run
from crossroads.telling import fans, numbers, panels, style, vocabulary

WHOLE = 100
MOST_WIDE = 2
"""So many panels have room for the options' names beside them; more have a key above."""
LEAST_LABELLED = 3
"""Worlds of a hundred from which on a layer of a small panel has its number beside it."""


class DecisionAsked(Protocol):
    """What is asked, as far as a figure of a decision needs to know it."""

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
    """How one option is drawn: colour, and a darker one for words."""

    line: str
    ink: str


OPTION_LOOKS: tuple[OptionLook, ...] = (
    OptionLook("#8A8A8A", "#555555"),
    OptionLook("#117733", "#0C5725"),
    OptionLook("#332288", "#332288"),
    OptionLook("#88CCEE", "#2C6F91"),
    OptionLook("#CC6677", "#9C3F50"),
    OptionLook("#882255", "#882255"),
    OptionLook("#999933", "#66661F"),
    OptionLook("#44AA99", "#2A7266"),
    OptionLook("#AA4499", "#83316F"),
)
"""Paul Tol's muted set: no option has the colour of a nation or of a scenario."""


def option_looks(options: Iterable[str]) -> dict[str, OptionLook]:
    """Return how the options of a decision are drawn, by their place among them."""
    return dict(zip(options, itertools.cycle(OPTION_LOOKS), strict=False))


def standing(ledger: pd.DataFrame, point: str) -> pd.DataFrame:
    """Return the ledger's rows of a decision by which something new stands, in order of time.

    The first option of a decision that mostly leaves things as they are leaves what stands; a world's first meeting
    always counts.

    Parameters
    ----------
    ledger
        A run's ledger.
    point
        'nation.decision'.
    """
    mine = ledger.loc[ledger["nation"] + "." + ledger["decision"] == point].sort_values(
        ["world", "date"], kind="stable"
    )
    first = ~mine.duplicated("world")
    quiet = next(iter(points_by_id()[point].options))
    leaves = (mine["choice"] == quiet) & (vocabulary.decision(point).first != "told")
    mine = mine.loc[first | ~leaves]
    return mine.loc[mine["choice"] != mine.groupby("world", sort=False)["choice"].shift()]


def decided_freely(ledger: pd.DataFrame, question: DecisionAsked) -> NDArray[np.int64]:
    """Return the worlds in which what stands on the day of the reading was chosen at a meeting that no scenario took.

    Where these are fewer than half of the worlds on record the scenario orders the decision, and there are none.
    """
    none = np.empty(0, dtype=np.int64)
    if ledger.empty or not question.point:
        return none
    rows = standing(ledger, question.point)
    rows = rows.loc[rows["date"] <= pd.Timestamp(question.course_day)].drop_duplicates("world", keep="last")
    free = np.asarray(rows.loc[~rows["forced"], "world"], dtype=np.int64)
    return free if 2 * len(free) >= ledger["world"].nunique() else none


def any_open(runs: Sequence[Run], question: DecisionAsked) -> bool:
    """Say whether in any run the decision was left to those who take it, so that there is a figure to draw."""
    return any(len(decided_freely(run.ledger, question)) for run in runs)


def _free(runs: Sequence[Run], question: DecisionAsked) -> list[Run]:
    """Return the runs in which the decision was left to those who take it."""
    return [run for run in runs if len(decided_freely(run.ledger, question))]


def by_week(run: Run, point: str) -> dict[str, NDArray[np.float64]]:
    """Return option -> worlds of a hundred that stand by it in each week, shape (week,), those recorded in full.

    Before its first meeting a world stands by the first option.
    """
    options = list(points_by_id()[point].options)
    rows = standing(run.ledger, point)
    worlds = np.asarray(sorted(run.ledger["world"].unique()))
    state = np.zeros((len(fans.dates(run)), len(worlds)), dtype=np.int64)
    places = {int(world): place for place, world in enumerate(worlds)}
    for world, date, choice in zip(rows["world"], rows["date"], rows["choice"], strict=True):
        state[fans.week_at(run, numbers.as_date(date)) :, places[int(world)]] = options.index(choice)
    return {name: WHOLE * (state == place).mean(axis=1) for place, name in enumerate(options)}


def _met(layers: Sequence[Mapping[str, NDArray[np.float64]]], last: int) -> list[str]:
    """Return the options by which some world of some run stands in the weeks that are drawn."""
    return [name for name in layers[0] if any(part[name][: last + 1].max() > 0 for part in layers)]


def _last_week(runs: Sequence[Run], question: DecisionAsked) -> int:
    """Return the last week that is drawn: a year after the day of the reading."""
    ends = (min(fans.week_at(run, question.course_day) + 52, len(fans.dates(run)) - 1) for run in runs)
    return min(ends)


def _panel(
    axes: Axes,
    run: Run,
    layers: Mapping[str, NDArray[np.float64]],
    names: Sequence[str],
    last: int,
    point: str,
    wide: int,
    day: dt.date | None = None,
) -> None:
    """Stack the options' worlds by date, each with how many stand by it in the end beside its layer.

    `wide` says whether there is room for 2: names and numbers, or 1: numbers. `day` is that of the reading.
    """
    days, looks = fans.dates(run)[: last + 1], option_looks(layers)
    below = np.zeros(last + 1)
    labels = []
    for name in names:
        top = below + layers[name][: last + 1]
        axes.fill_between(days, below, top, step="post", color=looks[name].line, linewidth=0)
        share = float(top[-1] - below[-1])
        if share >= (0.5 if wide == MOST_WIDE else LEAST_LABELLED):
            words = f"{share:.0f}  {vocabulary.option(point, name)}" if wide == MOST_WIDE else f"{share:.0f}"
            labels.append(style.EndLabel(float(below[-1] + top[-1]) / 2, words, looks[name].ink))
        below = top
    axes.set_ylim(0, WHOLE)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.grid(visible=False)
    _quarters(axes, numbers.as_date(days[0]), numbers.as_date(days[-1]), every=1 if wide == MOST_WIDE else 2)
    axes.tick_params(length=2.5, labelsize=9 if wide == MOST_WIDE else 7)
    if day is not None:
        at = float((np.datetime64(day, "D") - np.datetime64("1970-01-01")).astype(np.int64))  # as days are drawn
        axes.axvline(at, color="white", linewidth=1.6)
        axes.axvline(at, color=style.INK, linewidth=0.8, linestyle=(0, (4, 3)))
    style.label_ends(axes, labels, size=9.5 if wide == MOST_WIDE else 7.5)


def _quarters(axes: Axes, first: dt.date, last: dt.date, *, every: int) -> None:
    """Mark the quarters, or every second of them, the first and each January with its year."""
    axes.set_xlim(*np.array([first, last], dtype="datetime64[D]"))
    marks = numbers.month_starts(first, first + (last - first) * 0.97, (1, 4, 7, 10))[::every]
    texts = [
        f"{numbers.month_name(mark, short=True)}{f' {mark.year}' * (mark.month == 1 or mark == marks[0])}"
        for mark in marks
    ]
    axes.set_xticks(np.array(marks, dtype="datetime64[D]"), texts)


def _at_reading(run: Run, question: DecisionAsked) -> dict[str, float]:
    """Return option -> worlds of a hundred that stand by it on the day of the reading, the commonest first."""
    week = fans.week_at(run, question.course_day)
    found = {name: float(values[week]) for name, values in by_week(run, question.point).items() if values[week] > 0}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _finding(runs: Sequence[Run], question: DecisionAsked) -> str:
    """Return by what worlds of a hundred stand on the day of the reading: of one run all, of several the commonest."""
    point, day = points_by_id()[question.point], numbers.day(question.course_day)
    told = [_at_reading(run, question) for run in runs]
    if len(runs) == 1:
        shares = [f"{vocabulary.option(point.id, name)} {share:.0f}" for name, share in list(told[0].items())[:3]]
        return f"{point.title}, {day}: of 100 worlds {', '.join(shares)}"
    names = list(dict.fromkeys(name for part in told for name in part))
    spread = {name: max(p.get(name, 0.0) for p in told) - min(p.get(name, 0.0) for p in told) for name in names}
    name = max(spread, key=lambda item: spread[item])
    shares = [f"{part.get(name, 0.0):.0f}" for part in told]
    lead = f"{point.title}, {day}: '{vocabulary.option(point.id, name)}' in"
    if len(set(shares)) == 1:
        return f"{lead} {shares[0]} of 100 worlds under {'both' if len(runs) == 2 else 'each scenario'}"
    if len(runs) <= style.MOST_TOGETHER - 1:
        return f"{lead} {numbers.listed(shares[1:])} of 100 worlds, against {shares[0]}"
    ordered = sorted(shares, key=float)
    return f"{lead} {ordered[0]} to {ordered[-1]} of 100 worlds, by scenario"


def description(runs: Sequence[Run], question: DecisionAsked) -> str:
    """Return what the figure shows, for those who do not see it: what stands on the day of the reading."""
    point, parts = points_by_id()[question.point], []
    for run in _free(runs, question):
        shares = _at_reading(run, question).items()
        told = "; ".join(f"{vocabulary.option(point.id, name)} {share:.0f}" for name, share in shares)
        parts.append(f"'{run.title}': {told}.")
    return (
        f"{point.title}: of 100 worlds, how many stand by each option, {numbers.day(question.course_day)}. "
        + " ".join(parts)
    )


@style.styled
def figure(runs: Sequence[Run], question: DecisionAsked, colours: Mapping[str, str] | None = None) -> Figure:
    """Draw by which option worlds stand, week by week.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked, of a decision.
    colours
        Scenario -> colour, as `style.scenario_looks` takes them: of the names above the panels.

    Returns
    -------
    Figure
        A panel a scenario that leaves the decision to those who take it; one sentence where none does.
    """
    point = points_by_id()[question.point]
    counts = sorted({run.ledger["world"].nunique() for run in runs})
    worlds = numbers.counted(counts[-1], "world")
    text = (
        f"Worlds of 100 that stand by each option, as last decided; {worlds} recorded in full, seed {runs[0].seed}; "
        f"numbers: worlds at the right edge; dashed: {numbers.day(question.course_day)}. {point.table}."
    )
    if not any_open(runs, question):
        drawing = style.headed(f"{point.title} by date", text, question.caveat)
        sentence = "The scenarios take the decision themselves, or none was recorded."
        panels.empty(drawing, sentence, size=12)
        return drawing
    chosen = style.scenario_looks([run.scenario for run in runs], colours)
    looks_by_name = {run.scenario: look for run, look in zip(runs, chosen, strict=True)}
    runs = _free(runs, question)
    drawing = style.headed(_finding(runs, question), text, question.caveat)
    layers, last = [by_week(run, point.id) for run in runs], _last_week(runs, question)
    names = _met(layers, last)
    wide = MOST_WIDE if len(runs) <= MOST_WIDE else 1
    if wide == 1:
        looks = option_looks(point.options)
        parts = [(f"\u25a0 {vocabulary.option(point.id, name)}", looks[name].ink) for name in names]
        panels.key(drawing, parts, at=(style.LEFT, style.KEY_HEIGHT + 0.006), size=8.5)
    across = 1 if len(runs) <= MOST_WIDE else 2 if len(runs) <= style.MOST_TOGETHER else 3 if len(runs) <= 9 else 4
    box = (0.05, 0.075, 0.79 if wide == MOST_WIDE else 0.95, 0.81 if wide == MOST_WIDE else 0.79)
    grid = panels.grid(drawing, len(runs), across, box, (0.18, 0.34 if across < 3 else 0.5))
    for axes, run, part in zip(grid, style.labelled(runs), layers, strict=True):
        look = looks_by_name[run.scenario]
        _panel(axes, run, part, names, last, point.id, wide, question.course_day)
        held = axes.get_position()
        bold: dict[str, Any] = {"fontweight": "bold", "color": look.ink, "va": "bottom"}
        style.fit_text(drawing, (held.x0, held.y1 + 0.008), run.title, held.width, size=11, least=6.5, **bold)
    return drawing
