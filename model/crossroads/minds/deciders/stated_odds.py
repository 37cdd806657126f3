"""Stated odds: the simplest decider. Log odds of each option are a sum of recorded weights times what is seen.

A decider is a small thing: a view in, log odds over options out. It cannot touch the war.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.minds.decider import Picked, Weighing, views_joined
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.world.axes import Array, Numbers

PREFIX = "odds."


@cache
def _weights() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return 'nation.decision.option' -> (feature, record name) pairs; feature '' is the base."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in load_records():
        if name.startswith(PREFIX):
            nation, decision, option, *feature = name.removeprefix(PREFIX).split(".")
            found.setdefault(f"{nation}.{decision}.{option}", []).append((".".join(feature), name))
    return {key: tuple(sorted(pairs)) for key, pairs in found.items()}


@dataclass(frozen=True, slots=True)
class StatedOdds:
    """The decider of recorded odds (`odds.nation.decision.option[.feature]`)."""

    p: Numbers

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh the options by the recorded odds alone."""
        return Weighing(self.log_odds(point, view))

    def weigh_all(self, point: DecisionPoint, asked: Sequence[tuple[View, Array]]) -> list[Weighing]:
        """Weigh the options at several meetings of the same worlds.

        Parameters
        ----------
        point
            The decision point.
        asked
            At each meeting what is known, and 1 where an option is legal, (option, world).
        """
        views = [view for view, _ in asked]
        every = [np.arange(legal.shape[-1]) for _, legal in asked]
        here = views_joined(views, every)
        found = StatedOdds(Picked(self.p, np.concatenate(every))).log_odds(point, here)
        return [Weighing(rows) for rows in np.split(found, len(asked), axis=1)]

    def log_odds(self, point: DecisionPoint, view: View) -> Array:
        """Return log odds of each option, shape (option, world).

        Raises
        ------
        InputError
            Where a record names a feature that the nation's view does not have.
        """
        worlds = next(iter(view.features.values())).shape[-1]
        rows = []
        for option in point.options:
            total = np.zeros(worlds)
            for feature, record in _weights().get(f"{point.id}.{option}", ()):
                if feature and feature not in view.features:
                    raise InputError(f"record '{record}': the view of {view.nation} has no feature '{feature}'")
                total = total + self.p[record] * (view[feature] if feature else 1.0)
            rows.append(total)
        return np.stack(rows)
