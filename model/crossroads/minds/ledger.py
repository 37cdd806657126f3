"""The ledger of a block: what was decided at each meeting, in full for the first worlds and counted for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.decider import Weighing
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.minds.forced import meeting_day
from crossroads.minds.view import View
from crossroads.world.axes import Array
from crossroads.world.block import LedgerEntry
from crossroads.world.measure import Measure


class Ledger:
    """Every decision of a block: full entries for the first worlds, counts for all.

    Parameters
    ----------
    worlds
        Numbers of the block's worlds.
    below
        Worlds with a number below this get full entries.
    reads
        Measures of decisions: of each, the option that stands on its day is kept for every world.
    """

    def __init__(self, worlds: NDArray[np.int64], below: int, reads: Sequence[Measure] = ()) -> None:
        self._reads = reads
        self.standing: dict[str, Array] = {item.outcome.name: np.full(len(worlds), np.nan) for item in reads}
        self._kept = np.flatnonzero(worlds < below)
        self.entries: list[LedgerEntry] = []
        self._ever: dict[str, dict[str, NDArray[np.bool_]]] = {}
        self._worlds = len(worlds)

    @property
    def keeps(self) -> bool:
        """Say whether any world of the block gets full entries."""
        return len(self._kept) > 0

    def add(
        self,
        point: DecisionPoint,
        week: int,
        weighing: Weighing,
        odds: Array,
        draw: Array,
        chosen: NDArray[np.int64],
        forced: NDArray[np.bool_],
        view: View,
    ) -> None:
        """Record one meeting."""
        ever = self._ever.setdefault(point.id, {})
        for index, option in enumerate(point.options):
            before = ever.get(option)
            now = chosen == index
            ever[option] = now if before is None else before | now
        for item in self._reads:
            if item.outcome.decision == point.id and item.day is not None and meeting_day(point, week) <= item.day:
                column = item.outcome.name
                self.standing[column] = np.where(chosen >= 0, chosen, self.standing[column])
        kept = self._kept
        if len(kept) == 0 or not (chosen[kept] >= 0).any():
            return
        council = weighing.council_of(kept)
        utilities = np.where(odds > 0, weighing.log_odds, -np.inf)[:, kept]
        if council is not None:
            utilities = utilities * council.temperature
        self.entries.append(
            LedgerEntry(
                week=week,
                nation=point.nation,
                decision=point.name,
                options=tuple(point.options),
                utilities=utilities,
                probabilities=odds[:, kept],
                draw=draw[:, kept],
                choice=chosen[kept],
                forced=forced[kept],
                seen={"week": np.full(len(kept), float(week))}
                | {name: np.asarray(value)[kept] for name, value in view.features.items()},
                date=meeting_day(point, week),
                council=council,
            )
        )

    def counts(self) -> dict[str, dict[str, int]]:
        """Return decision -> option -> number of worlds that ever chose it, in the order of the decisions' tables."""
        return {
            point.id: {option: int(where.sum()) for option, where in self._ever[point.id].items()}
            for point in decision_points()
            if point.id in self._ever
        }
