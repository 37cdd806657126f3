"""The pace of a sitting: which decisions are put to the person, and when there is room for a bet.

A decision is put where something hangs on it: more than one option, and odds of the likeliest below `SETTLED`. It is
put again only where its options are others, or its council leans otherwise, than when it was put last. There is always
room for the first time that one of the seat's own decisions comes up open; one that nobody brings about is put all the
same, on the last day on which it was taken in fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from crossroads.evidence.history.recorded import recorded_decisions
from crossroads.evidence.nations import load_nations
from crossroads.minds.deciders.human import Put
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.nation import Nation
from crossroads.telling.vocabulary import decision
from crossroads.world import calendar
from crossroads.world.axes import Array

MOST = 15
"""Questions of a sitting, decisions and bets together."""

WANTED, WANTED_BY = 12, 140
"""Questions that bets fill a sitting up to, and the week by which they have."""

SETTLED = 0.98
"""Odds of the likeliest option from which on nothing hangs on a decision."""

LEANS = 0.15
"""A council leans otherwise where the odds of an option have moved by so much."""

APART_WEEKS = 4
"""A decision is not put again sooner, unless it has an option that binds the nation and was not there before."""

BETS_APART_WEEKS = 6
"""Nor does a bet follow on another bet sooner."""

LAST = dt.date(1941, 12, 11)
"""The last day of the record: after it the model's wars go their own way."""


class Treatment(Enum):
    """What becomes of a decision: it is put to the person, nothing hangs on it (any more), or it is as it was."""

    PUT = "put"
    SETTLED = "settled"
    PAST = "past"
    AS_BEFORE = "as before"


@dataclass(slots=True)
class Pacing:
    """Keeps a sitting's pace.

    Attributes
    ----------
    points
        Ids of the decisions that are the seat's own.
    bounded
        Whether the sitting has at most `MOST` questions.
    asked, bets
        Questions so far, and the bets among them.
    """

    points: Collection[str]
    bounded: bool = True
    asked: int = 0
    bets: int = 0
    _bet_week: int = -BETS_APART_WEEKS
    _last: dict[str, tuple[int, dict[str, float]]] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """How many questions there is room for beside those that have not come up yet."""
        return MOST - self.asked - len(set(self.points) - self._last.keys())

    def course(self, put: Put) -> Treatment:
        """Return what becomes of a decision."""
        last = self._last.get(put.point.id)
        if max(put.odds.values()) >= SETTLED:
            return Treatment.SETTLED
        if last is None:
            return Treatment.PUT
        week, odds = last
        fresh = put.odds.keys() - odds.keys()
        if put.view.week - week < APART_WEEKS and not fresh & put.point.committing:
            return Treatment.AS_BEFORE
        if odds.keys() == put.odds.keys() and max(abs(odds[name] - put.odds[name]) for name in odds) < LEANS:
            return Treatment.AS_BEFORE
        return Treatment.PUT if self.room > 0 or not self.bounded else Treatment.AS_BEFORE

    def put(self, put: Put) -> None:
        """Count a decision that has been put."""
        self.asked += 1
        self._last[put.point.id] = put.view.week, dict(put.odds)

    def wants_bet(self, week: int) -> bool:
        """Say whether there is room for a bet: the questions so far are fewer than the weeks ask for."""
        if week - self._bet_week < BETS_APART_WEEKS:
            return False
        due = 1 + (WANTED - 1) * min(week / WANTED_BY, 1.0)
        # Who takes every decision has too many for bets to fill anything: half as many come then, whatever is decided.
        return self.asked < due and self.room > 0 if self.bounded else self.bets < due / 2

    def bet(self, week: int) -> None:
        """Count a bet that has been asked after a week."""
        self.asked += 1
        self.bets += 1
        self._bet_week = week


def recorded_days(point: DecisionPoint) -> list[dt.date]:
    """Return the days on which a decision was taken in fact, up to `LAST`."""
    rows = recorded_decisions()
    nation, called = load_nations()[point.nation].names.short, decision(point.id).recorded
    days = rows[(rows["nation"] == nation) & (rows["decision"] == called)]["date"].dt.date
    return [day for day in days if day <= LAST]


def take_the_initiative(
    seat: Nation, points: Iterable[DecisionPoint], has_come_up: Callable[[DecisionPoint], bool]
) -> None:
    """Let a seat meet on a decision of its own that has not come up by the last day on which it was taken in fact.

    Where the law leaves it no choice on that day, it does not meet.

    Parameters
    ----------
    seat
        The nation; its rule of what is on the table is widened.
    points
        Its own decisions.
    has_come_up
        Says whether a decision has been on the table.
    """
    usual, due = (
        seat.opens,
        {point.id: calendar.week_of(max(days)) for point in points if (days := recorded_days(point))},
    )

    def opens(point: DecisionPoint, scheduled: bool) -> Array:
        found = np.asarray(usual(point, scheduled), dtype=np.float64)
        if due.get(point.id) == seat.week and not has_come_up(point):
            return np.maximum(found, float(scheduled))
        return found

    seat.opens = opens  # type: ignore[method-assign]
