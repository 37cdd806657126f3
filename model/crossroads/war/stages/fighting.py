"""The theatres of war, and how each fights its part of a step. A new theatre is named here, once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Protocol

from crossroads.war.laws import weather
from crossroads.war.laws.small import anywhere
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.war.theatres import eastern_front, far_east, pacific, west
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.state import Group, State, replace


class TheatreLaw(Protocol):
    """What the module of a theatre gives."""

    def opening(self, p: Laws, worlds: int) -> Group:
        """Return how the theatre stands on 22 June 1941."""

    def fight(self, state: State, step: Step) -> tuple[State, Flows]:
        """Fight for a step; return the state after it, and what flowed, by name of its series."""

    def series(self, state: State, wars: Wars) -> dict[str, Array]:
        """Return the stocks among the observables that are the theatre's own, (world,)."""

    def events(self, state: State, p: Laws) -> dict[str, Array | Flags]:
        """Return where what is dated in `Politics` has happened by now: name of its week -> (world,)."""

    def facts(self, state: State) -> dict[str, Array]:
        """Return what councils may know of the theatre that no series tells, by name, (world,)."""


@dataclass(frozen=True, slots=True)
class TheatreOfWar:
    """A theatre of war.

    Attributes
    ----------
    law
        Its module.
    longest
        Weeks of the longest part in which it is fought: stocks of offensive turn faster than the rest, so that a longer
        step is divided. Whoever asks for a step may divide it otherwise (`advance.Parts`).
    """

    law: TheatreLaw
    longest: float = math.inf

    def parts(self, weeks: float) -> int:
        """Return into how many parts a step of some weeks is divided."""
        return max(1, math.ceil(weeks / self.longest))


THEATRES: dict[str, TheatreOfWar] = {
    "east": TheatreOfWar(eastern_front, longest=1.0),
    "far": TheatreOfWar(far_east, longest=1.0),
    "pacific": TheatreOfWar(pacific),
    "west": TheatreOfWar(west),
}
"""Name of its group in the state -> the theatre, in the order in which they fight."""


def fight_in_parts(state: State, whole: Step, name: str, parts: int, flows: Flows) -> State:
    """Fight a theatre in its parts of a step, none where there are 0, and add what flowed to `flows`."""
    begun = state.week
    for part in range(parts):
        weeks = whole.weeks / parts
        group = getattr(state, name)
        # Weather matters to whoever fights; where nobody does, it is not asked for again.
        if part and (not hasattr(group, "open") or anywhere(group.open)):
            week = begun + part * weeks
            state = replace(state, week=week)
            season = weather.season(week, whole.p, whole.luck)
        else:
            state, season = replace(state, week=begun), whole.season
        step = whole if parts == 1 else changed(whole, season=season, weeks=weeks, aid=whole.aid / parts)
        state, lost = THEATRES[name].law.fight(state, step)
        flows |= lost if parts == 1 else {series: flows[series] + more for series, more in lost.items()}
    return replace(state, week=begun)
