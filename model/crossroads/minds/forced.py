"""Decisions that a scenario takes for a nation: when they apply, and what they rule out until then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.choice import summed
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


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """An order of a scenario at one meeting, in numbers: what is the same in all worlds.

    Attributes
    ----------
    index
        Which force it is.
    standing, pending
        Whether its day has come: of one that holds at every meeting, of one that is carried out once.
    supposes
        Whether it supposes to have been done in time what an option still lacks: one that names the option does.
    asks
        Whether it asks for a meeting where the point is not open.
    calls
        Whether it or another order may open the meeting: else nobody speaks where the point is not open.
    given, named
        The odds that it sets, and 1 for the options whose odds it sets, shape (option, 1).
    left
        What the other options share among them by the nation's own odds.
    bars
        1 for the options that are ruled out until it has been carried out, shape (option, 1).
    """

    index: int
    standing: bool
    pending: bool
    supposes: bool
    asks: bool
    calls: bool
    given: Array
    named: Array
    left: float
    bars: Array

    @property
    def matters(self) -> bool:
        """Whether it may say anything to the meeting, in any world."""
        return self.standing or self.pending or bool(self.bars.any())


def laid_down(order: Any, due: Any, applied: Any, legal: Any, own: Any, before: Imposed) -> Imposed:
    """Return what has been imposed on a meeting once one more order has spoken: the last that can be obeyed stands.

    Parameters
    ----------
    order
        The order; see `OrderGiven`.
    due, applied
        Where its day and condition have come, and where it has been carried out already, (world,).
    legal, own
        1 where an option is legal, -1 where an order alone can bring it about, and the nation's own odds,
        (option, world).
    before
        What the orders before it have imposed; its odds do not add up to 1 yet.
    """
    rest = np.where(order.named > 0, 0.0, own)
    total = summed(rest)
    wanted = order.given + order.left * rest / np.where(total > 0, total, 1.0)
    can = (legal > 0) | (order.supposes & (legal < 0))
    now = due & np.logical_or.reduce((wanted > 0) & can, axis=0)
    return Imposed(
        before.forced | now,
        np.where(now, np.where(can, wanted, 0.0), before.odds),
        before.removed | ((order.bars > 0) & ~applied),
        np.where(now, order.index, before.index),
    )


def shared_out(odds: Array) -> Array:
    """Return odds that add up to 1, (option, world); nothing where all are 0."""
    total = summed(odds)
    result: Array = odds / np.where(total > 0, total, 1.0)
    return result


def takes_place(is_open: Any, legal: Any, ordered: Any) -> Any:
    """Return where there is something to decide at an open point, (world,).

    Where one thing only can be done, there is nothing; an order to do it is carried out all the same.
    """
    return is_open & (choices(legal) | ordered)


def choices(legal: Any) -> Any:
    """Return where there is more than one thing that can be done, (world,)."""
    return np.where(legal > 0, 1.0, 0.0).sum(axis=0) > 1.0


def meeting_held(is_open: Any, asked: Any, forced: Any, odds: Any) -> Any:
    """Return where a meeting is held, (world,): an order opens one of its own only where it can be carried out."""
    return (is_open | asked & forced) & (odds.sum(axis=0) > 0)


@dataclass(slots=True)
class Forces:
    """A run's forced decisions, and in which worlds each has applied or its condition has held."""

    forces: tuple[Force, ...]
    worlds: int
    applied: list[Bools] = field(init=False)
    held: list[Bools] = field(init=False)

    def __post_init__(self) -> None:
        self.applied, self.held = ([np.zeros(self.worlds, dtype=bool) for _ in self.forces] for _ in range(2))

    def as_of(self, applied: Mapping[int, Bools]) -> Forces:
        """Return the forces as they were when some had applied as given: index of a force -> where, (world,)."""
        then = Forces(self.forces, self.worlds)
        for index, done in applied.items():
            then.applied[index] = done
        return then

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
        day = meeting_day(point, week)
        nothing = np.zeros(self.worlds, dtype=bool)
        said = Imposed(nothing, odds, np.zeros(odds.shape, dtype=bool), np.full(self.worlds, -1, dtype=np.int64))
        for index, force in self._of(point):
            order = _order(index, force, point, day, scheduled=True)
            said = laid_down(order, self._due(index, force, day), self.applied[index], legal, odds, said)
        said.odds = shared_out(said.odds)
        return said

    def orders(self, point: DecisionPoint, week: int, scheduled: bool) -> tuple[OrderGiven, ...]:
        """Return the unconditional orders that may have something to say to a meeting, in their order."""
        if not self.concern(point):
            return ()
        day = meeting_day(point, week)
        found = [_order(index, force, point, day, scheduled) for index, force in self._of(point)]
        speak = [order for order in found if order.matters]
        calls = any(order.calls for order in speak)
        return tuple(replace(order, calls=calls) for order in speak)

    def are_plain(self, point: DecisionPoint) -> bool:
        """Say whether all forces of a point are orders to take one option, without a condition."""
        return all(force.when is None and force.option is not None for _, force in self._of(point))

    def have_conditions(self, point: DecisionPoint) -> bool:
        """Say whether any force of a point hangs on a condition."""
        return any(force.when is not None for _, force in self._of(point))

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
        if not force.stands(day):
            return ~everywhere
        if force.always:
            since = force.on is None or day >= force.on
            return everywhere & (since and (force.until is None or day <= force.until))
        pending = ~self.applied[index]
        if force.when is not None and force.between is not None:
            first, last = force.between
            return pending & self.held[index] & (first <= day <= last)
        return pending & (force.on is None or day >= force.on)


def _in_window(force: Force, week: int) -> bool:
    """Say whether the window of a force's condition is open in a week; without a condition it never is."""
    if force.when is None or force.between is None:
        return False
    day = calendar.date_of(week)
    start, end = force.between
    return start <= day + dt.timedelta(days=calendar.DAYS_A_WEEK - 1) and day <= end


def _order(index: int, force: Force, point: DecisionPoint, day: dt.date, scheduled: bool) -> OrderGiven:
    """Return a force at a meeting in numbers, its condition left aside."""
    names = list(point.options)
    odds = {force.option: 1.0} if force.option is not None else force.odds or {}
    given = np.array([[odds.get(name, 0.0)] for name in names])
    # By an option all odds are set; by odds only those that are named.
    named = np.array([[float(force.option is not None or name in odds)] for name in names])
    asks = scheduled and force.option not in {None, names[0]}
    stands = force.stands(day)
    begun = stands and (force.on is None or day >= force.on)
    # The option itself too: taken before its day, it could not be taken on it.
    binds = stands and force.when is None and not force.always and force.option in point.committing
    return OrderGiven(
        index=index,
        standing=force.always and begun and (force.until is None or day <= force.until),
        pending=not force.always and begun,
        supposes=force.option is not None,
        asks=asks,
        calls=asks,
        given=given,
        named=named,
        left=float(1.0 - given.sum()),
        bars=np.array([[float(binds and name in point.committing)] for name in names]),
    )
