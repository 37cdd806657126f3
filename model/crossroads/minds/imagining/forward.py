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


def divided(steps: Sequence[int], eastern_front: bool) -> list[Step]:
    """Return steps of some weeks each; where `eastern_front` is false, that front is not fought out."""
    return [(float(step), parts_of(step) if eastern_front else Parts(0, 2)) for step in steps]


def imagine(
    forward: Forward,
    state: State,
    orders: Orders,
    p: Parameters,
    *,
    steps: Sequence[int],
    lasting: Mapping[str, Array],
    eastern_front: bool,
    kept: dict[object, object] | None = None,
    then: tuple[int, Orders] | None = None,
) -> tuple[State, Way]:
    """Run imagined worlds forward.

    Parameters
    ----------
    forward, state, orders, p
        The step, and where and under which orders and parameters it starts; the last axis of all arrays is the lane.
    steps
        The steps of the way, weeks each; `parts_of` says how the fighting on land divides a step.
    lasting
        The future's luck: stream -> (lane,).
    eastern_front
        Whether the war between Germany and the USSR is fought out.
    kept
        What is the same in all imagined worlds of a scenario; filled on the way.
    then
        After so many weeks, at the end of the step in which they end, these orders hold instead: a plan of two phases.

    Returns
    -------
    The state at the horizon, and what happened on the way.
    """
    lanes = state.worlds
    way, dry = Way.none(lanes), dry_of(p)
    luck_of = {step: ExpectedLuck(lanes, float(step), lasting, kept) for step in set(steps)}
    turn = _turn(steps, then[0]) if then else len(steps)
    for place, (step, (weeks, parts)) in enumerate(zip(steps, divided(steps, eastern_front), strict=True)):
        given = then[1] if then and place >= turn else orders
        state, flows = forward(state, given, p, luck_of[step], weeks, parts)
        way = with_step(way, state, flows, weeks, dry)
    return state, way


def _turn(steps: Sequence[int], weeks: int) -> int:
    """Return the number of steps after which so many weeks have gone."""
    gone = 0
    for place, step in enumerate(steps):
        if gone >= weeks:
            return place
        gone += step
    return len(steps)


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
