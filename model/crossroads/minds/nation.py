"""A nation: it observes, and it decides. Verbs only; what it wants and may do is in its own module."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crossroads.minds import choice
from crossroads.minds.beliefs import Belief, Beliefs
from crossroads.minds.decider import Decider, Weighing
from crossroads.minds.decision import DecisionPoint, points_of
from crossroads.minds.forced import meeting_held, takes_place
from crossroads.minds.ledger import Ledger
from crossroads.minds.sight import Rule, Sight
from crossroads.minds.view import Memory, View
from crossroads.world.axes import Array, Flags, Ints
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders

if TYPE_CHECKING:
    from crossroads.evidence.parameters import Parameters
    from crossroads.minds.forced import Forces

Legal = dict[str, Array | Flags | bool]
"""Option -> where it is legal, (world,); options that are missing are illegal."""


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting before luck has its say.

    Attributes
    ----------
    weighing
        How the options were weighed.
    odds
        Probability of each option, with what a scenario imposes, (option, world).
    forced, met
        Where a scenario has decided, and where the meeting takes place, (world,).
    """

    weighing: Weighing
    odds: Array
    forced: Flags
    met: Flags


class Nation(ABC):
    """One of the four deciding nations.

    Attributes
    ----------
    name
        Id of the nation.
    decider
        How it weighs a decision: a view in, log odds out.
    sheet
        What it sees: feature -> the rule that makes it of reports and beliefs.
    thinks
        What it comes to believe: name -> how the news moves it.
    """

    name = ""
    sheet: Mapping[str, Rule]
    thinks: Mapping[str, Belief]

    def __init__(self, decider: Decider, p: Parameters, luck: Callable[[], WeekLuck]) -> None:
        self.decider = decider
        self.p = p
        self._luck = luck
        self.points = points_of(self.name)
        self.week = -1
        self._memory: Memory | None = None
        self._formed: View | None = None
        self._beliefs: Beliefs | None = None

    @property
    def luck(self) -> WeekLuck:
        """The luck of this week."""
        return self._luck()

    @property
    def view(self) -> View:
        """What the nation knows this week: formed when first asked for, from the week's report."""
        if self._formed is None:
            self._formed = View(self.name, self.week, *self._sight().all())
        return self._formed

    def see(self, view: View) -> None:
        """Take a view that was formed elsewhere for this week's own."""
        self.week, self._formed = view.week, view

    def fact(self, name: str) -> Array:
        """Return a fact of this week's report that the nation knows as it is, (world,)."""
        assert self._memory is not None, "a nation observes before it decides"
        return self._memory.now(name)

    def observe(self, week: int, memory: Memory) -> None:
        """Take in this week's report; the view is formed of it, and of nothing that happens after.

        Beliefs move here, in the weeks in which it is time to; the view waits until it is asked for.
        """
        self.week = week
        self._memory = memory
        self._formed = None
        if self._beliefs is None:
            self._beliefs = Beliefs(self.name, self.thinks, self.p, len(memory.now("trade")))
        if self._beliefs.due(week):
            self._beliefs.update(self._sight())

    def believe_as(self, other: Nation, memory: Memory, worlds: Ints) -> None:
        """Take over what the same nation has come to believe in another block, before a first week of one's own.

        Parameters
        ----------
        other
            The nation there.
        memory
            The reports so far, of this block's worlds.
        worlds
            Positions of this block's worlds in the other.
        """
        assert other._beliefs is not None, "a nation observes before it believes"
        self.week, self._memory = other.week, memory
        self._beliefs = Beliefs(self.name, self.thinks, self.p, len(worlds))
        self._beliefs.held = {name: np.asarray(values)[worlds] for name, values in other._beliefs.held.items()}
        self._beliefs.inputs = dict(other._beliefs.inputs)

    def _sight(self) -> Sight:
        assert self._memory is not None and self._beliefs is not None, "a nation observes before it decides"
        return Sight(self.name, self._memory, self.p, self.luck, self.sheet, self._beliefs)

    @abstractmethod
    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return 1 where a decision point is open, (world,); `scheduled` says whether a meeting is due."""

    @abstractmethod
    def legal(self, point: DecisionPoint) -> Legal:
        """Return which options are legal where."""

    def supposed(self, point: DecisionPoint) -> Legal:
        """Return which options lack only what a scenario that orders them supposes to have been done in time."""
        return {}

    def legal_rows(self, point: DecisionPoint, is_open: Flags) -> Array:
        """Return 1 where an option is legal, -1 where an order alone can bring it about, else 0, (option, world)."""
        rules, supposed = self.legal(point), self.supposed(point)
        one, rows = np.ones_like(is_open, dtype=np.float64), []
        for name in point.options:
            beyond = np.where(supposed[name], -one, 0.0) if name in supposed else 0.0
            rows.append(np.where(rules.get(name, False), one, beyond))
        return np.stack(rows)

    @abstractmethod
    def ordered(self, point: DecisionPoint, option: str, orders: Orders, week: int) -> Mapping[str, Array | float]:
        """Return the order that a choice means: field of the standing orders -> what is written into it."""

    def order(self, point: DecisionPoint, option: str, where: NDArray[np.bool_], orders: Orders, week: int) -> None:
        """Write the order that a choice means into the standing orders, where it was chosen."""
        for name, value in self.ordered(point, option, orders, week).items():
            setattr(orders, name, np.where(where, value, getattr(orders, name)))

    def decide(self, week: int, orders: Orders, forces: Forces, ledger: Ledger) -> None:
        """Put every open decision point to the nation, and write its orders."""
        for point in self.points:
            scheduled = point.meets_in(week)
            if scheduled or point.any_week:
                self._meet(point, week, scheduled, orders, forces, ledger)

    def _meet(
        self, point: DecisionPoint, week: int, scheduled: bool, orders: Orders, forces: Forces, ledger: Ledger
    ) -> None:
        is_open = self.opens(point, scheduled) > 0
        asked = self.asked(point, week, scheduled, forces)
        if not (is_open | asked).any():
            return
        held = self.weighed(point, week, is_open, asked, self.legal_rows(point, is_open), forces)
        if held is None:
            return
        chosen = self.choose(point, week, held, ledger)
        for index, option in enumerate(point.options):
            where = chosen == index
            if where.any():
                self.order(point, option, where, orders, week)

    def choose(self, point: DecisionPoint, week: int, held: MeetingHeld, ledger: Ledger) -> Ints:
        """Draw the lot of a meeting and write it into the ledger; return the index of each choice, -1 = no meeting."""
        draw = choice.noise(point, self.p[persistence(point)], self.luck, held.met)
        chosen = np.where(held.met, choice.choose(held.odds, draw), -1)
        ledger.add(point, week, held.weighing, held.odds, draw, chosen, held.forced & held.met, self.view)
        return chosen

    def asked(self, point: DecisionPoint, week: int, scheduled: bool, forces: Forces) -> Flags:
        """Return where a scenario asks for a meeting, open or not, (world,)."""
        if scheduled and forces.concern(point):
            return forces.wants_meeting(point, week)
        return np.zeros(forces.worlds, dtype=np.bool_)

    def weighed(
        self, point: DecisionPoint, week: int, is_open: Flags, asked: Flags, legal: Array, forces: Forces
    ) -> MeetingHeld | None:
        """Weigh a decision where it is open, with what a scenario imposes on it; None where nobody meets.

        Parameters
        ----------
        point, week
            The decision, and the week.
        is_open, asked
            Where the point is open, and where a scenario asks for a meeting, (world,).
        legal
            1 where an option is legal, (option, world).
        forces
            What the scenario imposes.
        """
        is_open = takes_place(is_open, legal, forces.ordered(point, week))
        if not (is_open | asked).any():
            return None
        asks = np.asarray(is_open | asked, dtype=np.float64)
        weighing = self.decider.weigh(point, self.view, legal * asks)
        return held_under(forces, point, week, is_open, asked, legal, weighing)


def held_under(
    forces: Forces, point: DecisionPoint, week: int, is_open: Flags, asked: Flags, legal: Array, weighing: Weighing
) -> MeetingHeld | None:
    """Return a meeting as it is held under what a scenario imposes, which takes it down; None where nobody meets.

    Parameters
    ----------
    forces
        What the scenario imposes.
    point, week, legal
        As for `Nation.weighed`.
    is_open, asked
        Where there is something to decide, and where a scenario asks for a meeting, (world,).
    weighing
        How the nation weighs the options.
    """
    odds = choice.probabilities(weighing.among(legal), legal)
    forced = np.zeros_like(is_open)
    if forces.concern(point):
        imposed = forces.imposed(point, week, legal, odds)
        left = np.where(imposed.removed, 0.0, legal)
        free = choice.probabilities(weighing.among(left), left)
        odds, forced = np.where(imposed.forced, imposed.odds, free), imposed.forced
    met = meeting_held(is_open, asked, forced, odds)
    if not met.any():
        return None
    if forces.concern(point):
        forces.mark(imposed, met)
    return MeetingHeld(weighing, odds, forced, met)


def persistence(point: DecisionPoint) -> str:
    """Return the record of how far the luck of a decision lasts from meeting to meeting."""
    return "deciding.hazard_persistence" if point.hazard else "deciding.persistence"
