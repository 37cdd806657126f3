"""What changes in what was asked: one entry an event, an option or a quantity, the largest change first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.intervals import Floats
from crossroads.statistics.paired import paired_difference
from crossroads.telling.outcomes import Rows
from crossroads.world.measure import HAPPENS, Measure
from crossroads.world.observables import Outcome

TWO_YEARS = 104.0
"""Weeks that weigh as much as a change from no world to every world."""

LEAST_TO_DATE = 5
"""In fewer worlds an event has no usual month."""


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """How something that was asked differs between scenarios.

    Attributes
    ----------
    measure
        What was asked; of a date, whether it comes.
    rows
        Of each scenario but the base the row of the comparison table.
    late
        Of a date, by how many weeks it moves where it comes in both worlds of a pair, as rows too; else empty.
    weeks
        Of a date, the week in each world of every run, base first, NaN where it never comes; else empty.
    ordered
        Whether the scenarios order it, so that it is no finding.
    """

    measure: Measure
    rows: tuple[pd.Series[Any], ...]
    late: tuple[pd.Series[Any], ...] = ()
    weeks: tuple[Floats, ...] = ()
    ordered: bool = False

    @property
    def often_clear(self) -> bool:
        """Whether how often, or how much, differs by more than luck may in some scenario."""
        return any(told_from_luck(row) for row in self.rows)

    @property
    def when_clear(self) -> bool:
        """Whether it moves in time by more than luck may, as often as it comes."""
        return not self.often_clear and any(told_from_luck(row) for row in self.late)

    @property
    def clear(self) -> bool:
        """Whether it can be told from luck."""
        return self.often_clear or self.when_clear

    @property
    def kind(self) -> str:
        """How it is told: 'share', 'weeks' or 'number'."""
        return "weeks" if self.when_clear else self.measure.kind

    @property
    def told(self) -> tuple[pd.Series[Any], ...]:
        """The rows by which it is told."""
        return self.late if self.kind == "weeks" else self.rows

    @property
    def size(self) -> float:
        """How large the change is, 0 to 1: shares as they are, weeks of two years, quantities of their own size."""
        return max(_size(row, self.kind) for row in self.told)

    def usual_week(self, place: int) -> float:
        """Return the median week in which it comes in a run, by its place; NaN where too few worlds tell."""
        come = self.weeks[place][~np.isnan(self.weeks[place])] if self.weeks else np.empty(0)
        return float(np.median(come)) if len(come) >= LEAST_TO_DATE else math.nan

    def mean_weeks(self, place: int) -> tuple[float, float]:
        """Return the mean weeks in which it comes in a run and in the base, where it comes in both; NaN: too few."""
        own, base = self.weeks[place], self.weeks[0]
        both = ~np.isnan(own) & ~np.isnan(base)
        if both.sum() < LEAST_TO_DATE:
            return math.nan, math.nan
        return float(own[both].mean()), float(base[both].mean())


def told_from_luck(row: pd.Series[Any]) -> bool:
    """Say whether a difference leaves zero out of its interval."""
    return bool(row["differing"] > 0 and not row["low"] <= 0 <= row["high"])


def _size(row: pd.Series[Any], kind: str) -> float:
    difference = abs(float(row["difference"]))
    if math.isnan(difference):
        return 0.0
    if kind == "number":
        return difference / max(abs(float(row["value"])), abs(float(row["base_value"])), difference, 1e-300)
    return min(difference / TWO_YEARS if kind == "weeks" else difference, 1.0)


def changes(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> list[Change]:
    """Return what was asked, the clear changes first and the largest of them ahead; the rest as it was asked.

    Events and options come before quantities; what scenarios order comes last.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Their comparison table.
    question
        What is asked.
    """
    found = list(_asked(runs, Rows(table), question))

    def rank(item: Change) -> tuple[bool, bool, bool, float]:
        # Quantities have no scale in common with events: what happens is told before how much of it.
        return (item.ordered, not item.clear, item.clear and item.kind == "number", -item.size if item.clear else 0.0)

    return sorted(found, key=rank)


def _asked(runs: Sequence[Run], rows: Rows, question: Question) -> Iterator[Change]:
    done = set()
    for item in question.answers:
        key = item.outcome.name if item.outcome.kind == "date" else item.name
        if key in done:
            continue
        done.add(key)
        others = [run.scenario for run in runs[1:]]
        if item.outcome.kind == "date":
            often = tuple(rows(f"{key}:{HAPPENS}", name) for name in others)
            weeks = tuple(run.weeks(key) for run in runs)
            late = tuple(_moved(own, weeks[0]) for own in weeks[1:])
            yield Change(_whether(item), often, late, weeks, _ordered(runs, item.outcome, often))
        else:
            own = tuple(rows(item.name, name) for name in others)
            if item.part and not any(row["value"] or row["base_value"] for row in own):
                continue  # an option that nobody took
            yield Change(item, own, ordered=_ordered(runs, item.outcome, own))


def _moved(weeks: Floats, base: Floats) -> pd.Series[Any]:
    """Return by how many weeks an event moves where it comes in both: one that never comes has no week."""
    pair = paired_difference(weeks, base, share=False)
    come = weeks[~np.isnan(weeks)]
    return pd.Series({**asdict(pair), "value": float(come.mean()) if len(come) else math.nan})


def _whether(item: Measure) -> Measure:
    return Measure(f"{item.outcome.name}:{HAPPENS}", item.outcome, HAPPENS, item.title)


def _ordered(runs: Sequence[Run], outcome: Outcome, rows: Sequence[pd.Series[Any]]) -> bool:
    """Say whether runs are told to do it, or not to, and some of them differ from the base by that alone."""
    point = outcome.decision or outcome.taken_by
    if not point:
        return False
    told = all(
        any(f"{item['nation']}.{item['decision']}" == point for item in run.manifest.get("forced_decisions", ()))
        for run in runs
    )
    pairs = ({float(row["value"]), float(row["base_value"])} for row in rows)
    return told and any(pair == {0.0, 1.0} for pair in pairs)
