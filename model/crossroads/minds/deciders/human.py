"""A person in the seat: each decision is put to somebody outside, with what the usual decider makes of it.

The person is behind a function; this module knows neither terminal nor file. What comes back is taken without luck:
all odds lie on the option that was named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from crossroads.minds.choice import probabilities
from crossroads.minds.decider import Decider, Weighing
from crossroads.minds.deciders.bench import Bench, Maker
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.forced import meeting_day
from crossroads.minds.view import View
from crossroads.world.axes import Array


@dataclass(frozen=True, slots=True)
class Put:
    """A decision as it is put to a person, in one world.

    Attributes
    ----------
    point
        The decision point.
    view
        What the nation knows and believes, features (1,).
    usual
        How the seat's usual decider weighs it.
    odds
        Legal option -> the usual decider's probability of it, in the order of the table.
    """

    point: DecisionPoint
    view: View
    usual: Weighing
    odds: dict[str, float]

    @property
    def day(self) -> dt.date:
        """The day of the meeting."""
        return meeting_day(self.point, self.view.week)

    @property
    def legal(self) -> tuple[str, ...]:
        """The legal options, in the order of the table."""
        return tuple(self.odds)


Ask = Callable[[Put], str]
"""Takes a decision, gives the id of a legal option."""


@dataclass(frozen=True, slots=True)
class Human:
    """The decider of a seat that a person has taken.

    Attributes
    ----------
    usual
        Who else would decide, and does where nobody is asked.
    ask
        The person.
    points
        Ids of the decisions that are put to the person.
    """

    usual: Decider
    ask: Ask
    points: frozenset[str]

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Put the decision to the person where it is theirs and leaves a choice; else weigh it as usual.

        Raises
        ------
        ValueError
            Where there is more than one world, or the answer is no legal option.
        """
        weighing = self.usual.weigh(point, view, legal)
        if point.id not in self.points:
            return weighing
        if legal.shape[-1] != 1:
            raise ValueError(f"{point.id}: {legal.shape[-1]} worlds were put to a person, who decides in one")
        odds = probabilities(weighing.among(legal), legal)[:, 0]
        names = [name for name, allowed in zip(point.options, legal[:, 0], strict=True) if allowed > 0]
        if len(names) < 2:
            return weighing
        by_name = dict(zip(point.options, odds.tolist(), strict=True))
        chosen = self.ask(Put(point, view, weighing, {name: by_name[name] for name in names}))
        if chosen not in names:
            raise ValueError(f"{point.id}: '{chosen}' is not legal here; {', '.join(names)} are")
        taken = np.array([name == chosen for name in point.options])
        # No council: what the usual decider weighed is not why the person chose.
        return Weighing(np.where(taken, 0.0, -np.inf)[:, None])


def human(ask: Ask, usual: Maker, points: Collection[str]) -> Maker:
    """Return what makes the decider of a seat that a person has taken.

    Parameters
    ----------
    ask
        Takes a decision, gives the id of a legal option.
    usual
        Makes the decider that the seat would have otherwise.
    points
        Ids of the decisions that are put to the person ('japan.course').
    """
    asked = frozenset(points)

    def make(bench: Bench) -> Decider:
        return Human(usual(bench), ask, asked)

    return make
