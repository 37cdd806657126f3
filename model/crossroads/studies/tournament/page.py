"""Outcomes by decider in words: each decider's own figures, and how far they lie from the first one's."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from crossroads.runs.run import Run
from crossroads.telling.numbers import day, frequency, people, rounded, sentence_case, signed
from crossroads.world.observables import OUTCOMES, Outcome

WIDTH = 110

NATION_NAMES: dict[str, str] = {
    "japan": "Japan",
    "ussr": "the USSR",
    "germany": "Germany",
    "united_states": "the United States",
}

_BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}


def tournament_text(seat: str, scenario: str, runs: Sequence[Run], table: pd.DataFrame, outcomes: Sequence[str]) -> str:
    """Return outcomes by decider as plain text of at most 110 columns.

    Parameters
    ----------
    seat
        The nation.
    scenario
        Title of what all have in common.
    runs
        One run a decider, the first to compare with.
    table
        Rows of `studies.tournament.study.outcomes_by_decider`.
    outcomes
        Names of the outcomes to tell, in order.
    """
    first = runs[0]
    horizon = day(dt.date.fromisoformat(str(first.manifest["horizon"])))
    head = (
        f"Outcomes by decider: who decides for {NATION_NAMES[seat]} in '{scenario}'. {first.worlds:,} worlds with the "
        f"same luck under each decider, seed {first.seed}, to {horizon}; the other nations decide alike throughout. "
        f"Differences are to '{first.title}', world by world, with 95 % intervals; weeks are those until an event, one "
        f"that never comes counting as coming at the horizon."
    )
    lines = [textwrap.fill(head, WIDTH)]
    rows = {(str(row["outcome"]), str(row["decider"])): row for _, row in table.iterrows()}
    label = max(len(run.title) for run in runs) + 2
    for name in outcomes:
        outcome = _BY_NAME[name]
        lines += ["", f"  {sentence_case(outcome.title)}"]
        for run in runs:
            told = _value(run, outcome)
            if run is not first:
                told += f"; {_difference(rows, outcome, run.scenario)}"
            lines += textwrap.wrap(
                told, WIDTH, initial_indent=f"    {run.title:<{label}}", subsequent_indent=" " * (label + 4)
            )
    return "\n".join([*lines, ""])


def _value(run: Run, outcome: Outcome) -> str:
    if outcome.kind == "date":
        return f"in {frequency(int((run.weeks(outcome.name) >= 0).sum()), run.worlds)}"
    column = run.outcomes[outcome.name]
    if outcome.kind == "flag":
        return f"in {frequency(int(column.sum()), run.worlds)}"
    mean = float(column.mean())
    if math.isnan(mean):
        return "unknown"
    if outcome.unit == "share":
        return f"{100 * mean:.0f} % on average"
    return f"{mean:.1f} months on average" if outcome.unit == "months" else f"{people(mean)} on average"


def _difference(rows: dict[tuple[str, str], pd.Series[Any]], outcome: Outcome, decider: str) -> str:
    if outcome.kind == "date":
        happens = _interval(rows[f"{outcome.name}:happens", decider], 1000, 0, "in 1,000 worlds")
        weeks = _interval(rows[f"{outcome.name}:weeks", decider], 1, 1, "weeks")
        return f"{happens}; {weeks}"
    row = rows[outcome.name, decider]
    if outcome.kind == "flag":
        return _interval(row, 1000, 0, "in 1,000 worlds")
    if outcome.unit == "share":
        return _interval(row, 100, 1, "points")
    return _interval(row, 1, 1, "months") if outcome.unit == "months" else _interval(row, 1, 0, "people")


def _interval(row: pd.Series[Any], factor: float, digits: int, unit: str) -> str:
    """Return a difference with its interval: '+12 in 1,000 worlds (+3 to +21)'."""
    values = [float(row[key]) for key in ("difference", "low", "high")]
    if math.isnan(values[0]):
        return "difference unknown"
    told = [signed(rounded(factor * value), digits) if math.isfinite(value) else "" for value in values]
    span = f" ({told[1]} to {told[2]})" if told[1] else ""
    return f"{told[0]} {unit}{span}"
