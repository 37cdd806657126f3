"""Decisions that a scenario takes for a nation: when they apply, and what they rule out until then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.minds.setup import Force
from crossroads.world import calendar
from crossroads.world.axes import Array

Bools = NDArray[np.bool_]
Lookup = Callable[[str], Array | float]


def meeting_day(point: DecisionPoint, week: int) -> dt.date:
    """Return the day of the meeting in a week: the dated one if there is one, else the week's Sunday."""
    days = [day for day in point.dates if calendar.week_of(day) == week]
    return max(days) if days else calendar.date_of(week)


@dataclass(slots=True)
class Imposed:
    """What a scenario imposes on one meeting.

    `odds` (option, world) replaces the nation's own where `forced` is true; `removed` (option, world) options that
    would make a later order illegal; `index` (world,) which force applies, -1 = none.
    """

    forced: Bools
    odds: Array
    removed: Bools
    index: NDArray[np.int64]


@dataclass(slots=True)
class Forces:
    """A run's forced decisions, and in which worlds each has applied or its condition has held."""

    forces: tuple[Force, ...]
    worlds: int
    applied: list[Bools] = field(init=False)
    held: list[Bools] = field(init=False)

    def __post_init__(self) -> None:
        self.applied, self.held = ([np.zeros(self.worlds, dtype=bool) for _ in self.forces] for _ in range(2))

    def concern(self, point: DecisionPoint) -> bool:
        """Say whether any force is about this decision point."""
        return bool(self._of(point))

    def watches(self, week: int) -> bool:
        """Say whether any condition's window is open in `week`."""
        return any(_in_window(force, week) for force in self.forces)

    def watch(self, week: int, lookup: Lookup) -> None:
        """Look at every condition whose window is open in `week` and remember where it has held."""
        for index, force in enumerate(self.forces):
            if force.when is not None and _in_window(force, week):
                self.held[index] = self.held[index] | np.asarray(force.when.holds(lookup))

    def wants_meeting(self, point: DecisionPoint, week: int) -> Bools:
        """Return where a force asks for the point to be open at a scheduled meeting, shape (world,)."""
        return self._due_of(point, week, {None, next(iter(point.options))})

    def ordered(self, point: DecisionPoint, week: int) -> Bools:
        """Return where the scenario has an order for a meeting, to go on as before included, shape (world,)."""
        return self._due_of(point, week, set())

    def _due_of(self, point: DecisionPoint, week: int, but: set[str | None]) -> Bools:
        """Return where any force of a point is due at a meeting, but for those of some options, shape (world,)."""
        day, wanted = meeting_day(point, week), np.zeros(self.worlds, dtype=bool)
        for index, force in self._of(point):
            if force.option not in but:
                wanted = wanted | self._due(index, force, day)
        return wanted

    def imposed(self, point: DecisionPoint, week: int, legal: Array, odds: Array) -> Imposed:
        """Return what the scenario imposes on a meeting, given what is legal and the nation's own odds."""
        names, day = list(point.options), meeting_day(point, week)
        forced, removed = np.zeros(self.worlds, dtype=bool), np.zeros(odds.shape, dtype=bool)
        result = odds.copy()
        index_of = np.full(self.worlds, -1, dtype=np.int64)
        for index, force in self._of(point):
            due = self._due(index, force, day)
            target = _target(force, names, odds)
            possible = ((target > 0) & (legal > 0)).any(axis=0)
            now = due & possible
            result = np.where(now, np.where(legal > 0, target, 0.0), result)
            forced |= now
            index_of = np.where(now, index, index_of)
            removed |= self._ruled_out(index, force, point, names)
        total = result.sum(axis=0)
        result = result / np.where(total > 0, total, 1.0)
        return Imposed(forced, result, removed, index_of)

    def mark(self, imposed: Imposed, met: Bools) -> None:
        """Remember where forces have applied at a meeting held in the worlds `met`."""
        self.applied = [done | (met & (imposed.index == index)) for index, done in enumerate(self.applied)]

    def not_applied(self) -> dict[int, int]:
        """Return force index -> number of worlds in which it never applied.

        An order to go on as before, at a point that never opened, has been kept: it counts as applied.
        """
        quiet = {point.id: next(iter(point.options)) for point in decision_points()}
        kept = [force.always and force.option == quiet[f"{force.nation}.{force.decision}"] for force in self.forces]
        return {index: 0 if kept[index] else int((~done).sum()) for index, done in enumerate(self.applied)}

    def _of(self, point: DecisionPoint) -> list[tuple[int, Force]]:
        return [
            (index, force)
            for index, force in enumerate(self.forces)
            if force.nation == point.nation and force.decision == point.name
        ]

    def _due(self, index: int, force: Force, day: dt.date) -> Bools:
        """Return where the force is due at a meeting on `day`."""
        everywhere = np.ones(self.worlds, dtype=bool)
        if force.always:
            since = force.on is None or day >= force.on
            return everywhere & (since and (force.until is None or day <= force.until))
        pending = ~self.applied[index]
        if force.when is not None and force.between is not None:
            first, last = force.between
            return pending & self.held[index] & (first <= day <= last)
        return pending & (force.on is None or day >= force.on)

    def _ruled_out(self, index: int, force: Force, point: DecisionPoint, names: list[str]) -> Bools:
        """Return options ruled out until an unconditional order has come."""
        nothing = np.zeros((len(names), self.worlds), dtype=bool)
        if force.when is not None or force.always or force.option not in point.committing:
            return nothing
        # The option itself too: taken before its day, it could not be taken on it.
        binds = np.array([name in point.committing for name in names])
        return binds[:, None] & ~self.applied[index]


def _in_window(force: Force, week: int) -> bool:
    """Say whether the window of a force's condition is open in a week; without a condition it never is."""
    if force.when is None or force.between is None:
        return False
    day = calendar.date_of(week)
    start, end = force.between
    return start <= day + dt.timedelta(days=calendar.DAYS_A_WEEK - 1) and day <= end


def _target(force: Force, names: list[str], own: Array) -> Array:
    """Return the odds that a force sets: all on its option, or as given with the rest by the nation's own odds."""
    if force.option is not None:
        return np.repeat((np.array(names) == force.option).astype(np.float64)[:, None], own.shape[1], axis=1)
    given = force.odds or {}
    fixed = np.array([given.get(name, 0.0) for name in names])[:, None]
    rest = np.where(np.array([name in given for name in names])[:, None], 0.0, own)
    total = rest.sum(axis=0)
    result: Array = fixed + (1.0 - fixed.sum()) * rest / np.where(total > 0, total, 1.0)
    return result
