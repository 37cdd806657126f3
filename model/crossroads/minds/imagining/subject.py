"""A subject of imagination: which decision, on which beliefs, by which plans, and what is counted of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.decision import points_by_id
from crossroads.minds.imagining.forward import Schedule, Way
from crossroads.minds.imagining.supposed import Supposed
from crossroads.minds.view import View
from crossroads.world.axes import Array, Flags, Numbers, whole
from crossroads.world.state import Orders, State

Measures = Mapping[str, Array]
"""What is counted of imagined plans: name -> (future, plan, world)."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Imagined worlds side by side, one for each paper, plan and future; every array is (lane,).

    Attributes
    ----------
    week
        The week from which is imagined.
    plan
        Index into the subject's plans.
    luck
        The future's luck: -1 bad, 0 expected, 1 good, times the recorded spread.
    beliefs
        Axis -> believed value.
    situation
        Public and own facts by name, whole numbers.
    """

    week: int
    plan: Array
    luck: Array
    beliefs: Mapping[str, Array]
    situation: Mapping[str, Array]

    @property
    def count(self) -> int:
        """Number of lanes."""
        return len(self.plan)


@dataclass(frozen=True, slots=True)
class Start:
    """Where an imagined run starts: state, orders, parameters (some differ by lane), and the future's luck.

    `then` are the orders of a second phase, None where no plan has one; the subject's `turn` says whether it comes.
    """

    state: State
    orders: Orders
    p: Parameters
    lasting: Mapping[str, Array]
    then: Orders | None = None


class Subject(ABC):
    """One decision that is imagined.

    Attributes
    ----------
    point
        Id of the decision point.
    plans
        Names of the plans that are run: an option's intended continuation, under one reaction of the others.
    certain
        Plans on which the luck of campaigns has no bearing: imagined once for all futures.
    measures
        Names of what is counted of each plan.
    prospects
        Names of the plans between which the council imagines that it will choose again; the first is the quiet one.
    public, axes, odds, futures, factions, costly, nest, terms, eastern_front
        As the decision's table has them (see `minds.decision.Imagined`).
    """

    point: str
    plans: tuple[str, ...]
    certain: frozenset[str] = frozenset()
    measures: tuple[str, ...]
    prospects: tuple[str, ...] = ()
    public: ClassVar[Mapping[str, str]]
    axes: tuple[str, ...]
    odds: tuple[str, ...]
    futures: tuple[str, ...]
    factions: ClassVar[Mapping[str, int]]
    costly: frozenset[str]
    nest: frozenset[str]
    terms: tuple[str, ...]
    eastern_front: bool

    def __init_subclass__(cls) -> None:
        """Take what the decision's table says; a class that is of no decision yet has none."""
        if "point" in vars(cls):
            for name, value in vars(points_by_id()[cls.point].imagined).items():
                setattr(cls, name, value)

    def situation(self, view: View) -> dict[str, Array]:
        """Return facts on which the papers depend, as whole numbers, (world,): those that are public."""
        return {name: np.where(view[feature] > 0, 1.0, 0.0) for name, feature in self.public.items()}

    def needed(self, view: View, legal: Array) -> Flags:
        """Return which plans must be imagined where, shape (plan, world): all, wherever the question is put."""
        asked = legal.max(axis=0) > 0
        return np.stack([asked] * len(self.plans))

    def horizon(self, week: int, p: Parameters) -> int:
        """Return how many weeks ahead a paper of a week looks: those of its record."""
        _, decision = self.point.split(".")
        return int(whole(p[f"staff.{decision}.horizon_weeks"]))

    def turn(self, week: int, p: Parameters) -> int | None:
        """Return after how many weeks plans of a week come to their second phase; None where they have one phase."""
        return None

    @abstractmethod
    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return where each lane starts, as the nation believes it.

        Like `count` it is a law: NumPy alone between values, nothing written into but one's own copy. It is then run
        once on what stands for one lane, and compiled; where it branches on a value, or on the week, NumPy runs it.
        """

    @abstractmethod
    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return the measures of each lane, (lane,)."""

    @abstractmethod
    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return option -> term -> value in stakes, (future, world); what is not given is 0."""

    def later(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return prospect -> term -> value in stakes, (future, world): what a later choice would be between."""
        return {}

    def foreseen(
        self, measures: Measures, view: View, p: Numbers, odds: Mapping[str, Array]
    ) -> dict[str, dict[str, Array]]:
        """Return what `values` does, where the council believes that it will choose prospects at `odds`, (world,)."""
        return self.values(measures, view, p)

    def plan(self, name: str) -> int:
        """Return the index of a plan."""
        return self.plans.index(name)

    def is_plan(self, lanes: Lanes, *names: str) -> Flags:
        """Return where a lane runs one of the named plans."""
        wanted = [self.plans.index(name) for name in names]
        return np.isin(lanes.plan, wanted)


@runtime_checkable
class Counts(Protocol):
    """A forward step that can take a subject from the start of its plans to what is counted of them."""

    def counted(
        self, subject: Subject, lanes: Lanes, reference: Supposed, p: Parameters, schedule: Schedule
    ) -> dict[str, Array] | None:
        """Return what a subject counts of imagined plans; None where it must be started and counted apart.

        Parameters
        ----------
        subject, lanes
            What is imagined, and the plans side by side.
        reference, p
            The supposed war, and what staffs imagine by, the same in all lanes.
        schedule
            The steps ahead.

        Returns
        -------
        Measure -> (lane,).
        """
