"""Whoever decides outside a compiled run, as the run meets them, and nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from crossroads.engine.compiled.tables import Elsewhere
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.forced import OrderGiven
from crossroads.world.axes import Array, Flags


class Deciders(Elsewhere, Protocol):
    """Whoever decides outside: what the run tells them, and what they say."""

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Look at a week's reports and views, each (world,)."""

    def meet(
        self, point: DecisionPoint, week: int, scheduled: bool, is_open: Flags, legal: Array, view: dict[str, Array]
    ) -> tuple[Array, Flags] | None:
        """Weigh a decision; return the odds of the options, (option, world), and where the meeting takes place.

        What is said of worlds in which the point is not open and nobody was asked is not read.
        """

    def weigh(
        self, point: DecisionPoint, week: int, where: Flags, legal: Array, removed: Flags, view: dict[str, Array]
    ) -> tuple[Array, Flags]:
        """Weigh what orders leave open; return the odds of the options, (option, world), and where it takes place."""

    def carried_out(self, index: int, where: Flags) -> None:
        """Take down where an order has been carried out, (world,)."""


class Nobody:
    """Nobody outside: every decision is weighed by stated odds."""

    def weighs(self, point: DecisionPoint) -> bool:
        """Say that nothing is weighed outside."""
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

    def watch(self, week: int, lookup: Callable[[str], Array]) -> None:
        """Do nothing: nobody asks."""

    def meet(
        self, point: DecisionPoint, week: int, scheduled: bool, is_open: Flags, legal: Array, view: dict[str, Array]
    ) -> None:
        """Do nothing: nobody asks."""

    def weigh(
        self, point: DecisionPoint, week: int, where: Flags, legal: Array, removed: Flags, view: dict[str, Array]
    ) -> tuple[Array, Flags]:
        """Leave everything as it is: nobody orders."""
        return np.zeros_like(legal), np.zeros_like(where)

    def carried_out(self, index: int, where: Flags) -> None:
        """Do nothing: nobody orders."""
