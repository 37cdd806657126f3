"""Outcomes by decider: what each brings about in the seat, and how far that lies from what the first one does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import question_of
from crossroads.studies.tournament.study import Tournament
from crossroads.telling import outcomes, panels, style, vocabulary

STEM = "outcomes_by_decider"

ACROSS = 3
NAMES_WIDTH, VALUES_WIDTH, GAP = 0.185, 0.075, 0.03
TOP, BOTTOM, BETWEEN = 0.82, 0.105, 0.105


def measure(outcome: str) -> str:
    """Return the row of the table that a panel shows: of a date, in how many worlds it comes."""
    return f"{outcome}:happens" if outcome.startswith("date_") else outcome


def _scale(name: str, largest: float) -> tuple[float, str]:
    """Return the factor by which a panel's differences are multiplied, and what they then count."""
    unit = outcomes.outcome_unit(name)
    if outcomes.outcome_kind(name) == "share":
        return 100.0, "worlds in 100"
    if unit == "people":
        return (1e-6, "million people") if largest >= 1e6 else (1e-3, "thousand people")
    return (100.0, "percentage points") if unit == "%" else (1.0, unit)


def _panel(axes: Axes, runs: Sequence[Run], rows: pd.DataFrame, name: str) -> None:
    """Draw one outcome: each decider's difference to the first, its interval, and the decider's own figure."""
    columns = ["value", "difference", "low", "high"]
    found = {str(row["decider"]): [float(row[column]) for column in columns] for _, row in rows.iterrows()}
    spread = max((abs(end) for numbers in found.values() for end in numbers[1:] if math.isfinite(end)), default=0.0)
    factor, unit = _scale(name, spread)
    axes.axvline(0.0, color=style.INK, linewidth=0.9)
    for place, run in enumerate(runs):
        look = style.scenario_look(place)
        alone = [float(rows["first_value"].iloc[0]), 0.0, 0.0, 0.0]
        value, difference, low, high = found[run.scenario] if place else alone
        values = [factor * part for part in (difference, low, high)]
        panels.interval(axes, place, values, (look.line, look.ink), filled=None if place else True)
        panels.beside(axes, place, outcomes.amount(name, value, run.worlds), at=1.03, fontsize=7.6, color=look.ink)
    axes.set_ylim(len(runs) - 0.4, -0.6)
    panels.rows_only(axes, 7.2, None)
    axes.margins(x=0.08)
    if spread == 0.0:
        axes.set_xlim(-1, 1)
    axes.set_title(outcomes.outcome_title(name), fontsize=8.6)
    axes.set_xlabel(unit, fontsize=7.2, loc="left", labelpad=1.0)


@style.styled
def figure(made: Tournament) -> Figure:
    """Draw outcomes by decider.

    Parameters
    ----------
    made
        A tournament.

    Returns
    -------
    Figure
        One panel an outcome that matters to the seat, in all of them the same row a decider.
    """
    first, seat = made.runs[0], style.NATION_NAMES[made.seat]
    subtitle = (
        f"Who decides for {seat} in '{made.scenario.title}', the same luck under each decider; "
        f"{outcomes.ensemble([first])}; dot: difference to '{first.title}', world by world; bar: its 95 % "
        f"interval; hollow dot: the interval holds zero; at the right of each panel the decider's own share or mean."
    )
    caveat = question_of([made.scenario]).caveat
    drawing = style.headed(f"Outcomes by decider: {seat}", subtitle, caveat)
    names = [measure(name) for name in vocabulary.nation(made.seat).outcomes]
    down = math.ceil(len(names) / ACROSS)
    start = style.LEFT + NAMES_WIDTH
    wide = (style.RIGHT - start) / ACROSS
    tall = (TOP - BOTTOM + BETWEEN) / down
    for index, name in enumerate(names):
        row, column = divmod(index, ACROSS)
        bottom = TOP - (row + 1) * tall + BETWEEN
        box = (start + column * wide, bottom, wide - VALUES_WIDTH - GAP, tall - BETWEEN)
        rows = made.table.loc[made.table["outcome"] == name]
        _panel(drawing.add_axes(box), made.runs, rows, name)
        if column == 0:
            _names(drawing, made.runs, bottom, tall - BETWEEN)
    note = "Intervals show the luck of a finite number of worlds only, not doubt about the model."
    panels.note(drawing, note)
    return drawing


def _names(drawing: Figure, runs: Sequence[Run], bottom: float, height: float) -> None:
    """Write the deciders' names left of a row of panels, each beside its dots."""
    for place, run in enumerate(runs):
        y = bottom + height * (1 - (place + 0.6) / (len(runs) + 0.2))
        ink = style.scenario_look(place).ink
        style.fit_text(
            drawing, (style.LEFT, y), run.title, NAMES_WIDTH - 0.01, size=8.6, least=6, color=ink, va="center"
        )


def write(made: Tournament, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG.

    Parameters
    ----------
    made
        A tournament.
    folder
        Where to.
    """
    return style.save(figure(made), folder / STEM, made.text())
