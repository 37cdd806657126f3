"""The minutes of meetings that others have held: what was weighed there, written into the ledger afterwards.

All meetings of a decision are weighed again at once, each by its own reports, papers and luck. That gives what they
were decided by, to the bit, in a fraction of the time that one after the other takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from crossroads.minds import choice
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.deliberation import Deliberation
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.forced import meeting_held
from crossroads.minds.ledger import Ledger
from crossroads.minds.nation import persistence
from crossroads.minds.view import View
from crossroads.world.axes import Array, Flags, Numbers
from crossroads.world.luck import WeekLuck

ByThemselves = StatedOdds | Deliberation
"""Deciders whose meetings others can hold."""


@dataclass(frozen=True, slots=True)
class _Noted:
    """A meeting as it began.

    Attributes
    ----------
    view
        What the nation knew.
    is_open, legal
        Where it was held, (world,), and 1 where an option was legal, (option, world).
    """

    view: View
    is_open: Flags
    legal: Array


class Minutes:
    """The minutes of a block of worlds.

    Parameters
    ----------
    p
        Parameters of the block's worlds.
    luck_of
        Gives the luck of a week.
    """

    def __init__(self, p: Numbers, luck_of: Callable[[int], WeekLuck]) -> None:
        self._p = p
        self._luck_of = luck_of
        self._held: dict[str, tuple[DecisionPoint, ByThemselves, list[_Noted]]] = {}

    def take(
        self,
        point: DecisionPoint,
        decider: ByThemselves,
        week: int,
        is_open: Flags,
        legal: Array,
        features: Mapping[str, Array],
    ) -> None:
        """Note a meeting that is about to be held; those of a decision are noted in the order of their weeks.

        Parameters
        ----------
        point, decider, week
            The decision, who weighs it, and the week.
        is_open
            Where it is held, (world,).
        legal
            1 where an option is legal, (option, world).
        features
            What is known, feature -> (world,).
        """
        view = View(point.nation, week, {name: np.array(values) for name, values in features.items()})
        _, _, meetings = self._held.setdefault(point.id, (point, decider, []))
        meetings.append(_Noted(view, is_open.copy(), legal.copy()))

    def write_up(self, ledger: Ledger, together: int) -> None:
        """Write every meeting into a ledger, decision by decision; then they are gone.

        Parameters
        ----------
        ledger
            The ledger.
        together
            Worlds at meetings that are weighed at a time: memory grows with it, and results do not depend on it.
        """
        while self._held:
            point, decider, meetings = self._held.pop(next(iter(self._held)))
            lot = max(1, together // len(meetings[0].is_open))
            for first in range(0, len(meetings), lot):
                self._write(point, decider, meetings[first : first + lot], ledger)

    def _write(self, point: DecisionPoint, decider: ByThemselves, meetings: list[_Noted], ledger: Ledger) -> None:
        if meetings:
            asked = [(held.view, np.where(held.is_open, held.legal, 0.0)) for held in meetings]
            weighings = decider.weigh_all(point, asked)
            odds = [
                choice.probabilities(weighing.among(held.legal), held.legal)
                for weighing, held in zip(weighings, meetings, strict=True)
            ]
            self._draw(point, meetings, weighings, odds, ledger)

    def _draw(
        self,
        point: DecisionPoint,
        meetings: list[_Noted],
        weighings: list[Weighing],
        odds: list[Array],
        ledger: Ledger,
    ) -> None:
        nobody = np.zeros_like(meetings[0].is_open)
        met = [meeting_held(held.is_open, nobody, nobody, own) for held, own in zip(meetings, odds, strict=True)]
        lucks = [(self._luck_of(held.view.week), where) for held, where in zip(meetings, met, strict=True)]
        draws = choice.noises(point, self._p[persistence(point)], lucks)
        for held, weighing, own, draw, where in zip(meetings, weighings, odds, draws, met, strict=True):
            if where.any():
                chosen = np.where(where, choice.choose(own, draw), -1)
                ledger.add(point, held.view.week, weighing, own, draw, chosen, nobody, held.view)
