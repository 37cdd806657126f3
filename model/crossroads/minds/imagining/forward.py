"""Running the war forward in the mind: coarse steps of the same mechanics, and what is kept of the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.war.advance import Parts
from crossroads.world.axes import Array, Numbers
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State

Forward = Callable[[State, Orders, Parameters, WeekLuck, float, Parts], tuple[State, Mapping[str, Array]]]
"""The forward step of the mechanics: `war.advance.advance`, or another law of war with the same form."""

_COUNTED = ("far_east", "america", "south", "bombers", "bombing", "dry")
_FLOW = "flows."
"""What a way counts by weeks, and what the names of its flows begin with where both are told together."""

Step = tuple[float, Parts]
"""A step ahead: its weeks, and how the fighting on land divides it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps in which a staff looks ahead.

    Attributes
    ----------
    steps
        The steps, in their order.
    turn
        Number of steps after which the orders of a second phase hold; that of all steps where there is none.
    """

    steps: tuple[Step, ...]
    turn: int

    @classmethod
    def of(cls, weeks: Sequence[int], eastern_front: bool, turn: int | None = None) -> Self:
        """Return a schedule.

        Parameters
        ----------
        weeks
            Weeks of each step; `parts_of` says how the fighting on land divides it.
        eastern_front
            Whether the war between Germany and the USSR is fought out.
        turn
            Weeks after which a second phase begins, at the end of the step in which they end; None = never.
        """
        steps = tuple((float(step), parts_of(step) if eastern_front else Parts(0, 2)) for step in weeks)
        gone = [sum(weeks[:place]) for place in range(len(weeks))]
        later = [place for place, before in enumerate(gone) if turn is not None and before >= turn]
        return cls(steps, later[0] if later else len(steps))

    @property
    def horizon(self) -> int:
        """Weeks that are looked ahead."""
        return int(sum(weeks for weeks, _ in self.steps))


@dataclass(slots=True)
class Way:
    """What happened on the way of an imagined course, (lane,).

    Weeks with a war in the Far East, with America, in the south; weeks under Soviet bombers and under American
    bombing (each times its weight, 0 to 1); weeks without oil; what flowed, men lost among it, by name of its series.
    """

    far_east: Array
    america: Array
    south: Array
    bombers: Array
    bombing: Array
    dry: Array
    flows: dict[str, Array]

    @classmethod
    def none(cls, lanes: int) -> Way:
        """Return a way on which nothing has happened yet."""
        none = np.zeros(lanes)
        return cls(none, none, none, none, none, none, {})

    @classmethod
    def of(cls, sums: Mapping[str, Array]) -> Self:
        """Return a way by what `sums` says of it."""
        flows = {name.removeprefix(_FLOW): value for name, value in sums.items() if name.startswith(_FLOW)}
        return cls(**{name: sums[name] for name in _COUNTED}, flows=flows)

    def sums(self) -> dict[str, Array]:
        """Return what has been added up, by name."""
        counted = {name: getattr(self, name) for name in _COUNTED}
        return counted | {f"{_FLOW}{name}": value for name, value in self.flows.items()}


def parts_of(step: int) -> Parts:
    """Return into how many parts the fighting on land divides a step of some weeks: the Eastern Front goes by weeks."""
    return Parts(step, 2)


def imagine(
    forward: Forward,
    state: State,
    orders: Orders,
    p: Parameters,
    schedule: Schedule,
    *,
    lasting: Mapping[str, Array],
    kept: dict[object, object] | None = None,
    then: Orders | None = None,
) -> tuple[State, Way]:
    """Run imagined worlds forward.

    Parameters
    ----------
    forward, state, orders, p
        The step, and where and under which orders and parameters it starts; the last axis of all arrays is the lane.
    schedule
        The steps of the way.
    lasting
        The future's luck: stream -> (lane,).
    kept
        What is the same in all imagined worlds of a scenario; filled on the way.
    then
        Orders of the second phase, where the schedule has one.

    Returns
    -------
    The state at the horizon, and what happened on the way.
    """
    lanes = state.worlds
    way, dry = Way.none(lanes), dry_of(p)
    luck_of = {weeks: ExpectedLuck(lanes, weeks, lasting, kept) for weeks in {weeks for weeks, _ in schedule.steps}}
    for place, (weeks, parts) in enumerate(schedule.steps):
        given = then if then is not None and place >= schedule.turn else orders
        state, flows = forward(state, given, p, luck_of[weeks], weeks, parts)
        way = with_step(way, state, flows, weeks, dry)
    return state, way


def dry_of(p: Numbers) -> Callable[[State], Array]:
    """Return what says of a state how far Japan is without oil, 0 to 1, (lane,)."""
    level = p["politics.dry_oil"]

    def dry(state: State) -> Array:
        return np.maximum(1.0 - state.economy.oil_stock / level, 0.0)

    return dry


def with_step(way: Way, state: State, flows: Mapping[str, Array], step: float, dry: Callable[[State], Array]) -> Way:
    """Return a way with what happened in a step of some weeks that ended in `state` added."""
    politics, now = state.politics, state.week
    unbeaten = np.isinf(politics.week_japan_out)
    return Way(
        far_east=way.far_east + step * state.far.open,
        america=way.america + np.where((politics.week_us_japan < now) & unbeaten, step, 0.0),
        south=way.south + np.where((politics.week_southern_war < now) & unbeaten, step, 0.0),
        bombers=way.bombers + step * state.far.bombers * state.far.open,
        bombing=way.bombing + step * state.pacific.bombing,
        dry=way.dry + step * dry(state),
        flows={name: way.flows.get(name, 0.0) + more for name, more in flows.items()},
    )
