"""Whoever decides outside a compiled run, as the run meets them, and nobody."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from crossroads.minds.decision import DecisionPoint
from crossroads.minds.forced import Forces, OrderGiven
from crossroads.minds.imagining.papers import Papers
from crossroads.world.axes import Array, Flags


@dataclass(frozen=True, slots=True)
class DecisionPut:
    """A decision as it is put to those who decide.

    Attributes
    ----------
    point, week, scheduled
        The decision, the week, and whether it is one of its own meetings.
    is_open
        Where the point is open, (world,).
    legal
        1 where an option is legal, -1 where an order alone can bring it about, else 0, (option, world).
    view
        What the nation sees, feature -> (world,).
    """

    point: DecisionPoint
    week: int
    scheduled: bool
    is_open: Flags
    legal: Array
    view: dict[str, Array]


class Elsewhere(Protocol):
    """Whoever weighs decisions that are not weighed by stated odds alone, and whatever a scenario imposes."""

    def weighs(self, point: DecisionPoint) -> bool:
        """Say whether a decision is weighed outside, where there is a choice."""

    def imagines(self, point: DecisionPoint) -> bool:
        """Say whether a decision that is not weighed outside is weighed by what a staff imagines."""

    def imposes(self, point: DecisionPoint) -> bool:
        """Say whether every meeting of a decision is to be looked at outside, open or not."""

    def orders(self, point: DecisionPoint, week: int, scheduled: bool) -> Sequence[OrderGiven]:
        """Return what is ordered for a meeting and carried out by the module, in the order in which it is said."""

    def watches(self, week: int) -> bool:
        """Say whether a week's reports are to be looked at before anybody decides."""

    def notes(self, point: DecisionPoint) -> bool:
        """Say whether meetings that the module holds by itself are noted as they begin."""


class Deciders(Elsewhere, Protocol):
    """Whoever decides outside: what the run tells them, and what they say."""

    @property
    def papers(self) -> Papers | None:
        """The papers of the staffs; None where nobody imagines."""

    @property
    def alike(self) -> Hashable:
        """What deciders share whose runs have the same program; None where no two have."""

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Look at a week's reports and views, each (world,)."""

    def meet(self, put: DecisionPut) -> tuple[Array, Flags] | None:
        """Weigh a decision; return the odds of the options, (option, world), and where the meeting takes place.

        What is said of worlds in which the point is not open and nobody was asked is not read.
        """

    def note(self, put: DecisionPut, applied: Callable[[], Mapping[int, Flags]]) -> None:
        """Note a meeting that the module is about to hold; as for `meet`.

        `applied` tells where each order of the scenario has been carried out: its index -> (world,).
        """

    def carried_out(self, index: int, where: Flags) -> None:
        """Take down where an order has been carried out, (world,)."""


class Nobody:
    """Nobody outside: every decision is weighed by stated odds."""

    papers: Papers | None = None
    alike: Hashable = "nobody"

    def weighs(self, point: DecisionPoint) -> bool:
        """Say that nothing is weighed outside."""
        return False

    def imagines(self, point: DecisionPoint) -> bool:
        """Say that nothing is imagined."""
        return False

    def imposes(self, point: DecisionPoint) -> bool:
        """Say that nothing is imposed."""
        return False

    def orders(self, point: DecisionPoint, week: int, scheduled: bool) -> Sequence[OrderGiven]:
        """Return nothing: nobody orders."""
        return ()

    def watches(self, week: int) -> bool:
        """Say that nobody looks."""
        return False

    def notes(self, point: DecisionPoint) -> bool:
        """Say that nobody takes notes."""
        return False

    def note(self, put: DecisionPut, applied: Callable[[], Mapping[int, Flags]]) -> None:
        """Do nothing: nobody takes notes."""

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Do nothing: nobody asks."""

    def meet(self, put: DecisionPut) -> None:
        """Do nothing: nobody asks."""

    def carried_out(self, index: int, where: Flags) -> None:
        """Do nothing: nobody orders."""


class Staffs(Nobody):
    """Nobody outside but staffs: great decisions are weighed by what they imagine, others by stated odds.

    Parameters
    ----------
    papers
        The papers of the staffs; None where no council imagines.
    nations
        The nations whose councils imagine.
    forces
        What a scenario orders, all of which the module carries out.
    """

    def __init__(self, papers: Papers | None, nations: frozenset[str], forces: Forces) -> None:
        self.papers = papers
        self._nations = nations
        self._forces = forces
        self.alike = (id(papers), nations, repr(forces.forces))

    def imagines(self, point: DecisionPoint) -> bool:
        """Say whether a council imagines a decision."""
        return point.imagined is not None and point.nation in self._nations

    def orders(self, point: DecisionPoint, week: int, scheduled: bool) -> Sequence[OrderGiven]:
        """Return what a scenario orders for a meeting."""
        return self._forces.orders(point, week, scheduled)

    def carried_out(self, index: int, where: Flags) -> None:
        """Take down where an order has been carried out."""
        self._forces.applied[index] = where
