"""What a decider is: a view in, a weighing of the options out. It cannot touch the war."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.choice import nested
from crossroads.minds.council import Council, utilities
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.world.axes import Array, Numbers


@dataclass(frozen=True, slots=True)
class Weighing:
    """A decision weighed, before luck.

    Attributes
    ----------
    log_odds
        Log odds of each option up to a constant, shape (option, world): of a council, utilities over its temperature.
    nest, nest_share
        1 for the options of the nest, (option,), and the spread within it, (world,); None where there is none (see
        `choice.nested`).
    council
        What it was weighed with, where the decider reasons; None where it does not.
    where
        Positions of the worlds that the council's arrays are of; None = all.
    """

    log_odds: Array
    council: Council | None = None
    where: NDArray[np.int64] | None = None
    nest: Array | None = None
    nest_share: Array | float = 1.0

    @classmethod
    def of(cls, council: Council) -> Weighing:
        """Return the weighing of a council: its utilities over its temperature, and its nest."""
        nest = council.nest if council.nest.any() else None
        return cls(utilities(council) / council.temperature, council, nest=nest, nest_share=council.nest_share)

    def among(self, legal: Array) -> Array:
        """Return the log odds of the options where some of them are legal, (option, world)."""
        if self.nest is None:
            return self.log_odds
        return nested(self.log_odds, legal, self.nest, self.nest_share)

    def council_of(self, worlds: NDArray[np.int64]) -> Council | None:
        """Return the council of some of the worlds by their position; it means nothing where none was held."""
        if self.council is None or self.where is None:
            return None if self.council is None else self.council.take(worlds)
        return self.council.take(np.minimum(np.searchsorted(self.where, worlds), len(self.where) - 1))


@dataclass(frozen=True, slots=True)
class Picked:
    """Parameters of some of a block's worlds, picked as they are asked for.

    Attributes
    ----------
    p
        The block's parameters.
    where
        Positions of the worlds; one may come more than once.
    """

    p: Numbers
    where: NDArray[np.int64]

    def __getitem__(self, name: str, /) -> Array | float:
        value = self.p[name]
        return value[self.where] if isinstance(value, np.ndarray) and value.ndim else value


def views_joined(views: Sequence[View], where: Sequence[NDArray[np.int64]]) -> View:
    """Return the views of one nation in several weeks as one: of each some worlds, behind those of the one before.

    It bears the first one's week, of which only papers take notice: those on the table are the same for all that are
    joined where papers are read.

    Parameters
    ----------
    views
        The views.
    where
        Positions of the worlds that are taken of each, (world,); their features stand one behind the other, (place,).
    """
    names = views[0].features
    parts = [
        {name: np.asarray(view[name])[worlds] for name in names} for view, worlds in zip(views, where, strict=True)
    ]
    joined = parts[0] if len(parts) == 1 else {name: np.concatenate([part[name] for part in parts]) for name in names}
    return View(views[0].nation, views[0].week, joined)


class Decider(Protocol):
    """How a nation weighs a decision."""

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh the options of a point.

        Parameters
        ----------
        point
            The decision point.
        view
            What the nation knows and believes, features (world,).
        legal
            1 where an option is legal and the point is open, shape (option, world); what it says of other options
            is ignored.
        """
