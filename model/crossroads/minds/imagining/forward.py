"""Running the war forward in the mind: coarse steps of the same mechanics, and what is kept of the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.war.advance import Parts
from crossroads.world.axes import Array
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, State

Forward = Callable[[State, Orders, Parameters, WeekLuck, float, Parts], tuple[State, Mapping[str, Array]]]
"""The forward step of the mechanics: `war.advance.advance`, or another law of war with the same form."""

CoarseStep = tuple[WeekLuck, float, Parts]
"""A step ahead: its luck, its weeks, and how the fighting on land divides it."""


@runtime_checkable
class Onward(Protocol):
    """A forward step that can go a whole way at once."""

    def onward(
        self, state: State, orders: Orders, p: Parameters, steps: Sequence[CoarseStep]
    ) -> Iterator[tuple[State, Mapping[str, Array]]]:
        """Give the state after each step, and what flowed in it; each is good until the next is asked for."""


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


def parts_of(step: int) -> Parts:
    """Return into how many parts the fighting on land divides a step of some weeks: the Eastern Front goes by weeks."""
    return Parts(step, 2)


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
    way = Way.none(lanes)
    dry = dry_of(p)
    luck_of = {step: ExpectedLuck(lanes, float(step), lasting, kept) for step in set(steps)}
    going = [(luck_of[step], float(step), parts_of(step) if eastern_front else Parts(0, 2)) for step in steps]
    carried = forward.onward if isinstance(forward, Onward) else partial(_step_by_step, forward)
    turn = _turn(steps, then[0]) if then else len(steps)
    end, way = _gone(carried, state, orders, p, (steps[:turn], going[:turn]), way, dry)
    if then and turn < len(steps):
        end, way = _gone(carried, end, then[1], p, (steps[turn:], going[turn:]), way, dry)
    return end, way


def _turn(steps: Sequence[int], weeks: int) -> int:
    """Return the number of steps after which so many weeks have gone."""
    gone = 0
    for place, step in enumerate(steps):
        if gone >= weeks:
            return place
        gone += step
    return len(steps)


def _gone(
    carried: Callable[..., Iterator[tuple[State, Mapping[str, Array]]]],
    state: State,
    orders: Orders,
    p: Parameters,
    ahead: tuple[Sequence[int], Sequence[CoarseStep]],
    way: Way,
    dry: Callable[[State], Array],
) -> tuple[State, Way]:
    """Go some steps under one set of orders; return where they end, and the way with what happened added."""
    end = state
    for step, (end, flows) in zip(ahead[0], carried(state, orders, p, ahead[1]), strict=True):
        add_step(way, end, flows, float(step), dry)
    return end, way


def _step_by_step(
    forward: Forward, state: State, orders: Orders, p: Parameters, steps: Sequence[CoarseStep]
) -> Iterator[tuple[State, Mapping[str, Array]]]:
    for luck, weeks, parts in steps:
        state, flows = forward(state, orders, p, luck, weeks, parts)
        yield state, flows


def dry_of(p: Parameters) -> Callable[[State], Array]:
    """Return what says of a state how far Japan is without oil, 0 to 1, (lane,)."""
    level = p["politics.dry_oil"]

    def dry(state: State) -> Array:
        return np.maximum(1.0 - state.economy.oil_stock / level, 0.0)

    return dry


def add_step(way: Way, state: State, flows: Mapping[str, Array], step: float, dry: Callable[[State], Array]) -> None:
    """Add to a way what happened in a step of some weeks that ended in `state`."""
    politics, now = state.politics, state.week
    way.far_east = way.far_east + step * state.far.open
    way.america = way.america + step * ((politics.week_us_japan < now) & np.isinf(politics.week_japan_out))
    way.south = way.south + step * ((politics.week_southern_war < now) & np.isinf(politics.week_japan_out))
    way.bombers = way.bombers + step * state.far.bombers * state.far.open
    way.bombing = way.bombing + step * state.pacific.bombing
    way.dry = way.dry + step * dry(state)
    for name, more in flows.items():
        way.flows[name] = way.flows[name] + more if name in way.flows else np.array(more)
