"""What a person is asked to foresee before choosing, and how it is judged when the war is over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from crossroads.minds.deciders.human import Put
from crossroads.play.seen import east_is_over, number
from crossroads.telling.numbers import day
from crossroads.telling.vocabulary import decision, vocabulary
from crossroads.world import calendar
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES

FURTHER_KM = 50
"""How much further east the front has to stand for a question about it."""


FRONT = "front_moscow_axis_km"


@dataclass(frozen=True, slots=True)
class PredictionQuestion:
    """One question about what will have come about by a week.

    Attributes
    ----------
    about
        A dated outcome, or the observable `FRONT`.
    words
        What comes about.
    by_week
        The last week that counts.
    above
        What the observable has to exceed in that week; None for a dated outcome.
    """

    about: str
    words: str
    by_week: int
    above: float | None = None

    @property
    def by(self) -> dt.date:
        """The last day that counts."""
        return calendar.date_of(self.by_week) + dt.timedelta(days=calendar.DAYS_A_WEEK - 1)

    @property
    def text(self) -> str:
        """The statement whose odds are asked for."""
        link = "on" if self.above is not None else "by"
        when = calendar.date_of(self.by_week) if self.above is not None else self.by
        return f"that {self.words} {link} {day(when)}"


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question, the day on which it was answered, and the answer as a probability."""

    question: PredictionQuestion
    on: dt.date
    odds: float


@dataclass(slots=True)
class Questions:
    """Finds the question that goes with a decision.

    Parameters
    ----------
    weeks
        Weeks of the war until its horizon.
    happened
        Gives the dated outcomes that have happened by now: all of them are known to the world on their day.
    """

    weeks: int
    happened: Callable[[], Collection[str]]
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def next(self, put: Put) -> PredictionQuestion | None:
        """Return the question for a decision, None where nothing is left to foresee."""
        done = self._done(put)
        found = [pair for pair in decision(put.point.id).asked if _is_open(pair[0], done, put)]
        found = found or [pair for pair in vocabulary().later if _is_open(pair[0], done, put)]
        if not found:
            return None
        about, ahead = min(found, key=lambda pair: self._asked[put.point.id, pair[0]])
        self._asked[put.point.id, about] += 1
        by_week = min(put.view.week + ahead, self.weeks - 1)
        if about != FRONT:
            return PredictionQuestion(about, vocabulary().events[about].words, by_week)
        line = _front(put) or 0.0
        above = 10.0 * round((line + FURTHER_KM) / 10.0)
        told = f"the front before Moscow stands more than {above:.0f} km east of the line of June 1941"
        return PredictionQuestion(about, told, by_week, above)

    def _done(self, put: Put) -> set[str]:
        seen = {
            name
            for name, event in vocabulary().events.items()
            if any((number(put.view, flag) or 0.0) > 0 for flag in event.flags)
        }
        return seen | set(self.happened())


def _front(put: Put) -> float | None:
    """Return where the seat sees the front before Moscow; None where it is closed."""
    return None if east_is_over(put.view) else number(put.view, "german_front_moscow_km")


def _is_open(about: str, done: Collection[str], put: Put) -> bool:
    if about == FRONT:
        return _front(put) is not None
    event = vocabulary().events[about]
    return not {about, *event.ended_by} & set(done) and set(event.needs) <= set(done)


def came_about(question: PredictionQuestion, block: Block) -> bool | None:
    """Say whether what was asked has come about in a finished one-world war; None where that cannot be said."""
    if question.above is not None:
        value = block.series[OBSERVABLE_NAMES.index(question.about), question.by_week, 0]
        return None if np.isnan(value) else bool(value > question.above)
    week = float(block.outcomes[question.about][0])
    return bool(week <= question.by_week)
