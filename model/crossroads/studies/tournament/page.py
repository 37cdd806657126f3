"""Outcomes by decider in words: each decider's own figures, and how far they lie from the first one's."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from crossroads.runs.run import Run
from crossroads.telling import numbers, vocabulary
from crossroads.telling.outcomes import MOVES, OUTCOME_BY_NAME, quantity_words


def tournament_text(
    seat: str,
    scenario: str,
    runs: Sequence[Run],
    table: pd.DataFrame,
    outcomes: Sequence[str],
    bear_in_mind: Sequence[str] = (),
) -> str:
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
    bear_in_mind
        What is to be borne in mind of the scenario, a sentence an item.
    """
    first = runs[0]
    horizon = numbers.day(dt.date.fromisoformat(str(first.manifest["horizon"])))
    nation = vocabulary.nation(seat).names.long
    worlds = numbers.counted(first.worlds, "world")
    head = (
        f"Outcomes by decider: who decides for {nation} in '{scenario}'. {worlds} with the same luck under each "
        f"decider, seed {first.seed}, to {horizon}; the other nations decide alike throughout. "
        f"Differences are to '{first.title}', world by world, with 95 % intervals; weeks are those until an event, one "
        f"that never comes counting as coming at the horizon."
    )
    lines = [numbers.wrapped(text) for text in (head, *bear_in_mind)]
    rows = {(str(row["outcome"]), str(row["decider"])): row for _, row in table.iterrows()}
    label = max(len(run.title) for run in runs) + 2
    for name in outcomes:
        lines += ["", f"  {numbers.sentence_case(OUTCOME_BY_NAME[name].title)}"]
        for run in runs:
            told = _value(run, name)
            if run is not first:
                told += f"; {_difference(rows, name, run.scenario)}"
            lines.append(numbers.wrapped(f"{run.title:<{label}}{told}", 4, label))
    return "\n".join([*lines, ""])


def _value(run: Run, name: str) -> str:
    outcome = OUTCOME_BY_NAME[name]
    if outcome.kind == "date":
        return f"in {numbers.frequency(int((run.weeks(name) >= 0).sum()), run.worlds)}"
    column = run.outcomes[name]
    if outcome.kind == "flag":
        return f"in {numbers.frequency(int(column.sum()), run.worlds)}"
    mean = float(column.mean())
    return "unknown" if math.isnan(mean) else f"{quantity_words(mean, outcome.unit)} on average"


def _difference(rows: dict[tuple[str, str], pd.Series[Any]], name: str, decider: str) -> str:
    outcome = OUTCOME_BY_NAME[name]
    if outcome.kind == "date":
        happens = _told(rows[f"{name}:happens", decider], 100, 1, " in 100 worlds")
        weeks = _told(rows[f"{name}:weeks", decider], 1, 1, " weeks")
        return f"{happens}; {weeks}"
    row = rows[name, decider]
    if outcome.kind == "flag":
        return _told(row, 100, 1, " in 100 worlds")
    return _told(row, *MOVES.get(outcome.unit, (1, 0, " people")))


def _told(row: pd.Series[Any], factor: float, digits: int, unit: str) -> str:
    """Return a difference with its interval: '+1.2 in 100 worlds (+0.3 to +2.1)'."""
    values = [float(row[key]) for key in ("difference", "low", "high")]
    if math.isnan(values[0]):
        return "difference unknown"
    return numbers.interval(
        values, numbers.known(lambda value: numbers.signed(numbers.rounded(factor * value), digits)), unit=unit
    )
