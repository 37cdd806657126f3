"""Who decides outside compiled code: what is asked of them, and those who never are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from crossroads.minds.decision import DecisionPoint
from crossroads.minds.imagining.papers import Papers
from crossroads.world.axes import Array, Flags


class Elsewhere(Protocol):
    """Whoever weighs decisions that are not weighed by stated odds alone, and whatever a scenario imposes."""

    def weighs(self, point: DecisionPoint) -> bool:
        """Say whether a decision is weighed outside, where there is a choice."""

    def imagines(self, point: DecisionPoint) -> bool:
        """Say whether a decision that is not weighed outside is weighed by what a staff imagines."""

    def imposes(self, point: DecisionPoint) -> bool:
        """Say whether every meeting of a decision is to be looked at, open or not."""

    def watches(self, week: int) -> bool:
        """Say whether a week's reports are to be looked at before anybody decides."""


class Deciders(Elsewhere, Protocol):
    """Whoever decides outside: what the run tells them, and what they say."""

    @property
    def papers(self) -> Papers | None:
        """The papers of the staffs; None where nobody imagines."""

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Look at a week's reports and views, each (world,)."""

    def meet(
        self, point: DecisionPoint, week: int, scheduled: bool, is_open: Flags, legal: Array, view: dict[str, Array]
    ) -> tuple[Array, Flags] | None:
        """Weigh a decision; return the odds of the options, (option, world), and where the meeting takes place.

        What is said of worlds in which the point is not open and nobody was asked is not read.
        """


class Nobody:
    """Nobody outside: every decision is weighed by stated odds."""

    papers: Papers | None = None

    def weighs(self, point: DecisionPoint) -> bool:
        """Say that nothing is weighed outside."""
        return False

    def imagines(self, point: DecisionPoint) -> bool:
        """Say that nothing is imagined."""
        return False

    def imposes(self, point: DecisionPoint) -> bool:
        """Say that nothing is imposed."""
        return False

    def watches(self, week: int) -> bool:
        """Say that nobody looks."""
        return False

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Do nothing: nobody asks."""

    def meet(
        self, point: DecisionPoint, week: int, scheduled: bool, is_open: Flags, legal: Array, view: dict[str, Array]
    ) -> None:
        """Do nothing: nobody asks."""


class Staffs(Nobody):
    """Nobody outside but staffs: great decisions are weighed by what they imagine, others by stated odds.

    Parameters
    ----------
    papers
        The papers of the staffs.
    nations
        The nations whose councils imagine.
    """

    def __init__(self, papers: Papers, nations: frozenset[str]) -> None:
        self.papers = papers
        self._nations = nations

    def imagines(self, point: DecisionPoint) -> bool:
        """Say whether a council imagines a decision."""
        return point.imagined is not None and point.nation in self._nations
