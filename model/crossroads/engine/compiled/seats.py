"""Where a compiled run meets the nations: what is weighed outside, and what a scenario imposes or watches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from threading import Lock
from typing import Protocol

from crossroads.engine.compiled.outside import DecisionPut
from crossroads.evidence.parameters import Parameters
from crossroads.minds.deciders.deliberation import Deliberation
from crossroads.minds.deciders.minutes import ByThemselves, Minutes
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint, points_of
from crossroads.minds.forced import Forces, OrderGiven, takes_place
from crossroads.minds.imagining.papers import Papers
from crossroads.minds.ledger import Ledger
from crossroads.minds.nation import Nation
from crossroads.minds.view import View
from crossroads.nations import NATIONS, SUBJECTS
from crossroads.world.axes import Array, Flags
from crossroads.world.luck import Luck
from crossroads.world.measure import Measure

TOGETHER = 10_000
"""Worlds at meetings that are written up at a time; results do not depend on it."""


class Seated(Protocol):
    """A war, as far as its decisions go."""

    week: int
    nations: tuple[Nation, ...]
    forces: Forces
    ledger: Ledger
    reads: list[Measure]
    papers: Papers
    p: Parameters
    luck: Luck


def in_weeks(weeks: int, on_week: Callable[[int], None] | None) -> Callable[[float], None]:
    """Return what tells the share of a run that is done as weeks, each once, whichever thread says so."""
    lock, told = Lock(), count()
    reached = 0

    def on_share(share: float) -> None:
        nonlocal reached
        with lock:
            while on_week is not None and reached < int(share * weeks):
                reached += 1
                on_week(next(told))

    return on_share


def carries(forces: Forces, point: DecisionPoint, imagined: bool) -> bool:
    """Say whether the module carries out by itself what a scenario orders of a decision.

    It does neither where a condition is set, nor where odds are laid beside those of a council (`imagined`).
    """
    return forces.are_plain(point) if imagined else not forces.have_conditions(point)


class Seats:
    """The nations of a war, as a compiled run puts decisions to them.

    Parameters
    ----------
    war
        The war whose nations, scenario and ledger they are.
    """

    def __init__(self, war: Seated) -> None:
        self._war = war
        self._nations = {nation.name: nation for nation in war.nations}
        self._minutes = Minutes(war.p, war.luck.week)
        self._read = {item.outcome.decision for item in war.reads}
        self._keeps = war.ledger.keeps

    def weighs(self, point: DecisionPoint) -> bool:
        """Say whether a decision is weighed outside: by others, to be read off, or to be kept as it is made."""
        return not self._weighs_itself(point) or self._told(point)

    def _weighs_itself(self, point: DecisionPoint) -> bool:
        """Say whether the module weighs as a nation's decider does: by the rule, the numbers and papers of the war."""
        decider = self._nations[point.nation].decider
        if type(decider) not in (StatedOdds, Deliberation):
            return False
        if isinstance(decider, Deliberation) and (decider.papers, decider.subjects) != (self._war.papers, SUBJECTS):
            return False
        return isinstance(decider, ByThemselves) and decider.p is self._war.p

    def _told(self, point: DecisionPoint) -> bool:
        """Say whether what is chosen is written down as it is chosen: read off on a day, or kept in a ledger."""
        return point.id in self._read or (self._keeps and not self.notes(point))

    def notes(self, point: DecisionPoint) -> bool:
        """Say whether a meeting is noted, and written into the ledger afterwards: the module holds it by itself."""
        if not self._keeps or point.id in self._read or not self._weighs_itself(point):
            return False
        forces = self._war.forces
        return not forces.concern(point) or carries(forces, point, self.imagines(point))

    def note(self, put: DecisionPut, applied: Callable[[], Mapping[int, Flags]]) -> None:
        """Note a meeting."""
        point, week = put.point, put.week
        nation, forces = self._nations[point.nation], self._war.forces
        assert isinstance(nation.decider, ByThemselves), "others are asked"
        then = forces.as_of(applied()) if forces.concern(point) else forces
        asked = nation.asked(point, week, put.scheduled, then)
        takes = takes_place(put.is_open, put.legal, then.ordered(point, week))
        self._minutes.take(point, nation.decider, week, takes, asked, put.legal, put.view, then)

    def write_up(self) -> None:
        """Write what was noted into the ledger, where meetings then stand in their order."""
        self._minutes.write_up(self._war.ledger, TOGETHER)
        points = (point for kind, _ in NATIONS for point in points_of(kind.name))
        order = {(point.nation, point.name): at for at, point in enumerate(points)}
        self._war.ledger.entries.sort(key=lambda entry: (entry.week, order[entry.nation, entry.decision]))

    def imagines(self, point: DecisionPoint) -> bool:
        """Say whether a council imagines a decision."""
        decider = self._nations[point.nation].decider
        return isinstance(decider, Deliberation) and self._weighs_itself(point) and decider.imagines(point)

    @property
    def alike(self) -> None:
        """Nothing: who sits there may be anybody."""
        return None

    @property
    def papers(self) -> Papers:
        """The papers of the staffs."""
        return self._war.papers

    def imposes(self, point: DecisionPoint) -> bool:
        """Say whether a scenario has something to say to a decision that the module does not carry out by itself.

        That is a condition, odds beside a council's own, and whatever is said to a decider of one's own or of a
        decision that is read off.
        """
        forces = self._war.forces
        if not forces.concern(point):
            return False
        return not self._weighs_itself(point) or not carries(forces, point, self.imagines(point)) or self._told(point)

    def orders(self, point: DecisionPoint, week: int, scheduled: bool) -> Sequence[OrderGiven]:
        """Return what a scenario orders for a meeting, where the module carries it out."""
        return self._war.forces.orders(point, week, scheduled)

    def carried_out(self, index: int, where: Flags) -> None:
        """Take down where an order has been carried out."""
        self._war.forces.applied[index] = where

    def watches(self, week: int) -> bool:
        """Say whether a condition of the scenario looks at a week."""
        return self._war.forces.watches(week)

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Let the scenario's conditions look at a week."""
        self._war.forces.watch(week, lookup)

    def meet(self, put: DecisionPut) -> tuple[Array, Flags] | None:
        """Put a decision to its nation; return the odds and where it meets."""
        point, week = put.point, put.week
        war, nation = self._war, self._nations[point.nation]
        war.week = week
        nation.see(View(point.nation, week, put.view))
        asked = nation.asked(point, week, put.scheduled, war.forces)
        held = nation.weighed(point, week, put.is_open, asked, put.legal, war.forces)
        if held is None:
            return None
        if self._told(point):
            nation.choose(point, week, held, war.ledger)
        return held.odds, held.met
