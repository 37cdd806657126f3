"""A script: written choices on written days, and another decider for everything that is not written.

A line whose option is not legal at its meeting, or for which no meeting opens, is passed over: the script cannot
make a nation do what the war no longer allows. The record is a script: the choices that were made in fact, up to 11
December 1941, with stated odds after that and wherever none is on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from crossroads.errors import InputError, nearest
from crossroads.evidence.nations import nation_tables
from crossroads.minds.decider import Decider, Weighing
from crossroads.minds.deciders.bench import Bench, Maker
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.minds.forced import meeting_day
from crossroads.minds.view import View
from crossroads.world import calendar
from crossroads.world.axes import Array, Numbers
from crossroads.world.portable import log

BEYOND_LUCK = 2 * float(log(np.finfo(np.float64).tiny))
"""Log odds so low that their probability is exactly 0, yet finite: options that are set back by so much keep their
order among themselves, and stand where the written one is not legal."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script.

    Attributes
    ----------
    decision
        Id of the decision point, such as 'japan.course'.
    on
        Day of the meeting, or the first day of a spell of meetings.
    option
        Id of the option that is taken.
    until
        Last day of the spell (included); None = the meetings of the week of `on` alone.
    """

    decision: str
    on: dt.date
    option: str
    until: dt.date | None = None

    def covers(self, point: DecisionPoint, week: int) -> bool:
        """Say whether the line is about a point's meeting in a week."""
        if point.id != self.decision:
            return False
        if self.until is None:
            return calendar.week_of(self.on) == week
        return self.on <= meeting_day(point, week) <= self.until


@dataclass(frozen=True, slots=True)
class Scripted:
    """The decider of a script.

    Attributes
    ----------
    lines
        The script; where several lines cover a meeting, the last of them holds.
    rest
        Weighs what is not written, and what cannot be done as written.
    """

    lines: tuple[Line, ...]
    rest: Decider

    def __post_init__(self) -> None:
        for line in self.lines:
            check_line(line)

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Put every option but the written one beyond luck; leave meetings that are not written as they are."""
        weighing = self.rest.weigh(point, view, legal)
        written = [line for line in self.lines if line.covers(point, view.week)]
        if not written:
            return weighing
        back = np.array([0.0 if option == written[-1].option else BEYOND_LUCK for option in point.options])
        # A council that was overruled explains nothing: none is handed on.
        return Weighing(weighing.log_odds + back[:, None])


def check_line(line: Line) -> None:
    """Check that a line names a decision, one of its options, and a time at which it can be put.

    Raises
    ------
    InputError
        Where it does not; the message says what is allowed.
    """
    points = {point.id: point for point in decision_points()}
    if line.decision not in points:
        raise InputError(f"script: found the decision '{line.decision}'{nearest(line.decision, points)}")
    point = points[line.decision]
    if line.option not in point.options:
        allowed = ", ".join(point.options)
        raise InputError(
            f"script: found the option '{line.option}' of {point.id}; allowed: {allowed}"
            f"{nearest(line.option, point.options)}"
        )
    last = line.on if line.until is None else line.until
    if last < line.on:
        raise InputError(f"script: {point.id} on {line.on}: found until {last}; allowed: a day not before it")
    weeks = range(calendar.week_of(line.on), calendar.week_of(last) + 1)
    if not point.any_week and not any(point.meets_in(week) for week in weeks):
        spell = f"on {line.on}" if line.until is None else f"from {line.on} to {last}"
        raise InputError(f"script: {point.id} has no meeting {spell}; see the table of decisions for its days")


def script(lines: Sequence[Line | tuple[str, dt.date, str]]) -> Maker:
    """Return what makes the decider of a script; stated odds weigh all that is not written.

    Parameters
    ----------
    lines
        Lines, or (decision id, day, option id).

    Raises
    ------
    InputError
        Where a line cannot be kept (see `check_line`).
    """
    written = tuple(line if isinstance(line, Line) else Line(*line) for line in lines)
    for line in written:
        check_line(line)

    def make(bench: Bench) -> Decider:
        return Scripted(written, StatedOdds(bench.p))

    return make


@cache
def recorded_lines() -> tuple[Line, ...]:
    """Return every recorded choice: nation by nation, in the order of each one's file."""
    return tuple(
        Line(f"{nation}.{row['decision']}", row["on"], row["option"], row.get("until"))
        for nation, table in nation_tables("recorded.toml")
        for row in table["choice"]
    )


def recorded_history(p: Numbers) -> Scripted:
    """Return the decider of the record: a script of what the nation chose in fact.

    Against others who decide otherwise it goes on as the record says for as long as that is legal.
    """
    return Scripted(recorded_lines(), StatedOdds(p))
