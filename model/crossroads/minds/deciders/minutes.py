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
from crossroads.minds.forced import Forces
from crossroads.minds.ledger import Ledger
from crossroads.minds.nation import MeetingHeld, held_under, persistence
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
    is_open, asked
        Where there was something to decide, and where a scenario asked for a meeting, (world,).
    legal
        1 where an option was legal, (option, world).
    forces
        What the scenario imposes, as it stood.
    """

    view: View
    is_open: Flags
    asked: Flags
    legal: Array
    forces: Forces

    def held(self, point: DecisionPoint, weighing: Weighing) -> MeetingHeld | None:
        """Return the meeting as it was held; None where nobody met."""
        return held_under(self.forces, point, self.view.week, self.is_open, self.asked, self.legal, weighing)


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
        asked: Flags,
        legal: Array,
        features: Mapping[str, Array],
        forces: Forces,
    ) -> None:
        """Note a meeting that is about to be held; those of a decision are noted in the order of their weeks.

        Parameters
        ----------
        point, decider, week
            The decision, who weighs it, and the week.
        is_open, asked
            Where there is something to decide, and where a scenario asks for a meeting, (world,).
        legal
            1 where an option is legal, (option, world).
        features
            What is known, feature -> (world,).
        forces
            What the scenario imposes, as it stands before the meeting; it is kept.
        """
        view = View(point.nation, week, {name: np.array(values) for name, values in features.items()})
        _, _, meetings = self._held.setdefault(point.id, (point, decider, []))
        meetings.append(_Noted(view, is_open.copy(), asked.copy(), legal.copy(), forces))

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
        asked = [(noted.view, np.where(noted.is_open | noted.asked, noted.legal, 0.0)) for noted in meetings]
        held = [
            (noted, meeting)
            for noted, weighing in zip(meetings, decider.weigh_all(point, asked), strict=True)
            if (meeting := noted.held(point, weighing)) is not None
        ]
        if not held:
            return
        lucks = [(self._luck_of(noted.view.week), meeting.met) for noted, meeting in held]
        draws = choice.noises(point, self._p[persistence(point)], lucks)
        for (noted, meeting), draw in zip(held, draws, strict=True):
            chosen = np.where(meeting.met, choice.choose(meeting.odds, draw), -1)
            forced = meeting.forced & meeting.met
            ledger.add(point, noted.view.week, meeting.weighing, meeting.odds, draw, chosen, forced, noted.view)
